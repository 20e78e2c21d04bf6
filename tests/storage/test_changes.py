"""What each script changes and what it leaves, on a record alone and on a cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import redis

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.rules.rollover import Choice, Plan, Step
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import ClassList
from onboarding.rules.verdicts import Versions
from onboarding.services import (
    admins,
    adopting,
    audits,
    auditwork,
    bindings,
    confirmations,
    covenants,
    decisions,
    entries,
    escalating,
    groups,
    intake,
    invitations,
    inviting,
    knownothers,
    mappings,
    references,
    retention,
    revealing,
    rollover,
    rosters,
    schoolimport,
    sessions,
    tokens,
    transfers,
)
from onboarding.services.adopting import Placement
from onboarding.services.decisions import Approval, Removal
from onboarding.services.eligibility import Question, ask
from onboarding.services.escalating import Handling, Matter
from onboarding.services.knownothers import NewOther
from onboarding.storage.admins import Admin
from onboarding.storage.approvals import Basis
from onboarding.storage.keys import Keys
from onboarding.storage.lines import Line
from onboarding.storage.moves import Effects
from onboarding.storage.outcome import Event, Idempotency, Moved
from onboarding.storage.requestrecord import Request
from onboarding.storage.rosters import Publishing
from tests.builders import PUPILS, SCHOOL, START, World, account, father, mother
from tests.storage.dump import everything

KEYS = Keys(SCHOOL)
EVENT = Event("test", "time", START)
PNG = b"\x89PNG\r\n\x1a\n"
AS_READ = Versions(roster=1, policy=1, bans=0)


def idem(body: str = "body", key: str = "k") -> Idempotency:
    return Idempotency(KEYS.idempotency(key), body, 201)


def approved(request: Request, *people: str, code: str = "K7M3PQA") -> Request:
    """The request as an approval would write it."""
    return replace(
        request, state="approved", people=people, code=code, expires_at=START + 7 * DAY, asking=()
    )


def what(store: redis.Redis) -> list[bytes]:
    """What the stream tells, in order."""
    return [fields[b"what"] for _, fields in store.xrange(KEYS.events)]


def test_a_submission_is_stored_queued_findable_and_told(store: redis.Redis, world: World) -> None:
    group = world.group()
    request = world.submit(group, mother(account=account()), bound=True)
    assert store.hget(KEYS.request(request.id), "state") == b"pending"
    assert store.zscore(KEYS.queue(group.id, "pending"), request.id) == START
    assert store.zscore(KEYS.deadlines, request.id) == request.expires_at
    assert store.hvals(KEYS.who(group.id)) == [request.id.encode()]
    assert store.get(KEYS.reference(request.reference)) == request.id.encode()
    assert store.hgetall(KEYS.account(request.account)) == {
        request.id.encode(): f"{group.id} guardians".encode()
    }
    [student] = request.asking
    assert store.zscore(KEYS.asking(group.id, student), request.id) == request.expires_at
    assert what(store)[-1] == b"request.submitted"


def test_a_submission_beside_another_of_the_same_person_changes_nothing(
    store: redis.Redis, world: World
) -> None:
    request = world.submit(world.group())
    before = everything(store)
    seen = {blind.decode(): Line("", ()) for blind in store.hkeys(KEYS.who(request.group))}
    with pytest.raises(Moved):
        world.door.moves.submit(replace(request, id="another"), seen, EVENT)
    assert everything(store) == before


def test_a_move_takes_the_request_from_one_queue_to_the_other(
    store: redis.Redis, world: World
) -> None:
    old = world.submit(world.group())
    new = replace(old, state="withdrawn", expires_at=None)
    assert world.door.moves.make(old, new, EVENT).version == 2
    assert store.zcard(KEYS.queue(old.group, "pending")) == 0
    assert store.zscore(KEYS.queue(old.group, "withdrawn"), old.id) == old.submitted_at
    assert store.zscore(KEYS.deadlines, old.id) == old.submitted_at + 30 * DAY
    assert store.exists(KEYS.asking(old.group, old.asking[0])) == 0
    assert what(store)[-1] == b"test"


def test_a_move_on_another_version_changes_nothing(store: redis.Redis, world: World) -> None:
    old = world.submit(world.group())
    before = everything(store)
    with pytest.raises(errors.Stale):
        world.door.moves.make(replace(old, version=7), replace(old, state="declined"), EVENT)
    assert everything(store) == before


def test_a_move_frees_the_place_and_ends_account_code_and_page(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    old = world.join(world.submit(group, mother(account=account()), bound=True))
    [student] = old.people
    assert store.zcard(KEYS.place(group.id, student)) == 1
    effects = Effects("free", unbind=True, drop_code=True, drop_reference=old.reference)
    world.door.moves.make(old, replace(old, state="left"), EVENT, effects)
    assert store.exists(KEYS.place(group.id, student), KEYS.account(old.account)) == 0
    assert store.exists(KEYS.reference(old.reference)) == 0
    assert list(store.scan_iter(KEYS.code("*"))) == []
    after = world.fresh(old)
    assert (after.account, after.code) == ("", "")


def test_a_ban_raises_the_groups_ban_version(store: redis.Redis, world: World) -> None:
    old = world.join(world.submit(world.group()))
    effects = Effects("free", bans={"blind": "ban"})
    world.door.moves.make(old, replace(old, state="removed"), EVENT, effects)
    assert store.hgetall(KEYS.bans(old.group)) == {b"blind": b"ban"}
    assert world.door.groups.get(SCHOOL, old.group).bans == 1


def test_an_approval_holds_the_place_until_it_lapses(store: redis.Redis, world: World) -> None:
    group = world.group()
    old = world.submit(group)
    student = world.person(group, "李明")
    new = approved(old, student)
    world.door.approvals.approve(old, new, EVENT, Basis(AS_READ, limit=2))
    assert store.zrange(KEYS.place(group.id, student), 0, -1, withscores=True) == [
        (old.id.encode(), START + 7 * DAY)
    ]
    assert store.zscore(KEYS.deadlines, old.id) == new.expires_at
    assert store.exists(KEYS.asking(group.id, student)) == 0
    assert len(list(store.scan_iter(KEYS.code("*")))) == 1
    assert world.fresh(old).state == "approved"


def test_an_approval_that_finds_the_place_full_changes_nothing(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    student = world.person(group, "李明")
    first, second = world.submit(group), world.submit(group, father())
    world.door.approvals.approve(first, approved(first, student), EVENT, Basis(AS_READ, limit=1))
    before = everything(store)
    with pytest.raises(errors.SeatsFull) as full:
        world.door.approvals.approve(
            second, approved(second, student, code="X"), EVENT, Basis(AS_READ, limit=1)
        )
    assert full.value.facts == {"people": (student,), "limit": 1}
    assert everything(store) == before


@pytest.mark.parametrize("version", ["roster", "policy", "bans"])
def test_an_approval_under_another_version_changes_nothing(
    store: redis.Redis, world: World, version: str
) -> None:
    group = world.group()
    old = world.submit(group)
    before = everything(store)
    with pytest.raises(Moved):
        world.door.approvals.approve(
            old, approved(old), EVENT, Basis(replace(AS_READ, **{version: 9}), limit=2)
        )
    assert everything(store) == before


def test_an_approval_beside_an_account_bound_meanwhile_changes_nothing(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    old = world.submit(group, mother(account=account()), bound=True)
    store.hset(KEYS.account(old.account), "somebody", f"{group.id} guardians")
    before = everything(store)
    with pytest.raises(Moved):
        world.door.approvals.approve(old, approved(old), EVENT, Basis(AS_READ, limit=2))
    assert everything(store) == before


def test_a_seat_that_lapsed_counts_no_more_and_is_cleared(store: redis.Redis, world: World) -> None:
    group = world.group()
    student = world.person(group, "李明")
    store.zadd(KEYS.place(group.id, student), {"lapsed": START})
    old = world.submit(group)
    world.door.approvals.approve(old, approved(old, student), EVENT, Basis(AS_READ, limit=1))
    assert store.zrange(KEYS.place(group.id, student), 0, -1) == [old.id.encode()]


def test_a_place_passes_on_and_what_was_its_ends(store: redis.Redis, world: World) -> None:
    group = world.group()
    first = world.approve(world.submit(group, mother(account=account()), bound=True))
    second = world.submit(group)
    world.approve(second)
    [student] = first.people
    assert store.zrange(KEYS.place(group.id, student), 0, -1) == [second.id.encode()]
    assert store.exists(KEYS.account(first.account)) == 0
    assert len(list(store.scan_iter(KEYS.code("*")))) == 1
    assert what(store)[-2:] == [b"request.superseded", b"request.approved"]
    ended = world.fresh(first)
    assert (ended.state, ended.code, ended.account) == ("withdrawn", "", "")


def test_an_account_is_tied_once_and_the_code_is_gone(store: redis.Redis, world: World) -> None:
    old = world.approve(world.submit(world.group()))
    blind = world.door.blinds.account(SCHOOL, account())
    world.door.approvals.bind(old, replace(old, account=blind, code=""), EVENT)
    assert store.hgetall(KEYS.account(blind)) == {
        old.id.encode(): f"{old.group} guardians".encode()
    }
    assert list(store.scan_iter(KEYS.code("*"))) == []
    before = everything(store)
    again = replace(old, version=world.fresh(old).version)
    with pytest.raises(errors.Stale):
        world.door.approvals.bind(again, replace(again, account="other", code=""), EVENT)
    assert everything(store) == before


def test_the_account_bound_before_is_bound_no_more(store: redis.Redis, world: World) -> None:
    group = world.group()
    old = world.approve(world.submit(group, mother(account=account("wx-old")), bound=True))
    bot = world.bot("members:write")
    new = bindings.bind(world.door, bot, group.id, account("wx-new"), old.code)
    assert store.exists(KEYS.account(old.account)) == 0
    assert store.exists(KEYS.account(new.account)) == 1


def test_a_group_is_made_once(store: redis.Redis, world: World) -> None:
    made = world.group(group_id="class-3-2", rows=())
    assert store.get(KEYS.link(made.link)) == b"class-3-2"
    assert store.zrange(KEYS.groups, 0, -1) == [b"class-3-2"]
    before = everything(store)
    with pytest.raises(errors.Taken) as refused:
        world.group(group_id="class-3-2", rows=())
    assert refused.value.facts == {"field": "id"}
    assert everything(store) == before


def test_a_change_of_a_group_on_another_policy_changes_nothing(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    before = everything(store)
    with pytest.raises(errors.Stale):
        world.door.groups.change(replace(group, policy=5), group, EVENT)
    assert everything(store) == before


def test_a_new_link_ends_the_old_one_in_the_same_step(store: redis.Redis, world: World) -> None:
    group = world.group()
    groups.rotate_link(world.door, world.operator, group.id)
    fresh = world.door.groups.get(SCHOOL, group.id)
    assert store.get(KEYS.link(group.link)) is None
    assert store.get(KEYS.link(fresh.link)) == group.id.encode()
    assert fresh.policy == 2


def test_rosters_go_live_together_or_not_at_all(store: redis.Redis, world: World) -> None:
    groups_ = [world.group(group_id=each) for each in ("one", "two")]
    staged = [world.door.rosters.stage(SCHOOL, group.id, (), START) for group in groups_]
    parts = [
        Publishing(group, version, (), {}, EVENT)
        for group, version in zip(groups_, staged, strict=True)
    ]
    before = everything(store)
    stale = replace(parts[1], group=replace(groups_[1], roster=0))
    with pytest.raises(Moved):
        world.door.rosters.publish(parts[0], stale)
    assert everything(store) == before
    world.door.rosters.publish(*parts)
    assert [world.door.groups.get(SCHOOL, g.id).roster for g in groups_] == staged
    assert what(store)[-2:] == [b"test", b"test"]


def test_a_plan_takes_the_place_of_the_one_that_was_looked_at(
    store: redis.Redis, world: World
) -> None:
    step = Step("g", "k", "promote", "a", "b", policy=1, roster=0)
    plan = Plan("p1", 0, START, "time", (step,), {})
    assert world.door.rollovers.draw(SCHOOL, plan, EVENT).version == 1
    before = everything(store)
    with pytest.raises(errors.Stale):
        world.door.rollovers.draw(SCHOOL, replace(plan, id="p2"), EVENT)
    assert everything(store) == before
    second = Plan("p2", 1, START, "time", (step,), {"g": 7})
    world.door.rollovers.draw(SCHOOL, second, EVENT)
    assert world.door.rollovers.get(SCHOOL) == replace(second, version=2)


def test_a_group_goes_over_once_and_only_as_it_was_looked_at(
    store: redis.Redis, world: World
) -> None:
    group = world.group(group_id="g")
    step = Step("g", group.kind, "promote", group.title, "四年二班", group.policy, group.roster)
    plan = Plan("p", 0, START, "time", (step,), {})
    world.door.rollovers.draw(SCHOOL, plan, EVENT)
    before = everything(store)
    fields = {"title": "四年二班"}
    for other in (replace(step, policy=9), replace(step, roster=9)):
        with pytest.raises(errors.Stale):
            world.door.rollovers.roll_over(SCHOOL, plan, other, fields, EVENT)
    with pytest.raises(errors.Stale):
        world.door.rollovers.roll_over(SCHOOL, replace(plan, id="q"), step, fields, EVENT)
    assert everything(store) == before
    world.door.rollovers.roll_over(SCHOOL, plan, step, fields, EVENT)
    after = everything(store)
    assert world.door.groups.get(SCHOOL, "g").title == "四年二班"
    assert store.hget(KEYS.rollover, "done:g") == str(START).encode()
    world.door.rollovers.roll_over(SCHOOL, plan, step, {"title": "又一次"}, EVENT)
    assert everything(store) == after


def test_a_roster_goes_live_only_over_the_one_it_was_made_from(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    staged = world.door.rosters.stage(SCHOOL, group.id, (), START)
    before = everything(store)
    with pytest.raises(Moved):
        world.door.rosters.publish(
            Publishing(replace(group, roster=0), staged, (), {}, EVENT),
        )
    assert everything(store) == before
    world.door.rosters.publish(Publishing(group, staged, (), {}, EVENT))
    fresh = world.door.groups.get(SCHOOL, group.id)
    assert (fresh.roster, fresh.roster_previous) == (2, 1)


def test_a_group_keeps_its_last_owner(store: redis.Redis, world: World) -> None:
    group = world.group()
    a, b = (world.admin(login).admin.id for login in ("chen", "zhou"))
    world.door.admins.seat(SCHOOL, group.id, a, "owner", EVENT)
    before = everything(store)
    for role in (None, "committee"):
        with pytest.raises(errors.LastOwner):
            world.door.admins.seat(SCHOOL, group.id, a, role, EVENT)  # type: ignore[arg-type]
    assert everything(store) == before
    world.door.admins.seat(SCHOOL, group.id, b, "owner", EVENT)
    world.door.admins.seat(SCHOOL, group.id, a, None, EVENT)
    assert world.door.admins.of_group(SCHOOL, group.id) == {b: "owner"}
    assert store.exists(KEYS.admin_groups(a)) == 0


def test_a_record_is_made_once_and_changed_only_where_it_is(
    store: redis.Redis, world: World
) -> None:
    text = world.token("eligibility:read")
    token = world.door.tokens.authenticate(text)
    before = everything(store)
    with pytest.raises(errors.Taken):
        world.door.tokens.create(token, text, EVENT)
    with pytest.raises(errors.NotFound):
        world.door.tokens._write(token, "nowhere", EVENT, create=False)
    assert everything(store) == before


Repeatable = Callable[[World, Request, Idempotency], object]


def _submit(world: World, first: Request, key: Idempotency) -> object:
    group = world.door.groups.get(SCHOOL, "g")
    return intake.submit(world.door, group, father(), idem=key).request.id


def _approve(world: World, first: Request, key: Idempotency) -> object:
    return decisions.approve(world.door, world.operator, "g", first.id, Approval(1), key).id


def _decline(world: World, first: Request, key: Idempotency) -> object:
    return decisions.decline(
        world.door, world.operator, "g", first.id, version=1, reason="other", idem=key
    ).id  # fmt: skip


def _withdraw(world: World, first: Request, key: Idempotency) -> object:
    return intake.withdraw(world.door, SCHOOL, first.id, idem=key).id


def _create_group(world: World, first: Request, key: Idempotency) -> object:
    return groups.create(
        world.door, world.operator, kind="primary", title="t", idem=key
    ).group.id  # fmt: skip


def _change_group(world: World, first: Request, key: Idempotency) -> object:
    return groups.change(world.door, world.operator, "g", title="new", idem=key).title


def _confirm(world: World, first: Request, key: Idempotency) -> object:
    return covenants.confirm(world.door, SCHOOL, first.id, "1.0", idem=key).receipt


@pytest.mark.parametrize(
    "change", [_submit, _approve, _decline, _withdraw, _create_group, _change_group, _confirm]
)
def test_the_same_call_again_changes_nothing_and_another_body_is_refused(
    store: redis.Redis, world: World, change: Repeatable
) -> None:
    group = world.group(group_id="g")
    first = world.submit(group)
    answer = change(world, first, idem())
    before = everything(store)
    assert change(world, first, idem()) == answer
    assert everything(store) == before
    assert 0 < store.pttl(idem().key) <= DAY
    with pytest.raises(errors.IdempotencyConflict):
        change(world, first, idem("another"))
    assert everything(store) == before


def test_the_script_itself_knows_the_key_of_a_call_that_ran_at_the_same_time(
    store: redis.Redis, world: World
) -> None:
    request = world.submit(world.group(), idem=idem())
    before = everything(store)
    withdrawn = replace(request, state="withdrawn", expires_at=None)
    assert world.door.moves.make(request, withdrawn, EVENT, idem=idem()).replayed
    with pytest.raises(errors.IdempotencyConflict):
        world.door.moves.make(request, withdrawn, EVENT, idem=idem("another"))
    assert everything(store) == before


def test_a_call_that_was_refused_is_not_remembered(store: redis.Redis, world: World) -> None:
    request = world.submit(world.group(group_id="g"))
    with pytest.raises(errors.Stale):
        decisions.approve(world.door, world.operator, "g", request.id, Approval(9), idem())
    assert store.exists(idem().key) == 0


def every_change(world: World) -> None:
    """Everything that runs a script, at least once."""
    group = world.group()
    joined = world.join(world.submit(group, mother(account=account()), bound=True))
    world.approve(world.submit(group))
    place = Placement("guardian", (world.person(group, "王芳"),), "爸爸", "王芳爸爸")
    assert adopting.adopt(world.door, world.operator, group.id, [place])[0].request
    bot = world.bot("members:write", "eligibility:read")
    second = world.approve(world.submit(group, father()))
    bindings.bind(world.door, bot, group.id, account("wx-2"), second.code)
    chief = admins.NewAdmin("chief", "周老师", "a long password")
    admin = admins.create(world.door, world.operator, chief)
    admins.give_role(world.door, world.operator, group.id, admin.id, "owner")
    every_change_of_people(world, group.id, admin)
    groups.change(world.door, world.operator, group.id, title="三年三班")
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + DAY)
    entries.tell(world.door, SCHOOL, group.id, world.watch.now + DAY)
    inviting.mark_invited(world.door, world.operator, group, [second.id], invited=True)
    removal = Removal(world.fresh(second).version, article="M3", ban=True)
    decisions.remove(world.door, world.operator, group.id, second.id, removal)
    references.renew(world.door, world.operator, group.id, joined.id)
    revealing.reveal_roster(world.door, world.operator, group.id)
    confirmations.remind(world.door, world.operator, group.id, count=2, seen=None)
    listed = rosters.read_file(world.door, world.operator, "姓名\n李明\n".encode(), "a.csv")
    mappings.remember(world.door, world.operator, group.id, listed)
    matter = escalating.escalate(world.door, world.operator, group.id, Matter("attack", "note"))
    escalating.handle(world.door, world.operator, matter.id, Handling("answered", "seen to"))
    [(_, due)] = world.door.escalations.due(SCHOOL, world.watch.now + 31 * DAY, 10)
    assert retention.forget_escalation(world.door, SCHOOL, matter.id, due)
    audits.run(world.door, world.operator, group.id, [Listed(1, "路人")])
    [item, *_] = audits.worklist(world.door, world.operator, group.id).open
    auditwork.remind(world.door, world.operator, group.id, [item.id])
    knownothers.keep(world.door, world.operator, group.id, NewOther("校车", "陈老师", "校车通知"))
    other = world.group(group_id="other", title="三年四班", rows=[Row("students", "孙丽")])
    transfers.move(
        world.door, world.operator, group.id, other.id, [world.person(group, "欧阳娜娜")]
    )
    year = rollover.draw(world.door, world.operator, [Choice(other.id, "promote", "四年四班")])
    assert rollover.apply(world.door, world.operator, year.id).finished
    lists = [ClassList("四年四班", (Row("students", "孙丽"),)), ClassList("四5班", PUPILS)]
    for kind in ("", group.kind):
        plan = schoolimport.draw(world.door, world.operator, lists, kind)
    schoolimport.start(world.door, world.operator, plan.version, "分班")
    assert schoolimport.carry_on(world.door, SCHOOL)
    schoolimport.drop(world.door, world.operator)
    text = tokens.issue(world.door, world.operator, scopes=["eligibility:read"]).text
    ask(world.door, text, group.id, [Question(account=account())])
    assert world.door.events.take(SCHOOL, world.watch.now)
    world.door.events.sweep(SCHOOL, world.watch.now + DAY)
    assert world.fresh(joined).state == "left"


def every_change_of_people(world: World, group: str, admin: Admin) -> None:
    """Every script about admins, sessions and invitations."""
    door, operator = world.door, world.operator
    secret = sessions.begin(door, admin, "wechat android")
    _, session = door.sessions.authenticate(SCHOOL, admin.id, secret, world.watch.now)
    door.sessions.note_use(admin, session, world.watch.now + DAY)
    sessions.end(door, admin, session.id)
    sessions.change_password(door, admin, "a long password", "another password")
    second = invitations.accept_as_new(
        door, invitations.invite(door, operator, "周伟", "committee", group), "zhou", "x" * 10
    )
    invitations.set_password(door, invitations.reset(door, operator, second.id), "y" * 10)
    invitations.invite(door, operator, "吴", "committee", group)
    [left] = invitations.open_in(door, operator, group)
    invitations.revoke(door, operator, left.id)
    admins.hand_over(door, operator, group, admin.id, second.id, stays=True)
    lead, other = (world.admin(login, supervisor=True) for login in ("lead", "zheng"))
    admins.end_supervision(door, lead, other.admin.id)
    door.memory.record.unlink(KEYS.admin(other.admin.id))  # a reservation that came to nothing
    admins.delete(door, lead, world.admin("zheng").admin.id)


def adopted(request: Request, member: str, *people: str) -> Request:
    """A member who was in the group before anybody asked."""
    return replace(
        request, id=member, state="joined", people=people, asking=(), reference="", unclaimed=True
    )


def test_an_adopted_member_is_listed_holds_the_place_without_end_and_is_told(
    store: redis.Redis, world: World
) -> None:
    request = world.submit(world.group())
    [student] = request.asking
    member = adopted(request, "member", student)
    bound = replace(member, account="blind")
    world.door.adoptions.adopt(bound, EVENT, Basis(AS_READ, limit=2), {})
    assert store.hget(KEYS.request("member"), "unclaimed") == b"1"
    assert store.zscore(KEYS.queue(request.group, "joined"), "member") == START
    assert store.zscore(KEYS.place(request.group, student), "member") == float("inf")
    assert store.hgetall(KEYS.account("blind")) == {
        b"member": f"{request.group} guardians".encode()
    }
    assert store.zscore(KEYS.deadlines, "member") is None
    assert what(store)[-1] == b"test"


@pytest.mark.parametrize("gone", ["roster", "policy", "bans", "seat", "account"])
def test_adopting_on_other_facts_changes_nothing(
    store: redis.Redis, world: World, gone: str
) -> None:
    request = world.submit(world.group())
    [student] = request.asking
    first = replace(adopted(request, "first", student), account="blind")
    world.door.adoptions.adopt(first, EVENT, Basis(AS_READ, limit=2), {})
    before = everything(store)
    versions = replace(AS_READ, **{gone: 9}) if gone in ("roster", "policy", "bans") else AS_READ
    seen = () if gone == "account" else ("first",)
    seated = {} if gone == "seat" else {student: ["first"]}
    second = replace(first, id="second")
    basis = Basis(versions, limit=2, account_seen=seen)
    with pytest.raises(Moved):
        world.door.adoptions.adopt(second, EVENT, basis, seated)
    assert everything(store) == before


def test_adopting_at_a_full_place_changes_nothing(store: redis.Redis, world: World) -> None:
    request = world.submit(world.group())
    [student] = request.asking
    world.door.adoptions.adopt(
        adopted(request, "first", student), EVENT, Basis(AS_READ, limit=1), {}
    )
    before = everything(store)
    with pytest.raises(errors.SeatsFull) as full:
        world.door.adoptions.adopt(
            adopted(request, "second", student),
            EVENT,
            Basis(AS_READ, limit=1),
            {student: ["first"]},
        )
    assert full.value.facts == {"people": (student,), "limit": 1}
    assert everything(store) == before
