"""Answers that are held back to whole steps."""

from __future__ import annotations

import time

import pytest

from onboarding.web import steady as module
from onboarding.web.steady import steady

STEP = 0.05


@pytest.mark.parametrize("work", [0.0, 0.02, 0.06])
def test_an_answer_comes_at_the_next_step(monkeypatch: pytest.MonkeyPatch, work: float) -> None:
    monkeypatch.setattr(module, "STEP_SECONDS", STEP)
    start = time.monotonic()
    with steady():
        time.sleep(work)
    steps = (time.monotonic() - start) / STEP
    assert steps >= (1 if work < STEP else 2)


def test_an_error_is_held_back_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEP_SECONDS", STEP)
    start = time.monotonic()
    with pytest.raises(ValueError), steady():
        raise ValueError
    assert time.monotonic() - start >= STEP


def test_the_step_is_longer_than_any_difference_in_the_work() -> None:
    assert module.STEP_SECONDS == 0.25
