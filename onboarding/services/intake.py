"""The applicant's errands: submit, amend, rename, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from onboarding.rules import errors, journey
from onboarding.rules.application import Application, Subject
from onboarding.rules.journey import State
from onboarding.rules.kinds import Kind
from onboarding.rules.verdicts import Verdict
from onboarding.services.door import Door
from onboarding.services.judging import Judged, asked_for, judge, judge_request, with_blind_numbers
from onboarding.services.links import new_link, school_in
from onboarding.services.membership import as_now
from onboarding.services.settling import settled
from onboarding.storage import ids
from onboarding.storage.facts import Ties
from onboarding.storage.groups import Group
from onboarding.storage.moves import Effects
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.requestrecord import Request
from onboarding.storage.seal import digest

APPLICANT: Final = "applicant"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A stored request. `reference` is the text of its status page's address, shown once;
    "" on a replay."""

    request: Request
    reference: str
    done: Done


def submit(
    door: Door,
    group: Group,
    application: Application,
    *,
    via: str = "form",
    bound: bool = False,
    shielded: bool = False,
    public: bool = False,
    reference: str = "",
    idem: Idempotency | None = None,
) -> Submitted:
    """Check an application and store it as pending, needs_rename or refused.

    `via`: `form` or the token's ref; `bound`: the caller vouches for the account (a token's
    own submission); `shielded`: store as pending whatever the verdict, with its findings;
    `public`: do so too where a refusal would tell of others (`Verdict.tells_of_others`).
    `reference`: the text of the status reference, where the caller has made one already.
    Raises errors.GroupClosed, Busy, IdempotencyConflict.
    """
    if group.closed:
        raise errors.GroupClosed
    application = with_blind_numbers(door, group.school, application)
    proven = application.account if bound else None
    account = door.blinds.account(group.school, proven) if proven else ""
    reference = reference or new_link(group.school)

    def attempt() -> Submitted:
        now = door.clock()
        judged = judge(door, group, Subject(application, bound=bool(account)), now, Ties(account))
        hidden = shielded or (public and judged.verdict.tells_of_others)
        asked = _asked(group, application, via, account, digest(reference), judged, now)
        asked = replace(asked, shielded=hidden)
        request = _settled(asked, "submit", judged.verdict, judged.policy, now)
        event = _event(request, "request.submitted", via, now)
        done = door.moves.submit(request, judged.read.who, event, idem)
        return replay(done) if done.replayed else Submitted(request, reference, done)

    def replay(earlier: Done) -> Submitted:
        return Submitted(door.requests.get(group.school, earlier.record), "", earlier)

    return settled(door, group.school, idem, replay, attempt)


def amend(
    door: Door,
    group: Group,
    request_id: str,
    application: Application,
    *,
    who: str = APPLICANT,
    shielded: bool = False,
    public: bool = False,
    idem: Idempotency | None = None,
) -> Request:
    """Correct typed fields and check again; the request keeps its place in the queue.

    The role, the account and what an admin settled stay. `shielded` and `public`: hide the
    outcome from now on, as at `submit`. Raises errors.IllegalMove, NotFound.
    """
    application = with_blind_numbers(door, group.school, application)

    def change(old: Request, policy: Kind, now: int) -> Request:
        kept = replace(
            application,
            role=old.role,
            account=old.application.account,
            invited_by=old.application.invited_by,
            already_inside=application.already_inside,
        )
        del now
        same = _who(door, group, policy, old.application) & _who(door, group, policy, kept)
        return replace(
            old,
            application=kept,
            people=(),
            # Another student or phone makes it another person's: it takes over nothing.
            attaches=old.attaches if same else "",
            shielded=old.shielded or shielded,
        )

    return _recheck(door, group, request_id, "amend", change, who, idem, public)


def rename(
    door: Door,
    group: Group,
    request_id: str,
    nickname: str,
    *,
    who: str = APPLICANT,
    idem: Idempotency | None = None,
) -> Request:
    """Hand in another nickname: pending if it is right, needs_rename if not.
    Raises errors.IllegalMove, NotFound."""

    def change(old: Request, policy: Kind, now: int) -> Request:
        del policy, now
        return replace(old, application=replace(old.application, nickname=nickname))

    return _recheck(door, group, request_id, "rename", change, who, idem)


