"""The status page: what it tells at each step, and what its maker can do there."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from onboarding.clock import DAY
from onboarding.rules.application import NamedStudent
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from onboarding.services import covenants, decisions, entries, groups, intake, pressure, references
from onboarding.services.decisions import Removal
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from tests.builders import SCHOOL, World, guardian, mother
from tests.test_words import MACHINERY
from tests.web.visitor import MOTHER, STRANGER, Visitor, forms, text_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


def asked(world: World, visitor: Visitor, /, **form: str) -> str:
    """A request made at the form; its status page."""
    sent = visitor.send(f"/j/{world.link}?role=guardian", **{**MOTHER, **form})
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def only(world: World, group: Group, state: str = "pending") -> Request:
    [request] = world.door.requests.page(SCHOOL, group.id, state)[0]
    return request


def approved(world: World, phone: Visitor, group: Group, **form: str) -> str:
    status = asked(world, phone, **form)
    world.approve(only(world, group))
    return status


def entry_ready(world: World, phone: Visitor, group: Group) -> str:
    status = approved(world, phone, group)
    assert phone.send(status, f"{status}/confirm", read="yes").status_code == 303
    return status


def test_before_approval_the_nickname_comes_from_what_was_typed_alone(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    status = asked(world, phone, pupil0="李　明", number0="2026001")
    assert "李明妈妈" in phone.page(status)
    near = asked(world, phone, pupil0="欧阳娜那")
    assert "欧阳娜那妈妈" in phone.page(near)
    assert "欧阳娜娜" not in phone.page(near)
    request = next(r for r in world.door.requests.page(SCHOOL, group.id, "pending")[0] if r.asking)
    assert request


def test_the_teachers_mark_is_part_of_the_nickname_only_after_approval(
    world: World, phone: Visitor
) -> None:
    phones = ("13800000002", "13800000005")
    rows = [
        Row("students", "李明", label=label, guardians=(Guardian("", "妈妈", number),))
        for label, number in zip("大小", phones, strict=True)
    ]
    group = world.group(rows=rows)
    status = asked(world, phone)
    assert only(world, group).nickname == "李明大妈妈"
    assert "李明妈妈" in phone.page(status)
    assert "李明大妈妈" not in phone.page(status)
    world.approve(only(world, group))
    assert "李明大妈妈" in phone.page(status)


def test_after_approval_the_right_nickname_and_the_steps_stand_there(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    status = asked(world, phone, pupil0="欧阳娜那")
    world.approve(only(world, group), people=(world.person(group, "欧阳娜娜"),))
    page = phone.page(status)
    assert "欧阳娜娜妈妈" in page
    assert len(re.findall("<li>", page[page.index('class="steps"') :])) == 3


def said(page: str) -> str:
    [sentence] = re.findall(r'role="status">([^<]+)<', page)
    return str(sentence)


def test_every_refusal_reads_the_same(app: Flask, world: World) -> None:
    world.group()
    stranger, pupil = Visitor.of(app), Visitor.of(app)
    pages = [
        stranger.page(asked(world, stranger, **STRANGER)),
        pupil.page(asked(world, pupil, pupil0="李明", name="李明", phone="13800000008")),
    ]
    assert ["暂时没有找到您在群里的名额" in said(page) for page in pages] == [True, True]
    assert said(pages[0]) == said(pages[1])


def test_nobody_learns_at_the_form_who_sits_beside_a_pupil_or_who_is_barred(
    app: Flask, world: World
) -> None:
    group = world.group()
    free = Visitor.of(app)
    waiting = said(free.page(asked(world, free, pupil0="欧阳娜娜", phone="13800000077")))
    for relation in ("爸爸", "妈妈"):
        seat = guardian("王芳", relation, phone=f"1390000000{len(relation)}", name=f"王{relation}")
        world.approve(world.submit(group, seat))
    barred = world.join(world.submit(group, mother()))
    removal = Removal(version=world.fresh(barred).version, article="H3", ban=True)
    decisions.remove(world.door, world.operator, group.id, barred.id, removal)

    for form in ({"pupil0": "王芳", "phone": "13800000008"}, {}):
        visitor = Visitor.of(app)
        status = asked(world, visitor, **form)
        assert said(visitor.page(status)) == waiting
        amended = visitor.send(f"{status}/amend", name="王英")
        assert amended.status_code == 303
        assert said(visitor.page(status)) == waiting
    kept = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    assert sorted(bool(request.verdict.blocking) for request in kept) == [False, True, True]


def test_corrections_of_one_request_come_to_an_end(
    world: World, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "CORRECTIONS_A_DAY", 1)
    group = world.group()
    status = asked(world, phone)
    assert phone.send(f"{status}/amend", name="王英").status_code == 303
    before = only(world, group)
    response = phone.send(f"{status}/amend", name="王秀")
    assert (response.status_code, "Retry-After" in response.headers) == (429, True)
    assert only(world, group) == before


def test_nicknames_handed_in_for_one_request_come_to_an_end(
    world: World, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "CORRECTIONS_A_DAY", 1)
    group = world.group()
    made = intake.submit(world.door, group, mother(nickname="小明妈"))
    status = f"/r/{made.reference}"
    assert phone.send(status, f"{status}/rename", nickname="李明妈").status_code == 303
    assert phone.send(status, f"{status}/rename", nickname="李妈妈").status_code == 429


def test_a_refused_form_can_be_corrected(world: World, phone: Visitor) -> None:
    group = world.group()
    status = asked(world, phone, **STRANGER)
    page = phone.page(f"{status}/amend")
    assert 'value="赵不在"' in page
    assert phone.send(f"{status}/amend", pupil0="李明").status_code == 303
    assert "正在核对" in phone.page(status)
    request = only(world, group)
    assert request.application.consent
    assert request.application.students == (NamedStudent("李明", "妈妈"),)


def test_a_correction_that_is_damaged_is_told_beside_its_field(
    world: World, phone: Visitor
) -> None:
    world.group()
    status = asked(world, phone)
    response = phone.send(f"{status}/amend", pupil0="李?")
    assert response.status_code == 422
    assert "wrong-pupil0" in response.text


def test_an_approved_request_can_no_longer_be_corrected(world: World, phone: Visitor) -> None:
    group = world.group()
    status = asked(world, phone)
    form = phone.page(f"{status}/amend")
    world.approve(only(world, group))
    assert phone.get(f"{status}/amend").status_code == 303
    late = phone.post(f"{status}/amend", forms(form)[f"{status}/amend"])
    assert late.status_code == 409
    assert "已同意" in late.text
    assert f'href="{status}"' in late.text  # where it is told what to do instead


def test_a_request_can_be_taken_back(world: World, phone: Visitor) -> None:
    group = world.group()
    status = asked(world, phone)
    assert phone.send(status, f"{status}/withdraw").status_code == 303
    assert "您已撤回" in phone.page(status)
    assert only(world, group, "withdrawn")


def test_a_wrong_nickname_can_be_handed_in_anew(world: World, phone: Visitor) -> None:
    group = world.group()
    request = world.submit(
        group,
        guardian(phone="13800000002", nickname="小明妈"),
        reference=f"{SCHOOL}.{'x' * 22}",
    )
    assert request.state == "needs_rename"
    status = f"/r/{SCHOOL}.{'x' * 22}"
    assert 'value="李明妈妈"' in phone.page(status)
    assert phone.send(status, f"{status}/rename", nickname="").status_code == 422
    assert phone.send(status, f"{status}/rename", nickname="李明妈妈").status_code == 303
    assert world.fresh(request).state == "pending"


def test_the_rules_are_confirmed_before_the_way_in_is_shown(world: World, phone: Visitor) -> None:
    group = world.group()
    status = approved(world, phone, group)
    code = only(world, group, "approved").code
    page = phone.page(status)
    assert code not in page
    for article in world.door.groups.covenant(group).articles:
        assert article.words("zh") in page
    assert phone.send(status, f"{status}/confirm").status_code == 422
    assert phone.send(status, f"{status}/confirm", read="yes").status_code == 303
    assert f"李明妈妈 {code}" in phone.page(status)


def test_rules_that_changed_while_they_were_read_are_shown_again(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    status = approved(world, phone, group)
    response = phone.send(status, f"{status}/confirm", read="yes", version="9.9")
    assert response.status_code == 422
    assert "请再读一遍" in response.text


def test_a_new_major_version_is_asked_for_again_and_the_way_in_waits(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    status = entry_ready(world, phone, group)
    code = only(world, group, "approved").code
    articles = [{"id": a.id, **a.text} for a in world.door.groups.covenant(group).articles]
    articles[0]["zh"] = "新的条款。"
    covenants.publish(world.door, world.operator, group.id, articles, major=True)
    assert code not in phone.page(status)
    assert "新的条款" in phone.page(status)


def test_the_admins_own_card_is_shown_with_the_text_to_send(world: World, phone: Visitor) -> None:
    group = world.group()
    status = entry_ready(world, phone, group)
    assert f"{status}/entry" not in phone.page(status)
    entries.put(world.door, world.operator, group.id, PNG, None)
    assert f'src="{status}/entry"' in phone.page(status)
    assert phone.get(f"{status}/entry").data == PNG


def test_a_groups_code_is_shown_while_it_is_valid_and_never_after(
    world: World, phone: Visitor
) -> None:
    group = world.group(entry_mode="qr")
    status = entry_ready(world, phone, group)
    assert "班主任正在更新群二维码" in phone.page(status)
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + DAY)
    assert phone.get(f"{status}/entry").data == PNG
    assert f"{status}/entry" in phone.page(status)
    world.watch.forward(DAY)
    assert phone.get(f"{status}/entry").status_code == 404
    assert f"{status}/entry" not in phone.page(status)
    assert "班主任正在更新群二维码" in phone.page(status)


def test_a_picture_without_an_end_is_no_groups_code(world: World, phone: Visitor) -> None:
    group = world.group()
    status = entry_ready(world, phone, group)
    entries.put(world.door, world.operator, group.id, PNG, None)
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    assert phone.get(f"{status}/entry").status_code == 404


def test_nobody_sees_the_picture_before_approval_and_confirmation(
    world: World, phone: Visitor
) -> None:
    group = world.group(entry_mode="qr")
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + DAY)
    status = asked(world, phone)
    assert phone.get(f"{status}/entry").status_code == 404
    world.approve(only(world, group))
    assert phone.get(f"{status}/entry").status_code == 404
    world.confirm(only(world, group, "approved"))
    assert phone.get(f"{status}/entry").status_code == 200
    world.watch.forward(8 * DAY)
    assert phone.get(f"{status}/entry").status_code == 404


def test_a_bots_group_shows_the_code_alone(world: World, phone: Visitor) -> None:
    group = world.group(entry_mode="bot")
    status = entry_ready(world, phone, group)
    page = phone.page(status)
    assert only(world, group, "approved").code in page
    assert "<img" not in page


def test_who_is_in_the_group_already_needs_no_way_in(world: World, phone: Visitor) -> None:
    group = world.group()
    status = asked(world, phone, inside="yes")
    world.approve(only(world, group))
    phone.send(status, f"{status}/confirm", read="yes")
    assert only(world, group, "joined")
    assert "您已在群里" in phone.page(status)


def test_a_request_whose_time_ran_out_reads_as_lapsed_before_the_clock_records_it(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    status = asked(world, phone)
    world.watch.forward(15 * DAY)
    assert "已经过了时间" in phone.page(status)
    assert only(world, group).state == "pending"


def test_looking_at_a_page_changes_nothing(world: World, phone: Visitor) -> None:
    group = world.group()
    status = approved(world, phone, group)
    before = only(world, group, "approved")
    for path in (status, f"{status}/amend", f"{status}/entry"):
        phone.get(path)
    assert only(world, group, "approved") == before


def test_a_decline_tells_why_with_the_admins_note(world: World, phone: Visitor) -> None:
    group = world.group()
    status = asked(world, phone)
    request = only(world, group)
    decisions.decline(
        world.door, world.operator, group.id, request.id,
        version=request.version, reason="not_in_class", note="请联系教务处",
    )  # fmt: skip
    page = phone.page(status)
    assert "名单上没有找到对应的人" in page
    assert "请联系教务处" in page


def test_a_removal_names_the_rule(world: World, phone: Visitor) -> None:
    group = world.group()
    status = approved(world, phone, group)
    request = only(world, group, "approved")
    removal = Removal(request.version, "P2", "broke_covenant")
    decisions.remove(world.door, world.operator, group.id, request.id, removal)
    article = next(a for a in world.door.groups.covenant(group).articles if a.id == "P2")
    assert article.words("zh") in phone.page(status)


def test_no_page_tells_one_guardian_about_the_other(app: Flask, world: World) -> None:
    group = world.group()
    mother, father = Visitor.of(app), Visitor.of(app)
    hers = asked(world, mother)
    before = mother.page(hers)
    his = asked(world, father, relation="爸爸", name="李建国", phone="13800000001")
    request = next(
        r for r in world.door.requests.page(SCHOOL, group.id, "pending")[0]
        if r.application.name == "李建国"
    )  # fmt: skip
    world.join(request)
    assert father.page(his)
    token = re.compile(r'name="csrf_token" value="[^"]+"')
    assert token.sub("", mother.page(hers)) == token.sub("", before)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_the_journey_speaks_of_the_machinery(
    world: World, phone: Visitor, language: str
) -> None:
    group = world.group()
    phone.headers["Accept-Language"] = language
    seen = [phone.page(f"/j/{world.link}"), phone.page(f"/j/{world.link}?role=guardian")]
    status = asked(world, phone)
    seen += [phone.page(status), phone.page(f"{status}/amend"), phone.page(f"/j/{world.link}")]
    world.approve(only(world, group))
    seen.append(phone.page(status))
    phone.send(status, f"{status}/confirm", read="yes")
    seen.append(phone.page(status))
    world.join(only(world, group, "approved"))
    seen.append(phone.page(status))
    for page in seen:
        assert not MACHINERY.search(text_of(page)), text_of(page)


def test_a_page_speaks_english_where_it_is_asked_to_and_remembers(
    world: World, phone: Visitor
) -> None:
    world.group()
    page = phone.page(f"/j/{world.link}?role=guardian&lang=en")
    assert "Ask to join the group" in page
    assert '<html lang="en">' in page
    assert "Ask to join the group" in phone.page(f"/j/{world.link}?role=guardian")
    assert "申请进群" in phone.page(f"/j/{world.link}?role=guardian&lang=zh")


def test_whom_to_ask_is_named_as_in_a_sentence(world: World, phone: Visitor) -> None:
    world.group()
    status = asked(world, phone)
    assert "the homeroom teacher will look at it by" in phone.page(f"{status}?lang=en")


def test_a_reference_that_is_none_is_not_found(world: World, phone: Visitor) -> None:
    world.group()
    for path in ("/r/hill.nothing", "/r/nothing", "/r/other.x"):
        assert phone.get(path).status_code == 404


def test_the_rules_stand_on_the_page_from_the_beginning(world: World, phone: Visitor) -> None:
    group = world.group()
    page = phone.page(asked(world, phone))
    for article in world.door.groups.covenant(group).articles:
        assert article.words("zh") in page


def test_only_a_text_is_said_to_be_copied(world: World, phone: Visitor) -> None:
    group = world.group()
    status = entry_ready(world, phone, group)
    assert "长按文字" in phone.page(status)
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    assert "长按文字" not in phone.page(status)


def test_who_asked_once_more_is_not_told_to_have_taken_the_first_request_back(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    first = asked(world, phone)
    asked(world, phone)
    waiting = world.door.requests.page(SCHOOL, group.id, "pending")[0]
    [later] = [request for request in waiting if request.attaches]
    world.approve(later)
    assert only(world, group, "withdrawn")
    assert "以后来那份为准" in phone.page(first)
    assert "撤回" not in text_of(phone.page(first))


def test_a_page_has_a_title_of_its_own_that_names_nobody(world: World, phone: Visitor) -> None:
    group = world.group()
    status = asked(world, phone)
    link = f"/j/{world.link}"
    paths = (f"{link}?more=1", link, f"{link}/rules", status, f"{status}/amend")
    titles = [re.findall("<title>(.*)</title>", phone.page(path))[0] for path in paths]
    assert len(set(titles)) == len(paths)
    for title in titles:
        assert title.endswith(f" · {group.title}")
        assert "李明" not in title


def test_a_groups_code_is_never_shown_as_somebodys_card_nor_a_card_as_the_code(
    world: World, phone: Visitor
) -> None:
    group = world.group(entry_mode="qr")
    status = entry_ready(world, phone, group)
    entries.put(world.door, world.operator, group.id, PNG, world.watch.now + DAY)
    groups.change(world.door, world.operator, group.id, entry_mode="invite")
    assert phone.get(f"{status}/entry").status_code == 404
    card = PNG + b"card"
    entries.put(world.door, world.operator, group.id, card, world.watch.now + DAY)
    groups.change(world.door, world.operator, group.id, entry_mode="qr")
    assert phone.get(f"{status}/entry").data == PNG


def test_a_phone_on_which_a_new_address_was_opened_finds_the_request_again(
    world: World, phone: Visitor
) -> None:
    group = world.group()
    asked(world, phone)
    renewed = references.renew(world.door, world.operator, group.id, only(world, group).id)
    link = f"/j/{world.link}"
    assert "这部手机上的申请" not in phone.page(link)

    phone.page(f"/r/{renewed}")

    assert "这部手机上的申请" in phone.page(link)
