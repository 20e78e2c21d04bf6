"""QR codes, drawn as inline SVG: nothing is fetched, and a print is sharp."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """The text as a QR code."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=4, omitsize=True, dark="#000", light="#fff")
    return Markup(svg)  # noqa: S704 - segno's own drawing; the text is in it as squares alone
