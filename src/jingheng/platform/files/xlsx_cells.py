"""The cells of one sheet, row by row, in the memory of a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from .cell_parsing import Cell, Spoiled
from .file_guards import damaged_workbook, refused
from .xlsx_package import Package, unescaped

_FORMULA = Spoiled("（公式）", "这是公式，不能导入。请复制此列，用“选择性粘贴”粘贴为“数值”后，再重新导入。")
_DIGITS = "0123456789"


def sheet_rows(package: Package, part: str) -> Iterator[tuple[int, list[Cell]]]:
    sheet = _Sheet(package)
    try:
        for _ in package.parse(part, sheet.start, sheet.end, sheet.text):
            yield from sheet.rows
            sheet.rows.clear()
    except (ValueError, IndexError) as error:  # a number that is none, a shared text that does not exist
        raise damaged_workbook(f"{part} 第 {sheet.number} 行") from error


class _Sheet:
    """Handlers for the XML of a sheet. They run some ten times a cell, so they only note what they see."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._columns: dict[str, int] = {}
        self.rows: list[tuple[int, list[Cell]]] = []
        self.number = 0
        self._cells: list[Cell] = []
        self._cell: dict[str, str] = {}
        self._pieces: list[str] = []
        self._within = False
        self._phonetic = False
        self._formula = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "c":
            self._cell = attributes
            self._formula = False
        elif element in ("v", "t"):
            self._within = not self._phonetic
        elif element == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self._cells = []
        elif element == "f":
            self._formula = True
        elif element == "rPh":
            self._phonetic = True

    def end(self, element: str) -> None:
        if element in ("v", "t"):
            self._within = False
        elif element == "c":
            reference = self._cell.get("r")
            if self._pieces or self._formula:
                content = self._content("".join(self._pieces))
                self._pieces.clear()
                if reference:
                    letters = reference.rstrip(_DIGITS)
                    position = self._columns[letters] if letters in self._columns else self._position(letters)
                    gap = position - len(self._cells)
                    if gap < 0:
                        raise ValueError(f"cell {reference} stands out of order")
                    self._cells.extend([None] * gap)
                self._cells.append(content)
            elif not reference:
                self._cells.append(None)
        elif element == "row":
            self.rows.append((self.number, self._cells))
        elif element == "rPh":
            self._phonetic = False

    def text(self, data: str) -> None:
        if self._within:
            self._pieces.append(data)

    def _position(self, letters: str) -> int:
        """Columns are lettered A, B … Z, AA; a row may leave some out, but keeps this order."""
        position = 0
        for letter in letters:
            position = position * 26 + ord(letter) - ord("A") + 1
        limit = self._package.limits.columns
        if not 0 < position <= limit:
            raise refused("too-wide", f"{letters} 列超出了 {limit} 列的上限。请删去表格右侧多余的内容后重新导入。")
        self._columns[letters] = position - 1
        return position - 1

    def _content(self, text: str) -> Cell:
        if self._formula:
            return _FORMULA
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._package.strings[int(text)]
        if kind == "n":
            number = float(text)
            return self._moment(number) if self._cell.get("s", "0") in self._package.date_styles else number
        if kind in ("inlineStr", "str"):
            return unescaped(text)
        if kind == "e":
            return Spoiled(text, f"单元格是错误值 {text[:20]}。请改为正确的内容。")
        return text == "1" if kind == "b" else datetime.fromisoformat(text).replace(tzinfo=None)  # the last kind is "d"

    def _moment(self, serial: float) -> Cell:
        """A count of days since the epoch, to the second: the fraction of a day is never exact."""
        try:
            return self._package.epoch + timedelta(seconds=round(serial * 86400))
        except OverflowError:
            return serial
