"""The sentences that findings, states and reasons stand for, in English: the keys of the
translations. What is said where something can't be done stands in `refusal_sentences`.

Placeholders are filled with facts by `onboarding.words`. What families read says nothing
of the machinery: how it stands, what to do now, whom to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a sentence for the catalogues and leave it as it is."""
    return sentence


FINDINGS: Final[Mapping[str, str]] = {
    "banned": N_("Somebody with these details was removed for a reason and may not come back."),
    "role_not_admitted": N_("This group has no members in that role."),
    "student_not_admitted": N_("Students themselves don’t join this group."),
    "details_do_not_match": N_(
        "The name is on the list, but the other details differ from what is on file; "
        "please check by hand."
    ),
    "not_on_roster": N_("Nobody of this name is on the list."),
    "outside_invitee": N_("Brought in by a member, and not on the list of this group."),
    "other_class": N_("Not on this list, but on the list of another group of the school."),
    "ambiguous_student": N_("More than one person on the list fits; choose who is meant."),
    "near_match": N_("The name is close to one on the list; check whether that person is meant."),
    "weak_evidence": N_(
        "What was given could be known to others; please make sure in another way who is asking."
    ),
    "left_roster": N_("The person behind this place is no longer on the list."),
    "already_member": N_(
        "This person is a member already; with your approval the place passes to the new request."
    ),
    "request_open": N_(
        "This person has made more than one request; once the later one is approved, the earlier "
        "one ends."
    ),
    "seat_claimed": N_("This request claims the place of somebody who is in the group already."),
    "account_taken": N_("This chat account belongs to another person in this group."),
    "relation_not_allowed": N_("This group doesn’t admit that relation."),
    "seats_full": N_("All places beside this student are taken (%(limit)s at most)."),
    "seats_contested": N_(
        "More people ask for the places beside this student than are left; look at them together."
    ),
    "declaration_missing": N_("Something that everybody here has to declare wasn’t declared."),
    "consent_missing": N_("There is no consent to the use of these details."),
    "receipt_outdated": N_("The group’s rules have changed since they were confirmed."),
    "nickname_wrong": N_("The nickname in the group should be “%(suggestion)s”."),
    "nickname_impersonates_staff": N_(
        "The nickname is the name of a teacher or colleague, and this is somebody else."
    ),
    "name_lost_character": N_(
        "A character of the name may have got lost; please compare it with the list."
    ),
}
BANNED_UNTIL: Final = N_(
    "Somebody with these details was removed for a reason and may not come back before %(until)s."
)

STATES: Final[Mapping[str, str]] = {
    "pending": N_("waiting for a decision"),
    "needs_rename": N_("waiting for another nickname"),
    "refused": N_("doesn’t fit"),
    "approved": N_("approved"),
    "declined": N_("declined"),
    "withdrawn": N_("taken back"),
    "expired": N_("lapsed"),
    "joined": N_("in the group"),
    "left": N_("left the group"),
    "removed": N_("removed"),
}

STANDING: Final[Mapping[str, str]] = {
    "pending": N_(
        "We have your request and it is under review: %(admin)s will look at it by %(date)s. "
        "There is nothing for you to do now; if it takes longer, please ask %(admin)s."
    ),
    "needs_rename": N_(
        "We have your request; only the nickname isn’t right yet. Please hand in the one shown "
        "below by %(date)s; if you are unsure, please ask %(admin)s."
    ),
    "refused": N_(
        "With these details we couldn’t find your place in the group. Please check them and "
        "correct them below; if they are right, please ask %(admin)s."
    ),
    "approved": N_(
        "Welcome! Your request was approved by %(admin)s. Please follow the steps below by "
        "%(date)s; if something doesn’t work, please ask %(admin)s."
    ),
    "declined": N_(
        "Your request was looked at by %(admin)s, who can’t let you in this time. Why stands "
        "below; if you have questions, please ask %(admin)s."
    ),
    "withdrawn": N_(
        "You took this request back. If you would like to join after all, please open the "
        "group’s link again; if you have lost it, please ask %(admin)s."
    ),
    "expired": N_(
        "The time for this request has run out. If you would still like to join, please fill in "
        "the form once more; if you need the link, please ask %(admin)s."
    ),
    "joined": N_(
        "You are in the group. Please keep to the nickname shown below; if something changes, "
        "please tell %(admin)s."
    ),
    "left": N_(
        "You have left the group. If you would like to come back, please open the group’s link "
        "again; if you have lost it, please ask %(admin)s."
    ),
    "removed": N_(
        "You are no longer in the group. Why stands below; if you have questions, please ask "
        "%(admin)s."
    ),
}

INSTEAD: Final[Mapping[str, str]] = {
    "superseded": N_(
        "You have asked once more since, and that request counts now. If you don’t find it or "
        "have questions, please ask %(admin)s."
    ),
    "handed_on": N_(
        "%(admin)s has ended your place in the group. If you have questions, please ask %(admin)s."
    ),
    "unread": N_(
        "You are in the group. Please read the rules below and confirm them; if you have "
        "questions, please ask %(admin)s."
    ),
    "unhurried": N_(
        "Welcome! Your request was approved by %(admin)s, and your place is kept for you. Please "
        "follow the steps below; if something doesn’t work, please ask %(admin)s."
    ),
    "returning": N_(
        "Welcome back! Your new request was approved by %(admin)s, and your place goes on with "
        "it. Please follow the steps below by %(date)s; if you never left the group, or something "
        "doesn’t work, please tell %(admin)s."
    ),
    "to_be_invited": N_(
        "Your place is ready. You will be invited into the group by %(admin)s; please look for "
        "it in the chat app. If nothing has come by %(date)s, please ask %(admin)s."
    ),
    "invited": N_(
        "The invitation was sent to you by %(admin)s. Please accept it in the chat app and then "
        "set your nickname. If it isn’t there by %(date)s, please ask %(admin)s."
    ),
}
"""Instead of how a request stands by its state alone: `superseded` and `handed_on` ended by
something else than their own move, a later request of the same person or somebody else in the
place; `unread`: a member hasn't confirmed the rules in force; `unhurried`: the approval's time
stands still until the group's code is renewed; `returning`: a membership passed to this request;
`to_be_invited`, `invited`: an admin lets people in, and the invitation is on its way or sent."""

DECLINE_REASONS: Final[Mapping[str, str]] = {
    "not_in_class": N_("The list doesn’t have this place."),
    "details_unclear": N_("It isn’t clear from the details who is asking."),
    "details_differ": N_(
        "The details don’t match the school’s list. Please check them and ask once more."
    ),
    "wrong_role": N_("Please ask again in another role."),
    "seat_given_to_other": N_("The places beside this student have been given to others."),
    "duplicate": N_("There is another request for the same person."),
    "ask_school": N_("Please get in touch with the school."),
    "other": N_("There is another reason."),
}

REMOVE_REASONS: Final[Mapping[str, str]] = {
    "not_in_class": N_("This place doesn’t belong to the group."),
    "outside_invitee": N_("Only those who belong to the group can be in it."),
    "over_limit": N_("There are more people beside this student than the group can take."),
    "nickname_not_corrected": N_("The nickname wasn’t corrected after reminders."),
    "broke_covenant": N_("A rule of the group was broken."),
    "attack": N_("Somebody was attacked."),
    "other": N_("There is another reason."),
}

REASONS_OF: Final[Mapping[str, Mapping[str, str]]] = {
    "decline": DECLINE_REASONS,
    "remove": REMOVE_REASONS,
}

DECLARATIONS: Final[Mapping[str, str]] = {
    "own_picture": N_("My picture in the app shows myself."),
}
