"""Writing join requests and members: a submission, and every move that takes no place.

What may lose a race for a place or an account stands in `storage.approvals`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from onboarding.rules import journey
from onboarding.storage import steps
from onboarding.storage.keys import Keys
from onboarding.storage.lines import Line, lines
from onboarding.storage.outcome import Done, Event, Idempotency, remembered_at, understand
from onboarding.storage.requestrecord import Request, fields_of, time_text
from onboarding.storage.requestseal import RequestSeal
from onboarding.storage.scripts import Scripts

FOREVER = "+inf"


@dataclass(frozen=True, slots=True)
class Effects:
    """What a move changes beside the record itself.

    `hold`: until when the places are held (ms or FOREVER), "free" to give them up, ""
    to leave them. `unbind` takes the account off the record. `drop_code` ends the binding
    code. `drop_reference` ends that status page. `bans`: blind → ban record. `who`:
    blinds of person and phone under which the record is found from now on; `who_gone`: under
    which no longer.
    """

    hold: str = ""
    unbind: bool = False
    drop_code: bool = False
    drop_reference: str = ""
    bans: Mapping[str, str] = field(default_factory=dict)
    who: Mapping[str, Line] = field(default_factory=dict)
    who_gone: tuple[str, ...] = ()


class Moves:
    """Writes join requests of all schools."""

    def __init__(self, scripts: Scripts, sealed: RequestSeal) -> None:
        self._scripts = scripts
        self.sealed = sealed

    def submit(
        self,
        request: Request,
        who: Mapping[str, Line],
        event: Event,
        idem: Idempotency | None = None,
    ) -> Done:
        """Store a new request. `who`: blind of person and phone → whom the caller saw found
        under it. Raises Moved when that has changed, IdempotencyConflict."""
        keys = Keys(request.school)
        reply = self._scripts.run(
            "submit",
            [
                keys.request(request.id),
                keys.queue(request.group, request.state),
                keys.deadlines,
                keys.who(request.group),
                keys.reference(request.reference),
                keys.account(request.account or "-"),
                keys.events,
                remembered_at(keys, idem),
                *steps.asking_keys(keys, request),
            ],
            {
                "id": request.id,
                "now": str(request.submitted_at),
                "fields": {k: v for k, v in fields_of(request).items() if v},
                "expires": time_text(request.due_at),
                "who": lines(who, request.id),
                "account": f"{request.group} {request.section}" if request.account else "",
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self.sealed.seal(request),
        )
        return understand(reply, request.id)

    def make(
        self,
        old: Request,
        new: Request,
        event: Event,
        effects: Effects | None = None,
        idem: Idempotency | None = None,
    ) -> Done:
        """Write a move that takes no new place. Raises errors.Stale when the record's
        version is no longer `old.version`, Moved for another `who`, IdempotencyConflict."""
        effects = effects or Effects()
        keys = Keys(old.school)
        new = _left_with(new, effects)
        counted = _counted(keys, old, new, effects)
        reply = self._scripts.run(
            "move",
            [
                *steps.record_keys(keys, old, new),
                keys.deadlines,
                keys.group(old.group),
                keys.bans(old.group),
                keys.who(old.group),
                keys.events,
                remembered_at(keys, idem),
                *chain(*counted.values()),
                *self._dropped(keys, old, effects),
            ],
            {
                **steps.packed(old, new),
                **{name: len(each) for name, each in counted.items()},
                "hold": effects.hold,
                "bans": dict(effects.bans) or None,
                "who": lines(effects.who, old.id),
                "who_gone": list(effects.who_gone),
                "event": event.packed(),
                "idem": idem and idem.packed(),
            },
            self.sealed.seal(new),
        )
        return understand(reply, old.id)

    def _dropped(self, keys: Keys, old: Request, effects: Effects) -> list[str]:
        """What ends as a whole: the binding code, a status page."""
        codes = [old.code] if effects.drop_code and old.code else []
        references = [effects.drop_reference] if effects.drop_reference else []
        return [
            *(self.sealed.code_key(old.school, code) for code in codes),
            *(keys.reference(reference) for reference in references),
        ]

    def mark_invited(
        self, school: str, events: Mapping[str, Event], mark: tuple[int, str] | None
    ) -> int:
        """Note when and by whom approved requests were invited (None: they weren't), each
        with its event; how many that changes."""
        keys = Keys(school)
        at, by = (str(mark[0]), mark[1]) if mark else ("", "")
        reply = self._scripts.run(
            "mark_invited",
            [keys.events, *(keys.request(request_id) for request_id in events)],
            {
                "at": at,
                "by": by,
                "marks": [{"event": event.packed()} for event in events.values()],
            },
        )
        return int(reply[1])

    def renew_reference(self, request: Request, reference: str, event: Event) -> Done:
        """Let another status reference (a digest) open the request, in place of its own.
        Raises errors.Stale where it isn't the one that `request` has any more."""
        keys = Keys(request.school)
        reply = self._scripts.run(
            "renew_reference",
            [
                keys.request(request.id),
                keys.reference(request.reference),
                keys.reference(reference),
                keys.events,
            ],
            {
                "id": request.id,
                "seen": request.reference,
                "reference": reference,
                "event": event.packed(),
            },
        )
        return understand(reply, request.id)


def _left_with(new: Request, effects: Effects) -> Request:
    """The record without what the move takes off it: nobody is asked for once it isn't open."""
    return replace(
        new,
        asking=new.asking if new.state in journey.OPEN else (),
        account="" if effects.unbind else new.account,
        code="" if effects.drop_code else new.code,
    )


def _counted(keys: Keys, old: Request, new: Request, effects: Effects) -> dict[str, list[str]]:
    """The keys behind the fixed ones, in the script's order, each run by the argument that
    says how many they are."""
    return {
        "places": steps.place_keys(keys, old),
        "asked": steps.asking_keys(keys, old),
        "asking": steps.asking_keys(keys, new),
        "accounts": [keys.account(old.account)] if effects.unbind and old.account else [],
    }
