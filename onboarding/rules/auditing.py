"""What an audit looks at and what it finds, as plain data (T10, P10, S3, S10, H1, H2, C2).

An audit holds the real group's member list against roster and members. It changes nothing:
it makes a work list, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from onboarding.rules.application import Account, Subject
from onboarding.rules.roster import Roster
from onboarding.rules.verdicts import Ban, Fact

What = Literal[
    "impersonates_staff",
    "remove",
    "rename",
    "adopt",
    "unknown",
    "absent",
    "unseated",
    "missing",
]
"""What there is to do, the most urgent first."""

WHATS: Final[tuple[What, ...]] = get_args(What)
ABOUT_LINES: Final[frozenset[What]] = frozenset(
    {"impersonates_staff", "remove", "rename", "adopt", "unknown"}
)
"""What is about somebody inside the group; the rest is about somebody who isn't."""


OWN_CODES: Final = (
    "fits_free_place",
    "several_fit",
    "same_place",
    "other_account",
    "near",
    "cut",
    "nobody_fits",
    "not_in_group",
    "no_guardian",
    "must_join",
)
"""Why, where no check says it: exactly one place fits and is free (`adopt`); several fit;
the place is another's, or two lines claim it; the holder's account is known to be another;
only a near name; a name without its end; nobody (`unknown`); then `absent`, `unseated`,
`missing`."""

CANDIDATES_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of the real group's list.

    `at` is the place on the list, from 1; `nickname` as it is shown there. `cut` says that
    its end is missing (李明妈…): then it is a candidate at best, never a match. `inviter` is
    the inviter's nickname or account as told, "" where it isn't. The reader of a list fills
    in these; what the account proves comes from the store: `record` is the live request or
    member to which it is bound in this group, "" for none; `bars` what bars that account;
    `student_elsewhere` says that it is bound as a student's in the school.
    """

    at: int
    nickname: str
    cut: bool = False
    account: Account | None = None
    inviter: str = ""
    joined_at: int | None = None
    is_admin: bool = False
    record: str = ""
    bars: tuple[Ban, ...] = ()
    student_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """One member or approved person: the record, its state, and the very subject that every
    other door checks (`services.judging.subject_of`), so that all doors give one answer.

    `since` is when the record came to its state (ms); `nickname` the one approved, for
    whom the roster doesn't settle another; `unclaimed` says that nobody claimed the seat yet.
    """

    record: str
    state: Literal["approved", "joined"]
    subject: Subject
    since: int = 0
    nickname: str = ""
    unclaimed: bool = False

    @property
    def role(self) -> str:
        """The role held."""
        return self.subject.application.role

    @property
    def people(self) -> tuple[str, ...]:
        """The roster people whom the holder stands for or sits beside."""
        return self.subject.people


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody whom the group knows without a seat (a bot, a school leader, a life teacher, a
    second phone; T17, H2), until `until` (ms) or without end. Found by account or nickname."""

    id: str
    nickname: str
    account: Account | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The real group's list and all that it is held against.

    `complete` says that the list has everybody (its length is the head count): only then is
    anybody absent. `admins` are the names of the group's admins, who sit by themselves.
    `departed` says by roster id when somebody left the roster (ms). `grace` is how long a
    member whose place left the roster stays unproposed (ms). `barred` are the bans that
    stand, by roster person and relation.
    """

    listed: tuple[Listed, ...]
    roster: Roster
    holders: tuple[Holder, ...]
    others: tuple[Other, ...] = ()
    complete: bool = False
    admins: tuple[str, ...] = ()
    barred: tuple[Ban, ...] = ()
    departed: Mapping[str, int] = field(default_factory=dict)
    grace: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a line may mean: roster people, the relation, the right nickname, and how near
    (`cut`, `edit`, `pinyin`, `traditional`, `lost_dot`, `same_name`, `inside`). `record` is
    the holder's where somebody holds that place."""

    people: tuple[str, ...]
    role: str
    relation: str
    nickname: str
    nearness: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. Codes, ids and counts are plain; `nickname`, `right`, `inviter`,
    `account` and the candidates' nicknames are personal.

    `code` is why, a finding code of the checks or one of `OWN_CODES`; `article` what stands
    behind it in the kind's file, "" where the audit's own code cites none. `mark` is what
    makes the item the same one in the next audit: the record, else the account, else the
    nickname's key, else the people; it is personal. `line` is its place on the list, 0 for who
    isn't on it. `since` is when it began where that counts (ms; a grace period). `right` is
    the right nickname where one is known; the fact `rename` of an `adopt` says that the one
    shown is another. `account` is the chat account that the list tells (personal), `proven`
    that a bot told it.
    """

    what: What
    code: str
    article: str
    mark: tuple[str, ...]
    line: int = 0
    nickname: str = ""
    right: str = ""
    record: str = ""
    role: str = ""
    people: tuple[str, ...] = ()
    relation: str = ""
    inviter: str = ""
    since: int | None = None
    candidates: tuple[Candidate, ...] = ()
    account: Account | None = None
    proven: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one audit comes to. `fine` are lines with nothing to do, `known` those of known
    others. `doubtful`: five people and more than 30 % of the list would be flagged, so that
    rather the list or the roster is wrong; then nothing is proposed for removal. `seen` are
    the records that the list shows to be inside."""

    items: tuple[Item, ...]
    lines: int
    fine: int
    known: int
    doubtful: bool
    seen: tuple[str, ...]
