"""What bots ask is one command, one round trip, and writes nothing."""

from __future__ import annotations

import redis

from onboarding.services.eligibility import Question, ask
from tests.builders import World, account, mother
from tests.storage.dump import everything


def commands(store: redis.Redis) -> dict[str, int]:
    """How often clients called each command so far; what scripts call themselves is left out."""
    stats = store.info("commandstats")
    return {name: value["calls"] for name, value in stats.items()}


def asked(store: redis.Redis, world: World, token: str, group: str, count: int) -> dict[str, int]:
    """The commands that one question about `count` accounts takes."""
    questions = [Question(account=account(f"wx-{n}")) for n in range(count)]
    ask(world.door, token, group, questions)  # what is kept in memory is kept
    store.config_resetstat()
    ask(world.door, token, group, questions)
    return commands(store)


def test_a_question_is_one_round_trip_token_check_included(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    world.join(world.submit(group, mother(account=account("wx-0")), bound=True))
    token = world.token("eligibility:read")
    for count in (1, 50):
        called = asked(store, world, token, group.id, count)
        assert called.pop("cmdstat_evalsha") == 1
        called.pop("cmdstat_config|resetstat", None)
        names = [name.removeprefix("cmdstat_") for name in called]
        flags = {name.lower(): info["flags"] for name, info in store.command().items()}
        assert [name for name in names if "readonly" not in flags[name]] == []


def test_a_question_writes_nothing(store: redis.Redis, world: World) -> None:
    group = world.group()
    request = world.join(world.submit(group, mother(account=account()), bound=True))
    token = world.token("eligibility:read")
    before = everything(store)
    questions = [Question(account=account()), Question(code=request.code), Question(code="X")]
    answers = ask(world.door, token, group.id, questions)
    assert [answer.answer for answer in answers] == ["yes", "yes", "unknown"]
    assert everything(store) == before


def test_a_question_takes_the_same_commands_however_many_members_there_are(
    store: redis.Redis, world: World
) -> None:
    group = world.group()
    world.join(world.submit(group, mother(account=account("wx-0")), bound=True))
    token = world.token("eligibility:read")
    few = asked(store, world, token, group.id, 1)
    blind = world.door.blinds.account
    for number in range(1, 300):
        key = f"ob:{{hill}}:account:{blind('hill', account(f'other-{number}'))}"
        store.hset(key, f"member-{number}", f"{group.id} guardians")
    assert asked(store, world, token, group.id, 1) == few
