"""A paper printed by LibreOffice and measured on the page. Skipped where LibreOffice or poppler is not installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jingheng.kernel.refusal import Refused
from jingheng.platform.documents.docx import to_docx
from jingheng.platform.documents.paper import Attachment, Paper, Paragraph, Table
from jingheng.platform.documents.pdf import pdf_available, substituted_fonts, to_pdf

needs_printer = pytest.mark.skipif(
    not pdf_available() or shutil.which("pdftotext") is None,
    reason="needs LibreOffice and poppler-utils (scripts/system-packages installs both)",
)
HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳"
PAPER = Paper(
    issuer="澄明市人民检察院",
    number="澄检发〔2026〕3号",
    title="澄明市人民检察院关于2019年8月至2021年5月全市检察机关记录填报情况的通报",
    addressees="各县（区）人民检察院",
    body=(Paragraph(HAN * 40), Paragraph("特此通报。")),
    issued_by="澄明市人民检察院",
    issued_on=date(2026, 4, 8),
    copied_to="省人民检察院，市委政法委，市纪委监委派驻市人民检察院纪检监察组，本院领导、检察委员会委员",
    printed_by="澄明市人民检察院办公室",
    printed_on=date(2026, 4, 8),
)


def printed(paper: Paper, folder: Path) -> Path:
    target = folder / "paper.pdf"
    target.write_bytes(to_pdf(to_docx(paper)))
    return target


def pages(pdf: Path) -> list[list[str]]:
    """The lines of every page, without their blanks."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
    return [["".join(line.split()) for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]


def bottoms(pdf: Path) -> list[tuple[float, float, str]]:
    """Upper and lower edge of every word on the last page, in points from the page's top."""
    text = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
    words = re.finditer(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', text.split("<page ")[-1])
    return [(float(word[1]), float(word[2]), word[3]) for word in words]


@needs_printer
def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    second = pages(printed(PAPER, tmp_path))[1]

    assert [len(line) for line in second[:-1]] == [28] * 22
    assert second[-1] == "—2—"


@needs_printer
def test_no_line_breaks_inside_a_number(tmp_path: Path) -> None:
    """One character more before the number each time, so that it comes to lie on the edge in every way."""
    body = tuple(Paragraph("天" * before + "占28.57%，黄") for before in range(18, 28))
    lines = [line for page in pages(printed(replace(PAPER, body=body), tmp_path)) for line in page]

    assert sum("28.57%" in line for line in lines) == len(body)


@needs_printer
def test_the_first_page_carries_head_title_and_some_of_the_text(tmp_path: Path) -> None:
    first = pages(printed(PAPER, tmp_path))[0]

    assert first[:2] == ["澄明市人民检察院文件", "澄检发〔2026〕3号"]
    assert first[2:5] == ["澄明市人民检察院关于", "2019年8月至2021年5月", "全市检察机关记录填报情况的通报"]
    assert first[6].startswith("天地玄黄")


@needs_printer
@pytest.mark.parametrize("lines", [0, 1, 2])  # the text fits on the page, the signature below it does not
@pytest.mark.parametrize("attachments", [(), (Attachment("口径", (Paragraph(HAN),)),)])
def test_the_signature_stands_on_no_page_without_text(
    lines: int, attachments: tuple[Attachment, ...], tmp_path: Path
) -> None:
    body = (*[Paragraph("天地玄黄宇宙洪荒")] * lines, Paragraph("秋收冬藏" * 28))

    signed = next(
        page
        for page in pages(printed(replace(PAPER, body=body, attachments=attachments), tmp_path))
        if "2026年4月8日" in page
    )

    assert any("秋收冬藏" in line for line in signed)


@needs_printer
@pytest.mark.parametrize("lines", [15, 16, 17])  # the imprint just fits, and just does not
def test_the_imprint_lies_at_the_foot_of_the_last_page_and_over_no_text(lines: int, tmp_path: Path) -> None:
    body = (Paragraph(HAN), *[Paragraph("天地玄黄宇宙洪荒")] * lines)
    words = bottoms(printed(replace(PAPER, body=body), tmp_path))
    copied = min(top for top, _, word in words if word.startswith("抄送"))
    last = max(bottom for _, bottom, word in words if word.endswith("印发"))
    day = max(bottom for _, bottom, word in words if re.match(r"8|日", word) and bottom < last - 10)

    assert 735 < last < 743  # the type area ends 262 mm, 742.7 pt, below the page's top
    assert day < copied


@needs_printer
def test_a_long_table_repeats_its_head_on_every_page(tmp_path: Path) -> None:
    table = Table(("序号", "情况"), tuple((str(number), HAN * 2) for number in range(1, 61)), numeric=frozenset({0}))
    printed_pages = pages(printed(replace(PAPER, attachments=(Attachment("清单", (table,)),)), tmp_path))
    of_table = [page for page in printed_pages if "序号情况" in page]

    assert len(of_table) >= 2


@needs_printer
def test_every_font_is_carried_in_the_file(tmp_path: Path) -> None:
    pdf = printed(PAPER, tmp_path)
    listed = subprocess.run(["pdffonts", str(pdf)], capture_output=True, check=True, text=True).stdout.splitlines()[2:]

    assert listed
    assert all(line.split()[-5] == "yes" for line in listed)


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="needs fontconfig")
def test_substitutes_are_named_for_the_office_to_see() -> None:
    assert all(re.fullmatch(r".+→.+", sentence) for sentence in substituted_fonts())


def test_without_fc_match_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert all("无法核对" in sentence for sentence in substituted_fonts())


def test_without_the_converter_it_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not pdf_available()
    with pytest.raises(Refused, match="请系统管理员安装") as refused:
        to_pdf(b"")
    assert refused.value.refusal.code == "no-libreoffice"


@pytest.mark.parametrize(("script", "code"), [("sleep 60 & wait", "pdf-timeout"), ("echo 出错了", "pdf-failed")])
def test_a_converter_that_hangs_or_fails_is_refused(
    script: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "soffice"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(Refused) as refused:
        to_pdf(b"", timeout=1)

    assert refused.value.refusal.code == code
