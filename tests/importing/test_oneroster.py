"""OneRoster bundles, made for the purpose: every name and number is invented."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping

import pytest

from onboarding.importing import RosterFileRefused, oneroster
from onboarding.importing.onerosterfiles import Limits, of_files, of_zip
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Guardian
from onboarding.rules.schoolplan import ClassList

MANIFEST = (
    "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.enrollments,bulk\n"
)
ORGS = "sourcedId,status,name,type\ns1,active,育英小学,school\n"
USERS = """\
sourcedId,status,enabledUser,orgSourcedIds,role,username,\
givenName,familyName,identifier,sms,phone,agentSourcedIds
u1,active,true,s1,student,a,明,李,2026001,,,"g1,g2"
u2,active,true,s1,student,b,娜娜,欧阳,2026002,,,
t1,active,true,s1,teacher,c,静,陈,,13900000001,,
g1,active,true,s1,parent,d,建国,李,,13800000001,,
g2,active,true,s1,guardian,e,秀英,王,,,13800000002,
g3,active,true,s1,relative,f,强,欧阳,,13800000003,,u2
"""
CLASSES = """sourcedId,status,title,classType,schoolSourcedId
c1,active,三年1班,homeroom,s1
c2,active,三年2班,homeroom,s1
"""
ENROLLMENTS = """sourcedId,status,classSourcedId,userSourcedId,role,primary
e1,active,c1,u1,student,
e2,active,c2,u1,student,
e3,active,c1,u2,student,
e4,active,c1,t1,teacher,true
e5,active,c1,g1,guardian,
"""
WHOLE = {
    "manifest.csv": MANIFEST,
    "orgs.csv": ORGS,
    "users.csv": USERS,
    "classes.csv": CLASSES,
    "enrollments.csv": ENROLLMENTS,
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def read(files: Mapping[str, str | bytes], limits: Limits | None = None) -> tuple[ClassList, ...]:
    bundle = of_zip(zipped(files), limits or Limits())
    assert bundle is not None
    return tuple(oneroster.read(bundle, lambda number: f"blind {number[-2:]}"))


def people(lists: tuple[ClassList, ...]) -> dict[str, list[str]]:
    return {each.name: [row.name for row in each.rows] for each in lists}


EVERYBODY = {"三年1班": ["李明", "欧阳娜娜", "陈静"], "三年2班": ["李明"]}


def test_students_and_teachers_stand_in_their_classes_with_guardians() -> None:
    lists = read(WHOLE)
    assert people(lists) == EVERYBODY
    ming, nana, teacher = lists[0].rows
    assert (ming.section, ming.number) == ("students", "2026001")
    assert ming.guardians == (
        Guardian("李建国", "", "13800000001"), Guardian("王秀英", "", "13800000002"),
    )  # fmt: skip
    assert nana.guardians == (Guardian("欧阳强", "", "13800000003"),)
    assert (teacher.section, teacher.homeroom, teacher.phone) == ("teachers", True, "13900000001")
    assert not any(each.merge for each in lists)


def test_a_folder_is_a_bundle_like_a_zip() -> None:
    def opener(text: str) -> io.BytesIO:
        return io.BytesIO(text.encode())

    bundle = of_files({name: lambda t=text: opener(t) for name, text in WHOLE.items()})  # type: ignore[misc]
    assert bundle is not None
    assert people(tuple(oneroster.read(bundle, str))) == EVERYBODY


SLIPS: dict[str, Mapping[str, str | bytes]] = {
    "header_case": {"users.csv": USERS.replace("sourcedId", "SourcedID").replace(
        "givenName,familyName", "GIVENNAME,Family Name")},
    "file_case": {"Users.CSV": USERS},
    "in_a_folder": {f"export/{name}": text for name, text in WHOLE.items()},
    "mac_leftovers": {"__MACOSX/users.csv": b"\0\1"},
    "blank_status": {"users.csv": USERS.replace(",active,", ",,"),
                     "classes.csv": CLASSES.replace(",active,", ",,"),
                     "enrollments.csv": ENROLLMENTS.replace(",active,", ",,")},
    "no_status_column": {"orgs.csv": "sourcedId,name,type\ns1,育英小学,school\n"},
    "no_final_newline": {name: text.rstrip("\n") for name, text in WHOLE.items()},
    "byte_order_mark": {name: "\ufeff" + text for name, text in WHOLE.items()},
    "windows_lines": {name: text.replace("\n", "\r\n") for name, text in WHOLE.items()},
    "gb18030": {"users.csv": USERS.encode("gb18030"), "classes.csv": CLASSES.encode("gb18030")},
    "empty_lines": {"users.csv": USERS.replace("\n", "\n\n")},
    "spaces_around": {"enrollments.csv": ENROLLMENTS.replace(",u1,", ", u1 ,")},
    "role_case": {"enrollments.csv": ENROLLMENTS.replace("student", "Student")},
    "short_lines": {"enrollments.csv": ENROLLMENTS.replace("student,\n", "student\n")},
    "unknown_user": {"enrollments.csv": ENROLLMENTS + "e9,active,c1,nobody,student,\n"},
    "unknown_class": {"enrollments.csv": ENROLLMENTS + "e9,active,nowhere,u1,student,\n"},
    "enrolled_twice": {"enrollments.csv": ENROLLMENTS + "e9,active,c1,u1,student,\n"},
    "deleted_enrolment": {"enrollments.csv": ENROLLMENTS + "e9,tobedeleted,c2,u2,student,\n"},
    "deleted_user": {"users.csv": USERS + "u9,tobedeleted,true,s1,student,x,去,已,9,,,\n",
                     "enrollments.csv": ENROLLMENTS + "e9,active,c2,u9,student,\n"},
    "a_course_beside_homerooms": {
        "classes.csv": CLASSES + "c3,active,语文,scheduled,s1\n",
        "enrollments.csv": ENROLLMENTS + "e9,active,c3,u1,student,\n"},
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_common_slip_changes_nothing(slip: str) -> None:
    changed = SLIPS[slip]
    files = {} if slip == "in_a_folder" else dict(WHOLE)
    for name, content in changed.items():
        files.pop(name.lower(), None)
        files[name] = content  # type: ignore[assignment]
    assert people(read(files)) == EVERYBODY


@pytest.mark.parametrize("missing", ["manifest.csv", "orgs.csv"])
def test_files_that_only_say_more_may_be_missing(missing: str) -> None:
    assert people(read({k: v for k, v in WHOLE.items() if k != missing})) == EVERYBODY


@pytest.mark.parametrize("missing", ["users.csv", "classes.csv", "enrollments.csv"])
def test_without_a_file_that_is_needed_it_is_no_bundle(missing: str) -> None:
    assert of_zip(zipped({k: v for k, v in WHOLE.items() if k != missing})) is None


def test_in_1_2_roles_stand_in_a_file_of_their_own() -> None:
    lines = [line.split(",") for line in USERS.replace('"g1,g2"', "g1").splitlines()]
    users = "\n".join(",".join(cells[:4] + cells[5:]) for cells in lines)
    roles = "sourcedId,status,userSourcedId,roleType,role\n" + "".join(
        f"r{key},active,{key},primary,{role}\n"
        for key, role in (
            ("u1", "student"),
            ("u2", "student"),
            ("g1", "parent"),
            ("g3", "guardian"),
        )
    )
    lists = read({**WHOLE, "users.csv": users, "roles.csv": roles})
    assert people(lists) == EVERYBODY
    assert [len(row.guardians) for row in lists[0].rows] == [1, 1, 0]


def test_a_teacher_whom_a_student_names_is_no_guardian() -> None:
    lists = read({**WHOLE, "users.csv": USERS.replace('"g1,g2"', '"g1,t1"')})
    assert [guardian.name for guardian in lists[0].rows[0].guardians] == ["李建国"]


def test_a_delta_is_merged_and_whom_it_deletes_has_left() -> None:
    lists = read({
        **WHOLE,
        "manifest.csv": MANIFEST.replace("bulk", "delta"),
        "users.csv": USERS.replace("u2,active", "u2,tobedeleted"),
        "enrollments.csv": ENROLLMENTS.replace("e2,active", "e2,tobedeleted"),
    })  # fmt: skip
    assert all(each.merge for each in lists)
    left = {each.name: [row.name for row in each.rows if row.left] for each in lists}
    assert left == {"三年1班": ["欧阳娜娜"], "三年2班": ["李明"]}


def test_a_delta_that_speaks_of_others_asks_for_everything() -> None:
    with pytest.raises(Invalid, match="delta_incomplete"):
        read({
            **WHOLE,
            "manifest.csv": MANIFEST.replace("bulk", "delta"),
            "enrollments.csv": ENROLLMENTS + "e9,tobedeleted,c1,nobody,student,\n",
        })  # fmt: skip


def test_two_classes_of_one_title_carry_their_school() -> None:
    lists = read({
        **WHOLE,
        "orgs.csv": ORGS + "s2,active,实验小学,school\n",
        "classes.csv": CLASSES.replace("三年2班,homeroom,s1", "三年1班,homeroom,s2"),
    })  # fmt: skip
    assert [each.name for each in lists] == ["育英小学 三年1班", "实验小学 三年1班"]


def test_a_foreign_name_has_its_given_name_in_front() -> None:
    users = USERS.replace("明,李", "Tom,Brown")
    assert read({**WHOLE, "users.csv": users})[0].rows[0].name == "Tom Brown"


def test_a_national_number_leaves_as_a_blind_index() -> None:
    users = USERS.replace("2026001", "G110101201701010011")
    row = read({**WHOLE, "users.csv": users})[0].rows[0]
    assert (row.number, row.national) == ("", "blind 11")


@pytest.mark.parametrize(("old", "new", "reason"), [
    ("13800000001", "12", "phone_wrong"), ("明,李", "\u202e明,李", "bidi"), ("明,李", ",", "empty"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(old: str, new: str, reason: str) -> None:
    with pytest.raises(RosterFileRefused) as refused:
        read({**WHOLE, "users.csv": USERS.replace(old, new, 1)})
    assert {problem.reason for problem in refused.value.problems} == {reason}


@pytest.mark.parametrize(("files", "limits", "reason"), [
    ({"users.csv": "x" * 2_000}, Limits(size=1_000), "too_large"),
    ({"users.csv": USERS * 100}, Limits(lines=300), "too_many_rows"),
    ({"users.csv": USERS + "," * 200 + "\n"}, None, "too_many_columns"),
    ({"users.csv": USERS + 'u9,"' + "x" * 200_000}, None, "line_too_long"),
    ({"users.csv": USERS + 'u9,"x"y,\n'}, None, "bad_quoting"),
    ({"users.csv": b"\0" * 100}, None, "not_text"),
    ({"users.csv": b"\xff" * 101}, None, "not_text"),
    ({"enrollments.csv": "sourcedId\n"}, None, "no_rows"),
])  # fmt: skip
def test_what_is_no_bundle_of_lists_says_why(
    files: Mapping[str, str | bytes], limits: Limits | None, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        read({**WHOLE, **files}, limits)


def test_a_zip_that_is_cut_or_scrambled_is_damaged() -> None:
    whole = zipped(WHOLE)
    with pytest.raises(Invalid, match="damaged"):
        of_zip(whole[:200])
    at = whole.index(b"users.csv") + 20
    bundle = of_zip(whole[:at] + b"scrambled" + whole[at + 9 :])
    assert bundle is not None
    with pytest.raises(Invalid, match=r"damaged|not_text"):
        tuple(oneroster.read(bundle, str))


READER = """
import json, resource, sys
from onboarding.importing import RosterFileRefused, oneroster
from onboarding.importing.onerosterfiles import of_zip
from onboarding.rules.errors import Invalid
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
try:
    answer = str(len(list(oneroster.read(of_zip(data), str))))
