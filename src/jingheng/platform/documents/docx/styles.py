"""The page and its named styles. Office staff can correct a paper in their word processor by style name."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt

from jingheng.platform.documents.docx.xml import element

TITLE_FONT = "方正小标宋简体"
TEXT_FONT = "仿宋_GB2312"
SUBHEAD_FONT = "楷体_GB2312"
HEAD_FONT = "黑体"
NUMBER_FONT = "宋体"
OFFICIAL_FONTS = (TITLE_FONT, TEXT_FONT, SUBHEAD_FONT, HEAD_FONT, NUMBER_FONT)

TWO, THREE, FOUR, SMALL_FOUR, FIVE, SMALL_FIVE, SIX = 22.0, 16.0, 14.0, 12.0, 10.5, 9.0, 7.5  # 号, in points
LINE = 28.95  # points: 22 lines in 225 mm
TYPE_WIDTH = 442.2  # points: 156 mm
TYPE_HEIGHT = 637.8  # points: 225 mm
RED = "FF0000"
# 28 characters of 16 pt are 6 pt wider than the type area. A quarter of a point less each makes them fit exactly.
# The grid type linesAndChars, which should do this, puts 14 characters a line in LibreOffice 7.4.
TIGHTER = -5  # twentieths of a point
CHARACTER = THREE + TIGHTER / 20


def twips(points: float) -> int:
    return round(points * 20)


@dataclass(frozen=True, slots=True)
class Style:
    name: str
    font: str = TEXT_FONT
    size: float = THREE
    line: float = LINE
    align: str = "both"
    indent: int = 0  # characters before the first line
    color: str = ""
    bold: bool = False
    keep_next: bool = False
    outline: int = 0  # 1-4 make a heading that the navigation pane lists; 0 is text

    def xml(self) -> str:
        spacing = TIGHTER if self.size == THREE else 0
        first = twips(self.indent * (self.size + spacing / 20))
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.name}"><w:name w:val="{self.name}"/>'
            '<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>'
            + ("<w:keepNext/>" if self.keep_next else "")
            + '<w:widowControl w:val="0"/>'
            + ("" if self.line == LINE else '<w:snapToGrid w:val="0"/>')
            + f'<w:spacing w:before="0" w:after="0" w:line="{twips(self.line)}" w:lineRule="exact"/>'
            f'<w:ind w:firstLine="{first}"/><w:jc w:val="{self.align}"/>'
            + (f'<w:outlineLvl w:val="{self.outline - 1}"/>' if self.outline else "")
            + f'</w:pPr><w:rPr>{fonts(self.font)}<w:b w:val="{int(self.bold)}"/>'
            + (f'<w:color w:val="{self.color}"/>' if self.color else "")
            + f'<w:spacing w:val="{spacing}"/><w:sz w:val="{round(self.size * 2)}"/>'
            f'<w:szCs w:val="{round(self.size * 2)}"/></w:rPr></w:style>'
        )


def fonts(name: str) -> str:
    """All four slots, so that digits and Latin letters do not fall back to a Western face."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


STYLES = (
    Style("公文版头标注", font=HEAD_FONT, align="left"),
    Style("公文份号", align="left"),
    Style("公文发文机关标志", font=TITLE_FONT, size=48, line=60, align="center", color=RED),
    Style("公文发文字号", align="center"),
    Style("公文红线", size=1, line=1, align="left"),
    Style("公文标题", font=TITLE_FONT, size=TWO, line=34, align="center", keep_next=True, outline=1),
    Style("公文主送机关", align="left"),
    Style("公文正文", indent=2),
    Style("公文一级标题", font=HEAD_FONT, indent=2, keep_next=True, outline=1),
    Style("公文二级标题", font=SUBHEAD_FONT, indent=2, keep_next=True, outline=2),
    Style("公文三级标题", indent=2, bold=True, keep_next=True, outline=3),
    Style("公文四级标题", indent=2, keep_next=True, outline=4),
    Style("公文图表题", font=HEAD_FONT, size=SMALL_FOUR, line=24, align="center", keep_next=True),
    Style("公文图表注", size=FIVE, line=16, align="left"),
    Style("公文附件说明", align="left"),
    Style("公文署名", align="right", keep_next=True),
    Style("公文附注", indent=2),
    Style("公文附件序号", font=HEAD_FONT, align="left", keep_next=True),
    Style("公文版记", size=FOUR, line=22, align="left"),
    Style("公文版记位", size=1, line=1, align="left"),
    Style("公文页码", font=NUMBER_FONT, size=FOUR, line=FOUR, align="right"),
)
TABLE_STYLES = tuple(  # a table takes the first in which it fits the type area
    Style(f"公文表格{name}", size=size, line=size * 1.35, align="left")
    for name, size in (("小四", SMALL_FOUR), ("五号", FIVE), ("小五", SMALL_FIVE), ("六号", SIX))
)


def prepare(document: Document) -> None:
    """Turn python-docx's blank into a paper's: A4, type area, grid, styles, left and right pages.

    Digits are called English: by the Chinese rules a word processor breaks a line inside 28.57%.
    """
    styles = document.styles.element
    styles.replace(
        styles.find("{*}docDefaults"),
        element(
            f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(TEXT_FONT)}"
            '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    for style in (*STYLES, *TABLE_STYLES):
        styles.append(element(style.xml()))
    settings: BaseOxmlElement = document.settings.element
    for setting in settings.iter("{*}compatSetting"):
        if setting.get(f"{{{setting.nsmap['w']}}}name") == "compatibilityMode":
            setting.set(f"{{{setting.nsmap['w']}}}val", "15")
    document.settings.odd_and_even_pages_header_footer = True
    for section in document.sections:
        _lay_out(section)
    properties = document.element.body.sectPr
    for old in properties.findall("{*}docGrid"):
        properties.remove(old)
    properties.append(element(f'<w:docGrid w:type="lines" w:linePitch="{twips(LINE)}"/>'))


def _lay_out(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.gutter = Mm(0)
    section.header_distance = Mm(15)
    section.footer_distance = Mm(35 - 7) - Pt(FOUR / 2)  # the dashes beside the number lie 7 mm below the type area
