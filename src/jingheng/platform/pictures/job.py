"""What both processes know: the job, its limits, and how it may fail."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import IntEnum

#: Left, top, width and height in hundredths of a percent of the page.
Box = tuple[int, int, int, int]
WHOLE = 10_000


class Fault(IntEnum):
    """Why a file could not be read; the exit status of the process that tried."""

    UNSUPPORTED = 10
    BROKEN = 11
    ENCRYPTED = 12
    TOO_MANY_PIXELS = 13
    TOO_MUCH = 14  # time or memory


class Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    pixels: int  # of one page
    dpi: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Job:
    """`look`: kind and number of pages. `show`: one page as PNG. `burn`: the whole file anew."""

    deed: str
    limits: Limits
    page: int = 1
    boxes: Mapping[int, Sequence[Box]] = field(default_factory=dict)  # by page, from 1

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def job_of(line: bytes) -> Job:
    given = json.loads(line)
    boxes = {int(page): [_box(box) for box in boxes] for page, boxes in given["boxes"].items()}
    return Job(given["deed"], Limits(**given["limits"]), given["page"], boxes)


def _box(given: Sequence[int]) -> Box:
    left, top, width, height = given
    return left, top, width, height
