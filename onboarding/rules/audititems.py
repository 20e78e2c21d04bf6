"""Items out of verdicts: what follows from a finding about somebody inside the group."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from onboarding.rules import nicknames, nickwords
from onboarding.rules.auditing import Candidate, Holder, Item, Listed, What
from onboarding.rules.auditscene import Scene
from onboarding.rules.verdicts import Fact, Finding, Verdict

FOLLOWS: Final[dict[str, What]] = {
    "banned": "remove",
    "nickname_impersonates_staff": "impersonates_staff",
    "student_not_admitted": "remove",
    "seats_full": "remove",
    "left_roster": "remove",
    "outside_invitee": "remove",
    "nickname_wrong": "rename",
}
"""What follows from a finding, the gravest first."""


def gravest(verdict: Verdict, among: Collection[str]) -> Finding | None:
    """The gravest finding out of `among` that a verdict has and that isn't a mere notice;
    `left_roster` never is more than one, and counts."""
    heavy = {f.code: f for f in verdict.findings if f.severity != "notice" or _left(f)}
    return next((heavy[code] for code in FOLLOWS if code in heavy and code in among), None)


def _left(finding: Finding) -> bool:
    return finding.code == "left_roster"


def of_member(scene: Scene, line: Listed, holder: Holder) -> Item | None:
    """What there is to do about a holder who is on the list; None for nothing.

    About whom the roster has lost altogether nothing is said in the grace period; of whom it
    has lost one child of several, only the name changes.
    """
    verdict = scene.of_member(holder, line)
    return _inside(scene, line, holder.people, verdict, ("record", holder.record), holder.record)


def of_departed(
    scene: Scene, line: Listed, people: tuple[str, ...], verdict: Verdict
) -> Item | None:
    """The same about somebody without a record whose place has left the roster."""
    return _inside(scene, line, people, verdict, mark_of(line), "")


def _inside(
    scene: Scene,
    line: Listed,
    people: tuple[str, ...],
    verdict: Verdict,
    mark: tuple[str, ...],
    record: str,
) -> Item | None:
    finding = gravest(verdict, FOLLOWS)
    left = next((f.facts["people"] for f in verdict.findings if f.code == "left_roster"), ())
    all_left = bool(people) and left == people
    over, since = scene.grace_over(people) if all_left else (False, None)
    if finding is not None and finding.code in ("left_roster", "nickname_wrong"):
        if all_left and not over:
            return None
        if finding.code == "left_roster" and not all_left:
            finding = gravest(verdict, {"nickname_wrong"})
    if finding is None:
        return None
    return an_item(
        line,
        finding,
        mark,
        record=record,
        people=people,
        right=verdict.nickname,
        since=since if finding.code == "left_roster" else None,
    )


def an_item(
    line: Listed,
    finding: Finding,
    mark: tuple[str, ...] = (),
    *,
    record: str = "",
    people: tuple[str, ...] = (),
    right: str = "",
    since: int | None = None,
    role: str = "",
    relation: str = "",
    candidates: tuple[Candidate, ...] = (),
) -> Item:
    """What follows from a finding about a line."""
    return Item(
        FOLLOWS[finding.code],
        finding.code,
        finding.article,
        mark or mark_of(line),
        line=line.at,
        nickname=line.nickname,
        right=right,
        record=record,
        people=people,
        role=role,
        relation=relation,
        inviter=line.inviter,
        account=line.account,
        since=since,
        candidates=candidates,
        facts=finding.facts,
    )


def unknown(
    line: Listed,
    code: str,
    article: str = "",
    candidates: tuple[Candidate, ...] = (),
    record: str = "",
    **facts: Fact,
) -> Item:
    """Somebody about whom a person decides."""
    return Item(
        "unknown",
        code,
        article,
        mark_of(line),
        line=line.at,
        nickname=line.nickname,
        record=record,
        inviter=line.inviter,
        account=line.account,
        candidates=candidates,
        facts=facts,
    )


def mark_of(line: Listed) -> tuple[str, ...]:
    """What makes a line without a record the same one in the next audit: the account, else
    the nickname without emoji and other decoration."""
    if line.account is not None:
        return ("account", line.account.platform, line.account.id)
    return ("nickname", nickwords.plain(line.nickname) or nicknames.folded(line.nickname))
