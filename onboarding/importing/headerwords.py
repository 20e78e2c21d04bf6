"""What one header says its column is, as schools write it.

Stars and remarks in brackets, line breaks and marks glued on, guardians numbered
(监护人1姓名), named (父亲电话) or simply repeated.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

import regex

from onboarding.importing.limits import CELL_CHARACTERS

HEADER_SHOWN: Final = 40
_HEADER_READ: Final = 160

_WORDS: Final = {
    "name": "姓名 名字 name fullname 学生姓名 学生名字 学生名 孩子姓名 孩子名字 子女姓名 幼儿姓名 "
    "学员姓名 本人姓名 studentname studentsname studentfullname pupilname childname childsname "
    "教师姓名 老师姓名 教师 老师 任课教师 任课老师 teacher teachername "
    "员工姓名 职工姓名 employee employeename staffname",
    "number": "学号 学生学号 校内学号 班级学号 班内学号 学校学号 studentnumber studentno studentid "
    "number 工号 教工号 职工号 员工号 员工编号 教师编号 教职工号 staffnumber staffno staffid "
    "employeenumber employeeno employeeid",
    "seat_number": "座号 座位号 座次号 班内座号 seatnumber seatno seat",
    "national": "学籍号 全国学籍号 国家学籍号 学籍号码 全国学籍号码 学生学籍号 全国统一学籍号 "
    "电子学籍号 学籍编号 nationalstudentnumber nationalstudentid nationalstudentno",
    "label": "区分 区分标记 同名区分 label",
    "own_phone": "学生电话 学生手机 学生手机号 学生联系电话 本人电话 本人手机 "
    "本人手机号 本人联系电话 studentphone studentmobile",
    "section": "身份 角色 类别 人员类别 人员类型 role",
    "subjects": "任教学科 任教科目 任课学科 任课科目 所教学科 学科 科目 subject subjects",
    "homeroom": "班主任 是否班主任 homeroom homeroomteacher ishomeroom",
    "department": "部门 所属部门 所在部门 科室 department dept",
    "class_name": "班级 行政班 行政班级 班级名称 所在班级 所属班级 班别 任教班级 任课班级 年级班级 "
    "年班 class classname homeclass",
    "grade": "年级 所在年级 年级名称 grade gradelevel",
}
MEANINGS: Final = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}

# A column of these is dropped at import; what it held is never read.
_IDENTITY_CARD = regex.compile(
    r"身份证|证件|公民身份|护照|id ?card|identity ?card|nationalid(?:number|no)?$|passport"
)

_PHONE_WORD = (
    r"(?:联系|移动|手机|备用)?(?:电话|手机)(?:号码?)?|联系方式|联系号码|"
    r"(?:contact|mobile|cell)?(?:tele)?phone(?:number|no)?|mobile(?:number|no)?|tel|contactnumber"
)
_RELATION_WORD = (
    r"(?:与|和|同)?(?:该?学生|孩子|本人|子女|幼儿|监护人)?(?:的|之)?关系|称谓|亲属关系|称呼|"
    r"relation(?:ship)?(?:to(?:the)?(?:student|child|pupil))?"
)
_GUARDIAN = regex.compile(
    r"(?:学生|孩子|student|pupil)?(?:第?(?P<n>10|[1-9一二三四五]))?"
    r"(?P<owner>(?:法定)?监护人|家长|(?:紧急)?联系人|(?:家庭)?成员|父亲|母亲|爸爸|妈妈|爷爷|奶奶|"
    r"外公|外婆|(?:legal)?guardian|parent|father|mother|dad|mum|mom)(?:信息|情况)?(?:的|'?s)?"
    r"(?P<n>10|[1-9一二三四五])?(?:信息|情况)?(?:的|'?s)?"
    rf"(?:(?P<name>姓名|名字|(?:full)?name)|(?P<phone>{_PHONE_WORD})|(?P<relation>{_RELATION_WORD}))?"
    r"(?P<n>10|[1-9一二三四五])?"
)
_UNOWNED = regex.compile(
    rf"(?:(?P<phone>{_PHONE_WORD})|(?P<relation>{_RELATION_WORD}))(?P<n>10|[1-9一二三四五])?"
)
RELATIONS: Final = {
    **dict.fromkeys(("父亲", "爸爸", "father", "dad"), "爸爸"),
    **dict.fromkeys(("母亲", "妈妈", "mother", "mum", "mom"), "妈妈"),
    **{word: word for word in ("爷爷", "奶奶", "外公", "外婆")},
}

# Tables made by programs count a header that comes again: 姓名, 姓名.1, 姓名_2.
_AGAIN = regex.compile(r"[._][1-9]$")
_ORNAMENTS = regex.compile(r"[\s\p{Cf}★☆*※#:_\-.·/\\]+")
_BRACKETS = regex.compile(r"[()\[\]{}【】〔〕<>《》「」]")
_REMARK = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|\{[^{}]*\}")
_OF_A_LEGEND = regex.compile(
    r"(?<![\d\p{L}])(?P<code>\d{1,2})\s*[=\-—:：.、]\s*(?P<word>\p{Han}{1,6})"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read.

    `field` is what it means: a field of a row, `class_name` or `grade`, `own_phone`, `phone`
    (whose, the person's section decides), or `guardian_name`, `guardian_relation`,
    `guardian_phone`. Columns of one guardian share a `slot`; `relation` is what the header
    itself says (父亲电话), `number` which guardian (监护人2姓名). `legend` has the codes that
    a header explains (1=父子).
    """

    at: int
    header: str
    field: str
    slot: int = -1
    relation: str = ""
    number: str = ""
    legend: tuple[tuple[str, str], ...] = ()


