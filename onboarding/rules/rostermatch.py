"""Which person of the roster a row of a new list speaks of.

The surest sign decides first: a national number; the school's number with the same name;
another fact with the same name; the name, where only one bears it on both sides; and at
last a number under another name, where that can only be a corrected name. Who is there is
meant before who has left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Final, TypeVar

from onboarding.rules import names
from onboarding.rules.roster import Person, Roster
from onboarding.rules.rosterrows import FACTS, Listed, Row, contradict, facts, fold, place

# A number this long was given to one pupil for good; a shorter one is a place in a list,
# which goes to the next pupil when somebody leaves.
LASTING_NUMBER: Final = 5

T = TypeVar("T")

_SURE: Final = ("national", "number", "guardian_phone", "phone")


def matches(
    current: Roster,
    rows: Sequence[Row],
    *,
    strict: bool,
    by_name: bool = True,
    since: int | None = None,
) -> dict[int, Person]:
    """The person of the roster by the index of the row; a row may have none.

    `rows` name nobody twice (`rosterrows.merged`). With `strict` no one is matched whose
    number, label or the like differs from the row's: where people not mentioned stay, the
    row is somebody else. Without, the list was only renumbered. Who has left is found by a
    fact; by the name alone only who left `since` then (ms), where one row and one person
    bear it and nothing contradicts. `by_name=False` leaves out what isn't sure.
    """
    if not current.people:
        return {}
    pairing = _Pairing(current.people, rows, _differ if strict else _differ_nationally)
    pairing.by(_national)
    for kind in FACTS if by_name else _SURE:
        pairing.by(partial(_named_fact, kind))
    if by_name:
        pairing.by_name(since)
        pairing.by_number()
    return pairing.found


class _Pairing:
    """Rows and people being matched; what is matched once is out of the way."""

    def __init__(
        self,
        people: Sequence[Person],
        rows: Sequence[Row],
        differ: Callable[[Listed, Listed], bool],
    ) -> None:
        self.found: dict[int, Person] = {}
        self._people = people
        self._rows = rows
        self._differ = differ
        self._taken: set[str] = set()

    def by(self, signs: Callable[[Listed], Iterable[Hashable]]) -> None:
        """Match each free row and person who alone, of all on their side, bear a sign.

        Of all, not of those left over: who is left over once others are matched is a guess,
        and another one at the next import.
        """
        rows = _only((at, signs(row)) for at, row in enumerate(self._rows))
        people = _only(((person, signs(person)) for person in self._people), _there)
        for sign, at in rows.items():
            person = people.get(sign)
            if person is not None and not self._differ(person, self._rows[at]):
                self._match(at, person)

    def by_name(self, since: int | None) -> None:
        """Match by the name where just one row and one person bear it: somebody who is there,
        or else who left `since` then and whom nothing tells from the row."""
        rows = Counter(place(row) for row in self._rows)
        there = Counter(place(person) for person in self._people if not person.left)
        gone = Counter(place(person) for person in self._people if person.left)
        alone = {
            spot: person
            for person in self._people
            if (there[spot := place(person)] or gone[spot]) == 1
            and (not person.left or (not there[spot] and _left_since(person, since)))
        }
        for at, row in enumerate(self._rows):
            found = alone.get(place(row))
            if found is None or rows[place(row)] > 1:
                continue
            differ = contradict if found.left else self._differ
            if not differ(found, row):
                self._match(at, found)

    def by_number(self) -> None:
        """Match by the number alone where the name was corrected, not the pupil changed."""
        numbers = {
            (person.section, fold(person.number)): person
            for person in self._people
            if person.number and not person.left
        }
        for at, row in enumerate(self._rows):
            person = numbers.get((row.section, fold(row.number)))
            if person is not None and not self._differ(person, row) and _renamed(person, row):
                self._match(at, person)

    def _match(self, at: int, person: Person) -> None:
        if at not in self.found and person.id not in self._taken:
            self.found[at] = person
            self._taken.add(person.id)


def _only(
    signs: Iterable[tuple[T, Iterable[Hashable]]],
    rather: Callable[[Sequence[T]], Sequence[T]] = tuple,
) -> dict[Hashable, T]:
    """By sign, whom it is true of, where that is one alone; of several, those `rather` meant."""
    bearers: dict[Hashable, list[T]] = defaultdict(list)
    for bearer, borne in signs:
        for sign in borne:
            bearers[sign].append(bearer)
    meant = {sign: rather(alike) for sign, alike in bearers.items()}
    return {sign: alike[0] for sign, alike in meant.items() if len(alike) == 1}


def _there(people: Sequence[Person]) -> Sequence[Person]:
    """Those of them who haven't left, or all of them where everybody has."""
    return [person for person in people if not person.left] or people


def _left_since(person: Person, since: int | None) -> bool:
    return since is not None and person.left_at is not None and person.left_at >= since


def _national(listed: Listed) -> list[Hashable]:
    return [(listed.section, listed.national)] if listed.national else []


def _named_fact(kind: str, listed: Listed) -> list[Hashable]:
    return [(place(listed), fact) for fact in set(facts(listed)) if fact[0] == kind]


def _differ_nationally(person: Listed, row: Listed) -> bool:
    return bool(person.national and row.national and person.national != row.national)


def _differ(person: Listed, row: Listed) -> bool:
    return contradict(person, row)


def _renamed(person: Person, row: Row) -> bool:
    if len(fold(row.number)) >= LASTING_NUMBER or _one_edit(
        names.key(person.name), names.key(row.name)
    ):
        return True
    phones = {guardian.phone for guardian in person.guardians if guardian.phone}
    return any(guardian.phone in phones for guardian in row.guardians)


def _one_edit(one: str, other: str) -> bool:
    """Tell whether one character put in, left out or exchanged makes one name the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or len(longer) < 2:
        return False
    same = next((n for n, c in enumerate(shorter) if c != longer[n]), len(shorter))
    rest = same + 1 if len(shorter) == len(longer) else same
    return shorter[rest:] == longer[same + 1 :]
