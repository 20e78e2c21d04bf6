"""What somebody asks for at the door."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load

from onboarding.rules.application import Application, NamedStudent
from schemas.account import AccountTable
from schemas.fields import Flag, ListOf, Name, Part, Phone, Strict, Text

MOST_STUDENTS = 4


class NamedStudentTable(Strict):
    """A student as a guardian names one, with the relation to the guardian."""

    name = Name(required=True)
    relation = Text(20, shortest=1, required=True)
    number = Text(40)

    @post_load
    def _made(self, data: dict[str, Any], **more: Any) -> NamedStudent:
        return NamedStudent(**data)


class ApplicationTable(Strict):
    """One person's ask to enter one group in one role; unused fields are left out.

    `name`, `number` and `phone` are the applicant's own; `other_guardian` is the name of
    another guardian on file, offered as proof; `invited_by` says who brought the person.
    """

    role = Text(32, shortest=1, required=True)
    students = ListOf(Part(NamedStudentTable), MOST_STUDENTS, fewest=1)
    name = Name()
    number = Text(40)
    phone = Phone()
    other_guardian = Name()
    subject = Text(40)
    account = Part(AccountTable)
    nickname = Text(100)
    invited_by = Text(100)
    declarations = ListOf(Text(40, shortest=1), 20)
    consent = Flag()
    already_inside = Flag()

    @post_load
    def _made(self, data: dict[str, Any], **more: Any) -> Application:
        data["students"] = tuple(data.get("students", ()))
        data["declarations"] = frozenset(data.get("declarations", ()))
        return Application(**data)


class ShownNamedStudent(Schema):
    """A student as the guardian named one."""

    name = fields.String()
    relation = fields.String()
    number = fields.String()


class ShownAccount(Schema):
    """A chat account."""

    platform = fields.String()
    id = fields.String()


class ShownApplication(Schema):
    """What was typed; a national number is kept as a matching key and never shown."""

    role = fields.String()
    students = fields.List(fields.Nested(ShownNamedStudent))
    name = fields.String()
    number = fields.String()
    phone = fields.String()
    other_guardian = fields.String()
    subject = fields.String()
    account = fields.Nested(ShownAccount, allow_none=True)
    nickname = fields.String()
    invited_by = fields.String()
    declarations = fields.List(fields.String())
    consent = fields.Boolean()
    already_inside = fields.Boolean()
