"""Whatever is written comes back the same, whichever fields are left at their defaults."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onboarding.rules.application import Account, Application, NamedStudent
from onboarding.rules.roster import Guardian, Person
from onboarding.rules.verdicts import Evidence, Finding, Verdict, Versions
from onboarding.storage import codec

TEXT = st.text(st.characters(), max_size=6)  # half a surrogate pair too
WORDS = st.lists(TEXT, max_size=3).map(tuple)
WHOLE = st.integers(0, 2**53)

STUDENTS = st.builds(NamedStudent, TEXT, TEXT, TEXT, TEXT)
APPLICATIONS = st.builds(
    Application,
    role=TEXT,
    students=st.lists(STUDENTS, max_size=4).map(tuple),
    name=TEXT,
    number=TEXT,
    national=TEXT,
    phone=TEXT,
    other_guardian=TEXT,
    subject=TEXT,
    account=st.none() | st.builds(Account, TEXT, TEXT),
    nickname=TEXT,
    invited_by=TEXT,
    declarations=st.frozensets(TEXT, max_size=3),
    consent=st.booleans(),
    already_inside=st.booleans(),
)
PEOPLE = st.builds(
    Person,
    id=st.just("p1"),
    section=st.sampled_from(["students", "teachers", "staff"]),
    name=TEXT,
    number=TEXT,
    national=TEXT,
    seat_number=TEXT,
    label=TEXT,
    guardians=st.lists(st.builds(Guardian, TEXT, TEXT, TEXT), max_size=3).map(tuple),
    phone=TEXT,
    subjects=WORDS,
    homeroom=st.booleans(),
    department=TEXT,
    left=st.booleans(),
)
FACTS = st.dictionaries(TEXT, TEXT | WHOLE | st.booleans() | st.none() | WORDS, max_size=3)
FINDINGS = st.builds(
    Finding, TEXT, TEXT, st.sampled_from(["blocks", "fixable", "notice"]), FACTS, TEXT
)
EVIDENCE = st.builds(Evidence, TEXT, WORDS, st.sampled_from(["strong", "medium", "weak"]), TEXT)
VERDICTS = st.builds(
    Verdict,
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    people=WORDS,
    evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    nickname=TEXT,
    versions=st.builds(Versions, WHOLE, WHOLE, WHOLE),
    attaches=TEXT,
    attaches_as=st.sampled_from(["", "correction", "reentry", "claim"]),
    claims=st.lists(TEXT, max_size=2).map(tuple),
)


@given(APPLICATIONS)
def test_an_application_comes_back_the_same(application: Application) -> None:
    packed = codec.loads(codec.dumps(codec.pack_application(application)))
    assert codec.unpack_application(packed) == application


@given(VERDICTS)
def test_a_verdict_comes_back_the_same(verdict: Verdict) -> None:
    assert codec.unpack_verdict(codec.loads(codec.dumps(codec.pack_verdict(verdict)))) == verdict


@given(PEOPLE, WHOLE)
def test_a_person_comes_back_the_same_and_in_its_place(person: Person, order: int) -> None:
    assert codec.unpack_person(person.id, codec.pack_person(person, order)) == (order, person)


def test_what_stands_at_its_default_takes_no_room() -> None:
    assert codec.dumps(codec.pack_application(Application("guardian"))) == (
        b'{"role":"guardian","students":[]}'
    )
    assert codec.pack_person(Person("p1", "students", "李明"), 3) == (
        '{"o":3,"section":"students","name":"李明"}'.encode()
    )
