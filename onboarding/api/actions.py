"""The moves of a request: one table, one route a move, one view for all.

What a move needs beside its body is said by the journey's own table: those that need a
version are decided on what If-Match names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import request
from marshmallow import Schema

from onboarding.api import here, once
from onboarding.api.etags import version_named
from onboarding.api.requests import ONE, answered, reachable, routes
from onboarding.metrics import moved
from onboarding.rules.access import Act
from onboarding.rules.application import Application
from onboarding.rules.journey import MOVES
from onboarding.services import decisions, intake, membership
from onboarding.services.decisions import Approval, Removal
from onboarding.services.replacing import Replacement, replace_by
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request
from schemas.request import (
    AmendTable,
    ApproveTable,
    DeclineTable,
    Nothing,
    RemoveTable,
    RenameTable,
    ReplaceTable,
    ShownRequest,
)

__all__ = ["ACTIONS", "routes"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of a move: where, what came with it, and the version that it names."""

    group: str
    id: str
    body: Any
    version: int | None
    idem: Idempotency | None


@dataclass(frozen=True, slots=True)
class Action:
    """A move as the API offers it: the act it takes, its body, and the errand behind it."""

    act: Act
    takes: Schema
    run: Callable[[Asked], Request]


def _approve(asked: Asked) -> Request:
    """Approve, holding the seats until the person joins or the approval lapses."""
    body = asked.body
    approval = Approval(
        asked.version, tuple(body["people"]), frozenset(body["overrides"]), body["reason"]
    )
    return decisions.approve(
        here.door(), here.caller(), asked.group, asked.id, approval, asked.idem
    )


def _decline(asked: Asked) -> Request:
    """Decline, with a coded reason and perhaps a note for the applicant."""
    return decisions.decline(
        here.door(),
        here.caller(),
        asked.group,
        asked.id,
        version=asked.version,
        **asked.body,
        idem=asked.idem,
    )


def _reopen(asked: Asked) -> Request:
    """Put a refused, declined or expired request back into the queue."""
    return decisions.reopen(
        here.door(),
        here.caller(),
        asked.group,
        asked.id,
        version=asked.version,
        idem=asked.idem,
    )


def _remove(asked: Asked) -> Request:
    """Remove a member, citing an article; may bar coming back."""
    body = asked.body
    ban = body["ban"]
    removal = Removal(
        version=asked.version,
        article=body["article"],
        reason=body["reason"],
        note=body["note"],
        ban=ban is not None,
        ban_until=ban["until"] if ban else None,
    )
    return decisions.remove(here.door(), here.caller(), asked.group, asked.id, removal, asked.idem)


def _replace(asked: Asked) -> Request:
    """Give the request the place of another guardian, who leaves in the same step.

    Needs both scopes, `requests:decide` and `members:write`.
    """
    body = asked.body
    approval = Approval(
        asked.version, tuple(body["people"]), frozenset(body["overrides"]), body["override_reason"]
    )
    replacement = Replacement(
        approval, body["other"], version_named(body["other_etag"]), body["reason"], body["note"]
    )
    return replace_by(here.door(), here.caller(), asked.group, asked.id, replacement, asked.idem)


def _join(asked: Asked) -> Request:
    """Record that an approved person is in the group now."""
    return membership.join(here.door(), here.caller(), asked.group, asked.id, asked.idem)


def _leave(asked: Asked) -> Request:
    """Record that a member left; the seat is free."""
    return membership.leave(here.door(), here.caller(), asked.group, asked.id, asked.idem)


def _rename(asked: Asked) -> Request:
    """Hand in another nickname for a request that waits for one."""
    record = reachable(asked.group, asked.id)
    door, caller = here.door(), here.caller()
    return intake.rename(
        door,
        door.groups.get(record.school, record.group),
        record.id,
        asked.body["nickname"],
        who=caller.ref,
        idem=asked.idem,
    )


def _amend(asked: Asked) -> Request:
    """Correct typed fields; the checks run again. Role, account and inviter stay."""
    record = reachable(asked.group, asked.id)
    application: Application = asked.body
    door, caller = here.door(), here.caller()
    return intake.amend(
        door,
        door.groups.get(record.school, record.group),
        record.id,
        application,
        who=caller.ref,
        idem=asked.idem,
    )


def _withdraw(asked: Asked) -> Request:
    """Take a request back; an approved one gives its seat free."""
    record = reachable(asked.group, asked.id)
    return intake.withdraw(here.door(), record.school, record.id, idem=asked.idem)


ACTIONS: Final[Mapping[str, Action]] = {
    "rename": Action("request_submit", RenameTable(), _rename),
    "amend": Action("request_submit", AmendTable(), _amend),
    "withdraw": Action("request_submit", Nothing(), _withdraw),
    "approve": Action("request_decide", ApproveTable(), _approve),
    "decline": Action("request_decide", DeclineTable(), _decline),
    "reopen": Action("request_decide", Nothing(), _reopen),
    "replace": Action("request_remove", ReplaceTable(), _replace),
    "join": Action("member_write", Nothing(), _join),
    "leave": Action("member_write", Nothing(), _leave),
    "remove": Action("request_remove", RemoveTable(), _remove),
}


def _offer(move: str, action: Action) -> None:
    def act(body: Any, group: str, request_id: str) -> tuple[dict[str, Any], dict[str, str]]:
        idem = once.key()
        version = version_named(request.headers.get("If-Match", ""))
        record = action.run(Asked(group, request_id, body, version, idem))
        if once.earlier() is None:
            moved(move)
        return answered(record)

    act.__name__ = move
    act.__doc__ = action.run.__doc__
    routes.add(
        "POST",
        f"{ONE}/actions/{move}",
        acts=[action.act],
        takes=action.takes,
        answers=ShownRequest(),
        if_match="version" in MOVES[move].needs,
    )(act)


for _move, _action in ACTIONS.items():
    _offer(_move, _action)
