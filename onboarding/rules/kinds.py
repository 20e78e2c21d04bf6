"""A kind of group: everything in which groups differ, as one frozen value.

Read from one TOML file a kind; nothing in the code asks which kind it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from onboarding.rules.errors import Invalid
from onboarding.rules.kindparts import (
    Pattern,
    Relation,
    Text,
    read_days,
    read_patterns,
    read_relations,
)
from onboarding.rules.roster import Section
from onboarding.rules.shape import Misshapen, Table, flag, integer

__all__ = [
    "AUDIT_CODES",
    "FINDING_CODES",
    "OVERRIDABLE",
    "AdminRole",
    "Article",
    "Example",
    "Kind",
    "Pattern",
    "Relation",
    "Role",
    "Seats",
    "Text",
    "codes_cited",
    "codes_that_arise",
    "overridable_fields",
    "with_overrides",
]

#: Every finding code, in the order of the checks.
FINDING_CODES = (
    "banned",
    "role_not_admitted",
    "student_not_admitted",
    "details_do_not_match",
    "not_on_roster",
    "outside_invitee",
    "other_class",
    "ambiguous_student",
    "near_match",
    "weak_evidence",
    "left_roster",
    "already_member",
    "request_open",
    "seat_claimed",
    "account_taken",
    "relation_not_allowed",
    "seats_full",
    "seats_contested",
    "declaration_missing",
    "consent_missing",
    "receipt_outdated",
    "nickname_wrong",
    "nickname_impersonates_staff",
    "name_lost_character",
)

#: Codes of an audit alone that cite an article, beside those of the checks.
AUDIT_CODES = ("no_guardian", "must_join")

#: What an admin may approve against, with a reason; a soft `seats_full` comes on top.
OVERRIDABLE = frozenset(
    {
        "not_on_roster",
        "student_not_admitted",
        "outside_invitee",
        "other_class",
        "nickname_impersonates_staff",
    }
)

MOST_GUARDIANS = 6
NICKNAME_LIMIT = (4, 64)
MOST_REMINDERS = 10
LONGEST_ARTICLE = 2000


@dataclass(frozen=True, slots=True)
class Role:
    """One role that a kind admits.

    `section` is the part of the roster where the proof is. With `beside` true the person
    takes a guardian's seat beside each named student; else the person's own place.
    `nicknames` are the admitted patterns, the first being the one suggested.
    """

    id: str
    title: Text
    section: Section
    beside: bool
    nicknames: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """Guardians beside one student; below `minimum` the student is listed as unseated.
    A soft `maximum` may be overridden by an admin with a reason."""

    minimum: int
    maximum: int
    hard: bool


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a covenant: its id in the regulations, and our words for it."""

    id: str
    text: Text

    def words(self, language: str) -> str:
        """The text in `language`; in Chinese where a group wrote it in Chinese alone."""
        return self.text.get(language) or self.text["zh"]


@dataclass(frozen=True, slots=True)
class AdminRole:
    """What an admin role is called in groups of this kind (owner: 班主任)."""

    role: Literal["owner", "committee"]
    title: Text


