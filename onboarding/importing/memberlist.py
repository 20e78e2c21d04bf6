"""A real group's member list, as a teacher or a bot can get it.

The app has no list to copy. So it comes as a sign-up chain (群接龙), as text recognised on
screenshots, as a column, as a table, or as a bot's JSON. Nicknames are kept as shown; what a
screenshot cut off (李明妈…) is marked, since such a name is a candidate and never a match.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import regex

from onboarding.importing import csv_file, json_file, xls_file, xlsx_file
from onboarding.importing.limits import CELL_CHARACTERS, FILE_BYTES, Line, bounded
from onboarding.importing.moments import moment
from onboarding.importing.reading import PROBLEMS_MOST, Problem, RosterFileRefused
from onboarding.rules import names
from onboarding.rules.application import Account
from onboarding.rules.auditing import Listed
from onboarding.rules.errors import Invalid

MEMBERS_MOST: Final = 2_000
TEXT_MOST: Final = 1024 * 1024
"""How long a list that is no workbook may be: two thousand people fill a fraction of it."""
NICKNAME_MOST: Final = 100
PLATFORM: Final = "wechat"

# Possessive: a list of nothing but blanks is gone over once and not anew from each of them.
_CHAIN = regex.compile(r"^[^\S\n]*+#?[^\S\n]*+接龙", regex.MULTILINE)
_CHAINED = regex.compile(r"\s*+\d{1,4}\s*+[.．、)）]\s*+(?P<who>.*\S)\s*+")
_CUT = regex.compile(r"(?:…|\.\.|。。)\s*+$")
_GAP = regex.compile(r"\t+|\s{2,}|[,，、;；|]\s*")
_SPACE = regex.compile(r"\s+")
# What the app itself writes on the page of a group's members.
_APP_WORDS: Final = (
    "查看更多群成员 查看全部群成员 查看更多成员 群成员 全部成员 邀请 移出 添加 删除 群主 管理员 "
    "群管理员 搜索 完成 返回 取消 聊天信息 群聊名称 + - ＋ － − ﹢"
)
_APP: Final = frozenset(_APP_WORDS.split())
_COUNTED = regex.compile(r"(?:群聊信息|聊天信息|群成员|全部成员)\s*[(（]\d+[)）]")
_FIELDS: Final = {
    "nickname": "nickname 群昵称 昵称 群内昵称 成员 姓名 name",
    "account": "account 微信号 账号 帐号 wxid",
    "inviter": "inviter 邀请人 邀请者",
    "joined_at": "jointime joinedat 入群时间 进群时间 加入时间",
    "is_admin": "admin isadmin 群主管理员 管理员 群主/管理员 身份",
}
_MEANINGS: Final = {word: field for field, words in _FIELDS.items() for word in words.split()}
_YES_WORDS: Final = "是 y yes true 1 √ ✓ ✔ 对 群主 管理员 owner admin"
_YES: Final = frozenset(_YES_WORDS.split())


def read_members(data: bytes | str) -> tuple[Listed, ...]:
    """The people of a list, in its order; `at` counts them from 1.

    Raises Invalid (`field` members; `row`, `reason`: `empty`, `too_large`, `too_many_rows`,
    `bad_json`), RosterFileRefused for lines that can't be read (`cell_too_long`,
    `name_missing`, `time_wrong`), and for files what `importing.read` raises.
    """
    is_book = isinstance(data, bytes) and data.startswith((xls_file.OLE, xlsx_file.ZIP))
    if len(data) > (FILE_BYTES if is_book else TEXT_MOST):
        raise Invalid(field="members", reason="too_large")
    found: Iterable[Listed]
    if isinstance(data, bytes) and data.startswith(xls_file.OLE):
        found = _of_table(list(xls_file.table(data, known=_lists_members).lines))
    elif isinstance(data, bytes) and data.startswith(xlsx_file.ZIP):
        found = _of_table(list(xlsx_file.table(data, known=_lists_members).lines))
    else:
        text = csv_file.decode(data)[0] if isinstance(data, bytes) else data
        found = _of_text(_text(text.replace("\ufeff", "")))
    people = tuple(found)
    if not people:
        raise Invalid(field="members", reason="empty")
    return people


def _of_text(text: str) -> Iterable[Listed]:
    if text.lstrip()[:1] in ("[", "{") and (told := _json(text)) is not None:
        return _of_json(told)
    lines = text.splitlines()
    if _CHAIN.search(text) or _numbered(lines):
        return _of_chain(lines)
    first = next((line for line in lines if line.strip()), "")
    if "nickname" in map(_meaning, regex.split(r"[,\t;，]", first)):
        return _of_table(list(bounded(_cells(text, first))))
    return _of_shots(lines)


def _cells(text: str, header: str) -> Iterator[Line]:
    """The cells of a text whose first line is a header, apart by what parts the header most."""
    separator = max(",\t;，", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, tuple(cells)
    except csv.Error:
        raise Invalid(field="members", row=reader.line_num, reason="bad_quoting") from None


def _json(text: str) -> object:
    """What a text says as JSON; None for text that only begins like it."""
    if json_file.holds_too_much(text):
        raise Invalid(field="members", reason="too_large")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if text.lstrip().startswith(("[{", '{"')):
            raise Invalid(field="members", reason="bad_json") from None
        return None


def _numbered(lines: Iterable[str]) -> bool:
    """Whether most lines are those of a chain, copied without what stands above them."""
    filled = [line for line in lines if line.strip()]
    return sum(bool(_CHAINED.fullmatch(line)) for line in filled) * 2 > len(filled)


def _of_chain(lines: Iterable[str]) -> Iterator[Listed]:
    """The numbered lines of a chain. Two of one name may be two people: both are kept."""
    written = ((n, _CHAINED.fullmatch(line)) for n, line in enumerate(lines, 1))
    yield from _people((n, _without_remark(match["who"])) for n, match in written if match)


def _without_remark(who: str) -> str:
    """Without what somebody wrote behind the own name; Latin words and kin belong to it."""
    first, *others = _SPACE.split(who)
    kept = [first]
    for word in others:
        if not (word.isascii() and first.isascii() and word.isalpha()) and word not in _KIN:
            break
        kept.append(word)
    return " ".join(kept)


_KIN_WORDS: Final = "爸爸 妈妈 爸 妈 监护人 家长 爷爷 奶奶 外公 外婆 老师"
_KIN: Final = frozenset(_KIN_WORDS.split())


def _of_shots(lines: Iterable[str]) -> Iterator[Listed]:
    """Names of a column or of screenshots, several in a line, without the app's own words."""
    yield from _people(
        (number, piece)
        for number, line in enumerate(lines, start=1)
        for piece in _pieces(line)
        if piece and piece not in _APP and not _COUNTED.fullmatch(piece)
    )


