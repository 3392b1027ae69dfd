"""From what stands in a cell to what it means. One parser per column, made once, called for every row."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

from jingheng.kernel.period import SHANGHAI, Month

from .sheet_columns import COMMAS, SEPARATORS, Choice, Column, Value


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A cell whose content we refuse to guess: a formula, an error value."""

    shown: str
    sentence: str


Cell = str | float | bool | datetime | Spoiled | None  # a moment in a sheet is naive, it means Asia/Shanghai


class Misfit(ValueError):
    """Why a cell does not fit its column, as a sentence."""


# Control characters but for tab, line feed and carriage return; halves of surrogate pairs; the two non-characters that
# XML cannot carry. Everything else that Unicode has or may yet get, private use included, is kept as it was written.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
_USUAL_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?", re.ASCII)
_CLOCK = re.compile(r"[ T]*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.0+)?)?")
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|(\d{2}))")
_EDGES = " \t\r\n\u00a0\u3000\u200b\ufeff"  # what copying from a page leaves around a code, partly invisible
_EXACT_NUMBERS = 10**15  # a spreadsheet keeps fifteen digits and replaces the rest by zeros
_YEARS = range(1900, 3000)
_FEW = 15  # choices that are still worth listing in a sentence


def written(cell: Cell) -> str:
    """A cell as the person sees it; never raises."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT_NUMBERS else f"{cell:.15g}"
    if isinstance(cell, datetime):
        pattern = "%Y-%m-%d %H:%M:%S" if cell.second else "%Y-%m-%d %H:%M" if cell.hour or cell.minute else "%Y-%m-%d"
        return cell.strftime(pattern)
    return cell.shown


def column_parser(column: Column) -> Callable[[Cell], Value]:
    """The reader of one column; it raises `Misfit`. Most cells are as they should be and take the short way."""
    parse = _thorough_parser(column)
    if column.kind not in ("text", "code"):
        return (
            parse if column.kind == "moment" else lru_cache(maxsize=4096, typed=True)(parse)
        )  # a table repeats itself
    longest = column.max_length or sys.maxsize

    def parse_quickly(cell: Cell) -> Value:
        if isinstance(cell, str) and cell.isprintable():  # then there is no line break in it either
            text = cell.strip()
            if 0 < len(text) <= longest:
                return text
        return parse(cell)

    return parse_quickly


def _thorough_parser(column: Column) -> Callable[[Cell], Value]:
    read = _READERS.get(column.kind) or _choices_reader(column)

    def parse(cell: Cell) -> Value:
        if isinstance(cell, str):
            unfit = _UNFIT.search(cell)
            if unfit:
                at, code = unfit.start() + 1, ord(unfit[0])
                raise Misfit(f"第 {at} 个字是看不见的控制字符或不成对的代码（U+{code:04X}）。请删去后重新导入。")
            cell = cell.strip() if column.kind == "text" else cell.strip(_EDGES)
        elif isinstance(cell, Spoiled):
            raise Misfit(cell.sentence)
        elif isinstance(cell, float) and abs(cell) >= _EXACT_NUMBERS:
            raise Misfit("数字超过 15 位，表格软件已丢失末尾的数字。请把此列设为文本格式，重新填写。")
        if cell is None or cell == "":
            if column.required:
                raise Misfit("必填，但这里是空的。")
            return column.empty
        value = read(cell)
        if column.max_length and isinstance(value, str) and len(value) > column.max_length:
            raise Misfit(f"有 {len(value)} 个字，最多 {column.max_length} 个。请缩短。")
        return value

    return parse


def _text(cell: Cell) -> str:
    text = written(cell)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _code(cell: Cell) -> str:
    if isinstance(cell, datetime):
        raise Misfit("表格软件已把它变成日期。请把此列设为文本格式，重新填写。")
    code = written(cell)
    if "\n" in code or "\r" in code or "\t" in code:
        raise Misfit("编号或代码中间有换行或制表符。请删去。")
    return code


def _moment(cell: Cell) -> datetime:
    return _naive_moment(cell, "时间", "2021-05-03 09:30").replace(tzinfo=SHANGHAI)


def _day(cell: Cell) -> date:
    return _naive_moment(cell, "日期", "2021-05-03").date()


def _naive_moment(cell: Cell, noun: str, example: str) -> datetime:
    if isinstance(cell, datetime):
        if cell.year not in _YEARS:
            raise Misfit(f"单元格里只有钟点，没有日期。请写作 {example}。")
        return cell
    text = _plain(cell)
    if _USUAL_MOMENT.fullmatch(text) and int(text[:4]) in _YEARS:
        with suppress(ValueError):  # the long way says what is wrong
            return datetime.fromisoformat(text)
    day = _DAY.match(text)
    clock = _CLOCK.fullmatch(text, day.end()) if day else None
    if not day or not (clock or day.end() == len(text)) or int(day[1]) not in _YEARS:
        raise Misfit(f"不是能识别的{noun}。请写作 {example}。")
    month, number = int(day[3] or day[5] or day[7]), int(day[4] or day[6] or day[8])
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        return datetime(int(day[1]), month, number, hour, minute, second)
    except ValueError as error:
        raise Misfit(f"没有这个{noun}。请核对后写作 {example}。") from error


def _month(cell: Cell) -> Month:
    if isinstance(cell, datetime) and cell.year in _YEARS:
        return Month(cell.year, cell.month)
    parts = _MONTH.fullmatch(_plain(cell))
    number = int(parts[2] or parts[3] or parts[4]) if parts else 0
    if not parts or int(parts[1]) not in _YEARS or not 1 <= number <= 12:
        raise Misfit("不是能识别的月份。请写作 2021-05。")
    return Month(int(parts[1]), number)


def _plain(cell: Cell) -> str:
    """Full-width figures and signs as plain ones: an input method's doing, not the person's meaning."""
    text = written(cell)
    return text if text.isascii() else normalize("NFKC", text).strip()


def _choices_reader(column: Column) -> Callable[[Cell], Value]:
    fitting = _spellings_of(column)

    def code_of(text: str) -> str:
        found = fitting.get(_spelling(text), ())
        if not found:
            raise Misfit(f"“{text[:50]}”不在可填的范围内{_advice(column, text)}")
        if len(found) > 1:
            labels = "、".join(choice.label for choice in found)
            raise Misfit(f"“{text}”可以指 {labels}。请改填代码。")
        return found[0].code

    def codes_of(text: str) -> list[str]:
        """A comma may stand in a name: it parts choices only where the whole is none and every piece is one."""
        pieces = [piece for piece in re.split(f"[{COMMAS}]", text) if piece.strip()]
        if _spelling(text) in fitting or len(pieces) < 2:
            return [code_of(text)]
        if all(_spelling(piece) in fitting for piece in pieces):
            return [code_of(piece) for piece in pieces]
        raise Misfit(f"“{text[:50]}”不在可填的范围内。几项之间请用分号（；）隔开，每项填代码或者名称。")

    def read(cell: Cell) -> Value:
        text = written(cell)
        if not column.several:
            return code_of(text)
        parts = (part.strip() for part in re.split(f"[{SEPARATORS}]", text))
        codes = tuple(dict.fromkeys(code for part in parts if part for code in codes_of(part)))
        if not codes and column.required:
            raise Misfit("必填，但这里只有分隔符。")
        return codes

    return read


def _spellings_of(column: Column) -> dict[str, tuple[Choice, ...]]:
    """Which choices a spelling may mean. A code always means itself, a name may belong to several codes."""
    fitting: dict[str, tuple[Choice, ...]] = {}
    for choice in column.choices:
        for spelling in {_spelling(choice.name), _spelling(choice.label)}:
            fitting[spelling] = (*fitting.get(spelling, ()), choice)
    return fitting | {_spelling(choice.code): (choice,) for choice in column.choices}


@lru_cache(maxsize=4096)
def _spelling(text: str) -> str:
    """Two spellings that nobody would tell apart are one: width, case and blanks do not count."""
    return re.sub(r"\s+", "", normalize("NFKC", text)).casefold()


def _advice(column: Column, text: str) -> str:
    near = get_close_matches(text, [choice.name for choice in column.choices], n=1)
    if near:
        return f"，是否应为“{near[0]}”？"
    if len(column.choices) <= _FEW:
        return f"。可填：{'、'.join(choice.label for choice in column.choices)}。"
    return "。可填的代码见模板的“代码表”。"


_READERS: dict[str, Callable[[Cell], Value]] = {
    "text": _text,
    "code": _code,
    "moment": _moment,
    "date": _day,
    "month": _month,
}
