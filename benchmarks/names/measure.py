"""What the rules say to every case: one word for the outcome, and whether it is a wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from benchmarks.names.cases import Case
from onboarding.rules import names, nicknames
from onboarding.rules.application import Application, NamedStudent, Subject
from onboarding.rules.checks import check, right_nickname
from onboarding.rules.identity import Match, identify
from onboarding.rules.kindfiles import load_all
from onboarding.rules.nicknames import Parts
from onboarding.rules.roster import Guardian, Person, Roster
from onboarding.rules.verdicts import Facts

KIND = load_all()["secondary"]
ROLE = KIND.roles["guardian"]
RELATIONS = tuple(relation.word for relation in KIND.relations)
CLASS_SIZE = 45
NOW = 1_750_000_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case came out. `wrong` is a wrong refusal, or a match between two people."""

    case: Case
    word: str
    wrong: bool = False


def outcomes(cases: Iterable[Case]) -> Iterator[Outcome]:
    """The outcome of every case; names of people are put into classes in the order given."""
    plain = []
    for case in cases:
        if case.kind == "plain":
            plain.append(case)
        else:
            yield _OTHERS[case.kind](case)
    yield from _classes(plain)


def _pupil(place: int, name: str) -> Person:
    guardian = Guardian(relation=RELATIONS[0], phone=f"138{place:08d}")
    return Person(f"s{place}", "students", name, number=f"20{place:06d}", guardians=(guardian,))


def _phone(place: int) -> str:
    return f"138{place:08d}"


def _asking(name: str, phone: str = "", nickname: str = "") -> Application:
    student = NamedStudent(name, RELATIONS[0])
    return Application(
        "guardian", students=(student,), phone=phone, nickname=nickname, consent=True
    )


# ── Names that people bear ──


def _classes(cases: Sequence[Case]) -> Iterator[Outcome]:
    """Every name cleaned and on a class list, and its guardian at the door with a nickname."""
    kept: list[tuple[Case, str]] = []
    for case in cases:
        try:
            kept.append((case, names.clean(case.name)))
        except names.DamagedName as refused:
            yield Outcome(case, f"refused: {refused.facts['reason']}", wrong=True)
    rows = iter(kept)
    while lines := list(islice(rows, CLASS_SIZE)):
        roster = Roster(1, tuple(_pupil(place, name) for place, (_, name) in enumerate(lines)))
        for place, (case, name) in enumerate(lines):
            word = _at_the_door(case, roster, place)
            accepted = word in ("let in", "let in, nickname read two ways")
            noticed = accepted and names.damage_notices(name)
            yield Outcome(case, "let in, noticed" if noticed else word, wrong=not accepted)


def _at_the_door(case: Case, roster: Roster, place: int) -> str:
    person = roster.people[place]
    asking = _asking(case.name, _phone(place))
    nickname = right_nickname(asking, KIND, roster, (person.id,))
    asking = _asking(case.name, _phone(place), nickname)
    verdict = check(Subject(asking), Facts(roster), KIND, NOW)
    if verdict.state != "pending" or verdict.people != (person.id,):
        return f"{verdict.state}: {', '.join(sorted(verdict.codes)) or 'nobody settled'}"
    read = _read(nickname, roster)
    if names.key(person.name) not in read:
        return "nickname not read"
    return "let in" if len(read) == 1 else "let in, nickname read two ways"


def _read(nickname: str, roster: Roster) -> frozenset[str]:
    """The keys of the pupils whom exact readings name, each with the label that was read."""
    pupils = tuple(person.name for person in roster.people)
    return frozenset(
        names.key(reading.students[0] + reading.label)
        for reading in nicknames.parse(nickname, KIND.relations, pupils)
        if reading.exact and reading.relation and len(reading.students) == 1
    )


# ── Names typed otherwise ──


def _typed(case: Case) -> Outcome:
    roster = Roster(1, (_pupil(1, case.other), _pupil(2, "欧阳若兮")))
    try:
        name = names.clean(case.name)
    except names.DamagedName as refused:
        return Outcome(case, f"refused: {refused.facts['reason']}")
    return Outcome(case, _how(identify(_asking(name, _phone(1)), KIND, roster)))


def _how(match: Match) -> str:
    if match.people:
        return "matched"
    if not match.evidence:
        return "a stranger" if match.names_nobody else "asked which of two"
    return f"suggested: {match.evidence[0].nearness}"


def _damaged(case: Case) -> Outcome:
    try:
        name = names.clean(case.name)
    except names.DamagedName as refused:
        return Outcome(case, f"refused: {refused.facts['reason']}")
    return Outcome(case, "noticed" if names.damage_notices(name) else "accepted")


