"""Counting: against a slow reference, against the seals, and what stays silent when a record moves on."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Adjustment, MonthSeal, Record
from jingheng.contexts.records.queries.counts import (
    AdjustmentFigure,
    Counts,
    count,
    count_known_now,
    imbalances,
    recount,
)
from jingheng.contexts.records.rules.counting import SCOPES, CountedAs, Scope
from jingheng.contexts.records.usecases.adjusting import counted_as, note_change, note_imported, seal_month
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from jingheng.kernel.refusal import Refused
from tests.factories.cast import Cast
from tests.factories.contents import content, file, naming

FIRST = Month(2026, 7)
PERIOD = MonthRange(FIRST, FIRST.plus(2))
LATER = datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI)

CODES = {
    "position": st.sampled_from(["LEADER", "HEAD", "OTHER"]),
    "bucket": st.sampled_from(["NORMAL", "IMPROPER", "CONTACT", "UNSORTED"]),
    "subject": st.sampled_from(["INTERNAL", "EXTERNAL"]),
    "matter": st.sampled_from(["M1", "M1", "M3"]),
    "channel": st.sampled_from(["PHONE", "FACE"]),
}
codes = st.fixed_dictionaries(CODES)
operation = st.one_of(
    st.tuples(st.just("file"), st.integers(0, 1), st.integers(0, 2), codes),
    st.tuples(st.just("import"), st.integers(0, 1), st.integers(0, 2), st.lists(codes, min_size=1, max_size=3)),
    st.tuples(st.just("triage"), st.integers(0, 9), st.sampled_from(["T0", "T1", "T3"])),
    st.tuples(st.just("correct"), st.integers(0, 9), codes),
    st.tuples(st.just("move"), st.integers(0, 9), st.sampled_from([0, 1, None])),
    st.tuples(st.just("seal"), st.integers(0, 1), st.integers(0, 2)),
)


def make(cast: Cast, office: Office, month: Month, **codes: Any) -> Record:
    at = datetime(month.year, month.month, 15, 10, 0, tzinfo=SHANGHAI)
    plain: dict[str, Any] = {
        "position": "OTHER", "bucket": "NORMAL", "subject": "EXTERNAL", "matter": "M1", "channel": "PHONE",
        "happened_month": month.number,
    }  # fmt: skip
    return Record.objects.create(
        uid=secrets.token_urlsafe(16), receipt_code=secrets.token_hex(10), filer=cast.prosecutor, home_office=office,
        receiving_office=office, counting_office=office, identity="PROSECUTOR", desk="INSPECTION",
        state="RECORDED", happened_at=at, filed_at=at, entered_at=at, filed_month=month.number, acts="N1", askers="P44",
        **(plain | codes),
    )  # fmt: skip


@dataclass
class World:
    """What has happened, kept as slowly and plainly as possible beside the tables."""

    cast: Cast
    offices: list[Office]
    records: list[Record] = field(default_factory=list)
    printed: dict[tuple[int, Month], list[CountedAs]] = field(default_factory=dict)  # frozen when the month was sealed
    listed: Counter[tuple[Scope, str]] = field(default_factory=Counter)
    listed_reasons: set[tuple[Scope, str]] = field(default_factory=set)

    def change(self, index: int, reason: str, **values: Any) -> None:
        if not self.records:
            return
        record = self.records[index % len(self.records)]
        before = counted_as(record)
        for name, value in values.items():
            setattr(record, name, value)
        note_change(record, before=before, after=counted_as(record), reason=reason, at=LATER)
        record.save()

    def file(self, office: int, month: int, values: dict[str, Any]) -> None:
        if (self.offices[office].pk, FIRST.plus(month)) not in self.printed:
            self.records.append(make(self.cast, self.offices[office], FIRST.plus(month), **values))

    def bring_in(self, office: int, month: int, rows: list[dict[str, Any]]) -> None:
        made = [make(self.cast, self.offices[office], FIRST.plus(month), **values) for values in rows]
        note_imported(made, at=LATER)
        self.records += made

    def seal(self, office: int, month: int) -> None:
        place = self.offices[office].pk, FIRST.plus(month)
        if place not in self.printed:
            seal_month(self.offices[office], place[1], LATER)
            self.printed[place] = [
                one for one in self.counted() if (one.office_id, one.month) == (place[0], place[1].number)
            ]

    def counted(self) -> list[CountedAs]:
        return [counted_as(record) for record in self.records]

    def run(self, operations: list[tuple[Any, ...]]) -> None:
        for kind, *arguments in operations:
            match kind, arguments:
                case "file", [office, month, values]:
                    self.file(office, month, values)
                case "import", [office, month, rows]:
                    self.bring_in(office, month, rows)
                case "triage", [index, conclusion]:
                    reason = "EXCLUDED" if conclusion == "T0" else "CORRECTED"
                    self.change(index, reason, triage=conclusion, is_counted=conclusion != "T0")
                case "correct", [index, values]:
                    self.change(index, "CORRECTED", **values)
                case "move", [index, office]:
                    self.change(index, "CORRECTED", counting_office=None if office is None else self.offices[office])
                case "seal", [office, month]:
                    self.seal(office, month)


def slow(rows: list[CountedAs], offices: list[int], scope: Scope) -> dict[str, Any]:
    """The contract's figures, one at a time."""
    inside = [
        one for one in rows if one.office_id in offices and PERIOD.first.number <= one.month <= PERIOD.last.number
    ]
    if scope == "case":
        inside = [one for one in inside if one.matter == "M1"]
    kept = [one for one in inside if one.is_counted]
    return {
        "total": len(kept),
        "by_office": Counter(one.office_id for one in kept),
        "by_position": Counter(one.position for one in kept),
        "by_bucket": Counter(one.bucket for one in kept),
        "by_subject": Counter(one.subject for one in kept),
        "by_matter": Counter(one.matter for one in kept),
        "by_channel": Counter(one.channel for one in kept),
        "by_month": Counter(Month.from_number(one.month) for one in kept),
        "by_month_happened": Counter(Month.from_number(one.happened) for one in kept),
        "triage": Counter(one.triage for one in inside if one.triage),
    }


