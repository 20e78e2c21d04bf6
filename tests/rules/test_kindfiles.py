"""Kind files are read strictly, and what they say can be carried out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from onboarding.rules import kindfiles, nicknames
from onboarding.rules.errors import KindBroken
from onboarding.rules.kinds import Example, Kind, codes_cited

KINDS = kindfiles.load_all()
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
EXAMPLES = [(kind, example) for kind in KINDS.values() for example in kind.examples]
every_example = pytest.mark.parametrize(
    ("kind", "example"), EXAMPLES, ids=[f"{k.id}-{e.role}-{e.nickname}" for k, e in EXAMPLES]
)

SMALL = """
title = { zh = "读书会", en = "Reading circle" }
number_required = false
declarations = []
must_join = false
nickname_limit = 16
reminders = 1
examples = []

[days]
pending = 10
approved = 5

[seats]
minimum = 1
maximum = 2
hard = false

[roles.guardian]
title = { zh = "家长", en = "Parent" }
section = "students"
beside = true
nicknames = [{ parts = ["students", "relation"], separator = "-", optional = ["relation"] }]

[[relations]]
word = "家长"
button = { zh = "家长", en = "Parent" }
synonyms = ["Parent", "爸爸"]

[admins.owner]
title = { zh = "组长", en = "Host" }
[admins.committee]
title = { zh = "组员", en = "Helper" }

[[covenant]]
id = "D1"
zh = "一起读书。"
en = "We read together."

[articles]
banned = "D1"
role_not_admitted = "D1"
student_not_admitted = "D1"
details_do_not_match = "D1"
not_on_roster = "D1"
outside_invitee = "D1"
other_class = "D1"
ambiguous_student = "D1"
near_match = "D1"
weak_evidence = "D1"
left_roster = "D1"
already_member = "D1"
request_open = "D1"
seat_claimed = "D1"
account_taken = "D1"
relation_not_allowed = "D1"
seats_full = "D1"
seats_contested = "D1"
consent_missing = "D1"
receipt_outdated = "D1"
nickname_wrong = "D1"
nickname_impersonates_staff = "D1"
name_lost_character = "D1"
no_guardian = "D1"
"""

Load = Callable[..., Kind]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the small kind with a piece of its text replaced."""

    def loading(old: str = "", new: str = "", name: str = "reading.toml") -> Kind:
        assert old in SMALL
        path = tmp_path / name
        path.write_text(SMALL.replace(old, new, 1) if old else SMALL, encoding="utf-8")
        return kindfiles.load(path)

    return loading


def parts_of(example: Example) -> nicknames.Parts:
    return nicknames.Parts(
        students=example.students,
        relation=example.relation,
        name=example.name,
        number=example.number,
        subject=example.subject,
        department=example.department,
        label=example.label,
    )


@every_example
def test_an_example_of_a_kind_file_is_judged_as_the_file_says(kind: Kind, example: Example) -> None:
    patterns = kind.roles[example.role].nicknames

    fits = nicknames.matches(example.nickname, patterns, parts_of(example), kind.nickname_limit)

    assert fits is example.good


@every_example
def test_the_right_nickname_of_an_example_is_the_one_in_the_file(
    kind: Kind, example: Example
) -> None:
    patterns = kind.roles[example.role].nicknames

    assert nicknames.right(patterns, parts_of(example), kind.nickname_limit) == example.right


@every_kind
def test_chinese_texts_are_punctuated_in_chinese(kind: Kind) -> None:
    for article in kind.covenant:
        assert not regex.search(r"[,;:!?()]", article.words("zh")), article.id


@every_kind
def test_every_role_of_a_kind_has_a_good_and_a_bad_example(kind: Kind) -> None:
    judged = {(example.role, example.good) for example in kind.examples}

    assert judged == {(role, good) for role in kind.roles for good in (True, False)}


@every_kind
def test_every_finding_that_can_arise_cites_an_article_of_the_kinds_own_covenant(
    kind: Kind,
) -> None:
    own = {article.id for article in kind.covenant}

    for code in codes_cited(kind):
        assert kind.article(code) in own


@every_kind
def test_everything_that_people_read_is_there_in_chinese_and_in_english(kind: Kind) -> None:
    read = [
        kind.title,
        *(role.title for role in kind.roles.values()),
        *(relation.button for relation in kind.relations),
        *(admin.title for admin in kind.admins),
        *(article.text for article in kind.covenant),
    ]

    for text in read:
        assert regex.search(r"\p{Han}", text["zh"])
        assert regex.search("[A-Za-z]{2}", text["en"])


