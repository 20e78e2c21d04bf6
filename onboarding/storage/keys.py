"""Every key of the record, in one place.

All keys of one school share the hash tag `{school}`, so that a school lives on one cluster
slot and one script can touch whatever it needs. Types and contents:

    ob:schools                         set     every school id (the registry; walked, never scanned)
    ob:login:<blind>                   string  "<school> <admin id>", one sign-in name

    ob:{s}:school                      hash    title, created_at
    ob:{s}:groups                      zset    group id by created_at
    ob:{s}:group:<g>                   hash    kind, title, settings, versions
    ob:{s}:entry:<g>:<mode>            hash    image, media_type, valid_until (QR or card)
    ob:{s}:entries                     zset    group id by the ms when to tell of its picture
    ob:{s}:link:<hash>                 string  group id of a join link
    ob:{s}:covenant:<g>                hash    version → articles, digest, when, by whom
    ob:{s}:roster:<g>:<v>              hash    person id → sealed person
    ob:{s}:roster-log:<g>              hash    version → counts, digest, at, by
    ob:{s}:roster-waste                zset    "<g> <v>" staged or retired, by when it may go
    ob:{s}:rosters-forgetting          zset    group id by when somebody on its list is forgotten
    ob:{s}:names                       zset    "<blind name> <g> <v>", all scores 0
    ob:{s}:request:<id>                hash    a request, later a member (storage.requestrecord);
                                               told: the last event that was about it
    ob:{s}:queue:<g>:<state>           zset    request id by submitted_at
    ob:{s}:who:<g>                     hash    blind of person and phone → request ids
    ob:{s}:place:<g>:<person>          zset    request id by the ms when its hold ends, or +inf
    ob:{s}:asking:<g>:<person>         zset    open request id by the ms at which it lapses
    ob:{s}:account:<blind>             hash    request id → "<g> <section>", where it is bound
    ob:{s}:reference:<hash>            string  request id of a status page
    ob:{s}:code:<blind>                string  request id of a binding code
    ob:{s}:deadlines                   zset    request id by the ms when it lapses or is forgotten
    ob:{s}:bans:<g>                    hash    blind of account, phone or person and relation → ban
    ob:{s}:mappings                    hash    signature of a list's header → when, column
                                               → meaning; no word of a list
    ob:{s}:rollover                    hash    the plan for the new school year, and
                                               done:<g>: when a group went over
    ob:{s}:school-import               hash    the import of a whole school: plan, sealed, and
                                               step:<n>: what became of a class; gone after 24 h
    ob:{s}:school-import-rows:<id>     hash    number of a class → its rows, sealed, until they
                                               are a group's list; gone after 24 h
    ob:{s}:reminded:<g>                hash    topic → when a group was last reminded, by whom
    ob:{s}:audit:<g>                   hash    item id → what an audit found, sealed
    ob:{s}:audit-states:<g>            hash    item id → what became of it (storage.audits);
                                               version: how often the work list was written
    ob:{s}:audit-runs:<g>              zset    one audit: at, by, counts; by when it was
    ob:{s}:audits-forgetting           zset    group id by the ms when some item is forgotten
    ob:{s}:others:<g>                  hash    id → somebody known without a seat, sealed
    ob:{s}:events                      stream  audit trail and outbox at once
    ob:{s}:outbox                      hash    cursor: the last event handed out
    ob:{s}:leases                      zset    event id by the ms at which its lease ends
    ob:{s}:escalation:<id>             hash    a matter passed on (storage.escalations)
    ob:{s}:escalations                 zset    id of an open one by when it was raised
    ob:{s}:escalations:<g>             zset    id by when it was raised, open or closed
    ob:{s}:escalations-forgetting      zset    id of a closed one by the ms when it is forgotten
    ob:{s}:admin:<id>                  hash    sign-in, password hash, sealed name (storage.admins)
    ob:{s}:admins                      zset    admin id by created_at
    ob:{s}:admins:<g>                  hash    admin id → role
    ob:{s}:admin-groups:<id>           hash    group id → role
    ob:{s}:sessions:<id>               hash    digest of a session → when used, begun, on what
    ob:{s}:invitation:<hash>           hash    to what, by whom, until when; gone after 48 h
    ob:{s}:invitations                 zset    hash of an open invitation by its end
    ob:{s}:token:<hash>                hash    id, scopes, groups, label (storage.tokens)
    ob:{s}:tokens                      hash    token id → hash
    ob:{s}:idem:<hash>                 hash    body digest, status, record id; gone after 24 h
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SCHOOLS = "ob:schools"
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def login(blind: str) -> str:
    """The key of one sign-in name."""
    return f"ob:login:{blind}"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one school. `school` is a slug; anything else raises ValueError."""

    school_id: str

    def __post_init__(self) -> None:
        if not SLUG.fullmatch(self.school_id):
            raise ValueError("school id is not a slug")

    def _key(self, *parts: object) -> str:
        return ":".join((f"ob:{{{self.school_id}}}", *map(str, parts)))

    @property
    def school(self) -> str:
        return self._key("school")

    @property
    def groups(self) -> str:
        return self._key("groups")

    def group(self, group: str) -> str:
        return self._key("group", group)

    def entry(self, group: str, mode: str) -> str:
        return self._key("entry", group, mode)

    @property
    def entries(self) -> str:
        return self._key("entries")

    def link(self, digest: str) -> str:
        return self._key("link", digest)

    def covenant(self, group: str) -> str:
        return self._key("covenant", group)

    def roster(self, group: str, version: int) -> str:
        return self._key("roster", group, version)

    def roster_prefix(self, group: str) -> str:
        return self._key("roster", group, "")

    def roster_log(self, group: str) -> str:
        return self._key("roster-log", group)

    @property
    def roster_waste(self) -> str:
        return self._key("roster-waste")

    @property
    def rosters_forgetting(self) -> str:
        return self._key("rosters-forgetting")

    @property
    def names(self) -> str:
        return self._key("names")

    def request(self, request: str) -> str:
        return self._key("request", request)

    def queue(self, group: str, state: str) -> str:
        return self._key("queue", group, state)

    def who(self, group: str) -> str:
        return self._key("who", group)

    def place(self, group: str, person: str) -> str:
        return self._key("place", group, person)

    def asking(self, group: str, person: str) -> str:
        return self._key("asking", group, person)

    def account(self, blind: str) -> str:
        return self._key("account", blind)

    def reference(self, digest: str) -> str:
        return self._key("reference", digest)

    def code(self, blind: str) -> str:
        return self._key("code", blind)

    @property
    def deadlines(self) -> str:
        return self._key("deadlines")

    def bans(self, group: str) -> str:
        return self._key("bans", group)

    @property
    def mappings(self) -> str:
        return self._key("mappings")

    @property
    def rollover(self) -> str:
        return self._key("rollover")

    @property
    def school_import(self) -> str:
        return self._key("school-import")

    def school_import_rows(self, plan: str) -> str:
        return self._key("school-import-rows", plan)

    def reminded(self, group: str) -> str:
        return self._key("reminded", group)

    def audit(self, group: str) -> str:
        return self._key("audit", group)

    def audit_states(self, group: str) -> str:
        return self._key("audit-states", group)

    def audit_runs(self, group: str) -> str:
        return self._key("audit-runs", group)

    @property
    def audits_forgetting(self) -> str:
        return self._key("audits-forgetting")

    def others(self, group: str) -> str:
        return self._key("others", group)

    @property
    def events(self) -> str:
        return self._key("events")

    @property
    def outbox(self) -> str:
        return self._key("outbox")

    @property
    def leases(self) -> str:
        return self._key("leases")

    def escalation(self, escalation: str) -> str:
        return self._key("escalation", escalation)

    @property
    def escalations(self) -> str:
        return self._key("escalations")

    def group_escalations(self, group: str) -> str:
        return self._key("escalations", group)

    @property
    def escalations_forgetting(self) -> str:
        return self._key("escalations-forgetting")

    def admin(self, admin: str) -> str:
        return self._key("admin", admin)

    @property
    def admins(self) -> str:
        return self._key("admins")

    def group_admins(self, group: str) -> str:
        return self._key("admins", group)

    def admin_groups(self, admin: str) -> str:
        return self._key("admin-groups", admin)

    def sessions(self, admin: str) -> str:
        return self._key("sessions", admin)

    def invitation(self, digest: str) -> str:
        return self._key("invitation", digest)

    @property
    def invitations(self) -> str:
        return self._key("invitations")

    def token(self, digest: str) -> str:
        return self._key("token", digest)

    @property
    def tokens(self) -> str:
        return self._key("tokens")

    def idempotency(self, digest: str) -> str:
        return self._key("idem", digest)
