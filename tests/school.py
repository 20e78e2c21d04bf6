"""A small school that has everything: each kind of group, requests in every state, both sorts of
picture, admins in each role. What every page is tried on. All names are invented.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyotp
import segno

from onboarding.clock import DAY, HOUR, SECOND
from onboarding.jobs import duties
from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import (
    decisions,
    entries,
    escalating,
    groups,
    intake,
    invitations,
    rosters,
    secondstep,
)
from onboarding.services.callers import AdminCaller
from onboarding.services.decisions import Removal
from onboarding.services.escalating import Handling, Matter
from onboarding.storage.admins import Admin
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import PASSWORD, SCHOOL, World, account, guardian
from tests.school_audits import audited

TITLE = "青山实验学校"
LASTS = 20 * DAY
"""How long the school's story is, up to the moment at which its pages are opened."""

_PAIRS = (
    ("李明", "2026001", ("李建国", "王秀英")),
    ("李华", "2026002", ("李建国", "王秀英")),
    ("阿依古丽·买买提", "2026003", ("买买提·艾山", "帕提古丽·吐尔逊")),
    ("欧阳娜娜", "2026004", ("欧阳海", "何雨晴")),
    ("王䶮", "2026005", ("王立新", "周桂兰")),
    ("张子涵", "2026006", ("张国强", "孙丽")),
    ("陈思远", "2026007", ("陈海涛", "林晓燕")),
    ("刘诗涵", "2026008", ("刘洋", "")),
    ("司马静怡", "2026009", ("司马光明", "高洁")),
    ("巴特尔", "2026010", ("", "乌云")),
    ("罗一凡", "2026011", ()),
    ("赵雨桐", "2026012", ("赵志强", "钱慧")),
)  # fmt: skip


def _pupils() -> Iterator[Row]:
    phones = {"李建国": "13800001001", "王秀英": "13800001002"}
    for name, number, adults in _PAIRS:
        yield Row("students", name, number=number, guardians=tuple(
            Guardian(adult, relation, phones.setdefault(adult, f"138000010{len(phones) + 1:02}"))
            for adult, relation in zip(adults, ("爸爸", "妈妈"), strict=False) if adult
        ))  # fmt: skip


TEACHERS = (
    Row("teachers", "陈静", subjects=("语文",), homeroom=True, phone="13900001001"),
    Row("teachers", "周伟", subjects=("数学",), phone="13900001002"),
)
CLASS = (*_pupils(), *TEACHERS)
OLDER = (
    Row("students", "孙悦", number="2024001", guardians=(Guardian("孙浩", "爸爸", "13600001001"),)),
    Row("students", "郑凯", number="2024002", guardians=(Guardian("吴芳", "妈妈", "13600001002"),)),
    *TEACHERS,
)
OFFICE = (
    Row("staff", "赵敏", number="A01", phone="13700001001", department="人事部"),
    Row("staff", "钱进", number="A02", phone="13700001002", department="财务部"),
    Row("staff", "冯涛", number="A03", phone="13700001003", department="财务部"),
)


@dataclass
class School:
    """The school. `spots` names places in it by the arguments that their addresses take."""

    world: World
    admins: dict[str, AdminCaller] = field(default_factory=dict)
    spots: dict[str, dict[str, str]] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    """What people have typed and pages show as it is."""

    def group(self, spot: str, kind: str, title: str, rows: tuple[Row, ...]) -> Group:
        made = self.world.group(kind, rows, spot, title=title, school_title=TITLE)
        person = self.world.person(made, rows[0].name)
        here = {"group_id": made.id, "link": self.world.link, "person_id": person}
        self.spots[spot] = here | {"table": "roster"}
        self.said |= {title, *(text for row in rows for text in texts(row))}
        return made

    def ask(self, spot: str, group: Group, application: Application) -> Request:
        """A request from the form, and its page."""
        reference = f"{SCHOOL}.{spot:x<22}"
        fresh = self.world.door.groups.get(SCHOOL, group.id)
        made = intake.submit(
            self.world.door, fresh, application, reference=reference, public=True
        ).request
        here = {"request_id": made.id, "reference": reference}
        self.spots[spot] = self.spots[group.id] | here
        self.said |= {application.name, made.nickname, application.nickname}
        self.said |= {student.name for student in application.students}
        return made

    @property
    def personal(self) -> set[str]:
        """What stands for a person, none of which may be in an address."""
        rows = (*CLASS, *OLDER, *OFFICE)
        logins = {caller.admin.login for caller in self.admins.values()}
        typed = {text for text in self.said if len(text) > 1}
        return logins | typed | {text for row in rows for text in texts(row) if len(text) > 2}


