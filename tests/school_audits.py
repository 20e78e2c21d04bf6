"""What audits have found in the school that every page is tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onboarding.clock import DAY, HOUR
from onboarding.rules.auditing import Listed
from onboarding.services import audits, auditwork, knownothers
from onboarding.services.knownothers import NewOther
from tests.builders import SCHOOL, guardian

if TYPE_CHECKING:
    from tests.school import School


def audited(school: School) -> None:
    """What was found in the chat of class2, two times; a list of class8 that can't be right; one
    of the office in which somebody is missing. In class7 nobody has looked yet."""
    world, owner = school.world, school.admins["owner"]
    door, reason, leader = world.door, "住校生的生活老师", "郑校长"
    _other(school, NewOther(reason, leader, "生活老师刘姐", until=world.watch.now + DAY))
    _other(school, NewOther("每天发作业的机器人", leader, "作业小助手"))
    inside = [
        "李明李华爸爸",
        "张子涵妈",
        "张子涵爸爸",
        "陈静",
        "周伟",
        "作业小助手",
        "司马静怡妈妈",
    ]
    inside += ["巴特尔妈妈", "赵雨桐爸爸", "刘诗函爸爸", "王䶮…", "理财小王", "罗一凡妈妈"]
    _listed(school, "class2", inside, heads=len(inside) + 2)
    world.watch.forward(HOUR)
    found = {w.item.nickname: w for w in audits.worklist(door, owner, "class2").open}
    auditwork.remind(door, owner, "class2", [found["张子涵妈"].id])
    auditwork.adopt(door, owner, "class2", [found["巴特尔妈妈"].id])
    auditwork.settle(door, owner, "class2", found["王䶮…"].id, "ignored", "截图没截全")
    _listed(school, "class2", [*inside, "欧阳娜娜爸爸"], heads=len(inside) + 1)
    world.approve(school.ask("kept", door.groups.get(SCHOOL, "class2"), guardian("罗一凡")))
    _listed(school, "class8", [f"旅行团{at}" for at in "甲乙丙丁戊"], heads=5)
    _listed(school, "office", ["人事部-赵敏"], heads=1)
    school.spots["finding"] = {
        **school.spots["class2"],
        "item_id": found["理财小王"].id,
        "what": "ignored",
    }
    school.said |= {"截图没截全", leader, reason, "罗一凡"}


def _listed(school: School, group: str, nicknames: list[str], heads: int) -> None:
    """An audit of these nicknames; the one who sells something was let in by a member."""
    listed = [
        Listed(at, each, cut=each.endswith("…"), inviter="张子涵爸爸" if "理财" in each else "")
        for at, each in enumerate(nicknames, 1)
    ]
    audits.run(school.world.door, school.admins["owner"], group, listed, head_count=heads)
    work = audits.worklist(school.world.door, school.admins["owner"], group)
    school.said |= {*nicknames, *(each.item.right for each in work.items if each.item.right)}
    school.said |= {c.nickname for each in work.items for c in each.item.candidates}


def _other(school: School, new: NewOther) -> None:
    kept = knownothers.keep(school.world.door, school.admins["owner"], "class2", new)
    school.spots["other"] = {**school.spots["class2"], "other_id": kept.id}
    school.said |= {new.nickname, new.reason}
