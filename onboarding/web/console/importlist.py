"""A new list: how it was understood, what it would change and mean, and what it changed.

Each step is a form that brings the list along. It is applied only as it was previewed, to
the version that was previewed; whatever moved meanwhile, the preview comes again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from onboarding.importing import CHOICES, Reading, RosterFileRefused, Understood
from onboarding.importing.limits import FILE_BYTES
from onboarding.rules import errors
from onboarding.rules.journey import OPEN
from onboarding.sentences import N_
from onboarding.services import activity, departures, mappings, rechecking, rosters
from onboarding.services.activity import Wanted
from onboarding.services.impact import impact
from onboarding.services.rosters import LONGEST_REASON, Outcome
from onboarding.storage.groups import Group
from onboarding.web.console.frame import about, admin_name, console_pages, group_for
from onboarding.web.console.handedin import HandedIn, handed_in
from onboarding.web.console.linechanges import line_changes, loses_phones
from onboarding.web.console.session import SEE_OTHER, caller
from onboarding.web.errors import refusal_sentence, status_of
from onboarding.web.here import door
from onboarding.web.language import gettext, language
from onboarding.words import problem_text
from schemas.console_forms import load_version

MOST_UPLOADED: Final = 2 * FILE_BYTES
"""A file comes back with the preview's form in base64, as nothing of it is kept meanwhile."""
NAMES_SHOWN: Final = 200
OTHERWISE: Final = N_("The list or what its columns mean was changed; please look once more.")

blueprint = console_pages("importlist", __name__, largest=MOST_UPLOADED)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands above a preview and beside its fields."""

    sentence: str = ""
    lines: tuple[str, ...] = ()
    problems: Mapping[str, str] | None = None
    status: int = 200


@blueprint.post("/admin/groups/<group_id>/roster/preview")
def preview(group_id: str) -> ResponseReturnValue:
    """How a list was understood and what it would change; nothing does yet."""
    group = group_for("roster_write", group_id)
    return _look(group, handed_in())


@blueprint.post("/admin/groups/<group_id>/roster/apply")
def apply(group_id: str) -> ResponseReturnValue:
    """Make the previewed list the roster, unless that moved on since the preview."""
    group = group_for("roster_write", group_id)
    sent = handed_in()
    try:
        return _apply(group, sent, load_version(request.form.get("version", "")))
    except errors.RosterMoved as refusal:
        return _look(group, sent, Said(refusal_sentence(refusal), status=status_of(refusal)))
    except errors.RosterShrinks as refusal:
        missing = {"reason": "shrink_reason"}
        return _look(group, sent, Said(problems=missing, status=status_of(refusal)))
    except (RosterFileRefused, errors.Invalid) as refusal:
        if refusal.facts.get("field") == "reason":
            wrong = {"reason": str(refusal.facts["reason"])}
            return _look(group, sent, Said(problems=wrong, status=status_of(refusal)))
        return _unread(group, sent, refusal)


@blueprint.get("/admin/groups/<group_id>/roster/imported")
def imported(group_id: str) -> ResponseReturnValue:
    """What the last list changed, and what is to be done now."""
    group = group_for("roster_write", group_id)
    told, _ = activity.page(door(), caller(), group.id, Wanted(whats={"roster.imported"}))
    counts = door().requests.counts(group.school, group.id)
    departed = departures.departures(door(), caller(), group.id)
    return render_template(
        "console/roster_imported.html",
        **about(group),
        last=told[0] if told else None,
        by=admin_name(told[0].who) if told else "",
        waiting=sum(counts[state] for state in OPEN),
        passing=len(rechecking.would_pass(door(), caller(), group.id)),
        departed=departed,
        members=departures.members(departed),
    )


def _apply(group: Group, sent: HandedIn, version: int | None) -> ResponseReturnValue:
    reading = sent.read()
    if version is None or request.form.get("seen") != sent.seen(reading):
        return _look(group, sent, Said(gettext(OTHERWISE)))
    rosters.import_rows(
        door(),
        caller(),
        group.id,
        _of_class(reading, sent.class_name or "").rows,
        replace=sent.replace,
        against=version,
        reason=request.form.get("reason", ""),
        reading=reading,
    )
    if request.form.get("remember") and reading.columns:
        mappings.remember(door(), caller(), group.id, reading)
    return redirect(url_for("importlist.imported", group_id=group.id), SEE_OTHER)


def _look(group: Group, sent: HandedIn, said: Said | None = None) -> ResponseReturnValue:
    """How it was understood and what it would change, or what is to be mended first."""
    said = said or Said()
    group = door().groups.get(group.school, group.id)
    try:
        reading = sent.read()
        classes = _classes(reading)
        if len(classes) > 1 and sent.class_name is None:
            sent = replace(sent, class_name=_this_class(group, classes))
        if len(classes) > 1 and sent.class_name not in (*classes, ""):
            return _understood(group, sent, reading, said)
        outcome = rosters.import_rows(
            door(),
            caller(),
            group.id,
            _of_class(reading, sent.class_name or "").rows,
            replace=sent.replace,
            dry_run=True,
            reading=reading,
        )
    except (RosterFileRefused, errors.Invalid) as refusal:
        return _unread(group, sent, refusal)
    return _understood(group, sent, reading, said, outcome)


def _unread(group: Group, sent: HandedIn, refusal: errors.Refusal) -> ResponseReturnValue:
    """What can't be read, and the columns to be mended by, where there are any."""
    if not sent.filename:
        return _anew(group, sent, refusal)
    try:
        reading = sent.look()
    except errors.Invalid:
        return _anew(group, sent, refusal)
    said = Said(refusal_sentence(refusal), _lines(refusal), status=status_of(refusal))
    return _understood(group, sent, reading, said)


