"""A bar chart made of table cells.

Nothing in the lock file draws pixels, and a native Word chart needs a workbook inside the document. A cell shaded as
wide as the value is long needs neither, is sharp at any size and can be read aloud row by row.
"""

from __future__ import annotations

from itertools import pairwise

from jingheng.platform.documents.docx.styles import TABLE_STYLES, TYPE_WIDTH, twips
from jingheng.platform.documents.docx.tables import PADDING, frame_xml, row_xml
from jingheng.platform.documents.docx.xml import quoted
from jingheng.platform.documents.paper import Bars
from jingheng.platform.documents.typography import width

_STYLE = TABLE_STYLES[1]
_SHADE = "7F7F7F"
_GAP = "".join(  # white rules hold the bars apart
    ["<w:tcBorders>"]
    + [f'<w:{side} w:val="single" w:sz="24" w:space="0" w:color="FFFFFF"/>' for side in ("top", "bottom")]
    + ["</w:tcBorders>"]
)


def bars_xml(chart: Bars) -> str:
    """Label, bar, text. The grid's columns are what lies between all the places where a cell ends."""
    labels = min(max(width(bar.label) for bar in chart.bars) * _STYLE.size, TYPE_WIDTH / 3) + 2 * PADDING + 2
    texts = min(max(width(bar.text) for bar in chart.bars) * _STYLE.size, TYPE_WIDTH / 3) + 2 * PADDING + 2
    longest = max(bar.value for bar in chart.bars)
    room = TYPE_WIDTH - labels - texts
    start, end = twips(labels), twips(TYPE_WIDTH)
    stops = [start + (twips(room * float(bar.value / longest)) if longest else 0) for bar in chart.bars]
    edges = sorted({0, start, end, *stops})
    rows = []
    for number, (bar, stop) in enumerate(zip(chart.bars, stops, strict=True), start=1):
        keep = number < len(chart.bars)
        cells = _cell(edges, 0, start, bar.label, align="right", keep_next=keep)
        if stop > start:
            cells += _cell(edges, start, stop, "", shade=_SHADE, keep_next=keep)
        cells += _cell(edges, stop, end, bar.text, keep_next=keep)
        rows.append(row_xml(cells, _STYLE.line + 4))
    return frame_xml([(right - left) / 20 for left, right in pairwise(edges)], "".join(rows))


def _cell(
    edges: list[int], left: int, right: int, text: str, *, keep_next: bool, align: str = "left", shade: str = ""
) -> str:
    span = edges.index(right) - edges.index(left)
    filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{right - left}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{_GAP}{filled}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{_STYLE.name}"/>'
        f'{"<w:keepNext/>" if keep_next else ""}<w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{quoted(text)}</w:t></w:r></w:p></w:tc>'
    )
