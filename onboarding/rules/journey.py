"""The journey of a request: its states, and one table of the legal moves between them.

Everything that changes a request's state asks `legal` first, in Python, and its script
compares the state again. Which reasons a move accepts, and when a state lapses, stand here
too. An adopted member is `joined` like any other; that nobody has claimed the place yet is a
field of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from onboarding.rules import errors
from onboarding.rules.kinds import Kind

State = Literal[
    "pending",
    "needs_rename",
    "refused",
    "approved",
    "declined",
    "withdrawn",
    "expired",
    "joined",
    "left",
    "removed",
]
Actor = Literal["applicant", "bot", "admin", "time", "audit"]
Need = Literal["version", "reason", "article", "receipt", "nickname"]

STATES: Final[tuple[State, ...]] = get_args(State)
ACTORS: Final[tuple[Actor, ...]] = get_args(Actor)

OPEN: Final[frozenset[State]] = frozenset({"pending", "needs_rename"})
"""Somebody has to decide, or the applicant has to rename."""
HOLDS_PLACE: Final[frozenset[State]] = frozenset({"approved", "joined"})
"""A guardian's seat, or the person's own place, is held."""
LIVE: Final[frozenset[State]] = OPEN | HOLDS_PLACE
"""A new submission of the same person attaches to the record."""
SCORED: Final[frozenset[State]] = OPEN | {"approved"}
"""The state lapses by itself: the record holds `expires_at` and stands in the deadline index."""

ENDED: Final[frozenset[State]] = frozenset(STATES) - LIVE
"""Nobody waits for anything; after KEPT_DAYS the personal fields are forgotten."""

DAY: Final = 24 * 60 * 60 * 1000
KEPT_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    `starts` is empty where the move makes the record. `who` says in which capacity the
    caller acts, not by which credential: a token that hands in what an applicant wants
    acts as `applicant`. `needs` is what has to come with the move: the `version` it was
    decided on (`If-Match`), a coded `reason`, the `article` it cites, a `receipt` of the
    current major covenant, a `nickname`.
    """

    name: str
    starts: frozenset[State]
    ends: frozenset[State]
    who: frozenset[Actor]
    needs: frozenset[Need] = frozenset()


def _move(
    name: str,
    starts: set[State] | frozenset[State],
    ends: set[State] | frozenset[State],
    who: set[Actor],
    needs: set[Need] | None = None,
) -> Move:
    return Move(name, frozenset(starts), frozenset(ends), frozenset(who), frozenset(needs or ()))


_TABLE: Final[tuple[Move, ...]] = (
    _move("submit", set(), OPEN | {"refused"}, {"applicant", "bot"}),
    _move("rename", {"needs_rename"}, OPEN, {"applicant", "bot"}, {"nickname"}),
    _move("amend", OPEN | {"refused"}, OPEN | {"refused"}, {"applicant"}),
    _move("approve", OPEN, {"approved"}, {"admin"}, {"version"}),
    # Who is in the group already: found there, and later known by a request for the same place.
    _move("adopt", set(), {"joined"}, {"admin", "audit"}),
    _move("claim", OPEN, {"joined"}, {"admin"}, {"version"}),
    _move("decline", OPEN, {"declined"}, {"admin"}, {"version", "reason"}),
    _move("withdraw", SCORED, {"withdrawn"}, {"applicant"}),
    _move("expire", SCORED, {"expired"}, {"time"}),
    _move("reopen", {"refused", "declined", "expired"}, {"pending"}, {"admin"}, {"version"}),
    _move("join", {"approved"}, {"joined"}, {"bot", "admin", "audit"}, {"receipt"}),
    _move("leave", {"joined"}, {"left"}, {"bot", "admin", "audit"}),
    _move("remove", HOLDS_PLACE, {"removed"}, {"admin"}, {"version", "article"}),
    # One guardian takes the place of another, whose record makes the other move with it.
    _move("replace", OPEN | {"refused"}, {"approved"}, {"admin"}, {"version", "reason"}),
    _move("hand_over", HOLDS_PLACE, {"left", "declined"}, {"admin"}, {"version"}),
    # The record that an approved correction or re-entry takes over from; see `superseded`.
    _move("supersede", LIVE, {"withdrawn", "left"}, {"admin"}),
)

MOVES: Final[Mapping[str, Move]] = MappingProxyType({move.name: move for move in _TABLE})

DECLINE_REASONS: Final[tuple[str, ...]] = (
    "not_in_class",
    "details_unclear",
    "details_differ",
    "wrong_role",
    "seat_given_to_other",
    "duplicate",
    "ask_school",
    "other",
)
REMOVE_REASONS: Final[tuple[str, ...]] = (
    "not_in_class",
    "outside_invitee",
    "over_limit",
    "nickname_not_corrected",
    "broke_covenant",
    "attack",
    "other",
)
REPLACE_REASONS: Final[tuple[str, ...]] = (
    "family_asked",
    "care_changed",
    "never_came",
    "wrong_person",
    "other",
)
REASONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"decline": DECLINE_REASONS, "remove": REMOVE_REASONS, "replace": REPLACE_REASONS}
)
"""The coded reasons of a move; a removal may leave it out, since it cites an article."""


def state_at(state: State, expires_at: int | None, now: int) -> State:
    """The state that counts at `now` (ms): a passed deadline means `expired`, recorded or not."""
    if state in SCORED and expires_at is not None and expires_at <= now:
        return "expired"
    return state


def forget_at(state: State, since: int) -> int | None:
    """When a record that has been in `state` since then (ms) loses its personal fields;
    None while it is live."""
    return since + KEPT_DAYS * DAY if state in ENDED else None


def legal(move: str, state: State | None, actor: Actor) -> Move:
    """The row for a move out of `state` (None: there is no record yet) by `actor`.

    `state` is the one that counts, see `state_at`. The caller is looked at first, so that
    whoever may not make the move doesn't learn the state. Raises NotFound(what) for a move
    that doesn't exist, NotYourMove(move, actor), IllegalMove(move, state).
    """
    row = MOVES.get(move)
    if row is None:
        raise errors.NotFound(what="move")
    if actor not in row.who:
        raise errors.NotYourMove(move=move, actor=actor)
    if state not in row.starts if row.starts else state is not None:
        raise errors.IllegalMove(move=move, state=state)
    return row


def superseded(state: State) -> State:
    """Where the record ends whose successor was approved: a member left, a request withdrew.

    Raises IllegalMove(move, state) for a record that is over already.
    """
    legal("supersede", state, "admin")
    return "left" if state == "joined" else "withdrawn"


def handed_over(state: State) -> State:
    """Where the record ends whose place another guardian was given: a member left, and an
    approval that nobody had used yet is taken back.

    Raises IllegalMove(move, state) for a record that holds no place.
    """
    legal("hand_over", state, "admin")
    return "left" if state == "joined" else "declined"


def known_reason(move: str, reason: str) -> str:
    """`reason` if it is one of the move's codes; raises Invalid(field, reason)."""
    if reason not in REASONS.get(move, ()):
        raise errors.Invalid(field="reason", reason="unknown")
    return reason


def deadline(kind: Kind, state: State, now: int) -> int | None:
    """When a state entered at `now` lapses (ms), by the kind's `days`; None if it doesn't."""
    return now + lasts(kind, state) if state in SCORED else None


def lasts(kind: Kind, state: State) -> int:
    """How long a state lasts that lapses by itself (ms), by the kind's `days`."""
    return kind.days["pending" if state in OPEN else "approved"] * DAY
