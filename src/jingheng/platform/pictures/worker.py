"""The process that opens a file from outside: limited in memory and time, without settings, keys or database.

On its standard input a line with the job, then the file; on its standard output the result; its exit status is the fault.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import warnings
from io import BytesIO
from typing import IO

from PIL import Image

from jingheng.platform.pictures.flat_pdf import FlatPdf
from jingheng.platform.pictures.job import Job, Unreadable, job_of
from jingheng.platform.pictures.kinds import Kind
from jingheng.platform.pictures.pages import Pages, blacken, opened

MEMORY = 1536 * 2**20  # of addresses: the largest picture that the norm allows is held three times for a moment
_RESULT = 1024 * 2**20
_SHOWN = 1400  # pixels across, on a screen
_QUALITY = 85


def limit(seconds: int) -> None:
    """Before anything from outside is read. A core would hold the evidence, so none is written."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _RESULT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(5)


def main() -> int:
    source, out = sys.stdin.buffer, sys.stdout.buffer
    job = job_of(source.readline())
    limit(job.limits.seconds)
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with opened(source.read(), job.limits) as pages:
            _DEEDS[job.deed](pages, job, out)
            out.flush()
    except Unreadable as unreadable:
        return unreadable.fault
    return 0


def _look(pages: Pages, job: Job, out: IO[bytes]) -> None:
    out.write(json.dumps({"kind": pages.kind, "pages": len(pages)}).encode())


def _show(pages: Pages, job: Job, out: IO[bytes]) -> None:
    """As it will be, and no larger than a screen."""
    picture = _blackened(pages, job, job.page)
    picture.thumbnail((_SHOWN, 3 * _SHOWN))
    picture.save(out, "PNG", compress_level=1)


def _burn(pages: Pages, job: Job, out: IO[bytes]) -> None:
    if pages.kind is not Kind.PDF and len(pages) == 1:
        picture = _blackened(pages, job, 1)
        if pages.kind is Kind.JPEG:
            picture.save(out, "JPEG", quality=_QUALITY)
        else:
            picture.save(out, "PNG")
        return
    pdf = FlatPdf(out)
    for number in range(1, len(pages) + 1):
        page = pages.page(number)
        blacken(page.picture, job.boxes.get(number, ()))
        jpeg = BytesIO()
        page.picture.save(jpeg, "JPEG", quality=_QUALITY)
        pdf.add(jpeg.getvalue(), pixels=page.picture.size, points=(page.width, page.height))
    pdf.close()


def _blackened(pages: Pages, job: Job, number: int) -> Image.Image:
    picture = pages.page(number).picture
    blacken(picture, job.boxes.get(number, ()))
    return picture


_DEEDS = {"look": _look, "show": _show, "burn": _burn}

if __name__ == "__main__":
    sys.exit(main())
