"""What a receipt would tell whoever finds it."""

from __future__ import annotations

from enum import StrEnum


class Telling(StrEnum):
    """What can be read from it beyond that something was reported or signed."""

    GOES_PAST = "GOES_PAST"
    NOT_A_SIGNATURE = "NOT_A_SIGNATURE"


def telling(*, stands_at: int, home: int, goes_past: bool, is_within_window: bool) -> tuple[Telling, ...]:
    """RCP-1. A receipt looks alike for zero and non-zero, but it names the log in which it stands and the day: one of
    another office's log, or of a day on which no month can be signed in time, says that a record was filed
    (own design, decisions §1).
    """
    return (
        *((Telling.GOES_PAST,) if goes_past or stands_at != home else ()),
        *(() if is_within_window else (Telling.NOT_A_SIGNATURE,)),
    )
