"""`audit FILE`: a group's member list held against its members and roster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from onboarding import audit_sentences
from onboarding.commands.shared import one_group, open_door, told_by_line
from onboarding.importing import memberlist
from onboarding.rules.worklist import WorkItem
from onboarding.services import audits
from onboarding.services.audits import Report
from onboarding.services.callers import Operator

_SHOWN = ("id", "status", "stage", "reminders", "first_seen", "last_seen")
_OF_ITEM = ("what", "code", "article", "line", "nickname", "right", "record", "role", "relation")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", required=True, help="The group's id.")
@click.option("--school", default="", help="The school's id, where several have such a group.")
@click.option("--head-count", type=click.IntRange(min=1), help="How many members the app shows.")
@click.option("--json", "as_json", is_flag=True, help="Print the work list as JSON.")
def audit(file: Path, group: str, school: str, head_count: int | None, as_json: bool) -> None:
    """Read a member list (a sign-up chain, recognised text, a column, CSV, XLSX, JSON) and
    print what there is to do.

    Removes nobody. Only a list as long as the head count makes anybody absent. Exit status 1
    with rows and columns for a file that can't be read.
    """
    with open_door() as door:
        found = one_group(door, group, school)
        operator = Operator(found.school)
        with told_by_line():
            listed = memberlist.read_members(file.read_bytes())
        report = audits.run(door, operator, found.id, listed, head_count=head_count)
    if as_json:
        click.echo(json.dumps(_table(report), ensure_ascii=False, indent=2))
    else:
        _tell(report)


def _table(report: Report) -> dict[str, Any]:
    run = report.run
    return {
        "audit": {"id": run.id, "at": run.at, "lacking": run.lacking, **run.facts},
        "items": [_row(work) for work in report.worklist.open],
    }


def _row(work: WorkItem) -> dict[str, Any]:
    plain = {name: getattr(work, name) for name in _SHOWN}
    return plain | {name: getattr(work.item, name) for name in _OF_ITEM}


def _tell(report: Report) -> None:
    run = report.run
    for name, number in (("lines", run.lines), ("fine", run.fine), ("known", run.known)):
        click.echo(f"{name:20} {number}")
    if run.joined:
        click.echo(f"{'joined':20} {run.joined}")
    if run.lacking:
        click.echo(f"the list lacks {run.lacking} of the group")
    if run.doubtful:
        click.echo("too much is flagged: rather the list or the roster is wrong")
    for what, items in report.worklist.by_what:
        click.echo(f"{what:20} {len(items)}")
        for work in items:
            click.echo(f"  {work.id}  {_line(work)}".rstrip())


def _line(work: WorkItem) -> str:
    right = f" → {work.item.right}" if work.item.right not in ("", work.item.nickname) else ""
    article = f" ({work.item.article})" if work.item.article else ""
    return f"{work.item.nickname}{right}: {audit_sentences.why_text(work.item, 'en')}{article}"
