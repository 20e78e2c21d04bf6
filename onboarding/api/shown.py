"""How records are shown on the wire: plain tables for the output schemas."""

from __future__ import annotations

from typing import Any

from onboarding import words
from onboarding.api import here
from onboarding.rules.application import Application
from onboarding.rules.covenant import Covenant
from onboarding.rules.verdicts import Finding, Verdict
from onboarding.storage.requestrecord import Request


def etag(version: int) -> str:
    """A strong entity tag (RFC 9110, 8.8.3)."""
    return f'"{version}"'


def finding(found: Finding, language: str) -> dict[str, Any]:
    """A finding, with what it means in the caller's language."""
    return {
        "code": found.code,
        "article": found.article,
        "severity": found.severity,
        "facts": dict(found.facts),
        "suggestion": found.suggestion,
        "text": words.finding_text(found, language),
    }


def verdict(made: Verdict, language: str) -> dict[str, Any]:
    """A verdict and all its findings."""
    return {
        "findings": [finding(each, language) for each in made.findings],
        "people": made.people,
        "evidence": made.evidence,
        "versions": made.versions,
    }


def application(typed: Application) -> dict[str, Any]:
    """What was typed, its declarations in order."""
    plain = {name: getattr(typed, name) for name in Application.__slots__}
    return {**plain, "declarations": sorted(typed.declarations)}


def request(record: Request, *, reveal: bool) -> dict[str, Any]:
    """A request as it counts now; `reveal`: with what was typed, the code and the note."""
    plain = {
        "id": record.id,
        "group": record.group,
        "state": record.state_at(here.door().clock()),
        "version": record.version,
        "etag": etag(record.version),
        "role": record.role,
        "nickname": record.nickname,
        "via": record.via,
        "submitted_at": record.submitted_at,
        "changed_at": record.changed_at,
        "expires_at": record.expires_at,
        "people": record.people,
        "account_bound": record.bound,
        "receipt": record.receipt,
        "receipt_at": record.receipt_at,
        "decided_by": record.decided_by,
        "decided_at": record.decided_at,
        "decided_move": record.decided_move,
        "reason": record.reason,
        "article": record.article,
        "overridden": sorted(record.overridden),
        "attaches": record.attaches,
        "attaches_as": record.attaches_as,
        "unclaimed": record.unclaimed,
        "shielded": record.shielded,
    }
    if not reveal:
        return plain
    return plain | {
        "verdict": verdict(record.verdict, here.language()),
        "application": application(record.application),
        "code": record.code,
        "note": record.note,
    }


def covenant(text: Covenant) -> dict[str, Any]:
    """A covenant with its articles in both languages."""
    return {
        "version": str(text.version),
        "digest": text.digest,
        "articles": [{"id": a.id, **a.text} for a in text.articles],
    }
