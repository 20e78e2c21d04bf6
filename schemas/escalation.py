"""What is passed to the school's supervisor, on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from onboarding.rules.escalations import CAUSES
from schemas.fields import Choice, Moment, Slug, Strict, Text

LONGEST_NOTE = 1000


class NewEscalation(Strict):
    """A coded cause and what it is; `request` where it is about a request or member."""

    cause = Choice(*CAUSES, required=True)
    note = Text(LONGEST_NOTE, shortest=1, breaks=True, required=True)
    request = Slug(load_default="", metadata={"description": "none: it is about the group"})


class ShownEscalation(Schema):
    """A matter, and what came of it."""

    id = fields.String()
    group = fields.String()
    request = fields.String(allow_none=True)
    cause = fields.String()
    article = fields.String(metadata={"description": "the article behind the cause, if any"})
    state = fields.String(metadata={"description": "`open`, `answered` or `reported` upward"})
    note = fields.String(
        metadata={"description": "blank for who may not read it, and 30 days after it was closed"}
    )
    raised_by = fields.String()
    raised_at = Moment()
    handled_by = fields.String(allow_none=True)
    handled_at = Moment(allow_none=True)
    reported_at = Moment(allow_none=True)
    answer = fields.String(metadata={"description": "to the group’s admins; kept as the note is"})


class ShownEscalations(Schema):
    """The group's latest, the latest first."""

    items = fields.List(fields.Nested(ShownEscalation))
    next = fields.String(allow_none=True, metadata={"description": "always null: all are here"})
