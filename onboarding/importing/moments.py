"""Moments as lists tell them: seconds, milliseconds, or a date as people write it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

import regex

_CHINA: Final = timezone(timedelta(hours=8))
_SECONDS_END: Final = 100_000_000_000
"""A number below this (year 5138) tells seconds, above milliseconds."""

_NUMBER = regex.compile(r"\d{1,13}(?:\.\d{1,9})?", regex.ASCII)
_COMPACT = regex.compile(
    r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d))?",
    regex.ASCII,
)
_WRITTEN = regex.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"(?:[T,，\s]*(?:星期.|周.)?\s*(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<minute>\d{1,2})\s*分?)?(?:\s*:?\s*(?P<second>\d{1,2})(?:\.\d{1,9})?秒?)?"
    r"\s*(?P<half>AM|PM)?)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?",
    regex.ASCII | regex.IGNORECASE,
)


def moment(told: object) -> int | None:
    """The moment in ms that a cell or a bot tells; None for none.

    A date alone is its first moment; without a zone it is told in China's time. Raises
    ValueError for what is no moment.
    """
    text = "" if told is None else str(told).strip().replace("：", ":")
    if text in ("", "0", "-"):
        return None
    if len(text) > 50:
        raise ValueError
    date = _COMPACT.fullmatch(text) or _WRITTEN.fullmatch(text)
    if date is not None:
        return _of_date(date.groupdict())
    if _NUMBER.fullmatch(text) is None:
        raise ValueError
    number = float(text)
    return int(number * 1000 if number < _SECONDS_END else number)


def _of_date(read: dict[str, str | None]) -> int:
    hour, half = int(read.get("hour") or 0), (read.get("half") or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    day = [int(read[part] or 0) for part in ("year", "month", "day")]
    minute, second = int(read.get("minute") or 0), int(read.get("second") or 0)
    zone = (read.get("zone") or "").upper().replace("Z", "+0000").replace(":", "")
    local = datetime(day[0], day[1], day[2], hour, minute, second, tzinfo=_zone(zone))
    return round(local.timestamp() * 1000)


def _zone(told: str) -> timezone:
    if not told:
        return _CHINA
    ahead = timedelta(hours=int(told[1:3]), minutes=int(told[3:5]))
    return timezone(-ahead if told[0] == "-" else ahead)
