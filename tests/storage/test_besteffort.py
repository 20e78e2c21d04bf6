"""Doing without a server that is away, and asking it again in time."""

from __future__ import annotations

import redis

from onboarding.storage.besteffort import REST, BestEffort


class Away:
    """A call that fails, and counts how often it was made."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        raise redis.ConnectionError


def test_an_answer_is_passed_on() -> None:
    assert BestEffort().ask(lambda: 7, 0) == 7


def test_a_server_that_is_away_is_not_asked_again_for_a_while() -> None:
    seconds = [100.0]
    effort, away = BestEffort(lambda: seconds[0]), Away()

    assert [effort.ask(away, 0) for _ in range(3)] == [0, 0, 0]
    assert away.asked == 1

    seconds[0] += REST
    assert effort.ask(lambda: 7, 0) == 7
