"""Bearer tokens: shown once, never wider than who made them, ended at once."""

from __future__ import annotations

import pytest

from onboarding.rules import errors
from onboarding.services import tokens
from onboarding.services.callers import TokenCaller
from tests.builders import World


def test_a_token_is_known_by_its_text_which_is_kept_nowhere(world: World) -> None:
    issued = tokens.issue(world.door, world.operator, scopes=["events:read"], label="bot")
    assert issued.text.startswith("ob_hill_")
    assert world.door.tokens.authenticate(issued.text) == issued.token
    [listed] = tokens.visible(world.door, world.operator)
    assert listed == issued.token


def test_a_revoked_token_is_over_at_once(world: World) -> None:
    text = world.token("events:read")
    [token] = tokens.visible(world.door, world.operator)
    tokens.revoke(world.door, world.operator, token.id)
    with pytest.raises(errors.NotSignedIn):
        world.door.tokens.authenticate(text)
    assert tokens.visible(world.door, world.operator)[0].revoked
    with pytest.raises(errors.NotFound):
        tokens.revoke(world.door, world.operator, "nothing")


def test_a_token_makes_none_that_covers_more_than_itself(world: World) -> None:
    bot = world.bot("groups:write", "events:read")
    assert tokens.issue(world.door, bot, scopes=["events:read"]).token.scopes == {"events:read"}
    with pytest.raises(errors.NotAllowed):
        tokens.issue(world.door, bot, scopes=["events:read", "requests:decide"])


def test_a_token_of_one_group_makes_none_for_another_or_for_all(world: World) -> None:
    world.group(group_id="g")
    world.group(group_id="h")
    bot = world.bot("groups:write", groups=["g"])
    assert tokens.issue(world.door, bot, scopes=["groups:write"], groups=["g"])
    for groups in (["h"], ["g", "h"], []):
        with pytest.raises(errors.NotAllowed):
            tokens.issue(world.door, bot, scopes=["groups:write"], groups=groups)


def test_a_token_is_for_groups_that_there_are(world: World) -> None:
    with pytest.raises(errors.NotFound):
        tokens.issue(world.door, world.operator, scopes=["groups:write"], groups=["none"])


@pytest.mark.parametrize(("scopes", "reason"), [([], "required"), (["root"], "unknown")])
def test_scopes_are_known_ones(world: World, scopes: list[str], reason: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        tokens.issue(world.door, world.operator, scopes=scopes)
    assert refused.value.facts == {"field": "scopes", "reason": reason}


def test_an_owner_sees_and_ends_the_tokens_of_the_own_group_alone(world: World) -> None:
    world.group(group_id="g")
    world.group(group_id="h")
    owner = world.admin("chen", g="owner")
    mine = tokens.issue(world.door, owner, scopes=["events:read"], groups=["g"]).token
    for groups in (["h"], ["g", "h"], []):
        other = tokens.issue(world.door, world.operator, scopes=["events:read"], groups=groups)
        with pytest.raises(errors.NotFound):
            tokens.revoke(world.door, owner, other.token.id)
    assert tokens.visible(world.door, owner) == [mine]
    tokens.revoke(world.door, owner, mine.id)
    assert len([t for t in tokens.visible(world.door, world.operator) if not t.revoked]) == 3


def test_who_runs_no_group_sees_no_token(world: World) -> None:
    world.group(group_id="g")
    for caller in (world.admin("li", g="committee"), world.admin("lead", supervisor=True)):
        with pytest.raises(errors.NotAllowed):
            tokens.visible(world.door, caller)


def test_a_token_decides_as_an_admin_only_with_the_scope(world: World) -> None:
    deciding, other = world.bot("requests:decide"), world.bot("requests:write")
    assert (deciding.actor, other.actor) == ("admin", "bot")
    bound = TokenCaller(world.bot("requests:decide", groups=[world.group().id]).token)
    assert not bound.may("request_decide", "")
