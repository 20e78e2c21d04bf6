"""Members and seats on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Choice, Moment
from schemas.paging import QueuePage


class Members(QueuePage):
    """Who is in (`joined`), or admitted and not in yet (`approved`)."""

    state = Choice("joined", "approved", load_default="joined")


class ShownMember(Schema):
    """An admitted person."""

    id = fields.String(metadata={"description": "of the request, for its whole life"})
    state = fields.String()
    version = fields.Integer()
    etag = fields.String()
    role = fields.String()
    nickname = fields.String(metadata={"description": "the one that the group must show"})
    people = fields.List(fields.String(), metadata={"description": "roster ids"})
    relations = fields.List(fields.String())
    account_bound = fields.Boolean()
    covenant_confirmed = fields.Boolean(metadata={"description": "the major version in force"})
    changed_at = Moment()
    expires_at = Moment(allow_none=True)


class ShownMembers(Schema):
    """A page of members."""

    items = fields.List(fields.Nested(ShownMember))
    next = fields.String(allow_none=True)


class ShownSitting(Schema):
    """Who holds a place."""

    record = fields.String()
    state = fields.String()
    relation = fields.String()
    nickname = fields.String()


class ShownRosterName(Schema):
    """Somebody on the roster."""

    person = fields.String()
    section = fields.String()
    name = fields.String()


class ShownPlace(ShownRosterName):
    """A place beside a student, or a person's own."""

    left = fields.Boolean(metadata={"description": "no longer of the class"})
    sitting = fields.List(fields.Nested(ShownSitting))
    free = fields.Integer(allow_none=True, metadata={"description": "null: no limit"})


class ShownSeats(Schema):
    """All places in roster order; who has too few guardians; who must join and hasn't."""

    items = fields.List(fields.Nested(ShownPlace))
    next = fields.String(allow_none=True, metadata={"description": "always null: all are here"})
    unseated = fields.List(fields.Nested(ShownRosterName))
    absent = fields.List(fields.Nested(ShownRosterName))
