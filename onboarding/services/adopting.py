"""A group that was there before the service: who is inside and has exactly one place is taken in.

An adopted member is joined from the start and holds the place; nothing is known of the person but
the nickname, so the place stays unclaimed until the person's own request for it is approved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from onboarding.rules import errors
from onboarding.rules.application import Account, Application, NamedStudent, Subject
from onboarding.rules.case import Case
from onboarding.rules.journey import HOLDS_PLACE
from onboarding.rules.kinds import Kind
from onboarding.services.approving import known_people, may_stand, seat_limit
from onboarding.services.callers import Caller, require
from onboarding.services.deciding import signed
from onboarding.services.door import Door
from onboarding.services.judging import Judged, judge
from onboarding.services.membership import as_now
from onboarding.services.settling import settled
from onboarding.storage import ids
from onboarding.storage.approvals import Basis
from onboarding.storage.facts import Ties
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event, Idempotency
from onboarding.storage.requestrecord import Request

MOST: Final = 500
VIA: Final = "audit"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one member of the real group belongs: the role, the roster people, and the relation
    to them ("" for a place of one's own); under which nickname it stands there.

    `account` is the chat account where the list tells one, which nobody's ban may stand on;
    `proven` says that a bot reported it, so that it is bound at once.
    """

    role: str
    people: tuple[str, ...]
    relation: str
    nickname: str
    account: Account | None = None
    proven: bool = False
    idem: Idempotency | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one placement: the member's record, or why there is none."""

    request: Request | None
    refusal: errors.Refusal | None = None


def adopt(
    door: Door, caller: Caller, group_id: str, placements: Sequence[Placement]
) -> list[Result]:
    """Take in every member who can be, in the order given; each by itself, none held up by
    another.

    One is refused as errors.SeatsFull, AlreadySeated where the same role and relation sits there,
    AccountTaken, NotOverridable or OverrideMissing (`codes`: what speaks against it), Invalid
    (`role`, `people`, `relation`), Busy. Raises errors.NotAllowed, NotFound, GroupClosed,
    Invalid(field="placements").
    """
    may_adopt(door, caller, group_id)
    if not 0 < len(placements) <= MOST:
        raise errors.Invalid(field="placements", reason="count")

    def result(placement: Placement) -> Result:
        try:
            return Result(_adopted(door, caller, group_id, placement))
        except errors.Refusal as refusal:
            return Result(None, refusal)

    return [result(each) for each in placements]


def may_adopt(door: Door, caller: Caller, group_id: str) -> None:
    """Return if this caller may take in members here. Raises errors.NotAllowed, NotFound,
    GroupClosed."""
    require(caller, "member_write", group_id)
    require(caller, "request_decide", group_id)
    if door.groups.get(caller.school, group_id).closed:
        raise errors.GroupClosed


def _adopted(door: Door, caller: Caller, group_id: str, placement: Placement) -> Request:
    def attempt() -> Request:
        now = door.clock()
        group = door.groups.get(caller.school, group_id)
        subject = _subject(door, group, placement)
        told = door.blinds.account(group.school, placement.account) if placement.account else ""
        account = told if placement.proven else ""
        judged = judge(door, group, replace(subject, bound=bool(account)), now, Ties(told))
        may_stand(judged.verdict, judged.policy)
        _nobody_alike(subject, judged, now)
        new = _member(door, group, subject.application, account, judged, now)
        new = signed(new, "adopt", caller.ref, now)
        facts = {"role": new.role, "codes": sorted(judged.verdict.codes)}
        done = door.adoptions.adopt(
            new,
            Event("request.adopted", caller.ref, now, group.id, new.id, facts=facts),
            Basis(
                versions=group.versions,
                limit=seat_limit(judged.policy, new.role, frozenset()),
                account_seen=judged.read.account_seen,
            ),
            {
                person: [each.record for each in sitting]
                for person, sitting in judged.read.facts.seated.items()
            },
            placement.idem,
        )
        return door.requests.get(group.school, done.record)

    replay = as_now(door, caller.school)
    return settled(door, caller.school, placement.idem, replay, attempt)


def _subject(door: Door, group: Group, placement: Placement) -> Subject:
    """The member as a check looks at one: what would have been typed, as the roster has it."""
    policy = door.policy(group)
    role = policy.roles.get(placement.role)
    if role is None:
        raise errors.Invalid(field="role", reason="unknown")
    people = known_people(door, group, policy, role.id, placement.people)
    if not people or (not role.beside and len(people) > 1):
        raise errors.Invalid(field="people", reason="count")
    by_id = door.rosters.read(group.school, group.id, group.roster).by_id
    names = [by_id[person].name for person in people]
    word = _relation(policy, placement.relation) if role.beside else ""
    application = Application(
        role=role.id,
        students=tuple(NamedStudent(name, word) for name in names) if role.beside else (),
        name="" if role.beside else names[0],
        account=placement.account,
        nickname=placement.nickname,
    )
    return Subject(application, people=people, member=True)


def _relation(policy: Kind, typed: str) -> str:
    relation = policy.relation(typed)
    if relation is None:
        raise errors.Invalid(field="relation", reason="unknown")
    return relation.word


def _nobody_alike(subject: Subject, judged: Judged, now: int) -> None:
    """Return if nobody sits there who may be the same person: by account, or in the same role
    and relation. Raises errors.AlreadySeated."""
    case = Case(subject, judged.read.facts, judged.policy, now)
    seated = judged.read.facts.seated
    known = (e for e in judged.read.facts.same_person if e.state in HOLDS_PLACE)
    alike = [
        each.record
        for person in case.found
        for each in seated.get(person, ())
        if case.sits_alike(each, person)
    ]
    alike += [e.record for e in known if case.same_place(e)]
    if alike:
        raise errors.AlreadySeated(records=tuple(dict.fromkeys(alike)))


def _member(
    door: Door, group: Group, application: Application, account: str, judged: Judged, now: int
) -> Request:
    verdict, policy = judged.verdict, judged.policy
    role = policy.roles[application.role]
    bars = door.blinds.bars(group, policy, application, verdict.people, account)
    return Request(
        id=ids.new_request_id(),
        school=group.school,
        group=group.id,
        state="joined",
        version=1,
        role=role.id,
        section="guardians" if role.beside else role.section,
        via=VIA,
        submitted_at=now,
        changed_at=now,
        application=application,
        verdict=verdict,
        people=verdict.people,
        account=account,
        bars=tuple(bar.blind for bar in bars),
        nickname=verdict.nickname,
        unclaimed=True,
    )
