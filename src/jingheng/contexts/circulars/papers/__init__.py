"""The circular on paper: as .docx, .pdf, .xlsx and as a page to print, all from the same outline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jingheng.contexts.circulars.papers.document import Heads, paper
from jingheng.contexts.circulars.papers.page import page
from jingheng.contexts.circulars.papers.workbook import workbook
from jingheng.contexts.circulars.rules.outline import Outline, outline
from jingheng.contexts.circulars.rules.stamp import stamp_of
from jingheng.platform.documents.docx import to_docx
from jingheng.platform.documents.pdf import pdf_available, to_pdf

__all__ = ["MEDIA_TYPES", "Heads", "pdf_available", "written"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


def written(
    compiled: Mapping[str, Any], heads: Heads, form: str, *, at: datetime, problems: str = "", demands: str = "",
    extended: bool = False,
) -> bytes:  # fmt: skip
    """The figures in one of the formats. What the author wrote is for the internal version only.

    `extended`: with the figures that only those who lead records may see.
    """
    beside = compiled.get("extended") if extended else None
    if form == "json":
        figures = compiled["figures"] | ({"extended": beside} if beside else {})
        return (json.dumps(figures, ensure_ascii=False, indent=1) + "\n").encode()
    told: Outline = outline(compiled) if compiled["public"] else outline(compiled, problems=problems, demands=demands)
    stamp = stamp_of(compiled)
    match form:
        case "html":
            return page(heads, told, stamp).encode()
        case "docx":
            return to_docx(paper(heads, told, stamp))
        case "pdf":
            return to_pdf(to_docx(paper(heads, told, stamp)))
        case "xlsx":
            return workbook(heads, told, at=at, extended=beside, stamp=stamp)
    raise ValueError(f"没有这种格式：{form}")
