"""Personal details as they look until somebody asks for them: enough to recognise, not to use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from onboarding.rules.access import Act

_DOT: Final = "•"


def masked_phone(phone: str) -> str:
    """The first three and the last four digits of a usual one: 138••••0002."""
    return _masked(phone, 3, 4)


def masked_number(number: str) -> str:
    """The last two characters: •••••01."""
    return _masked(number, 0, 2)


def number_on_list(number: str, may: Callable[[Act], bool]) -> str:
    """A number as the pages of list and seats show it: as it is to whoever may see the personal
    details of anybody in the group, to others as a request shows it until they have asked."""
    return number if may("personal_reveal") else masked_number(number)


def masked_name(name: str) -> str:
    """The first character: 王••."""
    return _masked(name, 1, 0)


def _masked(text: str, first: int, last: int) -> str:
    """All but the ends as dots; of a text so short that the ends are half of it, nothing."""
    hidden = len(text) - first - last
    if hidden < 1 or hidden * 2 < first + last:
        return _DOT * len(text)
    return text[:first] + _DOT * hidden + text[len(text) - last :]


MASKS: Final[Mapping[str, Callable[..., str]]] = {
    mask.__name__: mask for mask in (masked_phone, masked_number, masked_name, number_on_list)
}
"""The masks by name, as filters of the templates."""