def texts(row: Row) -> Iterator[str]:
    """Everything personal of a row, as it is typed."""
    yield from (row.name, row.number, row.phone, row.department, *row.subjects)
    for each in row.guardians:
        yield from (each.name, each.phone)


def build(world: World) -> School:
    """Let the school's story take place; its last moment is `LASTS` after its first."""
    end = world.watch.now + LASTS
    school = School(world, said={TITLE})
    homes = _groups(school)
    _admins(school)
    _long_ago(school, homes["class2"])
    world.watch.now = end - 5 * DAY
    _decided(school, homes["class2"])
    _elsewhere(school, homes)
    audited(school)
    world.watch.now = end - 9 * HOUR
    _waiting(school, homes["class2"])
    _left(school, homes["class7"])
    _passed_on(school)
    _links(school)
    world.watch.now = end
    duties.expire(world.door, end)
    return school


def _groups(school: School) -> dict[str, Group]:
    return {
        "class2": school.group("class2", "primary", "三年二班家长群", CLASS),
        "class7": school.group("class7", "secondary", "七年五班家长群", OLDER),
        "class8": school.group("class8", "student", "八年一班师生群", OLDER),
        "office": school.group("office", "company", "管理人员群", OFFICE),
    }


def _admins(school: School) -> None:
    everywhere = ("class2", "class7", "class8", "office")
    world = school.world
    school.admins = {
        "owner": world.admin("chenjing", name="陈静", **dict.fromkeys(everywhere, "owner")),
        "committee": world.admin("jiaweihui", name="李建国", class2="committee"),
        "supervisor": world.admin("xuexiao", name="郑安然", supervisor=True),
        "halfway": world.admin("zhouwei", name="周伟", class8="owner"),
    }
    school.said |= {caller.admin.name for caller in school.admins.values()}
    for spot in school.spots.values():
        spot["admin_id"] = school.admins["committee"].admin.id
    _ask_for_codes(world, school.admins["halfway"].admin)


def _links(school: School) -> None:
    """Somebody invited, and somebody who may set another password."""
    door, admins = school.world.door, school.admins
    invited = invitations.invite(door, admins["owner"], "钱慧", "committee", "class2")
    reset = invitations.reset(door, admins["supervisor"], admins["owner"].admin.id)
    school.spots |= {"invitation": {"link": invited}, "reset": {"link": reset}}


