"""What holds of every audit, over generated groups of every kind."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.rules import naming
from onboarding.rules.application import Application, Subject
from onboarding.rules.audit import audit
from onboarding.rules.auditing import ABOUT_LINES, Holder, Item, Outcome, Picture
from onboarding.rules.audititems import FOLLOWS
from onboarding.rules.checks import check
from onboarding.rules.kinds import Kind
from onboarding.rules.verdicts import Facts, Standing, Verdict
from tests.rules.builders import NOW
from tests.rules.gatherings import (
    DECORATION,
    a_list,
    asks,
    called,
    crowds,
    gatherings,
    numbered,
    places,
)

thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def by_line(outcome: Outcome) -> dict[int, Item]:
    return {item.line: item for item in outcome.items if item.what in ABOUT_LINES}


@given(gatherings())
@thorough
def test_an_audit_of_exactly_the_members_finds_nothing_about_them(
    gathering: tuple[Kind, Picture],
) -> None:
    kind, picture = gathering

    outcome = audit(picture, kind, NOW)

    assert [item for item in outcome.items if item.what not in ("unseated", "missing")] == []
    assert outcome.fine == len(picture.listed)
    assert set(outcome.seen) == {holder.record for holder in picture.holders}


@given(crowds(), st.randoms())
@thorough
def test_the_order_of_the_lines_changes_nothing_but_their_places(
    crowd: tuple[Kind, Picture], chance: object
) -> None:
    kind, picture = crowd
    listed = list(picture.listed)
    chance.shuffle(listed)  # type: ignore[attr-defined]

    one = audit(picture, kind, NOW)
    other = audit(replace(picture, listed=tuple(numbered(listed))), kind, NOW)

    assert _without_places(one) == _without_places(other)
    assert (one.seen, one.fine, one.known) == (other.seen, other.fine, other.known)


def _without_places(outcome: Outcome) -> list[str]:
    return sorted(str(replace(item, line=0)) for item in outcome.items)


@given(crowds(), DECORATION, st.data())
@thorough
def test_decorating_one_nickname_changes_no_mark(
    crowd: tuple[Kind, Picture], decoration: str, data: st.DataObject
) -> None:
    kind, picture = crowd
    chosen = data.draw(st.integers(0, len(picture.listed)))
    decorated = [
        replace(line, nickname=line.nickname + decoration) if line.at == chosen else line
        for line in picture.listed
    ]
    before = by_line(audit(picture, kind, NOW))
    after = by_line(audit(replace(picture, listed=tuple(decorated)), kind, NOW))

    for line in before.keys() & after.keys():
        if before[line].mark[0] == after[line].mark[0]:
            assert before[line].mark[:2] == after[line].mark[:2]


@given(gatherings(), st.data())
@thorough
def test_of_a_member_the_audit_says_what_a_check_says(
    gathering: tuple[Kind, Picture], data: st.DataObject
) -> None:
    kind, picture = gathering
    right = [called(holder, kind, picture.roster) for holder in picture.holders]
    shown = [data.draw(st.sampled_from([*right, "阳光", name + "妈"])) for name in right]
    listed = [
        replace(line, nickname=nickname, record=holder.record)
        for line, nickname, holder in zip(picture.listed, shown, picture.holders, strict=True)
    ]

    found = by_line(audit(replace(picture, listed=tuple(listed)), kind, NOW))

    for line, holder in zip(listed, picture.holders, strict=True):
        application = replace(holder.subject.application, nickname=line.nickname)
        subject = replace(holder.subject, application=application)
        others = tuple(each for each in picture.holders if each is not holder)
        _agree(found.get(line.at), check(subject, _facts(picture, others), kind, NOW))


def _agree(item: Item | None, verdict: Verdict) -> None:
    heavy = {each.code for each in verdict.findings if each.severity != "notice"}
    if item is None:
        assert not heavy & set(FOLLOWS)
        return
    assert item.code in heavy
    assert item.what in (FOLLOWS[item.code], "unknown")
    assert item.right == verdict.nickname


def _facts(picture: Picture, holders: tuple[Holder, ...]) -> Facts:
    seated: dict[str, tuple[Standing, ...]] = {}
    for each in holders:
        students = each.subject.application.students
        relation = students[0].relation if students else ""
        standing = Standing(each.record, each.state, each.role, each.people, relation)
        for person in each.people:
            seated[person] = (*seated.get(person, ()), standing)
    return Facts(picture.roster, seated=seated)


@given(gatherings(), st.data())
@thorough
def test_who_would_be_adopted_is_who_a_check_lets_in(
    gathering: tuple[Kind, Picture], data: st.DataObject
) -> None:
    kind, picture = gathering
    every = places(kind, picture.roster)
    chosen = data.draw(st.lists(st.sampled_from(every), max_size=3)) if every else []
    shown = [
        naming.right_nickname(asks(*place), kind, picture.roster, (place[1].id,))
        for place in chosen
    ]
    listed = numbered([*picture.listed, *a_list(*shown)])

    found = by_line(audit(replace(picture, listed=tuple(listed)), kind, NOW))

    for item in found.values():
        if item.what == "adopt":
            verdict = check(Subject(_asking(item, kind, picture)), _everybody(picture), kind, NOW)
            assert (verdict.blocking, verdict.people) == ((), item.people)
            assert (verdict.nickname, item.facts["rename"]) == (item.right, False)


def _everybody(picture: Picture) -> Facts:
    return _facts(picture, picture.holders)


def _asking(item: Item, kind: Kind, picture: Picture) -> Application:
    person = picture.roster.by_id[item.people[0]]
    application = asks(kind.roles[item.role], person, item.relation)
    declared = frozenset(kind.declarations)
    return replace(application, nickname=item.nickname, consent=True, declarations=declared)
