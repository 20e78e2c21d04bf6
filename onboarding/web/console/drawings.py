"""Pictures of numbers, drawn as inline SVG: classes and presentation attributes, no style.

Each says in words what it shows (`title`, `about`); colours come from the style sheet, and
no meaning hangs on a colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

WIDTH: Final = 340
_CHAIR: Final = 20
_BAR: Final = 26
_TEXT: Final = 17
_CEILING, _FLOOR = 44, 148
_SCALE: Final = 24
"""So much room the numbers of the scale have at the left."""
_FEW: Final = 8
"""Up to so many columns each has its number; of more, the highest alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it stands for, how high it is, and the word beneath ("" for none)."""

    name: str
    value: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a whole: how much of it, and its look (`full`, `some`, `held`, `none`)."""

    value: int
    look: str


def chairs(joined: int, coming: int = 0, free: int = 0) -> Markup:
    """The seats at one place: somebody sits there (full), will come (half), or nobody. What
    it says has to stand beside it in words."""
    looks = ["in"] * joined + ["coming"] * coming + ["free"] * free
    drawn = _joined(_chair(at * _CHAIR + _CHAIR // 2, look) for at, look in enumerate(looks))
    return Markup(
        '<svg class="chairs" viewBox="0 0 {0} 24" width="{0}" height="24" aria-hidden="true">'
        "{1}</svg>"
    ).format(max(1, len(looks)) * _CHAIR, drawn)


def share(part: int, whole: int, *, title: str) -> Markup:
    """How much of a whole there is, as a small bar."""
    return _picture(title, "", 10, _strip([Piece(part, "full"), Piece(whole - part, "none")], 10))


def pieces(parts: Sequence[Piece], *, title: str, about: str) -> Markup:
    """What a whole is made of: one bar, each piece's number beneath it."""
    return _picture(title, about, _BAR + _TEXT, _strip(parts, _BAR) + _numbers(parts))


def columns(
    shown: Sequence[Column], *, title: str, about: str, across: str = "", upward: str = ""
) -> Markup:
    """Columns on a line, with their numbers above; the scale at the left goes to the highest.
    `across` and `upward` say what the two axes stand for."""
    highest = max((column.value for column in shown), default=0)
    numbered = [c for c in shown if c.value and (len(shown) <= _FEW or c.value == highest)]
    numbered = numbered[: _FEW if len(shown) <= _FEW else 1]
    step = (WIDTH - _SCALE) / max(1, len(shown))
    drawn = _scale(highest) + _aside(0, 12, upward, "start")
    for at, column in enumerate(shown):
        left = _SCALE + at * step
        high = (_FLOOR - _CEILING) * column.value / highest if highest else 0
        drawn += _column(left, step, high, column)
        if column in numbered:
            drawn += _text(left + step / 2, _FLOOR - high - 4, column.value)
        if column.label:
            drawn += _text(left + step / 2, _FLOOR + _TEXT, column.label, "soft")
    drawn += _aside(WIDTH, _FLOOR + 2 * _TEXT + 1, across, "end")
    return _picture(title, about, _FLOOR + 2 * _TEXT + 6, drawn)


def swatch(look: str) -> Markup:
    """The look of a piece by itself, for a legend."""
    return Markup(
        '<svg class="swatch" viewBox="0 0 22 18" width="22" height="18" aria-hidden="true">{}</svg>'
    ).format(_block(look, 1, 1, 20, 16))


def _picture(title: str, about: str, height: int, drawn: Markup) -> Markup:
    told = Markup("<desc>{}</desc>").format(about) if about else Markup()
    return Markup('<svg viewBox="0 0 {} {}" role="img"><title>{}</title>{}{}</svg>').format(
        WIDTH, height, title, told, drawn
    )


def _chair(middle: int, look: str) -> Markup:
    half = Markup('<path class="half" d="M{} 22v-8.2c4 0 7 2.7 7 8.2z"/>').format(middle)
    return Markup(
        '<g class="{}"><circle cx="{}" cy="7" r="4"/><path d="M{} 22c0-11 14-11 14 0z"/>{}</g>'
    ).format(look, middle, middle - 7, half if look == "coming" else "")


def _strip(parts: Iterable[Piece], height: int) -> Markup:
    return _joined(
        _block(part.look, left, 1, max(wide - 2, 1), height - 2)
        for part, left, wide in _laid_out(parts)
    )


def _block(look: str, left: float, top: int, wide: float, high: int) -> Markup:
    """A piece with its look; one that is held is full to its half, as a chair is."""
    drawn = Markup(
        '<rect class="bar {}" x="{:.1f}" y="{}" width="{:.1f}" height="{}" rx="3"/>'
    ).format(look, left, top, wide, high)
    if look == "held":
        drawn += Markup('<path class="half" d="M{:.1f} {}h{:.1f}v{}h-{:.1f}z"/>').format(
            left, top + high / 2, wide, high / 2, wide
        )
    return drawn


def _numbers(parts: Iterable[Piece]) -> Markup:
    return _joined(
        _text(left + wide / 2, _BAR + _TEXT - 2, part.value)
        for part, left, wide in _laid_out(parts)
    )


def _laid_out(parts: Iterable[Piece]) -> Iterable[tuple[Piece, float, float]]:
    """Each piece that there is, where it begins and how wide it is."""
    there = [part for part in parts if part.value]
    whole = sum(part.value for part in there)
    left = 0.0
    for part in there:
        wide = WIDTH * part.value / whole
        yield part, left, wide
        left += wide


def _column(left: float, step: float, high: float, column: Column) -> Markup:
    if not high:
        return Markup()
    wide = step * 0.74
    round_ = min(4.0, wide / 2, high)
    return Markup(
        '<path class="bar full" d="M{:.1f} {}v-{:.1f}q0-{r:.1f} {r:.1f}-{r:.1f}h{:.1f}'
        'q{r:.1f} 0 {r:.1f} {r:.1f}v{:.1f}z"><title>{}: {}</title></path>'
    ).format(
        left + step * 0.13,
        _FLOOR,
        high - round_,
        wide - 2 * round_,
        high - round_,
        column.name,
        column.value,
        r=round_,
    )


def _scale(highest: int) -> Markup:
    """The line at the foot, one at the height of the highest, and half way if that is a number."""
    marks = {0, highest} | ({highest // 2} if highest and highest % 2 == 0 else set())
    drawn = Markup()
    for mark in sorted(marks):
        at = _FLOOR + 0.5 - ((_FLOOR - _CEILING) * mark / highest if highest else 0)
        drawn += Markup('<path class="axis" d="M{} {}h{}"/>').format(_SCALE, at, WIDTH - _SCALE)
        drawn += _aside(_SCALE - 5, at + 4, mark, "end")
    return drawn


def _aside(at: float, base: float, words: object, anchor: str) -> Markup:
    """Words that begin or end at a point; "" for none."""
    if words == "":
        return Markup()
    return Markup('<text class="soft" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        at, base, anchor, words
    )


def _text(middle: float, base: float, words: object, look: str = "") -> Markup:
    """Words around a middle, kept inside the picture."""
    half = sum(3.5 if letter.isascii() else 6.0 for letter in str(words))
    inside = min(max(middle, half), WIDTH - half)
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="middle">{}</text>').format(
        look, inside, base, words
    )


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup().join(parts)
