"""The seat map: who sits where, who is missing, and one person's place by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from onboarding.rules.kinds import Kind
from onboarding.rules.roster import SECTIONS, Section
from onboarding.sentences import N_
from onboarding.services import members
from onboarding.services.figures import figures
from onboarding.services.members import Place, SeatMap
from onboarding.services.membership import has_receipt
from onboarding.web.console import charts, drawings
from onboarding.web.console.drawings import Piece
from onboarding.web.console.frame import about, console_pages, group_for, reveals
from onboarding.web.console.reminding import called, reminders
from onboarding.web.console.session import caller
from onboarding.web.here import door
from onboarding.web.language import gettext

blueprint = console_pages("seats", __name__)


@dataclass(frozen=True, slots=True)
class Block:
    """The places of one part of the roster."""

    section: Section
    places: tuple[Place, ...]


@blueprint.get("/admin/groups/<group_id>/seats")
def show(group_id: str) -> ResponseReturnValue:
    """The map of the group, what it comes to, and whom to remind."""
    group = group_for("member_read", group_id)
    seats = members.seats(door(), caller(), group.id)
    return render_template(
        "console/seats.html",
        **about(group),
        **_HELPERS,
        seats=seats,
        beside=seats.policy.seats is not None,
        blocks=_blocks(seats),
        coverage=_coverage(seats),
        reminders=reminders(seats),
        charts=charts.of(figures(door(), caller(), [group])),
    )


@blueprint.get("/admin/groups/<group_id>/seats/<person_id>")
def person(group_id: str, person_id: str) -> ResponseReturnValue:
    """One person's place: who sits there, who asks to, what is free."""
    group = group_for("member_read", group_id)
    return render_template(
        "console/seat.html",
        **about(group),
        **_HELPERS,
        seat=members.seat(door(), caller(), group.id, person_id),
        reveals=reveals,
        confirmed=lambda made: has_receipt(group, made),
    )


def _blocks(seats: SeatMap) -> list[Block]:
    """The parts of the roster that have places, those that count first."""
    counted = members.counted_sections(seats.policy)
    ordered = sorted(SECTIONS, key=lambda section: section not in counted)
    found = (
        Block(section, tuple(p for p in seats.places if p.person.section == section))
        for section in ordered
    )
    return [block for block in found if block.places]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the places that count have nobody, one, two …; how many there are, how many
    people are to come in still, and the picture of it."""

    tally: tuple[tuple[int, int], ...]
    whole: int
    coming: int
    picture: Markup

    @property
    def seated(self) -> int:
        """How many places have somebody."""
        return self.whole - dict(self.tally)[0]

    @property
    def percent(self) -> int:
        """The same of a hundred; whole only where nobody is missing."""
        return 100 * self.seated // self.whole if self.whole else 0


def _coverage(seats: SeatMap) -> Coverage:
    counted, beside = seats.counted, seats.policy.seats is not None
    most = max((len(p.sitting) + (p.free or 0) for p in counted), default=1)
    held = [len(place.sitting) for place in counted]
    tally = tuple((number, held.count(number)) for number in range(most + 1))
    coming = {s.request.id for p in counted for s in p.sitting if s.request.state == "approved"}
    return Coverage(
        tally=tally,
        whole=len(counted),
        coming=len(coming),
        picture=drawings.pieces(
            [Piece(count, _how_full(number, most)) for number, count in tally],
            title=gettext("How many places are taken"),
            about=gettext(", ").join(
                f"{_seated_words(number, beside)}: {count}" for number, count in tally
            ),
        ),
    )


def _seated_words(number: int, beside: bool) -> str:
    """What a place is called at which so many sit, among places beside people or their own."""
    if not beside:
        return gettext(_OWN[bool(number)])
    words = _BESIDE[min(number, len(_BESIDE) - 1)]
    return gettext(words, count=number)


_OWN: Final = (N_("without a place yet"), N_("have a place"))
_BESIDE: Final = (
    N_("with nobody"),
    N_("with one guardian"),
    N_("with two guardians"),
    N_("with %(count)s guardians"),
)


def _how_full(number: int, most: int) -> str:
    if not number:
        return "none"
    return "full" if number == most else "some"


def _chairs(place: Place) -> Markup:
    return drawings.chairs(place.joined, place.coming, place.free or 0)


def _look(place: Place, policy: Kind) -> str:
    """How the tile of a place looks: an empty one stands out where it should be taken."""
    if not place.sitting:
        return "none" if place.person.section in members.counted_sections(policy) else ""
    return "some" if place.free or place.coming else "full"


def _place_words(place: Place) -> str:
    """What the chairs say, in words."""
    parts: Sequence[tuple[str, int]] = (
        (gettext("%(count)s in the group", count=place.joined), place.joined),
        (gettext("%(count)s on the way", count=place.coming), place.coming),
        (gettext("%(count)s free", count=place.free), place.free or 0),
    )
    return gettext(", ").join(words for words, number in parts if number)


_HELPERS: Final[Mapping[str, Any]] = {
    "chairs": _chairs,
    "one_chair": drawings.chairs,
    "place_words": _place_words,
    "seated_words": _seated_words,
    "look": _look,
    "swatch": drawings.swatch,
    "how_full": _how_full,
    "called": called,
}
"""What both templates draw and say places with."""
