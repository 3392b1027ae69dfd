"""The list that a draw is made from: a CSV file as offices have it, read in one way only."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ENCODINGS = ("utf-8-sig", "utf-8", "gb18030")
LARGEST_FILE = 64 * 2**20
LARGEST_WEIGHT = 10**9 - 1
BLANKS = " \t\r\n\u00a0\u3000"
#: Control characters and marks without width: two codes that look alike must be one code.
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ud800-\udfff\ufeff]")
_NUMBER = re.compile("[0-9]{1,9}")


class BadFrame(ValueError):
    """A list that cannot be drawn from; says the row and the column as a spreadsheet counts them."""


@dataclass(frozen=True)
class Frame:
    """Every cell of the list. `numbers` are the rows' numbers in a spreadsheet, for whoever has to look one up."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One row as the draw sees it. All its cells are committed to."""

    id: str
    cells: tuple[str, ...]
    stratum: str = ""
    is_mandatory: bool = False
    weight: int = 1


def encoding_of(data: bytes) -> str:
    """UTF-8 or GB18030, whichever the whole file obeys; UTF-8 with one broken place is not GB18030."""
    if data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif (broken := _first_misfit(data, "utf-8")) is None:
        encoding = "utf-8"
    else:
        head = data[:broken].decode()[-4096:]
        if any(character >= "\u3000" for character in head):  # GB18030 yields no Chinese when read as UTF-8
            raise BadFrame(f"第 {data.count(10, 0, broken) + 1} 行有不属于 UTF-8 的字节,文件可能被截断")
        encoding = "gb18030"
    decoded(data, encoding)
    return encoding


def decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(10, 0, error.start) + 1
        raise BadFrame(f"第 {line} 行起读不出文字:编码不是 UTF-8,也不是 GB18030(GBK)。请另存为 CSV UTF-8") from error


def _first_misfit(data: bytes, encoding: str) -> int | None:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def read(data: bytes, encoding: str) -> Frame:
    """All rows below the header. Rows without any content are not rows."""
    if len(data) > LARGEST_FILE:
        raise BadFrame(f"名单文件超过 {LARGEST_FILE // 2**20} MB")
    rows = _rows(decoded(data, encoding))
    _, header = next(rows, (0, ()))
    columns = tuple(name.strip(BLANKS) for name in header)
    if not columns:
        raise BadFrame("名单是空的:第 1 行应是列名")
    numbers, kept = [], []
    for number, row in rows:
        if len(row) != len(columns):
            raise BadFrame(f"第 {number} 行有 {len(row)} 格,第 1 行有 {len(columns)} 列")
        numbers.append(number)
        kept.append(row)
    if not kept:
        raise BadFrame("名单里一件案件也没有")
    return Frame(columns, tuple(kept), tuple(numbers))


def _rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if any(cell.strip(BLANKS) for cell in row):
                yield number, tuple(cell if cell.isascii() else unicodedata.normalize("NFC", cell) for cell in row)
    except csv.Error as error:
        raise BadFrame(f"第 {number + 1} 行起分不清各列:英文双引号不成对,或一格太长") from error


def written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list as a file that `read` reads, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode("utf-8-sig")


def cases_of(frame: Frame, *, id: str, strata: str = "", mandatory: str = "", weight: str = "") -> list[Case]:
    """The rows as cases, in the order of their ids' bytes. What the plan names is a column; "" is none."""
    at = {role: _column(frame, name) for role, name in _roles(id, strata, mandatory, weight).items()}
    first: dict[str, int] = {}
    found = []
    for number, cells in zip(frame.numbers, frame.rows, strict=True):
        case = _case(cells, at, frame, number)
        if first.setdefault(case.id, number) != number:
            raise BadFrame(f"第 {number} 行与第 {first[case.id]} 行的“{id}”相同:{case.id}")
        found.append(case)
    return sorted(found, key=lambda case: case.id.encode())


def _roles(id: str, strata: str, mandatory: str, weight: str) -> dict[str, str]:
    named = {"id": id, "strata": strata, "mandatory": mandatory, "weight": weight}
    return {role: name for role, name in named.items() if name}


def _column(frame: Frame, name: str) -> int:
    if frame.columns.count(name) != 1:
        there = "有几列都叫" if name in frame.columns else "没有列名"
        raise BadFrame(f"名单的第 1 行{there}“{name}”;现有的列:{'、'.join(filter(None, frame.columns))}")
    return frame.columns.index(name)


def _case(cells: tuple[str, ...], at: dict[str, int], frame: Frame, number: int) -> Case:
    def cell(role: str) -> str:
        return cells[at[role]].strip(BLANKS) if role in at else ""

    def wrong(role: str, why: str) -> BadFrame:
        return BadFrame(f"第 {number} 行“{frame.columns[at[role]]}”{why}")

    id, stratum, weight = cell("id"), cell("strata"), cell("weight")
    for role, text in (("id", id), ("strata", stratum)):
        if role in at and not text:
            raise wrong(role, "是空的")
        if INVISIBLE.search(text):
            raise wrong(role, "里有看不见的字符")
    if "weight" in at and not _NUMBER.fullmatch(weight):
        raise wrong("weight", f"应是 0 到 {LARGEST_WEIGHT} 的整数,写的是“{weight}”")
    return Case(id, cells, stratum, bool(cell("mandatory")), int(weight or 1))
