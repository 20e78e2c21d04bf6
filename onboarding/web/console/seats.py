"""The seat map: who sits where, who is missing, and one person's place by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from onboarding.rules.kinds import Kind
from onboarding.rules.roster import SECTIONS, Section
from onboarding.sentences import N_
from onboarding.services import members, takingout
from onboarding.services.figures import figures
from onboarding.services.links import is_link_of
from onboarding.services.members import Place, SeatMap
from onboarding.services.membership import has_receipt
from onboarding.storage.groups import Group
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
    return _page(group_for("member_read", group_id))


@blueprint.post("/admin/groups/<group_id>/seats")
def with_link(group_id: str) -> ResponseReturnValue:
    """The same, its reminders with the join link that was handed in; it is kept nowhere."""
    group = group_for("member_read", group_id)
    link = request.form.get("link", "").strip().rpartition("/j/")[2]
    if not is_link_of(group, link):
        return _page(group, problems={"link": "not_the_link"}), 422
    return _page(group, url=door().link_url(link))


def _page(group: Group, *, url: str = "", problems: Mapping[str, str] | None = None) -> str:
    seats = members.seats(door(), caller(), group.id)
    return render_template(
        "console/seats.html",
        **about(group),
        **_HELPERS,
        seats=seats,
        gave_up=[e for e in takingout.gave_up(door(), caller(), group) if not e.taken_out_at],
        counted=members.counted_sections(seats.policy),
        blocks=_blocks(seats),
        coverage=_coverage(seats),
        reminders=reminders(seats, url),
        url=url,
        problems=problems or {},
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
        gave_up=[e for e in takingout.gave_up(door(), caller(), group) if person_id in e.people],
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
class Standing:
    """What becomes of a place: its look in map, bar and legend, and the words for it. `joined`
    are in the group there; with nobody, the place is held for somebody who is approved, or not."""

    look: str
    words: str
    joined: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the places that count stand how, the emptiest first, and the picture of it;
    `coming` are the people who are approved and not in the group yet."""

    tally: tuple[tuple[Standing, int], ...]
    whole: int
    coming: int
    picture: Markup

    @property
    def seated(self) -> int:
        """At how many places somebody is in the group."""
        return sum(count for standing, count in self.tally if standing.joined)

    @property
    def percent(self) -> int:
        """The same of a hundred; whole only where nobody is missing."""
        return 100 * self.seated // self.whole if self.whole else 0


def _coverage(seats: SeatMap) -> Coverage:
    counted, beside = seats.counted, seats.policy.seats is not None
    stand = [_standing(place, beside=beside) for place in counted]
    most = max([place.limit or 0 for place in counted] + [each.joined for each in stand], default=1)
    limit = counted[0].limit if counted else 1
    possible = (
        _NOBODY[beside],
        _HELD[beside],
        *(_joined(number, limit, beside=beside) for number in range(1, most + 1)),
    )
    tally = tuple((each, stand.count(each)) for each in possible)
    coming = {s.request.id for p in counted for s in p.sitting if s.request.state == "approved"}
    said = gettext(", ").join(f"{_words(each)}: {count}" for each, count in tally)
    return Coverage(
        tally=tally,
        whole=len(counted),
        coming=len(coming),
        picture=drawings.pieces(
            [Piece(count, each.look) for each, count in tally],
            title=gettext("How many are in the group"),
            about=said,
        ),
    )


def _standing(place: Place, *, beside: bool) -> Standing:
    if place.joined:
        return _joined(place.joined, place.limit, beside=beside)
    return (_HELD if place.coming else _NOBODY)[beside]


def _joined(number: int, limit: int | None, *, beside: bool) -> Standing:
    look = "full" if limit is None or number >= limit else "some"
    words = _BESIDE[min(number, len(_BESIDE)) - 1] if beside else N_("in the group")
    return Standing(look, words, number)


def _words(standing: Standing) -> str:
    return gettext(standing.words, count=standing.joined)


# Of places of one's own, and of places beside somebody.
_NOBODY: Final = (
    Standing("none", N_("haven’t asked yet")),
    Standing("none", N_("with nobody")),
)
_HELD: Final = (
    Standing("held", N_("approved, not in the group yet")),
    Standing("held", N_("place held, nobody in the group yet")),
)
_BESIDE: Final = (
    N_("one guardian in the group"),
    N_("two guardians in the group"),
    N_("%(count)s guardians in the group"),
)


def _chairs(place: Place) -> Markup:
    return drawings.chairs(place.joined, place.coming, place.free or 0)


def _look(place: Place, policy: Kind) -> str:
    """How the tile of a place looks; one that doesn't count and has nobody is free."""
    standing = _standing(place, beside=policy.seats is not None)
    counts = place.person.section in members.counted_sections(policy)
    return standing.look if counts or place.sitting else "free"


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
    "standing_words": _words,
    "look": _look,
    "swatch": drawings.swatch,
    "called": called,
}
"""What both templates draw and say places with."""