# ── Two people taken for one another ──


def _pair(case: Case) -> Outcome:
    """`name` is at the door; `other` is on the list, alone at first and then beside `name`."""
    one, other = _pupil(1, case.name), _pupil(2, case.other)
    wrong = next(
        (word for word, is_wrong in _WRONGS if is_wrong(one, other)),
        "",
    )
    if wrong:
        return Outcome(case, wrong, wrong=True)
    if _same(one, other):
        return Outcome(case, "told apart by a fact")
    if _meant_both_ways(one, other):
        return Outcome(case, "nickname of two meanings: a person decides")
    return Outcome(case, _how(identify(_asking(one.name, _phone(1)), KIND, Roster(1, (other,)))))


def _same(one: Person, other: Person) -> bool:
    return names.key(one.name) == names.key(other.name)


def _taken_for_the_other(one: Person, other: Person) -> bool:
    """Matched to the only one on the list, even with the phone of that one."""
    alone = Roster(1, (other,))
    asked = (identify(_asking(one.name, phone), KIND, alone) for phone in (_phone(1), _phone(2)))
    return not _same(one, other) and any(match.people for match in asked)


def _not_told_apart(one: Person, other: Person) -> bool:
    """Both on the list: the own fact settles it, no fact or another's never settles wrongly."""
    both = Roster(1, (other, one))
    own = identify(_asking(one.name, _phone(1)), KIND, both)
    bare = identify(_asking(one.name), KIND, both)
    foreign = identify(_asking(one.name, _phone(2)), KIND, both)
    if _same(one, other):
        return own.people != (one.id,) or bool(bare.people)
    return any(match.people != (one.id,) for match in (own, bare, foreign))


def _nicknames_meet(one: Person, other: Person) -> bool:
    """A nickname that is right for both, without being two pupils of one name."""
    if _same(one, other):
        return False
    mine, theirs = (
        {
            nicknames.folded(nickname)
            for relation in RELATIONS
            for nickname in nicknames.accepted(
                ROLE.nicknames, Parts((person.name,), relation), KIND.nickname_limit
            )
        }
        for person in (one, other)
    )
    return not mine.isdisjoint(theirs)


def _read_as_the_other(one: Person, other: Person) -> bool:
    """The right nickname beside `one` read as `other`, where that is the only one listed, or
    not read as `one` where both are. Read as both is wrong too, unless `other` is who the
    words say (冯伯的妈妈 says 冯伯's mother) and the door lets `one` in under it."""
    if _same(one, other):
        return False
    alone, both = Roster(1, (other,)), Roster(1, (other, one))
    for relation in RELATIONS:
        nickname = _right(one, relation)
        of_other = _says(nickname, other, relation)
        if names.key(other.name) in _read(nickname, alone) and not of_other:
            return True
        read = _read(nickname, both)
        if read != {names.key(one.name)} and not (of_other and _let_in(one, relation, both)):
            return True
        if names.key(one.name) not in read:
            return True
    return False


def _meant_both_ways(one: Person, other: Person) -> bool:
    """A right nickname beside `one` that reads as both, where both are listed."""
    both = Roster(1, (other, one))
    return any(len(_read(_right(one, relation), both)) > 1 for relation in RELATIONS)


def _right(person: Person, relation: str) -> str:
    return nicknames.right(ROLE.nicknames, Parts((person.name,), relation), KIND.nickname_limit)


def _says(nickname: str, person: Person, relation: str) -> bool:
    """Tell whether a nickname is what anybody would write for a relation of this person."""
    return nicknames.folded(nickname) == nicknames.folded(f"{person.name}的{relation}")


def _let_in(person: Person, relation: str, roster: Roster) -> bool:
    """The door takes the right nickname beside this person, who is settled by the phone."""
    asking = replace(
        _asking(person.name, person.guardians[0].phone, _right(person, relation)),
        students=(NamedStudent(person.name, relation),),
    )
    verdict = check(Subject(asking), Facts(roster), KIND, NOW)
    return verdict.state == "pending" and verdict.people == (person.id,)


_WRONGS = (
    ("WRONG: taken for the other", _taken_for_the_other),
    ("WRONG: not told apart", _not_told_apart),
    ("WRONG: one nickname for two", _nicknames_meet),
    ("WRONG: nickname read as the other's", _read_as_the_other),
)
_OTHERS = {"typed": _typed, "damaged": _damaged, "pair": _pair}
