"""A group's member list, in the shapes in which a teacher or a bot can get it."""

from __future__ import annotations

import time

import pytest

from onboarding.importing import memberlist
from onboarding.importing.memberlist import MEMBERS_MOST, TEXT_MOST, read_members
from onboarding.rules.application import Account
from onboarding.rules.auditing import Listed
from onboarding.rules.errors import Invalid

CHAIN = "#接龙\n统计已读\n例 李明妈妈 已读\n\n1. 李明妈妈 已读\n2. 张伟爸爸🌸\n3. 李明妈妈 收到\n"


def test_a_chain_gives_each_line_without_the_remark_and_two_of_one_name_are_two() -> None:
    assert [each.nickname for each in read_members(CHAIN)] == ["李明妈妈", "张伟爸爸🌸", "李明妈妈"]


@pytest.mark.parametrize("mark", [". ", "．", "、", ") "])
def test_a_chain_copied_without_its_first_line_is_one_still(mark: str) -> None:
    text = f"三年二班统计\n1{mark}陈静老师\n2{mark}李明李华爸爸 已读\n3{mark}王芳妈妈\n"
    found = [each.nickname for each in read_members(text)]
    assert found == ["陈静老师", "李明李华爸爸", "王芳妈妈"]


def test_screenshots_give_several_names_a_line_and_none_of_the_apps_words() -> None:
    shots = "李明妈妈  张伟爸…  群主\n查看更多群成员\n陈晨妈妈 王小虎爸爸\n李..\n"

    found = read_members(shots)

    assert [each.nickname for each in found] == [
        "李明妈妈", "张伟爸…", "陈晨妈妈", "王小虎爸爸", "李..",
    ]  # fmt: skip
    assert [each.nickname for each in found if each.cut] == ["张伟爸…", "李.."]


def test_a_table_gives_account_inviter_and_admin() -> None:
    table = "群昵称,微信号,邀请人,入群时间,群主管理员\n李明妈妈,wx1,王芳,1750000000,是\n"

    (one,) = read_members(table.encode())

    assert one == Listed(
        1, "李明妈妈", account=Account("wechat", "wx1"), inviter="王芳",
        joined_at=1_750_000_000_000, is_admin=True,
    )  # fmt: skip


@pytest.mark.parametrize("moment", [1_750_000_000, 1_750_000_000_000])
def test_a_bot_tells_moments_in_seconds_or_milliseconds(moment: int) -> None:
    (one,) = read_members(
        f'[{{"account": {{"platform": "WeCom", "id": "u1"}}, "nickname": "李明妈妈",'
        f' "joined_at": {moment}, "is_admin": false}}]'
    )

    assert (one.account, one.joined_at, one.is_admin) == (
        Account("wecom", "u1"), 1_750_000_000_000, False,
    )  # fmt: skip


def test_a_list_has_at_most_two_thousand_people() -> None:
    with pytest.raises(Invalid) as wrong:
        read_members("\n".join(f"李明{n}妈妈" for n in range(MEMBERS_MOST + 1)))

    assert wrong.value.facts["reason"] == "too_many_rows"


@pytest.mark.parametrize(
    ("head", "name"), [("#接龙\n", "{}. 李明{}妈妈\n"), ("", "李明{}妈妈,"), ("", "李明{}妈妈\n")],
    ids=["chain", "line", "column"],
)  # fmt: skip
def test_nobody_is_read_behind_the_last_who_may_be_on_a_list(
    head: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    space = memberlist._SPACE

    class Counting:
        def split(self, text: str) -> list[str]:
            read.append(text)
            return space.split(text)

    monkeypatch.setattr(memberlist, "_SPACE", Counting())
    with pytest.raises(Invalid) as wrong:
        read_members(head + "".join(name.format(n % 10_000, n) for n in range(9_000)))

    assert wrong.value.facts["reason"] == "too_many_rows"
    assert len(read) <= MEMBERS_MOST + 1


@pytest.mark.parametrize(
    "data",
    [
        "李明妈妈\n" * (TEXT_MOST // 5 + 1),
        ("李明妈妈\n" * (TEXT_MOST // 13 + 1)).encode(),
        "[{}" + ",{}" * 201_000 + "]",
    ],
    ids=["text", "file", "json"],
)
def test_a_list_larger_than_any_group_is_refused_unread(data: str | bytes) -> None:
    with pytest.raises(Invalid) as wrong:
        read_members(data)

    assert wrong.value.facts["reason"] == "too_large"


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), ('[{"nickname"', "bad_json")])
def test_a_list_that_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read_members(text)

    assert wrong.value.facts["reason"] == reason


@pytest.mark.parametrize(
    "text",
    [
        "李明妈妈" + "\n" * 100_000 + "张接龙爸爸",
        "李明妈妈" + " " * 100_000 + "张接龙爸爸",
        "李明妈妈" + "\t" * 100_000 + "张接龙爸爸",
        "李明妈妈\n" + "\u2028 " * 50_000 + "张接龙爸爸",
        "#接龙\n1. 李明妈妈\n2." + " " * 100_000 + "\n3. 张接龙爸爸",
        "#接龙\n1. 李明妈妈\n" + " " * 100_000 + "\n3. 张接龙爸爸",
    ],
    ids=["newlines", "spaces", "tabs", "separators", "numbered_blanks", "blanks_in_a_chain"],
)
def test_blanks_without_end_cost_no_time(text: str) -> None:
    begun = time.process_time()

    assert [each.nickname for each in read_members(text)] == ["李明妈妈", "张接龙爸爸"]
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "text",
    [
        "李明\u202e妈妈\x07\n\u2066\x00\n张伟爸爸",
        '[{"nickname": "李明\\u202e妈妈\\u0007"}, {"nickname": "张伟\\u2069爸爸"}]',
        "昵称,账号\n李明\u202e妈妈\x07,a\n张伟\u2066爸爸,b\n",
    ],
    ids=["column", "json", "table"],
)
def test_what_cannot_be_shown_or_turns_text_around_is_no_part_of_a_nickname(text: str) -> None:
    assert [each.nickname for each in read_members(text)] == ["李明妈妈", "张伟爸爸"]
