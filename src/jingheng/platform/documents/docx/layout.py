"""A paper from its red head to its imprint."""

from __future__ import annotations

import math
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Line

from jingheng.platform.documents.docx.blocks import add_block
from jingheng.platform.documents.docx.imprint import add_imprint
from jingheng.platform.documents.docx.margins import add_page_numbers, add_watermark
from jingheng.platform.documents.docx.styles import (
    CHARACTER,
    LINE,
    RED,
    SUBHEAD_FONT,
    TYPE_WIDTH,
    fonts,
    prepare,
    twips,
)
from jingheng.platform.documents.docx.xml import element, paragraph_element, run_element
from jingheng.platform.documents.paper import Attachment, Bars, Paper, Table, full_date
from jingheng.platform.documents.title import title_lines
from jingheng.platform.documents.typography import typeset, width

HEAD_TOP = 99.2  # points: the red name begins 35 mm below the type area's upper edge (7.2.4)

_CARRIED = 8  # lines: the last paragraph goes over to the signature's page if it is shorter


def to_docx(paper: Paper) -> bytes:
    paper = typeset(paper)
    document = Document()
    prepare(document)
    properties = document.core_properties
    properties.title, properties.author, properties.language = paper.title, paper.issued_by, "zh-CN"
    properties.comments = ""
    _head(document, paper)
    _text(document, paper)
    _close(document, paper)
    for number, attachment in enumerate(paper.attachments, start=1):
        if attachment.body:
            _attach(document, attachment, number if len(paper.attachments) > 1 else None)
    add_imprint(document, paper)
    for section in document.sections:
        add_page_numbers(section, paper.page_mark)
        if paper.watermark:
            add_watermark(section, paper.watermark)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _line(document: DocumentObject, text: str, style: str, *, blank_before: float = 0) -> Line:
    """A paragraph after so many blank lines."""
    line = document.add_paragraph(text, style=style)
    if blank_before:
        line.paragraph_format.space_before = Pt(blank_before * LINE)
    return line


def _head(document: DocumentObject, paper: Paper) -> None:
    marks = [(paper.copy_number, "公文份号"), (paper.secrecy, "公文版头标注"), (paper.urgency, "公文版头标注")]
    standing = [mark for mark in marks if mark[0]]
    for text, style in (*standing, *[("", "公文份号")] * (3 - len(standing))):
        _line(document, text, style)
    _issuer(document, paper.issuer + paper.document_kind)
    if paper.signer:
        _number_and_signer(document, paper)
    else:
        _line(document, paper.number, "公文发文字号", blank_before=2)
    rule = document.add_paragraph(style="公文红线")
    rule.paragraph_format.space_before = Pt(6)  # with what the number's own line leaves below it: 4 mm (7.2.7)
    border = f'<w:pBdr><w:top w:val="single" w:sz="18" w:space="0" w:color="{RED}"/></w:pBdr>'
    paragraph_element(rule).get_or_add_pPr().insert_element_before(element(border), "w:spacing")


def _issuer(document: DocumentObject, name: str) -> None:
    """As large as one line allows. A long name is set narrower before it is set smaller."""
    narrow = min(1.0, max(0.66, 10 / width(name)))
    size = min(48.0, 0.95 * TYPE_WIDTH / (width(name) * narrow))
    line = _line(document, "", "公文发文机关标志")
    line.paragraph_format.space_before = Pt(HEAD_TOP - 3 * LINE)
    run = line.add_run(name)
    properties = run_element(run).get_or_add_rPr()
    properties.append(element(f'<w:w w:val="{round(100 * narrow)}"/>'))
    properties.append(element(f'<w:sz w:val="{math.floor(size * 2)}"/>'))


