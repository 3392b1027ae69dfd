"""Rows of a csv file in UTF-8 or GB18030. The encoding is proved over the whole file before the first row is read."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from .cell_parsing import Cell
from .file_guards import MIB, SAVE_AS, refused


def csv_rows(path: Path, encoding: str) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    with path.open(encoding=encoding, errors="strict", newline="") as file:
        try:
            for number, row in enumerate(csv.reader(file, strict=True), start=1):
                yield number, [*row]
        except csv.Error as error:
            raise refused(
                "broken-quotes",
                f"csv 第 {number + 1} 行起分不清各列：英文双引号不成对，或一格的文字超过 {csv.field_size_limit()} 字。"
                "请检查这一行，或改用 .xlsx。",
            ) from error


def proven_encoding(path: Path) -> str:
    """UTF-8 or GB18030, whichever the whole file obeys; a file that is UTF-8 but for a broken place is not GB18030."""
    misfit = _first_misfit(path, "utf-8-sig")
    if misfit is None:
        return "utf-8-sig"
    offset, line = misfit
    with path.open("rb") as file:
        head = file.read(min(offset, 4096)).decode("utf-8", "ignore")
    # GB18030 read as UTF-8 fails within a few characters and yields no Chinese on the way.
    if any(character >= "\u3000" for character in head):
        sentence = f"第 {line} 行有不属于 UTF-8 的字节，文件可能被截断或由两种编码拼成。请在这一行改正后重新导入。"
        raise refused("wrong-encoding", sentence)
    if _first_misfit(path, "gb18030") is None:
        return "gb18030"
    raise refused("wrong-encoding", f"文字编码既不是 UTF-8 也不是 GB18030（GBK），从第 {line} 行起读不出来。{SAVE_AS}")


def _first_misfit(path: Path, encoding: str) -> tuple[int, int] | None:
    """Byte and line of the first bytes that this encoding does not know."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    taken, line = 0, 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(MIB)
            taken += len(chunk)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return taken - len(error.object) + error.start, line + error.object.count(b"\n", 0, error.start)
            if not chunk:
                return None
            line += chunk.count(b"\n")
