"""Form, queue, bot and approval look at the same facts and find the same, always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.embedded import EmbeddedServer
from onboarding.rules.application import Application, NamedStudent, Subject
from onboarding.rules.rosterrows import Row
from onboarding.rules.verdicts import Verdict
from onboarding.services import adopting, decisions
from onboarding.services.adopting import Placement
from onboarding.services.decisions import Removal
from onboarding.services.eligibility import Question, ask
from onboarding.services.judging import judge, judge_request
from onboarding.storage.connect import connect
from onboarding.storage.facts import Ties
from onboarding.storage.groups import Group
from onboarding.storage.moves import Effects
from onboarding.storage.outcome import Event
from tests.builders import SCHOOL, World, account, guardian, make_world, mother

PHONES = ("", "13800000002", "13800000003", "13811110001", "13811110002", "13900000001")
NAMES = ("李明", "李明 ", "王芳", "欧阳娜那", "阿依古丽买买提", "无此人", "孙丽", "陈静")
STUDENT = st.builds(
    NamedStudent,
    name=st.sampled_from(NAMES),
    relation=st.sampled_from(["妈妈", "媽", "爸爸", "外婆", "邻居", ""]),
    number=st.sampled_from(["", "2026001", "7"]),
)
APPLICATIONS = st.builds(
    Application,
    role=st.sampled_from(["guardian", "teacher", "staff", "student"]),
    students=st.lists(STUDENT, max_size=2).map(tuple),
    name=st.sampled_from(["", *NAMES]),
    phone=st.sampled_from(PHONES),
    nickname=st.sampled_from(["", "李明妈妈", "李明", "陈静老师", "阳光"]),
    invited_by=st.sampled_from(["", "某人"]),
    account=st.sampled_from([None, account("hers"), account("new"), account("banned")]),
    consent=st.booleans(),
)


@pytest.fixture(scope="module")
def settled(
    record_server: EmbeddedServer, jobs_server: EmbeddedServer
) -> Iterator[tuple[World, dict[str, Group]]]:
    """Groups in which much has happened: seats taken, requests open, somebody banned, members
    adopted."""
    with connect(record_server.url) as record, connect(jobs_server.url) as jobs:
        record.flushall()
        yield _much_has_happened(record, jobs)


def _much_has_happened(record: redis.Redis, jobs: redis.Redis) -> tuple[World, dict[str, Group]]:
    world = make_world(record, jobs)
    groups = {kind: world.group(kind) for kind in ("primary", "student")}
    group = groups["primary"]
    world.join(world.submit(group, mother(account=account("hers")), bound=True))
    world.approve(world.submit(group, guardian(relation="外婆", phone="13811110001")))
    world.submit(group, guardian("王芳", phone="13811110002"))
    bad = guardian("王芳", "爸爸", phone="13800000003", account=account("banned"))
    gone = world.join(world.submit(group, bad, bound=True))
    removal = Removal(gone.version, "M3", ban=True)
    decisions.remove(world.door, world.operator, group.id, gone.id, removal)
    known = [
        Placement("guardian", (world.person(group, name),), "妈妈", f"{name}妈妈")
        for name in ("王芳", "欧阳娜娜")
    ]
    adopting.adopt(world.door, world.operator, group.id, known)
    world.group(rows=(Row("students", "孙丽"),))
    return world, {kind: world.door.groups.get(SCHOOL, g.id) for kind, g in groups.items()}


def told(verdict: Verdict) -> object:
    attached = verdict.attaches, verdict.attaches_as, verdict.claims
    return verdict.findings, verdict.people, verdict.nickname, attached, verdict.evidence


@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
)
@given(application=APPLICATIONS, kind=st.sampled_from(["primary", "student"]), bound=st.booleans())
def test_the_four_doors_find_the_same(
    settled: tuple[World, dict[str, Group]], application: Application, kind: str, bound: bool
) -> None:
    world, groups = settled
    door, group = world.door, groups[kind]
    world.watch.forward(1)
    blind = ""
    if bound and application.account:
        blind = door.blinds.account(SCHOOL, application.account)
    form = judge(
        door, group, Subject(application, bound=bool(blind)), world.watch.now, Ties(blind)
    ).verdict
    if not blind:
        token = world.token("eligibility:read", groups=[group.id])
        [bot] = ask(door, token, group.id, [Question(application=application)])
        assert bot.findings == form.findings
        assert bot.fits_a_place == (bool(form.people) and not form.blocking)

    request = world.submit(group, application, bound=bound)
    assert told(request.verdict) == told(form)
    queue = judge_request(door, group, request, world.watch.now).verdict
    assert told(queue) == told(form)
    assert told(world.fresh(request).verdict) == told(form)
    # It was tried: out of the way of the next.
    door.moves.make(
        request,
        replace(request, state="withdrawn", expires_at=None),
        Event("test", "time", world.watch.now),
        Effects(unbind=True),
    )
