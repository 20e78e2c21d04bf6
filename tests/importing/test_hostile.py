"""Hostile files: each is refused, or costs no more than a large honest one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from onboarding.importing import xls_file
from onboarding.importing.limits import FILE_BYTES, UNZIPPED_BYTES
from onboarding.rules.errors import Invalid
from tests.importing.files import SHEET, csv, package, sheet, with_part, workbook
from tests.importing.oldexcel import compound, old_workbook, one_text_in_every_cell, record

CPU_SECONDS = 2.0
MEGABYTES = 150

READER = """
import json, resource, sys
from onboarding.importing import RosterFileRefused, read
from onboarding.rules.errors import Invalid
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    answer = str(len(read(data, "list", national_key=str).rows))
except Invalid as refused:
    answer = refused.facts["reason"]
except RosterFileRefused as refused:
    answer = refused.problems[0].reason
own = resource.getrusage(resource.RUSAGE_SELF)
child = resource.getrusage(resource.RUSAGE_CHILDREN)
spent = own.ru_utime + own.ru_stime - before.ru_utime - before.ru_stime
spent = max(spent, child.ru_utime + child.ru_stime)
# The high water mark of this program alone; ru_maxrss remembers the process it came from.
# What the child of old workbooks may use is limited by the system.
(peak,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([answer, spent, int(peak.split()[1]) / 1024]))
"""
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><x>&i;</x>"
)
CELL = '<c t="inlineStr"><is><t>李</t></is></c>'
MERGED = (
    f'<worksheet><sheetData><row r="1">{CELL.replace("李", "姓名")}</row><row r="2">{CELL}</row>'
    + "</sheetData><mergeCells>"
    + '<mergeCell ref="A1:XFD1048576"/>' * 50_000
    + "</mergeCells></worksheet>"
)
STRINGS = "xl/sharedStrings.xml"


def strings(body: str) -> bytes:
    return with_part(workbook([["姓名"], ["李明"]]), STRINGS, f"<sst>{body}</sst>")


def broken_old_excel(seed: int) -> bytes:
    data = bytearray(old_workbook(("一班", [["姓名", "学号"], *[["李明", n] for n in range(400)]])))
    for at in range(512 + seed, len(data), 97):
        data[at] = (data[at] * 31 + seed) % 256
    return bytes(data)


def looping_old_excel() -> bytes:
    data = bytearray(old_workbook(("一班", [["姓名"], ["李明"]])))
    data[512 + 4 * 2 : 512 + 4 * 3] = (2).to_bytes(4, "little")
    return bytes(data)


def many_strings() -> bytes:
    begin = record(0x0809, b"\x00\x06\x05\x00" + b"\0" * 12)
    first = record(0x00FC, (2_000_000).to_bytes(4, "little") * 2 + b"\0" * 8_000)
    return compound("Workbook", begin + first + record(0x003C, b"\0" * 8_000) * 500)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip_bomb": (lambda: sheet(" " * UNZIPPED_BYTES), "too_large"),
    "inner_bomb": (lambda: with_part(workbook([["姓名"]]), "x.bin", b"\0" * 2**26), "too_large"),
    "many_parts": (
        lambda: package("xl/workbook.xml", *map(str, range(5_000))),
        "too_large",
    ),
    "million_columns": (lambda: sheet(f"<row>{CELL * 240_000}</row>"), "too_many_columns"),
    "million_rows": (lambda: sheet(f"<row>{CELL}</row>" * 240_000), "too_many_rows"),
    "million_elements": (lambda: sheet("<row/>" * 1_500_000), "too_large"),
    "all_elements_as_cells": (lambda: sheet(f"<row>{CELL * 12}</row>" * 20_000), "20000"),
    "cell_of_many_attributes": (
        lambda: sheet("<row><c " + " ".join(f"a{n}='1'" for n in range(300_000)) + "/></row>"),
        "too_large",
    ),
    "cell_of_a_long_attribute": (
        lambda: sheet(f'<row><c r="{"A" * 30_000_000}"/></row>'),
        "too_large",
    ),
    "deep_sheet": (lambda: sheet("<a>" * 400_000 + "</a>" * 400_000), "no_rows"),
    "entities": (lambda: with_part(workbook([["姓名"]]), SHEET, ENTITIES), "damaged"),
    "outside_entity": (
        lambda: with_part(
            workbook([["姓名"]]), SHEET, '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///x">]><x>&i;</x>'
        ),
        "damaged",
    ),
    "far_cell": (lambda: workbook([["姓名"], ["李明"]], XFD1048576="x"), "1"),
    "far_row": (lambda: sheet('<row r="99999999999"><c><v>1</v></c></row>'), "damaged"),
    "merged_to_the_end": (lambda: with_part(workbook([["姓名"]]), SHEET, MERGED), "1"),
    "many_shared_strings": (lambda: strings("<si><t>x</t></si>" * 600_000), "too_large"),
    "long_shared_string": (lambda: strings(f"<si><t>{'x' * 30_000_000}</t></si>"), "1"),
    "wide_shared_strings": (lambda: strings(f"<si><t>{'x' * 500}</t></si>" * 60_000), "1"),
    "one_line": (lambda: b"x" * FILE_BYTES, "line_too_long"),
    "one_line_of_commas": (lambda: csv("姓名") + b"," * (FILE_BYTES - 10), "line_too_long"),
    "only_line_ends": (lambda: csv("姓名") + b"\n" * (FILE_BYTES - 10), "too_many_rows"),
    "only_quotes": (lambda: csv("姓名") + b'"' * (FILE_BYTES - 10), "line_too_long"),
    "open_quote": (lambda: csv("姓名", '"李明', *["王芳,1"] * 400_000), "bad_quoting"),
    "quotes_over_lines": (lambda: csv("姓名", *['"a\n",' * 3 + '"'] * 200_000), "bad_quoting"),
    "brackets_in_headers": (lambda: csv("(" * 90_000, "姓名", "李明"), "1"),
    "stars_in_headers": (
        lambda: csv(",".join(["★ " * 400 + "关系1=" * 40] * 90), "姓名"),
        "no_rows",
    ),
    "header_that_nearly_fits": (
        lambda: csv(*[",".join(["监护人信息的" * 60] * 100)] * 9, "姓名", "李明"),
        "1",
    ),
    "spaces_in_cells": (lambda: csv("姓名,关系", *[f"李明,{' 1' * 240}"] * 9_000), "too_long"),
    "deep_json": (lambda: b'[{"a":' * 60_000, "damaged"),
    "wide_json": (lambda: b"[{}" + b",{}" * 1_500_000 + b"]", "too_large"),
    "big_json_number": (lambda: b'[{"name": ' + b"9" * 100_000 + b"}]", "damaged"),
    "old_excel_of_nothing": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 9_000,
        "damaged",
    ),
    "old_excel_in_a_loop": (looping_old_excel, "damaged"),
    "old_excel_cut_off": (lambda: old_workbook(("一", [["姓名"]]))[:1_400], "damaged"),
    "old_excel_of_one_string": (lambda: one_text_in_every_cell("李" * 500, 400, 100), "too_large"),
    "old_excel_of_strings": (many_strings, "damaged"),
}


def measured(data: bytes) -> tuple[str, float, float]:
    ended = subprocess.run(
        [sys.executable, "-c", READER],
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == 0, ended.stderr.decode()[-400:]
    answer, seconds, megabytes = json.loads(ended.stdout)
    return str(answer), float(seconds), float(megabytes)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_and_is_told_why(name: str) -> None:
    make, expected = HOSTILE[name]
    answer, seconds, megabytes = measured(make())
    assert answer == expected
    assert seconds <= CPU_SECONDS
    assert megabytes <= MEGABYTES


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_broken_old_workbook_never_costs_more_than_its_process_may(seed: int) -> None:
    _, seconds, megabytes = measured(broken_old_excel(seed))
    assert seconds <= CPU_SECONDS
    assert megabytes <= MEGABYTES


def test_the_process_of_old_workbooks_writes_no_text_out_for_a_million_cells() -> None:
    ended = subprocess.run(
        [sys.executable, "-I", str(xls_file._CHILD)],
        input=one_text_in_every_cell("李" * 500, 200, 100),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads(ended.stdout) == {"reason": "too_large"}


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("import sys; sys.stdin.buffer.read()\nwhile True: print('[' * 65536)", "too_large"),
        ("raise SystemExit(1)", "damaged"),
        ("import time; print('{}', flush=True); time.sleep(600)", "damaged"),
    ],
    ids=["talks_without_end", "ends_at_once", "never_ends"],
)
def test_a_process_that_went_wrong_is_ended_and_its_file_refused(
    script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text(script)
    monkeypatch.setattr(xls_file, "_CHILD", child)
    monkeypatch.setattr(xls_file, "_SECONDS", 1)

    with pytest.raises(Invalid) as wrong:
        xls_file.table(xls_file.OLE + b"\0" * 1_000_000)

    assert wrong.value.facts["reason"] == reason
