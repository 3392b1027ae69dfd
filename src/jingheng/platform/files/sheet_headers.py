"""Finding the header row of a table made by people: a title above it, merged cells, stars and blanks in the names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import normalize

from jingheng.kernel.refusal import Refusal

from .cell_parsing import Cell, written
from .sheet_columns import SheetFormat
from .sheet_faults import Layout

HEAD_ROWS = 10  # the header stands among the first rows or nowhere
FAULT_HEADER = "问题"  # added to a marked copy; ignored when the corrected copy comes back
ORIGIN_HEADER = "原行号"  # stands in an excerpt, which must not come back: the sound rows are not in it


@dataclass(frozen=True, slots=True)
class Header:
    layout: Layout
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    def refusals(self, format: SheetFormat) -> Iterator[Refusal]:
        place = f"工作表“{self.layout.sheet}”第 {self.layout.header_row} 行"
        known = [column.header for column in format.columns]
        for header in self.missing:
            advice = f"请加上这一列，或用“{format.title}”模板。"
            yield Refusal("missing-header", f"{place}缺少必填的列“{header}”。{advice}", header)
        for header in self.doubled:
            yield Refusal("doubled-header", f"{place}有几列都叫“{header}”。请只留一列。", header)
        for header in self.unknown:
            if header == ORIGIN_HEADER:
                sentence = f"{place}是问题工作簿的节选，只有出错的行。请在原文件中改正后，导入原文件。"
            else:
                near = get_close_matches(header, known, n=1, cutoff=0.5)
                advice = f"是否应为“{near[0]}”？" if near else f"可用的列：{'、'.join(known)}。"
                sentence = f"{place}有不认识的列“{header[:50]}”。{advice}不需要的列请删去。"
            yield Refusal("unknown-header", sentence, header)


def find_header(sheet: str, head: Sequence[tuple[int, list[Cell]]], format: SheetFormat) -> Header | None:
    """The first row that has every required column, else the one that has most of the known ones.

    A header of two rows (a group above, names below, single columns merged over both) counts as one.
    """
    best: Header | None = None
    for index, (number, cells) in enumerate(head):
        upper = [_plain(cell) for cell in cells]
        header = _header(sheet, number, upper, format)
        if index + 1 < len(head) and head[index + 1][0] == number + 1:
            lower = [_plain(cell) for cell in head[index + 1][1]]
            both = _header(sheet, number + 1, _merged(upper, lower, format), format)
            header = max(header, both, key=lambda candidate: len(candidate.layout.positions))  # the first, if equal
        if header.complete:
            return header
        if header.layout.positions and (best is None or len(header.layout.positions) > len(best.layout.positions)):
            best = header
    return best


def _header(sheet: str, number: int, names: Sequence[str], format: SheetFormat) -> Header:
    known = {FAULT_HEADER: FAULT_HEADER} | {_plain(column.header): column.header for column in format.columns}
    counts = Counter(name for name in names if name)
    positions = {known[name]: names.index(name) for name in counts if name in known}
    return Header(
        layout=Layout(sheet, number, positions),
        missing=tuple(column.header for column in format.columns if column.required and column.header not in positions),
        unknown=tuple(name for name in counts if name not in known),
        doubled=tuple(known[name] for name, count in counts.items() if count > 1 and name in known),
    )


def _merged(upper: Sequence[str], lower: Sequence[str], format: SheetFormat) -> list[str]:
    known = {_plain(column.header) for column in format.columns}
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    return [below if below in known or above not in known else above for above, below in pairs]


def _plain(cell: Cell) -> str:
    """A header without what people add to it: blanks, line breaks, stars, “（必填）”."""
    return re.sub(r"\s+|[*]|\((?:必填|选填)\)", "", normalize("NFKC", written(cell)))
