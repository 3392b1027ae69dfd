"""From the outline to what the page components take, with the way to the rows behind a number for those who may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from jingheng.contexts.circulars.rules.outline import (
    Chapter,
    Comparisons,
    OfficeMonths,
    Outline,
    Part,
    Section,
    Sentences,
)
from jingheng.kernel.actor import Actor
from jingheng.platform.documents.typography import typeset
from jingheng.platform.web.figures import Figure, FigureRow, Matrix, MatrixCell, MatrixRow

Kind = Literal["figure", "matrices", "comparisons", "sentences"]


@dataclass(frozen=True, slots=True)
class Shown:
    kind: Kind
    value: Any


@dataclass(frozen=True, slots=True)
class Drilling:
    """Numbers of one month lead to the desk's list of that month: the reader's own office's, if he heads its desk."""

    office_code: str
    only_month: str  # where the period is a single month
    reads_desk: bool
    alone: bool  # the circular covers the reader's office only

    @classmethod
    def of(cls, figures: dict[str, Any], actor: Actor) -> Drilling:
        offices = [item["code"] for item in figures["by_office"]]
        first, last = figures["period"]["from"], figures["period"]["to"]
        only = first if first == last else ""
        return cls(actor.office_code, only, actor.may("record.desk"), offices == [actor.office_code])

    def url(self, section: str, key: str) -> str:
        if section == "by_office" and self.only_month:
            return self.cell(key, self.only_month)
        return self.cell(self.office_code, key) if section == "by_month" and self.alone else ""

    def cell(self, code: str, month: str) -> str:
        return f"/inspection/all?month={month}" if self.reads_desk and code == self.office_code else ""


def chapters(outline: Outline, drilling: Drilling) -> list[tuple[str, list[Shown]]]:
    set_in_type: Outline = typeset(outline)
    return [(chapter.title, _shown(chapter, drilling)) for chapter in set_in_type.chapters]


def _shown(chapter: Chapter, drilling: Drilling) -> list[Shown]:
    return [_part(part, drilling) for part in chapter.parts]


def _part(part: Part, drilling: Drilling) -> Shown:
    match part:
        case Section():
            return Shown("figure", _figure(part, drilling))
        case OfficeMonths():
            years = [(year, _matrix(year, months, drilling)) for year, months in part.years]
            return Shown("matrices", {"years": years, "note": part.note})
        case Comparisons():
            return Shown("comparisons", part)
        case Sentences():
            return Shown("sentences", part.lines)


def _figure(section: Section, drilling: Drilling) -> Figure:
    rows = [
        FigureRow(line.label, line.count, line.percent, url=drilling.url(section.key, line.key) if line.count else "")
        for line in section.lines
    ]
    return Figure(
        key=section.key,
        title=section.title,
        rows=rows,
        kind=section.kind,
        of=section.of,
        total=FigureRow("合计", section.total, section.total_percent) if section.total is not None else None,
        definition=section.definition,
        source=section.source,
        note=" ".join(section.notes),
    )


def _matrix(year: str, part: OfficeMonths, drilling: Drilling) -> Matrix:
    rows = [
        MatrixRow(
            name,
            [
                MatrixCell(count, url=drilling.cell(code, month) if count else "")
                for month, count in zip(part.months, counts, strict=True)
            ],
            total=total,
        )
        for code, name, counts, total in part.rows
    ]
    return Matrix(f"office-months-{year}", f"{year}年各院各月填报件数", part.months, rows, part.totals, part.total)
