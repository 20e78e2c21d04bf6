"""Audits: the real group's member list held against members and roster, and what to do."""

from __future__ import annotations

from typing import Any, Final

from flask import request
from werkzeug.exceptions import BadRequest

from onboarding import audit_sentences
from onboarding.api import answers, auth, body, here, once
from onboarding.api.routes import Media, Routes
from onboarding.importing import memberlist
from onboarding.problems import problem_of
from onboarding.rules import errors
from onboarding.rules.auditing import Listed
from onboarding.rules.kinds import Kind
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits, auditwork, knownothers
from onboarding.services.audits import Worklist
from onboarding.services.auditwork import Adopted
from onboarding.services.knownothers import KnownOther, NewOther
from onboarding.storage.audits import Run
from schemas.audits import (
    HeadCount,
    ItemAction,
    ItemIds,
    MemberList,
    NewOtherTable,
    ShownAdoptions,
    ShownItem,
    ShownOther,
    ShownOthers,
    ShownRun,
    ShownRuns,
    ShownWorklist,
    WhichItems,
)
from schemas.paging import page

AUDITS: Final = "/groups/<slug:group>/audits"
ITEM: Final = f"{AUDITS}/items/<slug:item>/actions"
OTHERS: Final = "/groups/<slug:group>/others"
FILE_BYTES: Final = 6 * 1024 * 1024
_LIST = MemberList()
_FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
_MEDIA: Media = {"application/json": {"schema": _LIST}, "multipart/form-data": {"schema": _FILE}}

routes = Routes("audits", "The real group against its list (T10, P10, S3, S10, H1, H2, C2)")
auth.by_token(routes.blueprint)


@routes.add(
    "POST", AUDITS, acts=["audit_run"], query=HeadCount(), media=_MEDIA, answers=ShownWorklist()
)
def run_audit(query: dict[str, Any], group: str) -> dict[str, Any]:
    """Hold the group's member list against members and roster: JSON, or a file as multipart
    `file` (text, CSV, XLSX). Removes nobody; answers with the whole work list."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = FILE_BYTES
        request.get_data()
        idem = once.key()
        listed = memberlist.read_members(_file())
    else:
        idem = once.key()
        listed = _listed(body.load(_LIST, body.read_json()))
    report = audits.run(
        here.door(), here.caller(), group, listed, head_count=query["head_count"], idem=idem
    )
    work = report.worklist
    return _page(work, list(work.open), "") | {"audit": _run(report.run)}


@routes.add("GET", AUDITS, acts=["audit_run"], query=WhichItems(), answers=ShownWorklist())
def show_worklist(query: dict[str, Any], group: str) -> dict[str, Any]:
    """What there is to do, or what became of what was, the most urgent or the latest first."""
    work = audits.worklist(here.door(), here.caller(), group)
    found = work.open if query["status"] == "open" else work.closed
    wanted = [each for each in found if query["what"] in ("", each.item.what)]
    cursor = query["cursor"]
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 6):
        raise errors.Invalid(field="cursor", reason="not_a_cursor")
    start = int(cursor or 0)
    end = start + query["limit"]
    return _page(work, wanted[start:end], str(end) if end < len(wanted) else "")


@routes.add("GET", f"{AUDITS}/runs", acts=["audit_run"], answers=ShownRuns())
def list_audits(group: str) -> dict[str, Any]:
    """The latest 400 audits in numbers, the latest first."""
    return page([_run(e) for e in audits.history(here.door(), here.caller(), group)], "")


@routes.add("POST", f"{ITEM}/handled", acts=["audit_run"], takes=ItemAction(), answers=ShownItem())
def handle_item(body: dict[str, Any], group: str, item: str) -> dict[str, Any]:
    """Tick an item off. Whoever is to be removed is removed by that, and who is absent has left
    (both take members:write)."""
    door, caller = here.door(), here.caller()
    idem = once.key()
    work = auditwork.settle(door, caller, group, item, "handled", body["reason"], idem)
    return _shown_in(group, work)


@routes.add("POST", f"{ITEM}/ignored", acts=["audit_run"], takes=ItemAction(), answers=ShownItem())
def ignore_item(body: dict[str, Any], group: str, item: str) -> dict[str, Any]:
    """Ignore an item from now on, for a reason."""
    door, caller = here.door(), here.caller()
    idem = once.key()
    work = auditwork.settle(door, caller, group, item, "ignored", body["reason"], idem)
    return _shown_in(group, work)


@routes.add("POST", f"{ITEM}/reopen", acts=["audit_run"], takes=ItemAction(), answers=ShownItem())
def reopen_item(body: dict[str, Any], group: str, item: str) -> dict[str, Any]:
    """Put an item back among what is to be done."""
    _no_reason(body)
    work = auditwork.reopen(here.door(), here.caller(), group, item, once.key())
    return _shown_in(group, work)


@routes.add("POST", f"{ITEM}/remind", acts=["audit_run"], takes=ItemAction(), answers=ShownItem())
def remind_of_item(body: dict[str, Any], group: str, item: str) -> dict[str, Any]:
    """Note that the group was reminded; within two days of the last time nothing changes."""
    _no_reason(body)
    [work] = auditwork.remind(here.door(), here.caller(), group, [item], once.key())
    return _shown_in(group, work)


@routes.add(
    "POST", f"{AUDITS}/adopt", acts=["audit_run"], takes=ItemIds(), answers=ShownAdoptions()
)
def adopt_items(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Take in whoever these `adopt` items are about, each by itself (takes members:write and
    requests:decide besides)."""
    idems = once.keys(body["items"])
    found = auditwork.adopt(here.door(), here.caller(), group, body["items"], idems)
    return {"items": [_adopted(each) for each in found]}


