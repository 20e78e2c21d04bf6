"""What an event says that somebody did, in English: the keys of the translations.

An event stands in one area, by which the trail is looked through. A test walks the events that
the code tells, so that none is without words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onboarding.sentences import N_

AREAS: Final[Mapping[str, Mapping[str, str]]] = {
    "requests": {
        "request.submitted": N_("asked to join"),
        "request.amend": N_("corrected the details"),
        "request.rename": N_("handed in a nickname"),
        "request.withdrawn": N_("took the request back"),
        "request.expired": N_("let it lapse"),
        "request.rechecked": N_("checked it again, as the list had changed"),
        "request.forgotten": N_("removed the personal details, as their time was over"),
    },
    "decisions": {
        "request.approved": N_("approved it"),
        "request.adopted": N_("took in somebody who was in the group already"),
        "request.declined": N_("declined it"),
        "request.reopened": N_("opened it again"),
        "request.superseded": N_("approved another request in its place"),
        "member.removed": N_("removed the person"),
        "member.replaced": N_("handed the place over"),
    },
    "entry": {
        "request.invited": N_("ticked that the person was invited"),
        "request.not_invited": N_("took that tick back"),
        "account.bound": N_("tied the chat account"),
        "member.joined": N_("noted that the person is in the group"),
        "member.left": N_("noted that the person left the group"),
        "member.taken_out": N_("noted that the person was taken out of the chat"),
        "member.not_taken_out": N_("took back that the person was taken out of the chat"),
        "entry.renewed": N_("put up a new picture for the way in"),
        "entry.lapsing": N_("warned that the picture for the way in lapses soon"),
        "entry.lapsed": N_("noted that the picture for the way in has lapsed"),
    },
    "roster": {
        "roster.imported": N_("put in a new list"),
        "roster.columns_said": N_("said what the columns of a list mean"),
        "roster.person_added": N_("put somebody on the list"),
        "roster.person_changed": N_("changed a line of the list"),
        "roster.person_left": N_("noted on the list that somebody left"),
        "roster.people_forgotten": N_("took off the list who left it long ago"),
        "roster.pupils_sent": N_("moved pupils to another class’s list"),
        "roster.pupils_received": N_("took in pupils from another class’s list"),
        "departure.reminded": N_("reminded those whose place has left the list"),
    },
    "audits": {
        "audit.run": N_("compared the group with the list"),
        "audit.handled": N_("ticked off what an audit found"),
        "audit.ignored": N_("chose to ignore what an audit found"),
        "audit.reopened": N_("took up again what an audit found"),
        "audit.reminded": N_("reminded the group of what an audit found"),
        "audit.forgotten": N_("removed old findings of audits, as their time was over"),
        "other.kept": N_("noted somebody whom the group knows without a place"),
        "other.dropped": N_("crossed out somebody whom the group knows without a place"),
    },
    "rules": {
        "covenant.published": N_("published a new version of the rules"),
        "covenant.confirmed": N_("confirmed the rules"),
        "covenant.reminded": N_("reminded those who haven’t confirmed the rules"),
    },
    "settings": {
        "group.created": N_("made the group"),
        "group.changed": N_("changed the settings"),
        "group.promoted": N_("gave the group its title for the new school year"),
        "group.year_ended": N_("closed the group at the end of its last school year"),
        "rollover.drawn": N_("drew up the plan for the new school year"),
        "rollover.looked_at_again": N_("brought the plan for the new school year up to date"),
        "rollover.given_up": N_("gave up what was left of the plan for the new school year"),
        "group.link_rotated": N_("made a new join link"),
    },
    "admins": {
        "admin.created": N_("made an admin"),
        "admin.invited": N_("invited an admin"),
        "admin.invitation_revoked": N_("took an invitation back"),
        "admin.joined": N_("took up an invitation"),
        "admin.role": N_("gave or took a role"),
        "admin.handed_over": N_("handed the group over"),
        "admin.deleted": N_("deleted an account"),
        "admin.supervision_ended": N_("ended somebody’s supervision"),
        "admin.signed_in": N_("signed in"),
        "admin.signed_out": N_("signed out on other devices"),
        "admin.password": N_("changed the password"),
        "admin.reset_offered": N_("made a link for a new password"),
        "admin.password_reset": N_("set a new password by a link"),
        "admin.second_step_on": N_("turned the second step on"),
        "admin.second_step_off": N_("turned the second step off"),
        "admin.recovery_renewed": N_("made fresh recovery codes"),
        "token.issued": N_("let a program in"),
        "token.revoked": N_("shut a program out"),
    },
    "school": {
        "school.import_planned": N_("read in the lists of the whole school"),
        "school.import_started": N_("let the lists of the whole school go to the groups"),
        "school.import_goes_on": N_("went on with the lists of the whole school"),
        "school.imported": N_("brought the lists of the whole school to the groups"),
        "school.import_dropped": N_("left off the lists of the whole school"),
        "escalation.raised": N_("passed a matter to the school"),
        "escalation.answered": N_("answered what was passed to the school"),
        "escalation.reported": N_("reported upward what was passed to the school"),
        "escalation.forgotten": N_("removed the notes to the school, as their time was over"),
    },
    "access": {
        "request.revealed": N_("looked at the personal details"),
        "roster.revealed": N_("looked at details on the list"),
        "roster.exported": N_("took the list along as a file"),
        "members.exported": N_("took the members along as a file"),
        "seats.exported": N_("took the seats along as a file"),
        "findings.exported": N_("took along as a file what audits found"),
        "request.reference_renewed": N_("made a new address of the status page"),
    },
}
AREA_NAMES: Final[Mapping[str, str]] = {
    "requests": N_("What people did about their requests"),
    "decisions": N_("Decisions"),
    "entry": N_("The way in, joining and leaving"),
    "roster": N_("The list"),
    "audits": N_("Audits of the group"),
    "rules": N_("The rules"),
    "settings": N_("Settings and join link"),
    "admins": N_("Admins and programs"),
    "school": N_("Passed to the school"),
    "access": N_("Looks at personal details"),
}
HAPPENED: Final[Mapping[str, str]] = {
    what: said for area in AREAS.values() for what, said in area.items()
}

DETAILS: Final[Mapping[str, str]] = {
    "audit.run": N_("%(lines)s people on the list, nothing to do about %(fine)s"),
    "audit.handled": N_("%(count)s of them"),
    "audit.ignored": N_("%(count)s of them"),
    "audit.reminded": N_("%(count)s of them"),
    "audit.forgotten": N_("%(count)s of them"),
    "covenant.published": N_("version %(version)s"),
    "covenant.confirmed": N_("version %(covenant)s"),
    "covenant.reminded": N_("%(count)s people, version %(version)s"),
    "roster.imported": N_("%(added)s new, %(changed)s changed, %(gone)s gone"),
    "roster.pupils_sent": N_("%(gone)s of them"),
    "roster.pupils_received": N_("%(came)s of them"),
    "entry.renewed": N_("%(waiting)s people were waiting"),
    "entry.lapsing": N_("%(waiting)s people are waiting"),
    "entry.lapsed": N_("%(waiting)s people are waiting"),
    "group.changed": N_("what: %(fields)s"),
    "admin.role": N_("%(name)s: %(role)s"),
    "admin.invited": N_("as: %(role)s"),
    "admin.joined": N_("as: %(role)s"),
    "admin.handed_over": N_("to %(name)s"),
    "request.approved": N_("in another’s place: %(reason)s"),
    "request.declined": N_("why: %(reason)s"),
    "member.removed": N_("why: %(reason)s"),
    "member.replaced": N_("why: %(reason)s"),
    "request.expired": N_("was: %(state)s"),
    "escalation.raised": N_("why: %(reason)s"),
    "escalation.reported": N_("on %(day)s"),
}
"""What else an event tells, filled with its facts; never anything personal."""
GROUP_FIELDS: Final[Mapping[str, str]] = {
    "title": N_("the group’s name"),
    "overrides": N_("own rules"),
    "entry_mode": N_("way in"),
    "closed": N_("closed or opened"),
}
