"""What may be decided on many requests in one call, and on how many."""

from __future__ import annotations

from typing import Final, Literal, get_args

Move = Literal["approve", "decline", "reopen"]

MOVES: Final[tuple[Move, ...]] = get_args(Move)
MOST: Final = 100
