"""The set that is measured: the same for the same seed and size."""

from __future__ import annotations

import random

from benchmarks.names import lookalikes, people, spellings
from benchmarks.names.cases import Case, distinct

SEED = 20260901
PLAIN = 120_000


def generate(size: int = PLAIN, seed: int = SEED) -> tuple[Case, ...]:
    """About `size` names that people bear, and typed, damaged and paired ones in proportion."""
    dice = random.Random(seed)
    return distinct(
        (
            *people.plain(dice, size),
            *spellings.typed(dice, max(5, size // 120)),
            *spellings.damaged(dice, max(5, size // 400)),
            *lookalikes.pairs(dice, max(1, size // 3000)),
        )
    )
