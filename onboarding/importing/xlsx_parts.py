"""The parts of an XLSX package that are no sheet: which sheets there are, the strings that
cells share, and which number formats show a date or leading zeros.

Every part is read once by expat, in constant memory, and may hold only so many elements; a
document type, hence any entity, is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

import regex

from onboarding.importing.limits import CELL_CHARACTERS
from onboarding.rules.errors import Invalid

# 20,000 rows of some twenty cells; every part that isn't a sheet or its strings is small.
ELEMENTS_MOST: Final = 1_000_000
_OTHER_ELEMENTS_MOST: Final = 100_000
_CHUNK: Final = 64 * 1024
# The parser keeps a tag until it is whole: no honest one fills more than a few lines.
_TAG_MOST: Final = 256 * 1024
_DAMAGED = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_BUILT_IN_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))
_NOT_A_PLACE = regex.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = regex.compile(r"_x00(?:0[9AaDd])_")

Attributes = dict[str, str]


def local(name: str) -> str:
    """An element's name without its prefix."""
    return name.rpartition(":")[2]


class Handler:
    """What is done with the elements of a part; `left` elements may still come.

    `text` gathers what stands in the elements of `TEXTS`, at most as much as a cell may
    hold and one more.
    """

    TEXTS: frozenset[str] = frozenset()

    def __init__(self, left: int) -> None:
        self.left = left
        self.text = ""
        self._gathering = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def _start(self, name: str, attributes: Attributes) -> None:
        self.left -= 1
        if self.left < 0:
            raise Invalid(field="file", reason="too_large")
        name = local(name)
        self._gathering = name in self.TEXTS
        self.start(name, attributes)

    def _end(self, name: str) -> None:
        self._gathering = False
        self.end(local(name))

    def _characters(self, data: str) -> None:
        if self._gathering and len(self.text) <= CELL_CHARACTERS:
            # One long string may stand in a million cells: never keep it whole.
            self.text += data[: CELL_CHARACTERS + 1 - len(self.text)]

    def _doctype(self, *_declared: object) -> None:
        raise Invalid(field="file", reason="damaged")

    def run(self, archive: zipfile.ZipFile, part: str) -> None:
        """Read a part. Raises Invalid (`field` file, reason `damaged` or `too_large`)."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            with archive.open(part) as stream:
                fed = 0
                while chunk := stream.read(_CHUNK):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > _TAG_MOST:
                        raise Invalid(field="file", reason="too_large")
                parser.Parse(b"", True)
        except _DAMAGED:
            raise Invalid(field="file", reason="damaged") from None


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet's name, the part that it is in, and whether it is out of sight."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Styles:
    """How numbers are shown: the styles that show a date, and those that show a number
    with leading zeros (0000), each with how many places."""

    dates: set[str] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    since_1904: bool = False


def sheets(archive: zipfile.ZipFile, styles: Styles) -> list[SheetPart]:
    """The sheets of a workbook in order. Raises Invalid."""
    book = _Book(_OTHER_ELEMENTS_MOST)
    book.run(archive, "xl/workbook.xml")
    styles.since_1904 = book.since_1904
    relations = _Relations(_OTHER_ELEMENTS_MOST)
    relations.run(archive, "xl/_rels/workbook.xml.rels")
    found = []
    for name, relation, hidden in book.sheets:
        target = relations.targets.get(relation, "")
        if "chartsheets/" in target or not target:
            continue
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found.append(SheetPart(name, part, hidden))
    # Two sheets on one part would have it read twice: no spreadsheet writes that.
    if not found or len({sheet.part for sheet in found}) < len(found):
        raise Invalid(field="file", reason="damaged")
    return found


def read_styles(archive: zipfile.ZipFile, styles: Styles) -> None:
    """Which styles of cells show dates or leading zeros. Raises Invalid."""
    if "xl/styles.xml" in archive.namelist():
        _Formats(_OTHER_ELEMENTS_MOST, styles).run(archive, "xl/styles.xml")


def strings(archive: zipfile.ZipFile, left: int) -> tuple[list[str], int]:
    """The strings that cells share, and how many elements are left. Raises Invalid."""
    handler = _Strings(left)
    if "xl/sharedStrings.xml" in archive.namelist():
        handler.run(archive, "xl/sharedStrings.xml")
    return handler.strings, handler.left


def unescaped(text: str) -> str:
    """A text with the line breaks that Excel writes as _x000D_."""
    return _ESCAPED.sub(" ", text) if "_x00" in text else text


class _Book(Handler):
    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if local(k) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")


class _Relations(Handler):
    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Formats(Handler):
    def __init__(self, left: int, styles: Styles) -> None:
        super().__init__(left)
        self._styles = styles
        self._codes: dict[str, str] = {}
        self._of_cells = False
        self._at = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            code = _NOT_A_PLACE.sub("", attributes.get("formatCode", "")[:100]).lower()
            self._codes[attributes.get("numFmtId", "")] = code
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self._style(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        self._of_cells = self._of_cells and name != "cellXfs"

    def _style(self, number: str) -> None:
        at, code = str(self._at), self._codes.get(number, "")
        self._at += 1
        built_in = number.isdecimal() and int(number) in _BUILT_IN_DATES
        if built_in or ("general" not in code and ("y" in code or "d" in code)):
            self._styles.dates.add(at)
        elif code and not code.strip("0"):
            self._styles.places[at] = len(code)


class _Strings(Handler):
    TEXTS = frozenset("t")

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.strings: list[str] = []
        self._spoken = 0

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002 - Handler's
        if name == "si":
            self.text = ""
        elif name == "rPh":
            self._spoken = 1
        elif self._spoken:
            # How a text is pronounced is no part of it.
            self._gathering = False

    def end(self, name: str) -> None:
        if name == "si":
            self.strings.append(unescaped(self.text))
        elif name == "rPh":
            self._spoken = 0
