"""What the columns of a school's list mean, told by their headers.

Headers are read as schools write them: with stars and remarks in brackets, across two
lines, with the guardians numbered (监护人1姓名), named (父亲电话) or simply repeated.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from onboarding.importing.limits import HEADER_LINES, Line
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Section

_HEADER_SHOWN: Final = 40

_WORDS: Final = {
    "name": "姓名 名字 name fullname 学生姓名 学生名字 孩子姓名 子女姓名 幼儿姓名 studentname "
    "studentsname pupilname childname childsname 教师姓名 老师姓名 教师 老师 任课教师 任课老师 "
    "teacher teachername 员工姓名 职工姓名 employee employeename staffname",
    "number": "学号 学生学号 校内学号 班级学号 studentnumber studentno studentid number 工号 "
    "教工号 职工号 员工号 员工编号 教师编号 staffnumber staffno staffid employeenumber employeeno "
    "employeeid",
    "seat_number": "座号 座位号 座次号 班内座号 seatnumber seatno seat",
    "national": "学籍号 全国学籍号 国家学籍号 学籍号码 全国学籍号码 学生学籍号 "
    "nationalstudentnumber nationalstudentid nationalstudentno",
    "label": "区分 区分标记 同名区分 label",
    "own_phone": "学生电话 学生手机 学生手机号 学生联系电话 本人电话 本人手机 "
    "本人手机号 本人联系电话 studentphone studentmobile",
    "section": "身份 角色 类别 人员类别 人员类型 role",
    "subjects": "任教学科 任教科目 任课学科 任课科目 所教学科 学科 科目 subject subjects",
    "homeroom": "班主任 是否班主任 homeroom homeroomteacher ishomeroom",
    "department": "部门 所属部门 所在部门 科室 department dept",
}
_MEANINGS: Final = {word: field for field, words in _WORDS.items() for word in words.split()}

# A column of these is dropped at import; what it held is never read.
_IDENTITY_CARD = regex.compile(
    r"身份证|证件|公民身份|护照|id ?card|identity ?card|nationalid(?:number|no)?$|passport"
)

_PHONE_WORD = (
    r"(?:联系|移动|手机|备用)?(?:电话|手机)(?:号码?)?|联系方式|"
    r"(?:contact|mobile|cell)?(?:tele)?phone(?:number|no)?|mobile(?:number|no)?|tel|contactnumber"
)
_RELATION_WORD = (
    r"(?:与|和)?(?:该?学生|孩子|本人|子女|幼儿)?(?:的|之)?关系|称谓|亲属关系|"
    r"relation(?:ship)?(?:to(?:the)?(?:student|child|pupil))?"
)
_GUARDIAN = regex.compile(
    r"(?:学生|孩子|student|pupil)?(?:第?(?P<n>[1-5一二三四五]))?"
    r"(?P<owner>(?:法定)?监护人|家长|(?:紧急)?联系人|家庭成员|父亲|母亲|爸爸|妈妈|爷爷|奶奶|外公|外婆|"
    r"(?:legal)?guardian|parent|father|mother|dad|mum|mom)(?:信息|情况)?(?:的|'?s)?"
    r"(?P<n>[1-5一二三四五])?(?:信息|情况)?(?:的|'?s)?"
    rf"(?:(?P<name>姓名|名字|(?:full)?name)|(?P<phone>{_PHONE_WORD})|(?P<relation>{_RELATION_WORD}))?"
    r"(?P<n>[1-5一二三四五])?"
)
_UNOWNED = regex.compile(
    rf"(?:(?P<phone>{_PHONE_WORD})|(?P<relation>{_RELATION_WORD}))(?P<n>[1-5一二三四五])?"
)
_RELATIONS: Final = {
    **dict.fromkeys(("父亲", "爸爸", "father", "dad"), "爸爸"),
    **dict.fromkeys(("母亲", "妈妈", "mother", "mum", "mom"), "妈妈"),
    **{word: word for word in ("爷爷", "奶奶", "外公", "外婆")},
}

_ORNAMENTS = regex.compile(r"[\s\p{Cf}★☆*※#:_\-.·]+")
_BRACKETS = regex.compile(r"[()\[\]{}【】〔〕<>《》]")
_REMARK = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read.

    `field` is what it means: a field of a row, `own_phone`, `phone` (whose, the person's
    section decides), or `guardian_name`, `guardian_relation`, `guardian_phone`. Columns
    of one guardian share a `slot`; `relation` is what the header itself says (父亲电话).
    """

    at: int
    header: str
    field: str
    slot: int = -1
    relation: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A header line that was found, at line `line` of the file.

    `section` is where people belong whose own line doesn't say.
    """

    line: int
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    section: Section

    @property
    def mapping(self) -> tuple[tuple[str, str], ...]:
        """Each column's header and what it is taken for."""
        return tuple((column.header, column.field) for column in self.columns)


def find(lines: Sequence[Line]) -> Header | None:
    """The first line, out of the first ten that hold anything, that names a name column.

    Raises Invalid (`field` file, `row`, reason `side_by_side`) for a list printed in two
    halves beside each other, whose second half would be lost.
    """
    for place, (number, cells) in enumerate(lines[:HEADER_LINES]):
        if any(
            (column := _column(at, cell)) and column.field == "name"
            for at, cell in enumerate(cells)
        ):
            below = lines[place + 1] if place + 1 < len(lines) else None
            if below is not None and _continues(cells, below[1]):
                return _header(below[0], _combined(cells, below[1]))
            return _header(number, cells)
    return None


def is_header_word(cell: str, field: str) -> bool:
    """Tell whether a cell is a header of that meaning, as when a page repeats it."""
    column = _column(0, cell)
    return column is not None and column.field == field


