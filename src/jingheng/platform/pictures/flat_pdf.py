"""A PDF of pictures and nothing else: no text, no fonts, no names, no dates. Written page by page as they come."""

from __future__ import annotations

from typing import IO

_PICTURE = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"


class FlatPdf:
    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._at = 0
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def add(self, jpeg: bytes, *, pixels: tuple[int, int], points: tuple[float, float]) -> None:
        """One page, filled by one picture."""
        page = 3 + 3 * len(self._pages)
        self._pages.append(page)
        width, height = (b"%.2f" % side for side in points)
        box = b"[0 0 " + width + b" " + height + b"]"
        self._object(
            page,
            b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>"
            % (box, page + 1, page + 2),
        )
        self._stream(page + 1, b"", b"q %s 0 0 %s 0 0 cm /P Do Q" % (width, height))
        self._stream(page + 2, _PICTURE % pixels, jpeg)

    def close(self) -> None:
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._object(1, b"<</Type/Catalog/Pages 2 0 R>>")
        self._object(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids))
        table, count = self._at, len(self._places) + 1
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for number in range(1, count):
            self._write(b"%010d 00000 n \n" % self._places[number])
        self._write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, table))

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _stream(self, number: int, entries: bytes, body: bytes) -> None:
        self._object(number, b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(body), body))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)