@pytest.mark.parametrize(
    ("kind_id", "ids"),
    [
        ("primary", [*(f"G{n}" for n in range(1, 4)), *(f"P{n}" for n in range(1, 11)), "H1"]),
        ("secondary", [*(f"G{n}" for n in range(1, 4)), *(f"S{n}" for n in range(1, 11)), "H1"]),
        ("student", [f"T{n}" for n in range(1, 19)]),
        ("company", [f"C{n}" for n in range(17)]),
    ],
)
def test_a_covenant_carries_the_whole_regulation_and_the_house_rules(
    kind_id: str, ids: list[str]
) -> None:
    carried = {article.id for article in KINDS[kind_id].covenant}

    assert carried.issuperset([*ids, "H2", "H3"])


@pytest.mark.parametrize(
    ("kind_id", "article", "facts"),
    [
        ("company", "C11", ("30", "100")),
        ("company", "C14", ("50",)),
        ("primary", "P10", ("监护人",)),
    ],
)
def test_the_figures_and_words_of_an_article_stand_in_both_languages(
    kind_id: str, article: str, facts: tuple[str, ...]
) -> None:
    text = next(each.text for each in KINDS[kind_id].covenant if each.id == article)

    for fact in facts:
        assert fact in text["zh"]
        assert fact in text["en"]


def test_a_fifth_kind_is_a_file_in_another_folder(load: Load, tmp_path: Path) -> None:
    load()

    kinds = kindfiles.load_all(kindfiles.KINDS_FOLDER, tmp_path)

    assert set(kinds) == {*KINDS, "reading"}
    assert kinds["reading"].roles["guardian"].nicknames[0].separator == "-"


