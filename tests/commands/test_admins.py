from __future__ import annotations

import pytest

from onboarding.services import groups, sessions
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run

PASSWORD = "correct horse battery"


@pytest.fixture
def group(door: Door) -> str:
    kind = next(iter(door.kinds))
    return groups.create(
        door, Operator("hill"), kind=kind, title="三年二班", group_id="class"
    ).group.id


def test_an_admin_signs_in_with_the_password_from_standard_input(
    run: Run, door: Door, group: str
) -> None:
    run("admins", "add", "chen", "--name", "陈静", "--group", group, "--role", "owner",
        text=f"{PASSWORD}\n")  # fmt: skip
    admin = sessions.sign_in(door, "chen", PASSWORD, "127.0.0.1")
    assert (admin.name, admin.school, admin.supervisor) == ("陈静", "hill", False)
    assert admin.roles == {"class": "owner"}


def test_a_supervisor_needs_no_group(run: Run, door: Door, group: str) -> None:
    run("admins", "add", "zheng", "--name", "郑安然", "--supervisor", text=f"{PASSWORD}\n")
    assert sessions.sign_in(door, "zheng", PASSWORD, "127.0.0.1").supervisor


def test_an_admin_who_exists_gets_a_further_role_and_keeps_the_password(
    run: Run, door: Door, group: str
) -> None:
    kind = next(iter(door.kinds))
    groups.create(door, Operator("hill"), kind=kind, title="三年三班", group_id="other")
    add = ("admins", "add", "chen", "--name", "陈静", "--role", "owner")
    run(*add, "--group", group, text=f"{PASSWORD}\n")
    run(*add, "--group", "other", text="another password\n")
    admin = sessions.sign_in(door, "chen", PASSWORD, "127.0.0.1")
    assert admin.roles == {"class": "owner", "other": "owner"}


def test_a_login_that_is_taken_is_refused(run: Run, group: str) -> None:
    add = ("admins", "add", "chen", "--name", "陈静")
    run(*add, text=f"{PASSWORD}\n")
    assert run(*add, text=f"{PASSWORD}\n", well=False).output == "Error: taken (field: login)\n"


def test_a_login_of_another_school_is_refused(run: Run, door: Door, group: str) -> None:
    kind = next(iter(door.kinds))
    groups.create(door, Operator("valley"), kind=kind, title="一班", group_id="far")
    add = ("admins", "add", "chen", "--name", "陈静", "--role", "owner")
    run(*add, "--group", group, text=f"{PASSWORD}\n")
    refused = run(*add, "--group", "far", text=f"{PASSWORD}\n", well=False)
    assert refused.output == "Error: taken (field: login)\n"


@pytest.mark.parametrize("text", ["short\n", ""])
def test_a_password_that_is_too_short_makes_nobody(
    run: Run, door: Door, group: str, text: str
) -> None:
    refused = run("admins", "add", "chen", "--name", "陈静", text=text, well=False)
    assert refused.output == "Error: invalid (field: password, reason: length)\n"
    assert door.admins.ids("hill") == []


def test_a_role_without_a_group_is_a_mistake(run: Run, group: str) -> None:
    refused = run("admins", "add", "chen", "--name", "陈静", "--role", "owner", well=False)
    assert "--group and --role go together" in refused.output


def test_with_several_schools_one_must_be_named(run: Run, door: Door, group: str) -> None:
    kind = next(iter(door.kinds))
    groups.create(door, Operator("valley"), kind=kind, title="一班", group_id=group)
    add = ("admins", "add", "chen", "--name", "陈静")
    for words in ((), ("--group", group, "--role", "owner")):
        refused = run(*add, *words, text=f"{PASSWORD}\n", well=False)
        assert "--school is missing" in refused.output
    run(*add, "--school", "valley", "--group", group, "--role", "owner", text=f"{PASSWORD}\n")
    assert sessions.sign_in(door, "chen", PASSWORD, "127.0.0.1").school == "valley"


def test_an_unknown_group_or_school_is_named(run: Run, group: str) -> None:
    add = ("admins", "add", "chen", "--name", "陈静")
    refused = run(*add, "--group", "nowhere", "--role", "owner", well=False)
    assert refused.output == "Error: not_found (what: group)\n"
    refused = run(*add, "--school", "nowhere", well=False)
    assert refused.output == "Error: not_found (what: school)\n"