def figures(counts: Counts) -> dict[str, Any]:
    names = ["total", "by_office", "by_position", "by_bucket", "by_subject", "by_matter", "by_channel", "by_month"]
    found = {name: getattr(counts, name) for name in [*names, "by_month_happened", "triage"]}
    return {name: value if isinstance(value, int) else +Counter(value) for name, value in found.items()}


@pytest.mark.django_db
@given(operations=st.lists(operation, max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_recount_is_seal_and_adjustments_whatever_happens(cast: Cast, operations: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World(cast, [cast.city, cast.county])
        offices = [office.pk for office in world.offices]

        world.run(operations)

        live = world.counted()
        printed = [one for rows in world.printed.values() for one in rows]
        open_rows = [
            one for one in live if one.office_id and (one.office_id, Month.from_number(one.month)) not in world.printed
        ]
        assert imbalances(offices, PERIOD) == []
        for scope in SCOPES:
            assert figures(recount(offices, PERIOD, scope)) == slow(live, offices, scope)
            expected = slow(printed + open_rows, offices, scope) | {"triage": None}
            assert figures(count(offices, PERIOD, scope)) | {"triage": None} == expected
        transaction.set_rollback(True)


@pytest.mark.django_db
@given(operations=st.lists(operation, max_size=10), index=st.integers(0, 9), to=st.sampled_from([0, None]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_that_moves_on_changes_no_closed_figure(
    cast: Cast, operations: list[tuple[Any, ...]], index: int, to: int | None
) -> None:
    """Decisions §1: what the office it leaves can see, sums or differences, stays as it was, then and afterwards."""
    with transaction.atomic():
        world = World(cast, [cast.city, cast.county])
        home = [cast.county.pk]
        world.run([*operations, *(("seal", 1, month) for month in range(3))])
        shown = [(count(home, PERIOD, scope), count_known_now(home, PERIOD, scope)) for scope in SCOPES]

        world.run([("move", index, to)])
        moved = [record for record in world.records if record.has_moved_on]
        for record in moved:
            world.change(world.records.index(record), "EXCLUDED", is_counted=False, triage="T0")

        after = [(count(home, PERIOD, scope), count_known_now(home, PERIOD, scope)) for scope in SCOPES]
        assert [[replace(one, earliest=None) for one in pair] for pair in after] == [
            [replace(one, earliest=None) for one in pair] for pair in shown
        ] or not moved
        assert imbalances([cast.city.pk, cast.county.pk], PERIOD) == []
        transaction.set_rollback(True)


def test_what_is_excluded_after_closing_is_an_adjustment_in_the_month_decided(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])
    world.run([("file", 1, 0, {}), ("file", 1, 0, {}), ("seal", 1, 0), ("triage", 0, "T0")])
    home = [cast.county.pk]

    closed, decided = count(home, MonthRange(FIRST, FIRST)), count(home, MonthRange(Month.of(LATER), Month.of(LATER)))

    assert (closed.total, closed.adjustments) == (2, ())
    assert (decided.total, decided.adjustments) == (0, (AdjustmentFigure(Month.of(LATER), -1, "EXCLUDED"),))
    assert count_known_now(home, MonthRange(FIRST, FIRST)).total == 1
    assert closed.triage["T0"] == 1


def test_a_correction_of_a_closed_month_keeps_its_number_and_is_dated(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])
    world.run([("file", 1, 0, {}), ("seal", 1, 0), ("correct", 0, {"bucket": "IMPROPER"})])

    row = Adjustment.objects.get(scope="all")

    assert (row.count, row.reason, row.for_month, row.month) == (0, "CORRECTED", FIRST.number, Month.of(LATER).number)
    assert row.changes == {"by_bucket": {"IMPROPER": 1, "NORMAL": -1}}


def test_leaving_the_case_scope_is_one_less_there_alone(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])

    world.run([("file", 1, 0, {}), ("seal", 1, 0), ("correct", 0, {"matter": "M3"})])

    assert dict(Adjustment.objects.values_list("scope", "count")) == {"all": 0, "case": -1}


def test_what_is_imported_into_a_closed_month_is_one_adjustment_a_scope(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])

    world.run([("seal", 1, 0), ("import", 1, 0, [{}, {"matter": "M3"}, {}]), ("import", 1, 1, [{}])])

    assert dict(Adjustment.objects.values_list("scope", "count")) == {"all": 3, "case": 2}
    assert set(Adjustment.objects.values_list("reason", flat=True)) == {"IMPORTED"}
    assert count([cast.county.pk], PERIOD).total == 1


def test_a_triage_result_is_no_correction(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])
    world.run([("file", 1, 0, {}), ("seal", 1, 0), ("triage", 0, "T1")])

    closed = count([cast.county.pk], MonthRange(FIRST, Month.of(LATER)))

    assert closed.triage["T1"] == 1
    assert closed.adjustments == ()


