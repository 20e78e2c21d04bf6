"""The demo school: groups, lists, people and requests, made from `school.toml`.

Everything is made where it is missing and left where it is there, so that a loading that
was broken off can be done again. Secrets that exist already can't be read back: a second
loading makes links and passwords anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final

from onboarding import importing
from onboarding.rules import errors
from onboarding.rules.access import AdminRole
from onboarding.rules.application import Application, NamedStudent
from onboarding.services import (
    admins,
    covenants,
    decisions,
    escalating,
    groups,
    intake,
    membership,
    rosters,
    tokens,
)
from onboarding.services.callers import AdminCaller, Operator
from onboarding.services.decisions import Approval
from onboarding.services.door import Door
from onboarding.services.escalating import Matter
from onboarding.services.passwords import hashed
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request

FILE: Final = Path(__file__).with_name("school.toml")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one needs to look around: each group's title with its join link, each login with
    name and password, and a bot's token."""

    title: str
    links: tuple[tuple[str, str], ...]
    logins: tuple[tuple[str, str, str], ...]
    token: str


def read() -> dict[str, Any]:
    """The demo's data as it stands in the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def load(door: Door) -> Loaded:
    """Make the demo school, or what is missing of it."""
    data = read()
    operator = Operator(data["id"])
    made = [
        (_group(door, operator, kind, section, data["title"]), section)
        for kind, section in _sections(door, data)
    ]
    logins = [_admin(door, operator, each) for each in data["admins"]]
    for (group, _), section in made:
        _roles(door, operator, group, section)
        _requests(door, operator, group, section)
        _escalations(door, operator, group, section)
    issued = tokens.issue(
        door, operator, scopes=data["token"]["scopes"], label=data["token"]["label"]
    )
    _tell_nobody(door, operator.school)
    return Loaded(
        title=data["title"],
        links=tuple((group.title, door.link_url(link)) for (group, link), _ in made),
        logins=tuple(logins),
        token=issued.text,
    )


def _sections(door: Door, data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each kind that has a group in the file."""
    return ((kind, data["groups"][kind]) for kind in door.kinds if kind in data["groups"])


def _group(
    door: Door, operator: Operator, kind: str, section: Mapping[str, Any], school_title: str
) -> tuple[Group, str]:
    """The group with its list, and the text of its join link."""
    try:
        link = groups.create(
            door,
            operator,
            kind=kind,
            title=section["title"],
            school_title=school_title,
            group_id=section["id"],
        ).link
    except errors.Taken:
        link = groups.rotate_link(door, operator, section["id"])
    national = partial(door.blinds.national, operator.school)
    readings = [
        importing.read(text.encode(), "list.csv", national_key=national)
        for text in section["lists"]
    ]
    rows = [row for reading in readings for row in reading.rows]
    rosters.import_rows(door, operator, section["id"], rows)
    return door.groups.get(operator.school, section["id"]), link


def _admin(door: Door, operator: Operator, each: Mapping[str, Any]) -> tuple[str, str, str]:
    """Login, name and password of an admin, who is made or gets a new password."""
    password = ids.new_secret(80)
    new = admins.NewAdmin(each["login"], each["name"], password, each.get("supervisor", False))
    try:
        admins.create(door, operator, new)
    except errors.Taken:
        old = door.admins.by_login(new.login)
        if old.school != operator.school:
            raise
        event = Event("admin.password", operator.ref, door.clock(), "", old.id)
        door.admins.set_password(old, hashed(password), "", event)
    return new.login, new.name, password


def _roles(door: Door, operator: Operator, group: Group, section: Mapping[str, Any]) -> None:
    wanted: list[tuple[str, AdminRole]] = [(section["owner"], "owner")]
    wanted += [(login, "committee") for login in section["committee"]]
    for login, role in wanted:
        admin = door.admins.by_login(login)
        admins.give_role(door, operator, group.id, admin.id, role)


def _requests(door: Door, operator: Operator, group: Group, section: Mapping[str, Any]) -> None:
    for at, each in enumerate(section["requests"]):
        key = door.memory.key(group.school, operator.ref, "demo", f"{group.id}/{at}", b"", 201)
        request = intake.submit(door, group, _application(each), idem=key).request
        for step in each.get("then", ()):
            with suppress(errors.IllegalMove):  # it was taken in an earlier loading
                _STEPS[step](door, operator, door.requests.get(group.school, request.id), each)


def _escalations(door: Door, operator: Operator, group: Group, section: Mapping[str, Any]) -> None:
    """What was passed to the school, unless an earlier loading did."""
    if escalating.of_group(door, operator, group.id):
        return
    for each in section.get("escalations", ()):
        by = AdminCaller(door.admins.by_login(each["by"]))
        escalating.escalate(door, by, group.id, Matter(each["cause"], each["note"]))


def _tell_nobody(door: Door, school: str) -> None:
    """Finish the school's events: this is history, and no news to anybody."""
    while taken := door.events.take(school, door.clock()):
        for event_id in taken:
            door.events.finish(school, event_id)


_APPLICATION: Final = frozenset(field.name for field in fields(Application))


def _application(each: Mapping[str, Any]) -> Application:
    given = {name: value for name, value in each.items() if name in _APPLICATION}
    given["students"] = tuple(NamedStudent(**student) for student in each.get("students", ()))
    given["declarations"] = frozenset(each.get("declarations", ()))
    return Application(**given, consent=True)


Step = Callable[[Door, Operator, Request, Mapping[str, Any]], object]


def _approve(door: Door, operator: Operator, request: Request, _each: Mapping[str, Any]) -> object:
    approval = Approval(version=request.version)
    return decisions.approve(door, operator, request.group, request.id, approval)


def _decline(door: Door, operator: Operator, request: Request, each: Mapping[str, Any]) -> object:
    return decisions.decline(
        door, operator, request.group, request.id, version=request.version, reason=each["reason"]
    )


def _confirm(door: Door, operator: Operator, request: Request, _each: Mapping[str, Any]) -> object:
    group = door.groups.get(operator.school, request.group)
    return covenants.confirm(door, group.school, request.id, group.covenant)


def _join(door: Door, operator: Operator, request: Request, _each: Mapping[str, Any]) -> object:
    return membership.join(door, operator, request.group, request.id)


_STEPS: Final[Mapping[str, Step]] = {
    "approve": _approve,
    "decline": _decline,
    "confirm": _confirm,
    "join": _join,
}
