"""Invented people for the benchmarks: groups of any size, and the requests about them."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.load import request
from onboarding.rules.application import Account, Application, NamedStudent
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import covenants, decisions, groups, intake, membership, rosters, tokens
from onboarding.services.callers import Operator
from onboarding.services.decisions import Approval
from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.storage.groups import Group
from onboarding.wiring import make_door

SCHOOL = "bench"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文斌宇浩然子轩梓涵欣怡"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
JSON = {"Content_Type": "application/json"}


def pupil(number: int) -> Row:
    """One invented pupil with two guardians on file."""
    name = FAMILY[number % 20] + GIVEN[number // 20 % 40] + GIVEN[number // 800 % 40]
    return Row(
        "students",
        name,
        number=f"2026{number:07d}",
        guardians=(
            Guardian(f"{name[0]}父{number}", "爸爸", f"138{number:08d}"),
            Guardian(f"{name[0]}母{number}", "妈妈", f"139{number:08d}"),
        ),
    )


def application(row: Row, mother: bool) -> Application:
    """What a guardian of this pupil types."""
    guardian = row.guardians[int(mother)]
    return Application(
        role="guardian",
        students=(NamedStudent(row.name, guardian.relation, row.number),),
        name=guardian.name,
        phone=guardian.phone,
        account=Account("wechat", f"wx-{guardian.phone}"),
        consent=True,
    )


@dataclass
class Bench:
    """A school to measure on; groups are made when first asked for."""

    door: Door
    operator: Operator
    token: str
    random: random.Random = field(default_factory=lambda: random.Random(7))
    seeded: dict[int, Group] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        return {**JSON, "Authorization": f"Bearer {self.token}"}

    def group(self, members: int) -> Group:
        """A group with this many joined, bound and confirmed members."""
        if members not in self.seeded:
            from benchmarks.seeding import joined_members

            made = new_group(self.door, self.operator, f"m{members}", [])
            rows = [pupil(number) for number in range(members)]
            self.seeded[members] = joined_members(self.door, made, rows)
        return self.seeded[members]

    def eligibility(self, group: Group) -> Iterator[bytes]:
        """One account a request, drawn evenly from the whole group."""
        members = group.people
        path, headers = f"/api/v1/groups/{group.id}/eligibility", self.headers()
        while True:
            number = self.random.randrange(members)
            account = {"platform": "wechat", "id": f"wx-139{number:08d}"}
            yield request("POST", path, json.dumps({"account": account}).encode(), **headers)

    def batches(self, group: Group, size: int) -> Iterator[bytes]:
        """`size` different accounts a request."""
        path, headers = f"/api/v1/groups/{group.id}/eligibility/batch", self.headers()
        while True:
            numbers = self.random.sample(range(group.people), size)
            asked = [{"account": {"platform": "wechat", "id": f"wx-139{n:08d}"}} for n in numbers]
            yield request("POST", path, json.dumps({"questions": asked}).encode(), **headers)

    def submits(self, classes: int = 120, pupils: int = 60) -> Iterator[bytes]:
        """Both guardians of every pupil of many classes, each asking once."""
        for number in range(classes):
            rows = [pupil(1_000_000 + number * pupils + i) for i in range(pupils)]
            new_group(self.door, self.operator, f"class-{number}", rows)
        headers = self.headers()
        for mother, number in itertools.product((True, False), range(classes)):
            path = f"/api/v1/groups/class-{number}/join-requests"
            for i in range(pupils):
                asked = application(pupil(1_000_000 + number * pupils + i), mother)
                yield request("POST", path, json.dumps(wire(asked)).encode(), **headers)

    def approvals(self) -> Iterator[bytes]:
        """An approval of every request that `submits` left waiting."""
        headers = self.headers()
        for group in self.door.groups.ids(SCHOOL):
            cursor = ""
            while True:
                found, cursor = self.door.requests.page(SCHOOL, group, "pending", cursor, 500)
                for waiting in found:
                    path = f"/api/v1/groups/{group}/join-requests/{waiting.id}/actions/approve"
                    yield request("POST", path, b"{}", If_Match=f'"{waiting.version}"', **headers)
                if not cursor:
                    break


def bare_reads() -> Iterator[bytes]:
    """The same body as a question, for the yardstick."""
    draw = random.Random(8)
    while True:
        account = {"platform": "wechat", "id": f"wx-139{draw.randrange(1000):08d}"}
        yield request("POST", "/read", json.dumps({"account": account}).encode(), **JSON)


def bare_writes() -> Iterator[bytes]:
    """The same body as a submission, and a number of its own, for the yardstick."""
    for number in itertools.count():
        body = {**wire(application(pupil(number), True)), "number": number}
        yield request("POST", "/write", json.dumps(body).encode(), **JSON)


def wire(asked: Application) -> dict[str, object]:
    """An application as the API takes it."""
    account = asked.account
    return {
        "role": asked.role,
        "students": [
            {"name": s.name, "number": s.number, "relation": s.relation} for s in asked.students
        ],
        "name": asked.name,
        "phone": asked.phone,
        "account": {"platform": account.platform, "id": account.id} if account else None,
        "consent": True,
    }


def new_group(door: Door, operator: Operator, group_id: str, rows: list[Row]) -> Group:
    """A guardians' group with a roster: the first kind in which guardians sit beside pupils."""
    kind = next(k.id for k in door.kinds.values() if k.seats is not None)
    groups.create(door, operator, kind=kind, title=group_id, group_id=group_id)
    if rows:
        rosters.import_rows(door, operator, group_id, rows)
    return door.groups.get(SCHOOL, group_id)


def prepare(settings: Settings) -> Bench:
    """An empty school with a token that may do everything measured."""
    door = make_door(settings)
    operator = Operator(SCHOOL)
    new_group(door, operator, "first", [pupil(0)])
    scopes = ("eligibility:read", "requests:write", "requests:decide", "members:write")
    return Bench(door, operator, tokens.issue(door, operator, scopes=scopes).text)


def walk_to_joined(door: Door, operator: Operator, group: Group, asked: Application) -> None:
    """One person's whole way in, through the services."""
    request = intake.submit(door, group, asked, via="token:bench", bound=True).request
    decisions.approve(door, operator, group.id, request.id, Approval(request.version))
    covenants.confirm(door, SCHOOL, request.id, group.covenant)
    membership.join(door, operator, group.id, request.id)
