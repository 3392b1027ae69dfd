"""The circular as a workbook: one sheet for each figure, the same numbers as on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from jingheng.contexts.circulars.papers.document import Heads
from jingheng.contexts.circulars.rules.outline import (
    MASK,
    Comparisons,
    OfficeMonths,
    Outline,
    Part,
    Section,
    Sentences,
)
from jingheng.contexts.circulars.rules.stamp import Stamp
from jingheng.contexts.circulars.rules.words import MINUS
from jingheng.platform.documents.workbook import Cell, Column, Sheet, to_xlsx


def workbook(
    heads: Heads, outline: Outline, *, at: datetime, extended: Mapping[str, Any] | None = None, stamp: Stamp | None = None
) -> bytes:  # fmt: skip
    parts = [(chapter.title, part) for chapter in outline.chapters for part in chapter.parts]
    texts = [(chapter, line) for chapter, part in parts if isinstance(part, Sentences) for line in part.lines]
    told = [("概述", outline.lead), *(("说明", caution) for caution in outline.cautions), *texts]
    if stamp:
        told.append(("账本印记", "；".join(stamp.lines)))
    front = Sheet(
        "说明",
        (Column("项目", wide=16), Column("内容", wide=100)),
        [("版本", heads.version), ("发文字号", heads.number or "（未编号）"), *told],
        heading=heads.title,
    )
    rules = Sheet(
        "统计口径", (Column("图表", wide=20), Column("计什么", wide=70), Column("依据", wide=50)), outline.definitions
    )
    sheets = [sheet for _, part in parts for sheet in _sheets(part)]
    return to_xlsx([front, *sheets, *([_extended(extended)] if extended else []), rules], at=at)


def _extended(extended: Mapping[str, Any]) -> Sheet:
    spans = extended["spans"]
    columns = [Column(f"{span['name']}（{span['from']} 至 {span['to']}）", wide=24) for span in spans.values()]
    rows = [
        (one["group"], one["name"], one["unit"], *(_value(one["values"][key]) for key in spans), one["definition"])
        for one in extended["figures"]
    ]
    return Sheet(
        "延伸数字",
        (Column("类别", wide=16), Column("项目", wide=32), Column("单位"), *columns, Column("计什么", wide=60)),
        rows,
    )


def _value(value: int | str | None) -> Cell:
    """Shares are texts with their digits; on a sheet they are numbers, bands stay words."""
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return Decimal(value)
    return "—" if value is None else value


def _sheets(part: Part) -> Iterator[Sheet]:
    match part:
        case Section():
            yield _figure(part)
        case OfficeMonths():
            yield _office_months(part)
        case Comparisons():
            yield _comparisons(part)
        case Sentences():
            pass


def _figure(section: Section) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (line.key if section.key == "by_office" else line.label, line.label, _count(line.count), _number(line.percent))
        for line in section.lines
    ]
    coded = section.key == "by_office"
    columns = (
        *((Column("单位代码"),) if coded else ()),
        Column(section.of, wide=36),
        Column("件数", "integer"),
        Column("占比（%）", "decimal"),
    )
    total: tuple[Cell, ...] = (*(("",) if coded else ()), "合计", section.total, None)
    return Sheet(
        section.title,
        columns,
        [row if coded else row[1:] for row in rows],
        totals=total if section.total is not None else (),
        notes=(
            f"口径：{section.definition}",
            f"依据：{section.source}",
            *section.notes,
        ),
    )


def _count(count: int | None) -> Cell:
    return MASK if count is None else count


def _number(text: str) -> Cell:
    return Decimal(text.replace(MINUS, "-")) if text else "—"


def _office_months(part: OfficeMonths) -> Sheet:
    return Sheet(
        "各院各月",
        (
            Column("单位代码"),
            Column("单位", wide=30),
            *(Column(month, "integer") for month in part.months),
            Column("合计", "integer"),
        ),
        [
            (code, name, *("—" if count is None else count for count in counts), total)
            for code, name, counts, total in part.rows
        ],
        totals=("", "合计", *part.totals, part.total),
        notes=("“—”为尚未启用，无报告义务；0 为零报告。", *((part.note,) if part.note else ())),
    )


def _comparisons(part: Comparisons) -> Sheet:
    return Sheet(
        "同期比较",
        (
            Column("比较"),
            Column("对比期", wide=26),
            Column("件数", "integer"),
            Column("现掌握", "integer"),
            Column("增减（%）", "decimal"),
            Column("倍数", "decimal"),
            Column("说明", wide=60),
        ),
        [
            (
                row.name,
                row.period,
                _whole(row.count),
                _whole(row.known_now),
                _number(row.change),
                _number(row.multiple),
                row.note,
            )
            for row in part.rows
        ],
        notes=(f"口径：{part.definition}", f"依据：{part.source}"),
    )


def _whole(text: str) -> Cell:
    return int(text) if text.isdecimal() else text
