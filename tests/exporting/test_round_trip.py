"""What is exported is read back, and changes nothing of the list that it was taken from."""

from __future__ import annotations

from itertools import count

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from onboarding.exporting import FORMATS, Format, written
from onboarding.exporting.rosterlist import roster_table
from onboarding.importing import read
from onboarding.rules import names, rosterchange
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Guardian, Roster
from onboarding.rules.rosterrows import Row
from tests.importing.files import index

NOW = 1_790_000_000_000
ODD = (
    *("=1+1", "+86", "-", "--", "@x", "'", "''", "无", "Na", "null", "#N/A", "老师", "姓名", "、"),
    *(
        "1=父子",
        "51",
        "李明（大）",
        "合计",
        '="7"',
        "＝A1",
        "Information Technology",
        "１２",
        "a,b",
    ),
)

PLAIN = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="_"), max_size=6
).map(str.strip)
TEXTS = st.one_of(st.just(""), st.sampled_from(ODD), PLAIN)


def is_name(typed: str) -> bool:
    try:
        return names.clean(typed) == typed
    except names.DamagedName:
        return False


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9F00), min_size=2, max_size=4)
NAMES = st.one_of(
    HAN,
    st.sampled_from(ODD).filter(is_name),
    st.sampled_from(("=", "+", "-", "@", "'")).flatmap(lambda sign: HAN.map(lambda n: sign + n)),
).filter(is_name)
SUBJECTS = TEXTS.filter(lambda subject: subject and "、" not in subject)
PHONES = st.sampled_from(("", "13800000001", "+491701234567", "02188886666", "0086138"))
GUARDIANS = st.lists(
    st.builds(Guardian, st.one_of(st.just(""), NAMES), st.one_of(st.just("妈妈"), TEXTS), PHONES),
    max_size=7,
)
PEOPLE = st.builds(
    Row,
    section=st.sampled_from(("students", "students", "teachers", "staff")),
    name=NAMES,
    national=st.sampled_from(("", "", "n1", "n2", "n3")),
    seat_number=st.one_of(st.just(""), st.from_regex(r"0?[0-9]{1,2}", fullmatch=True)),
    label=TEXTS,
    guardians=GUARDIANS.map(tuple),
    phone=PHONES,
    subjects=st.lists(TEXTS.filter(lambda s: s and "、" not in s), max_size=3, unique=True).map(
        tuple
    ),
    department=TEXTS,
)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """A list as an import leaves it, some people of which have left since."""
    rows = []
    for number, row in enumerate(draw(st.lists(PEOPLE, min_size=1, max_size=7))):
        numbered = draw(st.booleans())
        fields = {name: getattr(row, name) for name in Row.__slots__}
        fields["number"] = f"{draw(st.sampled_from(('', '00', '=')))}{number}" if numbered else ""
        fields["homeroom"] = row.section == "teachers" and draw(st.booleans())
        if row.section != "students":
            fields |= {"guardians": ()}
        rows.append(Row(**fields))
    ids = count()
    try:
        made = rosterchange.change(Roster(0), rows, "whole", lambda: f"p{next(ids)}", now=NOW)
    except Invalid:  # two rows of one pupil with more than ten guardians
        reject()
    roster = Roster(1, made.people)
    for person in made.people:
        if draw(st.integers(0, 3)) == 0 and len(roster.section(person.section)) > 1:
            roster = Roster(1, rosterchange.mark_left(roster, person.id, NOW).people)
    return roster


def again(roster: Roster, form: Format) -> rosterchange.Change:
    """What the export comes to as a whole new list."""
    data = written(roster_table(roster), form)
    rows = read(data, f"list.{form}", national_key=index).rows
    return rosterchange.change(
        roster, rows, "whole", lambda: "new", now=NOW + 1, grace=14 * 86_400_000
    )


@given(rosters(), st.sampled_from(FORMATS))
@settings(max_examples=100, deadline=None)
def test_an_export_that_is_read_back_changes_nothing(roster: Roster, form: Format) -> None:
    if not any(not person.left for person in roster.people):
        return
    made = again(roster, form)
    assert made.people == roster.people
    assert (made.added, made.changed, made.gone, made.back, made.forgotten) == ((),) * 5
