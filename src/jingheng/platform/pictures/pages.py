"""A file's pages as plain pictures, one at a time: nothing but pixels comes out of here."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

import pypdfium2
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from pypdfium2.raw import FPDF_ERR_PASSWORD

from jingheng.platform.pictures.job import WHOLE, Box, Fault, Limits, Unreadable
from jingheng.platform.pictures.kinds import HEAD, Kind, kind_of

_POINTS = 72
#: Pillow looks for no other decoder than these. A JPEG of some telephones is an MPO: its first picture is meant.
_DECODERS = {kind: [kind.value] for kind in Kind if kind is not Kind.PDF} | {Kind.JPEG: ["JPEG", "MPO"]}


@dataclass(frozen=True, slots=True)
class Page:
    picture: Image.Image  # RGB, made here: it carries nothing of what the file says about itself
    width: float  # in points, on paper
    height: float


class Pages(Protocol):
    kind: Kind

    def __len__(self) -> int: ...

    def page(self, number: int) -> Page: ...


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[Pages]:
    kind = kind_of(data[:HEAD])
    if kind is None:
        raise Unreadable(Fault.UNSUPPORTED)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        if kind is Kind.PDF:
            with _PdfPages(data, limits) as pdf:
                yield pdf
        else:
            with Image.open(BytesIO(data), formats=_DECODERS[kind]) as image:
                yield _PicturePages(kind, image, limits)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
        raise Unreadable(Fault.ENCRYPTED if locked else Fault.BROKEN) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(Fault.TOO_MANY_PIXELS) from error
    except MemoryError as error:
        raise Unreadable(Fault.TOO_MUCH) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:  # Pillow raises any of them
        full = isinstance(error, OSError) and error.errno is not None  # the system's own: the result has no room
        raise Unreadable(Fault.TOO_MUCH if full else Fault.BROKEN) from error


def blacken(picture: Image.Image, boxes: Sequence[Box]) -> None:
    """Every pixel that a box touches becomes black."""
    draw = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        corner = (left * picture.width // WHOLE, top * picture.height // WHOLE)
        opposite = (
            -(-(left + width) * picture.width // WHOLE) - 1,
            -(-(top + height) * picture.height // WHOLE) - 1,
        )
        draw.rectangle([corner, opposite], fill="black")


class _PdfPages:
    kind = Kind.PDF

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        self._pdf = pypdfium2.PdfDocument(data)
        self._pdf.init_forms()  # what was typed into fields belongs to what is seen

    def __enter__(self) -> _PdfPages:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def __len__(self) -> int:
        return len(self._pdf)

    def page(self, number: int) -> Page:
        page = self._pdf[number - 1]
        try:
            width, height = page.get_size()
            scale = self._limits.dpi / _POINTS
            most = math.sqrt(self._limits.pixels / (width * height))
            bitmap = page.render(scale=min(scale, most))
            try:
                return Page(_plain(bitmap.to_pil()), width, height)
            finally:
                bitmap.close()
        finally:
            page.close()


class _PicturePages:
    def __init__(self, kind: Kind, image: Image.Image, limits: Limits) -> None:
        self.kind = kind
        self._image = image
        self._limits = limits

    def __len__(self) -> int:
        return 1 if self.kind is Kind.JPEG else int(getattr(self._image, "n_frames", 1))

    def page(self, number: int) -> Page:
        image = self._image
        if len(self) > 1:
            image.seek(number - 1)
        if image.width * image.height > self._limits.pixels:
            raise Unreadable(Fault.TOO_MANY_PIXELS)
        image.load()
        picture = _plain(ImageOps.exif_transpose(image))
        points = _POINTS / self._limits.dpi
        return Page(picture, picture.width * points, picture.height * points)


def _plain(image: Image.Image) -> Image.Image:
    """The pixels on white and nothing else: a new picture knows no comment, profile, place or thumbnail."""
    plain = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        shown = image.convert("RGBA")
        plain.paste(shown, mask=shown.getchannel("A"))
    elif image.mode.startswith("I"):  # sixteen bits of grey: Pillow would clip them all to white
        plain.paste(image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L"))
    else:
        plain.paste(image.convert("RGB") if image.mode != "RGB" else image)
    return plain
