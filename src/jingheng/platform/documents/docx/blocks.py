"""Paragraphs, headings, tables, bars and pictures of the text."""

from __future__ import annotations

from io import BytesIO

from docx.document import Document
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Line

from jingheng.platform.documents.docx.bars import bars_xml
from jingheng.platform.documents.docx.styles import LINE, TYPE_WIDTH
from jingheng.platform.documents.docx.tables import table_xml
from jingheng.platform.documents.docx.xml import element, paragraph_element
from jingheng.platform.documents.paper import Bars, Block, Coded, Heading, Paragraph, Picture, Table

_CODE = 62.0  # points: small, and still 0.4 mm to a module for a desk scanner
_HEADINGS = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题", 4: "公文四级标题"}


def add_block(document: Document, block: Block) -> Line:
    """Lay a block out at the end of the document; returns its first line of text."""
    match block:
        case Paragraph():
            lines = [document.add_paragraph(text, style="公文正文") for text in block.text.split("\n")]
            return lines[0]  # each its own paragraph: a line broken inside a justified one would be stretched
        case Heading():
            return document.add_paragraph(block.text, style=_HEADINGS[block.level])
        case Table():
            return _figure(document, block.caption, table_xml(block), block.note)
        case Bars():
            return _figure(document, block.caption, bars_xml(block), block.note)
        case Picture():
            return _picture(document, block)
        case Coded():
            return _coded(document, block)


def _figure(document: Document, caption: str, table: str, note: str) -> Line:
    """Caption above, table, note below. The note's line is there even when empty: it keeps tables apart."""
    above = document.add_paragraph(caption, style="公文图表题")
    above.paragraph_format.space_before = Pt(LINE / 4)
    below = document.add_paragraph(note, style="公文图表注")
    paragraph_element(below).addprevious(element(table))
    below.paragraph_format.space_before = Pt(4 if note else 0)
    below.paragraph_format.space_after = Pt(LINE / 4)
    return above


def _coded(document: Document, block: Coded) -> Line:
    """Side by side in a table without lines, on one page."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, wide in zip(table.columns, (_CODE + 12, TYPE_WIDTH - _CODE - 12), strict=True):
        column.width = Pt(wide)
    left, right = table.rows[0].cells
    first: Line = left.paragraphs[0]
    first.style = "公文图表注"  # off the grid of lines; but its exact line would cut the picture off
    first.paragraph_format.line_spacing = 1.0
    first.add_run().add_picture(BytesIO(block.png), width=Pt(_CODE))
    paragraph_element(first).find(".//{*}docPr").set("descr", block.alt)
    title = right.paragraphs[0]
    title.style = "公文表格小五"
    title.add_run(block.title).bold = True
    title.add_run(f"\u3000{block.lines[0]}")
    for text in block.lines[1:]:
        right.add_paragraph(text, style="公文表格小五")
    table.rows[0]._tr.get_or_add_trPr().append(element("<w:cantSplit/>"))  # noqa: SLF001
    return first


def _picture(document: Document, picture: Picture) -> Line:
    caption = document.add_paragraph(picture.caption, style="公文图表题")
    line = document.add_paragraph(style="公文图表题")
    line.paragraph_format.line_spacing = 1.0  # an exact line would cut the picture off
    line.paragraph_format.keep_with_next = False
    line.add_run().add_picture(BytesIO(picture.png), width=Pt(TYPE_WIDTH))
    inline = paragraph_element(line).find(".//{*}inline")
    inline.find("{*}docPr").set("descr", picture.alt)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")  # left open, LibreOffice takes 9 points and shifts the picture
    return caption
