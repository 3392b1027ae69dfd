"""What an official paper says, before anybody decides what it looks like.

Whoever writes a paper fills in these dataclasses; `docx.to_docx` lays them out and a screen may show the same ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

Level = Literal[1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a line of its own. `numbered` puts the ordinals before the words."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are finished text: what a figure looks like is decided where it is counted, once for screen and paper."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()  # columns set flush right
    total: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for row in (*self.rows, *((self.total,) if self.total else ())):
            if len(row) != len(self.headers):
                raise ValueError(f"表格每行应有 {len(self.headers)} 格，这一行有 {len(row)} 格：{row}")


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int | Fraction | float
    text: str  # what is printed at the bar's end, such as "143件,占34.29%"


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart drawn with shaded table cells: sharp in print, editable in the office's own word processor."""

    bars: tuple[Bar, ...]
    caption: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.bars or any(bar.value < 0 for bar in self.bars):
            raise ValueError("条形图至少要有一条，而且只画不小于零的数")


@dataclass(frozen=True, slots=True)
class Picture:
    png: bytes
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A QR code with the same in words beside it, small, at the end of a paper."""

    title: str
    lines: tuple[str, ...]
    png: bytes
    alt: str


Block = Paragraph | Heading | Table | Bars | Picture | Coded


@dataclass(frozen=True, slots=True)
class Attachment:
    """Named below the text; with a body it also follows on pages of its own, before the imprint."""

    title: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The elements of GB/T 9704-2012 section 7, in the order they stand on the page. An empty one is left out."""

    issuer: str  # 发文机关标志
    title: str  # a line break in it is kept; without one the title is broken by rule
    body: tuple[Block, ...]
    issued_by: str  # 发文机关署名
    issued_on: date  # 成文日期
    document_kind: str = "文件"  # follows the issuer in the red head; may be empty
    copy_number: str = ""  # 份号
    secrecy: str = ""  # 密级和保密期限, or the mark of internal papers
    urgency: str = ""  # 紧急程度
    number: str = ""  # 发文字号
    signer: str = ""  # 签发人, on papers to a higher office
    addressees: str = ""  # 主送机关
    attachments: tuple[Attachment, ...] = ()
    seal_place: bool = True  # leaves the room that a seal needs
    notes: str = ""  # 附注
    copied_to: str = ""  # 抄送机关
    printed_by: str = ""  # 印发机关
    printed_on: date | None = None
    page_mark: str = ""  # beside every page number, such as "工作秘密 注意保管"
    watermark: str = ""  # pale and aslant behind every page


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The same blocks with the ordinals of GB/T 9704-2012 7.3.3 before the headings: 一、 (一) 1. (1)."""
    reached: Counter[int] = Counter()
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            reached[block.level] += 1
            for deeper in range(block.level + 1, 5):
                reached[deeper] = 0
            result.append(replace(block, text=_ordinal(block.level, reached[block.level]) + block.text))
        else:
            result.append(block)
    return tuple(result)


def _ordinal(level: Level, number: int) -> str:
    match level:
        case 1:
            return f"{_chinese(number)}、"
        case 2:
            return f"\uff08{_chinese(number)}\uff09"
        case 3:
            return f"{number}."
        case 4:
            return f"\uff08{number}\uff09"


def _chinese(number: int) -> str:
    if not 1 <= number <= 99:
        raise ValueError(f"标题序号只到九十九：{number}")
    tens, units = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[units] if units else "")


def full_date(day: date) -> str:
    """Arabic digits, year to day, no leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
