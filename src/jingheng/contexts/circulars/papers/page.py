"""The circular as one page of HTML that stands alone: no script, nothing fetched, ready to print."""

from __future__ import annotations

from django.template.loader import render_to_string

from jingheng.contexts.circulars.papers.document import Heads
from jingheng.contexts.circulars.rules.outline import (
    Comparisons,
    OfficeMonths,
    Outline,
    Part,
    Section,
    Sentences,
)
from jingheng.contexts.circulars.rules.stamp import Stamp
from jingheng.platform.documents.chart import Chart, Series, Svg, bar_svg, horizontal_bar_svg, line_svg
from jingheng.platform.documents.codes import qr_svg
from jingheng.platform.documents.paper import full_date
from jingheng.platform.documents.typography import typeset

_DRAWN = {"bars": horizontal_bar_svg, "columns": bar_svg, "lines": line_svg}


def page(heads: Heads, outline: Outline, stamp: Stamp | None = None) -> str:
    heads, outline = typeset(heads), typeset(outline)
    chapters = [(chapter.title, [_part(part) for part in chapter.parts]) for chapter in outline.chapters]
    context = {
        "heads": heads,
        "dated": full_date(heads.dated),
        "outline": outline,
        "chapters": chapters,
        "stamp": stamp,
        "code": qr_svg(stamp.scanned) if stamp else "",
    }
    return render_to_string("circulars/standing.html", context)


def _part(part: Part) -> dict[str, object]:
    match part:
        case Section():
            return {"kind": "figure", "part": part, "picture": picture(part) if part.draws else None}
        case OfficeMonths():
            return {"kind": "months", "part": part}
        case Comparisons():
            return {"kind": "comparisons", "part": part}
        case Sentences():
            return {"kind": "sentences", "part": part}


def picture(section: Section) -> Svg:
    """What is masked is not drawn, not even as nought."""
    chart = Chart(
        section.title,
        tuple(line.label for line in section.lines),
        (Series("件数", tuple(line.count for line in section.lines)),),
        unit="件",
    )
    return _DRAWN[section.kind](chart)
