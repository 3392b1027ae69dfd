"""The figures of a circular against a slow and plain reference, and the contract's promises about them."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from jingheng.contexts.circulars.api import Asked, render
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.usecases.adjusting import seal_month
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from tests.factories.cast import Cast
from tests.factories.counted import counted, save_all

AT = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
PERIOD = MonthRange(Month(2022, 4), Month(2022, 6))
KEYS = [
    "office",
    "period",
    "scope",
    "total",
    "by_level",
    "by_office",
    "by_position",
    "by_bucket",
    "by_subject",
    "by_matter",
    "by_channel",
    "by_month",
    "by_month_happened",
    "triage",
    "zero_report_offices",
    "previous_period",
    "same_period_last_year",
    "adjustments",
    "rules",
]
DICTIONARIES = {
    "by_position": ("position", taxonomy.POSITIONS),
    "by_bucket": ("bucket", taxonomy.BUCKETS),
    "by_subject": ("subject", taxonomy.SUBJECTS),
    "by_matter": ("matter", taxonomy.MATTERS),
    "by_channel": ("channel", taxonomy.CHANNELS),
}


def figures(cast: Cast, asked: Asked | None = None, office: str = "city") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(getattr(cast, office), asked or Asked(PERIOD), "json", at=AT))
    return found


def scattered(cast: Cast, seed: int, number: int) -> list[Record]:
    chance = random.Random(seed)
    offices = [cast.city, cast.county, cast.sister]
    months = list(MonthRange(Month(2021, 2), Month(2022, 8)))

    def one() -> Record:
        month = chance.choice(months)
        triage = chance.choice(["", "", "T1", "T3", "T0"])
        return counted(
            cast.prosecutor,
            chance.choice(offices),
            month,
            happened=month.plus(-chance.choice([0, 0, 0, 1, 5])),
            **{field: chance.choice(dictionary.codes) for field, dictionary in DICTIONARIES.values()},
            triage=triage,
            is_counted=triage != "T0",
        )

    return save_all(one() for _ in range(number))


def half_up(count: int, whole: int, digits: int) -> Decimal:
    exact = Fraction(100 * count, whole)
    place = Decimal(1).scaleb(-digits)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(place, ROUND_HALF_UP)


def absorbed(counts: list[int], digits: int) -> list[str]:
    percents = [half_up(count, sum(counts), digits) for count in counts]
    percents[counts.index(max(counts))] += 100 - sum(percents)
    return [str(percent) for percent in percents]


@pytest.mark.parametrize(("seed", "digits"), [(1, 2), (2, 1), (3, 0)])
def test_it_agrees_with_a_slow_reference(cast: Cast, seed: int, digits: int) -> None:
    mine = [
        r
        for r in scattered(cast, seed, 300)
        if r.is_counted and PERIOD.first.number <= r.filed_month <= PERIOD.last.number
    ]

    found = figures(cast, Asked(PERIOD, digits=digits))

    assert found["total"] == len(mine)
    for group, (field, dictionary) in DICTIONARIES.items():
        by_code = Counter(getattr(record, field) for record in mine)
        counts = [by_code[code] for code in dictionary.codes]
        expected = list(zip([entry.name for entry in dictionary], counts, absorbed(counts, digits), strict=True))
        assert [(item["name"], item["count"], item["percent"]) for item in found[group]] == expected
    by_month = Counter(str(Month.from_number(record.filed_month)) for record in mine)
    assert {item["month"]: item["count"] for item in found["by_month"]} == {str(m): by_month[str(m)] for m in PERIOD}
    happened = Counter(str(Month.from_number(record.happened_month)) for record in mine)
    assert {item["month"]: item["count"] for item in found["by_month_happened"] if item["count"]} == dict(happened)
    by_office = Counter(record.counting_office_id for record in mine)
    offices = [cast.city, cast.county, cast.sister]
    assert [(item["code"], item["count"]) for item in found["by_office"]] == [
        (o.code, by_office[o.pk]) for o in offices
    ]


def test_sealing_changes_no_figure(cast: Cast) -> None:
    scattered(cast, 4, 200)
    before = figures(cast)

    for office in (cast.city, cast.county, cast.sister):
        for month in PERIOD:
            seal_month(office=office, month=month, at=AT)

    assert figures(cast) == before


def test_growth_agrees_with_a_slow_reference(cast: Cast) -> None:
    records = scattered(cast, 5, 300)
    total, then = (
        sum(r.is_counted and months.first.number <= r.filed_month <= months.last.number for r in records)
        for months in (PERIOD, PERIOD.shifted(-12))
    )

    compared = figures(cast)["same_period_last_year"]

    change = half_up(abs(total - then), then, 2) * (1 if total >= then else -1)
    assert (compared["from"], compared["to"], compared["count"]) == ("2021-04", "2021-06", then)
    assert Decimal(compared["change_percent"]) == change
    assert Decimal(compared["multiple"]) == half_up(total, 100 * then, 2)


def test_the_keys_stand_in_the_order_of_the_contract(cast: Cast) -> None:
    assert list(figures(cast)) == [*KEYS, "extended"]  # beside the contract: for those who may see it


def test_a_base_is_there_only_if_one_was_asked_for(cast: Cast) -> None:
    save_all(
        [counted(cast.prosecutor, cast.county, Month(2020, 1)), counted(cast.prosecutor, cast.county, PERIOD.first)]
    )

    found = figures(cast, Asked(PERIOD, base=MonthRange(Month(2020, 1), Month(2020, 2))))

    assert found["base"]["count"] == 1
    assert found["base"]["multiple"] == "1.00"


def test_without_records_every_share_is_null_and_every_name_listed(cast: Cast) -> None:
    found = figures(cast)

    assert found["total"] == 0
    assert [item["name"] for item in found["by_level"]] == ["市级院", "基层院"]
    assert {item["percent"] for group in DICTIONARIES for item in found[group]} == {None}
    assert found["previous_period"] is None


def test_a_county_counts_itself_alone(cast: Cast) -> None:
    save_all([counted(cast.prosecutor, cast.county, PERIOD.first), counted(cast.prosecutor, cast.sister, PERIOD.first)])

    found = figures(cast, office="county")

    assert found["total"] == 1
    assert [item["name"] for item in found["by_level"]] == ["基层院"]
    assert [item["code"] for item in found["by_office"]] == [cast.county.code]


def test_silent_offices_are_those_with_nothing_and_with_a_duty(cast: Cast) -> None:
    cast.city.__class__.objects.update(starts_in=None)
    cast.sister.starts_in = PERIOD.last.plus(1).number
    cast.sister.save()
    save_all([counted(cast.prosecutor, cast.county, PERIOD.first)])

    assert [office["code"] for office in figures(cast)["zero_report_offices"]] == [cast.city.code]


def test_case_scope_counts_cases_only(cast: Cast) -> None:
    save_all([counted(cast.prosecutor, cast.county, PERIOD.first, matter=matter) for matter in ("M1", "M1", "M3")])

    found = figures(cast, Asked(PERIOD, scope="case"))

    assert (found["scope"], found["total"]) == ("case", 2)


def test_there_is_no_growth_across_the_change_of_scope(cast: Cast) -> None:
    quarter = MonthRange(Month(2024, 1), Month(2024, 3))
    save_all(
        counted(cast.prosecutor, cast.county, month) for month in (Month(2023, 2), Month(2023, 11), Month(2024, 2))
    )

    compared = figures(cast, Asked(quarter))["same_period_last_year"]

    assert compared["count"] == 1
    assert compared["change_percent"] is None
    assert "公布口径不同" in compared["refused"]


def test_the_public_version_masks_small_cells_and_names_no_silent_office(cast: Cast) -> None:
    codes = ["INTERNAL"] * 2 + ["EXTERNAL"] * 30
    save_all(counted(cast.prosecutor, cast.county, PERIOD.first, subject=code) for code in codes)

    found = figures(cast, Asked(PERIOD, public=True))

    assert found["total"] == 32
    masked = {"count": None, "percent": None, "masked": True}
    assert found["by_subject"] == [{"name": "检察人员", **masked}, {"name": "非检察人员", **masked}]
    assert found["zero_report_offices"] == []


def test_a_small_public_total_is_a_masked_cell(cast: Cast) -> None:
    save_all([counted(cast.prosecutor, cast.county, PERIOD.first)])

    assert figures(cast, Asked(PERIOD, public=True))["total"] == {"count": None, "percent": None, "masked": True}


def test_every_figure_says_what_it_counts_and_by_which_rule(cast: Cast) -> None:
    rules = {rule["figure"]: rule for rule in figures(cast)["rules"]}

    assert {key for key in KEYS if key.startswith("by_")} <= rules.keys()
    assert all(rule["definition"] and rule["source"] for rule in rules.values())
    assert "，待核" in rules["by_bucket"]["source"]


@pytest.mark.parametrize(("form", "start"), [("html", b"<!doctype html>"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_every_format_is_written(cast: Cast, form: str, start: bytes) -> None:
    scattered(cast, 6, 40)

    assert render(cast.city, Asked(PERIOD), form, at=AT).startswith(start)


def test_results_of_nearly_all_records_do_not_give_the_last_one_away(cast: Cast) -> None:
    """13 of 14 printed, so that the star were 1."""
    save_all(counted(cast.prosecutor, cast.county, PERIOD.first, triage=triage) for triage in ["T3"] * 13 + ["T1"])

    found = figures(cast, Asked(PERIOD, public=True))

    assert found["total"] == 14
    assert [item["count"] for item in found["triage"]] == [None, 0, None, 0, 0]
