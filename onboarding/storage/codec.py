"""Plain data to bytes and back: compact JSON, empty fields left out.

What is written here is sealed before it is stored, so names of fields are short words
and absent means the default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from functools import cache
from typing import Any

from onboarding.rules.application import Account, Application, NamedStudent
from onboarding.rules.auditing import Candidate, Item
from onboarding.rules.roster import Guardian, Person
from onboarding.rules.verdicts import Ban, Evidence, Finding, Verdict, Versions


def dumps(value: Mapping[str, Any]) -> bytes:
    """Compact UTF-8 JSON; sets become sorted lists. Any text passes, half a surrogate
    pair too: what was typed is kept, and refused elsewhere."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode(errors="surrogatepass")


def loads(data: bytes) -> dict[str, Any]:
    """What `dumps` wrote."""
    loaded: dict[str, Any] = json.loads(data)
    return loaded


def _plain(value: object) -> object:
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _sparse(record: Any) -> dict[str, Any]:
    """The fields of a flat dataclass that differ from their defaults."""
    found = {}
    for name, default in _defaults(record.__class__):
        value = getattr(record, name)
        if value != default and value not in ((), frozenset(), {}):
            found[name] = value
    return found


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (item.name, None if item.default is MISSING else item.default) for item in fields(kind)
    )


def pack_person(person: Person, order: int) -> bytes:
    """One roster person; `order` is the position on the list."""
    record = _sparse(person)
    del record["id"]
    if person.guardians:
        record["guardians"] = [[g.name, g.relation, g.phone] for g in person.guardians]
    return dumps({"o": order, **record})


def unpack_person(person_id: str, data: bytes) -> tuple[int, Person]:
    """(position, person) as `pack_person` wrote it."""
    record = loads(data)
    order = record.pop("o")
    record["guardians"] = tuple(Guardian(*g) for g in record.get("guardians", ()))
    record["subjects"] = tuple(record.get("subjects", ()))
    return order, Person(id=person_id, **record)


def pack_application(application: Application) -> dict[str, Any]:
    """An application as JSON-ready data."""
    record = _sparse(application)
    record["students"] = [_sparse(student) for student in application.students]
    if application.account:
        record["account"] = asdict(application.account)
    return record


def unpack_application(record: Mapping[str, Any]) -> Application:
    """What `pack_application` made."""
    values = dict(record)
    values["students"] = tuple(NamedStudent(**student) for student in values.get("students", ()))
    values["declarations"] = frozenset(values.get("declarations", ()))
    if "account" in values:
        values["account"] = Account(**values["account"])
    return Application(**values)


def pack_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON-ready data."""
    return {
        **_sparse(verdict),
        "findings": [_sparse(finding) for finding in verdict.findings],
        "evidence": [_sparse(evidence) for evidence in verdict.evidence],
        "versions": asdict(verdict.versions),
    }


def unpack_verdict(record: Mapping[str, Any]) -> Verdict:
    """What `pack_verdict` made."""
    values = {"people": (), "nickname": "", **record}
    values["people"] = tuple(values["people"])
    values["claims"] = tuple(values.get("claims", ()))
    values["findings"] = tuple(_finding(finding) for finding in record["findings"])
    values["evidence"] = tuple(
        Evidence(**{**e, "matched": tuple(e.get("matched", ()))}) for e in record["evidence"]
    )
    values["versions"] = Versions(**record["versions"])
    return Verdict(**values)


def pack_ban(ban: Ban) -> str:
    """A ban as the record keeps it."""
    return dumps(
        {"article": ban.article, "on": ban.on, "until": ban.until, "person": ban.person,
         "relation": ban.relation}
    ).decode()  # fmt: skip


def unpack_ban(raw: bytes) -> Ban:
    """What `pack_ban` wrote."""
    kept: dict[str, Any] = loads(raw)
    return Ban(**kept)


def pack_item(item: Item) -> dict[str, Any]:
    """An audit's item as JSON-ready data."""
    record = _sparse(item)
    record["candidates"] = [_sparse(candidate) for candidate in item.candidates]
    if item.account:
        record["account"] = asdict(item.account)
    return record


def unpack_item(record: Mapping[str, Any]) -> Item:
    """What `pack_item` made."""
    values = {"mark": (), "article": "", **record}
    for name in ("mark", "people"):
        values[name] = tuple(values.get(name, ()))
    values["candidates"] = tuple(
        Candidate(**{"role": "", "relation": "", "nickname": "", "nearness": "", **each,
                     "people": tuple(each.get("people", ()))})
        for each in record["candidates"]
    )  # fmt: skip
    if "account" in values:
        values["account"] = Account(**values["account"])
    values["facts"] = _facts(values.get("facts", {}))
    return Item(**values)


def _finding(record: Mapping[str, Any]) -> Finding:
    return Finding(**{**record, "facts": _facts(record.get("facts", {}))})


def _facts(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