def test_results_of_triage_share_a_row(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])
    world.run([*[("file", 1, 0, {})] * 3, ("seal", 1, 0)])

    world.run([("triage", 0, "T1"), ("triage", 1, "T3"), ("triage", 2, "T3"), ("triage", 0, "T3")])

    assert Adjustment.objects.get(scope="all").changes == {"triage": {"T3": 3}}
    assert count([cast.county.pk], PERIOD).triage == {"T1": 0, "T2": 0, "T3": 3, "T4": 0, "T0": 0}


def test_a_record_that_moved_on_is_counted_nowhere_again(cast: Cast) -> None:
    """A later correction routes it anew; its one count stays where it was printed."""
    world = World(cast, [cast.city, cast.county])
    world.run([("file", 1, 0, {}), ("seal", 1, 0), ("move", 0, 0)])

    world.run([("move", 0, 0)])

    assert count([cast.county.pk], PERIOD).total == 1
    assert count([cast.city.pk], PERIOD).total == 0
    assert count([cast.city.pk, cast.county.pk], PERIOD).total == 1


def test_a_record_that_arrives_in_a_closed_month_is_added_there_once(cast: Cast) -> None:
    world = World(cast, [cast.city, cast.county])

    world.run([("file", 1, 0, {}), ("seal", 0, 0), ("move", 0, 0)])

    assert count([cast.county.pk], PERIOD).total == 0
    assert count([cast.city.pk], MonthRange(FIRST, Month.of(LATER))).adjustments == (
        AdjustmentFigure(Month.of(LATER), 1, "SUPPLEMENTED"),
    )


