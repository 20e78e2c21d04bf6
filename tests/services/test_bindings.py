"""A binding code ties one account, once, while it is live."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.services import decisions, intake, membership
from onboarding.services.bindings import bind, codes_in
from onboarding.services.callers import TokenCaller
from onboarding.services.decisions import Removal
from onboarding.storage.outcome import Idempotency
from tests.builders import SCHOOL, World, account, father, guardian, mother


@pytest.fixture
def bot(world: World) -> TokenCaller:
    return world.bot("members:write")


@pytest.mark.parametrize(
    "text",
    [
        "K7M3PQA",
        "k7m3pqa",
        "我是李明妈妈 K7M3PQA",
        "李明妈妈K7M3PQA",
        "(K7M3PQA)",
        "码:K7M3PQA,谢谢",
    ],
)
def test_a_code_is_found_inside_free_text(text: str) -> None:
    assert codes_in(text) == ("K7M3PQA",)


@pytest.mark.parametrize("text", ["", "K7M3PQ", "K7M3PQAA", "XK7M3PQA", "O0IL1SB", "K7M3 PQA"])
def test_what_is_not_quite_a_code_is_none(text: str) -> None:
    assert codes_in(text) == ()


def test_only_so_much_of_a_text_is_looked_at() -> None:
    assert codes_in("x " * 2_000 + "K7M3PQA") == ()
    assert len(codes_in(" ".join("K7M3PQ" + end for end in "ACDEFGH"))) == 5


def test_a_code_binds_the_account_that_sent_it(world: World, bot: TokenCaller) -> None:
    request = world.approve(world.submit(world.group()))
    bound = bind(world.door, bot, request.group, account(), f"你好,{request.code.lower()}!")
    assert (bound.bound, bound.application.account, bound.code) == (True, account(), "")


def test_an_account_that_goes_on_guessing_is_stopped_for_a_day(
    world: World, bot: TokenCaller
) -> None:
    request = world.approve(world.submit(world.group()))
    for _ in range(20):
        with pytest.raises(errors.NotFound):
            bind(world.door, bot, request.group, account("guesser"), "K7M3PQA")
    with pytest.raises(errors.TooMany) as refused:
        bind(world.door, bot, request.group, account("guesser"), request.code)
    assert refused.value.facts == {"limit": 20, "retry_after": DAY // 1000}
    assert bind(world.door, bot, request.group, account(), request.code).bound


def test_texts_without_anything_like_a_code_are_no_guesses(world: World, bot: TokenCaller) -> None:
    request = world.approve(world.submit(world.group()))
    for _ in range(21):
        with pytest.raises(errors.NotFound):
            bind(world.door, bot, request.group, account(), "你好")
    assert bind(world.door, bot, request.group, account(), request.code).bound


def test_a_code_works_once(world: World, bot: TokenCaller) -> None:
    request = world.approve(world.submit(world.group()))
    bind(world.door, bot, request.group, account(), request.code)
    with pytest.raises(errors.NotFound) as refused:
        bind(world.door, bot, request.group, account("other"), request.code)
    assert refused.value.facts == {"what": "code"}


def test_the_same_call_again_is_no_second_use(world: World, bot: TokenCaller) -> None:
    request = world.approve(world.submit(world.group()))
    key = world.door.memory.key(SCHOOL, bot.ref, "bind", "k", b"{}", 200)
    assert isinstance(key, Idempotency)
    first = bind(world.door, bot, request.group, account(), request.code, key)
    assert bind(world.door, bot, request.group, account(), request.code, key) == first


def test_a_code_lapses_with_the_approval(world: World, bot: TokenCaller) -> None:
    request = world.approve(world.submit(world.group()))
    world.watch.forward(7 * DAY)
    with pytest.raises(errors.NotFound):
        bind(world.door, bot, request.group, account(), request.code)


def test_a_members_code_goes_on(world: World, bot: TokenCaller) -> None:
    member = world.join(world.submit(world.group()))
    world.watch.forward(70 * DAY)
    assert bind(world.door, bot, member.group, account(), member.code).bound


def test_a_code_ends_with_its_request(world: World, bot: TokenCaller) -> None:
    group = world.group()
    for number, end in enumerate(
        (
            lambda r: intake.withdraw(world.door, SCHOOL, r.id),
            lambda r: decisions.remove(
                world.door, world.operator, group.id, r.id, Removal(r.version, "M3")
            ),
            lambda r: membership.leave(world.door, world.operator, group.id, world.join(r).id),
        )
    ):
        request = world.approve(world.submit(group, guardian(phone=f"1381111000{number}")))
        end(request)
        assert world.fresh(request).code == ""
        with pytest.raises(errors.NotFound):
            bind(world.door, bot, group.id, account(), request.code)


def test_a_code_of_another_group_is_none(world: World, bot: TokenCaller) -> None:
    request = world.approve(world.submit(world.group()))
    other = world.group()
    with pytest.raises(errors.NotFound):
        bind(world.door, bot, other.id, account(), request.code)
    assert bind(world.door, bot, "", account(), request.code).bound


def test_a_bot_of_one_group_binds_in_no_other(world: World) -> None:
    one, other = world.group(), world.group()
    bot = world.bot("members:write", groups=[one.id])
    here, there = (world.approve(world.submit(group)) for group in (one, other))
    with pytest.raises(errors.NotAllowed):
        bind(world.door, bot, other.id, account(), there.code)
    with pytest.raises(errors.NotFound):
        bind(world.door, bot, "", account(), there.code)
    assert bind(world.door, bot, "", account(), here.code).bound


def test_a_bot_without_the_scope_is_told_so(world: World) -> None:
    with pytest.raises(errors.NotAllowed):
        bind(world.door, world.bot("eligibility:read"), "", account(), "K7M3PQA")


def test_an_account_of_another_person_is_not_taken(world: World, bot: TokenCaller) -> None:
    group = world.group()
    world.join(world.submit(group, mother(account=account()), bound=True))
    his = world.approve(world.submit(group, father()))
    with pytest.raises(errors.AccountTaken):
        bind(world.door, bot, group.id, account(), his.code)
    assert world.fresh(his).code == his.code
