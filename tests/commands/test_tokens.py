from __future__ import annotations

import pytest

from onboarding.services import groups
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from tests.commands.conftest import Run


@pytest.fixture
def group(door: Door) -> str:
    kind = next(iter(door.kinds))
    return groups.create(
        door, Operator("hill"), kind=kind, title="三年二班", group_id="class"
    ).group.id


def test_nothing_but_the_token_is_printed_and_it_opens_what_it_should(
    run: Run, door: Door, group: str
) -> None:
    words = ("tokens", "issue", "--scopes", "eligibility:read, members:read", "--label", "bot")
    text = run(*words, "--group", group).stdout
    token = door.tokens.authenticate(text.removesuffix("\n"))
    assert token.scopes == {"eligibility:read", "members:read"}
    assert (token.groups, token.school, token.label) == ({"class"}, "hill", "bot")


def test_a_token_for_all_groups_names_none(run: Run, door: Door, group: str) -> None:
    text = run("tokens", "issue", "--scopes", "events:read", "--group", "all").stdout
    assert door.tokens.authenticate(text.strip()).groups == frozenset()


@pytest.mark.parametrize(("scopes", "reason"), [("everything", "unknown"), (" ,", "required")])
def test_scopes_that_do_not_exist_are_refused(
    run: Run, group: str, scopes: str, reason: str
) -> None:
    refused = run("tokens", "issue", "--scopes", scopes, "--group", group, well=False)
    assert refused.output == f"Error: invalid (field: scopes, reason: {reason})\n"
