"""The console's forms about people who sign in: invitations, passwords, codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from schemas.fields import Choice, Name, Text
from schemas.forms import FormInvalid, codes

SUPERVISOR: Final = "supervisor"
_LONGEST: Final = 200


def load_invitation(form: Mapping[str, str], roles: Iterable[str]) -> tuple[str, str]:
    """Name and role of somebody who is invited. Raises FormInvalid."""
    loaded = _load(form, {"name": Name(required=True), "role": Choice(*roles, required=True)})
    return loaded["name"], loaded["role"]


def load_place(form: Mapping[str, str], groups: Iterable[str]) -> tuple[str, str]:
    """Name and group of somebody who is invited to own it; "" for the school as a whole.
    Raises FormInvalid."""
    wanted = {"name": Name(required=True), "place": Choice(SUPERVISOR, *groups, required=True)}
    loaded = _load(form, wanted)
    return loaded["name"], "" if loaded["place"] == SUPERVISOR else loaded["place"]


def load_account(form: Mapping[str, str]) -> tuple[str, str]:
    """Sign-in name and password of a new account. Raises FormInvalid."""
    problems = {}
    try:
        login = _load(form, {"login": Text(_LONGEST, required=True)})["login"]
    except FormInvalid as invalid:
        login, problems = "", dict(invalid.problems)
    try:
        password = load_password(form)
    except FormInvalid as invalid:
        password, problems = "", problems | dict(invalid.problems)
    if problems:
        raise FormInvalid(problems)
    return login, password


def load_password(form: Mapping[str, str]) -> str:
    """A new password, which was written twice. Raises FormInvalid."""
    password = form.get("password", "")
    if not password:
        raise FormInvalid({"password": "required"})
    if form.get("again", "") != password:
        raise FormInvalid({"again": "passwords_differ"})
    return password


def _load(form: Mapping[str, str], wanted: Mapping[str, fields.Field[Any]]) -> dict[str, Any]:
    given = {name: form[name] for name in wanted if form.get(name, "").strip()}
    try:
        loaded: dict[str, Any] = Schema.from_dict(dict(wanted))(unknown=EXCLUDE).load(given)
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None
    return loaded
