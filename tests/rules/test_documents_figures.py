"""Tables, bars and pictures of a paper, opened again and measured."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt

from jingheng.platform.documents.paper import Bar, Bars, Picture, Table
from tests.rules.test_documents_docx import PAPER, opened, size_of, xml_of


def test_a_table_repeats_its_head_keeps_its_rows_whole_and_stays_in_the_type_area() -> None:
    table = opened().tables[0]
    rows = [row._tr for row in table.rows]

    assert [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows] == [True, False, False, False]
    assert all(row.findall(f".//{qn('w:cantSplit')}") for row in rows)
    assert sum(cell.width.pt for cell in table.rows[0].cells) <= 442.3


def test_figures_are_flush_right_and_words_flush_left() -> None:
    cells = opened().tables[0].rows[1].cells

    assert [cell.paragraphs[0].paragraph_format.alignment for cell in cells] == [
        WD_ALIGN_PARAGRAPH.LEFT,
        WD_ALIGN_PARAGRAPH.RIGHT,
        WD_ALIGN_PARAGRAPH.RIGHT,
    ]


def test_a_table_of_very_many_columns_takes_smaller_type_and_still_fits() -> None:
    headers = ("单位", *(f"{month}月" for month in range(1, 25)))
    wide = Table(headers, (("甲区人民检察院", *["1,234"] * 24),), numeric=frozenset(range(1, 25)))
    table = opened(replace(PAPER, body=(wide,))).tables[0]

    assert sum(cell.width.pt for cell in table.rows[0].cells) <= 442.6
    assert size_of(table.rows[1].cells[1].paragraphs[0]) == 7.5


def test_a_row_of_another_length_than_the_head_is_a_mistake_at_once() -> None:
    with pytest.raises(ValueError, match="应有 2 格"):
        Table(("单位", "件数"), (("甲",),))


def test_bars_are_as_long_as_their_values() -> None:
    bars = Bars((Bar("甲", 40, "40件"), Bar("乙", 10, "10件"), Bar("丙", 0, "0件")), caption="图1")
    table = opened(replace(PAPER, body=(bars,))).tables[0]
    shaded = [
        [int(cell.find(qn("w:tcPr")).find(qn("w:tcW")).get(qn("w:w"))) for cell in row._tr if is_shaded(cell)]
        for row in table.rows
    ]

    assert [len(row) for row in shaded] == [1, 1, 0]
    assert shaded[0][0] == pytest.approx(4 * shaded[1][0], abs=4)


def is_shaded(cell: BaseOxmlElement) -> bool:
    return any(node.tag == qn("w:shd") for node in cell.iter())


def test_a_picture_is_described_for_who_cannot_see_it() -> None:
    document = opened(replace(PAPER, body=(Picture(grey_png(), alt="一块灰色", caption="图1"),)))

    assert 'descr="一块灰色"' in xml_of(document)
    assert document.inline_shapes[0].width <= Pt(442.3)


def grey_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x80\x80"))
        + chunk(b"IEND", b"")
    )
