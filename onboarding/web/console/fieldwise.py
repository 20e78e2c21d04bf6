"""Refusals of an errand about an account, told beside the field that they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onboarding.rules import errors

ABOUT: Final = (errors.Invalid, errors.Taken)
_CODES: Final[Mapping[tuple[str, object], str]] = {
    ("invalid", "password"): "password_length",
    ("invalid", "login"): "login_length",
    ("invalid", "code"): "code_wrong",
    ("taken", "login"): "login_taken",
}


def problems_of(refusal: errors.Refusal) -> dict[str, str]:
    """Field → code. Raises the refusal again where no field of a form is meant."""
    field = refusal.facts.get("field")
    code = _CODES.get((refusal.code, field))
    if code is None:
        raise refusal
    return {str(field): code}
