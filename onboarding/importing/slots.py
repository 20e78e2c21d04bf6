"""Whose a column is: one name for the person, and each guardian's columns together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from onboarding.importing.headerwords import Column, normal
from onboarding.rules.errors import Invalid
from onboarding.rules.roster import Section


def in_slots(columns: Sequence[Column]) -> list[Column]:
    """Each guardian's columns brought together.

    A numbered or named column says itself whose it is; a bare 姓名 of a guardian begins a
    new one. Bare relations and phones go to the guardians that lack one, in order, if
    there are as many; otherwise a phone stands for itself, since nobody knows whose it is.
    """
    slots: dict[tuple[str, str, int], int] = {}
    slotted = {}
    for column in columns:
        bare = not (column.relation or column.number)
        if column.field.startswith("guardian_") or column.field == "phone":
            if bare and column.field != "guardian_name":
                continue
            key = (column.relation, column.number, column.at if bare else -1)
            slotted[column.at] = replace(column, slot=slots.setdefault(key, len(slots)))
    for fields in (("guardian_relation",), ("phone", "guardian_phone")):
        bare_ones = [c for c in columns if c.field in fields and c.at not in slotted]
        having = {c.slot for c in slotted.values() if c.field in fields}
        if "guardian_relation" in fields:
            having |= {c.slot for c in slotted.values() if c.relation}
        lacking = [slot for slot in range(len(slots)) if slot not in having]
        if len(lacking) not in (1, len(bare_ones)):
            lacking = []
        for column in bare_ones:
            if not lacking:
                lacking.append(slots.setdefault(("", "", column.at), len(slots)))
            slotted[column.at] = replace(column, slot=lacking.pop(0))
    return [slotted.get(column.at, column) for column in columns]


def one_name(columns: Sequence[Column], line: int) -> list[Column]:
    """With one column as the person's name, a second one of a plain word as a guardian's.

    Raises Invalid (`field` file, `row`, `column`; reason `side_by_side` for a list printed
    in two halves, `two_names` with `other` where two columns may be the pupil's name).
    """
    named = [column for column in columns if column.field == "name"]
    fields = [column.field for column in columns]
    about_guardians = {"guardian_relation", "phone", "guardian_phone"} & set(fields)
    spelled = [normal(column.header) for column in named]
    again = [name for name, text in zip(named, spelled, strict=True) if spelled.count(text) > 1]
    if again and (
        not about_guardians or any(fields.count(f) > 1 for f in ("number", "seat_number"))
    ):
        raise Invalid(field="file", row=line, column=again[1].header, reason="side_by_side")
    chosen = ([column for column in named if section([column]) == "students"] or named)[0]
    kept = []
    for column in columns:
        if column.field == "name" and column is not chosen:
            whose = section([column])
            if whose is None and about_guardians and column.at > chosen.at:
                column = replace(column, field="guardian_name")
            elif whose == section([chosen]):
                raise Invalid(
                    field="file",
                    row=line,
                    column=chosen.header,
                    other=column.header,
                    reason="two_names",
                )
            else:
                continue
        kept.append(column)
    return kept


def section(columns: Sequence[Column]) -> Section | None:
    """Whom the headers speak of, if they say so."""
    headers = " ".join(column.header.lower() for column in columns)
    fields = {column.field for column in columns}
    if regex.search(r"学生|学号|学籍|孩子|子女|幼儿|学员|座号|student|pupil|child", headers):
        return "students"
    if regex.search(r"教师|老师|教工|任教|任课|teacher", headers):
        return "teachers"
    if regex.search(r"员工|职工|staff|employee", headers):
        return "staff"
    if any(field.startswith("guardian_") for field in fields):
        return "students"
    if "subjects" in fields:
        return "teachers"
    return "staff" if "department" in fields else None
