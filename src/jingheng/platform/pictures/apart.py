"""The near side of the worker: give it a job and a file, get a result or the reason why not.

A file from outside may be made to crash or to exhaust whoever opens it; it then ends that process and no other.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO

from jingheng.platform.pictures.job import Box, Fault, Job, Limits, Unreadable
from jingheng.platform.pictures.kinds import Kind

_LOG = logging.getLogger(__name__)
_COMMAND = (sys.executable, "-P", "-m", "jingheng.platform.pictures.worker")
_TURNS = BoundedSemaphore(2)  # at a time in one process of the server: its memory is what they may need together

#: What each kind becomes; several pages become a PDF whatever they were.
_ENDINGS = {Kind.PDF: "pdf", Kind.JPEG: "jpg"}


@dataclass(frozen=True, slots=True)
class Looked:
    kind: Kind
    pages: int

    @property
    def ending(self) -> str:
        return "pdf" if self.pages > 1 else _ENDINGS.get(self.kind, "png")


def look(data: bytes, limits: Limits) -> Looked:
    with _done(Job("look", limits), data) as result:
        found = json.load(result)
    return Looked(Kind(found["kind"]), found["pages"])


def picture_of(data: bytes, page: int, limits: Limits, boxes: Sequence[Box] = ()) -> bytes:
    """One page as PNG, with its boxes black."""
    with _done(Job("show", limits, page, {page: boxes}), data) as result:
        return result.read()


def blacked_out(data: bytes, boxes: Mapping[int, Sequence[Box]], limits: Limits) -> IO[bytes]:
    """The whole file anew, as an open file without a name."""
    return _done(Job("burn", limits, boxes=boxes), data)


def _done(job: Job, data: bytes) -> IO[bytes]:
    result: IO[bytes] = TemporaryFile()  # noqa: SIM115 - handed to the caller
    try:
        with _TURNS:
            status = _run(job, data, result)
        if status:
            raise Unreadable(_fault(status))
    except BaseException:
        result.close()
        raise
    result.seek(0)
    return result


def _run(job: Job, data: bytes, result: IO[bytes]) -> int:
    try:
        ended = subprocess.run(
            _COMMAND,
            input=job.line() + data,
            stdout=result,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=job.limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Fault.TOO_MUCH
    if ended.returncode == 1:  # a decoder raised what nobody expects of it
        _LOG.warning("a page could not be read: %s", ended.stderr.decode("utf-8", "replace")[-2000:])
    return ended.returncode


def _fault(status: int) -> Fault:
    if status in set(Fault):
        return Fault(status)
    return Fault.BROKEN if status > 0 else Fault.TOO_MUCH  # negative: ended by a signal, for memory or time
