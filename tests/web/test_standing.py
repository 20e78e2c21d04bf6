"""The status page as it reads: the way so far, what is new in the rules, whether it changed."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from onboarding.clock import DAY
from onboarding.services import covenants, decisions, entries, groups, inviting
from onboarding.services.approving import Approval
from onboarding.services.replacing import Replacement, replace_by
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, guardian, mother
from tests.web.visitor import Visitor, text_of

STATUS = f"/r/{SCHOOL}.{'x' * 22}"
OTHER = f"/r/{SCHOOL}.{'z' * 22}"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def asked(world: World, group: Group, **more: object) -> Request:
    return world.submit(group, mother(**more), reference=STATUS.removeprefix("/r/"))


def invite(world: World, request: Request, *, invited: bool = True) -> None:
    """The teacher ticks in the list to invite, or takes the tick back."""
    group = world.door.groups.get(SCHOOL, request.group)
    inviting.mark_invited(world.door, world.operator, group, [request.id], invited=invited)


def way(page: str) -> list[tuple[str, str, str]]:
    """The steps of a page: how far, in words, and what stands below."""
    found = re.findall(
        r'class="weui-steps__item step-(\w+).*?__title">(.*?)</span>.*?__desc">(.*?)</span>',
        page,
        re.DOTALL,
    )
    return [(mark, words, below) for mark, words, below in found]


def test_the_way_of_a_request_stands_there_in_words_with_times(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    request = asked(world, group)
    assert way(phone.page(STATUS)) == [
        ("done", "您提交了申请", "9月21日 22:13"),
        ("now", "班主任核对信息", "现在，最晚2026年10月5日"),
        ("later", "阅读并确认群规", "之后"),
        ("later", "进群", "之后"),
    ]
    world.watch.forward(DAY)
    world.approve(request)
    assert way(phone.page(STATUS))[1:] == [
        ("done", "班主任已同意", "9月22日 22:13"),
        ("now", "阅读并确认群规", "现在，最晚2026年9月29日"),
        ("later", "进群", "之后"),
    ]
    world.watch.forward(DAY)
    world.confirm(request)
    assert way(phone.page(STATUS))[2:] == [
        ("done", "您已确认群规", "9月23日 22:13"),
        ("now", "班主任邀请您", "现在，最晚2026年9月29日"),
        ("later", "进群", "之后"),
    ]
    world.watch.forward(DAY)
    invite(world, request)
    assert way(phone.page(STATUS))[3:] == [
        ("done", "班主任已邀请您", "9月24日 22:13"),
        ("now", "进群", "现在，最晚2026年9月29日"),
    ]
    world.join(request)
    assert way(phone.page(STATUS))[3:] == [("done", "已在群里", "已完成")]


def test_a_way_that_ended_says_where(world: World, phone: Visitor) -> None:
    group = world.group()
    request = asked(world, group)
    decisions.decline(
        world.door, world.operator, group.id, request.id,
        version=request.version, reason="not_in_class",
    )  # fmt: skip
    assert way(phone.page(STATUS))[1:] == [("over", "班主任没有同意", "9月21日 22:13")]


def test_a_time_that_ran_out_is_dated_when_it_did(world: World, phone: Visitor) -> None:
    asked(world, world.group())
    world.watch.forward(20 * DAY)
    assert way(phone.page(STATUS))[1:] == [("over", "已经过了时间", "10月5日 22:13")]


def test_a_nickname_to_hand_in_comes_first(world: World, phone: Visitor) -> None:
    asked(world, world.group(), nickname="小明妈")
    assert way(phone.page(STATUS))[1] == ("now", "提交规定的群昵称", "现在")


# -- the rules


def read_now(page: str) -> str:
    """The rules that are asked to be read, without those that are folded."""
    [section] = re.findall(r'<section class="card rules">(.*?)</section>', page, re.DOTALL)
    return re.sub(r"<details.*?</details>", "", section, flags=re.DOTALL)


def test_at_first_all_rules_are_read_each_with_its_number(world: World, phone: Visitor) -> None:
    group = world.group()
    world.approve(asked(world, group))
    articles = world.door.groups.covenant(group).articles
    section = read_now(phone.page(STATUS))
    for number, article in enumerate(articles, start=1):
        assert f'<li value="{number}"><p lang="zh-CN">{article.words("zh")}</p></li>' in section
    assert f"共 {len(articles)} 条" in section
    assert "我已读完这些群规" in section


def test_a_member_reads_again_only_what_has_changed_since(world: World, phone: Visitor) -> None:
    group = world.group()
    request = world.join(asked(world, group))
    first, second, *rest = world.door.groups.covenant(group).articles
    world.publish(group, major=True, text="第一次修改。")
    world.publish(group, major=False, text="第二次修改。")

    page = phone.page(STATUS)
    section = read_now(page)
    assert "群规有更新" in section
    assert "我已阅读以上变化" in section
    assert "我已读完这些群规" not in section
    assert "第二次修改。" in section
    assert f"其余 {len(rest) + 1} 条没有变化" in page
    for article in (second, *rest):
        assert article.words("zh") not in section
        assert article.words("zh") in page
    assert "第一次修改" not in page
    assert first.words("zh") not in page
    assert "请阅读并确认下面的群规" in page

    assert phone.send(STATUS, f"{STATUS}/confirm", read="yes").status_code == 303
    assert world.fresh(request).receipt == "2.1"
    assert "群规有更新" not in phone.page(STATUS)
    assert "您已在群里。请一直使用" in phone.page(STATUS)


def test_a_rule_that_no_longer_holds_is_named(world: World, phone: Visitor) -> None:
    group = world.group()
    world.join(asked(world, group))
    articles = world.door.groups.covenant(group).articles
    cited = set(world.door.policy(group).articles.values())
    gone = next(article for article in articles if article.id not in cited)
    kept = [{"id": a.id, **a.text} for a in articles if a.id != gone.id]
    covenants.publish(world.door, world.operator, group.id, kept, major=True)
    section = read_now(phone.page(STATUS))
    assert section.index("不再适用") < section.index(gone.words("zh"))


def test_a_minor_change_asks_nobody_again(world: World, phone: Visitor) -> None:
    group = world.group()
    world.join(asked(world, group))
    assert "少量文字修改" not in phone.page(STATUS)
    first, second, *_ = world.door.groups.covenant(group).articles
    world.publish(group, major=False, text="字句修改。")
    page = phone.page(STATUS)
    assert "/confirm" not in page
    [told] = re.findall(r"<summary>[^<]*少量文字修改</summary>(.*?)</details>", page, re.DOTALL)
    assert "字句修改。" in told
    assert second.words("zh") not in told
    assert first.words("zh") not in page


def test_rules_that_read_again_as_they_were_confirmed_are_read_once_more(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    world.join(asked(world, group))
    articles = world.door.groups.covenant(group).articles
    same = [{"id": a.id, **a.text} for a in articles]
    world.publish(group, major=True)
    covenants.publish(world.door, world.operator, group.id, same, major=True)
    section = read_now(phone.page(STATUS))
    assert "请再读一遍群规" in section
    assert "变化" not in section


# -- what the open page asks


def test_the_open_page_learns_that_it_would_read_otherwise(world: World, phone: Visitor) -> None:
    group = world.group(entry_mode="qr")
    request = asked(world, group)
    seen = [phone.page(f"{STATUS}/state")]
    page = phone.page(STATUS)
    assert f'data-watch="{STATUS}/state" data-state="{seen[0]}"' in page
    assert phone.page(f"{STATUS}/state") == seen[0]

    def changed() -> None:
        seen.append(phone.page(f"{STATUS}/state"))

    world.approve(request)
    changed()
    world.confirm(request)
    changed()
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + DAY)
    changed()
    world.watch.forward(DAY)
    changed()
    world.publish(group, major=True)
    changed()
    world.confirm(request)
    changed()
    groups.change(world.door, world.operator, group.id, entry_mode="invite")
    changed()
    invite(world, request)
    changed()
    invite(world, request, invited=False)
    changed()
    assert all(before != after for before, after in pairwise(seen))


def test_what_the_open_page_asks_tells_nothing_by_itself(world: World, phone: Visitor) -> None:
    asked(world, world.group())
    response = phone.get(f"{STATUS}/state")
    assert re.fullmatch(r"[0-9a-f]{16}", response.text)
    assert response.headers["Cache-Control"] == "no-store"
    assert phone.get(f"/r/{SCHOOL}.{'y' * 22}/state").status_code == 404


def test_without_a_script_a_page_reloads_only_where_there_is_nothing_to_do_on_it(
    world: World, phone: Visitor
) -> None:
    group = world.group(entry_mode="qr")
    request = asked(world, group)
    reload = '<noscript><meta http-equiv="refresh" content="60"></noscript>'
    assert reload in phone.page(STATUS)
    world.approve(request)
    assert reload not in phone.page(STATUS)  # the rules are being read
    world.confirm(request)
    assert reload in phone.page(STATUS)  # the code is being renewed
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + DAY)
    assert reload not in phone.page(STATUS)
    world.join(request)
    page = phone.page(STATUS)
    assert reload not in page
    assert "data-watch" not in page


# -- the way in


def said(page: str) -> str:
    [sentence] = re.findall(r'role="status">([^<]+)<', page)
    return str(sentence)


def test_where_no_card_is_up_nobody_is_asked_to_write_to_one(world: World, phone: Visitor) -> None:
    group = world.group()
    world.approve(asked(world, group))
    world.watch.forward(DAY)
    request = world.confirm(only(world, group))
    page = phone.page(STATUS)
    assert "班主任会邀请您进群" in said(page)
    assert "如果到2026年9月24日还没有收到邀请，请联系班主任" in said(page)
    assert "添加时请发送" not in page
    assert "<img" not in page
    assert f"李明妈妈 {request.code}" in page  # for whoever can write to the teacher
    entries.put(world.door, world.operator, group.id, PNG, None)
    page = phone.page(STATUS)
    assert "添加时请发送" in page
    assert "班主任会邀请您" not in page


def test_who_was_invited_is_told_to_accept_and_when_to_ask(world: World, phone: Visitor) -> None:
    group = world.group()
    world.approve(asked(world, group))
    request = world.confirm(only(world, group))
    entries.put(world.door, world.operator, group.id, PNG, None)
    invite(world, request)
    page = phone.page(STATUS)
    assert "班主任已经邀请您进群。请在聊天 App 里接受邀请" in said(page)
    assert "如果到2026年9月22日还没有看到邀请，请联系班主任" in said(page)
    assert request.code not in page
    assert "<img" not in page
    assert "进群后，请把群昵称改成" in page
    invite(world, request, invited=False)
    assert "添加时请发送" in phone.page(STATUS)
    world.join(request)
    assert "进群后，请把群昵称改成" not in phone.page(STATUS)


def test_an_invitation_says_nothing_where_one_comes_in_by_code(
    world: World, phone: Visitor
) -> None:
    group = world.group(entry_mode="qr")
    request = asked(world, group)
    world.approve(request)
    world.confirm(request)
    invite(world, request)
    assert "班主任正在更新群二维码" in phone.page(STATUS)


def test_a_picture_says_until_when_it_works(world: World, phone: Visitor) -> None:
    group = world.group(entry_mode="qr")
    request = asked(world, group)
    world.approve(request)
    world.confirm(request)
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + 3 * DAY)
    assert "图片有效期至2026年9月24日" in phone.page(STATUS)


def test_whose_time_stands_still_is_given_no_date(world: World, phone: Visitor) -> None:
    group = world.group(entry_mode="qr")
    world.approve(asked(world, group))
    shown = text_of(phone.page(STATUS))
    assert world.fresh(only(world, group)).expires_at is None
    assert "名额为您保留着" in shown
    assert "请在之前" not in shown


def only(world: World, group: Group) -> Request:
    [request] = world.door.requests.page(SCHOOL, group.id, "approved")[0]
    return request


@pytest.mark.parametrize("entry_mode", ["invite", "bot"])
def test_what_is_to_be_sent_has_a_button_that_copies_it(
    world: World, phone: Visitor, entry_mode: str
) -> None:
    group = world.group(entry_mode=entry_mode)
    request = world.approve(asked(world, group))
    world.confirm(request)
    page = phone.page(STATUS)
    assert f'data-copy="李明妈妈 {request.code}" data-done="已复制" hidden>' in page
    assert 'data-copy="李明妈妈" data-done="已复制" hidden>' in page


def test_what_is_given_for_a_child_is_told_to_need_a_guardians_consent(
    world: World, phone: Visitor
) -> None:
    world.group()
    parents = text_of(phone.page(f"/j/{world.link}"))
    for told in (
        "用来做什么",
        "保存哪些",
        "30 天删除",
        "半年",
        "未满 14 周岁",
        "监护人",
        "撤回同意",
    ):
        assert told in parents
    assert "包括孩子的信息" in parents
    assert "未满 14" not in text_of(phone.page(f"/j/{world.link}?role=teacher"))
    [kind] = [k for k, each in world.door.kinds.items() if each.number_required]
    world.group(kind=kind, group_id="students")
    pupils = text_of(phone.page(f"/j/{world.link}?role=student"))
    assert "我未满 14 周岁的，家长或其他监护人也已同意" in pupils


def hand_over(world: World, group: Group, holder: Request) -> Request:
    """The father gets the mother's place; his request."""
    application = guardian("李明", relation="爸爸", phone="13800000001")
    other = world.submit(group, application, reference=OTHER.removeprefix("/r/"))
    handed = Replacement(
        Approval(world.fresh(other).version),
        holder.id,
        world.fresh(holder).version,
        "family_asked",
        note="按您的请求换成爸爸",
    )
    return replace_by(world.door, world.operator, group.id, other.id, handed)


