"""Many requests decided in one call: each as it would be alone, and none held up by another.

There is no all or nothing: what can be decided is, and each item says what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onboarding.rules import errors, journey
from onboarding.rules.many import MOST, Move
from onboarding.services import decisions
from onboarding.services.approving import Approval
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.services.membership import of_group
from onboarding.storage.outcome import Idempotency
from onboarding.storage.requestrecord import Request


@dataclass(frozen=True, slots=True)
class Item:
    """One request, the version of it that was decided on, the roster people it stands for where
    that is open, and what the call is remembered by."""

    id: str
    version: int | None
    people: tuple[str, ...] = ()
    idem: Idempotency | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item. `request` is how it stands now, None where the group has no
    such request; `refusal` is why nothing was changed, None where it was."""

    id: str
    request: Request | None
    refusal: errors.Refusal | None = None


def decide(
    door: Door,
    caller: Caller,
    group_id: str,
    move: Move,
    items: Iterable[Item],
    *,
    reason: str = "",
    note: str = "",
) -> list[Result]:
    """Decide on each item, in the order given; `reason` and `note` go with every decline.

    What needs an exception, or a choice that the item doesn't bring, is answered as such. Raises
    errors.NotAllowed, NotFound for the group, Invalid(field="items" or "reason").
    """
    require(caller, "request_decide", group_id)
    door.groups.get(caller.school, group_id)
    items = _as_many_as_may_be(items)
    if move == "decline":
        journey.known_reason(move, reason)

    def errand(item: Item) -> Request:
        place = (door, caller, group_id, item.id)
        if move == "approve":
            return decisions.approve(*place, Approval(item.version, item.people), item.idem)
        if move == "decline":
            return decisions.decline(
                *place, version=item.version, reason=reason, note=note, idem=item.idem
            )
        return decisions.reopen(*place, version=item.version, idem=item.idem)

    def result(item: Item) -> Result:
        try:
            return Result(item.id, errand(item))
        except errors.NotFound as nowhere:
            return Result(item.id, None, nowhere)
        except errors.Refusal as refusal:
            return Result(item.id, of_group(door, caller.school, group_id, item.id), refusal)

    return [result(item) for item in items]


def _as_many_as_may_be(items: Iterable[Item]) -> list[Item]:
    found = list(items)
    if not 0 < len(found) <= MOST:
        raise errors.Invalid(field="items", reason="count")
    return found
