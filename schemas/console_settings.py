"""A group's settings as the console's form has them: one row of fields, read into what a group
may set for itself and written back into the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from onboarding.rules import overrides
from onboarding.rules.kindparts import DAYS, Pattern
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.rollover import LONGEST_TITLE
from schemas.fields import Text, Whole
from schemas.forms import FormInvalid, codes

_LONGEST_WORD: Final = 10
_NUMBERS: Final = (*DAYS, "nickname_limit", "reminders")
_BETWEEN: Final = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the form asks for: the group's name, and its rules as plain data."""

    title: str
    wanted: Mapping[str, Any]


def load_rules(
    form: Mapping[str, str], several: Mapping[str, Sequence[str]], kind: Kind, policy: Kind
) -> Rules:
    """The form's fields; `several` holds those that may come more than once. Values are held to
    their bounds where the rules are understood. Raises FormInvalid."""
    wanted: dict[str, Any] = {name: Whole(0, 999, required=True) for name in _NUMBERS}
    wanted["title"] = Text(LONGEST_TITLE, shortest=1, required=True)
    wanted["number_required"] = fields.String(load_default="")
    if kind.seats is not None:
        wanted["guardians_maximum"] = Whole(0, 999, required=True)
    try:
        loaded = Schema.from_dict(wanted)(unknown=EXCLUDE).load(
            {name: form[name].strip() for name in wanted if form.get(name, "").strip()}
        )
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    rules: dict[str, Any] = {
        "days": {name: loaded[name] for name in DAYS},
        "nickname_limit": loaded["nickname_limit"],
        "reminders": loaded["reminders"],
        "number_required": bool(loaded["number_required"]),
        "nicknames": {
            role.id: _nicknames(form, several, kind.roles[role.id], role)
            for role in policy.roles.values()
        },
    }
    if kind.seats is not None:
        rules["guardians_maximum"] = loaded["guardians_maximum"]
        rules["relations"] = _relations(form, several, kind, policy)
    return Rules(loaded["title"], rules)


def typed_rules(title: str, kind: Kind, policy: Kind) -> dict[str, Any]:
    """What the form starts with, for a policy of that kind."""
    values = overrides.values(policy)
    typed: dict[str, Any] = {"title": title, **values["days"]}
    typed |= {name: values[name] for name in ("nickname_limit", "reminders")}
    typed["number_required"] = "yes" if policy.number_required else ""
    if policy.seats is not None:
        typed["guardians_maximum"] = policy.seats.maximum
        usual = {each.word for each in kind.relations}
        words = [each.word for each in policy.relations]
        typed["relations"] = [word for word in words if word in usual]
        typed["own_relations"] = " ".join(word for word in words if word not in usual)
    for role in policy.roles.values():
        typed[f"nickname-{role.id}"] = pattern_key(role.nicknames[0])
        typed[f"nicknames-{role.id}"] = [pattern_key(each) for each in role.nicknames[1:]]
    return typed


def pattern_key(pattern: Pattern) -> str:
    """A nickname pattern as the value of a field."""
    return f"{'+'.join(pattern.parts)}/{pattern.separator}/{'+'.join(sorted(pattern.optional))}"


def choices(kind_role: Role, role: Role) -> dict[str, Pattern]:
    """The nickname patterns that are offered for a role, by their keys."""
    offered = overrides.nickname_choices(role, *kind_role.nicknames)
    return {pattern_key(each): each for each in offered}


def _nicknames(
    form: Mapping[str, str], several: Mapping[str, Sequence[str]], kind_role: Role, role: Role
) -> list[dict[str, Any]]:
    offered = choices(kind_role, role)
    asked = [form.get(f"nickname-{role.id}", ""), *several.get(f"nicknames-{role.id}", ())]
    if unknown := [key for key in asked if key not in offered]:
        raise FormInvalid({f"nicknames-{role.id}": "unknown" if unknown[0] else "required"})
    return overrides.patterns(offered[key] for key in dict.fromkeys(asked))


def _relations(
    form: Mapping[str, str], several: Mapping[str, Sequence[str]], kind: Kind, policy: Kind
) -> list[Any]:
    own = [word for word in _BETWEEN.split(form.get("own_relations", "")) if word]
    if any(len(word) > _LONGEST_WORD for word in own):
        raise FormInvalid({"own_relations": "too_long"})
    words = [*several.get("relations", ()), *own]
    if sorted(words) == sorted(each.word for each in policy.relations):
        return overrides.relations(kind, policy.relations)  # as it is, however it came about
    chosen = [each for each in kind.relations if each.word in words]
    return overrides.relations(kind, overrides.with_own_words(chosen, own))