def test_two_files_of_one_name_stop_the_loading(load: Load, tmp_path: Path) -> None:
    load()

    with pytest.raises(KindBroken) as refused:
        kindfiles.load_all(tmp_path, tmp_path)

    assert refused.value.facts == {"file": "reading.toml", "key": "", "reason": "id_twice"}


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("reminders = 1", "reminders = 1\nremindres = 2", "remindres", "unknown_key"),
        ("hard = false", "hard = false\nsoft = true", "seats.soft", "unknown_key"),
        ("reminders = 1", "", "reminders", "missing"),
        ("hard = false", "", "seats.hard", "missing"),
        ("pending = 10", "", "days.pending", "missing"),
        ("reminders = 1", 'reminders = "1"', "reminders", "not_a_number"),
        ("reminders = 1", "reminders = true", "reminders", "not_a_number"),
        ("must_join = false", "must_join = 0", "must_join", "not_true_or_false"),
        ("declarations = []", 'declarations = "none"', "declarations", "not_a_list"),
        ("declarations = []", 'declarations = ["Own Picture"]', "declarations", "no_code"),
        ("declarations = []", 'declarations = ["hat", "hat"]', "declarations", "twice"),
        ("declarations = []", "declarations = [3]", "declarations.0", "not_a_text"),
        ("[days]\npending = 10\napproved = 5", "", "days", "missing"),
        ("examples = []", "examples = [3]", "examples.0", "not_a_table"),
        ("[roles.guardian]", "[roles.Guardian]", "roles.Guardian", "no_code"),
        ("maximum = 2", "maximum = 7", "seats.maximum", "not_within_1_6"),
        ("minimum = 1", "minimum = 3", "seats.minimum", "not_within_0_2"),
        ("pending = 10", "pending = 91", "days.pending", "not_within_1_90"),
        ("approved = 5", "approved = 0", "days.approved", "not_within_1_30"),
        ('banned = "D1"', 'banned = "D9"', "articles.banned", "unknown_article"),
        ('banned = "D1"', "", "articles.banned", "missing"),
        ('banned = "D1"', 'band = "D1"', "articles.band", "unknown_finding"),
        (
            'banned = "D1"',
            'banned = "D1"\ndeclaration_missing = "D1"',
            "articles.declaration_missing",
            "cannot_arise",
        ),
        (
            'optional = ["relation"]',
            'optional = ["students"]',
            "roles.guardian.nicknames.0.parts",
            "without_students",
        ),
        ('id = "D1"', 'id = "X1"', "covenant.0.id", "no_article_id"),
        ('en = "We read together."', "", "covenant.0.en", "missing"),
        ('en = "We read together."', 'en = " "', "covenant.0.en", "empty"),
        (
            "[articles]",
            '[[covenant]]\nid = "D1"\nzh = "再读。"\nen = "Again."\n[articles]',
            "covenant.1.id",
            "twice",
        ),
        (
            '"students", "relation"]',
            '"students", "kin"]',
            *(
                "roles.guardian.nicknames.0.parts",
                "unknown_part",
            ),
        ),
        (
            '"students", "relation"]',
            '"students", "subject"]',
            *(
                "roles.guardian.nicknames.0.parts",
                "unknown_part",
            ),
        ),
        (
            '"students", "relation"]',
            '"relation"]',
            *(
                "roles.guardian.nicknames.0.parts",
                "without_students",
            ),
        ),
        (
            'optional = ["relation"]',
            'optional = ["label"]',
            *(
                "roles.guardian.nicknames.0.optional",
                "unknown_part",
            ),
        ),
        (
            'separator = "-"',
            'separator = "--"',
            *(
                "roles.guardian.nicknames.0.separator",
                "too_long",
            ),
        ),
        (
            'section = "students"',
            'section = "pupils"',
            *(
                "roles.guardian.section",
                "unknown_section",
            ),
        ),
        (
            'section = "students"',
            'section = "teachers"',
            *(
                "roles.guardian.beside",
                "only_beside_students",
            ),
        ),
        ('["Parent", "爸爸"]', '["Parent", "家长"]', "relations", "twice"),
        ('word = "家长"', "", "relations.0.word", "missing"),
        ("[admins.owner]", "[admins.head]", "admins.owner", "missing"),
        (
            "examples = []",
            'examples = [{ role = "pupil", nickname = "李明", good = true }]',
            "examples.0.role",
            "unknown_role",
        ),
        (
            "examples = []",
            'examples = [{ role = "guardian", nickname = "李明", good = false }]',
            "examples.0.right",
            "missing",
        ),
        (
            "examples = []",
            'examples = [{ role = "guardian", nickname = "李", good = true, relation = "舅" }]',
            "examples.0.relation",
            "unknown_relation",
        ),
        ("[seats]\nminimum = 1\nmaximum = 2\nhard = false", "", "seats", "missing"),
    ],
)
def test_a_wrong_file_stops_the_loading_and_names_file_and_key(
    load: Load, old: str, new: str, key: str, reason: str
) -> None:
    with pytest.raises(KindBroken) as refused:
        load(old, new)

    assert refused.value.facts == {"file": "reading.toml", "key": key, "reason": reason}


def test_seats_where_nobody_sits_beside_anybody_stop_the_loading(load: Load) -> None:
    with pytest.raises(KindBroken) as refused:
        load(
            'beside = true\nnicknames = [{ parts = ["students", "relation"], separator = "-", '
            'optional = ["relation"] }]',
            'beside = false\nnicknames = [{ parts = ["name"] }]',
        )

    assert refused.value.facts["key"] == "seats"
    assert refused.value.facts["reason"] == "nobody_sits_beside"


def test_a_kind_that_admits_nobody_stops_the_loading(tmp_path: Path) -> None:
    head, rest = SMALL.split("[roles.guardian]")
    path = tmp_path / "reading.toml"
    path.write_text(f"{head}[roles]\n[[relations]]{rest.split('[[relations]]')[1]}")

    with pytest.raises(KindBroken) as refused:
        kindfiles.load(path)

    assert refused.value.facts == {"file": "reading.toml", "key": "roles", "reason": "empty"}


def test_a_file_that_is_no_toml_is_named(load: Load) -> None:
    with pytest.raises(KindBroken) as refused:
        load("[days]", "[days")

    assert refused.value.facts["file"] == "reading.toml"
    assert str(refused.value.facts["reason"]).startswith("not_toml")


def test_a_file_whose_name_cannot_be_an_id_is_named(load: Load) -> None:
    with pytest.raises(KindBroken) as refused:
        load(name="Reading Circle.toml")

    assert refused.value.facts["reason"] == "file_name_is_no_id"


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "reading.toml"
    path.write_bytes(SMALL.encode("gb18030"))

    with pytest.raises(KindBroken) as refused:
        kindfiles.load(path)

    assert refused.value.facts == {"file": "reading.toml", "key": "", "reason": "unreadable"}