@routes.add("GET", OTHERS, acts=["member_read"], answers=ShownOthers())
def list_others(group: str) -> dict[str, Any]:
    """Whom the group knows without a seat, those whose time is over among them."""
    return page(
        [_other(each) for each in knownothers.of_group(here.door(), here.caller(), group)], ""
    )


@routes.add(
    "POST", OTHERS, acts=["member_write"], takes=NewOtherTable(), status=201, answers=ShownOther()
)
def keep_other(body: dict[str, Any], group: str) -> dict[str, Any]:
    """Know somebody without a seat: no audit finds anything about them (T17, H2)."""
    idem = once.key(201)
    return _other(knownothers.keep(here.door(), here.caller(), group, NewOther(**body), idem))


@routes.add("DELETE", f"{OTHERS}/<slug:other>", acts=["member_write"], status=204)
def drop_other(group: str, other: str) -> Any:
    """Know somebody no longer."""
    knownothers.drop(here.door(), here.caller(), group, other, once.key(204))
    return answers.nothing()


def _listed(table: dict[str, Any]) -> tuple[Listed, ...]:
    if "text" in table:
        return memberlist.read_members(table["text"])
    return tuple(Listed(at, **line) for at, line in enumerate(table["members"], 1))


def _file() -> bytes:
    parts = list(request.files.items(multi=True))
    if len(parts) != 1 or parts[0][0] != "file" or request.form:
        raise BadRequest
    data: bytes = parts[0][1].read()
    return data


def _no_reason(body: dict[str, Any]) -> None:
    if body["reason"]:
        raise errors.Invalid(field="reason", reason="unknown_field")


def _page(work: Worklist, items: list[WorkItem], following: str) -> dict[str, Any]:
    open_items = [each.item for each in work.open]
    return {
        "audit": _run(work.last) if work.last else None,
        "items": [_shown(each, work.policy) for each in items],
        "renames": audit_sentences.all_renames(open_items, work.policy, here.language()),
        "next": following or None,
    }


def _shown_in(group: str, work: WorkItem) -> dict[str, Any]:
    door = here.door()
    return _shown(work, door.policy(door.groups.get(here.caller().school, group)))


def _shown(work: WorkItem, policy: Kind) -> dict[str, Any]:
    item, language = work.item, here.language()
    told = {
        name: getattr(holder, name)
        for holder in (item, work)
        for name in ShownItem().fields
        if hasattr(holder, name)
    }
    candidates = [
        {
            name: getattr(each, name)
            for name in ("people", "role", "relation", "nickname", "nearness")
        }
        | {"request": each.record or None}
        for each in item.candidates
    ]
    return told | {
        "candidates": candidates,
        "request": item.record or None,
        "reminders_most": work.most,
        "why": audit_sentences.why_text(item, language),
        "text": audit_sentences.group_text(item, policy, language),
    }


def _run(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ShownRun().fields}


def _adopted(each: Adopted) -> dict[str, Any]:
    record = each.request.id if each.request else None
    if each.refusal is None:
        return {"id": each.item, "status": 200, "request": record, "problem": None}
    problem = problem_of(each.refusal)
    told = answers.problem_table(problem)
    return {"id": each.item, "status": problem.status, "request": None, "problem": told}


def _other(other: KnownOther) -> dict[str, Any]:
    told = {name: getattr(other, name, None) for name in ShownOther().fields}
    return told | {"expired": other.expired_at(here.door().clock())}
