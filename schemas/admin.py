"""Admins of a group on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import Choice, Strict


class RoleTable(Strict):
    """The role that an admin of the school gets in a group."""

    role = Choice("owner", "committee", required=True)


class ShownAdmin(Schema):
    """An admin and the role in this group."""

    id = fields.String()
    name = fields.String()
    role = fields.String()
    supervisor = fields.Boolean(metadata={"description": "over all groups of the school"})


class ShownAdmins(Schema):
    """Everybody with a role in the group."""

    items = fields.List(fields.Nested(ShownAdmin))
    next = fields.String(allow_none=True, metadata={"description": "always null: all are here"})
