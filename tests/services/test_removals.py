"""Removal frees the seat, cites an article, and may bar the person from coming back (H3)."""

from __future__ import annotations

import pytest

from onboarding.clock import DAY
from onboarding.rules import errors
from onboarding.rules.application import Application, NamedStudent
from onboarding.services import decisions
from onboarding.services.decisions import Removal
from onboarding.storage.requestrecord import Request
from tests.builders import World, account, father, guardian, mother


def removed(world: World, request: Request, **more: object) -> Request:
    removal = Removal(world.fresh(request).version, "M3", "attack", **more)  # type: ignore[arg-type]
    return decisions.remove(world.door, world.operator, request.group, request.id, removal)


def test_a_removal_keeps_its_article_and_frees_the_seat(world: World) -> None:
    group = world.group()
    member = world.join(world.submit(group))
    world.join(world.submit(group, father()))
    gone = removed(world, member, note="私下")
    assert (gone.state, gone.article, gone.reason, gone.note) == ("removed", "M3", "attack", "私下")
    other = world.submit(group, guardian(relation="监护人", phone="13811110001"))
    assert world.approve(other).state == "approved"


@pytest.mark.parametrize(
    ("again", "on"),
    [
        (mother(phone="", name="", account=account()), "account"),
        (guardian("王芳", phone="13800000002"), "phone"),
        (mother(phone="13811110009"), "person"),
    ],
    ids=["account", "phone", "person"],
)
def test_a_ban_finds_the_person_by_account_phone_or_place(
    world: World, again: Application, on: str
) -> None:
    group = world.group()
    member = world.join(world.submit(group, mother(account=account()), bound=True))
    removed(world, member, ban=True)
    request = world.submit(group, again, bound=True)
    assert request.state == "refused"
    [ban] = [f for f in request.verdict.blocking if f.code == "banned"]
    assert (ban.facts["article"], ban.facts["until"]) == ("M3", None)
    assert ban.article == "H3"
    if on == "phone":  # nothing else of hers was handed in
        assert ban.facts["on"] == "phone"
    reopened = decisions.reopen(world.door, world.operator, group.id, request.id, version=1)
    with pytest.raises(errors.NotOverridable):
        world.approve(reopened, overrides=frozenset({"banned"}), reason="please")


def test_a_ban_bars_nobody_else_of_the_family(world: World) -> None:
    group = world.group()
    removed(world, world.join(world.submit(group)), ban=True)
    assert world.submit(group, father()).state == "pending"


def test_a_ban_bars_in_its_own_group_alone(world: World) -> None:
    group, other = world.group(), world.group()
    removed(world, world.join(world.submit(group)), ban=True)
    assert world.submit(other).state == "pending"


def test_a_ban_until_a_date_ends_on_it(world: World) -> None:
    group = world.group()
    until = world.watch.now + 30 * DAY
    removed(world, world.join(world.submit(group)), ban=True, ban_until=until)
    world.watch.forward(30 * DAY - 1)
    assert world.submit(group).state == "refused"
    world.watch.forward(1)
    assert world.submit(group).state == "pending"


def test_a_removal_without_a_ban_bars_nobody(world: World) -> None:
    group = world.group()
    removed(world, world.join(world.submit(group)))
    assert world.submit(group).state == "pending"


def test_a_member_who_is_somebodys_uncle_and_somebodys_father_is_barred_as_each(
    world: World,
) -> None:
    group = world.group()
    both = (NamedStudent("李明", "爸爸"), NamedStudent("王芳", "舅舅"))
    member = world.join(
        world.submit(group, Application("guardian", students=both, phone="1381111", consent=True))
    )
    removed(world, member, ban=True)
    assert world.submit(group, guardian("李明", "爸爸", phone="13822220001")).state == "refused"
    assert world.submit(group, guardian("王芳", "监护人", phone="13822220002")).state == "refused"
    assert world.submit(group, guardian("李明", "监护人", phone="13822220003")).state == "pending"


def test_who_may_remove_need_not_be_allowed_to_ban(world: World) -> None:
    group = world.group(group_id="g")
    member = world.join(world.submit(group))
    committee = world.admin("li", g="committee")
    ban = Removal(member.version, "M3", ban=True)
    with pytest.raises(errors.NotAllowed) as refused:
        decisions.remove(world.door, committee, "g", member.id, ban)
    assert refused.value.facts == {"act": "request_ban"}
    supervisor = world.admin("lead", supervisor=True)
    assert decisions.remove(world.door, supervisor, "g", member.id, ban).state == "removed"
