"""A group's name and its own rules: what it sets beside what its kind says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.rules import errors, overrides
from onboarding.rules.kindparts import DAYS
from onboarding.rules.kinds import Kind, with_overrides
from onboarding.services import covenants, foresight, groups
from onboarding.services.foresight import Effects
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import status_of
from onboarding.web.here import asks_for_fragment, door
from schemas.console_forms import load_version
from schemas.console_settings import Rules, choices, load_rules, typed_rules
from schemas.forms import FormInvalid

blueprint = console_pages("group_rules", __name__)


@blueprint.get("/admin/groups/<group_id>/settings/rules")
def show(group_id: str) -> ResponseReturnValue:
    """What the group has, what its kind says, and the article behind it."""
    group = group_for("settings_write", group_id)
    return _page(group, _typed(group, door().policy(group)), saved="saved" in request.args)


@blueprint.post("/admin/groups/<group_id>/settings/rules")
def save(group_id: str) -> ResponseReturnValue:
    """Save all of it in one change; whom it would affect is told before that."""
    group = group_for("settings_write", group_id)
    typed = _sent(group)
    press, _, field = request.form.get("press", "").partition(":")
    if press == "default":
        return _page(group, {**typed, **_usual(group, field)})
    try:
        rules = _read(group)
    except FormInvalid as invalid:
        return _page(group, typed, problems=invalid.problems), 422
    affected = _effects(group, rules)
    if press == "foresee" or (affected and request.form.get("sure") != "yes"):
        return _page(group, typed, effects=affected, asked=press != "foresee")
    try:
        _save(group, rules)
    except errors.Stale as refusal:
        return _page(group, typed, moved=True), status_of(refusal)
    return redirect(url_for("group_rules.show", group_id=group_id, saved="yes"), SEE_OTHER)


def _read(group: Group) -> Rules:
    """What the form asks for. Raises FormInvalid, whatever is wrong with it."""
    kind, policy = door().kinds[group.kind], door().policy(group)
    several = {name: request.form.getlist(name) for name in request.form}
    rules = load_rules(request.form, several, kind, policy)
    if wrong := overrides.wrong(kind, policy, rules.wanted, _taken_on()):
        raise FormInvalid({_field(path): reason for path, reason in wrong.items()})
    return rules


def _taken_on() -> list[str]:
    """The findings that the form makes an exception to."""
    return request.form.getlist("exceptions")


def _field(path: str) -> str:
    """The field of the form behind a dotted path of the rules."""
    name, _, rest = path.partition(".")
    if name == "days":
        return rest
    if name == "nicknames":
        return f"nicknames-{rest.partition('.')[0]}"
    return name


def _save(group: Group, rules: Rules) -> None:
    seen = request.form.get("seen", "")
    groups.change(
        door(),
        caller(),
        group.id,
        title=rules.title,
        overrides=overrides.own(door().kinds[group.kind], rules.wanted),
        exceptions=_taken_on(),
        seen=load_version(seen) or 0,
    )


def _effects(group: Group, rules: Rules) -> Effects:
    new = with_overrides(door().kinds[group.kind], rules.wanted)
    return foresight.effects(door(), caller(), group, new)


def _typed(group: Group, policy: Kind) -> dict[str, Any]:
    return typed_rules(group.title, door().kinds[group.kind], policy)


def _sent(group: Group) -> dict[str, Any]:
    """The form's fields as they were sent."""
    form = request.form
    names = _typed(group, door().policy(group))
    return {
        name: form.getlist(name) if isinstance(usual, list) else form.get(name, "")
        for name, usual in names.items()
    }


def _usual(group: Group, field: str) -> dict[str, Any]:
    """What the kind has in one setting, as the form's fields."""
    usual = _typed(group, door().kinds[group.kind])
    return {name: value for name, value in usual.items() if field in (name, _setting(name))}


def _setting(name: str) -> str:
    """The setting that a field of the form is part of."""
    if name in DAYS:
        return "days"
    return {"own_relations": "relations"}.get(name, name.replace("nickname-", "nicknames-"))


def _page(group: Group, typed: Mapping[str, Any], **more: Any) -> str:
    kind, policy = door().kinds[group.kind], door().policy(group)
    texts = {each.id: each for each in covenants.current(door(), group).articles}
    return render_template(
        "console/_group_rules.html" if asks_for_fragment() else "console/settings_rules.html",
        **about(group),
        typed=typed,
        kind=kind,
        usual=_typed(group, kind),
        most_guardians=overrides.most_guardians(kind),
        excepted=_taken_on(),
        days=DAYS,
        choices={
            role.id: [
                (key, overrides.example(each)) for key, each in _choices(kind, role.id, policy)
            ]
            for role in policy.roles.values()
        },
        behind={
            field: texts.get(overrides.article_behind(kind, field)) for field in overrides.BEHIND
        },
        **{
            "problems": {},
            "effects": None,
            "asked": False,
            "moved": False,
            "saved": False,
            **more,
        },
    )


def _choices(kind: Kind, role: str, policy: Kind) -> Any:
    return choices(kind.roles[role], policy.roles[role]).items()
