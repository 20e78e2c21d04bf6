"""The blind indexes under which people are found: accounts, numbers, persons with a phone, bans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from onboarding.rules import names
from onboarding.rules.application import Account, Application
from onboarding.rules.identity import phone_digits
from onboarding.rules.kinds import Kind
from onboarding.rules.naming import relation_word, relations_to
from onboarding.rules.rosterrows import fold
from onboarding.storage.groups import Group
from onboarding.storage.rosters import Rosters
from onboarding.storage.seal import Index


class Bar(NamedTuple):
    """One thing that a ban is found by: `on` is `account`, `phone` or `person`; the last with
    the roster person's id and the relation word ("" for a place of one's own)."""

    blind: str
    on: str
    person: str = ""
    relation: str = ""


class Blinds:
    """Works out under what somebody is found."""

    def __init__(self, index: Index, rosters: Rosters) -> None:
        self._index = index
        self._rosters = rosters

    def account(self, school: str, account: Account) -> str:
        """Under what an account is found."""
        return self._index.blind(school, "account", account.platform, account.id)

    def account_bar(self, school: str, account: str) -> str:
        """Under what a ban of an account is found, given under what the account is."""
        return self._index.blind(school, "bar-account", account)

    def national(self, school: str, number: str) -> str:
        """The matching key of a 学籍号 or ID-shaped number."""
        return self._index.blind(school, "national", fold(number))

    def who(self, group: Group, kind: Kind, application: Application) -> tuple[str, ...]:
        """One for each person the applicant stands for, with the phone: the same person and
        the same phone again is a correction or a re-entry. None without a phone."""
        phone = phone_digits(application.phone)
        if not phone:
            return ()
        blind = self._index.blind
        if application.students:
            return tuple(
                blind(
                    group.school,
                    "who",
                    group.id,
                    names.key(student.name),
                    relation.word if (relation := kind.relation(student.relation)) else "",
                    phone,
                )
                for student in application.students
            )
        return (
            blind(
                group.school, "who", group.id, application.role, names.key(application.name), phone
            ),
        )

    def bars(
        self,
        group: Group,
        kind: Kind,
        application: Application,
        people: Iterable[str],
        account: str,
    ) -> tuple[Bar, ...]:
        """Everything that a ban of this applicant could be found by: bound account, phone,
        and each roster person with the applicant's relation to that one."""
        school, blind = group.school, self._index.blind
        found = []
        if account:
            found.append(Bar(self.account_bar(school, account), "account"))
        if phone := phone_digits(application.phone):
            found.append(Bar(blind(school, "bar-phone", phone), "phone"))
        roster = self._rosters.read(school, group.id, group.roster)
        for person in people:
            typed = relations_to(application, roster, person) or ("",)
            words = dict.fromkeys(relation_word(kind, each) for each in typed)
            found += [
                Bar(blind(school, "bar-person", person, word), "person", person, word)
                for word in words
            ]
        return tuple(found)
