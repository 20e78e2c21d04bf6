from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.rules import names
from onboarding.rules.characters import SPELLINGS

settings.register_profile("names", derandomize=True, max_examples=200, deadline=None)
names_settings = settings.get_profile("names")

PEOPLE = (
    "李",  # one character
    "李明",
    "欧阳若兮",
    "尉迟恭敬德",  # five
    "买买提·艾力",
    "阿依古丽·吐尔逊江·买买提明",
    "扎西",
    "吉克·阿木惹",
    "𠮷田",  # Extension B
    "王\U00030edd",  # Extension G
    "王\U00033479",  # the last of Extension J
    "王䶮",
    "劉媽",
    "〇明",
    "佐々木さくら",
    "김민준",
    "Анна Петрова",
    "O'Neill-García",
    "Nguyễn Văn Ánh",
    "J. R. Smith",
)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_name_of_any_length_or_script_is_kept_as_typed(name: str) -> None:
    assert names.clean(name) == name


def test_edges_are_trimmed_and_inner_spaces_collapsed() -> None:
    assert names.clean("\u3000 Anna\u00a0 \u3000Li\r\n") == "Anna Li"


@pytest.mark.parametrize("typed", ["李 明", "李\u3000\u3000明", " 李\u2003明 "])
def test_spaces_that_align_a_two_character_name_are_dropped(typed: str) -> None:
    assert names.clean(typed) == "李明"
    assert names.key(typed) == names.key("李明")


def test_spaces_of_other_names_stay() -> None:
    assert names.clean("A B") == "A B"
    assert names.clean("欧阳 明") == "欧阳 明"


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\ufe0f", "\U000e0101", "\u200e"]
)
def test_invisible_characters_and_variation_selectors_are_dropped(unseen: str) -> None:
    assert names.clean(f"李{unseen}明{unseen}") == "李明"
    assert names.key(f"李{unseen}明{unseen}") == "李明"


def test_full_width_is_folded() -> None:
    assert names.clean("Ａｎｎａ\u3000Ｌｉ") == "Anna Li"
    assert names.clean("ｶﾞｲ") == "ガイ"


def test_a_decomposed_name_is_composed() -> None:
    assert names.clean("Jose\u0301") == "Jos\u00e9"
    assert names.key("\uf9e1明") == names.key("李明")


@pytest.mark.parametrize(
    ("radical", "meant"), [("⼩明", "小明"), ("⻢云", "马云"), ("⻰⼀", "龙一"), ("⽅⽂", "方文")]
)
def test_radicals_are_folded_to_the_characters(radical: str, meant: str) -> None:
    assert names.clean(radical) == meant
    assert names.key(radical) == names.key(meant)


@pytest.mark.parametrize(
    ("private", "meant"), [("\ue863", "䶮"), ("\ue81e", "龴"), ("\ue854", "龺")]
)
def test_private_use_of_gbk_becomes_the_character(private: str, meant: str) -> None:
    assert names.clean(f"王{private}") == f"王{meant}"
    assert names.key(f"王{private}") == names.key(f"王{meant}")


def test_letters_of_pinyin_that_were_private_are_mapped_too() -> None:
    assert names.clean("\ue7c7\ue7c8") == "\u1e3f\u01f9"


def test_the_private_use_table_agrees_with_the_codec_wherever_that_has_the_character() -> None:
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    decoded = [bytes((0xFE, trail)).decode("gb18030") for trail in trails]
    assert len(decoded) == 80
    for place, char in enumerate(decoded):
        meant = SPELLINGS[0xE815 + place]
        if "\ue000" <= char <= "\uf8ff":
            assert char == chr(0xE815 + place)
        else:
            assert meant == SPELLINGS.get(ord(char), char)


@pytest.mark.parametrize("dot", list("·•・‧∙．.･⋅˙․ꞏ。｡"))
def test_every_spelling_of_the_middle_dot_compares_alike(dot: str) -> None:
    assert names.key(f"买买提{dot}艾力") == "买买提·艾力"
    assert names.key(f"买买提 {dot} 艾力") == "买买提·艾力"


