"""Workbooks of old Excel, as few bytes as there can be: BIFF8 records in a compound file."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR = 512


def old_workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of sheets, each a name and its rows of texts and numbers."""
    bodies = [_sheet(rows) for _, rows in sheets]
    globals_length = len(_globals([(name, 0) for name, _ in sheets]))
    places, at = [], globals_length
    for (name, _), body in zip(sheets, bodies, strict=True):
        places.append((name, at))
        at += len(body)
    return compound("Workbook", _globals(places) + b"".join(bodies))


def one_text_in_every_cell(text: str, rows: int, columns: int) -> bytes:
    """A workbook of one sheet, 一班, whose every cell points at one text that all share."""
    shared = struct.pack("<IIHB", rows * columns, 1, len(text), 1) + text.encode("utf-16-le")
    cell = struct.Struct("<HHHHHI")
    cells = b"".join(
        cell.pack(0x00FD, 10, row, column, 0, 0) for row in range(rows) for column in range(columns)
    )
    start = _globals([("一班", 0)])[:-4] + record(0x00FC, shared) + record(0x000A, b"")
    head = _globals([("一班", len(start))])[:-4] + record(0x00FC, shared) + record(0x000A, b"")
    return compound("Workbook", head + _begin(0x0010) + cells + record(0x000A, b""))


def compound(name: str, stream: bytes) -> bytes:
    """A compound file of one stream, big enough not to be a mini stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    stream = stream.ljust(sectors * _SECTOR, b"\0")
    tables = 1
    while tables * _SECTOR // 4 < tables + 1 + sectors:
        tables += 1
    first = tables + 1
    fat = [0xFFFFFFFD] * tables + [0xFFFFFFFE, *range(first + 1, first + sectors), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (tables * _SECTOR // 4 - len(fat))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0),
    )
    head += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    entries += _entry(name, 2, 0xFFFFFFFF, first, len(stream))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    return head + packed + entries.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIII",
        *(written, len(written), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, start, size, 0),
    )


def record(code: int, body: bytes) -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 6))


def _globals(places: Sequence[tuple[str, int]]) -> bytes:
    sheets = b"".join(
        record(
            0x0085,
            struct.pack("<IBBBB", at, 0, 0, len(name), 1) + name.encode("utf-16-le"),
        )
        for name, at in places
    )
    return _begin(0x0005) + record(0x0042, struct.pack("<H", 1200)) + sheets + record(0x000A, b"")


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    cells = []
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells.append(record(0x0204, place + text))
            elif isinstance(value, int | float):
                cells.append(record(0x0203, place + struct.pack("<d", value)))
    return _begin(0x0010) + b"".join(cells) + record(0x000A, b"")
