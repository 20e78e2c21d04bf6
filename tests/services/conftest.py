"""A world on a flushed record, for errands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import redis

from onboarding.rules.kindfiles import KINDS_FOLDER, load_all
from tests.builders import World, make_world


@pytest.fixture
def world(record: redis.Redis, jobs: redis.Redis) -> World:
    return make_world(record, jobs)


@pytest.fixture
def world_of_soft_seats(world: World, tmp_path: Path) -> World:
    """A world that has one more kind: `soft`, with one seat that takes exceptions."""
    text = (KINDS_FOLDER / "primary.toml").read_text(encoding="utf-8")
    text = text.replace("hard = true", "hard = false").replace("maximum = 2", "maximum = 1")
    (tmp_path / "soft.toml").write_text(text, encoding="utf-8")
    return replace(world, door=replace(world.door, kinds=load_all(KINDS_FOLDER, tmp_path)))
