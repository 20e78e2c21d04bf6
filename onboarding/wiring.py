"""Puts the door together: one place where collaborators are made and handed to each other."""

from __future__ import annotations

from collections.abc import Callable

import redis

from onboarding.clock import Clock, system_clock
from onboarding.rules.kindfiles import load_all
from onboarding.services.door import Door
from onboarding.services.idempotency import Memory
from onboarding.settings import Settings
from onboarding.storage.admins import Admins
from onboarding.storage.adoptions import Adoptions
from onboarding.storage.approvals import Approvals
from onboarding.storage.asking import Asking
from onboarding.storage.audits import Audits
from onboarding.storage.blinds import Blinds
from onboarding.storage.connect import connect
from onboarding.storage.entries import Entries
from onboarding.storage.escalations import Escalations
from onboarding.storage.events import Events
from onboarding.storage.facts import FactReader
from onboarding.storage.groups import Groups
from onboarding.storage.hints import Hints
from onboarding.storage.invitations import Invitations
from onboarding.storage.limits import Limits
from onboarding.storage.logins import Logins
from onboarding.storage.mappings import Mappings
from onboarding.storage.moves import Moves
from onboarding.storage.others import Others
from onboarding.storage.overview import Overview
from onboarding.storage.readiness import readiness
from onboarding.storage.reminders import Reminders
from onboarding.storage.requests import Requests
from onboarding.storage.requestseal import RequestSeal
from onboarding.storage.rollovers import Rollovers
from onboarding.storage.rosters import Rosters
from onboarding.storage.schoolimports import SchoolImports
from onboarding.storage.scripts import Scripts
from onboarding.storage.seal import Index, Sealer
from onboarding.storage.sessions import Sessions
from onboarding.storage.tokens import Tokens


def make_door(settings: Settings, clock: Clock = system_clock) -> Door:
    """The door on the servers that the settings name. Connects lazily."""
    if settings.redis_url is None or settings.jobs_url is None:
        raise ValueError("the servers' addresses are not known yet")
    return door_on(
        connect(settings.redis_url),
        connect(settings.jobs_url),
        settings,
        clock,
    )


def door_on(
    record: redis.Redis, jobs: redis.Redis, settings: Settings, clock: Clock = system_clock
) -> Door:
    """The door on two open connections."""
    sealer, index = Sealer(settings.seal_keys), Index(settings.index_key)
    scripts = Scripts(record)
    sealed = RequestSeal(sealer, index)
    requests = Requests(record, sealed)
    rosters = Rosters(record, scripts, sealer, index)
    admins = Admins(record, scripts, sealer, Logins(record, scripts, index))
    blinds = Blinds(index, rosters)
    hint: Callable[[str], None] = Hints(jobs).give
    return Door(
        clock=clock,
        kinds=load_all(),
        index=index,
        groups=Groups(record, scripts),
        rosters=rosters,
        requests=requests,
        moves=Moves(scripts, sealed),
        approvals=Approvals(scripts, sealed),
        adoptions=Adoptions(scripts, sealed),
        entries=Entries(record, scripts),
        blinds=blinds,
        facts=FactReader(record, blinds, rosters, requests),
        asking=Asking(scripts, blinds, rosters, sealed),
        admins=admins,
        sessions=Sessions(record, scripts, admins),
        invitations=Invitations(record, scripts, sealer, admins),
        tokens=Tokens(record, scripts),
        reminders=Reminders(record, scripts),
        mappings=Mappings(record, scripts),
        rollovers=Rollovers(record, scripts),
        school_imports=SchoolImports(record, scripts, sealer),
        escalations=Escalations(record, scripts, sealer),
        audits=Audits(record, scripts, sealer, index),
        others=Others(record, scripts, sealer),
        events=Events(record, scripts),
        overview=Overview(record),
        limits=Limits(jobs, index),
        memory=Memory(record, index),
        hint=hint,
        public_url=settings.public_url,
        ready=readiness(record, jobs),
    )
