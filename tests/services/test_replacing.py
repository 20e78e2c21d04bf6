"""One guardian takes another's seat: both, or neither."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors, journey
from onboarding.rules.application import NamedStudent
from onboarding.services import decisions, groups, intake, members, retention
from onboarding.services.approving import Approval
from onboarding.services.callers import Caller
from onboarding.services.eligibility import Question, ask
from onboarding.services.replacing import Replacement, replace_by
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, account, father, guardian, mother


def grandmother(**more: object) -> Any:
    return guardian(relation="奶奶", **{"phone": "13811110001", "number": "2026001", **more})  # type: ignore[arg-type]


def hand(
    world: World,
    taker: Request,
    holder: Request,
    caller: Caller | None = None,
    idem: Idempotency | None = None,
    **more: Any,
) -> Request:
    """Give the holder's place to the taker, on the versions as they stand."""
    said = {"overrides": frozenset(), "why": "", "people": (), **more}
    approval = Approval(
        said.pop("version", world.fresh(taker).version),
        said.pop("people"),
        said.pop("overrides"),
        said.pop("why"),
    )
    handed = Replacement(
        approval,
        holder.id,
        said.pop("holder_version", world.fresh(holder).version),
        **{"reason": "family_asked", **said},
    )
    return replace_by(world.door, caller or world.operator, taker.group, taker.id, handed, idem)


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="g")


@pytest.fixture
def parents(world: World, group: Group) -> tuple[Request, Request]:
    """Mother and father, in the group: no seat is left."""
    return tuple(world.join(world.submit(group, each)) for each in (mother(), father()))  # type: ignore[return-value]


def seated(world: World, group: Group) -> set[str]:
    """Who holds a seat beside 李明."""
    [place] = [
        place
        for place in members.seats(world.door, world.operator, group.id).places
        if place.person.name == "李明"
    ]
    return {sitting.request.id for sitting in place.sitting}


