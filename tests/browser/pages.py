"""Every page of the door: each GET address of the URL map, once or in several of its states.

A new page needs no line here as long as its arguments are known to the school (`School.spots`):
it is opened at the group `class2` by the one who is most likely to. A line of STATES says more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask import Flask
from werkzeug.routing import Rule

from onboarding.app import create_app
from onboarding.storage.ids import new_id
from tests.builders import settings
from tests.school import School

NOBODY: Final = ""
NOT_FOR_PEOPLE: Final = ("/api", "/assets", "/healthz", "/readyz", "/metrics")
NO_PAGES: Final = frozenset(
    {
        "settings.entry",
        "status.entry",
        "status.state",
        "queue.back",
        "request.back",
        "audit.back",
        "auditing.back",
        "others.back",
        "exporting.back",
    }
)
"""Pictures, what a page that is open asks for again, and ways back to a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address as somebody opens it: the spot of the school that fills its arguments, and who
    is signed in."""

    endpoint: str
    spot: str = "class2"
    who: str = "owner"
    query: dict[str, str] = field(default_factory=dict, hash=False)
    status: int = 200
    form: str = ""
    """The page of the same spot that holds the form which it answers; "" for a page by itself."""
    sent: dict[str, str] = field(default_factory=dict, hash=False)
    """What is filled in there; `{…}` stands for what the spot says, or for an admin's id."""

    @property
    def name(self) -> str:
        """What its picture is called."""
        more = [*self.query.values(), *([self.who] if self.who not in (NOBODY, "owner") else ())]
        spot = () if self.spot == "class2" else (self.spot,)
        more += ["answer", *(["both"] if "both" in self.sent else [])] if self.form else []
        return "-".join((self.endpoint.replace(".", "-"), *spot, *more))

    def url(self, app: Flask, school: School) -> str:
        """Its address in that school. Raises KeyError on an argument that no spot knows."""
        rule = next(app.url_map.iter_rules(self.endpoint))
        return address(app, rule, school.spots[self.spot], **self.query)

    def filled(self, school: School) -> dict[str, str]:
        """What its form sends beside what stands in it."""
        ids = {who: caller.admin.id for who, caller in school.admins.items()}
        known = {**school.spots[self.spot], **ids, "once": new_id(16)}
        return {name: value.format(**known) for name, value in self.sent.items()}


STATES: Final[dict[str, Sequence[Page]]] = {
    "join.form": (
        Page("join.form", who=NOBODY),
        Page("join.form", who=NOBODY, query={"role": "guardian"}),
        Page("join.form", who=NOBODY, query={"role": "teacher"}),
        Page("join.form", "class8", NOBODY, {"role": "student"}),
        Page("join.form", "office", NOBODY),
    ),
    "status.show": tuple(
        Page("status.show", spot, NOBODY)
        for spot in (
            "pending", "rename", "refused", "declined", "expired", "withdrawn", "removed",
            "approved", "confirmed", "joined", "scan", "lapsed", "no_picture",
        )
    ),
    "status.amend_form": (Page("status.amend_form", "pending", NOBODY),),
    "status.entry": (Page("status.entry", "scan", NOBODY),),
    "settings.entry": (Page("settings.entry", "class7"),),
    "queue.show": (
        *(Page("queue.show", query={"tab": tab}) for tab in ("pending", "refused", "decided")),
        Page("queue.show", who="committee", query={"tab": "needs_rename"}),
        Page("queue.show", who="supervisor"),
        Page("queue.show", "office"),
    ),
    "request.show": (
        *(Page("request.show", spot) for spot in ("pending", "near", "rival", "refused", "joined")),
        Page("request.show", "approved", "committee"),
        Page("request.show", "removed", "supervisor"),
    ),
    "queue.back": (Page("queue.back", query={"what": "many"}, status=303),),
    "audit.back": (Page("audit.back", query={"what": "adopt"}, status=303),),
    "auditing.back": (Page("auditing.back", "finding", query={"what": "place"}, status=303),),
    "others.back": (Page("others.back", "other", status=303),),
    "exporting.back": (Page("exporting.back", status=303),),
    "audit.show": (
        Page("audit.show"), Page("audit.show", "class8"), Page("audit.show", "office"),
        Page("audit.show", who="committee"), Page("audit.show", "class7"),
    ),
    "audit_report.show": (Page("audit_report.show"), Page("audit_report.show", "class8")),
    "others.show": (Page("others.show"), Page("others.show", "class7")),
    "request.back": (Page("request.back", "pending", query={"move": "approve"}, status=303),),
    "inbox.show": (
        Page("inbox.show"),
        *(Page("inbox.show", who=who) for who in ("committee", "supervisor")),
    ),
    "replacing.show": tuple(Page("replacing.show", spot) for spot in ("pending", "successor")),
    "school.show": (Page("school.show", who="supervisor"),),
    "schoollists.show": (Page("schoollists.show", who="supervisor"),),
    "rollover.show": (Page("rollover.show", who="supervisor"),),
    "transfer.show": (Page("transfer.show"), Page("transfer.show", who="supervisor")),
    "transfer.done": (
        Page("transfer.done", who="supervisor", query={"target_id": "class7"}),
    ),
    "escalations.listed": (Page("escalations.listed", who="supervisor"),),
    "escalations.show": tuple(
        Page("escalations.show", spot, "supervisor")
        for spot in ("escalation", "answered", "reported")
    ),
    "escalating.about_request": (
        Page("escalating.about_request", "joined"),
        Page("escalating.about_request", "joined", "committee"),
    ),
    "people.show": (Page("people.show", who="supervisor"),),
    "people.activity": (Page("people.activity", who="supervisor"),),
    "seats.show": (
        Page("seats.show"), Page("seats.show", "office"), Page("seats.show", "class8", "owner")
    ),
    "roster.show": (
        *(Page("roster.show", spot) for spot in ("class2", "class7", "office")),
        Page("roster.show", who="committee"),
    ),
    "persons.show": (Page("persons.show"), Page("persons.show", "class7")),
    "settings.show": (Page("settings.show"), Page("settings.show", "class8")),
    "session.second_step": (Page("session.second_step", who="halfway"),),
    "elsewhere.show": (
        Page("elsewhere.show", query={"nowhere": "nowhere"}, status=404),
        Page("elsewhere.show", who="supervisor", query={"nowhere": "groups/x/y"}, status=404),
    ),
    "invite.show": tuple(Page("invite.show", spot, NOBODY) for spot in ("invitation", "reset")),
}  # fmt: skip


