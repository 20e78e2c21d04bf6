"""A changed list is staged beside the live one and logged, before it goes live."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from onboarding.rules.roster import SECTIONS, Person, Roster
from onboarding.rules.rosterchange import Change
from onboarding.services import departures
from onboarding.services.door import Door
from onboarding.storage import codec
from onboarding.storage.groups import Group
from onboarding.storage.outcome import Event
from onboarding.storage.rosters import Publishing


def staged(
    door: Door,
    group: Group,
    change: Change,
    event: Event,
    *,
    reason: str = "",
    last: bool = False,
) -> Publishing:
    """The change written beside the live list, with the entry of the log and the event that it
    goes live with; the event also tells how many the change is about."""
    version = door.rosters.stage(group.school, group.id, change.people, event.at)
    tally: dict[str, object] = {
        name: len(getattr(change, name))
        for name in ("added", "changed", "gone", "back", "forgotten", "unclear")
    }
    if reason:
        tally["shrinks"] = "reason_given"
    log = {
        "at": event.at,
        "by": event.who,
        "counts": counts(Roster(version, change.people)),
        # Blind: from a bare digest a short list could be guessed.
        "digest": door.index.blind(group.school, "roster", roster_digest(change.people)),
    }
    return Publishing(
        group,
        version,
        change.people,
        log,
        replace(event, facts={**tally, **event.facts}),
        reason,
        departures.forget_at(change.people),
        last,
    )


def counts(roster: Roster) -> dict[str, int]:
    """How many are in each section, those who left aside."""
    present = Counter(person.section for person in roster.people if not person.left)
    return {section: present[section] for section in SECTIONS}


def roster_digest(people: Sequence[Person]) -> str:
    """SHA-256 over the packed list: what tells two versions apart."""
    whole = hashlib.sha256()
    for order, person in enumerate(people):
        whole.update(person.id.encode() + codec.pack_person(person, order))
    return whole.hexdigest()
