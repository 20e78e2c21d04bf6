"""Passing a matter to the school's supervisor, who answers it or reports it upward (M1, M3, T9)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from onboarding.rules import errors, escalations
from onboarding.rules.escalations import NOTES_KEPT, Outcome
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.membership import of_group as request_of_group
from onboarding.services.settling import once
from onboarding.storage import ids
from onboarding.storage.escalations import Escalation
from onboarding.storage.outcome import Done, Event, Idempotency


@dataclass(frozen=True, slots=True)
class Matter:
    """What is passed on: a code of escalations.CAUSES, what it is, and the request or member that
    it is about, "" where it is about the group."""

    cause: str
    note: str = field(repr=False)
    request: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """What came of a matter: `answer` is for the group's admins; where it was reported upward,
    to whom and when (ms)."""

    outcome: Outcome
    answer: str = field(default="", repr=False)
    reported_to: str = field(default="", repr=False)
    reported_at: int | None = None


def escalate(
    door: Door, caller: Caller, group_id: str, matter: Matter, idem: Idempotency | None = None
) -> Escalation:
    """Pass a matter on; no request changes its state by that.

    Raises errors.NotAllowed, NotFound, Invalid (`cause`, `note`), TooMany, IdempotencyConflict.
    """
    require(caller, "escalate", group_id)
    escalations.known_cause(matter.cause)
    if not matter.note.strip():
        raise errors.Invalid(field="note", reason="required")
    group = door.groups.get(caller.school, group_id)
    if matter.request:
        request_of_group(door, group.school, group_id, matter.request)
    made = Escalation(
        id=ids.new_request_id(),
        school=group.school,
        group=group.id,
        cause=matter.cause,
        by=caller.ref,
        raised_at=door.clock(),
        request=matter.request,
        article=door.policy(group).escalations.get(matter.cause, ""),
        note=matter.note,
    )
    event = _event("escalation.raised", caller, made, made.raised_at, {"reason": made.cause})

    def kept(earlier: Done) -> Escalation:
        return door.escalations.get(group.school, earlier.record)

    raised = once(door.memory, idem, kept, lambda: kept(door.escalations.put(made, event, idem)))
    door.hint(group.school)
    return raised


def of_group(door: Door, caller: Caller, group_id: str, request_id: str = "") -> list[Escalation]:
    """What was passed on of a group, or about one of its requests, the latest first.

    Every admin who may pass something on reads what came of it; what was written, whoever wrote
    it and those who see personal details anyway. To whom the school reported stays with the
    school. Raises errors.NotAllowed, NotFound.
    """
    require(caller, "escalate", group_id)
    door.groups.get(caller.school, group_id)
    found = door.escalations.of_groups(caller.school, [group_id])
    return [_in_group(caller, e) for e in found if request_id in ("", e.request)]


def readers(door: Door, caller: Caller, group_id: str) -> list[str]:
    """The names of those who read what is passed on from a group. Raises errors.NotAllowed."""
    require(caller, "escalate", group_id)
    admins = door.admins.many(caller.school, door.admins.ids(caller.school))
    return [admin.name for admin in admins if admin.supervisor]


def waiting(door: Door, caller: Caller) -> int:
    """How many matters wait for the caller to handle them; 0 for whoever handles none."""
    handles = caller.may("escalation_handle", "")
    return door.escalations.count_open(caller.school) if handles else 0


def open_in(door: Door, caller: Caller) -> list[Escalation]:
    """What is open in the school, the oldest first. Raises errors.NotAllowed."""
    require(caller, "escalation_handle", "")
    return door.escalations.open(caller.school)


def all_of(door: Door, caller: Caller) -> list[Escalation]:
    """What was passed on in the school, the latest first. Raises errors.NotAllowed."""
    require(caller, "escalation_handle", "")
    return door.escalations.of_groups(caller.school, door.groups.ids(caller.school))


def one(door: Door, caller: Caller, escalation_id: str) -> Escalation:
    """One matter as its supervisor reads it. Raises errors.NotAllowed, NotFound."""
    require(caller, "escalation_handle", "")
    return door.escalations.get(caller.school, escalation_id)


def handle(door: Door, caller: Caller, escalation_id: str, handling: Handling) -> Escalation:
    """Close a matter: answered, or reported upward, to whom and when (M3).

    Raises errors.NotAllowed, NotFound, Invalid (`answer`, `reported_to`, `reported_on`), Stale
    (`decided_by`, `decided_at`) for one that is closed.
    """
    old = one(door, caller, escalation_id)
    now = door.clock()
    closed = replace(old, state=handling.outcome, handled_by=caller.ref, handled_at=now)
    facts: dict[str, object] = {}
    if handling.outcome == "reported":
        if not handling.reported_to.strip():
            raise errors.Invalid(field="reported_to", reason="required")
        at = escalations.reported_by_now(handling.reported_at, now)
        closed = replace(closed, reported_to=handling.reported_to, reported_at=at)
        facts = {"reported_at": at}
    elif not handling.answer.strip():
        raise errors.Invalid(field="answer", reason="required")
    closed = replace(closed, answer=handling.answer)
    what = "escalation.reported" if facts else "escalation.answered"
    event = _event(what, caller, closed, now, facts)
    try:
        door.escalations.close(closed, now + NOTES_KEPT, event)
    except errors.Stale:
        first = door.escalations.get(caller.school, escalation_id)
        raise errors.Stale(decided_by=first.handled_by, decided_at=first.handled_at) from None
    door.hint(caller.school)
    return closed


def _in_group(caller: Caller, each: Escalation) -> Escalation:
    reads = each.by == caller.ref or caller.may("personal_reveal", each.group)
    return replace(each, note=each.note if reads else "", reported_to="")


def _event(
    what: str, caller: Caller, about: Escalation, at: int, facts: dict[str, object]
) -> Event:
    if about.request:
        facts = {**facts, "request": about.request}
    return Event(what, caller.ref, at, about.group, about.id, article=about.article, facts=facts)
