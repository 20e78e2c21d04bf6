"""Schools and groups: make one, change its settings, make its join link anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from onboarding.clock import DAY
from onboarding.rules import covenant, entry, errors
from onboarding.rules import overrides as own_rules
from onboarding.rules.entry import Condition
from onboarding.rules.kinds import Kind, with_overrides
from onboarding.services import entries
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.links import new_link, school_in
from onboarding.services.settling import once, until_settled
from onboarding.storage import ids
from onboarding.storage.groups import ENTRY_MODES, KEEP, Entry, Group
from onboarding.storage.keys import SLUG
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.requestrecord import time_text
from onboarding.storage.seal import digest

LONGEST_QR_DAYS = 7
LARGEST_IMAGE = 300_000
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group that has just been made. `link` is the text of its join link, shown once."""

    group: Group
    link: str
    done: Done


def create(
    door: Door,
    caller: Caller,
    *,
    kind: str,
    title: str,
    school_title: str = "",
    group_id: str = "",
    overrides: Mapping[str, Any] | None = None,
    exceptions: Collection[str] = (),
    entry_mode: str = "invite",
    idem: Idempotency | None = None,
) -> NewGroup:
    """Make a group in the caller's school. `exceptions` as `change` takes them.

    Raises errors.NotAllowed, Invalid (`kind`, `id`, `entry_mode`, an override), Taken.
    """
    require(caller, "group_create", "")

    def replay(earlier: Done) -> NewGroup:
        return NewGroup(door.groups.get(caller.school, earlier.record), "", earlier)

    def make() -> NewGroup:
        if kind not in door.kinds:
            raise errors.Invalid(field="kind", reason="unknown")
        if group_id and not SLUG.fullmatch(group_id):
            raise errors.Invalid(field="id", reason="not_a_slug")
        _check_mode(entry_mode)
        usual = door.kinds[kind]
        policy = with_overrides(usual, overrides or {})
        excepted = own_rules.exceptions(usual, usual, policy, exceptions)
        link = new_link(caller.school)
        first = covenant.first(policy)
        group = Group(
            id=group_id or ids.new_id(10),
            school=caller.school,
            kind=kind,
            title=title,
            created_at=door.clock(),
            link=digest(link),
            covenant=str(first.version),
            entry_mode=entry_mode,
            overrides=dict(overrides or {}),
        )
        event = _event("group.created", caller, group, group.created_at, usual, excepted)
        try:
            done = door.groups.create(group, school_title or title, first.articles, event, idem)
        except errors.Taken:
            raise errors.Taken(field="id") from None
        return replay(done) if done.replayed else NewGroup(group, link, done)

    made = once(door.memory, idem, replay, make)
    door.hint(caller.school)
    return made


def change(
    door: Door,
    caller: Caller,
    group_id: str,
    *,
    title: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    exceptions: Collection[str] = (),
    entry_mode: str | None = None,
    closed: bool | None = None,
    seen: int | None = None,
    idem: Idempotency | None = None,
) -> Group:
    """Change what is given and leave the rest. `overrides` replaces all overrides; `exceptions`
    are the findings against whose article they may go (`overrides.exceptions`), which the event
    keeps; `seen` is the version of the settings that the caller looked at.

    Raises errors.NotAllowed, NotFound, Invalid, Busy, Stale where they have changed since `seen`.
    """
    given = {"title": title, "overrides": overrides, "entry_mode": entry_mode, "closed": closed}
    wanted: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if wanted.keys() != {"closed"}:
        require(caller, "settings_write", group_id)
    if closed is not None:
        require(caller, "group_close", group_id)
    if entry_mode is not None:
        _check_mode(entry_mode)

    def attempt() -> Group | None:
        old = door.groups.get(caller.school, group_id)
        if seen is not None and seen != old.policy:
            return None
        new = replace(old, **wanted)
        usual = door.kinds[old.kind]
        policy = with_overrides(usual, new.overrides)
        excepted = own_rules.exceptions(usual, door.policy(old), policy, exceptions)
        changed = tuple(name for name in wanted if getattr(old, name) != getattr(new, name))
        if not changed:
            return old
        now = door.clock()
        event = _event("group.changed", caller, old, now, usual, excepted, fields=changed)
        moved = old.entry_mode != new.entry_mode
        tell_at = entry.next_telling(door.groups.entry_until(new), now)
        before, after = entries.works_until(door, old), entries.works_until(door, new)
        door.groups.change(
            old,
            new,
            now,
            event,
            resets=entries.resets(door, old, before, after, now),
            tell_at=time_text(tell_at) if moved else KEEP,
            idem=idem,
        )
        return door.groups.get(caller.school, group_id)

    def replay(_earlier: Done) -> Group | None:
        return door.groups.get(caller.school, group_id)

    settled = once(door.memory, idem, replay, lambda: until_settled(attempt))
    if settled is None:
        raise errors.Stale
    door.hint(caller.school)
    return settled


