"""Which line is whom: by the account, by the right nickname, or by what the group keeps."""

from __future__ import annotations

import pytest

from onboarding.rules.application import Account
from onboarding.rules.auditing import Other
from onboarding.rules.roster import Person
from onboarding.rules.verdicts import Ban
from tests.rules.builders import NOW, a_guardian, a_roster, a_student, an_account
from tests.rules.looking import DAY, MOTHER, about, holder, line, looked_at, said

AUNT = Other("o1", "李明妈妈")


def test_a_bound_account_is_the_member_whatever_the_nickname() -> None:
    outcome = looked_at(line("阳光", account=an_account(), record="r1"))

    assert (said(outcome, 1), about(outcome, 1).record) == (("rename", "nickname_wrong"), "r1")
    assert about(outcome, 1).right == "李明妈妈"


def test_one_record_accounts_for_one_line() -> None:
    outcome = looked_at("孙丽", line("李明妈妈", record="r1"), line("李明爸爸", record="r1"))

    assert said(outcome, 2) is None
    assert outcome.seen == ("r1", "r3")


def test_an_account_known_to_be_another_is_not_the_member_of_that_nickname() -> None:
    bound = holder("r1", a_guardian(), "s1", bound=True)
    shown = line("李明妈妈", account=an_account("wxid-2"))

    outcome = looked_at(shown, holders=(bound,))

    assert said(outcome, 1) == ("unknown", "other_account")
    assert about(outcome, 1).candidates[0].record == "r1"
    assert outcome.seen == ()


def test_an_account_proves_nothing_about_a_member_without_one() -> None:
    assert said(looked_at(line("李明妈妈", account=an_account())), 1) is None


def test_a_cut_nickname_is_a_candidate_and_never_a_match() -> None:
    outcome = looked_at(line("李明妈…", cut=True))

    assert outcome.seen == ()
    assert [each.record for each in about(outcome, 1).candidates] == ["r1"]


def test_a_cut_nickname_of_full_length_is_no_match_either() -> None:
    assert said(looked_at(line("李明妈妈", cut=True)), 1) == ("unknown", "cut")


@pytest.mark.parametrize("near", ["李朋妈妈", "黎明妈妈", "李鸣妈妈", "李小明妈妈"])
def test_a_near_name_is_a_candidate_and_never_a_match(near: str) -> None:
    outcome = looked_at(near)

    assert (said(outcome, 1), outcome.seen) == (("unknown", "near"), ())
    assert "s1" in {person for each in about(outcome, 1).candidates for person in each.people}


def test_of_two_lines_of_one_nickname_one_is_the_member() -> None:
    outcome = looked_at("李明妈妈", "李明妈妈", holders=(MOTHER,))

    assert [said(outcome, 1), said(outcome, 2)].count(None) == 1
    assert ("unknown", "same_place") in (said(outcome, 1), said(outcome, 2))


def test_as_many_members_as_can_be_are_found_where_nicknames_are_shared() -> None:
    both = a_guardian(a_student("李明"), a_student("李华"))
    mother = holder("a", both, "s1", "s3", since=1)
    other = holder("b", a_guardian(a_student("李华")), "s3", since=2)

    outcome = looked_at("李明妈妈", "李华妈妈", "李明李华妈妈", holders=(mother, other))

    assert set(outcome.seen) == {"a", "b"}


def test_who_is_still_on_the_roster_has_a_shared_nickname_before_who_left() -> None:
    gone = holder("a", a_guardian(a_student("李明")), "s9", since=1, nickname="李明妈妈")
    here = holder("b", a_guardian(a_student("李明")), "s1", since=2)

    assert looked_at("李明妈妈", holders=(gone, here)).seen == ("b",)


def test_a_known_other_is_never_flagged() -> None:
    outcome = looked_at("校车1号", others=(Other("o1", "校车1号"),))

    assert (said(outcome, 1), outcome.known, outcome.fine) == (None, 1, 0)


def test_a_known_other_is_flagged_again_from_the_end_agreed_on() -> None:
    bus = [Other("o1", "校车1号", until=NOW + ms) for ms in (1, 0, -DAY)]

    found = [said(looked_at("校车1号", others=(other,)), 1) for other in bus]

    assert found == [None, ("unknown", "nobody_fits"), ("unknown", "nobody_fits")]


