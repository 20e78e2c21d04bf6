"""What is taken out of the door, as tables in words: roster, members, seats, audit findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Literal, get_args

from onboarding import audit_sentences, words
from onboarding.exporting import Format, Table, written
from onboarding.exporting.rosterlist import roster_table
from onboarding.rules.roster import Person
from onboarding.rules.worklist import WorkItem
from onboarding.sentences import N_
from onboarding.services import exports
from onboarding.services.callers import Caller
from onboarding.services.door import Door
from onboarding.services.members import Place, SeatMap
from onboarding.services.membership import has_receipt
from onboarding.storage.requestrecord import Request

What = Literal["roster", "members", "seats", "findings"]
WHATS: Final[tuple[What, ...]] = get_args(What)

MEMBERS: Final = (
    N_("Row"), N_("Nickname"), N_("Role"), N_("On the list"), N_("Relation"),
    N_("How it stands"), N_("Since when"), N_("Rules confirmed"),
)  # fmt: skip
SEATS: Final = (
    N_("Row"), N_("Part of the list"), N_("On the list"), N_("Who sits there"),
    N_("In the group already"), N_("On the way there"), N_("Free"),
)  # fmt: skip
FINDINGS: Final = (
    N_("Row"), N_("What was found"), N_("Nickname"), N_("Should be called"), N_("On the list"),
    N_("Why"), N_("Article"), N_("How it stands"), N_("Times reminded"), N_("First found"),
    N_("Last found"), N_("Text for the group"),
)  # fmt: skip
TITLES: Final[Mapping[What, str]] = {
    "members": N_("Members"),
    "seats": N_("Seats"),
    "findings": N_("What audits found"),
}
_OPEN: Final = N_("to be done")


def file_of(
    door: Door, caller: Caller, group_id: str, what: What, form: Format, language: str
) -> tuple[str, bytes]:
    """A neutral name, and the file. Raises errors.NotAllowed, NotFound."""
    made = written(_TABLES[what](door, caller, group_id, language), form)
    return f"{what}-{group_id}-{words.iso_day(door.clock())}.{form}", made


def _roster(door: Door, caller: Caller, group_id: str, _language: str) -> Table:
    return roster_table(exports.roster(door, caller, group_id)[1])


def _members(door: Door, caller: Caller, group_id: str, language: str) -> Table:
    seats, members = exports.members(door, caller, group_id)
    people = {place.person.id: place for place in seats.places}
    rows = [_member(seats, people, each, language) for each in members]
    return _table("members", MEMBERS, rows, language)


def _member(
    seats: SeatMap, people: Mapping[str, Place], each: Request, language: str
) -> tuple[str, ...]:
    role = seats.policy.roles.get(each.role)
    places = [people[person] for person in each.people if person in people]
    relations = [s.relation for p in places for s in p.sitting if s.request.id == each.id]
    yes = words.say(language, N_("has confirmed"))
    return (
        each.nickname,
        (role.title.get(language) or role.title["zh"]) if role else each.role,
        "、".join(_called(place.person) for place in places),
        "、".join(dict.fromkeys(filter(None, relations))),
        words.state_text(each.state, language),
        words.iso_day(each.changed_at),
        yes if has_receipt(seats.group, each) else "",
    )


def _seats(door: Door, caller: Caller, group_id: str, language: str) -> Table:
    seats = exports.seats(door, caller, group_id)
    rows = [
        (
            words.code_text("section", place.person.section, language),
            _called(place.person),
            "、".join(each.request.nickname or each.relation for each in place.sitting),
            str(place.joined),
            str(place.coming),
            "" if place.free is None else str(place.free),
        )
        for place in seats.places
    ]
    return _table("seats", SEATS, rows, language)


def _findings(door: Door, caller: Caller, group_id: str, language: str) -> Table:
    work = exports.findings(door, caller, group_id)
    roster = door.rosters.read(work.group.school, work.group.id, work.group.roster)
    rows = [
        (
            audit_sentences.what_text(each.item.what, language),
            each.item.nickname,
            each.item.right,
            "、".join(_called(roster.by_id[p]) for p in each.item.people if p in roster.by_id),
            audit_sentences.why_text(each.item, language),
            each.item.article,
            _status(each, language),
            str(each.reminders),
            words.iso_day(each.first_seen),
            words.iso_day(each.last_seen),
            audit_sentences.group_text(each.item, work.policy, language),
        )
        for each in work.items
    ]
    return _table("findings", FINDINGS, rows, language)


def _table(
    what: What, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], language: str
) -> Table:
    say: Callable[[str], str] = partial(words.say, language)
    return Table(
        say(TITLES[what]),
        tuple(map(say, header)),
        tuple((str(number), *cells) for number, cells in enumerate(rows, 1)),
    )


def _called(person: Person) -> str:
    return f"{person.name}({person.label})" if person.label else person.name


def _status(work: WorkItem, language: str) -> str:
    if work.status == "open":
        return words.say(language, _OPEN)
    return words.code_text("audit_status", work.status, language)


_TABLES: Final[Mapping[What, Callable[[Door, Caller, str, str], Table]]] = {
    "roster": _roster,
    "members": _members,
    "seats": _seats,
    "findings": _findings,
}
