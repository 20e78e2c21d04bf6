"""Passing matters to the school's supervisor, and what comes of them (M1, M3, T9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import redis

from onboarding.clock import DAY
from onboarding.jobs import duties
from onboarding.rules import errors, escalations
from onboarding.services import escalating, groups
from onboarding.services.callers import Caller, Operator
from onboarding.services.escalating import Handling, Matter
from onboarding.storage.escalations import Escalation
from onboarding.storage.events import Told
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, make_world

NOTE = "昨晚在群里辱骂陈老师"
ATTACK = Matter("attack", NOTE)
ANSWERED = Handling("answered", "已约谈")


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def member(world: World, group: Group) -> Request:
    return world.join(world.submit(group))


def upward(world: World, **changes: object) -> Handling:
    usual = Handling("reported", "已上报", "区教育局", world.watch.now)
    return replace(usual, **changes)  # type: ignore[arg-type]


def told(world: World, what: str) -> list[Told]:
    return [e for e in world.door.events.after(SCHOOL, "", 1000) if e.what == what]


def test_a_matter_about_a_member_reaches_the_supervisor_and_changes_nothing_of_the_member(
    world: World, member: Request
) -> None:
    teacher, head = world.admin(class3="committee"), world.admin("head", supervisor=True)
    before = world.fresh(member)
    matter = replace(ATTACK, request=member.id)
    made = escalating.escalate(world.door, teacher, "class3", matter)
    [read] = escalating.open_in(world.door, head)
    assert (read.note, read.request, read.cause, read.article) == (NOTE, member.id, "attack", "M3")
    assert (read.by, read.raised_at, read.state) == (teacher.ref, world.watch.now, "open")
    assert escalating.one(world.door, head, made.id) == read
    assert world.fresh(member) == before


def test_the_article_is_the_one_of_the_groups_own_kind(world: World) -> None:
    world.group("student", group_id="mixed")
    world.group("company", rows=(), group_id="firm")
    matter = Matter("beyond_group", NOTE)
    raised = [
        escalating.escalate(world.door, world.operator, g, matter).article
        for g in ("mixed", "firm")
    ]
    assert raised == ["T9", "C14"]


def test_its_event_stands_in_the_history_of_the_request_and_names_nobody(
    world: World, member: Request
) -> None:
    teacher = world.admin(class3="owner")
    matter = replace(ATTACK, request=member.id)
    made = escalating.escalate(world.door, teacher, "class3", matter)
    escalating.handle(world.door, world.operator, made.id, upward(world))
    reported, raised, *_ = world.door.events.of_request(SCHOOL, member.id, 10)
    assert (raised.what, raised.who, raised.record) == ("escalation.raised", teacher.ref, made.id)
    assert (raised.article, raised.facts) == ("M3", {"reason": "attack", "request": member.id})
    assert reported.what == "escalation.reported"
    assert reported.facts == {"reported_at": world.watch.now, "request": member.id}


@pytest.mark.parametrize(
    ("matter", "field"),
    [(Matter("gossip", NOTE), "cause"), (Matter("attack", " \n"), "note")],
)
def test_a_matter_needs_a_known_cause_and_words(
    world: World, group: Group, matter: Matter, field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        escalating.escalate(world.door, world.operator, group.id, matter)
    assert refused.value.facts["field"] == field
    assert escalating.open_in(world.door, world.operator) == []


def test_a_matter_about_a_request_of_another_group_is_refused(
    world: World, member: Request
) -> None:
    world.group(group_id="class4")
    matter = replace(ATTACK, request=member.id)
    with pytest.raises(errors.NotFound):
        escalating.escalate(world.door, world.operator, "class4", matter)


def test_the_same_call_again_passes_nothing_on_twice(world: World, group: Group) -> None:
    key = world.door.memory.key(SCHOOL, "operator", "escalate", "k", b"body", 201)
    first, again = (
        escalating.escalate(world.door, world.operator, group.id, ATTACK, key) for _ in "12"
    )
    assert first == again
    assert len(escalating.open_in(world.door, world.operator)) == 1
    assert len(told(world, "escalation.raised")) == 1


def test_so_many_of_one_group_may_be_open_and_another_group_still_can(
    world: World, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.storage.escalations.MOST_OPEN", 2)
    first, _ = (escalating.escalate(world.door, world.operator, group.id, ATTACK) for _ in "12")
    with pytest.raises(errors.TooMany):
        escalating.escalate(world.door, world.operator, group.id, ATTACK)
    world.group(group_id="class4")
    escalating.escalate(world.door, world.operator, "class4", ATTACK)
    escalating.handle(world.door, world.operator, first.id, ANSWERED)
    escalating.escalate(world.door, world.operator, group.id, ATTACK)


def test_a_request_shows_what_was_passed_on_about_it_and_nothing_else(
    world: World, group: Group, member: Request
) -> None:
    matter = replace(ATTACK, request=member.id)
    made = escalating.escalate(world.door, world.operator, group.id, matter)
    escalating.escalate(world.door, world.operator, group.id, ATTACK)
    assert escalating.of_group(world.door, world.operator, group.id, member.id) == [made]
    assert len(escalating.of_group(world.door, world.operator, group.id)) == 2


def test_an_answer_closes_it_and_every_admin_of_the_group_reads_it(
    world: World, group: Group
) -> None:
    head = world.admin("head", supervisor=True)
    raiser, other = world.admin(class3="committee"), world.admin("sun", class3="committee")
    made = escalating.escalate(world.door, raiser, group.id, ATTACK)
    world.watch.forward()
    escalating.handle(world.door, head, made.id, ANSWERED)
    for reader in (raiser, other):
        [read] = escalating.of_group(world.door, reader, group.id)
        assert (read.state, read.answer) == ("answered", "已约谈")
        assert (read.handled_by, read.handled_at) == (head.ref, world.watch.now)
    assert escalating.waiting(world.door, head) == 0


def test_what_was_written_is_read_by_its_writer_and_by_who_sees_personal_details(
    world: World, group: Group
) -> None:
    raiser, other = world.admin(class3="committee"), world.admin("sun", class3="committee")
    owner = world.admin("chief", class3="owner")
    escalating.escalate(world.door, raiser, group.id, ATTACK)
    notes = [
        escalating.of_group(world.door, reader, group.id)[0].note
        for reader in (raiser, owner, other)
    ]
    assert notes == [NOTE, NOTE, ""]


def test_reported_upward_is_on_record_with_whom_and_when_and_whom_the_school_alone_reads(
    world: World, group: Group
) -> None:
    head, owner = world.admin("head", supervisor=True), world.admin(class3="owner")
    made = escalating.escalate(world.door, owner, group.id, ATTACK)
    at = world.watch.now - DAY
    escalating.handle(world.door, head, made.id, upward(world, reported_at=at))
    kept = escalating.one(world.door, head, made.id)
    assert (kept.state, kept.reported_to, kept.reported_at) == ("reported", "区教育局", at)
    [read] = escalating.of_group(world.door, owner, group.id)
    assert (read.reported_to, read.reported_at, read.answer) == ("", at, "已上报")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reported_to": " "}, "reported_to"),
        ({"reported_at": None}, "reported_on"),
        ({"reported_at": 2**52}, "reported_on"),
        ({"outcome": "answered", "answer": ""}, "answer"),
    ],
)
def test_what_is_missing_of_an_outcome_leaves_it_open(
    world: World, group: Group, wrong: dict[str, object], field: str
) -> None:
    made = escalating.escalate(world.door, world.operator, group.id, ATTACK)
    with pytest.raises(errors.Invalid) as refused:
        escalating.handle(world.door, world.operator, made.id, upward(world, **wrong))
    assert refused.value.facts["field"] == field
    assert escalating.one(world.door, world.operator, made.id) == made


def test_the_first_of_two_supervisors_closes_it_and_the_other_is_told_who(
    world: World, group: Group
) -> None:
    first, second = (world.admin(login, supervisor=True) for login in ("head", "deputy"))
    made = escalating.escalate(world.door, world.operator, group.id, ATTACK)
    escalating.handle(world.door, first, made.id, ANSWERED)
    with pytest.raises(errors.Stale) as stale:
        escalating.handle(world.door, second, made.id, upward(world))
    assert stale.value.facts["decided_by"] == first.ref
    assert escalating.one(world.door, second, made.id).state == "answered"
    assert told(world, "escalation.reported") == []


Try = Callable[[World, Caller, Escalation], object]
OF_THE_GROUP: dict[str, Try] = {
    "raise": lambda w, c, e: escalating.escalate(w.door, c, e.group, ATTACK),
    "list": lambda w, c, e: escalating.of_group(w.door, c, e.group),
}
OF_THE_SCHOOL: dict[str, Try] = {
    "open": lambda w, c, e: escalating.open_in(w.door, c),
    "all": lambda w, c, e: escalating.all_of(w.door, c),
    "one": lambda w, c, e: escalating.one(w.door, c, e.id),
    "handle": lambda w, c, e: escalating.handle(w.door, c, e.id, ANSWERED),
}


@pytest.mark.parametrize("act", OF_THE_GROUP.values(), ids=OF_THE_GROUP)
def test_the_committee_of_another_group_has_no_part_in_it(
    world: World, group: Group, act: Try
) -> None:
    made = escalating.escalate(world.door, world.operator, group.id, ATTACK)
    world.group(group_id="class4")
    for caller in (world.admin(class4="committee"), world.admin("head", supervisor=True)):
        with pytest.raises(errors.NotAllowed):
            act(world, caller, made)


@pytest.mark.parametrize("act", OF_THE_SCHOOL.values(), ids=OF_THE_SCHOOL)
def test_only_a_supervisor_handles_what_was_passed_on(world: World, group: Group, act: Try) -> None:
    made = escalating.escalate(world.door, world.operator, group.id, ATTACK)
    bot = world.bot("members:write", "groups:write", "requests:decide")
    for caller in (world.admin(class3="owner"), bot):
        assert escalating.waiting(world.door, caller) == 0
        with pytest.raises(errors.NotAllowed):
            act(world, caller, made)


def test_a_supervisor_of_another_school_sees_and_closes_nothing_of_it(
    world: World, group: Group
) -> None:
    made = escalating.escalate(world.door, world.operator, group.id, ATTACK)
    stranger = Operator("valley")
    groups.create(world.door, stranger, kind="primary", title="一班", group_id="class3")
    assert escalating.waiting(world.door, stranger) == 0
    assert escalating.open_in(world.door, stranger) == []
    assert escalating.all_of(world.door, stranger) == []
    for attempt in (
        lambda: escalating.one(world.door, stranger, made.id),
        lambda: escalating.handle(world.door, stranger, made.id, ANSWERED),
    ):
        with pytest.raises(errors.NotFound):
            attempt()
    assert escalating.one(world.door, world.operator, made.id) == made


def test_the_oldest_open_one_of_all_groups_stands_first_and_of_all_the_latest(
    world: World, group: Group
) -> None:
    world.group(group_id="class4")
    raised = []
    for where in ("class4", "class3", "class4"):
        raised.append(escalating.escalate(world.door, world.operator, where, ATTACK).id)
        world.watch.forward(1)
    escalating.handle(world.door, world.operator, raised[1], ANSWERED)
    assert [e.id for e in escalating.open_in(world.door, world.operator)] == raised[::2]
    assert [e.id for e in escalating.all_of(world.door, world.operator)] == raised[::-1]
    assert escalating.waiting(world.door, world.operator) == 2


def test_what_was_written_is_forgotten_thirty_days_after_it_was_closed_and_not_before(
    record: redis.Redis, jobs: redis.Redis
) -> None:
    world = make_world(record, jobs)
    group = world.group()
    left_open, made = (
        escalating.escalate(world.door, world.operator, group.id, ATTACK) for _ in "12"
    )
    escalating.handle(world.door, world.operator, made.id, upward(world))
    assert forgotten_after(world, 29) == 0
    assert escalating.one(world.door, world.operator, made.id).note == NOTE
    assert forgotten_after(world, 1) == 1
    kept = escalating.one(world.door, world.operator, made.id)
    assert (kept.note, kept.answer, kept.forgotten) == ("", "", True)
    assert (kept.reported_to, kept.state, kept.cause) == ("区教育局", "reported", "attack")
    assert escalating.one(world.door, world.operator, left_open.id).note == NOTE
    assert forgotten_after(world, 1) == 0


def test_three_years_later_nothing_of_it_is_left(world: World, group: Group) -> None:
    made = escalating.escalate(world.door, world.operator, group.id, ATTACK)
    escalating.handle(world.door, world.operator, made.id, upward(world))
    assert forgotten_after(world, 30) == 1
    assert forgotten_after(world, escalations.KEPT // DAY - 1) == 0
    assert forgotten_after(world, 1) == 1
    assert escalating.all_of(world.door, world.operator) == []
    with pytest.raises(errors.NotFound):
        escalating.one(world.door, world.operator, made.id)
    assert world.door.escalations.due(SCHOOL, 2**52, 10) == []


def forgotten_after(world: World, days: int) -> int:
    """Let days pass; how many the clock's duty then forgets something of."""
    world.watch.forward(days * DAY)
    return duties.forget_escalations(world.door, world.watch())