def _number_and_signer(document: DocumentObject, paper: Paper) -> None:
    """On a paper to a higher office the number stands left and who signed stands right, each in by one character."""
    line = _line(document, "", "公文发文字号", blank_before=2)
    line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(CHARACTER)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(TYPE_WIDTH - CHARACTER)}"/></w:tabs>'
    paragraph_element(line).get_or_add_pPr().insert_element_before(element(tab), "w:spacing", "w:ind", "w:jc")
    line.add_run(paper.number + "\t签发人\uff1a")
    name = line.add_run(paper.signer)
    run_element(name).get_or_add_rPr().append(element(fonts(SUBHEAD_FONT)))


def _text(document: DocumentObject, paper: Paper) -> None:
    _line(document, "\n".join(title_lines(paper.title)), "公文标题", blank_before=2)
    if paper.addressees:
        _line(document, paper.addressees.rstrip(":\uff1a") + "\uff1a", "公文主送机关", blank_before=1)
    for position, block in enumerate(paper.body):
        first = add_block(document, block)
        if position == 0 and not paper.addressees:  # a blank line below the title in any case (7.3.2)
            first.paragraph_format.space_before = Pt(LINE)


def _close(document: DocumentObject, paper: Paper) -> None:
    """Attachment note, signature, date, note. The seal stands on a page that has text too (7.3.5.5)."""
    if paper.body and isinstance(paper.body[-1], Table | Bars):
        _keep_last_figure(document)
    if width(document.paragraphs[-1].text) < _CARRIED * 28:  # LibreOffice carries it over whole: no half-empty page
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    several = len(paper.attachments) > 1
    for number, attachment in enumerate(paper.attachments, start=1):
        ordinal = f"{number}." if several else ""
        first = "附件\uff1a" if number == 1 else ""
        hanging = (3 + width(ordinal)) * CHARACTER
        line = _line(document, "", "公文附件说明", blank_before=1 if number == 1 else 0)
        line.paragraph_format.left_indent = Pt(2 * CHARACTER + hanging)
        line.paragraph_format.first_line_indent = Pt(-hanging if first else -width(ordinal) * CHARACTER)
        line.add_run(first + ordinal + attachment.title)
        line.paragraph_format.keep_with_next = True
    issued_on = full_date(paper.issued_on)
    name_width, date_width = width(paper.issued_by), width(issued_on)
    if paper.seal_place:  # the name centred over the date, room for the seal's upper half above (7.3.5.1)
        date_right = max(4.0, (name_width - date_width) / 2)
        name_right = date_right + (date_width - name_width) / 2
    else:  # the date starts two characters right of the name (7.3.5.2)
        name_right = max(2.0, 4 + date_width - name_width)
        date_right = name_right + name_width - date_width - 2
    name = _line(document, paper.issued_by, "公文署名", blank_before=3 if paper.seal_place else 1)
    name.paragraph_format.right_indent = Pt(name_right * CHARACTER)
    day = _line(document, issued_on, "公文署名")
    day.paragraph_format.right_indent = Pt(date_right * CHARACTER)
    if paper.notes:
        note = paper.notes if paper.notes[0] == "\uff08" else f"\uff08{paper.notes}\uff09"
        _line(document, note, "公文附注").paragraph_format.keep_with_next = True
    elif any(attachment.body for attachment in paper.attachments):
        day.paragraph_format.keep_with_next = False


def _keep_last_figure(document: DocumentObject) -> None:
    """A figure that ends the text goes over to the last page with the signature, which else would stand there alone."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    for cell in document.tables[-1].rows[-1].cells:
        for line in cell.paragraphs:
            line.paragraph_format.keep_with_next = True


def _attach(document: DocumentObject, attachment: Attachment, number: int | None) -> None:
    """On a new page: 附件 and its number in the first line, its title centred in the third (7.3.7)."""
    ordinal = _line(document, f"附件{number or ''}", "公文附件序号")
    ordinal.paragraph_format.page_break_before = True
    _line(document, "\n".join(title_lines(attachment.title)), "公文标题", blank_before=1)
    for position, block in enumerate(attachment.body):
        first = add_block(document, block)
        if position == 0:
            first.paragraph_format.space_before = Pt(LINE)
