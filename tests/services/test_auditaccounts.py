"""The account that a list tells stays with the item: its bars count, and it is bound where a bot
told it."""

from __future__ import annotations

from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits, auditwork, decisions
from onboarding.services.callers import Caller
from onboarding.services.decisions import Removal
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, account, mother

OF = account("of-a-line")


def found(world: World, group: Group, caller: Caller, nickname: str = "王芳妈妈") -> WorkItem:
    report = audits.run(world.door, caller, group.id, [Listed(1, nickname, account=OF)])
    return next(work for work in report.worklist.open if work.item.nickname == nickname)


def banned_since(world: World, group: Group) -> None:
    """The account is bound to a member of another place, who is removed and banned."""
    member = world.fresh(world.join(world.submit(group, mother(account=OF), bound=True)))
    removal = Removal(member.version, "H3", "broke_covenant", ban=True)
    decisions.remove(world.door, world.operator, group.id, member.id, removal)


def test_an_account_that_was_banned_since_the_audit_is_not_taken_in(world: World) -> None:
    group = world.group()
    item = found(world, group, world.operator)
    assert item.item.what == "adopt"
    banned_since(world, group)
    [refused] = auditwork.adopt(world.door, world.operator, group.id, [item.id])
    assert refused.request is None
    assert isinstance(refused.refusal, errors.NotOverridable | errors.OverrideMissing)
    assert "banned" in refused.refusal.facts["codes"]  # type: ignore[operator]
    assert audits.one(world.door, world.operator, group.id, item.id).status == "open"


def test_nor_where_a_person_places_it(world: World) -> None:
    group = world.group()
    item = found(world, group, world.operator, "欧阳娜那妈妈")
    [meant] = item.item.candidates
    banned_since(world, group)
    refused = auditwork.place(world.door, world.operator, group.id, item.id, meant)
    assert refused.refusal is not None
    assert "banned" in refused.refusal.facts["codes"]  # type: ignore[operator]


def test_what_a_bot_told_is_bound_and_what_a_person_pasted_is_only_kept(world: World) -> None:
    bot = world.bot("audits:write", "members:write", "requests:decide")
    reader = world.bot("audits:write")
    for caller, group_id in ((bot, "told"), (reader, "read"), (world.operator, "pasted")):
        group = world.group(group_id=group_id, title=group_id)
        item = found(world, group, caller)
        [taken] = auditwork.adopt(world.door, world.operator, group.id, [item.id])
        assert taken.request
        assert taken.request.application.account == OF
        blind = world.door.blinds.account(SCHOOL, OF)
        assert taken.request.account == (blind if caller is bot else "")
