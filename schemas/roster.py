"""Rosters on the wire: who belongs, and what a change of the list comes to."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import (
    Choice,
    Flag,
    ListOf,
    Moment,
    Name,
    Part,
    Phone,
    QueryFlag,
    Strict,
    Text,
    Whole,
)
from schemas.paging import Page

MOST_PEOPLE = 20_000
MOST_GUARDIANS = 10
MOST_REASON = 200
WAYS = ("whole", "merge")


class GuardianTable(Strict):
    """One guardian on file; any field may be left out."""

    name = Name(load_default="")
    relation = Text(20, load_default="")
    phone = Phone(load_default="")


class PersonFields(Strict):
    """What any person on the list has."""

    name = Name(required=True)
    number = Text(40)
    phone = Phone()
    left = Flag()


class StudentTable(PersonFields):
    """A student. `number` is the school's own; a national one is kept as a matching key."""

    seat_number = Text(20)
    label = Text(10)
    guardians = ListOf(Part(GuardianTable), MOST_GUARDIANS)


class TeacherTable(PersonFields):
    """A teacher and what is taught."""

    subjects = ListOf(Text(40, shortest=1), 20)
    homeroom = Flag()


class StaffTable(PersonFields):
    """A member of staff."""

    department = Text(50)


class RosterTable(Strict):
    """A list, by section; a section left out isn't spoken of. `reason`: why a section loses
    more than 30 % of its people, where it does; kept sealed."""

    students = ListOf(Part(StudentTable), MOST_PEOPLE, load_default=list)
    teachers = ListOf(Part(TeacherTable), MOST_PEOPLE, load_default=list)
    staff = ListOf(Part(StaffTable), MOST_PEOPLE, load_default=list)
    reason = Text(MOST_REASON, load_default="")


class HowToImport(Strict):
    """`dry_run`: tell the difference and its impact and change nothing. `replace`: whole (who
    isn't on the list has left) or merge. `against`: the version that was previewed, so that
    nothing is changed if another is live."""

    dry_run = QueryFlag(load_default=False)
    replace = Choice(*WAYS, load_default="whole")
    against = Whole(0, 999_999_999)


class NewPerson(Strict):
    """One person more, under the section of the roster; exactly one of the three."""

    students = Part(StudentTable)
    teachers = Part(TeacherTable)
    staff = Part(StaffTable)


class ChangedPerson(Strict):
    """What of a person changes; an empty value clears a field."""

    name = Name()
    number = Text(40)
    seat_number = Text(20)
    label = Text(10)
    guardians = ListOf(Part(GuardianTable), MOST_GUARDIANS)
    phone = Phone()
    subjects = ListOf(Text(40, shortest=1), 20)
    homeroom = Flag()
    department = Text(50)
    left = Flag()


class ShownGuardian(Schema):
    """A guardian on file."""

    name = fields.String()
    relation = fields.String()
    phone = fields.String()


class ShownPerson(Schema):
    """One person on the list. A national number is never shown; `has_national` says that
    there is one to match by."""

    id = fields.String()
    section = fields.String()
    name = fields.String()
    number = fields.String()
    has_national = fields.Boolean()
    seat_number = fields.String()
    label = fields.String()
    guardians = fields.List(fields.Nested(ShownGuardian))
    phone = fields.String()
    subjects = fields.List(fields.String())
    homeroom = fields.Boolean()
    department = fields.String()
    left = fields.Boolean()
    left_at = Moment(allow_none=True)


class ShownCounts(Schema):
    """How many are in each section, those who left aside."""

    students = fields.Integer()
    teachers = fields.Integer()
    staff = fields.Integer()


class ShownRoster(Schema):
    """A page of the live roster."""

    version = fields.Integer()
    counts = fields.Nested(ShownCounts)
    items = fields.List(fields.Nested(ShownPerson))
    next = fields.String(allow_none=True)


class ShownUnclear(Schema):
    """Lines that were left out, since nobody can tell whom they speak of."""

    rows = fields.List(fields.Integer())
    reason = fields.String()
    text = fields.String(metadata={"description": "in the caller's language"})


class ShownReading(Schema):
    """How a file was understood."""

    format = fields.String()
    encoding = fields.String()
    mapping = fields.List(
        fields.List(fields.String()), metadata={"description": "header and meaning of a column"}
    )
    ignored = fields.List(fields.String(), metadata={"description": "columns not read"})
    remembered = fields.List(
        fields.String(),
        metadata={"description": "columns read as somebody once said for the school"},
    )


class ShownShrinkage(Schema):
    """A section that would lose more than 30 % of its people."""

    section = fields.String()
    before = fields.Integer()
    after = fields.Integer()


class ShownLosing(Schema):
    """Who holds a place, and the people there who would have left (roster ids)."""

    request = fields.String()
    people = fields.List(fields.String())


class ShownRenamed(Schema):
    """Whose right nickname would change."""

    request = fields.String()
    before = fields.String()
    after = fields.String()


class ShownImpact(Schema):
    """What a list would mean for people. Nobody is thrown out or opened again by it."""

    losing = fields.List(fields.Nested(ShownLosing))
    freed = fields.Integer(metadata={"description": "places that these hold"})
    passing = fields.List(
        fields.String(), metadata={"description": "refused requests that would pass"}
    )
    renamed = fields.List(fields.Nested(ShownRenamed))
    namesakes = fields.List(
        fields.List(fields.String()), metadata={"description": "roster ids of one name"}
    )


class ShownChange(Schema):
    """What a change of the list comes to; with `applied` false nothing was changed."""

    version = fields.Integer()
    applied = fields.Boolean()
    counts = fields.Nested(ShownCounts)
    added = fields.List(fields.String(), metadata={"description": "roster ids"})
    changed = fields.List(fields.String())
    gone = fields.List(fields.String(), metadata={"description": "newly left; kept for a while"})
    back = fields.List(fields.String(), metadata={"description": "had left and are there again"})
    forgotten = fields.List(
        fields.String(), metadata={"description": "left long ago and are off the list now"}
    )
    same = fields.Integer()
    seats_touched = fields.Integer(
        metadata={"description": "places held now beside or by those who are gone or left"}
    )
    unclear = fields.List(fields.Nested(ShownUnclear))
    reading = fields.Nested(ShownReading, allow_none=True)
    shrinks = fields.Nested(
        ShownShrinkage, allow_none=True, metadata={"description": "in a preview: say why"}
    )
    impact = fields.Nested(ShownImpact, allow_none=True, metadata={"description": "of a preview"})


class RosterPage(Page):
    """Which page of the list."""
