"""The circular as an official paper (.docx; the PDF is made from it)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jingheng.contexts.circulars.rules.outline import (
    Comparisons,
    OfficeMonths,
    Outline,
    Part,
    Section,
    Sentences,
)
from jingheng.contexts.circulars.rules.stamp import Stamp
from jingheng.platform.documents.codes import qr_png
from jingheng.platform.documents.paper import (
    Attachment,
    Bar,
    Bars,
    Block,
    Coded,
    Heading,
    Paper,
    Paragraph,
    Table,
    numbered,
)


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands around the figures."""

    issuer: str
    title: str
    dated: date
    public: bool
    number: str = ""
    secrecy: str = ""
    is_draft: bool = False
    addressees: str = ""  # 主送机关; the public version is sent to nobody

    @property
    def version(self) -> str:
        return "公开版" if self.public else "内部版"


def paper(heads: Heads, outline: Outline, stamp: Stamp | None = None) -> Paper:
    body: list[Block] = [Paragraph(outline.lead), *map(Paragraph, outline.cautions)]
    for chapter in outline.chapters:
        body.append(Heading(1, chapter.title))
        for part in chapter.parts:
            body += _blocks(part)
    rules = Table(("图表", "计什么", "依据"), outline.definitions)
    return Paper(
        issuer=heads.issuer,
        title=heads.title,
        body=numbered(body),
        issued_by=heads.issuer,
        issued_on=heads.dated,
        number=heads.number,
        secrecy="" if heads.public else heads.secrecy,
        addressees="" if heads.public else heads.addressees,
        attachments=(Attachment("统计口径和依据", (rules, *([_stamped(stamp)] if stamp else []))),),
        page_mark="" if heads.public else "工作秘密 注意保管",
        watermark="草稿" if heads.is_draft else "",
    )


def _stamped(stamp: Stamp) -> Block:
    return Coded("账本印记", stamp.lines, qr_png(stamp.scanned), alt=f"账本印记二维码：{stamp.scanned}")


def _blocks(part: Part) -> Iterator[Block]:
    match part:
        case Sentences():
            yield from (Paragraph(line) for line in part.lines)
        case Section():
            yield _figure(part)
        case OfficeMonths():
            yield from (_office_months(year, months) for year, months in part.years)
        case Comparisons():
            yield _comparisons(part)


def _figure(section: Section) -> Block:
    """Offices are a table; the rest are bars, which carry count and share at their ends."""
    note = " ".join(section.notes)
    caption = f"{section.title}（件、占比）"
    if section.key == "by_office":
        return Table(
            (section.of, "件数", "占比（%）"),
            tuple((line.label, line.printed, line.percent or "—") for line in section.lines),
            caption=section.title,
            numeric=frozenset({1, 2}),
            total=() if section.total is None else ("合计", str(section.total), section.total_percent or "—"),
            note=note,
        )
    shown = section.lines
    if section.key == "by_month_happened":  # months without anything, long before the period, say nothing in print
        shown = tuple(line for line in section.lines if line.count != 0) or section.lines[-1:]
    bars = tuple(Bar(line.label, line.count or 0, _at_the_end(line.printed, line.percent)) for line in shown)
    return Bars(bars, caption=caption, note=note)


def _at_the_end(count: str, percent: str) -> str:
    return f"{count} 件（{percent}%）" if percent else (f"{count} 件" if count.isdigit() else count)


def _office_months(year: str, part: OfficeMonths) -> Table:
    return Table(
        ("单位/月", *(str(int(month[5:])) for month in part.months), "小计"),
        tuple((name, *map(_cell, counts), str(total)) for _, name, counts, total in part.rows),
        caption=f"{year}年各院各月填报件数",
        numeric=frozenset(range(1, len(part.months) + 2)),
        total=("合计", *map(str, part.totals), str(part.total)),
        note=f"○ 零报告；— 尚未启用，无报告义务。{part.note}",
    )


def _cell(count: int | None) -> str:
    return "—" if count is None else "○" if count == 0 else str(count)


def _comparisons(part: Comparisons) -> Table:
    known = part.shows_known_now
    return Table(
        ("比较", "对比期", "件数", *(("现掌握",) if known else ()), "增减（%）", "为对比期的倍数"),
        tuple(
            (
                row.name,
                row.period,
                row.count,
                *((row.known_now or "—",) if known else ()),
                row.change or "—",
                row.multiple or "—",
            )
            for row in part.rows
        ),
        numeric=frozenset(range(2, 6 if known else 5)),
        note="；".join(row.note for row in part.rows if row.note),
    )
