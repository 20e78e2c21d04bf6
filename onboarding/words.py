"""All wording at the edge: from a code and its facts to a sentence, in Chinese or English.

Sentences are gettext messages whose key is the English one; the Chinese stand in
`translations/zh/LC_MESSAGES/`, one catalogue a part of the door, read as they are, without a
compile step. The folder is `zh`: Babel passes over `zh_CN` in silence.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

from babel.dates import format_date, format_datetime, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from babel.units import format_unit

from onboarding import console_sentences, refusal_sentences, sentences
from onboarding.clock import DAY, HOUR, MINUTE
from onboarding.rules.verdicts import Finding

Language = Literal["zh", "en"]

DEFAULT: Final[Language] = "zh"
LANGUAGES: Final[Mapping[Language, str]] = {"zh": "中文", "en": "English"}
CATALOGS: Final = Path(__file__).parent / "translations" / "zh" / "LC_MESSAGES"
_LONG: Final = {"zh": "y年M月d日 HH:mm", "en": "d MMM y, HH:mm"}
_SHORT: Final = {"zh": "M月d日 HH:mm", "en": "d MMM, HH:mm"}
# All of China keeps one time, without summer time.
_CHINA: Final = timezone(timedelta(hours=8))
_SPANS: Final = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))


def language_of(accept_language: str | None) -> Language:
    """The language that an Accept-Language header prefers (RFC 9110, 12.5.4), else Chinese."""
    weighed: list[tuple[float, Language]] = []
    for each in (accept_language or "").split(","):
        tag, _, weight = each.strip().partition(";")
        spoken = tag.strip().lower().partition("-")[0]
        if spoken in LANGUAGES and (quality := _quality(weight)) > 0:
            weighed.append((quality, cast("Language", spoken)))
    return max(weighed, key=lambda pair: pair[0], default=(0.0, DEFAULT))[1]


def read_catalogs() -> dict[str, Catalog]:
    """The Chinese catalogues as they stand in their files, by file name."""
    found = {}
    for path in sorted(CATALOGS.glob("*.po")):
        with path.open("rb") as file:
            found[path.name] = read_po(file, locale="zh")
    return found


def read_catalog() -> Catalog:
    """All Chinese catalogues as one."""
    whole = Catalog(locale="zh")
    for catalog in read_catalogs().values():
        for message in catalog:
            if message.id:
                whole[message.id] = message
    return whole


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; English, being the key itself, has an empty one."""
    if language != "zh":
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalog())
    compiled.seek(0)
    return Translations(compiled)


def say(language: str, sentence: str, /, **facts: object) -> str:
    """A sentence in a language, its `%(placeholders)s` filled in."""
    said = str(translations(language).gettext(sentence))
    return said % facts if facts else said


def finding_text(finding: Finding, language: str) -> str:
    """What a finding means, for admins and trusted callers."""
    facts = finding.facts
    until = facts.get("until")
    if finding.code == "banned" and isinstance(until, int):
        return say(language, sentences.BANNED_UNTIL, until=day(until, language))
    return say(
        language,
        sentences.FINDINGS[finding.code],
        suggestion=finding.suggestion,
        limit=facts.get("limit"),
    )


def refusal_text(code: str, facts: Mapping[str, object], language: str) -> str:
    """What a refusal means: `code` and `facts` as an `errors.Refusal` has them.

    A refusal about a line of a list names line and column.
    """
    sentence = refusal_sentences.REFUSALS.get(code, refusal_sentences.REFUSALS["refused"])
    said = say(
        language,
        sentence,
        why=reason_text(str(facts.get("reason", "")), language),
        state=state_text(str(facts.get("state", "")), language),
        setting=facts.get("setting", ""),
    )
    return at_line(said, facts.get("row"), facts.get("column"), language)


def reason_text(reason: str, language: str) -> str:
    """Why a value wasn't accepted, as part of a sentence."""
    if reason.startswith("not_within_"):
        low, high = reason.removeprefix("not_within_").split("_")
        return say(language, refusal_sentences.WITHIN, low=low, high=high)
    return say(language, refusal_sentences.REASONS.get(reason, refusal_sentences.UNACCEPTABLE))


