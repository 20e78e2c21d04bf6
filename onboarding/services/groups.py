"""Schools and groups: make one, change its settings, make its join link anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from onboarding.rules import covenant, errors
from onboarding.rules import overrides as own_rules
from onboarding.rules.kinds import Kind, with_overrides
from onboarding.services import entries
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.links import new_link, school_in
from onboarding.services.settling import settled
from onboarding.storage import ids
from onboarding.storage.groups import ENTRY_MODES, Group
from onboarding.storage.keys import SLUG
from onboarding.storage.outcome import Done, Event, Idempotency
from onboarding.storage.seal import digest

_SETTINGS = ("title", "overrides", "entry_mode", "closed")


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
        _check_new(door, kind, group_id, entry_mode)
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
            done = door.groups.create(group, school_title or title, first, event, idem)
        except errors.Taken:
            raise errors.Taken(field="id") from None
        return replay(done) if done.replayed else NewGroup(group, link, done)

    return settled(door, caller.school, idem, replay, make)


def _check_new(door: Door, kind: str, group_id: str, entry_mode: str) -> None:
    if kind not in door.kinds:
        raise errors.Invalid(field="kind", reason="unknown")
    if group_id and not SLUG.fullmatch(group_id):
        raise errors.Invalid(field="id", reason="not_a_slug")
    _check_mode(entry_mode)


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
    _may_change(caller, group_id, wanted)
    current = partial(door.groups.get, caller.school, group_id)

    def attempt() -> Group | None:
        old = current()
        if seen is not None and seen != old.policy:
            return None
        new = replace(old, **wanted)
        event = _changed(door, caller, old, new, exceptions)
        if new == old:
            return old
        clocks = entries.another_way_in(door, old, new, event.at)
        door.groups.change(old, new, event, clocks=clocks, idem=idem)
        return current()

    after = settled(door, caller.school, idem, lambda _earlier: current(), attempt)
    if after is None:
        raise errors.Stale
    return after


def _may_change(caller: Caller, group_id: str, wanted: Mapping[str, Any]) -> None:
    if wanted.keys() != {"closed"}:
        require(caller, "settings_write", group_id)
    if "closed" in wanted:
        require(caller, "group_close", group_id)
    if "entry_mode" in wanted:
        _check_mode(wanted["entry_mode"])


def _changed(
    door: Door, caller: Caller, old: Group, new: Group, exceptions: Collection[str]
) -> Event:
    """The event of a change that the kind allows. Raises Invalid where it doesn't."""
    usual = door.kinds[old.kind]
    policy = with_overrides(usual, new.overrides)
    excepted = own_rules.exceptions(usual, door.policy(old), policy, exceptions)
    fields = tuple(name for name in _SETTINGS if getattr(old, name) != getattr(new, name))
    return _event("group.changed", caller, old, door.clock(), usual, excepted, fields=fields)


def rotate_link(door: Door, caller: Caller, group_id: str, idem: Idempotency | None = None) -> str:
    """Make the join link anew; the old one ends. The new link's text, shown once; "" on a
    replay. Raises errors.NotAllowed, NotFound, Busy."""
    require(caller, "link_rotate", group_id)

    def attempt() -> str:
        old = door.groups.get(caller.school, group_id)
        link = new_link(caller.school)
        now = door.clock()
        event = Event("group.link_rotated", caller.ref, now, old.id, old.id)
        done = door.groups.change(old, replace(old, link=digest(link)), event, idem=idem)
        return "" if done.replayed else link

    return settled(door, caller.school, idem, lambda _earlier: "", attempt)


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
