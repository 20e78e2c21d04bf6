"""Every move out of every state: done where the table has it, else refused by its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onboarding.rules import errors, journey
from onboarding.rules.application import Application
from onboarding.services import covenants, decisions, intake, membership
from onboarding.services.decisions import Removal
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, account, guardian, mother

WRONG = {"nickname": "阳光总在风雨后"}


def _declined(world: World, group: Group) -> Request:
    return decline(world, world.submit(group))


def _withdrawn(world: World, group: Group) -> Request:
    return intake.withdraw(world.door, SCHOOL, world.submit(group).id)


def _expired(world: World, group: Group) -> Request:
    made = world.submit(group)
    world.watch.forward(30 * journey.DAY)
    assert membership.expire(world.door, SCHOOL, made.id)
    return world.fresh(made)


def _left(world: World, group: Group) -> Request:
    return leave(world, world.join(world.submit(group)))


def _removed(world: World, group: Group) -> Request:
    return remove(world, world.join(world.submit(group)))


IN_STATE: dict[str, Callable[[World, Group], Request]] = {
    "pending": lambda world, group: world.submit(group),
    "needs_rename": lambda world, group: world.submit(group, mother(**WRONG)),
    "refused": lambda world, group: world.submit(group, guardian("无此人")),
    "approved": lambda world, group: world.approve(world.submit(group)),
    "declined": _declined,
    "withdrawn": _withdrawn,
    "expired": _expired,
    "joined": lambda world, group: world.join(world.submit(group)),
    "left": _left,
    "removed": _removed,
}


def rename(world: World, request: Request) -> Request:
    return intake.rename(world.door, group_of(world, request), request.id, "李明妈妈")


def amend(world: World, request: Request) -> Request:
    return intake.amend(world.door, group_of(world, request), request.id, mother())


def decline(world: World, request: Request) -> Request:
    return decisions.decline(
        world.door,
        world.operator,
        request.group,
        request.id,
        version=request.version,
        reason="other",
    )


def reopen(world: World, request: Request) -> Request:
    return decisions.reopen(
        world.door, world.operator, request.group, request.id, version=request.version
    )


def join(world: World, request: Request) -> Request:
    return membership.join(world.door, world.operator, request.group, request.id)


def leave(world: World, request: Request) -> Request:
    return membership.leave(world.door, world.operator, request.group, request.id)


def remove(world: World, request: Request) -> Request:
    removal = Removal(request.version, article="M3", reason="attack")
    return decisions.remove(world.door, world.operator, request.group, request.id, removal)


def group_of(world: World, request: Request) -> Group:
    return world.door.groups.get(SCHOOL, request.group)


MOVES: dict[str, Callable[[World, Request], Request]] = {
    "rename": rename,
    "amend": amend,
    "approve": lambda world, request: world.approve(request),
    "decline": decline,
    "withdraw": lambda world, request: intake.withdraw(world.door, SCHOOL, request.id),
    "reopen": reopen,
    "join": join,
    "leave": leave,
    "remove": remove,
}


def test_every_state_and_every_move_is_tried() -> None:
    assert set(IN_STATE) == set(journey.STATES)
    made_by_the_service = {"submit", "expire", "supersede"}
    of_two_records = {"replace", "hand_over", "adopt", "claim"}  # test_replacing, test_claims
    assert set(MOVES) == set(journey.MOVES) - made_by_the_service - of_two_records


@pytest.mark.parametrize("state", IN_STATE)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_keeps_to_the_table(world: World, move: str, state: str) -> None:
    request = IN_STATE[state](world, world.group())
    assert request.state == state
    row = journey.MOVES[move]
    if state in row.starts:
        if move == "join":
            request = world.confirm(request)
        moved = MOVES[move](world, request)
        assert moved.state in row.ends
        assert moved.version > request.version
        return
    with pytest.raises(errors.IllegalMove) as refused:
        MOVES[move](world, request)
    assert refused.value.facts == {"move": move, "state": state}
    assert world.fresh(request) == request


def test_joining_needs_the_receipt(world: World) -> None:
    request = world.approve(world.submit(world.group()))
    with pytest.raises(errors.ReceiptMissing) as refused:
        join(world, request)
    assert refused.value.facts == {"covenant": "1.0"}


@pytest.mark.parametrize(
    "state", ["refused", "declined", "withdrawn", "expired", "left", "removed"]
)
def test_nobody_confirms_a_covenant_for_a_request_that_is_over(world: World, state: str) -> None:
    request = IN_STATE[state](world, world.group())
    with pytest.raises(errors.IllegalMove) as refused:
        covenants.confirm(world.door, SCHOOL, request.id, "1.0")
    assert refused.value.facts == {"move": "receipt", "state": state}


def test_a_request_of_another_group_is_not_found(world: World) -> None:
    request = world.submit(world.group(), mother(**WRONG))
    other = world.group()
    by_admin = (world.door, world.operator, other.id, request.id)
    for move in (
        lambda: membership.join(*by_admin),
        lambda: membership.leave(*by_admin),
        lambda: decisions.reopen(*by_admin, version=1),
        lambda: decisions.decline(*by_admin, version=1, reason="other"),
        lambda: decisions.remove(*by_admin, Removal(1, "M3", ban=True)),
        lambda: intake.rename(world.door, other, request.id, "李明妈妈"),
        lambda: intake.amend(world.door, other, request.id, mother()),
    ):
        with pytest.raises(errors.NotFound):
            move()
    assert world.fresh(request) == request


def test_an_unknown_reason_or_article_is_refused_by_its_field(world: World) -> None:
    request = world.approve(world.submit(world.group()))
    by_admin = (world.door, world.operator, request.group, request.id)
    for field, move in (
        ("reason", lambda: decisions.decline(*by_admin, version=2, reason="dislike")),
        ("reason", lambda: decisions.remove(*by_admin, Removal(2, "M3", reason="dislike"))),
        ("article", lambda: decisions.remove(*by_admin, Removal(2, "T10"))),
        ("ban_until", lambda: decisions.remove(
            *by_admin, Removal(2, "M3", ban=True, ban_until=world.watch.now))),
    ):  # fmt: skip
        with pytest.raises(errors.Invalid) as refused:
            move()
        assert refused.value.facts["field"] == field
    assert world.fresh(request) == request


@pytest.mark.parametrize("reason", journey.DECLINE_REASONS)
def test_a_declined_request_keeps_reason_and_note(world: World, reason: str) -> None:
    request = world.submit(world.group())
    declined = decisions.decline(
        world.door, world.operator, request.group, request.id, version=1, reason=reason, note="好"
    )
    assert (declined.reason, declined.note) == (reason, "好")
    assert declined.decided_by == "operator"
    assert declined.expires_at is None


def test_a_reopened_request_is_checked_again_and_keeps_what_blocks(world: World) -> None:
    request = world.submit(world.group(), guardian("无此人"))
    reopened = reopen(world, request)
    assert reopened.state == "pending"
    assert {f.code for f in reopened.verdict.blocking} == {"not_on_roster"}
    assert reopened.expires_at == world.watch.now + 14 * journey.DAY


def test_a_reopened_approval_holds_no_seat_and_its_code_is_dead(world: World) -> None:
    group = world.group()
    request = world.approve(world.submit(group))
    world.watch.forward(8 * journey.DAY)
    reopened = reopen(world, world.fresh(request))
    assert (reopened.people, reopened.code) == ((), "")
    with pytest.raises(errors.NotFound):
        world.door.requests.by_code(SCHOOL, request.code)


def test_a_nickname_handed_in_is_put_right_before_anybody_decides(world: World) -> None:
    group = world.group()
    request = world.submit(group, mother(**WRONG))
    assert (request.state, request.nickname) == ("needs_rename", "李明妈妈")
    still = intake.rename(world.door, group, request.id, "李明的妈妈")
    assert still.state == "needs_rename"
    assert still.expires_at == request.expires_at
    assert intake.rename(world.door, group, request.id, "李明妈妈").state == "pending"


def test_a_wrong_nickname_may_be_approved_with_the_right_one(world: World) -> None:
    request = world.submit(world.group(), mother(**WRONG))
    approved = world.approve(request)
    assert (approved.state, approved.nickname) == ("approved", "李明妈妈")


def test_a_shielded_submission_waits_with_its_findings(world: World) -> None:
    group = world.group()
    request = world.submit(group, guardian("无此人"), shielded=True)
    assert (request.state, request.shielded) == ("pending", True)
    assert request.verdict.state == "refused"
    amended = intake.amend(world.door, group, request.id, guardian("无其人"))
    assert (amended.state, amended.shielded) == ("pending", True)
    found = intake.amend(world.door, group, request.id, mother())
    assert world.approve(found).shielded is False


def test_an_amended_refusal_is_pending_when_it_fits(world: World) -> None:
    group = world.group()
    request = world.submit(group, guardian("无此人"))
    amended = intake.amend(world.door, group, request.id, mother())
    assert amended.state == "pending"
    assert amended.expires_at == world.watch.now + 14 * journey.DAY
    assert amended.asking == (world.person(group, "李明"),)


def test_amending_changes_neither_role_nor_account_nor_who_brought_the_person_in(
    world: World,
) -> None:
    group = world.group()
    request = world.submit(group, mother(invited_by="某人", account=account()), bound=True)
    other = Application("teacher", name="陈静", phone="13900000001", consent=True)
    amended = intake.amend(world.door, group, request.id, other)
    assert amended.application.invited_by == "某人"
    assert amended.application.phone == "13900000001"
    assert amended.application.account == account()
    assert (amended.role, amended.application.role) == ("guardian", "guardian")
