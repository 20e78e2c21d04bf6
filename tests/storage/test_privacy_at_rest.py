"""Whoever reads the server's memory or files learns no name, number, phone or account."""

from __future__ import annotations

import redis

from onboarding.rules.application import Account
from onboarding.rules.auditing import Listed
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import (
    admins,
    audits,
    auditwork,
    bindings,
    decisions,
    escalating,
    intake,
    knownothers,
    rosters,
)
from onboarding.services.decisions import Removal
from onboarding.services.escalating import Handling, Matter
from onboarding.services.knownothers import NewOther
from tests.builders import SCHOOL, World, guardian, make_world
from tests.storage.dump import raw_bytes

NATIONAL = "G110101201509090017"
ROWS = (
    Row("students", "诸葛小萤", number="20260917", seat_number="座31", label="大萤", guardians=(
        Guardian("诸葛大川", "爸爸", "13812340001"), Guardian("慕容秋水", "妈妈", "13812340002"))),
    Row("students", "诸葛小萤", number="20260918", label="小萤"),
    Row("teachers", "令狐清风", subjects=("天文课",), phone="13912340003", homeroom=True),
)  # fmt: skip
PERSONAL = (
    "诸葛", "小萤", "大川", "慕容", "秋水", "令狐", "清风", "公孙", "天文课", "座31", "大萤",
    "20260917", "20260918", "13812340001", "13812340002", "13912340003", "13812340009",
    "wx_secret_one", "wx_secret_two", "暗夜流星", "私下来过电话", "奶奶病了", "head.linghu",
    "linghu", "百里", "轩辕", "司机", "wx_secret_six", "wx_secret_bus",
    "上官", "夜里辱骂", "已约谈家长", "青溪教育局", "same_staircase",
    NATIONAL, NATIONAL[1:], NATIONAL.lower(),
)  # fmt: skip


def a_whole_year(world: World) -> tuple[str, ...]:
    """A journey that touches every kind of personal field; the secrets it hands out."""
    door, operator = world.door, world.operator
    group = world.group(rows=ROWS)
    text = world.token("members:write", "eligibility:read")
    reference = f"{SCHOOL}.same_staircase_17"
    mother = guardian(
        "诸葛小萤", "妈妈", number="20260917", name="慕容秋水", phone="13812340002",
        nickname="暗夜流星", account=Account("wechat", "wx_secret_one"), invited_by="公孙胜",
    )  # fmt: skip
    made = intake.submit(
        door, world.door.groups.get(SCHOOL, group.id), mother, bound=True, reference=reference
    ).request
    assert made.state == "needs_rename"
    intake.rename(door, group, made.id, "诸葛小萤大萤妈妈")
    member = world.join(made)
    father = world.submit(group, guardian("诸葛小萤", "爸爸", number=NATIONAL, phone="13812340009"))
    picked = world.approve(father, people=(member.people[0],))
    bot = world.bot("members:write", groups=[group.id])
    bindings.bind(door, bot, group.id, Account("wechat", "wx_secret_two"), f"我是 {picked.code}")
    stranger = guardian("上官飞燕", phone="13812340001", name="公孙胜")
    refused = world.submit(group, stranger)
    world.watch.forward()
    reopened = decisions.reopen(door, operator, group.id, refused.id, version=refused.version)
    world.approve(reopened, overrides=frozenset({"not_on_roster"}), reason="私下来过电话:上官")
    other = world.submit(group, guardian("诸葛小萤", "监护人", number="20260918"))
    decisions.decline(
        door, operator, group.id, other.id, version=1, reason="other", note="奶奶病了"
    )
    removal = Removal(world.fresh(member).version, "M3", "attack", note="暗夜流星", ban=True)
    decisions.remove(door, operator, group.id, member.id, removal)
    person = world.person(group, "令狐清风")
    rosters.edit(door, operator, group.id, person, {"phone": "13912340003", "name": "令狐清风"})
    new = admins.NewAdmin("head.linghu", "令狐清风", "a long password")
    admins.give_role(door, operator, group.id, admins.create(door, operator, new).id, "owner")
    matter = Matter("attack", "暗夜流星夜里辱骂令狐清风", member.id)
    raised = escalating.escalate(door, operator, group.id, matter)
    upward = Handling("reported", "已约谈家长", "青溪教育局", world.watch.now)
    escalating.handle(door, operator, raised.id, upward)
    seen = [
        Listed(1, "诸葛小萤妈"),
        Listed(2, "百里外人", account=Account("wechat", "wx_secret_six"), inviter="百里引路"),
        Listed(3, "诸葛小萤…", cut=True),
    ]
    audits.run(door, operator, group.id, seen)
    for work in audits.worklist(door, operator, group.id).open:
        auditwork.settle(door, operator, group.id, work.id, "ignored", "百里是校长亲戚")
    bus = NewOther("接送车司机", "轩辕校长", "百里校车", Account("wechat", "wx_secret_bus"))
    knownothers.keep(door, operator, group.id, bus)
    return text, world.link, reference, picked.code, member.code


def test_no_personal_field_stands_in_the_record_in_plain(
    record: redis.Redis, jobs: redis.Redis
) -> None:
    world = make_world(record, jobs)
    secrets = a_whole_year(world)
    kept = raw_bytes(record) + raw_bytes(jobs)
    assert b"request.submitted" in kept  # the dump sees the stream
    shown = [each for each in (*PERSONAL, *secrets) if each.encode() in kept]
    escaped = [each for each in PERSONAL if each.encode("unicode_escape") in kept]
    assert (shown, escaped) == ([], [])


def test_refusals_carry_no_personal_field(record: redis.Redis, jobs: redis.Redis) -> None:
    world = make_world(record, jobs)
    a_whole_year(world)
    events = world.door.events.after(SCHOOL, "", 1_000)
    told = "".join(f"{event}" for event in events)
    assert [each for each in PERSONAL if each in told] == []
