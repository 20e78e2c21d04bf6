"""What a simple writer writes comes back, whatever the encoding, separator or workbook."""

from __future__ import annotations

import csv as writing
import io
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from onboarding.importing import read
from onboarding.rules.roster import Guardian
from onboarding.rules.rosterrows import Row
from tests.importing.files import index, workbook

HEADER = ("姓名", "学号", "班级", "家长姓名", "关系", "家长电话")
# No name is a header, a footer or a word for nothing (姓名, 合计, 没有).
HAN = st.text(
    st.characters(
        min_codepoint=0x4E00,
        max_codepoint=0x9F00,
        exclude_characters="名字师没暂未计数表报核印制单经负填签章",
    ),
    min_size=2,
    max_size=4,
)
NUMBER = st.from_regex(r"[A-Z]{0,2}[0-9]{1,8}", fullmatch=True)


@st.composite
def lists(draw: st.DrawFn) -> list[tuple[Row, str]]:
    rows = []
    for at, number in enumerate(draw(st.lists(NUMBER, min_size=1, max_size=8, unique=True))):
        relation = draw(st.sampled_from(("爸爸", "妈妈", "奶奶", "")))
        phone = draw(st.sampled_from(("13800000001", "+491701234567", "")))
        guardian = Guardian(draw(HAN), relation, phone)
        row = Row("students", draw(HAN), number, guardians=(guardian,), row=at + 2)
        rows.append((row, draw(st.sampled_from(("三年1班", "高一(2)班", "3B", '"一", 二;班')))))
    return rows


def cells(rows: Sequence[tuple[Row, str]]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [HEADER]
    for row, class_name in rows:
        (guardian,) = row.guardians
        lines.append(
            (row.name, row.number, class_name, guardian.name, guardian.relation, guardian.phone)
        )
    return lines


def came_back(data: bytes) -> list[tuple[Row, str]]:
    reading = read(data, "list", national_key=index)
    return list(zip(reading.rows, reading.classes, strict=True))


@given(
    lists(),
    st.sampled_from((",", "\t", ";", "|")),
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "gb18030")),
    st.sampled_from(("\n", "\r\n", "\r")),
    st.sampled_from((writing.QUOTE_MINIMAL, writing.QUOTE_ALL)),
)
@settings(max_examples=80, deadline=None)
def test_a_text_file_comes_back(
    rows: list[tuple[Row, str]], separator: str, encoding: str, end: str, quoting: int
) -> None:
    stream = io.StringIO(newline="")
    writer = writing.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows(cells(rows))
    assert came_back(stream.getvalue().encode(encoding)) == rows


@given(lists())
@settings(max_examples=25, deadline=None)
def test_a_workbook_comes_back(rows: list[tuple[Row, str]]) -> None:
    assert came_back(workbook(cells(rows))) == rows