@dataclass(frozen=True, slots=True)
class Example:
    """A nickname that the kind's tests run: good or bad, for whom, and the right one."""

    role: str
    nickname: str
    good: bool
    right: str
    students: tuple[str, ...] = ()
    relation: str = ""
    name: str = ""
    number: str = ""
    subject: str = ""
    department: str = ""
    label: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of group with a group's own overrides already applied.

    `articles` maps a finding's code to the article behind it, chosen from this kind's own
    covenant or house rules; `seats` is None where nobody sits beside anybody. `days` are
    `pending`, `approved` (until each lapses) and `grace` (until a member whose place left the
    roster is proposed for removal). `reminders` count before removal is proposed.
    `nickname_limit` is the platform's longest group nickname in characters.
    `escalations` maps the cause of passing a matter on to the article behind it, if there is
    one.
    `must_join` says that everyone on the roster has to join (C2); `number_required` that
    rows without a student number are reported; `declarations` are codes such as
    `own_picture` (C4), each asked of the applicant and confirmed at approval.
    """

    id: str
    title: Text
    roles: Mapping[str, Role]
    articles: Mapping[str, str]
    escalations: Mapping[str, str]
    seats: Seats | None
    relations: tuple[Relation, ...]
    number_required: bool
    declarations: tuple[str, ...]
    must_join: bool
    nickname_limit: int
    days: Mapping[str, int]
    reminders: int
    admins: tuple[AdminRole, ...]
    covenant: tuple[Article, ...]
    examples: tuple[Example, ...]

    def article(self, code: str) -> str:
        """The article behind a finding; KeyError never happens for a loaded kind."""
        return self.articles[code]

    def overridable(self, code: str) -> bool:
        """Tell whether an admin may approve against this finding, with a reason."""
        if code == "seats_full":
            return self.seats is not None and not self.seats.hard
        return code in OVERRIDABLE

    def relation(self, typed: str) -> Relation | None:
        """The relation that a typed word means, or None if this kind doesn't admit it."""
        word = typed.strip().casefold()
        for relation in self.relations:
            if word == relation.word.casefold() or word in relation.synonyms:
                return relation
        return None

    def shared_relation(self, typed: Iterable[str]) -> Relation | None:
        """The one relation that covers all these words: the same one, or the mixed one
        where they differ; None if a word isn't admitted or nothing covers them all."""
        meant: dict[str, Relation] = {}
        for word in typed:
            relation = self.relation(word)
            if relation is None:
                return None
            meant[relation.word] = relation
        if len(meant) > 1:
            return next((relation for relation in self.relations if relation.mixed), None)
        return next(iter(meant.values()), None)


def codes_that_arise(kind: Kind) -> frozenset[str]:
    """The finding codes that a check can make in this kind; each needs its article."""
    codes = set(FINDING_CODES)
    if kind.seats is None:
        codes -= {"seats_full", "seats_contested", "relation_not_allowed"}
    if not kind.declarations:
        codes.discard("declaration_missing")
    if any(role.section == "students" and not role.beside for role in kind.roles.values()):
        codes.discard("student_not_admitted")
    return frozenset(codes)


def codes_cited(kind: Kind) -> frozenset[str]:
    """Every code for which this kind names an article: those of checks and of audits."""
    codes = set(codes_that_arise(kind))
    if kind.seats is not None:
        codes.add("no_guardian")
    if kind.must_join:
        codes.add("must_join")
    return frozenset(codes)


def overridable_fields(kind: Kind) -> frozenset[str]:
    """The fields of this kind that a group may set for itself."""
    fields = {"nicknames", "days", "nickname_limit", "number_required", "reminders"}
    if kind.seats is not None:
        fields |= {"guardians_maximum", "relations"}
    return frozenset(fields)


def with_overrides(kind: Kind, overrides: Mapping[str, object]) -> Kind:
    """The kind as one group has it: its own values in place of the file's.

    `overrides` is plain data (JSON), any of `overridable_fields`. Raises errors.Invalid
    (`field`, a dotted path; `reason`) for what the kind file itself couldn't hold either.
    """
    for name in overrides:
        if name not in overridable_fields(kind):
            raise Invalid(field=name, reason="not_overridable")
    try:
        for name, value in overrides.items():
            kind = _overridden(kind, name, value)
    except Misshapen as wrong:
        raise Invalid(field=wrong.key, reason=wrong.reason) from wrong
    return kind


def _overridden(kind: Kind, name: str, value: object) -> Kind:
    match name:
        case "guardians_maximum" if kind.seats is not None:
            lowest = max(1, kind.seats.minimum)
            seats = replace(kind.seats, maximum=integer(value, name, lowest, MOST_GUARDIANS))
            return replace(kind, seats=seats)
        case "relations":
            return replace(kind, relations=read_relations(value, name, kind.relations))
        case "nicknames":
            return replace(kind, roles=_roles_with_nicknames(kind, Table.of(value, name)))
        case "days":
            return replace(kind, days=read_days(Table.of(value, name), kind.days))
        case "nickname_limit":
            return replace(kind, nickname_limit=integer(value, name, *NICKNAME_LIMIT))
        case "number_required":
            return replace(kind, number_required=flag(value, name))
        case _:
            return replace(kind, reminders=integer(value, name, 0, MOST_REMINDERS))


def _roles_with_nicknames(kind: Kind, table: Table) -> Mapping[str, Role]:
    roles = dict(kind.roles)
    for role in kind.roles.values():
        if table.has(role.id):
            patterns = read_patterns(
                table.take(role.id), table.key(role.id), role.section, role.beside
            )
            roles[role.id] = replace(role, nicknames=patterns)
    table.done()
    return MappingProxyType(roles)