def column(at: int, cell: str) -> Column | None:
    """The column under a header; None for one that isn't known, or is never read."""
    if identity_card(cell):
        return None
    text = _plain(cell)
    for spelled in (_BRACKETS.sub("", text), _BRACKETS.sub("", _REMARK.sub("", text))):
        if meaning := MEANINGS.get(spelled):
            return Column(at, shown(cell), meaning)
        match = _GUARDIAN.fullmatch(spelled) or _UNOWNED.fullmatch(spelled)
        if match is not None:
            return _guardian_column(at, cell, match)
    return None


def identity_card(cell: str) -> bool:
    """Tell whether a header stands over ID-card numbers, which are never read."""
    text = _plain(cell)
    # 学籍号（G+身份证号）is how the national number is explained, not a card.
    return _IDENTITY_CARD.search(text) is not None and "学籍" not in text


def is_header_word(cell: str, meaning: str) -> bool:
    """Tell whether a cell is a header of that meaning, as when a page repeats it."""
    known = column(0, cell)
    return known is not None and known.field == meaning


def shown(cell: str) -> str:
    """A header as it is shown to people."""
    return " ".join(cell.replace("\ufeff", "").split())[:HEADER_SHOWN]


def normal(cell: str) -> str:
    """What two headers are compared on: ornaments, brackets and case aside."""
    return _BRACKETS.sub("", _plain(cell))


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell[:_HEADER_READ]).strip()
    return _ORNAMENTS.sub("", _AGAIN.sub("", text)).lower()


def _guardian_column(at: int, cell: str, match: regex.Match[str]) -> Column:
    parts = match.groupdict()
    owner = parts.get("owner")
    if parts["phone"]:
        meaning = "guardian_phone" if owner else "phone"
    else:
        meaning = "guardian_relation" if parts["relation"] else "guardian_name"
    number = (parts["n"] or "").translate(str.maketrans("一二三四五", "12345"))
    legend: tuple[tuple[str, str], ...] = ()
    if meaning == "guardian_relation":
        text = unicodedata.normalize("NFKC", cell[:CELL_CHARACTERS])
        legend = tuple((said["code"], said["word"]) for said in _OF_A_LEGEND.finditer(text))
    return Column(
        at,
        shown(cell),
        meaning,
        relation=RELATIONS.get(owner or "", ""),
        number=number,
        legend=legend,
    )