def rotate_link(door: Door, caller: Caller, group_id: str, idem: Idempotency | None = None) -> str:
    """Make the join link anew; the old one ends. The new link's text, shown once; "" on a
    replay. Raises errors.NotAllowed, NotFound, Busy."""
    require(caller, "link_rotate", group_id)

    def attempt() -> str:
        old = door.groups.get(caller.school, group_id)
        link = new_link(caller.school)
        now = door.clock()
        event = Event("group.link_rotated", caller.ref, now, old.id, old.id)
        done = door.groups.change(old, replace(old, link=digest(link)), now, event, idem=idem)
        return "" if done.replayed else link

    link = once(door.memory, idem, lambda _earlier: "", lambda: until_settled(attempt))
    door.hint(caller.school)
    return link


def put_entry(
    door: Door,
    caller: Caller,
    group_id: str,
    image: bytes,
    valid_until: int | None,
    idem: Idempotency | None = None,
) -> None:
    """Set the picture that lets people in: the group's QR (valid 7 days at most) or the
    admin's own card. Approvals whose time stood still go on with what they had left.

    Raises errors.NotAllowed, NotFound, Busy, and errors.Invalid for a picture that isn't PNG
    or JPEG, is over 300 kB, or is said to be valid for longer than a group's QR ever is.
    """
    require(caller, "entry_write", group_id)
    media_type = next((kind for start, kind in _SIGNATURES.items() if image.startswith(start)), "")
    if not media_type:
        raise errors.Invalid(field="image", reason="not_png_or_jpeg")
    if len(image) > LARGEST_IMAGE:
        raise errors.Invalid(field="image", reason="too_large")

    def attempt() -> None:
        group = door.groups.get(caller.school, group_id)
        now = door.clock()
        until = inf if valid_until is None else valid_until
        lapses = group.entry_mode == "qr"
        if lapses and not now < until <= now + LONGEST_QR_DAYS * DAY:
            raise errors.Invalid(field="valid_until", reason="seven_days_at_most")
        before, after = entries.works_until(door, group), until if lapses else inf
        door.entries.put(
            group,
            Entry(image, media_type, valid_until),
            _renewed(door, caller, group, now),
            tell_at=entry.next_telling(until, now),
            resets=entries.resets(door, group, before, after, now),
            idem=idem,
        )

    once(door.memory, idem, lambda _earlier: None, lambda: until_settled(attempt))
    door.hint(caller.school)


def _renewed(door: Door, caller: Caller, group: Group, now: int) -> Event:
    facts = {
        "mode": group.entry_mode,
        "was": entry.condition(door.groups.entry_until(group), now),
        "waiting": entries.waiting(door, group, now),
    }
    return Event("entry.renewed", caller.ref, now, group.id, group.id, facts=facts)


@dataclass(frozen=True, slots=True)
class EntryStanding:
    """How the picture for a group's way in stands, until when it works (ms; None without
    end or picture), and how many are approved, have confirmed and aren't in yet."""

    state: Condition
    until: int | None
    waiting: int


def entry_standing(door: Door, group: Group) -> EntryStanding:
    """How the way in stands, for whoever keeps the group."""
    now = door.clock()
    until = door.groups.entry_until(group)
    return EntryStanding(
        state=entry.condition(until, now),
        until=None if until is None or until == inf else int(until),
        waiting=entries.waiting(door, group, now),
    )


def by_link(door: Door, link: str) -> Group:
    """The open group behind a join link's text. Raises errors.NotFound, GroupClosed."""
    school = school_in(link)
    group = door.groups.by_link(school, digest(link))
    if group.closed:
        raise errors.GroupClosed
    return group


def visible(door: Door, caller: Caller) -> list[Group]:
    """Every group of the school that the caller may see."""
    groups = door.groups.ids(caller.school)
    return door.groups.many(
        caller.school, [group for group in groups if caller.may("group_read", group)]
    )


def page(door: Door, caller: Caller, after: str, limit: int) -> tuple[list[Group], str]:
    """Up to `limit` of the groups that the caller may see, oldest first, from behind the
    group `after` ("" for the first), and where to go on from ("" at the end).

    Raises errors.Invalid(field="cursor") where there is no such group.
    """
    seen = [g for g in door.groups.ids(caller.school) if caller.may("group_read", g)]
    if after and after not in seen:
        raise errors.Invalid(field="cursor", reason="not_a_cursor")
    start = seen.index(after) + 1 if after else 0
    wanted = seen[start : start + limit]
    following = wanted[-1] if start + limit < len(seen) else ""
    return (door.groups.many(caller.school, wanted) if wanted else []), following


def _check_mode(entry_mode: str) -> None:
    if entry_mode not in ENTRY_MODES:
        raise errors.Invalid(field="entry_mode", reason="unknown")


def _event(
    what: str,
    caller: Caller,
    group: Group,
    now: int,
    kind: Kind,
    excepted: Sequence[str],
    **facts: object,
) -> Event:
    """What was done with a group's settings, and against which article of its kind."""
    article = kind.article(excepted[0]) if excepted else ""
    noted = {"overridden": excepted} if excepted else {}
    return Event(what, caller.ref, now, group.id, group.id, article, {**facts, **noted})