def test_a_member_leaves_and_a_refused_guardian_is_approved(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    assert taker.state == "refused"
    assert taker.verdict.codes == {"seats_full"}
    placed = hand(world, taker, parents[1], note="家里商量好了")
    assert (placed.state, placed.decided_move) == ("approved", "replace")
    assert placed.people == parents[1].people
    gone = world.fresh(parents[1])
    assert (gone.state, gone.reason, gone.note) == ("left", "seat_given_to_other", "家里商量好了")
    assert (gone.code, gone.decided_move) == ("", "hand_over")
    assert seated(world, group) == {parents[0].id, taker.id}
    assert world.door.requests.counts(SCHOOL, group.id)["left"] == 1
    assert world.join(placed).state == "joined"


def test_an_approval_that_was_never_used_is_taken_back(world: World, group: Group) -> None:
    world.join(world.submit(group))
    holder = world.approve(world.submit(group, father()))
    taker = world.submit(group, grandmother())
    hand(world, taker, holder, reason="never_came")
    assert world.fresh(holder).state == "declined"
    reopened = decisions.reopen(
        world.door, world.operator, group.id, holder.id, version=world.fresh(holder).version
    )
    assert reopened.state == "pending"


def test_the_trail_tells_both_with_the_article_and_the_reason(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    hand(world, taker, parents[0], reason="care_changed")
    ended, approved = world.door.events.after(SCHOOL, "", 1000)[-2:]
    assert (ended.what, ended.record, ended.article) == ("member.replaced", parents[0].id, "H1")
    assert ended.facts == {"reason": "care_changed", "state": "left", "by": taker.id}
    assert (approved.what, approved.record) == ("request.approved", taker.id)
    assert approved.facts["reason"] == "care_changed"
    assert approved.facts["instead_of"] == parents[0].id


def test_a_pending_request_takes_the_place_too(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    pending = world.submit(group, grandmother(), shielded=True)
    assert pending.state == "pending"
    assert hand(world, pending, parents[0]).state == "approved"


def test_the_account_of_whoever_leaves_is_free(world: World, group: Group) -> None:
    holder = world.join(world.submit(group, mother(account=account()), bound=True))
    world.join(world.submit(group, father()))
    taker = world.submit(group, grandmother(account=account()), bound=True)
    hand(world, taker, holder)
    assert world.fresh(holder).account == ""
    token = world.token("eligibility:read")
    [answer] = ask(world.door, token, group.id, [Question(account=account())])
    assert answer.state == "approved"


def test_whoever_was_refused_is_found_again_by_a_later_request(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    world.submit(group, grandmother())  # the refused one is found no longer
    hand(world, taker, parents[0])
    assert world.submit(group, grandmother()).attaches == taker.id


def test_an_earlier_request_of_the_same_person_is_taken_over_on_the_way(
    world: World, group: Group
) -> None:
    world.join(world.submit(group))
    first, second = world.submit(group, grandmother()), world.submit(group, grandmother())
    assert second.attaches == first.id
    holder = world.join(world.submit(group, father()))
    hand(world, second, holder)
    assert [world.fresh(each).state for each in (first, second, holder)] == [
        "withdrawn",
        "approved",
        "left",
    ]


def test_a_request_that_lacks_more_than_a_seat_is_not_helped_by_one(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    stranger = world.submit(group, guardian("无此人"))
    with pytest.raises(errors.IllegalMove) as refused:
        hand(world, stranger, parents[0])
    assert refused.value.facts == {"move": "replace", "state": "refused"}
    banned = decisions.Removal(parents[1].version, "M3", ban=True)
    decisions.remove(world.door, world.operator, group.id, parents[1].id, banned)
    world.join(world.submit(group, grandmother()))
    again = world.submit(group, father())
    with pytest.raises((errors.NotOverridable, errors.IllegalMove)):
        hand(world, again, parents[0])
    assert world.fresh(parents[0]).state == "joined"


def test_what_an_approval_may_override_a_replacement_may(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother(nickname="陈静老师"))
    assert {"seats_full", "nickname_impersonates_staff"} <= taker.verdict.codes
    with pytest.raises(errors.OverrideMissing):
        hand(world, taker, parents[0])
    codes = frozenset({"nickname_impersonates_staff"})
    with pytest.raises(errors.Invalid) as refused:
        hand(world, taker, parents[0], overrides=codes)
    assert refused.value.facts["field"] == "override_reason"
    assert hand(world, taker, parents[0], overrides=codes, why="同名").overridden == codes


def test_a_place_beside_another_student_is_not_the_one(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    elsewhere = world.join(world.submit(group, guardian("王芳", number="2026002")))
    taker = world.submit(group, grandmother(), shielded=True)
    with pytest.raises(errors.SeatsFull):
        hand(world, taker, elsewhere)
    only = world.submit(group, guardian("欧阳娜娜", number="2026003"))
    with pytest.raises(errors.Invalid) as refused:
        hand(world, only, parents[0])
    assert refused.value.facts == {"field": "other", "reason": "another_place"}


def test_of_two_children_both_places_are_needed(world: World, group: Group) -> None:
    holders = [world.join(world.submit(group, each)) for each in (mother(), father())]
    for number in ("13811110008", "13811110009"):
        world.join(world.submit(group, guardian("王芳", "监护人", phone=number)))
    both = (NamedStudent("李明", "奶奶", "2026001"), NamedStudent("王芳", "奶奶", "2026002"))
    taker = world.submit(group, replace(grandmother(), students=both))
    with pytest.raises(errors.SeatsFull):
        hand(world, taker, holders[0])
    assert world.fresh(holders[0]).state == "joined"


@pytest.mark.parametrize("move", ["replace", "hand_over"])
@pytest.mark.parametrize("state", journey.STATES)
def test_the_table_says_from_where(
    world: World, group: Group, monkeypatch: pytest.MonkeyPatch, move: str, state: journey.State
) -> None:
    if state in journey.MOVES[move].starts:
        return
    holder = world.join(world.submit(group))
    world.join(world.submit(group, father()))
    taker = world.submit(group, grandmother(), shielded=True)
    odd = taker if move == "replace" else holder
    many = world.door.requests.many
    monkeypatch.setattr(
        world.door.requests,
        "many",
        lambda school, ids: [
            replace(each, state=state, expires_at=None) if each.id == odd.id else each
            for each in many(school, ids)
        ],
    )
    with pytest.raises(errors.IllegalMove) as refused:
        hand(world, taker, holder)
    assert refused.value.facts == {"move": move, "state": state}


def test_a_lapsed_approval_gives_nothing(world: World, group: Group) -> None:
    holder = world.approve(world.submit(group))
    taker = world.submit(group, grandmother())
    world.watch.forward(7 * DAY)
    with pytest.raises(errors.IllegalMove) as refused:
        hand(world, taker, holder)
    assert refused.value.facts == {"move": "hand_over", "state": "expired"}


def test_what_was_forgotten_is_not_brought_back(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    world.watch.forward(30 * DAY)
    assert retention.forget(world.door, SCHOOL, taker.id)
    with pytest.raises(errors.IllegalMove):
        hand(world, taker, parents[0])


def test_each_of_the_two_is_decided_on_a_version(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    for missing in ("version", "holder_version"):
        with pytest.raises(errors.VersionMissing):
            hand(world, taker, parents[0], **{missing: None})
    with pytest.raises(errors.Stale) as stale:
        hand(world, taker, parents[0], version=9)
    assert "record" not in stale.value.facts
    with pytest.raises(errors.Stale) as stale:
        hand(world, taker, parents[0], holder_version=9)
    assert stale.value.facts["record"] == parents[0].id
    assert world.fresh(parents[0]).state == "joined"


def test_whoever_decides_in_between_wins(
    world: World,
    group: Group,
    parents: tuple[Request, Request],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taker = world.submit(group, grandmother())
    approve = world.door.approvals.approve
    holder, removal = parents[0], decisions.Removal(parents[0].version, "M3")

    def late(*given: Any, **more: Any) -> Any:
        if world.fresh(holder).state == "joined":
            decisions.remove(world.door, world.operator, group.id, holder.id, removal)
        return approve(*given, **more)

    monkeypatch.setattr(world.door.approvals, "approve", late)
    with pytest.raises(errors.Stale) as stale:
        hand(world, taker, holder)
    assert stale.value.facts["move"] == "remove"
    assert [world.fresh(each).state for each in (holder, taker)] == ["removed", "refused"]


def test_sent_twice_under_one_key_it_is_done_once(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    key = Idempotency(Keys(SCHOOL).idempotency("k"), "body", 200)
    versions: dict[str, Any] = {"version": 1, "holder_version": parents[0].version}
    first, again = (hand(world, taker, parents[0], idem=key, **versions) for _ in range(2))
    assert first == again
    assert world.fresh(parents[0]).version == parents[0].version + 1


def test_a_reason_out_of_the_table_is_asked_for(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    with pytest.raises(errors.Invalid):
        hand(world, world.submit(group, grandmother()), parents[0], reason="because")


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (("requests:decide", "members:write"), True),
        (("requests:decide",), False),
        (("members:write",), False),
    ],
)
def test_it_takes_the_right_to_decide_and_to_remove(
    world: World, group: Group, parents: tuple[Request, Request], scopes: tuple[str, ...], may: bool
) -> None:
    taker = world.submit(group, grandmother())
    if may:
        assert hand(world, taker, parents[0], world.bot(*scopes)).state == "approved"
        return
    with pytest.raises(errors.NotAllowed):
        hand(world, taker, parents[0], world.bot(*scopes))


def test_committee_members_may_and_supervisors_do_not(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother())
    with pytest.raises(errors.NotAllowed):
        hand(world, taker, parents[0], world.admin("head", supervisor=True))
    assert hand(world, taker, parents[0], world.admin("li", g="committee")).state == "approved"


def test_who_says_to_be_inside_already_joins_once_confirmed(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    taker = world.submit(group, grandmother(already_inside=True))
    placed = hand(world, taker, parents[0])
    assert placed.state == "approved"
    assert world.confirm(placed).state == "joined"


def test_in_a_group_of_a_lapsing_code_the_new_approval_waits_as_any(
    world: World, group: Group, parents: tuple[Request, Request]
) -> None:
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    taker = world.submit(group, grandmother())
    placed = hand(world, taker, parents[0])
    assert (placed.expires_at, placed.unspent) == (None, 7 * DAY)
    intake.withdraw(world.door, SCHOOL, placed.id)
    assert seated(world, group) == {parents[1].id}
