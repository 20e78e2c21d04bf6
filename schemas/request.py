"""Join requests on the wire: what comes in with a move, and how a request is shown."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load

from onboarding.rules.journey import DECLINE_REASONS, REMOVE_REASONS, REPLACE_REASONS, STATES
from schemas.application import ApplicationTable, ShownApplication
from schemas.covenant import ShownCovenant
from schemas.fields import Choice, ListOf, Moment, Part, Ready, Slug, Strict, Text
from schemas.paging import QueuePage
from schemas.verdict import ShownVerdict

LONGEST_NOTE = 500


class Nothing(Strict):
    """A move that needs no words."""


class ApproveTable(Strict):
    """Whom the request stands for, where that is open, and which findings are overridden
    with which reason."""

    people = ListOf(Slug(), 4, load_default=list)
    overrides = ListOf(Text(40, shortest=1), 10, load_default=list)
    reason = Text(LONGEST_NOTE, breaks=True, load_default="")


class DeclineTable(Strict):
    """A coded reason, and perhaps a note for the applicant."""

    reason = Choice(*DECLINE_REASONS, required=True)
    note = Text(LONGEST_NOTE, breaks=True, load_default="")


class BanTable(Strict):
    """A bar on coming back (H3): until a time, or without end where it is null."""

    until = Moment(allow_none=True, load_default=None)


class RemoveTable(Strict):
    """The covenant's article that was broken, and whether coming back is barred."""

    article = Text(10, shortest=1, required=True)
    reason = Choice(*REMOVE_REASONS, load_default="other")
    note = Text(LONGEST_NOTE, breaks=True, load_default="")
    ban = Part(BanTable, allow_none=True, load_default=None)


class ReplaceTable(Strict):
    """Whose place the request is given, on which version of that record, and why: `note` is
    for whoever gives it up. The rest as in an approval, with `override_reason` for its
    `reason`."""

    other = Slug(required=True, metadata={"description": "the request or member who gives it up"})
    other_etag = Text(40, load_default="", metadata={"description": "that one’s ETag"})
    reason = Choice(*REPLACE_REASONS, required=True)
    note = Text(LONGEST_NOTE, breaks=True, load_default="")
    people = ListOf(Slug(), 4, load_default=list)
    overrides = ListOf(Text(40, shortest=1), 10, load_default=list)
    override_reason = Text(LONGEST_NOTE, breaks=True, load_default="")


class RenameTable(Strict):
    """The nickname that is handed in now."""

    nickname = Text(100, shortest=1, required=True)


class ReceiptTable(Strict):
    """The covenant version that was read and confirmed."""

    version = Text(20, shortest=1, required=True)


class AmendTable(ApplicationTable):
    """The corrected details; role, account and inviter stay as they were."""

    role = Text(32, load_default="")

    class Meta(Strict.Meta):
        """Without the fields that an amendment can't change."""

        exclude = ("account", "invited_by")

    @post_load
    def _amended(self, data: Any, **more: Any) -> Any:
        return data


class Queue(QueuePage):
    """Which requests of a group."""

    state = Choice(*STATES, load_default="pending")


class ShownRequest(Schema):
    """A join request, which becomes a member. `application`, `code` and `note` are shown to
    whoever decides and to the token that handed the request in."""

    id = fields.String()
    group = fields.String()
    state = fields.String()
    version = fields.Integer()
    etag = fields.String(metadata={"description": "for If-Match"})
    role = fields.String()
    nickname = fields.String(metadata={"description": "the right one"})
    via = fields.String(metadata={"description": "form, the token that handed it in, or audit"})
    submitted_at = Moment()
    changed_at = Moment()
    expires_at = Moment(allow_none=True)
    people = fields.List(fields.String(), metadata={"description": "settled roster ids"})
    account_bound = fields.Boolean()
    receipt = fields.String(metadata={"description": "covenant version confirmed"})
    receipt_at = Moment(allow_none=True)
    decided_by = fields.String()
    decided_at = Moment(allow_none=True)
    decided_move = fields.String()
    reason = fields.String()
    article = fields.String()
    overridden = fields.List(fields.String())
    attaches = fields.String(metadata={"description": "the record that this one takes over"})
    attaches_as = fields.String(
        metadata={"description": "correction, reentry, or claim on an unclaimed place"}
    )
    unclaimed = fields.Boolean(
        metadata={"description": "found in the group and adopted; nobody has claimed the place yet"}
    )
    shielded = fields.Boolean(metadata={"description": "the applicant's page says: under review"})
    verdict = fields.Nested(ShownVerdict)
    application = fields.Nested(ShownApplication)
    code = fields.String(metadata={"description": "binding code"})
    note = fields.String()


class ShownSubmission(ShownRequest):
    """The answer to a submission: every request is answered with the group's covenant."""

    covenant = Ready(ShownCovenant)
    reference_url = fields.Url(
        allow_none=True, metadata={"description": "the status page, shown once; null on a replay"}
    )


class ShownRequests(Schema):
    """A page of requests, oldest first."""

    items = fields.List(fields.Nested(ShownRequest))
    next = fields.String(allow_none=True)
