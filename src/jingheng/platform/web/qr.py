"""QR codes for desk scanners, as SVG that stands in the page itself."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


class TooLong(ValueError):
    """More than one code can hold."""


def svg(text: str, *, label: str) -> SafeString:
    """In ink of the page; its size is the style sheet's. `label` is read out in its place. Raises TooLong."""
    try:
        code = segno.make_qr(text, error="l", boost_error=False)
    except segno.DataOverflowError as error:
        raise TooLong from error
    drawn: str = code.svg_inline(omitsize=True, border=4, title=label, svgclass="j-qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from modules alone; the title is escaped by it