def at_line(sentence: str, row: object, column: object, language: str) -> str:
    """The sentence with the line, and where there is one the column, in front."""
    if not row:
        return sentence
    where = refusal_sentences.LINE_AND_COLUMN if column else refusal_sentences.LINE
    return say(language, where, row=row, column=column, sentence=sentence)


def problem_text(row: int, column: str, reason: str, language: str) -> str:
    """What is wrong in one line of a list (`importing.Problem`)."""
    return at_line(reason_text(reason, language), row, column, language)


def state_text(state: str, language: str) -> str:
    """A state in two or three words, for admins; "" for none."""
    return say(language, sentences.STATES[state]) if state in sentences.STATES else ""


def standing_text(
    state: str,
    language: str,
    *,
    admin: str,
    by: int | None,
    instead: str = "",
) -> str:
    """How a request stands, what to do now and whom to ask, for whoever made it.

    `admin`: what the group's admins are called; `by`: the date in it (ms), when the state lapses
    or from when to ask; `instead`: one of `sentences.INSTEAD` where the state says too little.
    """
    date = day(by, language) if by is not None else ""
    sentence = sentences.INSTEAD[instead] if instead else sentences.STANDING[state]
    return say(language, sentence, admin=admin, date=date)


def decision_text(move: str, reason: str, language: str) -> str:
    """Why a request was declined or a member removed, for the person; "" without a reason."""
    sentence = sentences.REASONS_OF[move].get(reason)
    return say(language, sentence) if sentence else ""


def declaration_text(code: str, language: str) -> str:
    """What an applicant declares. A code that a new kind brings along stands for itself."""
    return say(language, sentences.DECLARATIONS.get(code, code))


def field_text(code: str, language: str) -> str:
    """What is wrong with a field of a form, as a sentence."""
    if code in refusal_sentences.FIELDS:
        return say(language, refusal_sentences.FIELDS[code])
    why = reason_text(code, language)
    return why[:1].upper() + why[1:] + ("。" if language == "zh" else ".")


def code_text(table: str, code: str, language: str) -> str:
    """A code of one of the tables in `console_sentences.CODES`; "" for a code it doesn't have."""
    sentence = console_sentences.CODES[table].get(code)
    return say(language, sentence) if sentence else ""


def day(ms: int, language: str) -> str:
    """A date as people write it, in China's time."""
    return format_date(_moment(ms), "medium", locale=language)


def moment(ms: int, language: str) -> str:
    """Date and time to the minute, as people write them, in China's time."""
    return format_datetime(_moment(ms), _LONG[language], tzinfo=_CHINA, locale=language)


def moment_short(ms: int, language: str) -> str:
    """Day and time without year and seconds, in China's time."""
    return format_datetime(_moment(ms), _SHORT[language], tzinfo=_CHINA, locale=language)


def short_day(ms: int, language: str) -> str:
    """A date without its year, in China's time."""
    return str(format_skeleton("MMMd", _moment(ms), locale=language))


def span(ms: int, language: str) -> str:
    """How long something takes or has taken, as people say it: 3 days, 5 hours, 1 minute."""
    size, unit = next((each for each in _SPANS if ms >= each[0]), _SPANS[-1])
    # In Chinese, Babel's data has spans in their short form alone, which is the usual one.
    length: Literal["short", "long"] = "short" if language == "zh" else "long"
    return format_unit(max(1, ms // size), f"duration-{unit}", length, locale=language)


def iso_day(ms: int) -> str:
    """The day in China, as a date field has it: 2026-09-21."""
    return _moment(ms).date().isoformat()


def end_of_day(date: date) -> int:
    """When a day is over in China (ms)."""
    midnight = datetime.combine(date + timedelta(days=1), time(), _CHINA)
    return int(midnight.timestamp() * 1000)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, _CHINA)


def _quality(weight: str) -> float:
    name, _, value = weight.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
