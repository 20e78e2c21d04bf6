"""The forms of the pages: what a browser sends, checked, and what is wrong with it as codes.

A field that isn't good has one code, for `onboarding.words.reason_text`. Blank fields count as
missing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from onboarding.rules.application import Application, NamedStudent
from onboarding.rules.kinds import Kind, Role
from onboarding.rules.rosterrows import national_shaped
from schemas.fields import Choice, Name, Phone, Text

MOST_STUDENTS: Final = 4
OTHER_STUDENTS: Final = range(1, MOST_STUDENTS)
LONGEST_SHORT: Final = 40


class FormInvalid(Exception):
    """What is wrong with a form: field → code."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("form_invalid")
        self.problems = problems


class SchoolNumber(Text):
    """The school's own number of somebody. National and ID-card numbers are never asked."""

    def __init__(self, **more: Any) -> None:
        super().__init__(LONGEST_SHORT, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        typed = super()._deserialize(value, attr, data, **more)
        if national_shaped(typed):
            raise ValidationError("national_number")
        return typed


@dataclass(frozen=True, slots=True)
class Shape:
    """What the join form asks of somebody in one role of one kind.

    `beside`: students and a relation, and the applicant's own name; otherwise the own name
    alone. `number`, `subject`: whether the nickname needs them. `numbered`: a number may
    serve as proof.
    """

    role: str
    beside: bool
    relations: tuple[str, ...]
    number: bool
    numbered: bool
    subject: bool
    declarations: tuple[str, ...]

    @classmethod
    def of(cls, kind: Kind, role: Role) -> Shape:
        """The form of a role."""
        needed = {
            part
            for pattern in role.nicknames[:1]
            for part in pattern.parts
            if part not in pattern.optional
        }
        return cls(
            role=role.id,
            beside=role.beside,
            relations=tuple(each.word for each in kind.relations) if role.beside else (),
            number="number" in needed,
            numbered=role.section != "teachers",
            subject="subject" in needed,
            declarations=kind.declarations,
        )

    @property
    def nickname_fields(self) -> tuple[str, ...]:
        """The fields that a nickname is made of."""
        if not self.beside:
            return ("name", "subject", "number0")
        others = [f"{name}{at}" for at in OTHER_STUDENTS for name in ("pupil", "relation")]
        return ("pupil0", "relation", *others)

    def fields(self) -> tuple[str, ...]:
        """The names of the form's fields, in the order in which they stand on the page."""
        own = (*self.nickname_fields, "name") if self.beside else self.nickname_fields
        numbers = (f"number{at}" for at in range(MOST_STUDENTS)) if self.beside else ()
        ticks = ("inside", *map(declaration_field, self.declarations), "nickname", "consent")
        return (*own, "phone", *numbers, "other_guardian", *ticks)


def declaration_field(code: str) -> str:
    """The form's field for a declaration."""
    return f"declare_{code}"


def load_application(
    shape: Shape, form: Mapping[str, str], *, amending: bool = False
) -> Application:
    """The application that a form holds. Raises FormInvalid.

    The phone on file, a student's number or another guardian's name: one of them has to
    be there. `amending` leaves the ticks out, which were set the first time.
    """
    given = _given(shape.fields(), form)
    if "phone" in given:
        # Digits come in full width from a Chinese keyboard.
        given["phone"] = unicodedata.normalize("NFKC", given["phone"])
    schema = Schema.from_dict(_schema_fields(shape, amending))(unknown=EXCLUDE)
    problems: dict[str, str] = {}
    loaded: Mapping[str, Any] = {}
    try:
        loaded = schema.load(given)
    except ValidationError as invalid:
        problems = codes(invalid)
    if shape.beside or not shape.number:
        proofs = {"phone", "other_guardian", *(f"number{at}" for at in range(MOST_STUDENTS))}
        if not proofs & set(given):
            problems.setdefault("phone", "one_proof")
    if problems:
        raise FormInvalid(problems)
    return _application(shape, loaded)


def load_so_far(shape: Shape, form: Mapping[str, str]) -> Application:
    """What a nickname is made of while the form is being filled in: everything that it needs,
    or nothing while one of these fields is missing or can't be right."""
    given = _given(shape.nickname_fields, form)
    schema = Schema.from_dict(_schema_fields(shape, amending=True))(unknown=EXCLUDE)
    try:
        loaded: Mapping[str, Any] = schema.load(given)
    except ValidationError as invalid:
        if not codes(invalid).keys().isdisjoint(shape.nickname_fields):
            return Application(role=shape.role)
        loaded = dict(invalid.valid_data or {})
    return _application(shape, loaded)


def _given(names: Iterable[str], form: Mapping[str, str]) -> dict[str, str]:
    return {name: form[name] for name in names if form.get(name, "").strip()}


def _schema_fields(shape: Shape, amending: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": Name(required=True),
        "phone": Phone(),
        "other_guardian": Name(),
        "number0": SchoolNumber(required=shape.number),
        "subject": Text(LONGEST_SHORT, required=shape.subject),
        "inside": fields.String(),
    }
    if shape.beside:
        for at in range(MOST_STUDENTS):
            made[f"pupil{at}"] = Name(required=at == 0)
            made[f"number{at}"] = SchoolNumber()
        made["relation"] = Choice(*shape.relations, required=True)
        made |= {f"relation{at}": Choice(*shape.relations) for at in OTHER_STUDENTS}
    if not amending:
        ticks = ("nickname", "consent", *map(declaration_field, shape.declarations))
        made |= {tick: fields.String(required=True, error_messages=_TICK) for tick in ticks}
    return made


_TICK: Final[dict[str, Any]] = {"required": "tick", "null": "tick", "invalid": "tick"}


def codes(invalid: ValidationError) -> dict[str, str]:
    """The first code of each field that isn't good."""
    messages = invalid.messages if isinstance(invalid.messages, dict) else {}
    return {str(field): str(codes[0]) for field, codes in messages.items()}


def _application(shape: Shape, loaded: Mapping[str, Any]) -> Application:
    students: tuple[NamedStudent, ...] = ()
    if shape.beside:
        shared = loaded.get("relation", "")
        students = tuple(
            NamedStudent(
                loaded[f"pupil{at}"],
                loaded.get(f"relation{at}", shared),
                loaded.get(f"number{at}", ""),
            )
            for at in range(MOST_STUDENTS)
            if f"pupil{at}" in loaded
        )
    declared = (code for code in shape.declarations if declaration_field(code) in loaded)
    return Application(
        role=shape.role,
        students=students,
        name=loaded.get("name", ""),
        number="" if shape.beside else loaded.get("number0", ""),
        phone=loaded.get("phone", ""),
        other_guardian=loaded.get("other_guardian", ""),
        subject=loaded.get("subject", ""),
        declarations=frozenset(declared),
        consent="consent" in loaded,
        already_inside="inside" in loaded,
    )


def load_nickname(form: Mapping[str, str]) -> str:
    """The nickname that was handed in. Raises FormInvalid."""
    schema = Schema.from_dict({"nickname": Text(LONGEST_SHORT, required=True)})
    given = {"nickname": form["nickname"]} if form.get("nickname", "").strip() else {}
    try:
        return str(schema(unknown=EXCLUDE).load(given)["nickname"])
    except ValidationError as invalid:
        raise FormInvalid(codes(invalid)) from None


def typed_values(application: Application) -> dict[str, str]:
    """What a form starts with so that a stored application can be corrected."""
    values = {
        "name": application.name,
        "phone": application.phone,
        "other_guardian": application.other_guardian,
        "subject": application.subject,
        "number0": application.number,
        "inside": "yes" if application.already_inside else "",
    }
    for at, student in enumerate(application.students):
        values |= {f"pupil{at}": student.name, f"number{at}": student.number}
        shared = values.setdefault("relation", student.relation)
        values[f"relation{at}"] = "" if student.relation == shared else student.relation
    return values


def children_of(application: Application) -> dict[str, str]:
    """What a form starts with for somebody else beside the same students."""
    return {f"pupil{at}": student.name for at, student in enumerate(application.students)}
