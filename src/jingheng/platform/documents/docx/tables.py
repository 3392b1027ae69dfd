"""Tables that stay within the type area, repeat their head on every page and set figures flush right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from jingheng.platform.documents.docx.styles import FIVE, HEAD_FONT, TABLE_STYLES, TYPE_WIDTH, Style, fonts, twips
from jingheng.platform.documents.docx.xml import quoted
from jingheng.platform.documents.paper import Table
from jingheng.platform.documents.typography import width

PADDING = 4.0  # points between a cell's rule and its text, left and right
_ABOVE = 2.0  # the same above and below
_SLACK = 2.0  # points that a renderer's rounding may take from a cell before it breaks the text
_TOGETHER = 12  # a table of so many rows is not torn apart by a page's end
_HEAD_SHADE = "EDEDED"
_UNBROKEN = re.compile(r"[!-~]+")

_Kind = Literal["head", "row", "total"]


@dataclass(frozen=True, slots=True)
class _Column:
    wide: float
    inset: float | None  # how far figures stand in from the right to be centred below their head; None for words


def table_xml(table: Table) -> str:
    style, padding, columns = _fit(table)
    lines = _lines(table)
    rows = [_row(table.headers, style, columns, kind="head", keep_next=True)]
    for number, cells in enumerate(lines, start=1):
        # Not torn apart at all, or else neither the first row from the head nor the total from the last row.
        keep_next = number < len(lines) if len(lines) <= _TOGETHER else number in (1, len(lines) - 1)
        kind: _Kind = "total" if table.total and number == len(lines) else "row"
        rows.append(_row(cells, style, columns, kind=kind, keep_next=keep_next))
    sides = (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>' for side, eighths in sides
    )
    borders = f"<w:tblBorders>{rules}</w:tblBorders>"
    return frame_xml([column.wide for column in columns], "".join(rows), borders=borders, padding=padding, above=_ABOVE)


def frame_xml(widths: list[float], rows: str, *, borders: str = "", padding: float = PADDING, above: float = 0) -> str:
    """A table of fixed columns; measures in points."""
    grid = "".join(f'<w:gridCol w:w="{twips(one)}"/>' for one in widths)
    sides = (("top", above), ("left", padding), ("bottom", above), ("right", padding))
    margins = "".join(f'<w:{side} w:w="{twips(wide)}" w:type="dxa"/>' for side, wide in sides)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def row_xml(cells: str, height: float, *, head: bool = False) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    tall = f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>{cells}</w:tr>"


def _lines(table: Table) -> tuple[tuple[str, ...], ...]:
    return (*table.rows, table.total) if table.total else table.rows


def _fit(table: Table) -> tuple[Style, float, list[_Column]]:
    """The largest type in which the columns fit, the cells' padding, and columns together as wide as the type area."""
    columns = list(zip(table.headers, *_lines(table), strict=True))
    natural = [max(map(_widest_line, column)) for column in columns]
    figures = [max(map(_widest_line, column[1:]), default=0.0) for column in columns]
    words = [min(wide, max(4.0, *map(_longest_run, column))) for wide, column in zip(natural, columns, strict=True)]
    for style, head in (*((style, 2.0) for style in TABLE_STYLES), *((style, 0.0) for style in TABLE_STYLES)):
        # Two characters of a head beside each other are worth smaller type; with too many columns they stand on end.
        least = [
            max(figures[at], min(head, natural[at])) if at in table.numeric else words[at] for at in range(len(columns))
        ]
        padding = PADDING if style.size >= FIVE else PADDING / 3
        around = 2 * padding + _SLACK
        if sum(least) * style.size + around * len(columns) <= TYPE_WIDTH:
            break
    widths = _shared_out([one * style.size + around for one in natural], [one * style.size + around for one in least])
    insets = [max(0.0, (wide - 2 * padding - figures[at] * style.size) / 2) for at, wide in enumerate(widths)]
    fitted = [_Column(wide, insets[at] if at in table.numeric else None) for at, wide in enumerate(widths)]
    return style, padding, fitted


def _widest_line(text: str) -> float:
    return max(map(width, text.split("\n")))


def _longest_run(text: str) -> float:
    """The longest piece that must not be broken: Chinese breaks anywhere, a date or a number nowhere."""
    return max(map(width, _UNBROKEN.findall(text)), default=1.0)


def _shared_out(natural: list[float], least: list[float]) -> list[float]:
    if sum(natural) <= TYPE_WIDTH:
        spare = (TYPE_WIDTH - sum(natural)) / len(natural)
        return [wide + spare for wide in natural]
    if sum(least) >= TYPE_WIDTH:
        return [wide * TYPE_WIDTH / sum(least) for wide in least]
    wished = [max(high - low, 0.0) for low, high in zip(least, natural, strict=True)]
    share = (TYPE_WIDTH - sum(least)) / sum(wished)
    return [low + wish * share for low, wish in zip(least, wished, strict=True)]


def _row(cells: tuple[str, ...], style: Style, columns: list[_Column], *, kind: _Kind, keep_next: bool) -> str:
    content = "".join(
        _cell(text, style, column, kind=kind, keep_next=keep_next) for text, column in zip(cells, columns, strict=True)
    )
    return row_xml(content, style.line + 2 * _ABOVE + 2, head=kind == "head")


def _cell(text: str, style: Style, column: _Column, *, kind: _Kind, keep_next: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_SHADE}"/>' if kind == "head" else ""
    face = {"head": f"<w:rPr>{fonts(HEAD_FONT)}</w:rPr>", "row": "", "total": "<w:rPr><w:b/></w:rPr>"}[kind]
    if kind == "head":
        placed = '<w:jc w:val="center"/>'
    elif column.inset is None:
        placed = '<w:jc w:val="left"/>'
    else:
        placed = f'<w:ind w:right="{twips(column.inset)}"/><w:jc w:val="right"/>'
    words = '</w:t><w:br/><w:t xml:space="preserve">'.join(quoted(text).split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(column.wide)}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style.name}"/>{"<w:keepNext/>" if keep_next else ""}{placed}</w:pPr>'
        f'<w:r>{face}<w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:tc>'
    )
