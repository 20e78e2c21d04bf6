"""The key map at the top of the module, held against the methods that build the keys."""

from __future__ import annotations

import inspect
import re

import pytest

from onboarding.storage import keys as module
from onboarding.storage.keys import Keys

_SHAPE = re.compile(r"^    (ob:\S+) +(set|string|hash|zset|stream) ", re.MULTILINE)
_ARGUMENTS = {"version": "<v>", "group": "<g>", "state": "<state>", "person": "<person>"}
# The start of the roster keys, for a script that reads people by the live version.
_PREFIXES = {"roster_prefix"}


def documented() -> dict[str, str]:
    """Key shape → type, as the module's docstring has it."""
    return dict(_SHAPE.findall(module.__doc__ or ""))


def built() -> dict[str, str]:
    """Method → the shape of what it builds."""
    keys = Keys("s")
    found = {}
    for name, member in vars(Keys).items():
        if name.startswith("_") or name in {"school_id", *_PREFIXES}:
            continue
        if isinstance(member, property):
            found[name] = getattr(keys, name)
            continue
        names = list(inspect.signature(member).parameters)[1:]
        found[name] = getattr(keys, name)(*(_ARGUMENTS.get(each, f"<{each}>") for each in names))
    return found


def _plain(shape: str) -> str:
    """Placeholders by position: what a value is called is the docstring's affair."""
    known = re.sub(r"<(digest|blind|hash|request|escalation|admin|plan|id)>", "<id>", shape)
    return known.replace("<id>", "<>").replace("<g>", "<>")


def test_every_key_of_the_map_has_a_method_and_every_method_its_key() -> None:
    methods = {_plain(shape) for shape in built().values()}
    told = {_plain(shape) for shape in documented() if shape.startswith("ob:{s}")}
    assert methods == told
    assert len(built()) == len(methods)


def test_only_the_registry_and_sign_in_names_stand_outside_a_school() -> None:
    outside = {shape for shape in documented() if not shape.startswith("ob:{s}:")}
    assert outside == {module.SCHOOLS, "ob:login:<blind>"}
    assert all(shape.startswith("ob:{s}:") for shape in built().values())
    assert module.login("x") == "ob:login:x"


def test_the_prefix_of_a_roster_is_its_key_without_the_version() -> None:
    assert Keys("s").roster("g", 7) == Keys("s").roster_prefix("g") + "7"


@pytest.mark.parametrize("school", ["", "a}b", "{", "A", "a b", "-a", "a" * 33, "a:b", "é"])
def test_a_school_that_is_no_slug_has_no_keys(school: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        Keys(school)
