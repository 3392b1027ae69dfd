"""Reading a table row by row, in the memory of a few rows. What cannot be read is reported, not guessed or dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from jingheng.kernel.refusal import Refused

from .cell_parsing import Cell, Misfit, column_parser, written
from .file_guards import SAVE_AS, Limits, refused
from .raw_sheets import RawSheet, open_sheets
from .sheet_columns import Row, SheetFormat, Value
from .sheet_faults import SHOWN, Fault, FaultReport, Layout
from .sheet_headers import HEAD_ROWS, Header, find_header

USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a file, its header understood, its rows not yet read."""

    format: SheetFormat
    layout: Layout
    notice: str  # which of several sheets is read; "" if there is only one
    limits: Limits
    _sheet: RawSheet

    def rows(self, report: FaultReport) -> Iterator[Row]:
        """The rows that can be read; the others go to the report, all their faults at once."""
        report.layout = self.layout
        parse = row_parser(self.format, self.layout)
        for number, cells in self._sheet.rows():
            if number <= self.layout.header_row or not any(written(cell).strip() for cell in cells):
                continue
            result = parse(number, cells)
            if isinstance(result, Row):
                yield result
            else:
                for fault in result:
                    report.add(fault)
            report.rows += 1
            if report.rows > self.limits.rows:
                raise refused("too-many-rows", f"超过 {self.limits.rows} 行的上限。请分成几个文件导入。")
        if not report.rows:
            raise refused("no-rows", f"工作表“{self.layout.sheet}”的表头下面没有数据。")


def read_rows(path: Path, format: SheetFormat, report: FaultReport, limits: Limits = USUAL) -> Iterator[Row]:
    """Refuses the file as a whole (`Refused`), or yields its sound rows and reports the others."""
    return open_table(path, format, limits).rows(report)


def open_table(path: Path, format: SheetFormat, limits: Limits = USUAL) -> Table:
    """The first sheet that has the required columns. `Refused` names every fault of the header at once."""
    sheets = open_sheets(path, limits)
    found: list[tuple[Header, RawSheet]] = []
    empty = True
    for sheet in sheets:
        head = list(takewhile(lambda row: row[0] <= HEAD_ROWS, sheet.rows()))
        empty = empty and not any(written(cell).strip() for _, cells in head for cell in cells)
        header = find_header(sheet.name, head, format)
        if header:
            found.append((header, sheet))
            if header.complete:
                break
    if empty:
        raise refused("no-rows", "文件里没有内容，或内容不在前 10 行之内。")
    if not found:
        raise refused("no-header", _no_header_sentence(format, sheets))
    header, sheet = max(found, key=lambda candidate: (candidate[0].complete, len(candidate[0].layout.positions)))
    refusals = tuple(header.refusals(format))
    if refusals:
        raise Refused(*refusals)
    notice = f"文件中有 {len(sheets)} 个工作表，读取的是“{sheet.name}”。" if len(sheets) > 1 else ""
    return Table(format, header.layout, notice, limits, sheet)


def row_parser(format: SheetFormat, layout: Layout) -> Callable[[int, list[Cell]], Row | tuple[Fault, ...]]:
    """A function from cells to the row they make up, or to all that is wrong with them."""
    positions = layout.positions
    present = [column for column in format.columns if column.header in positions]
    plan = [(column.header, positions[column.header], column_parser(column)) for column in present]
    absent = {column.header: column.empty for column in format.columns if column not in present}
    width = max(positions.values()) + 1
    nameless = [position for position in range(width) if position not in positions.values()]

    def parse_row(number: int, cells: list[Cell]) -> Row | tuple[Fault, ...]:
        values: dict[str, Value] = dict(absent)
        faults: list[Fault] = []
        count = len(cells)
        for header, position, parse in plan:
            cell = cells[position] if position < count else None
            try:
                values[header] = parse(cell)
            except Misfit as misfit:
                faults.append(Fault(layout.sheet, number, header, written(cell)[:SHOWN], str(misfit)))
        if nameless or count > width:
            for position in (*nameless, *range(width, count)):
                stray = written(cells[position]).strip() if position < count else ""
                if stray:
                    sentence = f"这一行第 {position + 1} 列有内容，但没有列名。请补上列名或删去内容。"
                    faults.append(Fault(layout.sheet, number, "", stray[:SHOWN], sentence))
        return tuple(faults) if faults else Row(layout.sheet, number, values)

    return parse_row


def _no_header_sentence(format: SheetFormat, sheets: tuple[RawSheet, ...]) -> str:
    required = "、".join(column.header for column in format.columns if column.required)
    sentence = f"前 {HEAD_ROWS} 行里没有找到表头（应有：{required}）。"
    first = next(sheets[0].rows(), (0, [None]))[1]
    if len(first) == 1 and any(mark in written(first[0]) for mark in "\t;；，"):
        return f"{sentence}csv 的各列应以英文逗号分隔。"
    return f"{sentence}请用“{format.title}”模板；csv 文件若在表格软件里显示乱码，{SAVE_AS}"
