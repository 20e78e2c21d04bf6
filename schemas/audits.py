"""Audits and known others on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from onboarding.rules.auditing import WHATS
from schemas.account import AccountTable
from schemas.fields import (
    Choice,
    Flag,
    ListOf,
    Moment,
    Nickname,
    Part,
    Ready,
    Slug,
    Strict,
    Text,
    Whole,
)
from schemas.paging import Page
from schemas.problem import ShownProblem

MOST_LINES = 2_000
MOST_AT_ONCE = 500
LONGEST_TEXT = 200_000
LONGEST_REASON = 300
STATUSES = ("open", "closed")


class MemberLine(Strict):
    """One member as the app shows it; `cut` where the end of the nickname is missing."""

    nickname = Nickname()
    account = Part(AccountTable, load_default=None)
    inviter = Nickname()
    joined_at = Moment(load_default=None)
    is_admin = Flag(load_default=False)
    cut = Flag(load_default=False)

    @validates_schema
    def _somebody(self, data: dict[str, Any], **more: Any) -> None:
        if not data["nickname"] and data["account"] is None:
            raise ValidationError("required", "nickname")


class MemberList(Strict):
    """The group's members, as `members` or as a `text` (a sign-up chain, text recognised on
    screenshots, a column, CSV, JSON of a bot); exactly one of the two."""

    members = ListOf(Part(MemberLine), MOST_LINES, fewest=1)
    text = Text(LONGEST_TEXT, shortest=1, breaks=True)

    @validates_schema
    def _one(self, data: dict[str, Any], **more: Any) -> None:
        if len(data) != 1:
            raise ValidationError("count", "members")


class HeadCount(Strict):
    """How many members the app shows: only a list as long makes anybody absent."""

    head_count = Whole(1, MOST_LINES, load_default=None)


class WhichItems(Page):
    """Which items, and which page of them."""

    status = Choice(*STATUSES, load_default="open")
    what = Choice(*WHATS, load_default="")


class ItemAction(Strict):
    """Why an item is ignored; nothing for the other actions."""

    reason = Text(LONGEST_REASON, breaks=True, load_default="")


class ItemIds(Strict):
    """Items of the work list."""

    items = ListOf(Slug(), MOST_AT_ONCE, fewest=1, required=True)


class NewOtherTable(Strict):
    """Somebody known without a seat, by nickname or account, or both."""

    nickname = Nickname()
    account = Part(AccountTable, load_default=None)
    reason = Text(LONGEST_REASON, shortest=1, required=True)
    consented_by = Text(100, shortest=1, required=True)
    until = Moment(load_default=None, allow_none=True)


class ShownCandidate(Schema):
    """Whom a line may mean, and how near."""

    people = fields.List(fields.String(), metadata={"description": "roster ids"})
    role = fields.String()
    relation = fields.String()
    nickname = fields.String(metadata={"description": "the right one"})
    nearness = fields.String()
    request = fields.String(allow_none=True)


class ShownItem(Schema):
    """One thing to do."""

    id = fields.String(metadata={"description": "the same in every audit"})
    what = fields.String(metadata={"description": " · ".join(WHATS)})
    code = fields.String()
    article = fields.String()
    why = fields.String(metadata={"description": "in the caller's language"})
    text = fields.String(metadata={"description": "to be pasted into the group; may be blank"})
    status = fields.String(metadata={"description": "open · handled · ignored · gone"})
    stage = fields.String(
        metadata={"description": "listed · reminded · proposed (for removal; a person decides)"}
    )
    line = fields.Integer(metadata={"description": "on the list, from 1; 0 for who isn't on it"})
    nickname = fields.String()
    right = fields.String(metadata={"description": "the right nickname, where one is known"})
    inviter = fields.String()
    request = fields.String(allow_none=True)
    role = fields.String()
    people = fields.List(fields.String(), metadata={"description": "roster ids"})
    relation = fields.String()
    candidates = fields.List(fields.Nested(ShownCandidate))
    first_seen = Moment()
    last_seen = Moment()
    since = Moment(allow_none=True)
    reminders = fields.Integer()
    reminders_most = fields.Integer()
    reminded_at = Moment(allow_none=True)
    remind_from = Moment(allow_none=True)
    settled_at = Moment(allow_none=True)
    settled_by = fields.String()
    reason = fields.String()


class ShownRun(Schema):
    """One audit in numbers."""

    id = fields.String()
    at = Moment()
    by = fields.String()
    lines = fields.Integer()
    fine = fields.Integer(metadata={"description": "lines with nothing to do"})
    known = fields.Integer(metadata={"description": "lines of known others"})
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    joined = fields.Integer(metadata={"description": "were approved and were found inside"})
    unread = fields.Integer(metadata={"description": "inside, without the rules in force"})
    head_count = fields.Integer(allow_none=True)
    lacking = fields.Integer(allow_none=True, metadata={"description": "missing on the list"})
    surplus = fields.Integer(metadata={"description": "lines more than heads"})
    complete = fields.Boolean()
    doubtful = fields.Boolean(
        metadata={"description": "too much is flagged: rather the list or the roster is wrong"}
    )


class ShownWorklist(Schema):
    """The work list, the most urgent first, and the last audit."""

    audit = fields.Nested(ShownRun, allow_none=True)
    items = fields.List(fields.Nested(ShownItem))
    renames = fields.String(metadata={"description": "one text for all renames"})
    next = fields.String(allow_none=True)


class ShownRuns(Schema):
    """The latest audits, the latest first."""

    items = fields.List(fields.Nested(ShownRun))
    next = fields.String(allow_none=True, metadata={"description": "always null: all are here"})


class ShownAdopted(Schema):
    """What became of one item: the new member's request, or why there is none."""

    id = fields.String()
    status = fields.Integer()
    request = fields.String(allow_none=True)
    problem = Ready(ShownProblem, allow_none=True)


class ShownAdoptions(Schema):
    """The results, in the order of the items."""

    items = fields.List(fields.Nested(ShownAdopted))


class ShownOther(Schema):
    """Somebody known without a seat."""

    id = fields.String()
    nickname = fields.String()
    account = fields.Nested(AccountTable, allow_none=True)
    reason = fields.String()
    consented_by = fields.String()
    until = Moment(allow_none=True)
    expired = fields.Boolean()
    kept_at = Moment()
    kept_by = fields.String()


class ShownOthers(Schema):
    """All of them."""

    items = fields.List(fields.Nested(ShownOther))
    next = fields.String(allow_none=True, metadata={"description": "always null: all are here"})
