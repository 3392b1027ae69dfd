"""Signatures by hand and delegations (decisions §7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jingheng.contexts.records.rules.signing import (
    refuse_delegation,
    refuse_other_scan,
    refuse_overlapping,
    refuse_scan,
    refuse_signing_day,
)

TODAY = date(2026, 12, 8)


@pytest.mark.parametrize(
    ("head", "size", "code"),
    [
        (b"%PDF-1.7\n", 1000, None),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", 20 * 2**20, None),
        (b"\x89PNG\r\n\x1a\n", 1000, None),
        (b"\x89PNG\r\n\x1a\n", 20 * 2**20 + 1, "scan-too-large"),
        (b"PK\x03\x04", 1000, "not-a-scan"),
        (b"", 0, "not-a-scan"),
    ],
)
def test_a_scan_is_known_by_its_beginning(head: bytes, size: int, code: str | None) -> None:
    refusal = refuse_scan(head, size, most_megabytes=20)
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("signed_on", "code"),
    [
        (TODAY, None),
        (TODAY - timedelta(days=3), None),
        (TODAY - timedelta(days=4), "before-compiled"),
        (TODAY + timedelta(days=1), "in-future"),
    ],
)
def test_it_was_signed_between_the_compilation_and_today(signed_on: date, code: str | None) -> None:
    refusal = refuse_signing_day(signed_on, compiled_on=TODAY - timedelta(days=3), today=TODAY)
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"last_day": TODAY + timedelta(days=59)}, None),
        ({"last_day": TODAY + timedelta(days=60)}, "too-long"),
        ({"last_day": TODAY - timedelta(days=1)}, "period"),
        ({"starts_on": TODAY - timedelta(days=1)}, "in-past"),
        ({"is_leader": False}, "not-a-leader"),
        ({"is_self": True}, "self"),
    ],
)
def test_a_delegation_is_to_a_leader_for_days_that_are_named(changes: dict[str, object], code: str | None) -> None:
    said = {"is_leader": True, "is_self": False, "starts_on": TODAY, "last_day": TODAY, "today": TODAY, "longest": 60}
    refusal = refuse_delegation(**(said | changes))  # type: ignore[arg-type]
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("begins", "ends", "overlaps"),
    [
        (-3, 0, False),  # ended yesterday
        (-3, 1, True),
        (5, 9, True),
        (6, 9, False),
        (2, 2, False),  # withdrawn before it was held
        (-3, None, True),
    ],
)
def test_SGN_5_one_leader_at_a_time_signs_for_the_chief(begins: int, ends: int | None, overlaps: bool) -> None:
    other = ("柏舟", TODAY + timedelta(days=begins), None if ends is None else TODAY + timedelta(days=ends))
    refusal = refuse_overlapping([other], starts_on=TODAY, last_day=TODAY + timedelta(days=5))
    assert (refusal is not None) == overlaps
    assert refusal is None or "柏舟" in refusal.sentence


def test_SGN_4_the_scan_that_was_looked_at_is_confirmed() -> None:
    assert refuse_other_scan("a", shown="a") is None
    refusal = refuse_other_scan("b", shown="a")
    assert refusal is not None
    assert refusal.code == "other-scan"
