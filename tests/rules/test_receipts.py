"""What a receipt would tell whoever finds it."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.receipts import Telling, telling


@pytest.mark.parametrize(
    ("stands_at", "goes_past", "is_within_window", "told"),
    [
        (2, False, True, ()),
        (1, False, True, (Telling.GOES_PAST,)),
        (2, True, True, (Telling.GOES_PAST,)),
        (2, False, False, (Telling.NOT_A_SIGNATURE,)),
        (1, True, False, (Telling.GOES_PAST, Telling.NOT_A_SIGNATURE)),
    ],
)
def test_rcp_1_what_it_tells(
    stands_at: int, goes_past: bool, is_within_window: bool, told: tuple[Telling, ...]
) -> None:
    assert telling(stands_at=stands_at, home=2, goes_past=goes_past, is_within_window=is_within_window) == told
