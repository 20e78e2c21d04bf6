from __future__ import annotations

import json
import logging

import pytest
import redis

from onboarding.jobs.handling import make_handling
from onboarding.jobs.notify import LogNotifier
from onboarding.rules.rosterrows import Row
from onboarding.rules.schoolplan import ClassList
from onboarding.services import schoolimport
from onboarding.storage.keys import Keys
from tests.builders import SCHOOL, World
from tests.jobs.conftest import Heard


def taken(world: World) -> list[str]:
    return world.door.events.take(SCHOOL, world.watch())


def test_an_event_is_told_and_then_finished(world: World, heard: Heard) -> None:
    world.submit(world.group())
    handle = make_handling(world.door, heard)
    ids = taken(world)
    for event_id in ids:
        handle(SCHOOL, event_id)
    assert heard.ids == ids
    assert [event.what for _, event in heard.told][-1] == "request.submitted"
    assert world.door.events.unfinished(SCHOOL) == 0


def test_an_event_whose_telling_failed_stays_open_and_is_told_later(
    world: World, heard: Heard
) -> None:
    world.group(rows=())
    (event_id,) = taken(world)
    heard.failures = 1
    handle = make_handling(world.door, heard)
    with pytest.raises(OSError, match="nobody listens"):
        handle(SCHOOL, event_id)
    assert world.door.events.is_open(SCHOOL, event_id)
    handle(SCHOOL, event_id)
    assert heard.ids == [event_id]


def test_a_job_that_came_twice_tells_once(world: World, heard: Heard) -> None:
    world.group(rows=())
    (event_id,) = taken(world)
    handle = make_handling(world.door, heard)
    handle(SCHOOL, event_id)
    handle(SCHOOL, event_id)
    assert heard.ids == [event_id]


def test_an_event_that_was_trimmed_is_finished_in_silence(
    world: World, heard: Heard, record: redis.Redis
) -> None:
    world.group(rows=())
    (event_id,) = taken(world)
    record.xtrim(Keys(SCHOOL).events, maxlen=0)
    make_handling(world.door, heard)(SCHOOL, event_id)
    assert heard.told == []
    assert world.door.events.unfinished(SCHOOL) == 0


def test_the_line_in_the_log_holds_ids_and_codes_and_nothing_personal(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    request = world.join(world.submit(world.group()))
    handle = make_handling(world.door, LogNotifier())
    with caplog.at_level(logging.INFO, "onboarding.jobs.notify"):
        for event_id in taken(world):
            handle(SCHOOL, event_id)
    lines = [json.loads(line) for line in caplog.messages]
    joined = next(line for line in lines if line["what"] == "member.joined")
    assert joined["record"] == request.id
    assert joined["version"] == request.version
    assert joined["school"] == SCHOOL
    assert not any(p in caplog.text for p in ("李明", "王秀英", "1380000", "三年二班"))


def test_a_schools_import_is_carried_on_by_whoever_handles_its_start(
    world: World, heard: Heard
) -> None:
    group = world.group(rows=(), title="三年一班")
    lists = [ClassList("三1班", (Row("students", "孙丽"),))]
    plan = schoolimport.draw(world.door, world.operator, lists)
    schoolimport.start(world.door, world.operator, plan.version)
    handle = make_handling(world.door, heard)
    for event_id in taken(world):
        handle(SCHOOL, event_id)
    assert world.door.groups.get(SCHOOL, group.id).students == 1