ANSWERS: Final = (
    Page("rollover.draw", who="supervisor", form="rollover.show", sent={"title-class2": ""},
         status=422),
    Page("schoollists.hand_in", who="supervisor", form="schoollists.show", status=422),
    Page("transfer.preview", who="supervisor", form="transfer.show",
         sent={"person": "{person_id}", "target": "class7"}),
    Page("account.change_password", form="account.show", sent={"again": "x"}, status=422),
    Page("account.turn_on", form="account.set_up", sent={"code": "000000"}, status=422),
    Page("invite.use", "invitation", NOBODY, form="invite.show", sent={"again": "x"}, status=422),
    Page("session.sign_in", who=NOBODY, form="session.form", sent={"login": "nobody"}, status=401),
    Page("join.submit", who=NOBODY, form="join.form", status=422),
    Page("drafting.preview", form="drafting.edit", sent={"zh": "新的规定。"}),
    Page("importlist.preview", form="roster.show", sent={"names": "李明 2026001\n王䶮 2026005"}),
    Page("importlist.preview", "office", form="roster.show", sent={"names": "Wang?"}, status=422),
    Page("persons.form", form="persons.show"),
    Page("persons.add", form="roster.show", sent={"name": "李明"}, status=422),
    Page("people.delete", who="supervisor", form="people.show", sent={"admin": "{owner}"},
         status=409),
    Page("seats.with_link", form="seats.show", sent={"link": "{link}"}),
    Page("audit.run", form="audit.show", sent={"head_count": "many"}, status=422),
    Page("audit.with_link", form="audit.show", sent={"link": "{link}"}),
    Page("auditing.do", "finding", form="audit.show", sent={"reason": ""}, status=422),
    Page("others.add", form="others.show", sent={"nickname": "小助手"}, status=422),
    Page("poster.show", form="settings.show", sent={"link": "{link}"}),
    Page("poster.show", form="settings.show", sent={"link": "{link}", "both": "yes"}),
    Page("replacing.replace", "successor", form="replacing.show", status=422),
    Page("settings.rotate_link", "class7", form="settings.show"),
    Page("deciding.new_reference", "joined", form="request.show"),
    Page("admins.invite", form="admins.show", sent={"name": "钱慧"}),
    Page("admins.reset", form="admins.show"),
    Page("escalating.raise_about_group", form="escalating.show", sent={"note": "x"}, status=422),
    Page("escalations.close", "escalation", "supervisor", form="escalations.show",
         sent={"outcome": "reported", "reported_on": "2100-01-01"}, status=422),
    Page("people.invite", who="supervisor", form="people.show", sent={"name": "钱慧"}),
    Page("people.reset", who="supervisor", form="people.show"),
    Page("groups.create", form="groups.new_form",
         sent={"title": "三年二班家长群", "kind": "primary", "key": "{once}"}),
    Page("audit.adopt", form="audit.show"),
)  # fmt: skip
"""Pages that only a form shows: what is shown once, previews, what was filled in wrongly. Some
of them change the school; they come last."""


def rules(app: Flask, method: str = "GET") -> Iterator[Rule]:
    """The rules of the URL map that people meet and that take this method."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if method in (rule.methods or ()) and not str(rule).startswith(NOT_FOR_PEOPLE):
            yield rule


def address(app: Flask, rule: Rule, spot: Mapping[str, str], **query: str) -> str:
    """The rule's address at that spot; what of `query` isn't part of it follows it."""
    values = {name: spot[name] for name in rule.arguments - query.keys()}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values, **query)


def all_pages(app: Flask) -> list[Page]:
    """Each address of the URL map, the ones that aren't pages too."""
    found: list[Page] = []
    for rule in rules(app):
        who = "owner" if signed_in(rule) else NOBODY
        spot = "class2" if rule.arguments <= {"group_id", "link", "person_id"} else "pending"
        found += STATES.get(rule.endpoint, (Page(rule.endpoint, spot, who),))
    return found


def map_of_the_door() -> Flask:
    """The application, to read its URL map; it has no servers behind it."""
    nowhere = "redis://127.0.0.1:1"
    return create_app(settings(redis_url=nowhere, jobs_url=nowhere))


OPEN: Final = frozenset({"session", "invite"})
"""The console's blueprints for those who aren't signed in."""


def signed_in(rule: Rule) -> bool:
    """Whether only those who are signed in come in there."""
    return str(rule).startswith("/admin") and rule.endpoint.partition(".")[0] not in OPEN
