from itertools import product

import pytest

from onboarding.rules import errors, journey
from tests.rules.builders import GUARDIANS, NOW

# The table of the design, written out: move, starts, ends, who.
DESIGN = {
    "submit": ((), ("pending", "needs_rename", "refused"), ("applicant", "bot")),
    "rename": (("needs_rename",), ("pending", "needs_rename"), ("applicant", "bot")),
    "amend": (
        ("pending", "needs_rename", "refused"),
        ("pending", "needs_rename", "refused"),
        ("applicant",),
    ),
    "approve": (("pending", "needs_rename"), ("approved",), ("admin",)),
    "adopt": ((), ("joined",), ("admin", "audit")),
    "claim": (("pending", "needs_rename"), ("joined",), ("admin",)),
    "decline": (("pending", "needs_rename"), ("declined",), ("admin",)),
    "withdraw": (("pending", "needs_rename", "approved"), ("withdrawn",), ("applicant",)),
    "expire": (("pending", "needs_rename", "approved"), ("expired",), ("time",)),
    "reopen": (("refused", "declined", "expired"), ("pending",), ("admin",)),
    "join": (("approved",), ("joined",), ("bot", "admin", "audit")),
    "leave": (("joined",), ("left",), ("bot", "admin", "audit")),
    "remove": (("approved", "joined"), ("removed",), ("admin",)),
    "replace": (("pending", "needs_rename", "refused"), ("approved",), ("admin",)),
    "hand_over": (("approved", "joined"), ("left", "declined"), ("admin",)),
    "supersede": (
        ("pending", "needs_rename", "approved", "joined"),
        ("withdrawn", "left"),
        ("admin",),
    ),
}


def test_the_table_holds_these_moves_and_no_others():
    assert {
        name: (set(move.starts), set(move.ends), set(move.who))
        for name, move in journey.MOVES.items()
    } == {name: tuple(map(set, row)) for name, row in DESIGN.items()}


@pytest.mark.parametrize(
    ("move", "state", "actor"),
    [
        pytest.param(move, state, actor, id=f"{move}-{state}-{actor}")
        for move, state, actor in product(DESIGN, (None, *journey.STATES), journey.ACTORS)
    ],
)
def test_a_move_is_legal_only_from_its_starts_and_for_its_actors(move, state, actor):
    starts, _, who = DESIGN[move]
    if actor not in who:
        with pytest.raises(errors.NotYourMove) as refused:
            journey.legal(move, state, actor)
        assert refused.value.facts == {"move": move, "actor": actor}
    elif state not in (starts or (None,)):
        with pytest.raises(errors.IllegalMove) as refused:
            journey.legal(move, state, actor)
        assert refused.value.facts == {"move": move, "state": state}
    else:
        assert journey.legal(move, state, actor) is journey.MOVES[move]


def test_a_move_that_does_not_exist_is_not_found():
    with pytest.raises(errors.NotFound):
        journey.legal("vanish", "pending", "admin")


@pytest.mark.parametrize("move", ["approve", "decline", "reopen", "remove", "replace", "hand_over"])
def test_a_deciding_move_needs_the_version_it_was_decided_on(move):
    assert "version" in journey.MOVES[move].needs


@pytest.mark.parametrize(
    ("move", "need"),
    [("decline", "reason"), ("remove", "article"), ("join", "receipt"), ("rename", "nickname")],
)
def test_a_move_needs_what_the_rules_ask_of_it(move, need):
    assert need in journey.MOVES[move].needs


@pytest.mark.parametrize("state", ["pending", "needs_rename", "approved"])
def test_a_deadline_counts_from_its_very_millisecond(state):
    assert journey.state_at(state, NOW + 1, NOW) == state
    assert journey.state_at(state, NOW, NOW) == "expired"
    assert journey.state_at(state, None, NOW) == state


@pytest.mark.parametrize("state", sorted(set(journey.STATES) - journey.SCORED))
def test_a_state_without_a_deadline_never_lapses(state):
    assert journey.state_at(state, NOW - 1, NOW) == state
    assert journey.deadline(GUARDIANS, state, NOW) is None


@pytest.mark.parametrize(
    ("state", "days"),
    [("pending", "pending"), ("needs_rename", "pending"), ("approved", "approved")],
)
def test_a_deadline_is_as_many_days_away_as_the_kind_says(state, days):
    assert journey.deadline(GUARDIANS, state, NOW) == NOW + GUARDIANS.days[days] * 86_400_000


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ("pending", "withdrawn"),
        ("needs_rename", "withdrawn"),
        ("approved", "withdrawn"),
        ("joined", "left"),
    ],
)
def test_a_record_taken_over_withdraws_and_a_member_leaves(state, end):
    assert journey.superseded(state) == end
    assert end in journey.MOVES["supersede"].ends


def test_a_member_whose_place_is_given_away_leaves_and_an_approval_is_taken_back():
    for state, end in (("joined", "left"), ("approved", "declined")):
        assert journey.handed_over(state) == end
        assert end in journey.MOVES["hand_over"].ends
    with pytest.raises(errors.IllegalMove):
        journey.handed_over("pending")


def test_a_record_that_is_over_is_not_taken_over():
    with pytest.raises(errors.IllegalMove):
        journey.superseded("declined")


@pytest.mark.parametrize("move", journey.REASONS)
def test_only_a_reason_out_of_the_moves_table_is_taken(move):
    for reason in journey.REASONS[move]:
        assert journey.known_reason(move, reason) == reason
    with pytest.raises(errors.Invalid) as refused:
        journey.known_reason(move, "because")
    assert refused.value.facts == {"field": "reason", "reason": "unknown"}


def test_every_state_is_reached_by_some_move():
    assert set().union(*(move.ends for move in journey.MOVES.values())) == set(journey.STATES)


def test_the_sets_of_states_say_what_they_mean():
    sets = (journey.OPEN, journey.HOLDS_PLACE, journey.LIVE, journey.SCORED)
    assert [sorted(states) for states in sets] == [
        ["needs_rename", "pending"],
        ["approved", "joined"],
        ["approved", "joined", "needs_rename", "pending"],
        ["approved", "needs_rename", "pending"],
    ]
