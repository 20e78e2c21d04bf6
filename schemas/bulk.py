"""Many decisions in one call on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields

from onboarding.rules.journey import DECLINE_REASONS
from onboarding.rules.many import MOST, MOVES
from schemas.fields import Choice, ListOf, Part, Ready, Slug, Strict, Text
from schemas.problem import ShownProblem
from schemas.request import LONGEST_NOTE, ShownRequest


class BulkItem(Strict):
    """One request, its ETag as it was decided on, and to approve where it is open, who on the
    list is meant."""

    id = Slug(required=True)
    etag = Text(40, load_default="", metadata={"description": "as If-Match of the single call"})
    people = ListOf(Slug(), 4, load_default=list)


class BulkTable(Strict):
    """One move for all of them; a decline takes a coded reason, and perhaps a note."""

    move = Choice(*MOVES, required=True)
    items = ListOf(Part(BulkItem), MOST, fewest=1, required=True)
    reason = Choice("", *DECLINE_REASONS, load_default="")
    note = Text(LONGEST_NOTE, breaks=True, load_default="")


class ShownResult(Schema):
    """What became of one item."""

    id = fields.String()
    status = fields.Integer(metadata={"description": "of the single call"})
    request = fields.Nested(
        ShownRequest, allow_none=True, metadata={"description": "as it stands now"}
    )
    problem = Ready(
        ShownProblem, allow_none=True, metadata={"description": "why nothing was changed"}
    )


class ShownResults(Schema):
    """The results, in the order of the items."""

    items = fields.List(fields.Nested(ShownResult))
