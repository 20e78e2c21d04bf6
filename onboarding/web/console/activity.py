"""What was done in a group: the event trail, latest first, by what, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from onboarding.activity_sentences import AREAS, DETAILS
from onboarding.clock import DAY
from onboarding.rules.kinds import Kind
from onboarding.services import activity
from onboarding.services.activity import Wanted
from onboarding.storage.events import Told
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, console_pages, group_for
from onboarding.web.console.rows import who
from onboarding.web.console.session import caller
from onboarding.web.here import door
from onboarding.web.language import gettext, language
from onboarding.words import code_text, day, end_of_day, state_text
from schemas.console_forms import load_date
from schemas.forms import FormInvalid

blueprint = console_pages("activity", __name__)

ACTORS: Final = ("applicant", "token", "time", "operator")
_OF_A_REQUEST: Final = frozenset({"request", "member", "account"})
_REASONS: Final[Mapping[str, str]] = {
    "request.approved": "replace_reason",
    "request.declined": "decline_reason",
    "member.removed": "remove_reason",
    "member.replaced": "replace_reason",
    "escalation.raised": "escalation_cause",
}
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s")
LATEST: Final = 50
"""So many events of one request are shown; looking at its details makes one each time."""
_SENT: Final = ("what", "by", "since", "until", "request")
_MARK: Final = 4
"""So many characters of a request's id tell it from the others of a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words; `request` is the id of the request that it is about, "" for none."""

    at: int
    who: str
    did: str
    detail: str
    article: str
    request: str

    @property
    def mark(self) -> str:
        """A few characters that stand for the request."""
        return mark(self.request)


def mark(request_id: str) -> str:
    """A few characters that stand for a request in a list."""
    return request_id[:_MARK].upper()


@blueprint.get("/admin/groups/<group_id>/activity")
def show(group_id: str) -> ResponseReturnValue:
    """One page of the trail."""
    group = group_for("events_read", group_id)
    typed = {name: request.args.get(name, "") for name in _SENT}
    try:
        wanted = _wanted(typed)
    except FormInvalid:
        return _page(group, typed, [], "", problems={"since": "not_a_time"}), 422
    before = request.args.get("before", "")
    found, following = activity.page(door(), caller(), group_id, wanted, before)
    return _page(group, typed, found, following)


def _page(
    group: Group, typed: Mapping[str, str], found: Iterable[Told], following: str, **more: Any
) -> str:
    names = _names(group, found)
    lines = _lines(group, found, names)
    return render_template(
        "console/activity.html",
        **about(group),
        typed=typed,
        only=mark(typed["request"]),
        called=_called(group, {typed["request"], *(line.request for line in lines)}),
        areas=AREAS,
        admins=sorted(
            (f"admin:{each}", names[f"admin:{each}"])
            for each in door().admins.of_group(group.school, group.id)
        ),
        actors=ACTORS,
        lines=lines,
        following=following,
        **{"problems": {}, **more},
    )


def _wanted(typed: Mapping[str, str]) -> Wanted:
    """Raises FormInvalid for a day that isn't one."""
    since, until = load_date(typed["since"]), load_date(typed["until"])
    return Wanted(
        whats=frozenset(AREAS[typed["what"]]) if typed["what"] in AREAS else None,
        by=typed["by"],
        since=end_of_day(since) - DAY if since else None,
        until=end_of_day(until) if until else None,
        request=typed["request"],
    )


def _called(group: Group, request_ids: Iterable[str]) -> dict[str, str]:
    """How each request is called in the queue, for this caller; without those that have no name
    any more."""
    found = door().requests.many(group.school, sorted(filter(None, request_ids)))
    names = {made.id: who(made) for made in found if made.group == group.id}
    return {request_id: name for request_id, name in names.items() if name not in ("", request_id)}


def history(group: Group, request_id: str) -> list[Line]:
    """What has happened with one request, latest first."""
    found = door().events.of_request(group.school, request_id, LATEST)
    return _lines(group, found, _names(group, found))


def _lines(group: Group, found: Iterable[Told], names: Mapping[str, str]) -> list[Line]:
    return [_line(each, names, door().policy(group)) for each in found]


def _line(event: Told, names: Mapping[str, str], policy: Kind) -> Line:
    area, _, _ = event.what.partition(".")
    about_request = area in _OF_A_REQUEST or event.what == "covenant.confirmed"
    kind, _, _ = event.who.partition(":")
    return Line(
        at=event.at,
        who=names.get(event.who) or code_text("actor", kind, language()),
        did=code_text("happened", event.what, language()),
        detail=_detail(event, names),
        article=event.article or _excepted(event, policy),
        request=event.record if about_request else str(event.facts.get("request", "")),
    )


def _excepted(event: Told, policy: Kind) -> str:
    """The articles that somebody was approved against, with a reason."""
    codes = event.facts.get("overridden", ())
    return gettext(", ").join(sorted({policy.articles[c] for c in codes if c in policy.articles}))


def _detail(event: Told, names: Mapping[str, str]) -> str:
    """What else an event tells; "" where it hasn't the facts for it."""
    sentence = DETAILS.get(event.what, "")
    facts = _facts(event, names)
    needed = _PLACEHOLDER.findall(sentence)
    if not needed or any(facts.get(name) in (None, "") for name in needed):
        return ""
    return gettext(sentence, **facts)


def _facts(event: Told, names: Mapping[str, str]) -> dict[str, Any]:
    """An event's facts, its codes in words."""
    spoken = language()
    facts = dict(event.facts)
    if "reported_at" in facts:
        facts["day"] = day(facts["reported_at"], spoken)
    facts["name"] = names.get(f"admin:{event.record}", "")
    facts["state"] = state_text(str(facts.get("from", "")), spoken)
    facts["role"] = code_text("admin_role", str(facts.get("role", "")), spoken) or gettext("none")
    if table := _REASONS.get(event.what):
        facts["reason"] = code_text(table, str(facts.get("reason", "")), spoken)
    fields = [code_text("group_field", each, spoken) for each in facts.get("fields", ())]
    facts["fields"] = gettext(", ").join(fields)
    return facts


def _names(group: Group, found: Iterable[Told]) -> dict[str, str]:
    """Who is behind `admin:<id>` and `token:<id>`, of the group's admins and of those who stand
    in the events."""
    ids = set(door().admins.of_group(group.school, group.id))
    for event in found:
        kind, _, who = event.who.partition(":")
        ids |= {who} if kind == "admin" else set()
        ids |= {event.record} if event.what.startswith("admin.") and event.record else set()
    names = {f"admin:{e.id}": e.name for e in door().admins.many(group.school, sorted(ids))}
    if any(event.who.startswith("token:") for event in found):
        tokens = door().tokens.all(group.school)
        names |= {f"token:{each.id}": each.label for each in tokens if each.label}
    return names
