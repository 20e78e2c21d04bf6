from __future__ import annotations

import re
import stat

import pytest
import redis

from onboarding.demo import school
from onboarding.rules.errors import NotFound
from onboarding.services import groups, sessions
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from onboarding.settings import Settings
from tests.commands.conftest import Run

DEMO = school.read()["id"]


def links(output: str) -> list[str]:
    return re.findall(r"/j/(\S+)", output)


def logins(output: str) -> dict[str, str]:
    section = output.partition("/admin/")[2].partition("A bot's token")[0]
    return {line.split()[0]: line.split()[1] for line in section.splitlines() if line.strip()}


def token(output: str) -> str:
    return output.split()[-1]


def states(door: Door) -> dict[str, int]:
    counts: dict[str, int] = {}
    for group in door.groups.ids(DEMO):
        for state, count in door.requests.counts(DEMO, group).items():
            counts[state] = counts.get(state, 0) + count
    return {state: count for state, count in counts.items() if count}


def test_every_kind_has_a_group_with_people_on_its_roster(run: Run, door: Door) -> None:
    run("demo")
    made = door.groups.many(DEMO, door.groups.ids(DEMO))
    assert {group.kind for group in made} == set(door.kinds)
    assert all(group.people for group in made)


def test_what_is_printed_opens_the_doors(run: Run, door: Door) -> None:
    output = run("demo").stdout
    assert {groups.by_link(door, link).id for link in links(output)} == set(door.groups.ids(DEMO))
    for login, password in logins(output).items():
        assert sessions.sign_in(door, login, password, "127.0.0.1").school == DEMO
    assert door.tokens.authenticate(token(output)).school == DEMO


def test_one_matter_waits_for_the_supervisor_however_often_it_is_loaded(
    run: Run, door: Door
) -> None:
    for _ in "12":
        run("demo")
    [matter] = door.escalations.open(DEMO)
    assert (matter.cause, matter.by.partition(":")[0]) == ("harmful", "admin")


def test_there_is_a_supervisor_an_owner_of_every_group_and_a_committee(
    run: Run, door: Door
) -> None:
    run("demo")
    people = [door.admins.get(DEMO, admin) for admin in door.admins.ids(DEMO)]
    assert any(person.supervisor for person in people)
    for group in door.groups.ids(DEMO):
        assert "owner" in door.admins.of_group(DEMO, group).values()
    assert any("committee" in person.roles.values() for person in people)


def test_requests_stand_in_many_states(run: Run, door: Door) -> None:
    run("demo")
    assert set(states(door)) == {
        "pending", "needs_rename", "refused", "approved", "declined", "joined",
    }  # fmt: skip
    pending = door.requests.page(DEMO, "demo-3-2", "pending")[0]
    codes = {code for request in pending for code in request.verdict.codes}
    assert {"near_match", "weak_evidence", "ambiguous_student"} <= codes
    assert any(not request.verdict.codes for request in pending)


def test_a_second_call_prints_the_same_and_changes_nothing(
    run: Run, door: Door, record: redis.Redis
) -> None:
    first = run("demo").stdout
    events = len(door.events.after(DEMO, "", 10_000))
    assert run("demo").stdout == first
    assert len(door.events.after(DEMO, "", 10_000)) == events


def test_the_passwords_are_another_installations_too_never(
    run: Run, record: redis.Redis, settings: Settings
) -> None:
    first = logins(run("demo").stdout)
    record.flushall()
    second = logins(run("demo").stdout)
    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


def test_what_was_printed_is_kept_for_its_owner_alone(run: Run, settings: Settings) -> None:
    output = run("demo").stdout
    kept = settings.data / "demo.txt"
    assert kept.read_text() + "\n" == output
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_loading_that_broke_off_is_completed(
    run: Run, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise NotFound(what="power")

    with monkeypatch.context() as patch:
        patch.setattr(school, "_requests", broken)
        run("demo", well=False)
    assert states(door) == {}
    output = run("demo", "--if-empty").stdout
    assert sum(states(door).values()) == sum(
        len(section["requests"]) for section in school.read()["groups"].values()
    )
    assert len(links(output)) == len(door.kinds)
    for link in links(output):
        groups.by_link(door, link)
    for login, password in logins(output).items():
        sessions.sign_in(door, login, password, "127.0.0.1")


def test_loading_twice_doubles_no_request(run: Run, door: Door) -> None:
    school.load(door)
    before = states(door)
    school.load(door)
    assert states(door) == before


def test_beside_a_school_of_ones_own_it_is_loaded_only_when_asked_for(run: Run, door: Door) -> None:
    kind = next(iter(door.kinds))
    groups.create(door, Operator("hill"), kind=kind, title="三年二班")
    assert run("demo", "--if-empty").stdout == ""
    assert door.groups.schools() == ["hill"]
    assert links(run("demo").stdout)
    assert door.groups.schools() == [DEMO, "hill"]


def test_the_history_of_the_demo_school_is_no_news(run: Run, door: Door) -> None:
    run("demo")
    assert door.events.take(DEMO, door.clock()) == []
    assert door.events.unfinished(DEMO) == 0
    assert door.events.after(DEMO, "", 1)
