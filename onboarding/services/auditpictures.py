"""Everything that an audit looks at, read in a handful of round trips however long the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from onboarding.clock import DAY
from onboarding.rules.auditing import Holder, Listed, Other, Picture
from onboarding.rules.journey import HOLDS_PLACE, LIVE
from onboarding.rules.kinds import Kind
from onboarding.rules.roster import Roster
from onboarding.services.door import Door
from onboarding.services.judging import subject_of
from onboarding.storage.groups import Group
from onboarding.storage.requestrecord import Request


def picture(
    door: Door, group: Group, policy: Kind, listed: Sequence[Listed], *, complete: bool, now: int
) -> tuple[Picture, dict[str, Request]]:
    """What the list is held against at `now` (ms), and who holds a place by record."""
    held = {request.id: request for request in _holding(door, group, now)}
    roster = door.rosters.read(group.school, group.id, group.roster)
    admins = door.admins.many(group.school, door.admins.of_group(group.school, group.id))
    others = door.others.of_group(group.school, group.id)
    barred = door.overview.person_bans(group.school, group.id)
    seen = Picture(
        listed=tuple(_proven(door, group, listed, held, now)),
        roster=roster,
        holders=tuple(_holder(request, now) for request in held.values()),
        others=tuple(Other(o.id, o.nickname, o.account, o.until) for o in others),
        complete=complete,
        admins=tuple(admin.name for admin in admins),
        barred=tuple(ban for ban in barred if ban.until is None or ban.until > now),
        departed=_departed(roster),
        grace=policy.days["grace"] * DAY,
    )
    return seen, held


def _holding(door: Door, group: Group, now: int) -> Iterable[Request]:
    for state in ("joined", "approved"):
        for request in door.requests.in_state(group.school, group.id, state):
            if request.state_at(now) in HOLDS_PLACE:
                yield request


def _holder(request: Request, now: int) -> Holder:
    return Holder(
        record=request.id,
        state="joined" if request.state == "joined" else "approved",
        subject=subject_of(request, now),
        since=request.changed_at,
        nickname=request.nickname,
        unclaimed=request.unclaimed,
    )


def _departed(roster: Roster) -> dict[str, int]:
    return {p.id: p.left_at for p in roster.people if p.left and p.left_at is not None}


def _proven(
    door: Door, group: Group, listed: Sequence[Listed], held: dict[str, Request], now: int
) -> Iterable[Listed]:
    """The lines with what their accounts prove."""
    blinds = [each.account and door.blinds.account(group.school, each.account) for each in listed]
    known = [(blind, door.blinds.account_bar(group.school, blind)) for blind in blinds if blind]
    ties = dict(
        zip(
            (blind for blind, _ in known),
            door.overview.ties(group.school, group.id, known),
            strict=True,
        )
    )
    bound = {record for tie in ties.values() for record in tie.records} - held.keys()
    live = held | {
        request.id: request
        for request in door.requests.many(group.school, sorted(bound))
        if request.state_at(now) in LIVE
    }
    for line, blind in zip(listed, blinds, strict=True):
        if not blind:
            yield line
            continue
        tie = ties[cast("str", blind)]
        here = sorted((r for r in tie.records if r in live), key=lambda r: (r not in held, r))
        yield replace(
            line,
            record=here[0] if here else line.record,
            bars=tie.bars,
            student_elsewhere=tie.student_elsewhere,
        )
