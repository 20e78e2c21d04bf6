"""`kill -9` of the record's server in the middle of everything."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import redis

from onboarding.embedded import RECORD, EmbeddedServer
from onboarding.services import rosters
from onboarding.storage.connect import connect
from tests.builders import World, make_world
from tests.faults.load import hand_in, nothing_lost_and_nothing_doubled, rows, under_load


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path / "record", RECORD) as server:
        yield server


@pytest.fixture
def world(server: EmbeddedServer, jobs: redis.Redis) -> World:
    return make_world(connect(server.url), jobs)


def kill(server: EmbeddedServer) -> None:
    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        pass
    server.start()


@pytest.mark.parametrize(
    "kills", [pytest.param(3, id="three"), pytest.param(50, id="fifty", marks=pytest.mark.soak)]
)
def test_what_was_acknowledged_is_there_once_after_the_record_was_killed(
    server: EmbeddedServer, world: World, kills: int
) -> None:
    group = world.group(rows=rows()).id
    chance = Random(kills)
    with under_load(lambda n: hand_in(world.door, group, n)) as load:
        for _ in range(kills):
            load.await_more(chance.randint(10, 40))
            kill(server)
        load.await_more(10)
    assert load.unanswered >= kills  # it did hit somebody
    nothing_lost_and_nothing_doubled(world.door, group, load)


def test_a_list_that_was_being_imported_when_the_record_was_killed_changes_nothing(
    server: EmbeddedServer, world: World
) -> None:
    group = world.group()
    before = world.door.rosters.read(group.school, group.id, group.roster)
    world.door.rosters.stage(group.school, group.id, before.people[:1], world.watch())
    kill(server)
    again = world.door.groups.get(group.school, group.id)
    assert world.door.rosters.read(group.school, group.id, again.roster) == before
    outcome = rosters.import_rows(world.door, world.operator, group.id, rows()[:10])
    assert len(outcome.change.added) == 10
