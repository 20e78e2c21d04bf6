"""What an audit's items say: to admins why, and to the group a text ready to be pasted.

A text for the group names people by the nickname that stands there anyway, says what to do and
which rule is behind it, and never whose child or relative somebody may be. Who isn't in the
group isn't named in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from onboarding import words
from onboarding.rules.auditing import Item, What
from onboarding.rules.kinds import Kind
from onboarding.sentences import FINDINGS, N_

WHAT: Final[Mapping[What, str]] = {
    "impersonates_staff": N_("bears the name of a teacher or colleague"),
    "remove": N_("doesn’t belong into the group"),
    "rename": N_("needs another nickname"),
    "adopt": N_("can be taken in at once"),
    "unknown": N_("can’t be placed"),
    "absent": N_("isn’t in the group any more"),
    "unseated": N_("has nobody in the group"),
    "missing": N_("has to be in the group and isn’t"),
}

WHY: Final[Mapping[str, str]] = {
    "fits_free_place": N_("Exactly one place fits, and it is free."),
    "several_fit": N_("More than one place fits; please look who it is."),
    "same_place": N_("Somebody else has this place, or two people claim it."),
    "other_account": N_("Whoever has this place uses another chat account."),
    "near": N_("Only a similar name is on the list."),
    "cut": N_("The end of the nickname is missing; it can only be guessed."),
    "nobody_fits": N_("Nobody on the list fits this nickname."),
    "not_in_group": N_("A member whom the group’s list doesn’t have."),
    "no_guardian": N_("Too few guardians of this student are in the group."),
    "must_join": N_("Everybody on the list has to be in the group."),
}

TO_THE_GROUP: Final[Mapping[What, str]] = {
    "impersonates_staff": N_(
        "@%(nickname)s Hello, your nickname here is the name of a member of staff, which may "
        "mislead others. Please change it%(right)s%(article)s Thank you!"
    ),
    "remove": N_(
        "@%(nickname)s Hello, this group is for those who belong to it, and we can’t find your "
        "place. Please write to the group’s admin in private, or leave the group.%(article)s "
        "Thank you!"
    ),
    "rename": N_(
        "@%(nickname)s Hello, please change your nickname in this group%(right)s%(article)s "
        "Thank you!"
    ),
    "adopt": N_(
        "@%(nickname)s Hello, please open the group’s join link and confirm the rules; your place "
        "is kept. Thank you!"
    ),
    "unknown": N_(
        "@%(nickname)s Hello, we can’t tell from your nickname who you are. Please change it as "
        "the rules say, or write to the group’s admin in private.%(article)s Thank you!"
    ),
    "unseated": N_(
        "Hello everybody, not every student has somebody in this group yet. If you know a family "
        "that isn’t in it, please pass the join link on.%(article)s Thank you!"
    ),
    "missing": N_(
        "Hello everybody, some of us aren’t in this group yet. Please tell whoever is missing to "
        "open the join link.%(article)s Thank you!"
    ),
}
"""Nothing for who is absent: they wouldn’t read it."""

_RIGHT: Final = N_(" to “%(right)s”.")
_NO_RIGHT: Final = N_(" as the rules say.")
_ARTICLE: Final = N_(" Our rules: “%(words)s”")
ALL_RENAMES: Final = N_(
    "Hello everybody, please change your nickname in this group as shown below.%(article)s "
    "Thank you!"
)
RENAME_LINE: Final = N_("%(nickname)s → %(right)s")
_SHORT: Final = {"zh": 80, "en": 230}
"""So many characters of an article go into a chat message."""
_ENDS: Final = "。.；;"


def what_text(what: What, language: str) -> str:
    """What there is to do, in a few words."""
    return words.say(language, WHAT[what])


def why_text(item: Item, language: str) -> str:
    """Why an item is on the work list, for admins."""
    sentence = WHY.get(item.code) or FINDINGS[item.code]
    return words.say(language, sentence, suggestion=item.right, limit=item.facts.get("limit"))


def group_text(item: Item, policy: Kind, language: str) -> str:
    """The text for the group, ready to be pasted; "" where there is none."""
    sentence = TO_THE_GROUP.get(item.what)
    if sentence is None:
        return ""
    right = words.say(language, _RIGHT, right=item.right) if item.right else ""
    return words.say(
        language,
        sentence,
        nickname=item.nickname,
        right=right or words.say(language, _NO_RIGHT),
        article=_article(policy, item.article, language),
    )


def all_renames(items: Iterable[Item], policy: Kind, language: str) -> str:
    """One text for all renames whose right nickname is known; "" where there are none."""
    known = [item for item in items if item.what == "rename" and item.right]
    if not known:
        return ""
    article = known[0].article if len({item.article for item in known}) == 1 else ""
    head = words.say(language, ALL_RENAMES, article=_article(policy, article, language))
    lines = (
        words.say(language, RENAME_LINE, nickname=item.nickname, right=item.right) for item in known
    )
    return "\n".join((head, *lines))


def _article(policy: Kind, article_id: str, language: str) -> str:
    """The article's own words, as far as its first sentences go into a chat message."""
    text = next((a.words(language) for a in policy.covenant if a.id == article_id), "")
    return words.say(language, _ARTICLE, words=_shortened(text, _SHORT[language])) if text else ""


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    ends = [at for at, char in enumerate(text[:most]) if char in _ENDS]
    return f"{text[: ends[-1] if ends else most]}…"
