"""What bots are told: the table of answers, and that not knowing is never a no."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import decisions, groups, intake, membership, rosters
from onboarding.services.decisions import Removal
from onboarding.services.eligibility import MOST, Eligibility, Question, ask
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, account, father, guardian, mother

HERS = Question(account=account())


def her_request(world: World, group: Group, **more: object) -> Request:
    return world.submit(group, mother(account=account(), **more), bound=True)


def answer(world: World, group: Group, question: Question = HERS) -> Eligibility:
    token = world.token("eligibility:read")
    return ask(world.door, token, group.id, [question])[0]


def _declined(world: World, request: Request) -> None:
    decisions.decline(
        world.door, world.operator, request.group, request.id, version=1, reason="other"
    )


def _removed(world: World, request: Request, **more: object) -> None:
    joined = world.join(request)
    removal = Removal(joined.version, "M3", **more)  # type: ignore[arg-type]
    decisions.remove(world.door, world.operator, request.group, request.id, removal)


def _confirmed(world: World, request: Request) -> None:
    world.approve(request)
    world.confirm(request)


def _lapsed(world: World, request: Request) -> None:
    _confirmed(world, request)
    world.watch.forward(7 * DAY)


Ends = Callable[[World, Request], object]


@pytest.mark.parametrize(
    ("end", "state", "said", "advice"),
    [
        (lambda world, request: None, "pending", "no", "refer_to_admin"),
        (lambda world, request: world.approve(request), "approved", "no", "remind"),
        (_confirmed, "approved", "yes", "admit"),
        (lambda world, request: world.join(request), "joined", "yes", "admit"),
        (_declined, "declined", "no", "ask_to_apply"),
        (_lapsed, "expired", "no", "ask_to_apply"),
        (_removed, "removed", "no", "remove"),
    ],
)
def test_a_bound_account_is_answered_by_its_state(
    world: World, end: Ends, state: str, said: str, advice: str
) -> None:
    group = world.group()
    end(world, her_request(world, group))
    found = answer(world, group)
    assert (found.state, found.answer, found.advice) == (state, said, advice)
    assert found.eligible == (said == "yes")
    assert found.nickname == ("李明妈妈" if state in {"approved", "joined"} else "")


@pytest.mark.parametrize(("nickname", "state"), [("阳光", "needs_rename")])
def test_who_has_to_rename_is_referred(world: World, nickname: str, state: str) -> None:
    group = world.group()
    her_request(world, group, nickname=nickname)
    found = answer(world, group)
    assert (found.state, found.answer, found.advice) == (state, "no", "refer_to_admin")


def test_a_refused_person_is_asked_to_apply(world: World) -> None:
    group = world.group()
    world.submit(group, guardian("无此人", account=account()), bound=True)
    found = answer(world, group)
    assert (found.state, found.answer, found.advice) == ("refused", "no", "ask_to_apply")
    assert [f.code for f in found.findings] == ["not_on_roster"]


@pytest.mark.parametrize(
    "end",
    [
        lambda world, request: intake.withdraw(world.door, SCHOOL, request.id),
        lambda world, request: membership.leave(
            world.door, world.operator, request.group, world.join(request).id
        ),
    ],
)
def test_an_account_that_was_given_back_is_not_known(world: World, end: Ends) -> None:
    group = world.group()
    end(world, her_request(world, group))
    assert answer(world, group) == Eligibility("unknown", "ask_to_apply")


def test_not_knowing_an_account_is_never_a_no(world: World) -> None:
    group, other = world.group(), world.group()
    her_request(world, other)
    world.submit(group, father(account=account()))  # claimed, not bound
    assert answer(world, group) == Eligibility("unknown", "ask_to_apply")


def test_a_live_code_is_answered_as_its_request(world: World) -> None:
    group = world.group()
    request = world.approve(world.submit(group))
    code = Question(code=request.code.lower())
    assert answer(world, group, code).advice == "remind"
    world.confirm(request)
    assert answer(world, group, code).answer == "yes"
    assert answer(world, world.group(), code).answer == "unknown"
    world.watch.forward(7 * DAY)
    assert answer(world, group, code).answer == "no"


def test_an_answer_kept_in_memory_ends_with_the_approval(world: World) -> None:
    group = world.group()
    _confirmed(world, her_request(world, group))
    token = world.token("eligibility:read")
    said = []
    for _ in range(2):
        said += [ask(world.door, token, group.id, [HERS])[0].answer for _ in range(2)]
        world.watch.forward(7 * DAY)
    assert said == ["yes", "yes", "no", "no"]


def test_a_member_stays_through_a_new_covenant_and_is_told_of_it(world: World) -> None:
    group = world.group()
    world.join(her_request(world, group))
    approved = world.approve(world.submit(group, father(account=account("his")), bound=True))
    world.confirm(approved)
    world.publish(group, major=True)
    found = answer(world, group)
    assert (found.answer, found.covenant_confirmed) == ("yes", False)
    assert [(f.code, f.severity) for f in found.findings] == [("receipt_outdated", "notice")]
    his = answer(world, group, Question(account=account("his")))
    assert (his.answer, his.advice) == ("no", "remind")


def test_a_member_whose_place_has_gone_from_the_roster_stays_as_a_notice(world: World) -> None:
    group = world.group()
    world.join(her_request(world, group))
    pupil = world.person(group, "李明")
    rosters.mark_left(world.door, world.operator, group.id, pupil)
    found = answer(world, group)
    assert (found.answer, found.nickname) == ("yes", "李明妈妈")
    assert [(f.code, f.severity) for f in found.findings] == [("left_roster", "notice")]


def test_a_member_stays_through_a_lowered_limit(world: World) -> None:
    group = world.group()
    world.join(her_request(world, group))
    world.join(world.submit(group, father()))
    groups.change(world.door, world.operator, group.id, overrides={"guardians_maximum": 1})
    assert answer(world, group).answer == "yes"


def test_a_banned_account_is_removed_while_the_ban_runs(world: World) -> None:
    group = world.group()
    _removed(world, her_request(world, group), ban=True, ban_until=world.watch.now + DAY)
    assert [f.code for f in answer(world, group).findings] == ["banned"]
    world.watch.forward()
    assert answer(world, group).findings == ()
    assert answer(world, group).advice == "remove"  # by an admin's removal, ban or not


def test_who_comes_back_after_a_removal_is_answered_by_the_new_request(world: World) -> None:
    group = world.group()
    _removed(world, her_request(world, group))
    again = her_request(world, group)
    assert answer(world, group).advice == "refer_to_admin"
    world.join(again)
    assert answer(world, group).answer == "yes"


def test_an_override_lets_the_member_in_at_every_door(world: World) -> None:
    group = world.group()
    stranger = guardian("无此人", account=account())
    request = world.submit(group, stranger, bound=True, shielded=True)
    world.approve(request, overrides=frozenset({"not_on_roster"}), reason="新转来")
    world.confirm(request)
    assert answer(world, group).answer == "yes"


# -- by nickname or application alone


def test_a_nickname_alone_is_unknown_with_whether_it_fits(world: World) -> None:
    group = world.group()
    world.join(her_request(world, group))
    fits = answer(world, group, Question(nickname="李明妈妈"))
    assert (fits.answer, fits.fits_a_place, fits.ambiguous) == ("unknown", True, False)
    assert (fits.role, fits.nickname) == ("guardian", "李明妈妈")
    assert answer(world, group, Question(nickname="阳光")).fits_a_place is False


def test_an_application_alone_is_unknown_with_whether_it_fits(world: World) -> None:
    group = world.group()
    fits = answer(world, group, Question(application=mother()))
    assert (fits.answer, fits.fits_a_place, fits.nickname) == ("unknown", True, "李明妈妈")
    stranger = answer(world, group, Question(application=guardian("无此人")))
    assert (stranger.answer, stranger.fits_a_place) == ("unknown", False)
    assert [f.code for f in stranger.findings] == ["not_on_roster"]


def test_an_application_of_a_banned_person_is_to_be_removed(world: World) -> None:
    group = world.group()
    _removed(world, her_request(world, group), ban=True)
    assert answer(world, group, Question(application=mother())).advice == "remove"


# -- who may ask, and how much


def test_the_token_is_looked_at_first(world: World) -> None:
    group, other = world.group(), world.group()
    for token in ("", "nonsense", "ob_hill_wrong", "ob_HILL_x"):
        with pytest.raises(errors.NotSignedIn):
            ask(world.door, token, group.id, [HERS])
    with pytest.raises(errors.NotAllowed):
        ask(world.door, world.token("members:read"), group.id, [HERS])
    bound = world.token("eligibility:read", groups=[group.id])
    assert ask(world.door, bound, group.id, [HERS])
    with pytest.raises(errors.NotAllowed):
        ask(world.door, bound, other.id, [HERS])
    with pytest.raises(errors.NotFound):
        ask(world.door, world.token("eligibility:read"), "no-such-group", [HERS])


def test_a_batch_is_answered_in_its_order_up_to_five_hundred(world: World) -> None:
    group = world.group()
    world.join(her_request(world, group))
    token = world.token("eligibility:read")
    batch = [Question(account=account(f"x{n}")) for n in range(MOST)]
    batch[7], batch[3] = HERS, Question(nickname="李明爸爸")
    answers = ask(world.door, token, group.id, batch)
    assert [n for n, each in enumerate(answers) if each.eligible] == [7]
    assert answers[3].fits_a_place
    for wrong in ([], [*batch, HERS]):
        with pytest.raises(errors.Invalid):
            ask(world.door, token, group.id, wrong)