def _header(line: int, cells: Sequence[str]) -> Header:
    found = [(cell, _column(at, cell)) for at, cell in enumerate(cells)]
    columns = _one_name([column for _, column in found if column is not None], line)
    columns = _in_slots(columns)
    read = {column.at for column in columns}
    ignored = tuple(
        _shown(cell) for at, (cell, _) in enumerate(found) if at not in read and cell.strip()
    )
    return Header(line, tuple(columns), ignored, _section(columns) or "students")


def _column(at: int, cell: str) -> Column | None:
    text = _ORNAMENTS.sub("", unicodedata.normalize("NFKC", cell[: 4 * _HEADER_SHOWN])).lower()
    # 学籍号（G+身份证号）is how the national number is explained, not a card.
    if _IDENTITY_CARD.search(text) and "学籍" not in text:
        return None
    for spelled in (_BRACKETS.sub("", text), _BRACKETS.sub("", _REMARK.sub("", text))):
        if field := _MEANINGS.get(spelled):
            return Column(at, _shown(cell), field)
        match = _GUARDIAN.fullmatch(spelled) or _UNOWNED.fullmatch(spelled)
        if match is not None:
            return _guardian_column(at, _shown(cell), match)
    return None


def _guardian_column(at: int, header: str, match: regex.Match[str]) -> Column:
    parts = match.groupdict()
    owner = parts.get("owner")
    if parts["phone"]:
        field = "guardian_phone" if owner else "phone"
    else:
        field = "guardian_relation" if parts["relation"] else "guardian_name"
    relation = _RELATIONS.get(owner or "", "")
    number = (parts["n"] or "").translate(str.maketrans("一二三四五", "12345"))
    return Column(at, header, field, relation=relation, number=number)


def _one_name(columns: list[Column], line: int) -> list[Column]:
    """With one column as the person's name, a second one of the same word as a guardian's."""
    named = [column for column in columns if column.field == "name"]
    fields = [column.field for column in columns]
    about_guardians = {"guardian_relation", "phone", "guardian_phone"} & set(fields)
    repeated = [name for name in named if sum(name.header == other.header for other in named) > 1]
    if repeated and (
        not about_guardians or any(fields.count(f) > 1 for f in ("number", "seat_number"))
    ):
        raise Invalid(field="file", row=line, column=repeated[1].header, reason="side_by_side")
    pupils = [column for column in named if _section([column]) == "students"]
    chosen = (pupils or named)[0]
    kept = []
    for column in columns:
        if column.field == "name" and column is not chosen:
            plain = _section([column]) is None
            if not (plain and about_guardians and column.at > chosen.at):
                continue
            column = replace(column, field="guardian_name")
        kept.append(column)
    return kept


def _in_slots(columns: Sequence[Column]) -> list[Column]:
    """Each guardian's columns brought together.

    A numbered or named column says itself whose it is; a bare 姓名 of a guardian begins a
    new one. Bare relations and phones go to the guardians that lack one, in order, if
    there are as many; otherwise a phone stands for itself, since nobody knows whose it is.
    """
    slots: dict[tuple[str, str, int], int] = {}
    slotted = {}
    for column in columns:
        bare = not (column.relation or column.number)
        if column.field.startswith("guardian_") or column.field == "phone":
            if bare and column.field != "guardian_name":
                continue
            key = (column.relation, column.number, column.at if bare else -1)
            slotted[column.at] = replace(column, slot=slots.setdefault(key, len(slots)))
    for fields in (("guardian_relation",), ("phone", "guardian_phone")):
        bare_ones = [c for c in columns if c.field in fields and c.at not in slotted]
        having = {c.slot for c in slotted.values() if c.field in fields}
        if "guardian_relation" in fields:
            having |= {c.slot for c in slotted.values() if c.relation}
        lacking = [slot for slot in range(len(slots)) if slot not in having]
        if len(lacking) not in (1, len(bare_ones)):
            lacking = []
        for column in bare_ones:
            if not lacking:
                lacking.append(slots.setdefault(("", "", column.at), len(slots)))
            slotted[column.at] = replace(column, slot=lacking.pop(0))
    return [slotted.get(column.at, column) for column in columns]


def _section(columns: Sequence[Column]) -> Section | None:
    """Whom the headers speak of, if they say so."""
    headers = " ".join(column.header.lower() for column in columns)
    fields = {column.field for column in columns}
    if regex.search(r"学生|学号|学籍|孩子|子女|幼儿|座号|student|pupil|child", headers):
        return "students"
    if regex.search(r"教师|老师|教工|任教|teacher", headers):
        return "teachers"
    if regex.search(r"员工|职工|staff|employee", headers):
        return "staff"
    if any(field.startswith("guardian_") for field in fields):
        return "students"
    if "subjects" in fields:
        return "teachers"
    return "staff" if "department" in fields else None


def _continues(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the next line is the lower half of this header (父亲 over 姓名, 电话)."""
    names = [at for at, cell in enumerate(cells) if is_header_word(cell, "name")]
    if any(at < len(below) and below[at].strip() for at in names):
        return False
    filled = [at for at, cell in enumerate(below) if cell.strip()]
    return bool(filled) and all(_column(at, below[at]) is not None for at in filled)


def _combined(cells: Sequence[str], below: Sequence[str]) -> list[str]:
    whole, group = [], ""
    for at in range(max(len(cells), len(below))):
        upper = cells[at].strip() if at < len(cells) else ""
        lower = below[at].strip() if at < len(below) else ""
        group = upper or group
        whole.append(group + lower if lower else upper)
    return whole


def _shown(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split())[:_HEADER_SHOWN]
