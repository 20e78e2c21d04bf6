"""The covenant: what members read, and their confirmations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onboarding.rules import covenant, errors, journey
from onboarding.rules.covenant import Change, Compared, Covenant
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.intake import APPLICANT
from onboarding.services.membership import as_now, join_if_ready
from onboarding.services.settling import settled
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.requestrecord import Request


@dataclass(frozen=True, slots=True)
class Published:
    """A new version, and what it changes against the one before."""

    covenant: Covenant
    changes: tuple[Change, ...]


def current(door: Door, group: Group) -> Covenant:
    """The covenant that members confirm now."""
    return door.groups.covenant(group)


def compare(door: Door, group: Group, old: str, new: str) -> tuple[Compared, ...]:
    """Two versions article by article. Raises errors.NotFound for one that there is not."""
    before, after = (door.groups.covenant(group, version) for version in (old, new))
    return covenant.compare(before.articles, after.articles)


def foresee(door: Door, caller: Caller, group_id: str, articles: object) -> tuple[Compared, ...]:
    """What the next version would change in the one in force, if it had these articles.

    Raises errors.NotAllowed, NotFound, Invalid as `publish`.
    """
    require(caller, "covenant_write", group_id)
    group = door.groups.get(caller.school, group_id)
    old = door.groups.covenant(group)
    new = _next(door, group, old, articles, major=False, note="")
    return covenant.compare(old.articles, new.articles)


def publish(
    door: Door,
    caller: Caller,
    group_id: str,
    articles: object,
    *,
    major: bool,
    base: str = "",
    note: str = "",
    idem: Idempotency | None = None,
) -> Published:
    """Publish the next version. A major one asks every member again, a minor one doesn't.

    `articles`: a list of `{id, zh, en}` tables; `base`: the version that they were written
    from, the one in force where it isn't said; `note` tells members what is new. Raises
    errors.NotAllowed, CovenantMoved where another version was published since `base`, Busy,
    Invalid (naming the article), Invalid(field="articles", reason="unchanged").
    """
    require(caller, "covenant_write", group_id)
    seen = base or door.groups.get(caller.school, group_id).covenant

    def attempt() -> Published:
        group = door.groups.get(caller.school, group_id)
        if group.covenant != seen:
            raise errors.CovenantMoved(covenant=group.covenant)
        old = door.groups.covenant(group)
        new = _next(door, group, old, articles, major=major, note=note)
        changes = covenant.changed(old.articles, new.articles)
        now = door.clock()
        facts = {"version": str(new.version), "articles": sorted({c.article for c in changes})}
        event = Event("covenant.published", caller.ref, now, group.id, group.id, facts=facts)
        kept = replace(group, covenant=str(new.version))
        door.groups.change(group, kept, event, published=new, idem=idem)
        return Published(new, changes)

    def replay(_earlier: Done) -> Published:
        return Published(current(door, door.groups.get(caller.school, group_id)), ())

    return settled(door, caller.school, idem, replay, attempt)


def _next(
    door: Door, group: Group, old: Covenant, articles: object, *, major: bool, note: str
) -> Covenant:
    read = covenant.read_articles(door.policy(group), articles)
    if covenant.digest(read) == old.digest:
        raise errors.Invalid(field="articles", reason="unchanged")
    version = covenant.next_version(old.version, major)
    return Covenant(version, read, covenant.read_note(note))


def confirm(
    door: Door,
    school: str,
    request_id: str,
    version: str,
    *,
    who: str = APPLICANT,
    idem: Idempotency | None = None,
) -> Request:
    """Record one person's confirmation of the version that was shown.

    Somebody who said to be in the group already is joined by it, once approved. Raises
    errors.IllegalMove outside pending, needs_rename, approved and joined; errors.CovenantMoved when
    it moved on since it was shown.
    """

    def attempt() -> Request:
        old = door.requests.get(school, request_id)
        now = door.clock()
        if old.state_at(now) not in journey.LIVE:
            raise errors.IllegalMove(move="receipt", state=old.state_at(now))
        group = door.groups.get(school, old.group)
        if version != group.covenant:
            raise errors.CovenantMoved(covenant=group.covenant)
        if old.receipt == version:
            return old
        text = door.groups.covenant(group)
        new = replace(
            old, receipt=version, receipt_at=now, receipt_digest=text.digest, changed_at=now
        )
        facts: Mapping[str, object] = {"covenant": version}
        event = Event("covenant.confirmed", who, now, old.group, old.id, facts=facts)
        door.moves.make(old, new, event, idem=idem)
        return door.requests.get(school, request_id)

    confirmed = settled(door, school, idem, as_now(door, school), attempt)
    return join_if_ready(door, confirmed, who)
