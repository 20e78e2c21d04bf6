"""What is seen of a detail until somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onboarding.web.console.masking import masked_name, masked_number, masked_phone


@pytest.mark.parametrize(
    ("mask", "text", "seen"),
    [
        (masked_phone, "13800000002", "138••••0002"),
        (masked_phone, "63001234", "••••••••"),
        (masked_phone, "", ""),
        (masked_number, "2026001", "•••••01"),
        (masked_number, "1", "•"),
        (masked_number, "12", "••"),
        (masked_name, "王秀英", "王••"),
        (masked_name, "王", "•"),
    ],
)
def test_the_ends_are_shown_and_a_short_text_not_at_all(
    mask: Callable[[str], str], text: str, seen: str
) -> None:
    assert mask(text) == seen
