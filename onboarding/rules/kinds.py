"""A kind of group: everything in which groups differ, as one frozen value.

Read from one TOML file a kind; nothing in the code asks which kind it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from onboarding.rules.roster import Section

Text = Mapping[str, str]  # language ("zh", "en") → words


@dataclass(frozen=True, slots=True)
class Pattern:
    """One admitted form of a nickname: ordered parts, out of `students`, `relation`,
    `name`, `number`, `subject`, `department`, `label`.

    `separator` stands between parts ("" for none); parts in `optional` may be missing.
    """

    parts: tuple[str, ...]
    separator: str = ""
    optional: frozenset[str] = frozenset()


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
class Relation:
    """A relation word and what is read as the same (妈, 母亲 → 妈妈).

    `button` is what the form shows; `word` is what stands in the nickname.
    """

    word: str
    button: Text
    synonyms: tuple[str, ...]


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
    `pending`, `approved` (until each lapses). `reminders` count before removal is proposed.
    `nickname_limit` is the platform's longest group nickname in characters.
    `must_join` says that everyone on the roster has to join (C2); `number_required` that
    rows without a student number are reported; `declarations` are codes such as
    `own_picture` (C4), each asked of the applicant and confirmed at approval.
    """

    id: str
    title: Text
    roles: Mapping[str, Role]
    articles: Mapping[str, str]
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

    def relation(self, typed: str) -> Relation | None:
        """The relation that a typed word means, or None if this kind doesn't admit it."""
        word = typed.strip()
        for relation in self.relations:
            if word == relation.word or word in relation.synonyms:
                return relation
        return None
