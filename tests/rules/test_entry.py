from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from onboarding.clock import DAY
from onboarding.rules.entry import Clock, clock, condition, left, next_telling

WEEK = 7 * DAY


def test_a_picture_warns_two_days_before_it_lapses() -> None:
    assert condition(None, 0) == "none"
    assert condition(inf, 0) == "valid"
    assert condition(WEEK, 5 * DAY - 1) == "valid"
    assert condition(WEEK, 5 * DAY) == "lapsing"
    assert condition(WEEK, WEEK) == "lapsed"


def test_what_is_told_of_a_picture_is_the_warning_and_then_the_end() -> None:
    assert next_telling(WEEK, 0) == 5 * DAY
    assert next_telling(WEEK, 5 * DAY) == WEEK
    assert next_telling(WEEK, WEEK) is None
    assert next_telling(inf, 0) is None
    assert next_telling(None, 0) is None


def test_an_approval_lapses_within_the_life_of_a_picture_or_not_at_all() -> None:
    assert clock(WEEK, 0, inf) == Clock(WEEK)
    assert clock(WEEK, 0, WEEK) == Clock(WEEK)
    assert clock(WEEK, 0, WEEK - 1) == Clock(None, 1)
    assert clock(WEEK, 0, 0) == Clock(None, WEEK)


@given(
    st.integers(1, 30 * DAY),
    st.lists(st.tuples(st.integers(0, 9 * DAY), st.integers(0, 9 * DAY)), max_size=8),
)
def test_only_the_time_in_which_somebody_could_have_come_in_is_spent(
    whole: int, pictures: list[tuple[int, int]]
) -> None:
    """Against a model that adds up the time for which the pictures worked."""
    now, until, spent = 0, 0, 0
    running = clock(whole, now, until)
    for wait, life in pictures:
        spent += min(wait, until - now)
        now += wait
        if running.expires_at is not None and running.expires_at <= now:
            assert spent >= whole
            return
        assert left(running, now, until) == whole - spent
        until = now + life
        running = clock(whole - spent, now, until)
    assert running.expires_at is None or running.expires_at <= until
