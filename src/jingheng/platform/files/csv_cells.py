"""Rows of a csv file in UTF-8 or GB18030. The encoding is proved over the whole file before the first row is read."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from .cell_parsing import Cell
from .file_guards import MIB, SAVE_AS, refused


def csv_rows(path: Path) -> Callable[[], Iterator[tuple[int, list[Cell]]]]:
    encoding = _encoding(path)

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        number = 0
        with path.open(encoding=encoding, errors="strict", newline="") as file:
            try:
                for number, row in enumerate(csv.reader(file, strict=True), start=1):
                    yield number, list(row)
            except csv.Error as error:
                raise refused(
                    "broken-quotes",
                    f"csv 第 {number + 1} 行起的引号不成对，或一格的文字超过 {csv.field_size_limit()} 字，分不清各列。"
                    "请检查这一行的英文双引号，或改用 .xlsx。",
                ) from error

    return rows


def _encoding(path: Path) -> str:
    misfits = {encoding: _first_misfit(path, encoding) for encoding in ("utf-8-sig", "gb18030")}
    for encoding, line in misfits.items():
        if not line:
            return encoding
    raise refused(
        "wrong-encoding",
        f"文字编码既不是 UTF-8（第 {misfits['utf-8-sig']} 行起不符）也不是 GB18030（GBK，第 {misfits['gb18030']} 行起不符）。{SAVE_AS}",
    )


def _first_misfit(path: Path, encoding: str) -> int:
    """The line of the first bytes that this encoding does not know; 0 if there are none."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(MIB)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return line + error.object.count(b"\n", 0, error.start)
            if not chunk:
                return 0
            line += chunk.count(b"\n")
