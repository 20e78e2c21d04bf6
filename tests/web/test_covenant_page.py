"""The covenant's pages: read it, change it, see what differs, and who has confirmed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World, father, mother
from tests.web.visitor import Visitor, forms, text_of

URL = "/admin/groups/class3/covenant"


@pytest.fixture
def group(world: World) -> Group:
    return world.group(group_id="class3")


@pytest.fixture
def owner(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("chen", **{group.id: "owner"})
    visitor = Visitor.of(app)
    visitor.sign_in()
    return visitor


@pytest.fixture
def committee(world: World, app: Flask, group: Group) -> Visitor:
    world.admin("zhou", **{group.id: "committee"})
    visitor = Visitor.of(app)
    visitor.sign_in("zhou")
    return visitor


def draft(page: str, action: str, **changed: Any) -> MultiDict[str, str]:
    """The editor's form as a browser would send it, every article with it; `zh0`, `zh1` … say
    another wording of one of them."""
    plain = forms(page)[action]
    values: MultiDict[str, str] = MultiDict(
        {name: value for name, value in plain.items() if name not in ("id", "zh", "en")}
    )
    hidden = re.findall(r'name="(id|zh|en)" value="([^"]*)"', page)
    written = re.findall(r'<textarea[^>]* name="(zh|en)"[^>]*>\n([^<]*)</textarea>', page)
    seen = {"id": 0, "zh": 0, "en": 0}
    for name, value in [*hidden, *written]:
        values.add(name, changed.pop(f"{name}{seen[name]}", value))
        seen[name] += 1
    for name, value in changed.items():
        values[name] = value
    return values


def ids(page: str) -> list[str]:
    return re.findall(r'name="id" value="(\w+)"', page)


def press(owner: Visitor, page: str, **pressed: str) -> str:
    values = draft(page, f"{URL}/preview", **pressed)
    return owner.post(f"{URL}/edit", values).text  # type: ignore[arg-type]


def previewed(owner: Visitor, **changed: str) -> str:
    values = draft(owner.page(f"{URL}/edit"), f"{URL}/preview", **changed)
    return owner.post(f"{URL}/preview", values).text  # type: ignore[arg-type]


def publish(owner: Visitor, page: str, change: str, **more: str) -> Any:
    return owner.post(URL, draft(page, URL, change=change, **more))  # type: ignore[arg-type]


def version(world: World) -> str:
    return world.door.groups.get(SCHOOL, "class3").covenant


def test_the_text_in_force_is_read_in_both_languages(committee: Visitor) -> None:
    page = committee.page(URL)
    assert '<p lang="zh"' in page
    assert '<p lang="en"' in page
    assert "1.0 版" in page
    assert f"{URL}/edit" not in page


def test_an_article_is_moved_dropped_and_added_without_a_script(owner: Visitor) -> None:
    page = owner.page(f"{URL}/edit")
    before = ids(page)
    page = press(owner, page, press="down:0")
    assert ids(page)[:2] == [before[1], before[0]]
    page = press(owner, page, press="drop:0")
    assert ids(page) == [before[0], *before[2:]]
    page = press(owner, page, press="add", article=before[1])
    assert ids(page) == [before[0], *before[2:], before[1]]
    page = press(owner, page, press="add", article="")
    assert ids(page)[-1] == "X1"
    assert ids(press(owner, page, press="nonsense")) == ids(page)


def opened(page: str) -> list[str]:
    return re.findall(r'<details class="fold" id="line-(\w+)" name="line-\w+" open>', page)


def test_articles_are_numbered_and_folded_and_the_one_at_hand_is_open(owner: Visitor) -> None:
    page = owner.page(f"{URL}/edit")
    before = ids(page)
    assert f"第 {len(before)} 条" in text_of(page)
    assert opened(page) == before[:1]
    assert opened(press(owner, page, press="down:2")) == [before[2]]
    assert opened(press(owner, page, press="add", article="")) == ["X1"]
    assert opened(press(owner, page, press="drop:1")) == []


def test_one_language_changed_alone_is_pointed_out(owner: Visitor) -> None:
    values = draft(owner.page(f"{URL}/edit"), f"{URL}/preview", zh1="本群只用于通知。")
    page = owner.post(f"{URL}/edit", values).text  # type: ignore[arg-type]
    assert page.count("中文已经改了，英文还对得上吗？") == 1
    assert "中文已经改了" in previewed(owner, zh1="本群只用于通知。")
    assert "英文已经改了" in previewed(owner, en1="For notices alone.")
    assert "对得上吗" not in previewed(owner, zh1="本群只用于通知。", en1="For notices alone.")


def test_htmx_is_answered_with_the_form_alone(owner: Visitor) -> None:
    values = draft(owner.page(f"{URL}/edit"), f"{URL}/preview", press="down:0")
    part = owner.client.post(f"{URL}/edit", data=values, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<form")
    assert "<html" not in part


def test_what_a_finding_cites_cannot_be_dropped(owner: Visitor) -> None:
    page = owner.page(f"{URL}/edit")
    assert 'id="drop-P10"' not in page
    assert 'id="drop-P9"' in page
    page = press(owner, page, press=f"drop:{ids(page).index('P10')}")
    answer = owner.post(f"{URL}/preview", draft(page, f"{URL}/preview"))  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert "引用" in text_of(answer.text)


def test_the_difference_is_seen_with_its_consequence_before_anything_is_published(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group, mother()))
    page = previewed(owner, zh1="本群只用于通知。")
    assert "<del>" in page
    assert "将请 1 位成员重新阅读并确认" in text_of(page)
    assert version(world) == "1.0"


def test_a_change_of_wording_asks_nobody(world: World, owner: Visitor, group: Group) -> None:
    world.join(world.submit(group, mother()))
    answer = publish(owner, previewed(owner, zh1="本群只用于通知。"), "minor")
    assert (answer.status_code, version(world)) == (303, "1.1")
    assert "<b>0</b>" in owner.page(f"{URL}/confirmed")


def test_new_rules_ask_everybody_and_show_who_is_to_be_reminded(
    world: World, owner: Visitor, group: Group
) -> None:
    world.join(world.submit(group, mother()))
    answer = publish(
        owner, previewed(owner, zh1="本群只用于通知。"), "major", note="晚上九点以后不发消息"
    )
    assert (answer.status_code, version(world)) == (303, "2.0")
    assert answer.location == f"{URL}/confirmed"
    assert "还没有确认的（1 人）：李明妈妈" in text_of(owner.page(answer.location))
    assert "晚上九点以后不发消息" in owner.page(URL)


def test_publishing_neither_way_is_refused(world: World, owner: Visitor) -> None:
    assert publish(owner, previewed(owner, zh1="好。"), "both").status_code == 422
    assert version(world) == "1.0"


def test_a_form_that_is_sent_twice_makes_one_version(world: World, owner: Visitor) -> None:
    page = previewed(owner, zh1="本群只用于通知。")
    assert publish(owner, page, "major").status_code == 303
    assert publish(owner, page, "major").status_code == 303
    assert version(world) == "2.0"


def test_two_admins_at_once_lose_nothing(world: World, owner: Visitor, group: Group) -> None:
    page = previewed(owner, zh1="本群只用于通知。")
    world.publish(group, major=False, text="别人改的。")
    answer = publish(owner, page, "major")
    assert (answer.status_code, version(world)) == (409, "1.1")
    assert "您修改期间" in text_of(answer.text)
    assert "本群只用于通知。" in answer.text
    assert publish(owner, answer.text, "major").status_code == 303
    assert version(world) == "2.0"


def test_what_is_wrong_with_an_article_stands_beside_it(owner: Visitor) -> None:
    values = draft(owner.page(f"{URL}/edit"), f"{URL}/preview", zh2=" ", en1="Kept.")
    answer = owner.post(f"{URL}/preview", values)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert 'id="wrong-2.zh"' in answer.text
    assert "Kept." in answer.text


def test_an_unchanged_text_is_not_published(owner: Visitor) -> None:
    values = draft(owner.page(f"{URL}/edit"), f"{URL}/preview")
    answer = owner.post(f"{URL}/preview", values)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert "没有变化" in text_of(answer.text)


def test_any_two_versions_are_compared(world: World, owner: Visitor, group: Group) -> None:
    world.publish(group, major=True, text="第二版。")
    world.publish(group, major=False, text="第三版。")
    latest = owner.page(f"{URL}/versions")
    assert "<del>二</del><ins>三</ins>" in latest
    assert "<ins>第三版</ins>" in owner.page(f"{URL}/versions?old=1.0&new=2.1")
    assert owner.get(f"{URL}/versions?old=1.0&new=7.0").status_code == 404
    assert owner.get(f"{URL}/versions?old=x&new=2.0").status_code == 404


def test_a_reminder_is_noted_once(world: World, owner: Visitor, committee: Visitor) -> None:
    group = world.door.groups.get(SCHOOL, "class3")
    world.approve(world.submit(group, father()))
    page = forms(committee.page(f"{URL}/confirmed"))[f"{URL}/remind"]
    assert owner.send(f"{URL}/confirmed", f"{URL}/remind").status_code == 303
    answer = committee.post(f"{URL}/remind", page)
    assert answer.status_code == 412
    assert "没有重复记录" in answer.text
    assert "提醒过 1 人" in text_of(committee.page(f"{URL}/confirmed"))


def test_only_the_owner_changes_the_rules(world: World, app: Flask, committee: Visitor) -> None:
    world.admin("head", supervisor=True)
    head = Visitor.of(app)
    head.sign_in("head")
    for visitor in (committee, head):
        assert visitor.get(f"{URL}/versions").status_code == 200
        assert visitor.get(f"{URL}/edit").status_code == 403
        token = forms(visitor.page(URL))["/admin/sign-out"]
        for page in (URL, f"{URL}/edit", f"{URL}/preview"):
            assert visitor.post(page, token).status_code == 403