def withdraw(
    door: Door, school: str, request_id: str, *, idem: Idempotency | None = None
) -> Request:
    """Take a request back; an approved one gives its seat free. Raises errors.IllegalMove."""

    def attempt() -> Request:
        old = door.requests.get(school, request_id)
        now = door.clock()
        journey.legal("withdraw", old.state_at(now), APPLICANT)
        new = replace(old, state="withdrawn", changed_at=now, expires_at=None)
        effects = Effects(hold="free", unbind=True, drop_code=bool(old.code))
        event = _event(new, "request.withdrawn", APPLICANT, now)
        door.moves.make(old, new, event, effects, idem)
        return door.requests.get(school, request_id)

    return settled(door, school, idem, as_now(door, school), attempt)


def by_reference(door: Door, reference: str) -> Request:
    """The request of a status page. Raises errors.NotFound."""
    return door.requests.by_reference(school_in(reference), digest(reference))


def _asked(
    group: Group,
    application: Application,
    via: str,
    account: str,
    reference: str,
    judged: Judged,
    now: int,
) -> Request:
    """A request as it was asked; where it goes is for `_settled` to say."""
    role = judged.policy.roles.get(application.role)
    return Request(
        id=ids.new_request_id(),
        school=group.school,
        group=group.id,
        state="refused",
        version=1,
        role=application.role,
        section="guardians" if role and role.beside else role.section if role else "none",
        via=via,
        submitted_at=now,
        changed_at=now,
        application=application,
        verdict=judged.verdict,
        reference=reference,
        account=account,
    )


def _recheck(
    door: Door,
    group: Group,
    request_id: str,
    move: str,
    change: Callable[[Request, Kind, int], Request],
    who: str,
    idem: Idempotency | None,
    public: bool = False,
) -> Request:
    def attempt() -> Request:
        old = door.requests.get(group.school, request_id)
        if old.group != group.id:
            raise errors.NotFound(what="request")
        now = door.clock()
        journey.legal(move, old.state_at(now), APPLICANT)
        changed = change(old, door.policy(group), now)
        judged = judge_request(door, group, changed, now)
        if public and judged.verdict.tells_of_others:
            changed = replace(changed, shielded=True)
        new = _settled(changed, move, judged.verdict, judged.policy, now)
        before = _who(door, group, judged.policy, old.application)
        effects = Effects(who=judged.read.who, who_gone=tuple(before - judged.read.who.keys()))
        door.moves.make(old, new, _event(new, f"request.{move}", who, now), effects, idem)
        return door.requests.get(group.school, request_id)

    return settled(door, group.school, idem, as_now(door, group.school), attempt)


def _who(door: Door, group: Group, policy: Kind, application: Application) -> frozenset[str]:
    return frozenset(door.blinds.who(group, policy, application))


def _settled(request: Request, move: str, verdict: Verdict, policy: Kind, now: int) -> Request:
    state: State = "pending" if request.shielded else verdict.state
    if state not in journey.MOVES[move].ends:
        # A rename never refuses: what else was found stays on the request for a person.
        state = "needs_rename"
    keeps_time = state in journey.OPEN and request.state in journey.OPEN
    return replace(
        request,
        state=state,
        verdict=verdict,
        asking=asked_for(verdict) if state in journey.OPEN else (),
        nickname=verdict.nickname,
        attaches=verdict.attaches,
        attaches_as=verdict.attaches_as,
        changed_at=now,
        expires_at=request.expires_at if keeps_time else journey.deadline(policy, state, now),
    )


def _event(request: Request, what: str, who: str, now: int) -> Event:
    """Codes only; a verdict's facts stay with the request."""
    who = APPLICANT if who == "form" else who
    facts = {"state": request.state, "codes": sorted(request.verdict.codes)}
    return Event(what, who, now, request.group, request.id, facts=facts)