def _pieces(line: str) -> Iterator[str]:
    """The names of a line: apart by wide gaps, or by single spaces where each is cut or
    long enough to be a name with a relation."""
    for piece in map(str.strip, _GAP.splititer(line)):
        words = _SPACE.split(piece)
        if len(words) > 1 and all(len(word) > 2 and not word.isascii() for word in words):
            yield from words
        elif piece in _APP or all(word in _APP for word in words):
            continue
        else:
            yield piece


def _people(lines: Iterable[tuple[int, str]]) -> Iterator[Listed]:
    """One person a name; nothing is read on behind the last who may be on a list."""
    found: list[tuple[int, str]] = []
    for number, who in ((n, names.shown(who)) for n, who in lines):
        if who:
            _count(len(found) + 1, number)
            found.append((number, who))
    problems = [Problem(n, "", "cell_too_long") for n, who in found if len(who) > NICKNAME_MOST]
    if problems:
        raise RosterFileRefused(problems[:PROBLEMS_MOST])
    for at, (_, who) in enumerate(found, start=1):
        yield Listed(at, who, cut=bool(_CUT.search(who)))


def _of_table(lines: list[Line]) -> Iterator[Listed]:
    header = next(((n, cells) for n, cells in lines if "nickname" in map(_meaning, cells)), None)
    if header is None:
        filled = ((n, [c.strip() for c in cells if c.strip()]) for n, cells in lines)
        yield from _people((n, cells[0]) for n, cells in filled if cells)
        return
    fields = [_meaning(cell) for cell in header[1]]
    told = (
        (n, {f: c.strip() for f, c in zip(fields, cells, strict=False) if f and c.strip()})
        for n, cells in lines
        if n > header[0]
    )
    yield from _told(told)