def _anew(group: Group, sent: HandedIn, refusal: errors.Refusal) -> ResponseReturnValue:
    """The first form again, with what was pasted in it."""
    page = render_template(
        "console/roster_import.html",
        **about(group),
        sentence=refusal_sentence(refusal),
        lines=_lines(refusal),
        names=sent.text,
        replace=sent.replace,
    )
    return page, status_of(refusal)


def _lines(refusal: errors.Refusal) -> tuple[str, ...]:
    problems = refusal.problems if isinstance(refusal, RosterFileRefused) else ()
    return tuple(problem_text(p.row, p.column, p.reason, language()) for p in problems)


def _understood(
    group: Group, sent: HandedIn, reading: Reading, said: Said, outcome: Outcome | None = None
) -> ResponseReturnValue:
    page = render_template(
        "console/roster_preview.html",
        **about(group),
        sent=sent,
        reading=reading,
        columns=_columns(reading, sent),
        uncertain=sent.mapping is None
        and any(c.remembered or c.why in ("unknown", "second_name") for c in reading.columns),
        choices=_choices(),
        classes=_classes(reading),
        seen=sent.seen(reading) if outcome else "",
        outcome=outcome,
        said=said,
        typed=request.form,
        problems=said.problems or {},
        most=NAMES_SHOWN,
        longest=LONGEST_REASON,
        **(_changes(group, outcome) if outcome else {}),
    )
    return page, said.status


def _changes(group: Group, outcome: Outcome) -> dict[str, Any]:
    """Who comes and goes and changes how, and what it means for people."""
    change = outcome.change
    before = door().rosters.read(group.school, group.id, group.roster).by_id
    after = {person.id: person for person in change.people}
    reading = outcome.reading or Reading(())
    changed = [(after[each], line_changes(before[each], after[each])) for each in change.changed]
    return {
        "added": [after[each] for each in change.added],
        "changed": changed,
        "losing_phones": sum(loses_phones(fields) for _, fields in changed),
        "gone": [before[each] for each in change.gone],
        "back": [after[each] for each in change.back],
        "known": {**before, **after},
        "impact": impact(door(), group, change),
        "written": {row.row: row.name for row in reading.rows},
    }


def _columns(reading: Reading, sent: HandedIn) -> list[tuple[Understood, str]]:
    """Each column and what it means, as it was understood or is said."""
    said = sent.mapping or {}
    return [(column, said.get(column.at, column.meaning)) for column in reading.columns]


def _choices() -> dict[str, list[str]]:
    """What a column can mean, the person's own first."""
    owned = [each for each in CHOICES if each.endswith(("_name", "_relation", "_phone"))]
    guardians = [each for each in owned if each not in ("class_name", "own_phone")]
    return {
        "person": [each for each in CHOICES if each and each not in guardians],
        "guardians": guardians,
    }


def _classes(reading: Reading) -> tuple[str, ...]:
    return tuple(sorted({name for name in reading.classes if name}))


def _this_class(group: Group, classes: Sequence[str]) -> str | None:
    """The class that the group's title names, if one alone is."""
    named = [each for each in classes if each in group.title]
    return named[0] if len(named) == 1 else None


def _of_class(reading: Reading, class_name: str) -> Reading:
    """The rows of one class; of all for ""."""
    if not class_name or not reading.classes:
        return reading
    rows = zip(reading.rows, reading.classes, strict=True)
    return replace(reading, rows=tuple(row for row, of in rows if of == class_name))