def test_a_record_about_the_chief_is_in_no_figure_of_his_office(cast: Cast) -> None:
    period = MonthRange(Month(2026, 11), Month(2026, 11))
    before = count([cast.county.pk], period)

    file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    assert count([cast.county.pk], period) == before
    assert count([cast.city.pk], period).total == 1


def test_a_month_is_closed_once(cast: Cast) -> None:
    seal_month(cast.county, FIRST, LATER)

    with pytest.raises(Refused) as refused:
        seal_month(cast.county, FIRST, LATER)

    assert refused.value.refusal.code == "sealed"
    assert MonthSeal.objects.count() == 2


def test_an_excluded_record_that_moves_on_changes_no_result_of_triage(cast: Cast) -> None:
    """What hypothesis found: the seal keeps its T0, and nothing tells that the record is gone."""
    world = World(cast, [cast.city, cast.county])
    world.run([("file", 1, 0, {}), ("triage", 0, "T0"), ("seal", 1, 0)])
    before = count([cast.county.pk], PERIOD)

    world.run([("move", 0, 0)])

    assert count([cast.county.pk], PERIOD) == before
    assert Adjustment.objects.filter(scope="all").get().reason == "MOVED"


def test_every_group_lists_all_its_names(cast: Cast) -> None:
    nothing = count([cast.city.pk, cast.county.pk], PERIOD)

    assert nothing.by_office == {cast.city.pk: 0, cast.county.pk: 0}
    assert list(nothing.by_position) == ["LEADER", "HEAD", "OTHER"]
    assert list(nothing.by_bucket) == ["NORMAL", "IMPROPER", "CONTACT", "UNSORTED"]
    assert list(nothing.by_month) == list(PERIOD)
    assert nothing.earliest is None


def test_the_earliest_counted_record_is_looked_for_outside_the_period(cast: Cast) -> None:
    make(cast, cast.county, FIRST.plus(-5), is_counted=False, triage="T0")
    make(cast, cast.county, FIRST.plus(-4))
    make(cast, cast.city, FIRST)

    assert count([cast.city.pk, cast.county.pk], PERIOD).earliest == FIRST.plus(-4)


def test_counting_takes_the_same_few_queries_for_any_number_of_offices_and_months(cast: Cast) -> None:
    for month in PERIOD:
        seal_month(cast.county, month, LATER)

    with CaptureQueriesContext(
        connection,
    ) as small:
        count([cast.county.pk], MonthRange(FIRST, FIRST))
    with CaptureQueriesContext(connection) as large:
        count([cast.county.pk, cast.city.pk, cast.sister.pk], PERIOD)

    assert len(small) <= len(large) <= 5


def test_a_correction_that_names_the_chief_shows_in_no_figure_of_a_closed_month(cast: Cast) -> None:
    """Decisions §1: not in the month, not as an adjustment, not as known now; nor does the city count it again."""
    november, december = Month(2026, 11), datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI)
    period = MonthRange(november, november.next())
    record = file(cast.actor("prosecutor"))
    seal_month(cast.county, november, december)

    def shown() -> list[Counts]:
        offices = ([cast.county.pk], [cast.city.pk], [cast.city.pk, cast.county.pk])
        found = [
            function(one, period, scope) for function in (count, count_known_now) for one in offices for scope in SCOPES
        ]
        return [replace(one, earliest=None) for one in found]

    before = shown()
    correct_record(
        uid=record.uid, content=content(parties=(naming(cast.chief, "P21"),)), reason="实为检察长过问",
        actor=cast.actor("prosecutor", december), at=december,
    )  # fmt: skip

    record.refresh_from_db()
    assert record.receiving_office == cast.city
    assert shown() == before
    assert not imbalances([cast.city.pk, cast.county.pk], period)