def _of_json(told: object) -> Iterator[Listed]:
    """A bot's list, or an object that has it as `members`."""
    members = told.get("members") if isinstance(told, Mapping) else told
    if not isinstance(members, list) or not all(isinstance(each, Mapping) for each in members):
        raise Invalid(field="members", reason="bad_json")
    yield from _told(enumerate(members, start=1))


def _told(rows: Iterable[tuple[int, Mapping[str, object]]]) -> Iterator[Listed]:
    """One person a row, by named fields."""
    found: list[Listed] = []
    problems: list[Problem] = []
    for number, row in rows:
        _count(len(found) + 1, number)
        read = _one_told(len(found) + 1, number, row)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            found.append(read)
        if len(problems) >= PROBLEMS_MOST:
            break
    if problems:
        raise RosterFileRefused(problems)
    yield from found


def _one_told(at: int, number: int, row: Mapping[str, object]) -> Listed | Problem:
    """One person; who has neither nickname nor account is a problem."""
    nickname, account = names.shown(_text(row.get("nickname"))), _account(row.get("account"))
    inviter = names.shown(_inviter(row.get("inviter")))
    if max(len(nickname), len(inviter)) > NICKNAME_MOST:
        return Problem(number, "", "cell_too_long")
    if not nickname and account is None:
        return Problem(number, "nickname", "name_missing")
    try:
        joined_at = moment(row.get("joined_at"))
    except (ValueError, OverflowError):
        return Problem(number, "joined_at", "time_wrong")
    admin = _text(row.get("is_admin")).lower() in _YES
    cut = account is None and bool(_CUT.search(nickname))
    return Listed(at, nickname, cut, account, inviter, joined_at, admin)


def _text(told: object) -> str:
    """What is told, as text that can be kept: half a surrogate pair becomes `?`."""
    text = "" if told is None else str(told)
    return text.encode(errors="replace").decode().strip()


def _account(told: object) -> Account | None:
    if isinstance(told, Mapping):
        platform, own = _text(told.get("platform")) or PLATFORM, _text(told.get("id"))
    else:
        platform, own = PLATFORM, _text(told)
    own = own[:CELL_CHARACTERS]
    return Account(platform.lower()[:NICKNAME_MOST], own) if own else None


def _inviter(told: object) -> str:
    if isinstance(told, Mapping):
        return _text(told.get("nickname")) or _text(told.get("id"))
    return _text(told)


def _lists_members(top: tuple[Line, ...]) -> bool:
    """Tell whether a sheet begins like a member list: by its header, or as one column."""
    if any("nickname" in map(_meaning, cells) for _, cells in top):
        return True
    return len(top) > 1 and all(sum(map(bool, map(str.strip, cells))) == 1 for _, cells in top)


def _meaning(header: str) -> str:
    """The field that a column's header names, "" for none."""
    return _MEANINGS.get(regex.sub(r"[\s_★*]+", "", header).lower(), "")


def _count(people: int, row: int) -> None:
    if people > MEMBERS_MOST:
        raise Invalid(field="members", row=row, reason="too_many_rows")
