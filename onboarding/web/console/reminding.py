"""Reminders for the group's chat, ready to be sent: short enough for one message each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onboarding.rules.kinds import Kind, Role
from onboarding.rules.roster import Person
from onboarding.sentences import N_
from onboarding.services.departures import Departure
from onboarding.services.members import SeatMap
from onboarding.storage.requestrecord import Request
from onboarding.web.language import gettext

LONGEST: Final = 500
"""So many characters a message, that everybody reads it to its end."""

GUARDIANS_MISSING: Final = N_(
    "Dear parents, nobody is in the group yet for: %(names)s. If you know them, please pass it "
    "on; it takes a minute. Thank you! %(way)s"
)
ALL_MUST_JOIN: Final = N_(
    "Everybody on the list is to be in the group. Still missing: %(names)s. Please pass it on; it "
    "takes a minute. Thank you! %(way)s"
)
PEOPLE_MISSING: Final = N_(
    "Not in the group yet: %(names)s. If you know them, please pass it on; it takes a minute. "
    "Thank you! %(way)s"
)
BY_LINK: Final = N_("The join link: %(url)s")
BY_ASKING: Final = N_("Whoever needs the join link gets it from me.")
UNCONFIRMED: Final = N_(
    "Please read the group’s rules and confirm them: %(names)s. They stand on the page that you "
    "got when you asked to join; at its end you confirm with one tap. Thank you!"
)
UNCLAIMED: Final = N_(
    "You are in the group already, and we don’t know yet who you are: %(names)s. Please open the "
    "join link and fill in the form; nobody has to leave. Thank you! %(way)s"
)
TO_ENTER: Final = N_(
    "Approved, and not in the group yet: %(names)s. Please open the page that you got when you "
    "asked to join once more and come in the way it shows. Thank you!"
)

CHILDREN_GONE: Final = N_(
    "Dear parents, the children of these members have moved on from our class: %(names)s. Thank "
    "you for the time together! Please leave the group in the next days; if this is wrong, please "
    "tell me."
)
PUPILS_GONE: Final = N_(
    "These pupils have moved on from our class: %(names)s. Thank you for the time together! "
    "Please leave the group in the next days; if this is wrong, please tell me."
)
COLLEAGUES_GONE: Final = N_(
    "These colleagues have moved on: %(names)s. Thank you for the time together! Please leave "
    "the group in the next days; if this is wrong, please tell me."
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is reminded of what (`topic`), how many they are, and the messages."""

    topic: str
    count: int
    messages: tuple[str, ...]


def reminders(seats: SeatMap, url: str = "") -> list[Reminder]:
    """What there is to remind of in a group. `url`: the join link, which the text for those who
    are missing carries; the group keeps it nowhere, so without it the text says who has it."""
    way = gettext(BY_LINK, url=url) if url else gettext(BY_ASKING)
    told = (
        ("missing", _missing(seats.policy), [called(each) for each in seats.missing]),
        ("unclaimed", UNCLAIMED, [_shown(each) for each in seats.unclaimed]),
        ("unconfirmed", UNCONFIRMED, [_shown(each) for each in seats.unconfirmed]),
        ("to_enter", TO_ENTER, [_shown(each) for each in seats.to_enter]),
    )
    return [
        Reminder(topic, len(names), tuple(messages(gettext(sentence), names, way=way)))
        for topic, sentence, names in told
        if names
    ]


def farewells(policy: Kind, departed: Sequence[Departure]) -> list[str]:
    """What the group is told of those who left the list: by nicknames, which it knows."""
    told: dict[str, dict[str, str]] = {CHILDREN_GONE: {}, PUPILS_GONE: {}, COLLEAGUES_GONE: {}}
    for made in (made for each in departed for made in each.records):
        told[_farewell(policy.roles[made.role])][made.id] = _shown(made)
    return [
        text
        for sentence, names in told.items()
        for text in messages(gettext(sentence), list(names.values()))
    ]


def messages(
    sentence: str, names: Sequence[str], longest: int = LONGEST, *, way: str = ""
) -> list[str]:
    """The sentence with the names in it, in as many messages as it takes; `way` is how one
    comes in, where the sentence says it."""
    between = gettext(", ")
    room = longest - len(sentence % {"names": "", "way": way})
    lines: list[str] = []
    for name in names:
        longer = f"{lines[-1]}{between}{name}" if lines else name
        if lines and len(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(name)
    return [sentence % {"names": line, "way": way} for line in lines]


def called(person: Person) -> str:
    """A person's name, with the mark that tells people of one name apart."""
    return f"{person.name}({person.label})" if person.label else person.name


def _shown(request: Request) -> str:
    """What others in the group know somebody by."""
    return request.nickname or request.application.name


def _farewell(role: Role) -> str:
    if role.beside:
        return CHILDREN_GONE
    return PUPILS_GONE if role.section == "students" else COLLEAGUES_GONE


def _missing(policy: Kind) -> str:
    if any(role.beside for role in policy.roles.values()):
        return GUARDIANS_MISSING
    return ALL_MUST_JOIN if policy.must_join else PEOPLE_MISSING
