"""Forgetting: requests that came to nothing, and members who went, lose their personal
fields after 30 days; a matter that was passed to the school, its notes. What stays is
pseudonymous: states, times, codes, articles.

A ban is a record of its own and stays until its end; the event trail names nobody.
"""

from __future__ import annotations

from dataclasses import replace

from onboarding.rules import errors
from onboarding.rules.application import Application
from onboarding.rules.escalations import KEPT
from onboarding.rules.verdicts import Verdict
from onboarding.services.door import Door
from onboarding.storage.moves import Effects
from onboarding.storage.outcome import Event
from onboarding.storage.requestrecord import Request


def forget(door: Door, school: str, request_id: str) -> bool:
    """Take the personal fields off a record that ended 30 days ago; True if this call did.

    Its status page ends, its account is unbound, and nothing finds the person any more.
    """
    old = door.requests.get(school, request_id)
    now = door.clock()
    if old.expires_at is not None or old.due_at is None or old.due_at > now:
        return False
    group = door.groups.get(school, old.group)
    found_under = door.blinds.who(group, door.policy(group), old.application)
    new = replace(
        old,
        application=Application(role=old.role, consent=old.application.consent),
        verdict=_codes_of(old.verdict),
        bars=(),
        reference="",
        nickname="",
        code="",
        note="",
        override_reason="",
        forgotten=True,
    )
    effects = Effects(
        unbind=True,
        drop_reference=old.reference,
        who_gone=tuple(found_under),
    )
    try:
        door.moves.make(old, new, _event(old, now), effects)
    except errors.Stale:
        return False
    door.hint(school)
    return True


def forget_escalation(door: Door, school: str, escalation_id: str, due: int) -> bool:
    """Take the notes off a matter that was closed 30 days ago, or the whole of one whose notes
    went three years ago, as was due then (ms); True if this call did.

    To whom it was reported upward, and when, stays until the end (M3).
    """
    old = door.escalations.get(school, escalation_id)
    now = door.clock()
    left = replace(old, note="", answer="", forgotten=True)
    event = Event("escalation.forgotten", "time", now, old.group, old.id)
    try:
        door.escalations.forget(left, due, None if old.forgotten else due + KEPT, event)
    except errors.Stale:
        return False
    door.hint(school)
    return True


def _codes_of(verdict: Verdict) -> Verdict:
    findings = tuple(replace(finding, suggestion="", facts={}) for finding in verdict.findings)
    return Verdict(findings, verdict.people, (), "", verdict.versions)


def _event(request: Request, now: int) -> Event:
    return Event("request.forgotten", "time", now, request.group, request.id)
