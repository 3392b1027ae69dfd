"""What stands outside the type area: page numbers, the mark beside them, the watermark behind."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Line

from jingheng.platform.documents.docx.styles import FOUR, TEXT_FONT, TYPE_WIDTH, twips
from jingheng.platform.documents.docx.xml import element, paragraph_element, quoted, run_element
from jingheng.platform.documents.typography import width


def add_page_numbers(section: Section, mark: str) -> None:
    """— 1 — in from the outer edge by one character: right on odd pages, left on even ones (7.5)."""
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    for line, left, right in ((odd, mark, ""), (even, "", mark)):
        line.style = "公文页码"
        line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(FOUR)
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{twips(TYPE_WIDTH - FOUR)}"/></w:tabs>'
        paragraph_element(line).get_or_add_pPr().insert_element_before(element(tabs), "w:spacing", "w:ind", "w:jc")
        if left or line is odd:
            line.add_run(left + "\t")
        _number(line)
        if right:
            line.add_run("\t" + right)


def _number(line: Line) -> None:
    line.add_run("— ")
    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        run_element(line.add_run()).append(element(part))
    line.add_run(" —")


def add_watermark(section: Section, text: str) -> None:
    """The word processor's own kind of watermark, so that the office can take it out with its own menu."""
    for page, header in enumerate((section.header, section.even_page_header), start=1):
        line = header.paragraphs[0]
        run_element(line.add_run()).append(element(_watermark(text, page)))


def _watermark(text: str, page: int) -> str:
    length = min(400.0, 60 * width(text))
    height = length / width(text)
    return (
        f'<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{page}" o:spid="_x0000_s{2048 + page}" type="#_x0000_t136" '
        f'style="position:absolute;width:{length:.0f}pt;height:{height:.0f}pt;rotation:315;z-index:-251658752;'
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:&quot;{TEXT_FONT}&quot;;font-size:1pt" '
        f'string="{quoted(text)}"/></v:shape></w:pict>'
    )
