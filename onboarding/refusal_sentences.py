"""What is said where something can't be done, or what was handed in can't be accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onboarding.sentences import N_

REFUSALS: Final[Mapping[str, str]] = {
    "refused": N_("This can’t be done."),
    "illegal_move": N_("That is no longer possible: %(state)s."),
    "not_your_move": N_("That is for somebody else to do."),
    "stale": N_("Somebody else changed this first; nothing was changed now."),
    "version_missing": N_("Please open the page again and decide on what stands there now."),
    "seats_full": N_("All places beside this student are taken."),
    "already_seated": N_("Somebody has this place in the same relation already."),
    "account_taken": N_("This chat account belongs to another person in this group."),
    "not_overridable": N_("This can’t be approved, not even with a reason."),
    "override_missing": N_("This can be approved only as an exception, with a reason."),
    "student_unsettled": N_("Please choose who on the list is meant."),
    "receipt_missing": N_("The group’s rules haven’t been confirmed yet."),
    "roster_moved": N_("The list was changed meanwhile; please look at the preview once more."),
    "roster_shrinks": N_(
        "The new list would take out more than 30 %% of the people there; say why, if that is meant."
    ),
    "covenant_moved": N_("The group’s rules have just changed; please read them once more."),
    "busy": N_("Many people are doing this right now; please try again in a moment."),
    "record_unavailable": N_("The service is away for a moment; nothing was changed."),
    "not_found": N_("There is nothing here, or it isn’t there any more."),
    "group_closed": N_(
        "This group is closed and takes nobody in any more. If you think that you should be in "
        "it, please ask whoever sent you the link."
    ),
    "not_allowed": N_("Your role doesn’t cover this."),
    "not_signed_in": N_("Please sign in."),
    "last_owner": N_("A group always keeps an owner; name another one first."),
    "idempotency_conflict": N_("This was sent before with something else in it."),
    "taken": N_("This is in use already; please choose another."),
    "invalid": N_("This can’t be accepted: %(why)s."),
    "too_many": N_("Too many tries; please wait a while and try again."),
    "kind_broken": N_("The rules of this kind of group can’t be read."),
    "name_damaged": N_("This name can’t be right: %(why)s."),
    "roster_file_refused": N_("Some lines of the list can’t be read; nothing was changed."),
    "unsafe_server": N_("The database isn’t set up safely: %(setting)s."),
}

REASONS: Final[Mapping[str, str]] = {
    # a name
    "control": N_("it holds characters that can’t be shown"),
    "bidi": N_("it holds characters that turn the text around"),
    "private_use": N_("a character of it exists on one device only"),
    "question_mark": N_("a character got lost and became a question mark"),
    "empty": N_("nothing is in it"),
    "too_long": N_("it is too long"),
    # a replacement
    "another_place": N_("this person sits in another place"),
    # a list
    "bad_quoting": N_("the quotation marks of the file don’t match"),
    "cell_too_long": N_("the cell holds too much"),
    "damaged": N_("the file is damaged"),
    "digits_lost": N_("the spreadsheet has shortened the number; format the column as text"),
    "name_missing": N_("the name is missing"),
    "no_header": N_("no line names the columns; one of them has to be called “name”"),
    "json_shape": N_("the JSON isn’t a list of people"),
    "line_too_long": N_("a line is far too long for a list"),
    "no_name_column": N_("no column is headed as the pupils’ names; say which one it is"),
    "no_rows": N_("nobody stands under the column names"),
    "no_such_sheet": N_("the workbook has no sheet of that name"),
    "not_text": N_("the file is neither a table nor text"),
    "number_twice": N_("the number stands beside two people"),
    "one_person_a_line": N_("more than one person stands in the line"),
    "password_protected": N_("the file asks for a password; save it without one"),
    "phone_wrong": N_("this is no phone number"),
    "relation_code": N_("the relation is a code that the list doesn’t explain"),
    "section_unknown": N_("it doesn’t say whether this is a student, a teacher or staff"),
    "side_by_side": N_("the list is printed in two halves side by side; put one under the other"),
    "too_large": N_("it is too large"),
    "too_many": N_("there are too many"),
    "too_many_columns": N_("there are too many columns"),
    "too_many_guardians": N_("there are too many guardians"),
    "too_many_rows": N_("there are too many lines"),
    "two_names": N_("two columns may be the pupils’ names; say which one it is"),
    "unsupported_type": N_("this kind of file can’t be read; save it as .xlsx or .csv"),
    # anything else that was handed in
    "identity_card": N_("ID-card numbers are never read"),
    "cited_article_missing": N_("an article that this kind of group refers to is missing"),
    "control_character": N_("it holds characters that can’t be shown"),
    "count": N_("there are too few or too many"),
    "id_twice": N_("one id stands in it twice"),
    "length": N_("it is too short or too long"),
    "same_person": N_("it is the same person"),
    "wrong_code": N_("the code isn’t the one that the app shows now"),
    "exception_needed": N_("it is more than the rule says, which takes an exception"),
    "missing": N_("it is missing"),
    "mixed_twice": N_("only one relation may stand for different ones"),
    "no_article_id": N_("this is no id of an article"),
    "no_code": N_("there is no code in it"),
    "no_version": N_("this is no version"),
    "not_a_cursor": N_("this page doesn’t exist"),
    "not_a_list": N_("a list is expected"),
    "not_a_number": N_("a number is expected"),
    "not_a_slug": N_("only small letters, digits and hyphens are possible"),
    "not_a_table": N_("a table is expected"),
    "not_a_text": N_("a text is expected"),
    "not_overridable": N_("a group can’t set this for itself"),
    "not_png_or_jpeg": N_("the picture has to be a PNG or JPEG file"),
    "not_true_or_false": N_("yes or no is expected"),
    "past": N_("the date is in the past"),
    "ahead": N_("the date lies ahead"),
    "required": N_("it is missing"),
    "seven_days_at_most": N_("the picture is valid for seven days at most"),
    "twice": N_("something stands in it twice"),
    "unchanged": N_("nothing has changed"),
    "unknown": N_("nobody knows this value here"),
    "unknown_article": N_("there is no such article"),
    "unknown_field": N_("there is no such field"),
    "unknown_finding": N_("there is no such finding"),
    "unknown_key": N_("there is no such setting"),
    "unknown_part": N_("there is no such part of a nickname"),
    "unknown_relation": N_("there is no such relation"),
    "unknown_role": N_("there is no such role"),
    "unknown_section": N_("there is no such section"),
    "unreadable": N_("it can’t be read"),
    "wrong_type": N_("another kind of value is expected"),
    "not_a_time": N_("a date or time is expected"),
    "unacceptable": N_("it isn’t possible"),
    # a kind file
    "cannot_arise": N_("this can’t come up in this kind of group"),
    "file_name_is_no_id": N_("the file’s name can’t be an id"),
    "nobody_sits_beside": N_("nobody sits beside anybody in this kind of group"),
    "only_beside_students": N_("only students can have somebody beside them"),
}
WITHIN: Final = N_("it has to be from %(low)s to %(high)s")
UNACCEPTABLE: Final = REASONS["unacceptable"]
FIELDS: Final[Mapping[str, str]] = {
    "required": N_("Please fill this in."),
    "tick": N_("Please tick this."),
    "unknown": N_("Please choose one of these."),
    "phone_wrong": N_("Please write the phone number with all its digits."),
    "one_proof": N_("Please give the phone, or open “Not sure?” and give something else."),
    "national_number": N_("Please give the school’s own number, never a national one."),
    "declaration_unchecked": N_("Please tick what was declared once you have checked it."),
    "not_told_apart": N_("Others bear this name; a mark (such as 大/小) would tell them apart."),
    "exception_reason": N_("Please write why this is an exception."),
    "reason_missing": N_("Please choose a reason first."),
    "none_chosen": N_("Please choose at least one request first."),
    "password_wrong": N_("This isn’t your password."),
    "password_length": N_("Please take at least ten characters."),
    "passwords_differ": N_("The two aren’t the same; please write both once more."),
    "login_length": N_("Please take two characters or more."),
    "login_taken": N_("Somebody signs in with this name already; please take another."),
    "code_wrong": N_("The code isn’t the one that the app shows now."),
    "form_old": N_("This page was open for a long time. Please send it once more."),
    "not_the_link": N_("This isn’t the link that opens this group now."),
    "rules_moved": N_("The group’s rules have just changed; please read them once more."),
}
"""What stands beside a field of a form; a code that isn't here is a reason."""

LINE: Final = N_("Line %(row)s: %(sentence)s")
LINE_AND_COLUMN: Final = N_("Line %(row)s, column “%(column)s”: %(sentence)s")
