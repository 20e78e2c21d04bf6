"""What somebody asks for at the door, as plain data.

An *application* is what was typed (or sent by a bot). A *subject* is what a check looks
at: an application, and what has been settled about it since (the roster people an admin
or an approval fixed, the findings overridden).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account; `platform` is a lower-case name, `id` the platform's own string."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class NamedStudent:
    """A student as a guardian names one; `national` is a blind index, never a number."""

    name: str
    relation: str = ""
    number: str = ""
    national: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """One person's ask to enter one group in one role; unused fields stay empty.

    `students` has 1–4 entries for a guardian and none for anybody else; `name`, `number`
    and `phone` are the applicant's own. `other_guardian` is the name of another guardian
    on file, offered as a fact by somebody who doesn't know the registered phone.
    """

    role: str
    students: tuple[NamedStudent, ...] = ()
    name: str = ""
    number: str = ""
    national: str = ""
    phone: str = ""
    other_guardian: str = ""
    subject: str = ""
    account: Account | None = None
    nickname: str = ""
    invited_by: str = ""
    declarations: frozenset[str] = frozenset()
    consent: bool = False
    already_inside: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What one check looks at.

    `people` are roster ids that were settled (by approval, or by an admin who named the
    student); empty while identity is still open. `overridden` are finding codes that an
    admin took upon himself with a reason. `bound` says that a bot proved the account.
    `member` says that the person has been admitted already.
    """

    application: Application
    people: tuple[str, ...] = ()
    overridden: frozenset[str] = field(default_factory=frozenset)
    bound: bool = False
    member: bool = False
