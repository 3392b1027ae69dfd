"""A figure as picture and table side by side, and the matrix of offices and months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["bars", "columns", "lines"]


@dataclass(frozen=True, slots=True)
class FigureRow:
    label: str
    count: int | None  # None: masked in the public version
    percent: str = ""  # as computed and rounded by the rule of the figure; never recomputed here
    other: int | None = None  # the compared period's count
    change: str = ""
    url: str = ""  # the rows behind the number


@dataclass(frozen=True, slots=True)
class Figure:
    """`kind`: lying bars for names, columns for a few short names, lines for months."""

    key: str
    title: str
    rows: Sequence[FigureRow]
    kind: Kind = "bars"
    unit: str = "件"
    of: str = "分类"  # what the first column holds
    period: str = "本期"
    other_period: str = ""  # set if the rows carry `other`
    total: FigureRow | None = None
    sentence: str = ""
    definition: str = ""
    source: str = ""
    note: str = ""

    @property
    def chart_id(self) -> str:
        return f"chart-{self.key}"

    @property
    def has_percent(self) -> bool:
        return any(row.percent for row in self.rows)

    @property
    def has_change(self) -> bool:
        return any(row.change for row in self.rows)

    @property
    def has_picture(self) -> bool:
        """A line needs two points; of one the table says all there is."""
        return self.kind != "lines" or sum(row.count is not None for row in self.rows) > 1

    @property
    def chart(self) -> dict[str, Any]:
        series = [{"name": self.period, "values": [row.count for row in self.rows]}]
        if self.other_period:
            series.append({"name": self.other_period, "values": [row.other for row in self.rows]})
        return {
            "kind": self.kind,
            "unit": self.unit,
            "labels": [row.label for row in self.rows],
            "urls": [row.url for row in self.rows],
            "series": series,
        }


@dataclass(frozen=True, slots=True)
class MatrixCell:
    count: int | None  # None: nothing was due, or nothing has arrived yet
    url: str = ""
    late: bool = False
    note: str = ""  # said to those who hover, focus or listen

    @property
    def state(self) -> str:
        if self.late:
            return "late"
        if self.count is None:
            return "none"
        return "zero" if self.count == 0 else "some"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    label: str
    cells: Sequence[MatrixCell]
    url: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Offices × months. Zero, nothing and late differ by shape and word, so that a grey print tells them apart."""

    key: str
    caption: str
    months: Sequence[str]
    rows: Sequence[MatrixRow]
    totals: Sequence[int] = ()
    grand_total: int | None = None
    unit: str = "件"

    @property
    def years(self) -> list[tuple[str, int]]:
        """Each year with the number of its columns, for the upper head row."""
        found: list[tuple[str, int]] = []
        for month in self.months:
            year = month[:4]
            if found and found[-1][0] == year:
                found[-1] = (year, found[-1][1] + 1)
            else:
                found.append((year, 1))
        return found