except Invalid as refused:
    answer = refused.facts["reason"]
except RosterFileRefused as refused:
    answer = refused.problems[0].reason
spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
(peak,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([answer, spent, int(peak.split()[1]) / 1024]))
"""
HOSTILE: dict[str, tuple[Mapping[str, str | bytes], str]] = {
    "bomb": ({"users.csv": b"a" * (33 * 1024 * 1024)}, "too_large"),
    "one_line": ({"users.csv": b"a" * (30 * 1024 * 1024)}, "line_too_long"),
    "empty_lines": ({"users.csv": b"\n" * (30 * 1024 * 1024)}, "too_many_rows"),
    "one_open_quote": ({"users.csv": b'"' + b"a\n" * (15 * 1024 * 1024)}, "bad_quoting"),
    "commas": ({"users.csv": (b"," * 90 + b"\n") * 300_000}, "too_many_rows"),
    "agents": ({"users.csv": USERS.replace('"g1,g2"', '"' + "g1," * 30_000 + '"')}, "2"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_costs_no_more_than_a_large_honest_one(name: str) -> None:
    files, expected = HOSTILE[name]
    done = subprocess.run(
        [sys.executable, "-c", READER],
        input=zipped({**WHOLE, **files}),
        capture_output=True,
        timeout=60,
        check=True,
    )
    answer, seconds, megabytes = json.loads(done.stdout)
    assert answer == expected
    assert seconds <= 2
    assert megabytes <= 150
