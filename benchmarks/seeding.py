"""A large group in seconds: members written as the scripts would leave them, in batches.

Walking two hundred thousand people through the services one by one would take hours; what
is measured afterwards reads the same records either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from benchmarks.people import SCHOOL, application
from onboarding.rules.roster import Person
from onboarding.rules.rosterrows import Row
from onboarding.rules.verdicts import Verdict
from onboarding.services import rosters
from onboarding.services.callers import Operator
from onboarding.services.door import Door
from onboarding.storage import ids
from onboarding.storage.groups import Group
from onboarding.storage.keys import Keys
from onboarding.storage.moves import FOREVER
from onboarding.storage.requestrecord import Request, fields_of

BATCH = 2_000


def joined_members(door: Door, group: Group, rows: Sequence[Row]) -> Group:
    """Put the rows on the roster and the mother of each into the group."""
    rosters.import_rows(door, Operator(SCHOOL), group.id, rows)
    group = door.groups.get(SCHOOL, group.id)
    people = door.rosters.read(SCHOOL, group.id, group.roster).people
    numbered = iter(zip(rows, people, strict=True))
    while batch := list(islice(numbered, BATCH)):
        _write(door, group, [_member(door, group, row, person) for row, person in batch])
    return group


def _member(door: Door, group: Group, row: Row, person: Person) -> Request:
    asked = application(row, mother=True)
    now = door.clock()
    account = asked.account
    blind = door.blinds.account(SCHOOL, account) if account else ""
    policy = door.policy(group)
    return Request(
        id=ids.new_request_id(),
        school=SCHOOL,
        group=group.id,
        state="joined",
        version=4,
        role=asked.role,
        section="guardians",
        via="token:bench",
        submitted_at=now,
        changed_at=now,
        application=asked,
        verdict=Verdict((), (person.id,), (), row.name + "妈妈", group.versions),
        people=(person.id,),
        account=blind,
        bars=tuple(
            bar.blind for bar in door.blinds.bars(group, policy, asked, (person.id,), blind)
        ),
        receipt=group.covenant,
        receipt_at=now,
        nickname=row.name + "妈妈",
    )


def _write(door: Door, group: Group, members: Sequence[Request]) -> None:
    keys = Keys(SCHOOL)
    pipe = door.memory.record.pipeline(transaction=False)
    for member in members:
        plain = {name: value for name, value in fields_of(member).items() if value}
        sealed = door.moves.sealed.seal(member)
        pipe.hset(
            keys.request(member.id),
            mapping={**plain, "version": str(member.version), "sealed": sealed},
        )
        pipe.zadd(keys.queue(group.id, member.state), {member.id: member.submitted_at})
        pipe.hset(keys.account(member.account), member.id, f"{group.id} {member.section}")
        for person in member.people:
            pipe.zadd(keys.place(group.id, person), {member.id: FOREVER})
    pipe.execute()
