"""A kind is a file: one that mixes pupils, teachers and parents, dropped beside the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import redis

from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.kindfiles import KINDS_FOLDER, load_all
from onboarding.rules.kinds import AUDIT_CODES, FINDING_CODES
from onboarding.services.eligibility import Question, ask
from tests.builders import World, account, guardian, make_world

NEVER_HERE = {"declaration_missing", "student_not_admitted", "must_join"}
CODES = (*FINDING_CODES, *AUDIT_CODES)
ARTICLES = "\n".join(f'{code} = "R1"' for code in CODES if code not in NEVER_HERE)
FILE = f"""
title = {{ zh = "合唱团群", en = "Choir" }}
number_required = false
declarations = []
must_join = false
nickname_limit = 30
reminders = 1

[days]
pending = 3
approved = 2

[seats]
minimum = 1
maximum = 1
hard = false

[roles.singer]
title = {{ zh = "团员", en = "Singer" }}
section = "students"
beside = false

[[roles.singer.nicknames]]
parts = ["number", "name"]
separator = "-"

[roles.companion]
title = {{ zh = "陪同", en = "Companion" }}
section = "students"
beside = true

[[roles.companion.nicknames]]
parts = ["students", "relation"]
separator = "·"

[roles.conductor]
title = {{ zh = "指挥", en = "Conductor" }}
section = "teachers"
beside = false

[[roles.conductor.nicknames]]
parts = ["name", "subject"]

[admins.owner]
title = {{ zh = "团长", en = "Head" }}

[admins.committee]
title = {{ zh = "干事", en = "Helper" }}

[[relations]]
word = "陪同"
button = {{ zh = "陪同", en = "Companion" }}
mixed = true
synonyms = ["妈妈", "爸爸", "companion"]

[articles]
{ARTICLES}

[[covenant]]
id = "R1"
zh = "准时排练。"
en = "Be on time for rehearsals."

[[examples]]
role = "singer"
nickname = "2026001-李明"
good = true
name = "李明"
number = "2026001"
"""


@pytest.fixture
def choir(record: redis.Redis, jobs: redis.Redis, tmp_path: Path) -> World:
    (tmp_path / "choir.toml").write_text(FILE, encoding="utf-8")
    world = make_world(record, jobs)
    return replace(world, door=replace(world.door, kinds=load_all(KINDS_FOLDER, tmp_path)))


@pytest.mark.parametrize(
    ("application", "nickname"),
    [
        (Application("singer", name="李明", number="2026001", consent=True), "2026001-李明"),
        (replace(guardian("李明", "妈妈", phone="13800000002"), role="companion"), "李明·陪同"),
        (
            Application(
                "conductor", name="陈静", subject="语文", phone="13900000001", consent=True
            ),
            "陈静语文",
        ),
    ],
    ids=["singer", "companion", "conductor"],
)
def test_every_role_of_a_fifth_kind_walks_to_joined(
    choir: World, application: Application, nickname: str
) -> None:
    group = choir.group("choir")
    asked = replace(application, account=account(), nickname="阳光")
    request = choir.submit(group, asked, bound=True)
    assert (request.state, request.nickname) == ("needs_rename", nickname)
    [wrong] = [f for f in request.verdict.findings if f.severity == "fixable"]
    assert (wrong.article, wrong.suggestion) == ("R1", nickname)
    joined = choir.join(request)
    assert (joined.state, joined.nickname) == ("joined", nickname)
    token = choir.token("eligibility:read")
    [answer] = ask(choir.door, token, group.id, [Question(account=account())])
    assert (answer.answer, answer.role, answer.nickname) == ("yes", application.role, nickname)


def test_its_soft_limit_takes_an_exception_and_its_days_are_its_own(choir: World) -> None:
    group = choir.group("choir")
    first, second = (
        replace(guardian(phone=phone), role="companion") for phone in ("13811110001", "13811110002")
    )
    approved = choir.approve(choir.submit(group, first))
    assert approved.expires_at == choir.watch.now + 2 * 24 * 60 * 60 * 1000
    over = choir.submit(group, second)
    assert over.state == "refused"
    assert [f.code for f in over.verdict.blocking] == ["seats_full"]


def test_a_role_of_the_other_kinds_is_none_of_its_own(choir: World) -> None:
    refused = choir.submit(choir.group("choir"), guardian())
    assert [f.code for f in refused.verdict.blocking] == ["role_not_admitted"]


def test_a_companion_may_be_of_two_singers(choir: World) -> None:
    both = (NamedStudent("李明", "妈妈"), NamedStudent("王芳", "companion"))
    request = choir.submit(
        choir.group("choir"), Application("companion", students=both, consent=True)
    )
    assert len(choir.approve(request).people) == 2