@pytest.mark.parametrize("mark", list("’‘‛ʼʻ′`´"))
def test_every_spelling_of_the_apostrophe_compares_alike(mark: str) -> None:
    assert names.key(f"O{mark}Neill") == names.key("O'Neill")


@pytest.mark.parametrize("hyphen", list("‐‑‒–−"))
def test_every_spelling_of_the_hyphen_compares_alike(hyphen: str) -> None:
    assert names.key(f"Jean{hyphen}Luc") == names.key("Jean-Luc")


def test_a_lost_dot_is_another_name() -> None:
    assert names.key("买买提艾力") != names.key("买买提·艾力")


def test_latin_case_makes_no_difference() -> None:
    assert names.key("ANNA Straße") == names.key("anna STRASSE")


def test_traditional_and_simplified_are_different_names() -> None:
    assert names.key("劉明") != names.key("刘明")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("李\x00明", "control"),
        ("李\n明", "control"),
        ("李\u2028明", "control"),
        ("李\ud800", "control"),
        ("李\ufffe", "control"),
        ("李\u202e明", "bidi"),
        ("\u2066李明\u2069", "bidi"),
        ("李\ue000", "private_use"),
        ("李\U000f0000", "private_use"),
        ("李?", "question_mark"),
        ("李？", "question_mark"),
        ("李\ufffd", "question_mark"),
        ("", "empty"),
        ("\u3000 \u200b", "empty"),
        ("···", "empty"),
        ("🌸", "empty"),
        ("李" * 51, "too_long"),
    ],
)
def test_a_damaged_name_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(names.DamagedName) as refused:
        names.clean(typed)
    assert refused.value.code == "name_damaged"
    assert refused.value.facts == {"reason": reason}


def test_fifty_characters_are_a_name() -> None:
    assert len(names.clean("李" * 50)) == 50


@pytest.mark.parametrize("name", ["李口", "李□明", "李*明"])
def test_a_sign_for_a_lost_character_is_only_noticed(name: str) -> None:
    assert names.clean(name) == name
    assert names.damage_notices(name) == ("lost_character",)


def test_a_whole_name_is_not_noticed() -> None:
    assert names.damage_notices("李明") == ()


@pytest.mark.parametrize(
    "char", ["李", "〇", "々", "䶮", "龴", "𠮷", "\U0002ebf0", "\U000323b0", "\U00033479"]
)
def test_ideographs_are_known_up_to_extension_j(char: str) -> None:
    assert names.is_han(char)


def test_an_ideograph_of_a_block_to_come_is_a_name() -> None:
    assert names.is_han("\U0003fff0")
    assert names.clean("\U0003fff0") == "\U0003fff0"


@pytest.mark.parametrize("char", ["A", "あ", "김", "·", "1", "", "李明"])
def test_nothing_else_is_an_ideograph(char: str) -> None:
    assert not names.is_han(char)


def test_the_key_of_every_single_character_is_its_own_key() -> None:
    for code in (*range(0x3400), *range(0xD7A4, 0x20000)):
        once = names.key.__wrapped__(chr(code))
        assert names.key.__wrapped__(once) == once, hex(code)
        assert unicodedata.is_normalized("NFC", once), hex(code)


def test_the_key_does_not_depend_on_how_a_letter_was_composed() -> None:
    assert names.key("\u03b1\u0345\u0301") == names.key("\u1fb4")


@given(st.text())
@settings(names_settings)
def test_a_key_is_its_own_key(text: str) -> None:
    assert names.key(names.key(text)) == names.key(text)


@given(st.text(max_size=60))
@settings(names_settings)
def test_what_was_cleaned_stays_as_it_is_and_keeps_its_key(text: str) -> None:
    try:
        name = names.clean(text)
    except names.DamagedName:
        return
    assert names.clean(name) == name
    assert names.key(name) == names.key(text)
    assert 1 <= len(name) <= names.LONGEST