def test_whose_place_was_handed_on_is_told_so_with_the_note(world: World, phone: Visitor) -> None:
    group = world.group()
    member = world.join(asked(world, group))
    hand_over(world, group, member)
    page = phone.page(STATUS)
    assert "班主任已结束您在本群的席位" in page
    assert "这名学生的家长名额已经给了其他家长。" in page
    assert "按您的请求换成爸爸" in page
    assert "您已退出" not in page
    assert way(page)[1][:2] == ("over", "班主任已结束您的席位")


def test_whose_place_was_handed_on_before_it_was_used_is_told_the_same(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    hand_over(world, group, world.approve(asked(world, group)))
    page = phone.page(STATUS)
    assert "班主任已结束您在本群的席位" in said(page)
    assert "按您的请求换成爸爸" in page
    assert way(page)[1][:2] == ("over", "班主任已结束您的席位")


def test_who_was_given_a_place_is_welcome_like_anybody(world: World, phone: Visitor) -> None:
    group = world.group()
    world.watch.forward(DAY)
    taker = hand_over(world, group, world.join(asked(world, group)))
    page = phone.page(OTHER)
    assert said(page).startswith("欢迎您！")
    assert way(page)[1] == ("done", "班主任已同意", "9月22日 22:13")
    assert "王秀英" not in page
    assert taker.state == "approved"


def test_who_comes_back_is_told_that_the_place_goes_on(world: World, phone: Visitor) -> None:
    group = world.group()
    world.join(asked(world, group))
    again = world.submit(group, mother(), reference=OTHER.removeprefix("/r/"))
    assert "欢迎" not in said(phone.page(OTHER))  # who is a member is nobody's to learn yet
    world.approve(again)
    assert said(phone.page(OTHER)).startswith("欢迎回来！")
    assert "以后来那份为准" in said(phone.page(STATUS))


def test_who_asked_once_more_before_getting_in_is_no_comer_back(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    asked(world, group)
    again = world.submit(group, mother(), reference=OTHER.removeprefix("/r/"))
    assert world.approve(again).attaches_as == "correction"
    assert said(phone.page(OTHER)).startswith("欢迎您！")
