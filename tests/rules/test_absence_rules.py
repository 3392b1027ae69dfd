"""离岗: who may enter it, for which days, and when somebody is back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jingheng.contexts.org.rules.absences import (
    refuse_absence_days,
    refuse_host,
    refuse_overlap,
    refuse_own_absence,
    refuse_return,
    refuse_withdrawal,
)

TODAY = date(2026, 11, 10)


def days(
    starts_on: date, last_day: date | None = None, *, joined_on: date | None = None, left_on: date | None = None
) -> list[str]:
    found = refuse_absence_days(
        starts_on, last_day, joined_on=joined_on, left_on=left_on, today=TODAY, backdate_days=62
    )  # fmt: skip
    return [refusal.code for refusal in found]


def test_nobody_enters_his_own() -> None:
    assert refuse_own_absence(7, by=8) is None
    assert refuse_own_absence(7, by=None) is None
    refusal = refuse_own_absence(7, by=7)
    assert refusal is not None
    assert refusal.field == "person"


@pytest.mark.parametrize(
    ("starts_on", "last_day", "codes"),
    [
        (date(2026, 11, 1), None, []),
        (date(2026, 11, 1), date(2026, 11, 1), []),
        (date(2026, 9, 9), None, []),
        (date(2026, 9, 8), None, ["too-long-ago"]),
        (date(2027, 12, 31), None, []),
        (date(2028, 1, 1), None, ["absurd-day"]),
        (date(2026, 11, 5), date(2026, 11, 4), ["period"]),
        (date(2026, 9, 8), date(2026, 9, 1), ["too-long-ago", "period"]),
    ],
)
def test_the_days_are_some_that_can_be(starts_on: date, last_day: date | None, codes: list[str]) -> None:
    assert days(starts_on, last_day) == codes


def test_it_lies_within_the_service() -> None:
    assert days(date(2026, 11, 1), joined_on=date(2026, 11, 2)) == ["before-joining"]
    assert days(date(2026, 11, 3), left_on=date(2026, 11, 2)) == ["after-leaving"]
    assert days(date(2026, 11, 2), joined_on=date(2026, 11, 2), left_on=date(2026, 11, 2)) == []


def test_the_earlier_absence_is_named_with_its_days() -> None:
    assert refuse_overlap([]) is None
    ended = refuse_overlap([(date(2026, 9, 1), date(2026, 11, 1))])
    lasting = refuse_overlap([(date(2026, 12, 1), None), (date(2026, 10, 1), None)])
    assert ended is not None
    assert "到 2026-10-31" in ended.sentence
    assert lasting is not None
    assert "自 2026-10-01 起" in lasting.sentence
    assert "尚未返岗" in lasting.sentence


@pytest.mark.parametrize(
    ("reason", "named", "is_home", "code"),
    [
        ("SECONDED", True, False, None),
        ("SECONDED", False, False, "no-host"),
        ("SECONDED", True, True, "host-is-home"),
        ("MATERNITY", True, False, "host-without-secondment"),
        ("MATERNITY", False, False, None),
    ],
)
def test_only_a_secondment_says_where_to(reason: str, named: bool, is_home: bool, code: str | None) -> None:
    refusal = refuse_host(reason, named=named, is_home=is_home)
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("ends_on", "back_on", "code"),
    [
        (None, date(2026, 11, 1), None),
        (None, date(2026, 10, 1), "too-early"),
        (date(2026, 12, 1), date(2026, 12, 1), None),
        (date(2026, 12, 1), date(2026, 12, 2), "too-late"),
        (date(2026, 11, 10), date(2026, 11, 1), None),
        (date(2026, 11, 10), TODAY, None),
        (date(2026, 11, 10), TODAY + timedelta(days=1), "too-late"),
        (date(2026, 9, 8), date(2026, 11, 1), "already-back"),
        (None, date(2026, 9, 8), "too-long-ago"),
    ],
)
def test_somebody_returns_between_leaving_and_the_day_that_was_known(
    ends_on: date | None, back_on: date, code: str | None
) -> None:
    refusal = refuse_return(date(2026, 10, 1), ends_on, back_on=back_on, today=TODAY, earliest=date(2026, 9, 9))
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(("starts_on", "refused"), [(date(2026, 9, 9), False), (date(2026, 9, 8), True)])
def test_what_could_be_entered_still_can_be_withdrawn(starts_on: date, refused: bool) -> None:
    refusal = refuse_withdrawal(starts_on, earliest=date(2026, 9, 9))
    assert (refusal is not None) == refused
