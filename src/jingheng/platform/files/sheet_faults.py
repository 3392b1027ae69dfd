"""What is wrong with a table, cell by cell, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jingheng.kernel.refusal import Refusal

from .sheet_columns import Row

FAULTY_TABLE = "faulty-table"  # the refusal of a table that was read and has faults in its rows
SHOWN = 200  # characters of a faulty value that are repeated


@dataclass(frozen=True, slots=True)
class Fault:
    sheet: str
    row: int  # 0 where the fault is the table's, not a row's
    column: str  # the header; "" where the fault is the row's
    value: str
    sentence: str

    @classmethod
    def of(cls, row: Row, header: str, sentence: str) -> Fault:
        """A fault that only the importer can see: an unknown office, a repeated number."""
        return cls(row.sheet, row.number, header, row.written(header)[:SHOWN] if header else "", sentence)

    def __str__(self) -> str:
        place = f"工作表“{self.sheet}”" if self.sheet else ""
        place += f"第 {self.row} 行" if self.row else ""
        place += f"“{self.column}”列" if self.column else ""
        return f"{place}：{self.sentence}" if place else self.sentence


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands in the file: what a marked copy needs in order to mark the right cells."""

    sheet: str
    header_row: int
    positions: Mapping[str, int]  # header → index of its column, from 0


@dataclass(slots=True)
class FaultReport:
    """Collects faults. Keeps the first `cap` in full and counts the rest, so that a hopeless file costs no memory."""

    cap: int = 1000
    kept: list[Fault] = field(default_factory=list)  # in the order of the checks
    total: int = 0
    rows: int = 0  # rows read, faulty or not
    layout: Layout | None = None

    def add(self, fault: Fault) -> None:
        self.total += 1
        if len(self.kept) < self.cap:
            self.kept.append(fault)

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """Refusals of the whole file, so that they too can be written into a workbook."""
        for refusal in refusals:
            self.add(Fault("", 0, refusal.field, "", refusal.sentence))

    @property
    def faults(self) -> list[Fault]:
        """In the order of the table: by row, and in a row by column."""
        positions = self.layout.positions if self.layout else {}
        return sorted(
            self.kept, key=lambda fault: (fault.sheet, fault.row, positions.get(fault.column, len(positions)))
        )

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def summary(self) -> str:
        more = f"，下面是前 {len(self.kept)} 处" if self.total > len(self.kept) else ""
        return f"共有 {self.total} 处问题{more}；一行都没有导入。"

    def refusals(self, shown: int = 20) -> tuple[Refusal, ...]:
        """For `Refused(*report.refusals())`: the sum, then the first faults with their places."""
        first = tuple(Refusal("faulty-cell", str(fault), fault.column) for fault in self.faults[:shown])
        more = f"，先列出前 {len(first)} 处" if self.total > len(first) else ""
        sentence = f"共有 {self.total} 处问题{more}；一行都没有导入。请全部改正后重新导入。"
        return (Refusal(FAULTY_TABLE, sentence), *first)
