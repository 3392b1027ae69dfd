"""QR codes, for the scanner at a desk: on paper as a picture, on a page as lines."""

from __future__ import annotations

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

_QUIET = 4  # modules around it, as the standard asks


def qr_png(text: str) -> bytes:
    stream = BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="png", scale=8, border=_QUIET)
    return stream.getvalue()


def qr_svg(text: str) -> SafeString:
    """Without size, class or style: the page's style sheet says how large it is."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=_QUIET, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from modules alone
