"""Tables that stay within the type area, repeat their head on every page and set figures flush right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jingheng.platform.documents.docx.styles import HEAD_FONT, TABLE_STYLES, TYPE_WIDTH, Style, fonts, twips
from jingheng.platform.documents.docx.xml import quoted
from jingheng.platform.documents.paper import Table
from jingheng.platform.documents.typography import width

PADDING = 4.0  # points between a cell's rule and its text, left and right
_SLACK = 2.0  # points that a renderer's rounding may take from a cell before it breaks the text
_TOGETHER = 12  # a table of so many rows is not torn apart by a page's end
_HEAD_SHADE = "EDEDED"


@dataclass(frozen=True, slots=True)
class _Column:
    wide: float
    inset: float | None  # how far figures stand in from the right to be centred below their head; None for words


def table_xml(table: Table) -> str:
    style, columns = _fit(table)
    lines = _lines(table)
    parts = [_row(table.headers, style, columns, kind="head", keep_next=True)]
    for number, cells in enumerate(lines, start=1):
        # Not torn apart at all, or else neither the first row from the head nor the total from the last row.
        keep_next = number < len(lines) if len(lines) <= _TOGETHER else number in (1, len(lines) - 1)
        kind: _Kind = "total" if table.total and number == len(lines) else "row"
        parts.append(_row(cells, style, columns, kind=kind, keep_next=keep_next))
    sides = (("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4))
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>' for side, eighths in sides
    )
    return frame_xml([column.wide for column in columns], f"<w:tblBorders>{borders}</w:tblBorders>", "".join(parts))


def frame_xml(widths: list[float], borders: str, rows: str) -> str:
    """A table of fixed columns; widths in points."""
    grid = "".join(f'<w:gridCol w:w="{twips(one)}"/>' for one in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{twips(PADDING)}" w:type="dxa"/>'
        f'<w:right w:w="{twips(PADDING)}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def row_xml(cells: str, height: float, *, head: bool = False) -> str:
    repeated = "<w:tblHeader/>" if head else ""
    tall = f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>{cells}</w:tr>"


def _lines(table: Table) -> tuple[tuple[str, ...], ...]:
    return (*table.rows, table.total) if table.total else table.rows


def _fit(table: Table) -> tuple[Style, list[_Column]]:
    """The largest type in which the columns fit, and columns that together are as wide as the type area."""
    cells = [[max(map(width, row[at].split("\n"))) for row in (table.headers, *_lines(table))] for at in _range(table)]
    for style in TABLE_STYLES:
        around = 2 * PADDING + _SLACK
        natural = [max(column) * style.size + around for column in cells]
        least = [  # figures are never broken, words may be
            max(column[1:], default=0) * style.size + around
            if at in table.numeric
            else min(natural[at], 4 * style.size + around)
            for at, column in enumerate(cells)
        ]
        if sum(least) <= TYPE_WIDTH:
            break
    widths = _shared_out(natural, least)
    return style, [
        _Column(wide, max(0.0, (wide - 2 * PADDING - max(column[1:], default=0) * style.size) / 2))
        if at in table.numeric
        else _Column(wide, None)
        for at, (wide, column) in enumerate(zip(widths, cells, strict=True))
    ]


def _range(table: Table) -> range:
    return range(len(table.headers))


def _shared_out(natural: list[float], least: list[float]) -> list[float]:
    if sum(natural) <= TYPE_WIDTH:
        spare = (TYPE_WIDTH - sum(natural)) / len(natural)
        return [wide + spare for wide in natural]
    if sum(least) >= TYPE_WIDTH:
        return [wide * TYPE_WIDTH / sum(least) for wide in least]
    share = (TYPE_WIDTH - sum(least)) / (sum(natural) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, natural, strict=True)]


_Kind = Literal["head", "row", "total"]


def _row(cells: tuple[str, ...], style: Style, columns: list[_Column], *, kind: _Kind, keep_next: bool) -> str:
    content = "".join(
        _cell(text, style, column, kind=kind, keep_next=keep_next)
        for text, column in zip(cells, columns, strict=True)
    )
    return row_xml(content, style.line + 6, head=kind == "head")


def _cell(text: str, style: Style, column: _Column, *, kind: _Kind, keep_next: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEAD_SHADE}"/>' if kind == "head" else ""
    face = "" if kind == "row" else f"<w:rPr>{fonts(HEAD_FONT)}</w:rPr>"
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