def test_a_known_other_shields_one_line() -> None:
    outcome = looked_at("校车1号", "校车1号", others=(Other("o1", "校车1号"),))

    assert outcome.known == 1
    assert [said(outcome, 1), said(outcome, 2)].count(None) == 1


@pytest.mark.parametrize("known_by", [an_account("evil"), None])
def test_a_known_other_of_a_barred_account_is_to_be_removed(known_by: Account | None) -> None:
    bars = (Ban("H3", "account"),)
    other = Other("o1", "二号机", account=known_by)

    outcome = looked_at(line("二号机", account=an_account("evil"), bars=bars), others=(other,))

    assert (said(outcome, 1), outcome.known, outcome.fine) == (("remove", "banned"), 0, 0)


def test_a_barred_person_among_the_known_others_is_to_be_removed() -> None:
    barred = (Ban("H3", "person", person="s2", relation="妈妈"),)
    others = (Other("o1", "张伟妈妈"), Other("o2", "张伟爸爸"))

    outcome = looked_at("张伟妈妈", "张伟爸爸", others=others, barred=barred)

    assert (said(outcome, 1), said(outcome, 2)) == (("remove", "banned"), None)
    assert outcome.known == 1


def test_a_known_others_account_comes_before_a_members_nickname() -> None:
    other = Other("o1", "李明妈妈", account=an_account("second"))

    outcome = looked_at(line("李明妈妈", account=an_account("second")), others=(other,))

    assert (outcome.known, outcome.seen) == (1, ())


def test_a_mothers_second_phone_does_not_make_the_mother_absent() -> None:
    both = looked_at("李明妈妈", "李明妈妈", others=(AUNT,))
    alone = looked_at("李明妈妈", others=(AUNT,))

    assert (both.seen, both.known) == (("r1",), 1)
    assert (alone.seen, alone.known) == (("r1",), 0)


def test_a_known_other_of_another_account_is_not_the_one_of_that_nickname() -> None:
    other = Other("o1", "校车1号", account=an_account("bus"))

    shown = line("校车1号", account=an_account("somebody"))

    assert said(looked_at(shown, others=(other,)), 1) == ("unknown", "nobody_fits")
    assert said(looked_at("校车1号", others=(other,)), 1) is None


def test_who_is_known_by_the_account_is_no_further_line_by_the_nickname() -> None:
    other = Other("o1", "校车1号", account=an_account("bus"))

    outcome = looked_at(line("校车", account=an_account("bus")), "校车1号", others=(other,))

    assert (outcome.known, said(outcome, 2)) == (1, ("unknown", "nobody_fits"))


def test_who_is_known_by_the_account_is_no_further_line_of_the_right_nickname() -> None:
    outcome = looked_at(
        line("阳光", account=an_account(), record="r1"), "李明妈妈", holders=(MOTHER,)
    )

    assert (said(outcome, 1), said(outcome, 2)) == (
        ("rename", "nickname_wrong"), ("unknown", "same_place"),
    )  # fmt: skip


def test_a_second_line_of_one_account_is_not_the_member_again() -> None:
    shown = line("李明妈妈", account=an_account(), record="r1")

    outcome = looked_at(shown, line("阳光", account=an_account(), record="r1"))

    assert [about(outcome, 2).what, outcome.seen] == ["unknown", ("r1",)]


def test_a_bound_member_is_found_by_the_nickname_where_the_list_tells_no_accounts() -> None:
    bound = holder("r1", a_guardian(), "s1", bound=True)

    assert looked_at("李明妈妈", holders=(bound,)).seen == ("r1",)


def test_a_member_gives_way_to_another_where_a_further_line_is_right_too() -> None:
    roster = a_roster(
        Person("s1", "students", "李明", label="大"), Person("s2", "students", "李明")
    )
    either = holder("a", a_guardian(a_student("李明大")), "s1", since=1)
    plain = holder("b", a_guardian(a_student("李明")), "s2", since=2)

    found = looked_at("李明妈妈", "李明大妈妈", holders=(either, plain), roster=roster)

    assert set(found.seen) == {"a", "b"}
