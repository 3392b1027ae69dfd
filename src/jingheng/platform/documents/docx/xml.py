"""WordprocessingML that python-docx has no words for."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_DECLARED = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())


def element(xml: str) -> BaseOxmlElement:
    """One element from its source, with the usual prefixes declared."""
    opening = re.match(r"\s*<[\w:]+", xml)
    if opening is None:
        raise ValueError(f"not an element: {xml[:40]}")
    return parse_xml(xml[: opening.end()] + _DECLARED + xml[opening.end() :])


def quoted(text: str) -> str:
    """Text fit to stand in an element or a double-quoted attribute."""
    return escape(text, {'"': "&quot;"})


def paragraph_element(paragraph: Paragraph) -> BaseOxmlElement:
    found: BaseOxmlElement = paragraph.paragraph_format.element  # the public way to w:p
    return found


def run_element(run: Run) -> BaseOxmlElement:
    found: BaseOxmlElement = run.font.element  # the public way to w:r
    return found
