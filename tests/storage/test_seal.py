from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.storage.seal import Index, Sealer, Unsealable, digest

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = ("hill", "record", "field")


def test_what_was_sealed_opens_in_its_place() -> None:
    sealer = Sealer({"k1": OLD})
    assert sealer.open(*PLACE, sealer.seal(*PLACE, b"plain")) == b"plain"


def test_nothing_of_the_plain_text_shows_and_no_two_seals_are_alike() -> None:
    sealer = Sealer({"k1": OLD})
    one, two = (sealer.seal(*PLACE, b"a plain text") for _ in range(2))
    assert b"plain" not in one
    assert one != two


@pytest.mark.parametrize("place", set(product(("hill", "dale"), ("record", "x"), ("field", "y"))))
def test_what_was_copied_to_another_place_stays_shut(place: tuple[str, str, str]) -> None:
    sealer = Sealer({"k1": OLD})
    sealed = sealer.seal(*PLACE, b"plain")
    if place == PLACE:
        assert sealer.open(*place, sealed) == b"plain"
    else:
        with pytest.raises(Unsealable):
            sealer.open(*place, sealed)


def test_a_former_key_still_opens_and_the_first_one_seals() -> None:
    sealed = Sealer({"k1": OLD}).seal(*PLACE, b"plain")
    rotated = Sealer({"k2": NEW, "k1": OLD})
    assert rotated.open(*PLACE, sealed) == b"plain"
    assert rotated.seal(*PLACE, b"plain").startswith(b"\x02k2")


def test_an_unknown_key_is_told_from_nothing_else() -> None:
    sealed = Sealer({"k1": OLD}).seal(*PLACE, b"plain")
    with pytest.raises(Unsealable, match="unknown key"):
        Sealer({"k2": NEW}).open(*PLACE, sealed)
    with pytest.raises(Unsealable):
        Sealer({"k1": NEW}).open(*PLACE, sealed)


def test_whatever_is_cut_short_or_changed_stays_shut() -> None:
    sealer = Sealer({"k1": OLD})
    sealed = sealer.seal(*PLACE, b"plain")
    for length in range(len(sealed)):
        with pytest.raises(Unsealable):
            sealer.open(*PLACE, sealed[:length])
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unsealable):
            sealer.open(*PLACE, bytes(changed))


def test_an_index_depends_on_key_school_field_and_value() -> None:
    index = Index(b"i" * 32)
    blinds = {
        index.blind("hill", "phone", "1"),
        index.blind("dale", "phone", "1"),
        index.blind("hill", "name", "1"),
        index.blind("hill", "phone", "2"),
        Index(b"j" * 32).blind("hill", "phone", "1"),
    }
    assert len(blinds) == 5
    assert index.blind("hill", "phone", "1") in blinds
    assert {len(blind) for blind in blinds} == {20}


TEXT = st.text(st.characters(), max_size=4)


@given(one=st.lists(TEXT, min_size=3), two=st.lists(TEXT, min_size=3))
def test_no_two_lists_of_values_have_one_index(one: list[str], two: list[str]) -> None:
    index = Index(b"i" * 32)
    assert (index.blind(*one) == index.blind(*two)) == (one == two)


def test_values_do_not_run_together() -> None:
    index = Index(b"i" * 32)
    assert index.blind("s", "f", "a\x1fb", "c") != index.blind("s", "f", "a", "b\x1fc")


def test_a_secret_is_kept_as_a_digest_that_fits_into_a_key() -> None:
    assert len(digest("secret")) == 43
    assert digest("secret") != digest("secret2")
