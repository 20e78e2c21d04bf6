"""The audit pages: a list goes in, a work list comes out, and a person acts on it."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from onboarding.clock import DAY
from onboarding.rules.auditing import Listed
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits, auditwork, knownothers
from onboarding.storage.groups import Group
from tests.builders import SCHOOL, World
from tests.web.visitor import Visitor, text_of

PAGE = "/admin/groups/class3/audit"
INSIDE = ("李明妈妈", "李明爸爸", "王芳爸爸", "陈静", "周伟", "欧阳娜娜妈妈", "阿依古丽·买买提妈妈")
CHAIN = "#接龙\n请大家接龙\n" + "\n".join(f"{at}. {who}" for at, who in enumerate(INSIDE, 1))
HTMX = {"HX-Request": "true"}


def work(world: World) -> audits.Worklist:
    return audits.worklist(world.door, world.operator, "class3")


def only(world: World, what: str) -> WorkItem:
    [found] = [each for each in work(world).open if each.item.what == what]
    return found


def do(visitor: Visitor, item: WorkItem, what: str, **filled: str) -> int:
    url = f"{PAGE}/items/{item.id}/{what}"
    return visitor.send(PAGE, url, **filled).status_code


@pytest.fixture
def english(owner: Visitor) -> Visitor:
    owner.headers["Accept-Language"] = "en"
    return owner


@pytest.fixture
def adopted(world: World, english: Visitor) -> Visitor:
    """A group whose seven people have been taken in."""
    audits.run(
        world.door, world.operator, "class3",
        [Listed(at, who) for at, who in enumerate(INSIDE, 1)],
    )  # fmt: skip
    ids = [each.id for each in work(world).open]
    assert all(e.request for e in auditwork.adopt(world.door, world.operator, "class3", ids))
    world.watch.forward(1)
    return english


def test_the_first_screen_takes_a_list_and_tells_how_one_gets_it(english: Visitor) -> None:
    page = text_of(english.page(PAGE))
    for said in ("Who is in the chat", "How many members", "sign-up chain", "screenshots"):
        assert said in page
    assert "Last audit" not in page


def test_a_pasted_chain_becomes_one_screen(world: World, english: Visitor) -> None:
    answer = english.send(PAGE, list=CHAIN, head_count="8")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#last")
    page = text_of(english.page(PAGE))
    assert "Can be taken in 7" in re.sub(r"\s+", " ", page)
    assert "lacks 1 of those who are in the group" in page
    assert world.door.audits.runs(SCHOOL, "class3")[0].lines == 7


def test_an_uploaded_file_does_too(world: World, english: Visitor) -> None:
    data = io.BytesIO("群昵称\n李明妈妈\n王芳爸爸\n".encode("gb18030"))
    assert english.send(PAGE, file=(data, "群成员.csv")).status_code == 303
    assert {each.item.nickname for each in work(world).open if each.item.what == "adopt"} == {
        "李明妈妈", "王芳爸爸",
    }  # fmt: skip


def test_what_cannot_be_read_is_told_and_what_was_typed_stays(
    world: World, english: Visitor
) -> None:
    empty = english.send(PAGE, list="  \n")
    assert empty.status_code == 422
    assert "nothing is in it" in text_of(empty.text)
    wrong = english.send(PAGE, list="李明妈妈", head_count="many")
    assert wrong.status_code == 422
    assert "李明妈妈</textarea>" in wrong.text
    assert not world.door.audits.runs(SCHOOL, "class3")


def test_all_are_taken_in_by_one_action_and_each_that_is_not_says_why(
    world: World, english: Visitor
) -> None:
    english.send(PAGE, list=CHAIN)
    ids = [each.id for each in work(world).open]
    auditwork.adopt(world.door, world.operator, "class3", ids[:1])
    answer = english.send(PAGE, f"{PAGE}/adopt", item=ids)
    said = text_of(answer.text)
    assert "Taken in: 6" in said
    assert "not taken in: 1" in said
    assert "Ask whom you took in to fill in the form" in said
    assert work(world).open == ()


def test_the_text_for_them_carries_the_join_link_for_once(world: World, adopted: Visitor) -> None:
    link = world.door.link_url(world.link)
    said = adopted.send(PAGE, f"{PAGE}/link", link=link)
    assert f"The join link: {link}" in said.text
    wrong = adopted.send(PAGE, f"{PAGE}/link", link="https://elsewhere.example/j/x")
    assert wrong.status_code == 422
    assert link not in adopted.page(PAGE)


def test_all_wrong_nicknames_are_one_text_and_one_press(world: World, adopted: Visitor) -> None:
    adopted.send(PAGE, list="\n".join(("李明妈", "王芳爸", *INSIDE[1:2], *INSIDE[3:])))
    page = adopted.page(PAGE)
    assert "李明妈 → 李明妈妈\n王芳爸 → 王芳爸爸" in page
    ids = [each.id for each in work(world).open if each.item.what == "rename"]
    adopted.send(PAGE, f"{PAGE}/reminded", item=ids)
    assert {each.reminders for each in work(world).open if each.id in ids} == {1}
    page = text_of(adopted.page(PAGE))
    assert "reminded 1 of" in page
    assert "I have sent it" not in page


def test_an_item_is_reminded_of_done_and_opened_again(world: World, adopted: Visitor) -> None:
    adopted.send(PAGE, list="\n".join((*INSIDE, "路人")))
    item = only(world, "unknown")
    assert do(adopted, item, "remind") == 303
    assert only(world, "unknown").reminders == 1
    assert do(adopted, item, "handled") == 303
    assert work(world).open == ()
    assert do(adopted, item, "reopen") == 303
    assert only(world, "unknown").id == item.id


def test_ignoring_takes_a_reason(world: World, adopted: Visitor) -> None:
    adopted.send(PAGE, list="\n".join((*INSIDE, "路人")))
    item = only(world, "unknown")
    assert do(adopted, item, "ignored", reason=" ") == 422
    assert only(world, "unknown")
    assert do(adopted, item, "ignored", reason="校医") == 303
    assert work(world).open == ()
    assert "校医" in adopted.page(PAGE)


def test_a_second_tap_shows_how_it_stands(world: World, adopted: Visitor) -> None:
    adopted.send(PAGE, list="\n".join((*INSIDE, "路人")))
    item = only(world, "unknown")
    auditwork.settle(world.door, world.operator, "class3", item.id, "handled")
    url = f"{PAGE}/items/{item.id}/remind"
    token = re.search(r'name="csrf_token" value="([^"]+)"', adopted.page(PAGE))
    assert token
    assert adopted.post(url, {"csrf_token": token[1]}).status_code == 303
    assert adopted.post(f"{PAGE}/items/{item.id}/else", {"csrf_token": token[1]}).status_code == 404


def test_htmx_gets_the_item_alone(world: World, adopted: Visitor) -> None:
    adopted.send(PAGE, list="\n".join((*INSIDE, "路人")))
    item = only(world, "unknown")
    page = adopted.page(PAGE)
    adopted.headers |= HTMX
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1]}
    wrong = adopted.post(f"{PAGE}/items/{item.id}/ignored", {**sent, "reason": ""})
    assert wrong.status_code == 422
    assert wrong.text.strip().startswith("<li")
    answer = adopted.post(f"{PAGE}/items/{item.id}/remind", sent)
    assert answer.status_code == 200
    assert answer.text.strip().startswith("<li")
    assert "reminded 1 of" in answer.text


def test_somebody_is_placed_by_hand(world: World, english: Visitor) -> None:
    english.send(PAGE, list="欧阳娜那妈妈")
    item = only(world, "unknown")
    [candidate] = item.item.candidates
    answer = english.send(PAGE, f"{PAGE}/items/{item.id}/place")
    assert "Taken in: 1" in text_of(answer.text)
    [record] = world.door.requests.page(SCHOOL, "class3", "joined", "", 9)[0]
    assert record.people == candidate.people
    assert record.unclaimed


def test_a_place_that_the_item_does_not_name_is_nobodys(world: World, english: Visitor) -> None:
    english.send(PAGE, list="欧阳娜那妈妈")
    item = only(world, "unknown")
    assert do(english, item, "place", candidate="guardian 妈妈 x") == 303
    assert world.door.requests.counts(SCHOOL, "class3")["joined"] == 0


def test_a_known_other_is_kept_and_no_audit_asks_again(world: World, adopted: Visitor) -> None:
    pasted = "\n".join((*INSIDE, "班级小助手"))
    adopted.send(PAGE, list=pasted)
    item = only(world, "unknown")
    assert do(adopted, item, "known", reason="机器人", consented_by="", until="") == 422
    assert do(adopted, item, "known", reason="机器人", consented_by="郑校长", until="") == 303
    assert work(world).open == ()
    world.watch.forward(1)
    adopted.send(PAGE, list=pasted)
    last = world.door.audits.runs(SCHOOL, "class3")[0]
    assert (work(world).open, last.known) == ((), 1)


def test_a_member_is_no_known_other_and_nobody_is_kept_twice(
    world: World, adopted: Visitor
) -> None:
    adopted.send(PAGE, list="\n".join(("李明妈", *INSIDE[1:], "班级小助手")))
    page = adopted.page(PAGE)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "reason": "机器人", "consented_by": "郑校长"}
    bot, member = only(world, "unknown"), only(world, "rename")
    for item in (member, bot, bot):
        assert adopted.post(f"{PAGE}/items/{item.id}/known", sent).status_code == 303
    kept = knownothers.of_group(world.door, world.operator, "class3")
    assert [each.nickname for each in kept] == ["班级小助手"]
    assert only(world, "rename").status == "open"


def test_the_form_of_a_removal_stands_open_with_the_rule_that_an_audit_cites(
    world: World, adopted: Visitor
) -> None:
    [record, *_] = world.door.requests.page(SCHOOL, "class3", "joined", "", 9)[0]
    there = f"/admin/groups/class3/requests/{record.id}"
    assert '<details class="fold" id="remove">' in adopted.page(there)
    page = adopted.page(f"{there}?article=M1&reason=not_in_class")
    assert '<details class="fold" id="remove" open>' in page
    assert '<option value="M1" selected>' in page
    assert '<option value="not_in_class" selected>' in page


def test_the_ladder_ends_in_a_link_to_the_removal(world: World, adopted: Visitor) -> None:
    adopted.send(PAGE, list="\n".join(("李明妈", *INSIDE[1:])))
    item = only(world, "rename")
    for _ in range(3):
        auditwork.remind(world.door, world.operator, "class3", [item.id])
        world.watch.forward(3 * DAY)
    adopted.sign_in()
    page = adopted.page(PAGE)
    there = f"/admin/groups/class3/requests/{item.item.record}?article="
    assert there in page
    assert "reason=nickname_not_corrected#remove" in page


def test_a_doubtful_list_is_said_to_be_wrong_and_nobody_is_proposed(
    world: World, adopted: Visitor
) -> None:
    adopted.send(PAGE, list="\n".join((*INSIDE[:4], *(f"路人{at}" for at in "甲乙丙丁戊己"))))
    page = adopted.page(PAGE)
    assert "Probably the list is wrong" in page
    assert "to be removed" not in page
    assert "#remove" not in page


def test_who_is_not_on_a_complete_list_has_left_by_one_press(
    world: World, adopted: Visitor
) -> None:
    adopted.send(PAGE, list="\n".join(INSIDE[:-1]), head_count="6")
    item = only(world, "absent")
    assert do(adopted, item, "handled") == 303
    assert world.door.requests.get(SCHOOL, item.item.record).state == "left"


def test_the_pages_are_kept_by_nobody_and_open_to_those_who_may(
    world: World, group: Group, app: Flask, adopted: Visitor
) -> None:
    pages = (PAGE, f"{PAGE}/report", "/admin/groups/class3/others")
    assert all(adopted.get(page).headers["Cache-Control"] == "no-store" for page in pages)
    world.admin("xiao", supervisor=True)
    other = Visitor.of(app)
    other.sign_in("xiao")
    assert other.get(PAGE).status_code == 403
    assert other.get(f"{PAGE}/report").status_code == 403
    assert adopted.get(f"{PAGE}/adopt").location == PAGE
