"""Passing something to the school, and the pages on which its supervisor handles it (M3, T9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from onboarding.clock import DAY
from onboarding.services import escalating
from onboarding.services.escalating import Matter
from onboarding.storage.escalations import Escalation
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request
from onboarding.words import iso_day
from tests.builders import World
from tests.web.visitor import Visitor, text_of

NOTE = "昨晚在群里辱骂陈老师，劝过两次"
GROUP = "/admin/groups/class3/escalations"


@pytest.fixture
def member(world: World, group: Group) -> Request:
    return world.join(world.submit(group))


@pytest.fixture
def head(world: World, app: Flask) -> Visitor:
    return somebody(world, app, "head", supervisor=True)


def somebody(world: World, app: Flask, login: str, **roles: object) -> Visitor:
    world.admin(login, name=login, **roles)  # type: ignore[arg-type]
    visitor = Visitor.of(app)
    assert visitor.sign_in(login).status_code == 303
    return visitor


def said(page: str) -> str:
    return " ".join(text_of(page).split())


def raised(world: World, group: Group, request: str = "") -> Escalation:
    matter = Matter("attack", NOTE, request)
    return escalating.escalate(world.door, world.operator, group.id, matter)


def every(world: World) -> list[Escalation]:
    return escalating.all_of(world.door, world.operator)


def about(member: Request) -> str:
    return f"/admin/groups/class3/requests/{member.id}/escalate"


def test_a_teacher_passes_something_on_from_the_page_of_a_request(
    world: World, owner: Visitor, member: Request
) -> None:
    shown = f"/admin/groups/class3/requests/{member.id}"
    assert f'href="{about(member)}"' in owner.page(shown)
    sent = owner.send(about(member), cause="attack", note=NOTE)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{shown}#passed")
    [made] = every(world)
    assert (made.request, made.cause, made.note) == (member.id, "attack", NOTE)
    page = said(owner.page(shown))
    assert NOTE in page
    assert "等待答复" in page
    assert world.fresh(member).state == "joined"


def test_the_page_of_a_seat_leads_there(world: World, owner: Visitor, member: Request) -> None:
    [pupil] = member.people
    assert f'href="{about(member)}"' in owner.page(f"/admin/groups/class3/seats/{pupil}")


def test_something_about_the_group_is_passed_on_from_where_its_admins_are(
    world: World, owner: Visitor
) -> None:
    assert f'href="{GROUP}"' in owner.page("/admin/groups/class3/admins")
    assert owner.send(GROUP, cause="beyond_group", note=NOTE).status_code == 303
    [made] = every(world)
    assert (made.request, made.article) == ("", "M1")
    assert NOTE in said(owner.page(GROUP))


def test_the_form_says_who_will_read_it_or_that_nobody_is_named(
    world: World, owner: Visitor
) -> None:
    assert "还没有指定督导" in said(owner.page(GROUP))
    world.admin("head", name="郑安然", supervisor=True)
    page = said(owner.page(GROUP))
    assert "由学校督导查看：郑安然" in page
    assert "还没有指定督导" not in page


def test_a_form_that_is_sent_twice_passes_it_on_once(world: World, owner: Visitor) -> None:
    page = owner.page(GROUP)
    key = page.partition('name="key" value="')[2].partition('"')[0]
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "key": key, "cause": "attack", "note": NOTE}
    assert [owner.post(GROUP, form).status_code for _ in "12"] == [303, 303]
    assert len(every(world)) == 1
    changed = owner.post(GROUP, {**form, "note": "别的事"})
    assert changed.status_code == 422
    assert "别的事" in changed.text
    assert len(every(world)) == 1


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(
    world: World, owner: Visitor
) -> None:
    refused = owner.send(GROUP, note=NOTE)
    assert refused.status_code == 422
    assert 'id="wrong-cause"' in refused.text
    assert NOTE in refused.text
    assert every(world) == []


def test_who_has_too_much_open_is_asked_to_speak_to_the_school(
    world: World, owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onboarding.storage.escalations.MOST_OPEN", 0)
    refused = owner.send(GROUP, cause="other", note=NOTE)
    assert refused.status_code == 429
    assert "请直接联系学校" in said(refused.text)


def test_the_supervisor_finds_it_first_on_the_school_page_and_is_told_on_every_page(
    world: World, group: Group, head: Visitor
) -> None:
    assert "badge warn" not in head.page("/admin/account").partition("</header>")[0]
    made = raised(world, group)
    inbox = said(head.page("/admin/"))
    assert "1 件上报的事还没有答复" in inbox
    assert "没有要处理的事" not in inbox
    assert '<span class="badge warn">1' in head.page("/admin/account").partition("</header>")[0]
    page = head.page("/admin/school")
    assert f'href="/admin/school/escalations/{made.id}"' in page
    assert NOTE not in page
    assert "恶意攻击" in said(page)
    assert page.index(made.id) < page.index('class="health"')


def test_a_teacher_is_told_nothing_of_it_in_the_menu(
    world: World, group: Group, owner: Visitor
) -> None:
    raised(world, group)
    assert "badge warn" not in owner.page("/admin/account").partition("</header>")[0]
    assert "上报的事还没有答复" not in owner.page("/admin/")


def test_the_supervisor_answers_and_who_raised_it_reads_the_answer(
    world: World, owner: Visitor, member: Request, head: Visitor
) -> None:
    owner.send(about(member), cause="attack", note=NOTE)
    [made] = every(world)
    url = f"/admin/school/escalations/{made.id}"
    page = head.page(url)
    assert NOTE in page
    assert "M3" in said(page)
    assert f"/requests/{member.id}" in page
    sent = head.send(url, outcome="answered", answer="已约谈家长")
    assert (sent.status_code, sent.headers["Location"]) == (303, url)
    for place in (f"/admin/groups/class3/requests/{member.id}", about(member), GROUP):
        assert "已约谈家长" in said(owner.page(place))
    assert "<form" not in head.page(url).partition("<main")[2]


def test_reported_upward_is_recorded_with_whom_and_when_and_whom_the_group_does_not_read(
    world: World, group: Group, owner: Visitor, head: Visitor
) -> None:
    made = raised(world, group)
    url = f"/admin/school/escalations/{made.id}"
    today = iso_day(world.watch.now)
    outcome = {"outcome": "reported", "reported_to": "区教育局", "reported_on": today}
    assert head.send(url, **outcome).status_code == 303
    kept = every(world)[0]
    assert (kept.reported_to, iso_day(kept.reported_at or 0)) == ("区教育局", today)
    assert "区教育局" in head.page(url)
    page = owner.page(GROUP)
    assert "报告上级部门" in said(page)
    assert "区教育局" not in page


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"outcome": "reported", "reported_to": ""}, "reported_to"),
        ({"outcome": "reported", "reported_to": "区教育局", "reported_on": ""}, "reported_on"),
        ({"outcome": "reported", "reported_to": "区教育局", "reported_on": "soon"}, "reported_on"),
        ({"outcome": "answered", "answer": " "}, "answer"),
    ],
)
def test_an_outcome_that_lacks_something_closes_nothing(
    world: World, group: Group, head: Visitor, filled: dict[str, str], field: str
) -> None:
    made = raised(world, group)
    refused = head.send(f"/admin/school/escalations/{made.id}", **filled)
    assert refused.status_code == 422
    assert f'id="wrong-{field}"' in refused.text
    assert every(world)[0].state == "open"


def test_a_day_that_has_not_come_is_no_day_of_a_report(
    world: World, group: Group, head: Visitor
) -> None:
    made = raised(world, group)
    tomorrow = date.fromisoformat(iso_day(world.watch.now)) + timedelta(days=1)
    filled = {"reported_to": "区教育局", "reported_on": tomorrow.isoformat()}
    refused = head.send(f"/admin/school/escalations/{made.id}", outcome="reported", **filled)
    assert refused.status_code == 422
    assert "日期还没有到" in said(refused.text)
    assert every(world)[0].state == "open"


def test_a_second_tap_is_no_mistake_and_another_supervisor_is_told(
    world: World, app: Flask, group: Group, head: Visitor
) -> None:
    made = raised(world, group)
    url = f"/admin/school/escalations/{made.id}"
    deputy = somebody(world, app, "deputy", supervisor=True)
    deputy.page(url)
    for status in (303, 303):
        sent = head.post(url, {**tokens(head), "outcome": "answered", "answer": "已约谈"})
        assert sent.status_code == status
    late = deputy.post(url, {**tokens(deputy), "outcome": "answered", "answer": "我来"})
    assert late.status_code == 412
    assert "已由别人办结" in said(late.text)
    assert every(world)[0].answer == "已约谈"


def test_everything_that_was_passed_on_is_listed_for_the_supervisor(
    world: World, group: Group, head: Visitor
) -> None:
    first = raised(world, group)
    world.watch.forward(1)
    second = raised(world, group)
    handling = escalating.Handling("answered", "已约谈")
    escalating.handle(world.door, world.operator, first.id, handling)
    page = head.page("/admin/school/escalations")
    assert page.index(second.id) < page.index(first.id)
    assert NOTE not in page
    assert first.id not in head.page("/admin/school")


def test_the_trail_of_the_group_tells_it_without_what_was_written(
    world: World, owner: Visitor, member: Request
) -> None:
    owner.send(about(member), cause="attack", note=NOTE)
    escalating.handle(
        world.door,
        world.operator,
        every(world)[0].id,
        escalating.Handling("reported", "", "区教育局", world.watch.now - DAY),
    )
    page = owner.page("/admin/groups/class3/activity?what=school")
    for words in ("向学校上报了一件事", "有人恶意攻击", "报给了上级部门", "M3"):
        assert words in said(page), words
    assert f"/requests/{member.id}" in page
    assert NOTE not in page
    assert "区教育局" not in page


def test_the_committee_of_another_group_comes_to_no_page_of_it(
    world: World, app: Flask, member: Request
) -> None:
    made = raised(world, world.door.groups.get("hill", "class3"), member.id)
    world.group(group_id="class4")
    other = somebody(world, app, "sun", class4="committee")
    school = ("/admin/school/escalations", f"/admin/school/escalations/{made.id}")
    for url in (GROUP, about(member), *school):
        assert other.get(url).status_code == 403, url
    # The request isn't one of their own group, either.
    elsewhere = f"/admin/groups/class4/requests/{member.id}/escalate"
    assert other.get(elsewhere).status_code == 404
    for url in (GROUP, about(member), school[1]):
        sent = other.post(url, {**tokens(other), "cause": "other", "note": "x", "key": "k"})
        assert sent.status_code == 403, url
    assert [each.id for each in every(world)] == [made.id]
    assert every(world)[0].state == "open"


def test_an_owner_reads_no_page_of_the_supervisors(
    world: World, group: Group, owner: Visitor
) -> None:
    made = raised(world, group)
    for url in ("/admin/school/escalations", f"/admin/school/escalations/{made.id}"):
        assert owner.get(url).status_code == 403


def test_the_pages_are_not_kept_by_anybody(
    world: World, group: Group, owner: Visitor, head: Visitor
) -> None:
    made = raised(world, group)
    for visitor, url in ((owner, GROUP), (head, f"/admin/school/escalations/{made.id}")):
        assert "no-store" in visitor.get(url).headers["Cache-Control"]


def tokens(visitor: Visitor) -> dict[str, str]:
    """The hidden token of a page's forms."""
    page = visitor.page("/admin/account")
    return {"csrf_token": page.partition('name="csrf_token" value="')[2].partition('"')[0]}