def _ask_for_codes(world: World, admin: Admin) -> None:
    """Turn the second step of signing in on."""
    secret = pyotp.random_base32()
    code = pyotp.TOTP(secret).at(world.watch.now // SECOND)
    secondstep.turn_on(
        world.door, admin, secret=secret, code=code, password=PASSWORD, keep=""
    )  # fmt: skip


def _long_ago(school: School, class2: Group) -> None:
    """What has lapsed by now, and a new version of the rules since."""
    school.ask("expired", class2, guardian("赵雨桐", name="钱慧", phone="13700009999"))
    school.world.publish(class2, major=False)
    school.said.add("新的规定。")


def _decided(school: School, class2: Group) -> None:
    world = school.world
    twins = tuple(NamedStudent(name, "爸爸") for name in ("李明", "李华"))
    father = Application("guardian", twins, name="李建国", phone="13800001001", consent=True)
    world.join(school.ask("joined", class2, father))
    _next(world)
    world.join(school.ask("mother", class2, guardian("张子涵", name="孙丽", phone="13800001010")))
    husband = guardian("张子涵", "爸爸", name="张国强", phone="13800001009")
    world.join(school.ask("father", class2, husband))
    _next(world)
    world.publish(class2, major=True, text="更新的规定。")
    school.said.add("更新的规定。")
    world.confirm(world.approve(
        school.ask("confirmed", class2, guardian("欧阳娜娜", name="何雨晴", phone="13800001006"))
    ))  # fmt: skip
    world.approve(school.ask(
        "approved", class2, guardian("阿依古丽·买买提", name="帕提古丽·吐尔逊", phone="13800001004")
    ))  # fmt: skip
    _next(world)
    declined = school.ask("declined", class2, guardian("罗一凡", "爸爸", name="罗大为"))
    note = "请先到班主任处核对孩子的信息。"
    school.said.add(note)
    decisions.decline(
        world.door, school.admins["owner"], class2.id, declined.id,
        version=declined.version, reason="details_unclear", note=note,
    )  # fmt: skip
    removed = world.join(school.ask("removed", class2, guardian("陈思远", name="林晓燕")))
    removal = Removal(removed.version, "M3", "broke_covenant", ban=True)
    decisions.remove(world.door, school.admins["owner"], class2.id, removed.id, removal)
    gone = school.ask("withdrawn", class2, guardian("巴特尔", name="乌云", phone="13800001017"))
    intake.withdraw(world.door, SCHOOL, gone.id)
    school.ask("refused", class2, guardian("赵不在", name="赵大"))


def _elsewhere(school: School, homes: dict[str, Group]) -> None:
    """The other groups: a code that still works, one that has lapsed, a card."""
    world, door = school.world, school.world.door
    now = world.watch.now
    for group_id, days in (("class7", 7), ("class8", 2)):
        groups.change(door, world.operator, group_id, entry_mode="qr")
        entries.put(door, world.operator, group_id, picture(group_id), now + days * DAY)
    entries.put(door, world.operator, "class2", picture("card"), None)
    father = guardian("孙悦", "爸爸", name="孙浩", phone="13600001001")
    pupil = Application("student", name="孙悦", number="2024001", consent=True)
    manager = Application(
        "staff", name="赵敏", phone="13700001001", consent=True,
        declarations=frozenset({"own_picture"}),
    )  # fmt: skip
    for spot, group_id, application in (
        ("scan", "class7", father), ("lapsed", "class8", pupil), ("no_picture", "office", manager)
    ):  # fmt: skip
        world.confirm(world.approve(school.ask(spot, homes[group_id], application)))


def _waiting(school: School, class2: Group) -> None:
    """What waits for a decision now: a strong one, two for one seat, a typo, a wrong nickname."""
    world = school.world
    asks = {
        "pending": guardian("王䶮", "爸爸", name="王立新", phone="13800001007"),
        "rival": guardian("李明", name="王秀英", phone="13800001002"),
        "grandmother": guardian("李明", "监护人", name="张桂芳", phone="13500001001"),
        "near": guardian("司马静宜", name="高洁", phone="13500001002"),
        "weak": guardian("刘诗涵", "爸爸", name="刘洋"),
    }
    for spot, application in asks.items():
        school.ask(spot, class2, application)
        _next(world)
    named = guardian("赵雨桐", "爸爸", name="赵志强", phone="13800001019", nickname="雨桐爸爸",
                     account=account())  # fmt: skip
    school.ask("rename", class2, named)
    school.ask("successor", class2, guardian("张子涵", "监护人", name="王桂英"))


def _left(school: School, class7: Group) -> None:
    """A pupil has left the list, and the father still has a place in the group."""
    world = school.world
    rosters.mark_left(world.door, world.operator, class7.id, world.person(class7, "孙悦"))


def _passed_on(school: School) -> None:
    """One matter that the school has reported upward, one that it has answered, one open."""
    door, owner = school.world.door, school.admins["owner"]
    now = school.world.watch.now
    written = {
        "reported": "有人半夜在群里辱骂任课老师，劝过两次没有用。",
        "answered": "能否在家长会上统一说明群规？",
        "escalation": "群里有人反复发借贷链接，已提醒，仍在发。",
    }
    causes = {"reported": "attack", "answered": "other", "escalation": "harmful"}
    closed = {
        "reported": Handling("reported", "已约谈并报告，请保留聊天记录。", "区教育局", now),
        "answered": Handling("answered", "可以，周五前发给各班。"),
    }
    for spot, note in written.items():
        request = school.spots["removed" if spot == "reported" else "joined"]["request_id"]
        about = "" if spot == "answered" else request
        matter = Matter(causes[spot], note, about)
        raised = escalating.escalate(door, owner, "class2", matter)
        school.spots[spot] = {**school.spots["class2"], "escalation_id": raised.id}
        school.said.add(note)
        if spot in closed:
            escalating.handle(door, school.admins["supervisor"], raised.id, closed[spot])
            school.said |= {closed[spot].answer, closed[spot].reported_to}


def _next(world: World) -> None:
    world.watch.forward(HOUR)


def picture(text: str) -> bytes:
    """A code as a PNG, as an admin would upload one."""
    image = io.BytesIO()
    segno.make(f"https://example.org/{text}").save(image, kind="png", scale=6)
    return image.getvalue()
