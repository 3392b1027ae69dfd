"""A paper laid out as .docx, opened again and measured against GB/T 9704-2012."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as Line

from jingheng.platform.documents.docx import to_docx
from jingheng.platform.documents.paper import (
    Attachment,
    Bar,
    Bars,
    Heading,
    Paper,
    Paragraph,
    Table,
    full_date,
    numbered,
)

TABLE = Table(
    headers=("单位", "件数", "占比（%）"),
    rows=(("甲区人民检察院", "1,234", "98.72"), ("乙县人民检察院", "16", "1.28")),
    caption="表1 填报情况",
    numeric=frozenset({1, 2}),
    total=("合计", "1,250", "100.00"),
    note="口径：按填报时间统计。",
)
PAPER = Paper(
    issuer="澄明市人民检察院",
    number="澄检发〔2026〕3号",
    title="澄明市人民检察院关于2026年第一季度记录填报情况的通报",
    addressees="各县（区）人民检察院，本院各部门",
    body=(Paragraph("现将有关情况通报如下。"), Heading(1, "一、总体情况"), Heading(2, "（一）数量"), TABLE),
    issued_by="澄明市人民检察院",
    issued_on=date(2026, 4, 8),
    copy_number="000012",
    secrecy="内部",
    urgency="平急",
    copied_to="省人民检察院，市委政法委",
    printed_by="澄明市人民检察院办公室",
    printed_on=date(2026, 4, 9),
)


made = cache(to_docx)


def opened(paper: Paper = PAPER) -> DocumentObject:
    return Document(BytesIO(made(paper)))


def line_with(document: DocumentObject, text: str) -> Line:
    found = [line for line in document.paragraphs if text in line.text]
    assert found, f"no paragraph says {text}"
    return found[0]


def text_of(document: DocumentObject) -> list[str]:
    return [line.text for line in document.paragraphs if line.text]


def xml_of(document: DocumentObject) -> str:
    return str(document.element.xml)


def style_of(line: Line) -> ParagraphStyle:
    assert line.style is not None
    return line.style


def size_of(line: Line) -> float:
    size = style_of(line).font.size
    assert size is not None
    return float(size.pt)


def font_of(document: DocumentObject, text: str) -> tuple[str, float]:
    line = line_with(document, text)
    return style_of(line).element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")), size_of(line)


def test_the_page_is_a4_with_the_standards_margins() -> None:
    section = opened().sections[0]

    for measure, wanted in (
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.bottom_margin, 35),
        (section.left_margin, 28),
        (section.right_margin, 26),
    ):
        assert measure is not None
        assert measure.mm == pytest.approx(wanted, abs=0.1)


def test_the_grid_has_22_lines_of_28_characters() -> None:
    document = opened()
    grid = document.element.body.sectPr.find(qn("w:docGrid"))
    style = document.styles["公文正文"]
    tighter = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20

    assert grid.get(qn("w:type")) == "lines"
    assert int(637.8 * 20 / int(grid.get(qn("w:linePitch")))) == 22
    assert style.paragraph_format.line_spacing == Pt(28.95)
    assert int(442.2 / (style.font.size.pt + tighter)) == 28


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("000012", "仿宋_GB2312", 16),
        ("内部", "黑体", 16),
        ("关于", "方正小标宋简体", 22),
        ("现将有关", "仿宋_GB2312", 16),
        ("一、总体情况", "黑体", 16),
        ("数量", "楷体_GB2312", 16),
    ],
)
def test_every_element_has_its_own_face_and_size(text: str, font: str, size: float) -> None:
    assert font_of(opened(), text) == (font, size)


def test_the_head_is_red_on_one_line_above_a_red_rule() -> None:
    document = opened()
    head = line_with(document, "澄明市人民检察院文件")

    assert str(style_of(head).font.color.rgb) == "FF0000"
    size = head.runs[0].font.size
    assert size is not None
    assert size.pt * len(head.text) <= 442.2
    assert '<w:top w:val="single" w:sz="18" w:space="0" w:color="FF0000"/>' in xml_of(document)


def test_the_marks_stand_in_the_standards_order_and_close_up_when_one_is_missing() -> None:
    assert text_of(opened())[:3] == ["000012", "内部", "平急"]
    assert [line.text for line in opened(replace(PAPER, copy_number="")).paragraphs[:3]] == ["内部", "平急", ""]


def test_the_number_is_centred_and_moves_left_when_there_is_a_signer() -> None:
    alone = line_with(opened(), "3号")
    beside = line_with(opened(replace(PAPER, signer="张三")), "3号")

    assert style_of(alone).paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert beside.text == "澄检发〔2026〕3号\t签发人\uff1a张三"
    assert beside.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.LEFT


def test_the_body_is_indented_by_two_characters() -> None:
    assert opened().styles["公文正文"].paragraph_format.first_line_indent == Pt(31.5)


def test_half_width_punctuation_between_chinese_is_set_full_width() -> None:
    assert "各县\uff08区\uff09人民检察院\uff0c本院各部门\uff1a" in text_of(opened())


def test_what_xml_cannot_carry_is_left_out() -> None:
    assert "甲乙" in text_of(opened(replace(PAPER, body=(Paragraph("甲\x00\x0b乙"),))))


def test_a_line_break_in_a_paragraph_begins_a_new_one() -> None:
    texts = text_of(opened(replace(PAPER, body=(Paragraph("第一段。\n第二段。"),))))

    assert texts.index("第二段。") == texts.index("第一段。") + 1


def test_page_numbers_stand_outside_right_on_odd_pages_and_left_on_even_ones() -> None:
    document = opened(replace(PAPER, page_mark="工作秘密"))
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]

    assert document.settings.odd_and_even_pages_header_footer
    assert (odd.text, even.text) == ("工作秘密\t— 1 —", "— 1 —\t工作秘密")
    assert all(" PAGE " in footer._p.xml for footer in (odd, even))


def test_the_date_stands_four_characters_in_and_the_name_centred_over_it() -> None:
    document = opened()
    name, day = document.paragraphs[-3], document.paragraphs[-2]

    assert (name.text, day.text) == ("澄明市人民检察院", "2026年4月8日")
    assert day.paragraph_format.right_indent == Pt(4 * 15.75)
    assert name.paragraph_format.space_before == Pt(3 * 28.95)


def test_a_blank_line_stands_below_the_title_where_nobody_is_addressed() -> None:
    alone = line_with(opened(replace(PAPER, addressees="")), "现将有关")

    assert alone.paragraph_format.space_before == Pt(28.95)
    assert line_with(opened(), "现将有关").paragraph_format.space_before is None
    assert line_with(opened(), "各县").paragraph_format.space_before == Pt(28.95)


def test_digits_are_called_english_so_that_no_line_breaks_inside_a_number() -> None:
    lang = opened().styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")

    assert (lang.get(qn("w:val")), lang.get(qn("w:eastAsia"))) == ("en-US", "zh-CN")


@pytest.mark.parametrize("figure", [TABLE, Bars((Bar("甲", 3, "3 件"), Bar("乙", 1, "1 件")))])
def test_a_figure_that_ends_the_text_stays_with_the_signature(figure: Table | Bars) -> None:
    document = opened(replace(PAPER, body=(figure,)))

    rows = document.tables[-1].rows
    assert all(line.paragraph_format.keep_with_next for cell in rows[-1].cells for line in cell.paragraphs)
    note = document.paragraphs[[line.text for line in document.paragraphs].index("澄明市人民检察院") - 1]
    assert note.paragraph_format.keep_with_next


@pytest.mark.parametrize(("lines", "kept"), [(7, True), (8, None)])
def test_the_last_paragraph_and_the_attachment_note_stay_with_the_signature(lines: int, kept: bool | None) -> None:
    text = "天" * 28 * lines
    document = opened(replace(PAPER, body=(Paragraph("前文。"), Paragraph(text)), attachments=(Attachment("清单"),)))

    assert line_with(document, text).paragraph_format.keep_with_next is kept
    assert line_with(document, "前文。").paragraph_format.keep_with_next is None
    assert line_with(document, "清单").paragraph_format.keep_with_next


def test_without_a_seal_the_date_begins_two_characters_right_of_the_name() -> None:
    document = opened(replace(PAPER, seal_place=False, issued_by="澄明市人民检察院办公室"))
    name, day = document.paragraphs[-3], document.paragraphs[-2]

    assert name.paragraph_format.space_before == Pt(28.95)
    assert day.paragraph_format.right_indent.pt > name.paragraph_format.right_indent.pt


def test_the_imprint_ends_the_paper_with_thick_and_thin_rules() -> None:
    last = opened().paragraphs[-1]
    words = "".join(node.text or "" for node in last._p.iter(qn("w:t")))
    rules = [node.get(qn("w:sz")) for node in last._p.iter(qn("w:top"))]

    assert words == "抄送\uff1a省人民检察院\uff0c市委政法委。澄明市人民检察院办公室2026年4月9日印发"
    assert rules == ["8", "6", "8"]
    assert 'relativeFrom="margin"' in last._p.xml
    assert "<wp:align>bottom</wp:align>" in last._p.xml


def test_attachments_are_listed_and_those_with_a_body_begin_a_new_page() -> None:
    document = opened(replace(PAPER, attachments=(Attachment("统计表", (TABLE,)), Attachment("说明"))))
    texts = text_of(document)

    assert texts[texts.index("附件\uff1a1.统计表") + 1] == "2.说明"
    assert line_with(document, "附件1").paragraph_format.page_break_before
    assert "附件2" not in texts


def test_a_watermark_lies_behind_odd_and_even_pages() -> None:
    section = opened(replace(PAPER, watermark="内部资料")).sections[0]

    for header in (section.header, section.even_page_header):
        assert 'string="内部资料"' in header._element.xml


def test_the_papers_own_words_cannot_break_its_markup() -> None:
    document = opened(replace(PAPER, watermark='"<&>', copied_to="甲<乙>&“丙”", body=(Table(("<a>",), (("&",),)),)))

    assert document.tables[0].rows[1].cells[0].text == "&"


def test_ordinals_start_again_below_every_heading() -> None:
    blocks = numbered(
        (Heading(1, "甲"), Heading(2, "乙"), Heading(2, "丙"), Heading(1, "丁"), Heading(2, "戊"), Heading(3, "己"))
    )

    assert [block.text for block in blocks if isinstance(block, Heading)] == [
        "一、甲",
        "\uff08一\uff09乙",
        "\uff08二\uff09丙",
        "二、丁",
        "\uff08一\uff09戊",
        "1.己",
    ]


def test_a_date_has_no_leading_noughts() -> None:
    assert full_date(date(2026, 4, 8)) == "2026年4月8日"
