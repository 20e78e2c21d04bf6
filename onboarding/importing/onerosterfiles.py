"""The files of a OneRoster bundle, a ZIP or a folder, read line by line.

Names and headers are taken in whatever case they come. Nothing is unpacked as a whole: declared
sizes are looked at first, and lines are counted over all files together.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from onboarding.importing.limits import CELL_CHARACTERS, COLUMNS, UNZIPPED_BYTES
from onboarding.rules.errors import Invalid

Opener = Callable[[], IO[bytes]]
Record = Mapping[str, str]

FILES: Final = frozenset(
    ("manifest", "orgs", "users", "roles", "classes", "enrollments", "userprofiles")
)
NEEDED: Final = frozenset(("users", "classes", "enrollments"))
_PARTS_MOST: Final = 200
_CHUNK: Final = 64 * 1024
_LINE_CHARACTERS: Final = 2 * COLUMNS * CELL_CHARACTERS
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a bundle may be: bytes when unpacked, and lines, over all of its files."""

    size: int = UNZIPPED_BYTES
    lines: int = 200_000


UPLOADED: Final = Limits()
BY_HAND: Final = Limits(size=512 * 1024 * 1024, lines=2_000_000)
"""For whoever holds the machine: a district."""


class Bundle:
    """The files of a bundle by their names in small letters, without `.csv`."""

    def __init__(self, files: Mapping[str, Opener], limits: Limits) -> None:
        self._files = files
        self._left = limits.lines

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def records(self, name: str) -> Iterator[tuple[int, Record]]:
        """The line's number and what stands in it by header, in small letters; nothing where
        there is no such file.

        Raises Invalid (`field` file, `column` the file's name, `reason` `not_text`, `damaged`,
        `bad_quoting`, `line_too_long`, `too_many_rows`, `too_many_columns`).
        """
        if name not in self._files:
            return
        try:
            yield from self._read(name, self._files[name])
        except _DAMAGED:
            raise _wrong(name, "damaged") from None

    def _read(self, name: str, opener: Opener) -> Iterator[tuple[int, Record]]:
        with io.TextIOWrapper(opener(), _encoding(name, opener), newline="") as text:
            reader = csv.reader(_bounded(name, text), strict=True)
            header: list[str] = []
            try:
                for cells in reader:
                    self._left -= 1
                    if self._left < 0:
                        raise _wrong(name, "too_many_rows", reader.line_num)
                    if len(cells) > COLUMNS:
                        raise _wrong(name, "too_many_columns", reader.line_num)
                    if not any(cell.strip() for cell in cells):
                        continue
                    if header:
                        said = zip(header, (cell.strip() for cell in cells), strict=False)
                        yield reader.line_num, dict(said)
                    else:
                        header = [_plain(cell) for cell in cells]
            except csv.Error:
                raise _wrong(name, "bad_quoting", reader.line_num) from None


def of_zip(data: bytes, limits: Limits = UPLOADED) -> Bundle | None:
    """The bundle in a ZIP; None for a ZIP that is none. Raises Invalid (`field` file, `reason`
    `damaged`, `too_large`, `password_protected`)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (*_DAMAGED, ValueError):
        raise Invalid(field="file", reason="damaged") from None
    parts = {_name(each.filename): each for each in reversed(archive.infolist())}
    known = {name: part for name, part in parts.items() if name in FILES}
    if not known.keys() >= NEEDED:
        return None
    if len(archive.infolist()) > _PARTS_MOST:
        raise Invalid(field="file", reason="too_large")
    if any(part.flag_bits & 1 for part in known.values()):
        raise Invalid(field="file", reason="password_protected")
    if sum(part.file_size for part in known.values()) > limits.size:
        raise Invalid(field="file", reason="too_large")
    return Bundle({name: _opener(archive, part) for name, part in known.items()}, limits)


def of_files(files: Mapping[str, Opener], limits: Limits = UPLOADED) -> Bundle | None:
    """The bundle that files, by their names, are; None where they are none."""
    known = {_name(name): opener for name, opener in files.items() if _name(name) in FILES}
    return Bundle(known, limits) if known.keys() >= NEEDED else None


def _opener(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Opener:
    return lambda: archive.open(part)


def _name(path: str) -> str:
    """`bundle/Users.CSV` is `users`; "" for what is no CSV file, and what a Mac adds."""
    file = PurePosixPath(path.replace("\\", "/").lower())
    return "" if file.suffix != ".csv" or "__macosx" in file.parts else file.stem.strip()


def _encoding(name: str, opener: Opener) -> str:
    """UTF-8 with or without its mark, else what a Chinese spreadsheet writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with opener() as stream:
                while chunk := stream.read(_CHUNK):
                    if b"\0" in chunk:
                        raise _wrong(name, "not_text")
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise _wrong(name, "not_text")


def _bounded(name: str, text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LINE_CHARACTERS + 1):
        if len(line) > _LINE_CHARACTERS:
            raise _wrong(name, "line_too_long")
        yield line


def _plain(header: str) -> str:
    return "".join(each for each in header.casefold() if each.isalnum())


def _wrong(name: str, reason: str, row: int = 0) -> Invalid:
    more = {"row": row} if row else {}
    return Invalid(field="file", column=f"{name}.csv", reason=reason, **more)
