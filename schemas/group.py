"""Groups on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Choice, Flag, ListOf, Moment, Plain, Slug, Strict, Text

ENTRY_MODES = ("invite", "qr", "bot")
EXCEPTIONS = {"description": "findings against whose article the overrides may go: seats_full"}


class NewGroup(Strict):
    """What a group is made from. `school` must be the caller's own, if it is given."""

    id = Slug(load_default="")
    kind = Text(32, shortest=1, required=True)
    title = Text(100, shortest=1, required=True)
    school = Slug(load_default="")
    school_title = Text(100, load_default="")
    entry_mode = Choice(*ENTRY_MODES, load_default="invite")
    overrides = Plain(keys=fields.String(), load_default=dict)
    exceptions = ListOf(Text(40, shortest=1), 10, load_default=list, metadata=EXCEPTIONS)


class ChangedGroup(Strict):
    """What of a group changes; what is left out stays."""

    title = Text(100, shortest=1)
    entry_mode = Choice(*ENTRY_MODES)
    overrides = Plain(keys=fields.String())
    exceptions = ListOf(Text(40, shortest=1), 10, metadata=EXCEPTIONS)
    closed = Flag()


class ShownGroup(Schema):
    """A group."""

    id = fields.String()
    school = fields.String()
    kind = fields.String()
    title = fields.String()
    entry_mode = fields.String()
    overrides = fields.Dict()
    closed = fields.Boolean()
    created_at = Moment()
    covenant = fields.String(metadata={"description": "version in force"})
    roster = fields.Integer(metadata={"description": "live roster version; 0: none yet"})
    people = fields.Integer(metadata={"description": "on the roster now"})
    students = fields.Integer()
    policy = fields.Integer(metadata={"description": "version of the settings"})


class ShownNewGroup(ShownGroup):
    """A group just made, with the address of its join form, which is shown once."""

    link = fields.Url(allow_none=True, metadata={"description": "null on a replay"})


class ShownLink(Schema):
    """A join form's address, shown once."""

    link = fields.Url(allow_none=True, metadata={"description": "null on a replay"})


class ShownGroups(Schema):
    """A page of groups."""

    items = fields.List(fields.Nested(ShownGroup))
    next = fields.String(allow_none=True)
