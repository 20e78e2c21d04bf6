"""Member lists as they really come: chains, screenshots, bots, workbooks, and nonsense."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.importing.memberlist import read_members
from onboarding.importing.moments import moment
from onboarding.importing.reading import RosterFileRefused
from onboarding.rules.errors import Invalid, Refusal
from tests.importing.files import workbook
from tests.importing.oldexcel import old_workbook


def names_of(data: bytes | str) -> list[str]:
    return [each.nickname for each in read_members(data)]


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        ("#接龙\n1. 李明妈妈\n2. 张伟爸爸", ["李明妈妈", "张伟爸爸"]),
        ("接龙\n1、李明妈妈\n2、张伟爸爸", ["李明妈妈", "张伟爸爸"]),
        ("#接龙 家长会\n1．李明妈妈 参加\n2．张伟爸爸 不参加", ["李明妈妈", "张伟爸爸"]),
        ("\ufeff#接龙\r\n1. 李明妈妈\r\n2. 张伟爸爸\r\n", ["李明妈妈", "张伟爸爸"]),
        ("#接龙\n例 张三妈妈 收到\n\n1. 李明妈妈", ["李明妈妈"]),
        ("#接龙\n1. 李明 妈妈 收到", ["李明 妈妈"]),
        ("#接龙\n1. Li Ming mum 收到", ["Li Ming mum"]),
        ("#接龙\n1. 李明妈妈🌸\n2. 🌸张伟爸爸 1人", ["李明妈妈🌸", "🌸张伟爸爸"]),
        ("#接龙\n1. 李明妈妈\n2. 李明妈妈 改为参加", ["李明妈妈", "李明妈妈"]),
        ("#接龙\n通知：9.1开学\n请大家接龙\n1. 李明妈妈\n  2. 张伟爸爸", ["李明妈妈", "张伟爸爸"]),
        ("#接龙\n3. 李明妈妈\n", ["李明妈妈"]),
        ("#接龙\n1. 阿依古丽·买买提妈妈 收到", ["阿依古丽·买买提妈妈"]),
    ],
)
def test_a_chain_in_any_of_its_spellings(chain: str, found: list[str]) -> None:
    assert names_of(chain) == found


@pytest.mark.parametrize(
    ("shots", "found"),
    [
        ("李明妈妈\n张伟爸爸", ["李明妈妈", "张伟爸爸"]),
        ("李明妈妈 张伟爸爸 陈晨妈妈", ["李明妈妈", "张伟爸爸", "陈晨妈妈"]),
        ("李明妈妈    何平\n", ["李明妈妈", "何平"]),
        ("聊天信息(64)\n李明妈妈\n查看更多群成员\n", ["李明妈妈"]),
        ("群成员（64）\n李明妈妈  +  -\n", ["李明妈妈"]),
        ("李明妈…  张伟爸...\n", ["李明妈…", "张伟爸..."]),
        ("李明妈妈\t张伟爸爸\t\t孙丽", ["李明妈妈", "张伟爸爸", "孙丽"]),
        ("李明妈妈、张伟爸爸；孙丽", ["李明妈妈", "张伟爸爸", "孙丽"]),
        ("\n\n  李明妈妈  \n\n", ["李明妈妈"]),
        ("李明妈妈\n李明妈妈", ["李明妈妈", "李明妈妈"]),
        ("群主 管理员\n孙丽", ["孙丽"]),
        ("[玫瑰]李明妈妈\n{张伟爸爸}", ["[玫瑰]李明妈妈", "{张伟爸爸}"]),
    ],
)
def test_screenshots_and_columns_in_any_of_their_spellings(shots: str, found: list[str]) -> None:
    assert names_of(shots) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([{"nickname": "李明妈妈"}], ["李明妈妈"]),
        ({"members": [{"nickname": "李明妈妈"}], "total": 1}, ["李明妈妈"]),
        ([{"nickname": " 李明妈妈 ", "account": None}], ["李明妈妈"]),
        ([{"account": "wxid-1"}], [""]),
        ([{"nickname": "", "account": {"platform": "WeCom", "id": "u1"}}], [""]),
        ([{"nickname": "李明妈妈", "inviter": {"nickname": "孙丽"}}], ["李明妈妈"]),
        ([{"nickname": "李明妈妈", "inviter": {}, "joined_at": 0}], ["李明妈妈"]),
        ([{"nickname": "李明妈妈", "is_admin": "是", "other": [1, {"a": 2}]}], ["李明妈妈"]),
        ([{"nickname": "李明…", "account": "wxid-1"}], ["李明…"]),
        ([{"nickname": "李\ud83d明"}], ["李?明"]),
        ([{"nickname": 2023001}], ["2023001"]),
    ],
)
def test_what_a_bot_tells_in_any_of_its_shapes(told: object, found: list[str]) -> None:
    assert names_of(json.dumps(told)) == found


@pytest.mark.parametrize(
    "told",
    [
        [], {}, {"members": 3}, {"members": [1]}, [["李明"]], [None],
        [{"nickname": "x" * 101}], [{}], [{"nickname": "李明", "joined_at": "昨天"}],
        [{"nickname": "李明", "joined_at": 10**30}], [{"nickname": "李明", "joined_at": -5}],
    ],
)  # fmt: skip
def test_what_no_bot_should_tell_is_refused(told: object) -> None:
    with pytest.raises((Invalid, RosterFileRefused)):
        read_members(json.dumps(told))


def test_a_bots_whole_nickname_that_ends_in_dots_is_not_cut() -> None:
    (one,) = read_members('[{"nickname": "李明…", "account": "wxid-1"}]')

    assert not one.cut


@pytest.mark.parametrize("made", [workbook, lambda rows: old_workbook(("名单", rows))])
@pytest.mark.parametrize(
    "rows",
    [
        [["群昵称"], ["李明妈妈"], ["孙丽"]],
        [["三(2)班群成员", ""], ["序号", "群昵称"], ["1", "李明妈妈"], ["2", "孙丽"]],
        [["昵称", "入群时间"], ["李明妈妈", "2025-09-01"], ["孙丽", "2025-09-02"]],
        [["李明妈妈"], ["孙丽"]],
        [["", "李明妈妈"], ["", "孙丽"]],
    ],
)
def test_a_workbook_needs_no_more_than_a_column_of_nicknames(made: object, rows: object) -> None:
    assert names_of(made(rows)) == ["李明妈妈", "孙丽"]  # type: ignore[operator]


def test_a_workbook_that_lists_no_members_says_so() -> None:
    with pytest.raises(Invalid) as wrong:
        read_members(workbook([["日期", "作业"], ["周一", "背书"]]))

    assert wrong.value.facts["reason"] == "no_header"


SEPTEMBER = datetime(2025, 9, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "told",
    [
        "2025-09-01 08:30", "2025/9/1 8:30", "2025.9.1 8:30:00", "2025年9月1日 8:30",
        "2025年9月1日8时30分", "2025-09-01T08:30:00", "2025-09-01T00:30:00Z",
        "2025-09-01T08:30:00.000+08:00", "2025-09-01 08：30", "2025/9/1 上午8:30",
        "2025/9/1 星期一 8:30", "2025-09-01 8:30 AM", "20250901083000",
        1_756_686_600, 1_756_686_600_000, "1756686600", 1_756_686_600.0,
    ],
)  # fmt: skip
def test_a_moment_in_the_usual_spellings(told: object) -> None:
    assert moment(told) == int(SEPTEMBER.timestamp() * 1000)


@pytest.mark.parametrize("told", ["2025-09-01", "2025/9/1", "20250901", "2025年9月1日"])
def test_a_day_alone_is_its_first_moment_in_china(told: str) -> None:
    assert moment(told) == moment("2025-09-01 00:00")


@pytest.mark.parametrize(
    ("told", "hour"), [("下午3:20", 15), ("3:20 PM", 15), ("12:20 AM", 0), ("下午12:20", 12)]
)
def test_the_half_of_the_day_counts(told: str, hour: int) -> None:
    assert moment(f"2025-09-01 {told}") == moment(f"2025-09-01 {hour}:20")


@pytest.mark.parametrize("told", [None, "", " ", 0, "-"])
def test_no_moment_is_none(told: object) -> None:
    assert moment(told) is None


@pytest.mark.parametrize("told", ["昨天", "2025-13-01", "2025-02-30", "25:00", -1, "9" * 60, []])
def test_what_is_no_moment_is_an_error(told: object) -> None:
    with pytest.raises(ValueError):
        moment(told)


_ODD = st.text(
    st.sampled_from("李明妈…. 、,;|\t\r\n\"'[]{}:#接龙1２9\ud83d\0\u200b群昵称入时间"), max_size=60
)
_KEYS = st.sampled_from(
    ["nickname", "account", "inviter", "joined_at", "is_admin", "members", "id"]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=8,
)
_BYTES = st.binary(max_size=60) | st.binary(max_size=40).map(lambda tail: b"PK\x03\x04" + tail)


@given(_ODD | _BYTES | _VALUES.map(json.dumps) | _ODD.map(lambda text: "群昵称,入群时间\n" + text))
@settings(max_examples=400, deadline=None)
def test_whatever_is_handed_in_is_read_or_refused(data: bytes | str) -> None:
    try:
        people = read_members(data)
    except Refusal:
        return
    assert [each.at for each in people] == list(range(1, len(people) + 1))
    for each in people:
        assert each.nickname.strip() == each.nickname
        each.nickname.encode()
