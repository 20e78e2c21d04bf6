"""Fields that are stricter than marshmallow's own and say what is wrong in a code.

A message is a code such as `too_long`, never prose: the doors find the words. Unknown
fields are refused, true is true and not 1, and no text has control characters in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow import validate as checks

from onboarding.rules import names, shape

REASONS = {
    "required": "required",
    "null": "required",
    "validator_failed": "unacceptable",
    "invalid": "wrong_type",
    "invalid_utf8": "not_a_text",
    "type": "wrong_type",
    "too_large": "wrong_type",
    "special": "wrong_type",
}
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_EPOCH = datetime.fromtimestamp(0, UTC)
_PHONE = re.compile(r"\+?[0-9]{5,15}", re.ASCII)
_IN_PHONE = re.compile(r"[\s().·-]+")


class Strict(Schema):
    """A table with these fields and no others."""

    error_messages = {"unknown": "unknown_field", "type": "not_a_table"}

    class Meta:
        """Unknown fields are refused, on the wire and inside."""

        unknown = RAISE


class Text(fields.String):
    """A text of at most `longest` characters, trimmed; `breaks` lets it have lines."""

    default_error_messages = {**REASONS, "invalid": "not_a_text"}

    def __init__(
        self, longest: int, *, shortest: int = 0, breaks: bool = False, **more: Any
    ) -> None:
        limits = checks.Length(min=shortest or None, max=longest, error="too_long")
        super().__init__(validate=limits, **more)
        self.longest = longest
        self.shortest = shortest
        self.breaks = breaks

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        try:
            text = shape.line(value, attr or "", self.longest, self.breaks).strip()
        except shape.Misshapen as wrong:
            raise ValidationError(wrong.reason) from None
        if len(text) < self.shortest:
            raise ValidationError("empty" if not text else "length")
        return text


class Nickname(Text):
    """A nickname as a chat shows it, without what turns the text around; may be blank."""

    def __init__(self, **more: Any) -> None:
        super().__init__(100, load_default="", **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        return names.shown(super()._deserialize(value, attr, data, **more))


class Name(fields.String):
    """A person's name, handed on as `names.clean` gives it; blank only if not required."""

    default_error_messages = {**REASONS, "invalid": "not_a_text"}

    def __init__(self, **more: Any) -> None:
        super().__init__(validate=checks.Length(max=names.LONGEST, error="too_long"), **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("not_a_text")
        if len(value) > 4 * names.LONGEST:
            raise ValidationError("too_long")
        if not self.required and not value.strip():
            return ""
        try:
            return names.clean(value)
        except names.DamagedName as damaged:
            raise ValidationError(str(damaged.facts["reason"])) from None


class Phone(Text):
    """A phone number: digits, in front a plus; what people write between them is dropped."""

    def __init__(self, **more: Any) -> None:
        super().__init__(40, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        phone = _IN_PHONE.sub("", super()._deserialize(value, attr, data, **more))
        if phone and not _PHONE.fullmatch(phone):
            raise ValidationError("phone_wrong")
        return phone


class Slug(Text):
    """An id: small letters, digits and hyphens, 32 at most."""

    def __init__(self, **more: Any) -> None:
        super().__init__(32, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        slug = super()._deserialize(value, attr, data, **more)
        if not SLUG.fullmatch(slug):
            raise ValidationError("not_a_slug")
        return slug


class Choice(fields.String):
    """One of some words."""

    default_error_messages = {**REASONS, "invalid": "not_a_text"}

    def __init__(self, *words: str, **more: Any) -> None:
        super().__init__(validate=checks.OneOf(words, error="unknown"), **more)


class Flag(fields.Boolean):
    """true or false, and nothing that passes for them."""

    default_error_messages = {**REASONS, "invalid": "not_true_or_false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("not_true_or_false")
        return value


class QueryFlag(fields.Boolean):
    """`true` or `false` in a query string."""

    default_error_messages = {**REASONS, "invalid": "not_true_or_false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> bool:
        if value not in ("true", "false"):
            raise ValidationError("not_true_or_false")
        return bool(value == "true")


class Whole(fields.Integer):
    """A whole number from `low` to `high`; digits in a query string count."""

    default_error_messages = {**REASONS, "invalid": "not_a_number"}

    def __init__(self, low: int, high: int, **more: Any) -> None:
        within = checks.Range(low, high, error=f"not_within_{low}_{high}")
        super().__init__(validate=within, **more)
        self.longest = len(str(high))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        if isinstance(value, str) and len(value) <= self.longest and value.isascii():
            value = int(value) if value.isdigit() else value
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError("not_a_number")
        return value


class ListOf(fields.List[Any]):
    """At least `fewest` and at most `most` of something."""

    default_error_messages = {**REASONS, "invalid": "not_a_list"}

    def __init__(
        self, inner: fields.Field[Any], most: int, *, fewest: int = 0, **more: Any
    ) -> None:
        count = checks.Length(min=fewest or None, max=most, error="count")
        super().__init__(inner, validate=count, **more)


class Part(fields.Nested):
    """A table inside a table."""

    default_error_messages = {**REASONS, "type": "not_a_table"}


class Ready(fields.Nested):
    """A table that was made as it is shown: documented like any other, and handed on untouched,
    since walking through a whole covenant again would take longer than all of the check."""

    # marshmallow's Field and Nested name the first argument differently.
    def _serialize(  # type: ignore[override]
        self, value: Any, attr: str | None, obj: Any, **kwargs: Any
    ) -> Any:
        return value


class Plain(fields.Dict):
    """A table whose contents are checked where they are understood."""

    default_error_messages = {**REASONS, "invalid": "not_a_table"}


class Moment(fields.Field[int]):
    """A moment: RFC 3339 on the wire, ms since 1970 inside. What is written is UTC.

    Years from 1971 to 2999 are taken, so that no time zone leads out of the calendar.
    """

    default_error_messages = {**REASONS, "invalid": "not_a_time"}

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **more: Any) -> str | None:
        return None if value is None else rfc3339(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> int:
        if not isinstance(value, str) or not 20 <= len(value) <= 40:
            raise ValidationError("not_a_time")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValidationError("not_a_time") from None
        if moment.tzinfo is None or not 1970 < moment.year < 3000:
            raise ValidationError("not_a_time")
        return (moment - _EPOCH) // timedelta(milliseconds=1)


def rfc3339(ms: int) -> str:
    """A moment in ms since 1970 as RFC 3339, UTC, to the millisecond."""
    moment = _EPOCH + timedelta(milliseconds=ms)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def flattened(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """(dotted path, reason) of each of a ValidationError's messages."""
    if isinstance(messages, Mapping):
        found = []
        for name, inner in messages.items():
            here = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            found += flattened(inner, here)
        return found
    if isinstance(messages, list):
        return [pair for each in messages for pair in flattened(each, path)]
    return [(path, str(messages))]
