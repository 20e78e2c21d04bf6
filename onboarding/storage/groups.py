"""Schools and groups: what a group is, its settings and covenants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, cast

import redis

from onboarding.rules import errors
from onboarding.rules.covenant import Covenant, Version
from onboarding.rules.kinds import Article
from onboarding.rules.verdicts import Versions
from onboarding.storage import codec
from onboarding.storage.clocks import Clocks
from onboarding.storage.keys import SCHOOLS, Keys
from onboarding.storage.memo import Memo
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.scripts import Scripts

KEPT_COVENANTS = 500
ENTRY_MODES = ("invite", "qr", "bot")
_CLOCKS_STAY: Mapping[str, Any] = {"tell_at": "keep", "clocks": []}


@dataclass(frozen=True)
class Group:
    """One chat group. `link` is the digest of its join link, whose text is kept nowhere.

    `policy`, `roster` and `bans` are versions that a verdict is made under; `roster` 0
    means that no roster has been imported. `covenant` is the current version ("1.0").
    `audited_at` is when the group was last audited (ms), None for never.
    """

    id: str
    school: str
    kind: str
    title: str
    created_at: int
    link: str
    covenant: str
    entry_mode: str = "invite"
    overrides: Mapping[str, Any] = field(default_factory=dict)
    policy: int = 1
    roster: int = 0
    roster_previous: int = 0
    bans: int = 0
    people: int = 0
    students: int = 0
    closed: bool = False
    audited_at: int | None = None

    @property
    def versions(self) -> Versions:
        """What a verdict about this group is made under right now."""
        return Versions(self.roster, self.policy, self.bans)


_NUMBERS = (
    "created_at",
    "policy",
    "roster",
    "roster_previous",
    "bans",
    "people",
    "students",
    "audited_at",
)


def decode_group(school: str, group_id: str, raw: Mapping[bytes, bytes]) -> Group:
    """A group record as read from the server."""
    text: dict[str, Any] = {name.decode(): value.decode() for name, value in raw.items()}
    text.pop("roster_next", None)  # the version that the next staging gets
    return Group(
        **{
            **text,
            **{name: int(text[name]) for name in _NUMBERS if name in text},
            "id": group_id,
            "school": school,
            "overrides": codec.loads(text.get("overrides", "{}").encode()),
            "closed": text.get("closed") == "1",
        }
    )


class Groups:
    """Reads and writes schools and groups."""

    def __init__(self, record: redis.Redis, scripts: Scripts) -> None:
        self._record = record
        self._scripts = scripts
        # A published version never changes.
        self._covenants: Memo[Covenant] = Memo(KEPT_COVENANTS)

    def schools(self) -> list[str]:
        """The ids of all schools, sorted."""
        return sorted(
            value.decode() for value in cast("set[bytes]", self._record.smembers(SCHOOLS))
        )

    def school_title(self, school: str) -> str:
        """The school's title; "" for a school that doesn't exist."""
        return cast("bytes", self._record.hget(Keys(school).school, "title") or b"").decode()

    def get(self, school: str, group: str) -> Group:
        """One group. Raises errors.NotFound."""
        raw = cast("dict[bytes, bytes]", self._record.hgetall(Keys(school).group(group)))
        if not raw:
            raise errors.NotFound(what="group")
        return decode_group(school, group, raw)

    def ids(self, school: str) -> list[str]:
        """The ids of the school's groups, oldest first."""
        return [
            v.decode() for v in cast("list[bytes]", self._record.zrange(Keys(school).groups, 0, -1))
        ]

    def many(self, school: str, ids: list[str]) -> list[Group]:
        """The groups that exist, in the order asked."""
        pipe = self._record.pipeline(transaction=False)
        for group in ids:
            pipe.hgetall(Keys(school).group(group))
        return [
            decode_group(school, g, raw) for g, raw in zip(ids, pipe.execute(), strict=True) if raw
        ]

    def by_link(self, school: str, link_digest: str) -> Group:
        """The group of a join link. Raises errors.NotFound."""
        group = cast("bytes | None", self._record.get(Keys(school).link(link_digest)))
        if group is None:
            raise errors.NotFound(what="link")
        return self.get(school, group.decode())

    def create(
        self,
        group: Group,
        school_title: str,
        first: Covenant,
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Make a group with its first covenant, and its school where new. Raises errors.Taken."""
        keys = Keys(group.school)
        # The registry is on a slot of its own; a school there without a group is harmless.
        self._record.sadd(SCHOOLS, group.school)
        reply = self._scripts.run(
            "create_group",
            [
                keys.school,
                keys.groups,
                keys.group(group.id),
                keys.covenant(group.id),
                keys.link(group.link),
                keys.events,
                remembered_at(keys, idem),
            ],
            {
                "id": group.id,
                "now": str(group.created_at),
                "school": {"title": school_title, "created_at": str(group.created_at)},
                "fields": _first_fields(group),
                "covenant_version": group.covenant,
                "covenant": _pack_covenant(first, event),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
        )
        return understand(reply, group.id)

    def change(
        self,
        old: Group,
        new: Group,
        event: Event,
        *,
        published: Covenant | None = None,
        clocks: Clocks | None = None,
        idem: Idempotency | None = None,
    ) -> Done:
        """Change settings, link (where `new.link` differs) or covenant; `clocks` come with
        another way in. Raises errors.Stale when the policy version has moved on, Moved when
        one of the approvals has."""
        keys = Keys(old.school)
        reply = self._scripts.run(
            "change_group",
            [
                keys.group(old.id),
                keys.covenant(old.id),
                keys.link(old.link),
                keys.link(new.link),
                keys.entries,
                keys.deadlines,
                keys.events,
                remembered_at(keys, idem),
                *(clocks.keys(keys) if clocks else ()),
            ],
            {
                "id": old.id,
                "policy": str(old.policy),
                "fields": {**_settings(new), "link": new.link, "covenant": new.covenant},
                "covenant_version": new.covenant if published else "",
                "covenant": _pack_covenant(published, event) if published else "",
                "link": "rotate" if new.link != old.link else "",
                **(clocks.packed() if clocks else _CLOCKS_STAY),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
        )
        return understand(reply, old.id)

    def covenant(self, group: Group, version: str = "") -> Covenant:
        """The group's covenant, the current version unless another is asked.
        Raises errors.NotFound."""
        version = version or group.covenant
        place = (group.school, group.id, version)
        if (kept := self._covenants.get(place, 0)) is not None:
            return kept
        raw = cast(
            "bytes | None", self._record.hget(Keys(group.school).covenant(group.id), version)
        )
        if raw is None:
            raise errors.NotFound(what="covenant")
        stored = codec.loads(raw)
        articles = tuple(Article(a["id"], a["text"]) for a in stored["articles"])
        covenant = Covenant(Version.parse(version), articles, stored.get("note", ""))
        self._covenants.put(place, covenant, inf)
        return covenant

    def covenant_versions(self, group: Group) -> list[dict[str, Any]]:
        """`{version, digest, published_at, published_by}` of every version, oldest first."""
        raw = cast(
            "dict[bytes, bytes]", self._record.hgetall(Keys(group.school).covenant(group.id))
        )
        kept = [(v.decode(), codec.loads(text)) for v, text in raw.items()]
        ordered = sorted(kept, key=lambda item: tuple(map(int, item[0].split("."))))
        return [
            {"version": v, **{n: c[n] for n in ("digest", "published_at", "published_by")}}
            for v, c in ordered
        ]


def _settings(group: Group) -> dict[str, str]:
    return {
        "title": group.title,
        "entry_mode": group.entry_mode,
        "overrides": codec.dumps(group.overrides).decode(),
        "closed": "1" if group.closed else "",
    }


def _first_fields(group: Group) -> dict[str, str]:
    return {
        **_settings(group),
        "kind": group.kind,
        "created_at": str(group.created_at),
        "link": group.link,
        "covenant": group.covenant,
        **{n: str(getattr(group, n)) for n in ("policy", "roster", "bans")},
    }


def _pack_covenant(covenant: Covenant, event: Event) -> str:
    """A version as the record keeps it: published with this event, by whoever is behind it."""
    packed = {
        "articles": [{"id": a.id, "text": dict(a.text)} for a in covenant.articles],
        "digest": covenant.digest,
        "published_at": event.at,
        "published_by": event.who,
    }
    return codec.dumps({**packed, "note": covenant.note} if covenant.note else packed).decode()
