"""Bearer tokens on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from onboarding.rules.access import SCOPES
from schemas.fields import Choice, ListOf, Moment, Slug, Strict, Text

MOST_GROUPS = 200


class NewToken(Strict):
    """What a token may do (`scopes`) and where (`groups`; none: in all of the school)."""

    scopes = ListOf(Choice(*SCOPES), len(SCOPES), fewest=1, required=True)
    groups = ListOf(Slug(), MOST_GROUPS, load_default=list)
    label = Text(100, load_default="")


class ShownToken(Schema):
    """A token, without its text."""

    id = fields.String()
    label = fields.String()
    scopes = fields.List(fields.String())
    groups = fields.List(fields.String())
    created_at = Moment()
    revoked = fields.Boolean()


class ShownNewToken(ShownToken):
    """A token just issued."""

    token = fields.String(allow_none=True, metadata={"description": "shown once; null on a replay"})


class ShownTokens(Schema):
    """The tokens that the caller may end."""

    items = fields.List(fields.Nested(ShownToken))
    next = fields.String(allow_none=True, metadata={"description": "always null: all are here"})
