"""A door on real servers, a school with groups, and the people who come to it.

Defaults everywhere: a test names only what it is about. All names are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import redis

from onboarding.clock import DAY
from onboarding.rules.application import Account, Application, NamedStudent
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import (
    admins,
    covenants,
    decisions,
    groups,
    intake,
    membership,
    rosters,
    tokens,
)
from onboarding.services.callers import AdminCaller, Operator, TokenCaller
from onboarding.services.decisions import Approval
from onboarding.services.door import Door
from onboarding.settings import Settings
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.wiring import door_on

START = 1_790_000_000_000  # in September 2026
SCHOOL = "hill"
PASSWORD = "correct horse battery"


@dataclass
class Watch:
    """A clock that a test sets by hand."""

    now: int = START

    def __call__(self) -> int:
        return self.now

    def forward(self, ms: int = DAY) -> None:
        self.now += ms


def settings(**changes: object) -> Settings:
    base = Settings(
        data=Path("unused"),
        host="127.0.0.1",
        port=8000,
        public_url="http://127.0.0.1:8000",
        trusted_proxies=0,
        workers=1,
        threads=4,
        redis_url="redis://unused",
        jobs_url="redis://unused",
        secret_key="s" * 40,
        seal_keys={"k1": b"1" * 32},
        index_key=b"i" * 32,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


PUPILS = (
    Row("students", "李明", number="2026001", guardians=(
        Guardian("李建国", "爸爸", "13800000001"), Guardian("王秀英", "妈妈", "13800000002"))),
    Row("students", "王芳", number="2026002", guardians=(Guardian("王强", "爸爸", "13800000003"),)),
    Row("students", "欧阳娜娜", number="2026003"),
    Row("students", "阿依古丽·买买提", number="2026004"),
    Row("teachers", "陈静", subjects=("语文",), homeroom=True, phone="13900000001"),
    Row("teachers", "周伟", subjects=("数学",), phone="13900000002"),
)  # fmt: skip

STAFF = (
    Row("staff", "赵敏", number="A01", phone="13700000001", department="人事部"),
    Row("staff", "钱进", number="A02", phone="13700000002", department="财务部"),
)


@dataclass
class World:
    """A door with one school; `watch` is its clock."""

    door: Door
    watch: Watch
    operator: Operator = field(default_factory=lambda: Operator(SCHOOL))

    def group(
        self,
        kind: str = "primary",
        rows: Sequence[Row] = PUPILS,
        group_id: str = "",
        *,
        title: str = "三年二班",
        **more: object,
    ) -> Group:
        """A group with a roster."""
        new = groups.create(
            self.door, self.operator, kind=kind, title=title, group_id=group_id, **more  # type: ignore[arg-type]
        )  # fmt: skip
        self.link = new.link
        if rows:
            rosters.import_rows(self.door, self.operator, new.group.id, rows)
        return self.door.groups.get(SCHOOL, new.group.id)

    def person(self, group: Group, name: str) -> str:
        """The roster id of somebody."""
        fresh = self.door.groups.get(SCHOOL, group.id)
        people = self.door.rosters.read(SCHOOL, group.id, fresh.roster).people
        return next(person.id for person in people if person.name == name)

    def submit(
        self, group: Group, application: Application | None = None, **more: object
    ) -> Request:
        """A stored request; a mother of 李明 unless another is given."""
        fresh = self.door.groups.get(SCHOOL, group.id)
        return intake.submit(self.door, fresh, application or mother(), **more).request  # type: ignore[arg-type]

    def approve(self, request: Request, **more: object) -> Request:
        """Approve by the operator, on the version as it stands."""
        approval = Approval(version=self.fresh(request).version, **more)  # type: ignore[arg-type]
        return decisions.approve(self.door, self.operator, request.group, request.id, approval)

    def confirm(self, request: Request) -> Request:
        """Confirm the covenant in force."""
        group = self.door.groups.get(SCHOOL, request.group)
        return covenants.confirm(self.door, SCHOOL, request.id, group.covenant)

    def join(self, request: Request) -> Request:
        """Approve if needed, confirm and join."""
        if self.fresh(request).state != "approved":
            self.approve(request)
        self.confirm(request)
        return membership.join(self.door, self.operator, request.group, request.id)

    def publish(self, group: Group, *, major: bool, text: str = "新的规定。") -> str:
        """Publish the covenant with another first article; the new version."""
        fresh = self.door.groups.get(SCHOOL, group.id)
        first, *rest = self.door.groups.covenant(fresh).articles
        articles = [{"id": first.id, "zh": text}, *({"id": a.id, **a.text} for a in rest)]
        published = covenants.publish(self.door, self.operator, group.id, articles, major=major)
        return str(published.covenant.version)

    def fresh(self, request: Request) -> Request:
        """The request as it stands now."""
        return self.door.requests.get(SCHOOL, request.id)

    def token(self, *scopes: str, groups: Sequence[str] = ()) -> str:
        """The text of a new token."""
        return tokens.issue(self.door, self.operator, scopes=scopes, groups=groups).text

    def bot(self, *scopes: str, groups: Sequence[str] = ()) -> TokenCaller:
        """A caller with a new token."""
        return TokenCaller(self.door.tokens.authenticate(self.token(*scopes, groups=groups)))

    def admin(
        self,
        login: str = "chen",
        *,
        name: str = "陈老师",
        supervisor: bool = False,
        **roles: str,
    ) -> AdminCaller:
        """An admin with a role in each group named."""
        new = admins.NewAdmin(login, name, PASSWORD, supervisor)
        made = admins.create(self.door, self.operator, new)
        for group, role in roles.items():
            admins.give_role(self.door, self.operator, group, made.id, role)  # type: ignore[arg-type]
        return AdminCaller(self.door.admins.get(SCHOOL, made.id))


def make_world(record: redis.Redis, jobs: redis.Redis) -> World:
    watch = Watch()
    return World(door_on(record, jobs, settings(), watch), watch)


def guardian(
    student: str = "李明", relation: str = "妈妈", *, number: str = "", **more: object
) -> Application:
    """A guardian's application with consent."""
    named = (NamedStudent(student, relation, number),)
    return Application(role="guardian", students=named, consent=True, **more)  # type: ignore[arg-type]


def mother(**more: object) -> Application:
    """李明's mother with the phone on file."""
    return guardian(**{"phone": "13800000002", "name": "王秀英", **more})  # type: ignore[arg-type]


def father(**more: object) -> Application:
    """李明's father with the phone on file."""
    return guardian(relation="爸爸", **{"phone": "13800000001", "name": "李建国", **more})  # type: ignore[arg-type]


def account(name: str = "wx-1") -> Account:
    return Account("wechat", name)
