"""What a school's columns mean, said once by an admin and remembered for the school."""

from __future__ import annotations

from collections.abc import Mapping

from onboarding.importing.corrections import CHOICES
from onboarding.importing.limits import COLUMNS
from onboarding.importing.reading import Reading
from onboarding.rules.errors import Invalid
from onboarding.services.callers import Caller, require
from onboarding.services.door import Door
from onboarding.storage.outcome import Done, Event


def recall(door: Door, caller: Caller) -> dict[str, dict[int, str]]:
    """Every mapping of the caller's school, for `importing.read(remembered=)`."""
    return door.mappings.all(caller.school)


def remember(door: Door, caller: Caller, group_id: str, reading: Reading) -> Done:
    """Remember how a file was understood in the end, whoever sends such a one next.

    Raises errors.NotAllowed, and Invalid (`field` mapping) for a reading without columns.
    """
    require(caller, "roster_write", group_id)
    columns = {column.at: column.meaning for column in reading.columns}
    if not reading.signature or not columns:
        raise Invalid(field="mapping", reason="empty")
    return _keep(door, caller, group_id, reading.signature, columns)


def _keep(
    door: Door, caller: Caller, group_id: str, signature: str, columns: Mapping[int, str]
) -> Done:
    for at, meaning in columns.items():
        if meaning not in CHOICES or not 0 <= at < COLUMNS:
            raise Invalid(field="mapping", reason="not_one_of")
    now = door.clock()
    event = Event("roster.columns_said", caller.ref, now, group_id, facts={"columns": len(columns)})
    return door.mappings.keep(caller.school, signature, columns, now, event)
