"""Which line is whom, as far as it is certain: by a bound account, or by the right nickname.

Holders are matched to the lines that show a nickname right for them, each once, and as many
as can be: equal nicknames may be borne by two people, and one person may have several right
ones. A name without its end, and a line whose account is known to be somebody else's, are
matched to nobody. The order of the lines doesn't matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onboarding.rules import nicknames
from onboarding.rules.auditing import Holder, Listed, Other
from onboarding.rules.auditscene import Scene


@dataclass(slots=True)
class Matched:
    """Holders by the place of their line, places of known others, and lines still open."""

    holders: dict[int, Holder] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    rest: tuple[Listed, ...] = ()

    @property
    def seen(self) -> frozenset[str]:
        """The records that the list shows to be inside."""
        return frozenset(holder.record for holder in self.holders.values())


def match(scene: Scene) -> Matched:
    """Known others by account, holders by account, holders by nickname, others by nickname.

    A known other shields one line. One known by nickname comes after the holders of that
    nickname, so that a mother's second phone doesn't make the mother absent.
    """
    lines = in_order(scene.picture.listed)
    others = [o for o in scene.picture.others if o.until is None or o.until > scene.now]
    done = Matched()
    others = _others_by_account(lines, others, done)
    _holders_by_account(scene, lines, done)
    open_lines = [line for line in lines if not _settled(line, done)]
    _holders_by_nickname(scene, open_lines, done)
    _others_by_nickname([line for line in open_lines if not _settled(line, done)], others, done)
    done.rest = tuple(line for line in lines if not _settled(line, done))
    return done


def in_order(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """The lines in an order of their own, whatever order the list has them in."""
    return tuple(
        sorted(
            listed,
            key=lambda line: (
                (line.account.platform, line.account.id) if line.account else ("", ""),
                nicknames.folded(line.nickname),
                line.nickname,
                line.cut,
                line.record,
                not line.is_admin,
                line.inviter,
                line.joined_at or 0,
                line.at,
            ),
        )
    )


def may_be(holder: Holder, line: Listed) -> bool:
    """Tell whether nothing that accounts prove speaks against a line being this holder."""
    proven_other = bool(line.record or line.bars or line.student_elsewhere)
    return not proven_other and not (holder.subject.bound and line.account is not None)


def _settled(line: Listed, done: Matched) -> bool:
    return line.at in done.holders or line.at in done.others


def _others_by_account(
    lines: Iterable[Listed], others: Iterable[Other], done: Matched
) -> list[Other]:
    by_account = {other.account: other for other in others if other.account is not None}
    met = set()
    for line in lines:
        if line.account is not None and (other := by_account.get(line.account)):
            done.others.add(line.at)
            met.add(other.id)
    return [other for other in others if other.id not in met]


def _holders_by_account(scene: Scene, lines: Iterable[Listed], done: Matched) -> None:
    for line in lines:
        holder = scene.holders.get(line.record)
        if holder is not None and not _settled(line, done) and holder.record not in done.seen:
            done.holders[line.at] = holder


def _holders_by_nickname(scene: Scene, lines: Iterable[Listed], done: Matched) -> None:
    by_key: dict[str, list[Listed]] = {}
    for line in lines:
        if not line.cut:
            by_key.setdefault(nicknames.folded(line.nickname), []).append(line)
    seen = done.seen
    waiting = [h for h in scene.picture.holders if h.record not in seen]
    waiting.sort(key=lambda holder: (_left(scene, holder), holder.since, holder.record))
    fitting = {
        holder.record: [
            line
            for key in sorted(scene.accepted(holder))
            for line in by_key.get(key, ())
            if may_be(holder, line)
        ]
        for holder in waiting
    }
    taken: dict[int, Holder] = {}
    for holder in waiting:
        _seat(holder, fitting, taken)
    done.holders |= taken


def _seat(holder: Holder, fitting: Mapping[str, list[Listed]], taken: dict[int, Holder]) -> None:
    """Give a holder a line, moving others to further lines of theirs where that makes room."""
    come_from: dict[int, Holder] = {}
    queue = [holder]
    for asking in queue:
        for line in fitting[asking.record]:
            if line.at in come_from:
                continue
            come_from[line.at] = asking
            if line.at in taken:
                queue.append(taken[line.at])
                continue
            _hand_on(line.at, holder, come_from, taken)
            return


def _hand_on(
    at: int, first: Holder, come_from: Mapping[int, Holder], taken: dict[int, Holder]
) -> None:
    while True:
        asking = come_from[at]
        before = next((place for place, held in taken.items() if held is asking), None)
        taken[at] = asking
        if asking is first or before is None:
            return
        at = before


def _left(scene: Scene, holder: Holder) -> bool:
    here = scene.roster.by_id
    return any((p := here.get(person)) is None or p.left for person in holder.people)


def _others_by_nickname(lines: Iterable[Listed], others: Iterable[Other], done: Matched) -> None:
    waiting: dict[str, list[Other]] = {}
    for other in others:
        if other.nickname:
            waiting.setdefault(nicknames.folded(other.nickname), []).append(other)
    for line in lines:
        for other in waiting.get(nicknames.folded(line.nickname), ()):
            if other.account is None or line.account is None:
                waiting[nicknames.folded(line.nickname)].remove(other)
                done.others.add(line.at)
                break
