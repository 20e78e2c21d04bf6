"""What codes are called in the console, in English: the keys of the translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onboarding.activity_sentences import AREA_NAMES, GROUP_FIELDS, HAPPENED
from onboarding.sentences import DECLINE_REASONS, N_, REMOVE_REASONS

MATCHED: Final[Mapping[str, str]] = {
    "name": N_("name"),
    "near_name": N_("a similar name"),
    "label": N_("name and mark"),
    "number": N_("student or staff number"),
    "national": N_("national student number"),
    "seat_number": N_("seat number"),
    "phone": N_("phone on file"),
    "guardian": N_("other guardian’s name"),
    "own_name": N_("own name on file"),
}
STRENGTHS: Final[Mapping[str, str]] = {
    "strong": N_("strong"),
    "medium": N_("fair"),
    "weak": N_("weak"),
}
NEARNESS: Final[Mapping[str, str]] = {
    "edit": N_("one character differs"),
    "pinyin": N_("sounds the same"),
    "traditional": N_("traditional characters"),
    "lost_dot": N_("a dot, hyphen, apostrophe or space differs"),
}
ADMIN_ROLES: Final[Mapping[str, str]] = {
    "owner": N_("owner"),
    "committee": N_("committee"),
    "supervisor": N_("supervisor"),
}
SECTIONS: Final[Mapping[str, str]] = {
    "students": N_("Students"),
    "teachers": N_("Teachers"),
    "staff": N_("Staff"),
}
ENTRY_MODES: Final[Mapping[str, str]] = {
    "invite": N_("An admin invites: the page shows the admin’s own card and the text to send"),
    "qr": N_("The group’s QR code, which an admin renews every seven days"),
    "bot": N_("A bot lets people in by their code"),
}
MOVES: Final[Mapping[str, str]] = {
    "approve": N_("approved it"),
    "claim": N_("approved the claim on the place"),
    "adopt": N_("took the person in, who was in the group already"),
    "decline": N_("declined it"),
    "reopen": N_("opened it again"),
    "remove": N_("removed the person"),
    "replace": N_("gave it another guardian’s place"),
    "hand_over": N_("gave the place to another guardian"),
}
REPLACE_REASONS: Final[Mapping[str, str]] = {
    "family_asked": N_("The family asked for it"),
    "care_changed": N_("Somebody else looks after the student now"),
    "never_came": N_("The person never came into the group"),
    "wrong_person": N_("The wrong person had been let in"),
    "other": N_("Another reason"),
}
"""Why a place was given to another guardian: for admins alone."""
DONE: Final[Mapping[str, str]] = {
    "approve": N_("Approved:"),
    "decline": N_("Declined:"),
    "reopen": N_("Opened again:"),
}
"""What became of many at once; how many follows."""
ACTORS: Final[Mapping[str, str]] = {
    "admin": N_("An admin who has gone"),
    "applicant": N_("The person"),
    "operator": N_("The service’s operator"),
    "time": N_("The clock"),
    "token": N_("A program"),
}
"""Who did something, where no admin's name stands for it."""
UNCLEAR: Final[Mapping[str, str]] = {
    "same_name": N_("others bear the name, and nothing tells this person from them"),
    "several_fit": N_("more than one person on the list fits"),
    "number_taken": N_("the number belongs to somebody else on the list"),
}
UNCLEAR_HELP: Final[Mapping[str, str]] = {
    "same_name": N_("Give each of them a number, a phone or a mark (A or B), and send it again."),
    "several_fit": N_("Add the number or a phone to this line, so that it fits one person."),
    "number_taken": N_("Look which of the two has this number, and mend the other."),
}
"""What is to be done about a line that was left out."""
_WHOSE: Final = {
    "guardian": (N_("Guardian’s name"), N_("Guardian’s relation"), N_("Guardian’s phone")),
    "guardian1": (
        N_("Name of guardian 1"), N_("Relation of guardian 1"), N_("Phone of guardian 1")
    ),
    "guardian2": (
        N_("Name of guardian 2"), N_("Relation of guardian 2"), N_("Phone of guardian 2")
    ),
    "guardian3": (
        N_("Name of guardian 3"), N_("Relation of guardian 3"), N_("Phone of guardian 3")
    ),
    "father": (N_("Father’s name"), N_("Father’s relation"), N_("Father’s phone")),
    "mother": (N_("Mother’s name"), N_("Mother’s relation"), N_("Mother’s phone")),
}  # fmt: skip
COLUMNS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "number": N_("Number"),
    "seat_number": N_("Seat number in class"),
    "national": N_("National student number"),
    "label": N_("Mark that tells people of one name apart"),
    "own_phone": N_("Own phone"),
    "section": N_("Student, teacher or staff"),
    "subjects": N_("Subject"),
    "homeroom": N_("Homeroom teacher"),
    "department": N_("Department"),
    "class_name": N_("Class"),
    "grade": N_("Grade"),
    "phone": N_("Phone"),
    "guardians": N_("Guardians"),
} | {
    f"{whose}_{what}": said
    for whose, words in _WHOSE.items()
    for what, said in zip(("name", "relation", "phone"), words, strict=True)
}
"""What a column of a list means, and what a field of a line is."""
COLUMN_WHY: Final[Mapping[str, str]] = {
    "unknown": N_("not known; left out"),
    "identity_card": N_("ID-card numbers are never read"),
    "second_name": N_("another column is the names"),
    "left_out": N_("left out, as was said"),
}
STAGES: Final[Mapping[str, str]] = {
    "listed": N_("the group hasn’t been told"),
    "reminded": N_("the group was told"),
    "proposed": N_("may be removed now"),
}
"""How far a departure has come."""
AUDIT_STATUSES: Final[Mapping[str, str]] = {
    "handled": N_("done"),
    "ignored": N_("ignored"),
    "gone": N_("found no more"),
}
"""How an audit's item that is closed came to be so."""
GROUP_PROBLEMS: Final[Mapping[str, str]] = {
    "no_owner": N_("Nobody owns the group."),
    "queue_full": N_("So many requests are open that nobody else can ask to join."),
    "picture_lapsed": N_("The group’s QR code has lapsed; nobody can come in."),
    "no_picture": N_("The QR code or card that lets people in hasn’t been put up yet."),
    "no_roster": N_("There is no list yet; every request needs checking by hand."),
    "picture_lapsing": N_("The group’s QR code lapses soon."),
    "nobody_seated": N_("Nobody has asked to join yet. Has the join link been sent out?"),
}
"""What may be amiss in a group."""
REMINDERS: Final[Mapping[str, str]] = {
    "missing": N_("Not there yet"),
    "unclaimed": N_("In the group, not yet claimed"),
    "unconfirmed": N_("Haven’t confirmed the rules"),
    "to_enter": N_("Approved, not in the group yet"),
}
"""What there is to remind people of."""
MAKING_ADMINS: Final[Mapping[str, str]] = {
    "owner": N_("Make owner, too"),
    "committee": N_("Move to the committee"),
}
ESCALATION_CAUSES: Final[Mapping[str, str]] = {
    "attack": N_("Somebody attacks the school, a teacher, a student or a parent"),
    "harmful": N_("Something harmful, or a trend that may have consequences"),
    "beyond_group": N_("The group’s admins can’t handle it by themselves"),
    "other": N_("Something else"),
}
ESCALATION_STATES: Final[Mapping[str, str]] = {
    "open": N_("waits for an answer"),
    "answered": N_("answered"),
    "reported": N_("reported upward"),
}
BROWSERS: Final[Mapping[str, str]] = {
    "wechat": N_("WeChat"),
    "wecom": N_("WeCom"),
    "dingtalk": N_("DingTalk"),
    "qq": N_("QQ"),
    "edge": N_("Edge"),
    "firefox": N_("Firefox"),
    "chrome": N_("Chrome"),
    "safari": N_("Safari"),
    "other": N_("Another browser"),
}
SYSTEMS: Final[Mapping[str, str]] = {
    "harmony": N_("HarmonyOS"),
    "android": N_("Android"),
    "ios": N_("iPhone or iPad"),
    "windows": N_("Windows"),
    "mac": N_("Mac"),
    "linux": N_("Linux"),
    "other": N_("another device"),
}
AGREEMENT: Final[Mapping[str, str]] = {
    "same": N_("agrees"),
    "near": N_("nearly the same"),
    "differs": N_("differs"),
    "not_listed": N_("not on the list"),
    "not_given": N_("not given"),
}
"""How what was asked and what the list has agree."""
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "actor": ACTORS,
    "agreement": AGREEMENT,
    "area": AREA_NAMES,
    "group_field": GROUP_FIELDS,
    "admin_role": ADMIN_ROLES,
    "browser": BROWSERS,
    "system": SYSTEMS,
    "done": DONE,
    "happened": HAPPENED,
    "entry_mode": ENTRY_MODES,
    "escalation_cause": ESCALATION_CAUSES,
    "escalation_state": ESCALATION_STATES,
    "make_admin": MAKING_ADMINS,
    "group_problem": GROUP_PROBLEMS,
    "matched": MATCHED,
    "move": MOVES,
    "nearness": NEARNESS,
    "reminder": REMINDERS,
    "section": SECTIONS,
    "strength": STRENGTHS,
    "unclear": UNCLEAR,
    "unclear_help": UNCLEAR_HELP,
    "column": COLUMNS,
    "column_why": COLUMN_WHY,
    "stage": STAGES,
    "audit_status": AUDIT_STATUSES,
    "decline_reason": DECLINE_REASONS,
    "remove_reason": REMOVE_REASONS,
    "replace_reason": REPLACE_REASONS,
}
"""The tables that templates look codes up in, by name."""
