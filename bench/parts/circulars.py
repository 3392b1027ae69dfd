"""A circular over five years beside one pass of the database over the same table, and beside pandas."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

#: Every group that a circular prints, in one statement.
_PASS = """
SELECT counting_office_id, filed_month, happened_month, position, bucket, subject, matter, channel, triage, COUNT(*)
FROM records_record
WHERE is_counted AND counting_office_id IS NOT NULL AND filed_month BETWEEN %s AND %s
GROUP BY counting_office_id, filed_month, happened_month, position, bucket, subject, matter, channel, triage
"""
_COLUMNS = ("office", "month", "happened", "position", "bucket", "subject", "matter", "channel", "counted")
_GROUPS = _COLUMNS[:-1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workbook-rows", type=int, default=40_000)
    given = parser.parse_args()
    django.setup()
    from django.utils import timezone

    from bench.clock import fastest_of
    from bench.filling import period
    from bench.place import tell
    from jingheng.contexts.circulars.api import Asked, render
    from jingheng.contexts.org.api import Office
    from jingheng.contexts.records.models import MonthSeal
    from jingheng.contexts.records.queries.counts import count, recount

    now = timezone.now()
    months = period(now)
    offices = list(Office.objects.order_by("code").values_list("pk", flat=True))
    top = Office.objects.get(parent=None)

    def one_pass() -> list[Any]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(_PASS, [months.first.number, months.last.number])
            rows: list[Any] = cursor.fetchall()
            return rows

    MonthSeal.objects.all().delete()  # of an earlier run in a place that was kept
    open_months = fastest_of({"pass": one_pass, "recount": lambda: recount(offices, months)}, rounds=given.rounds)
    _close(offices, months, now)
    closed = fastest_of(
        {"count": lambda: count(offices, months), "circular": lambda: render(top, Asked(months), "json", at=now)},
        rounds=given.rounds,
    )
    _prove(offices, months)
    tell(open_months | closed | _pandas(months, given.workbook_rows, recount(offices, months).total))


def _close(offices: list[int], months: Any, now: Any) -> None:
    from django.db import transaction

    from jingheng.contexts.org.api import Office
    from jingheng.contexts.records.usecases.adjusting import seal_month

    for office in Office.objects.filter(pk__in=offices):
        with transaction.atomic():
            for month in months:
                seal_month(office, month, now)


def _prove(offices: list[int], months: Any) -> None:
    """Sealed counts are a recount's, in every figure and in both scopes; otherwise nothing is worth measuring."""
    from jingheng.contexts.records.queries.counts import count, imbalances, recount
    from jingheng.contexts.records.rules.counting import SCOPES

    for scope in SCOPES:
        sealed, again = count(offices, months, scope), recount(offices, months, scope)
        differing = [name for name in sealed.__slots__ if getattr(sealed, name) != getattr(again, name)]
        if set(differing) - {"sealed"}:
            raise SystemExit(f"sealed counts differ from a recount in {differing}")
        if len(sealed.sealed) != len(offices) * len(months):
            raise SystemExit("not every month is closed")
    if imbalances(offices, months):
        raise SystemExit("recount = seal + adjustments does not hold")


def _pandas(months: Any, workbook_rows: int, total: int) -> dict[str, float]:
    """The same groups from a csv and from a workbook, reading included. A workbook takes long: a share is read."""
    with tempfile.TemporaryDirectory() as folder:
        table, book = Path(folder) / "records.csv", Path(folder) / "records.xlsx"
        rows = _export_csv(table, months)
        share = _export_workbook(book, months, workbook_rows)
        from_csv = _read(table, total)
        return {"pandas_csv": from_csv, "pandas_workbook": _read(book, None) * rows / share, "workbook_rows": share}


def _read(path: Path, expected: int | None) -> float:
    import pandas

    begun = time.perf_counter()
    frame = pandas.read_csv(path) if path.suffix == ".csv" else pandas.read_excel(path, engine="openpyxl")
    counted = frame[frame["counted"] == 1]
    groups = [counted.groupby(name).size() for name in _GROUPS] + [counted.groupby(["office", "month"]).size()]
    spent = time.perf_counter() - begun
    if expected is not None and groups[0].sum() != expected:
        raise SystemExit(f"pandas counts {groups[0].sum()}, the recount {expected}")
    print(f"pandas read {len(frame)} rows of {path.suffix[1:]}", file=sys.stderr)
    return spent


def _rows(months: Any, most: int | None = None) -> Iterator[tuple[Any, ...]]:
    from jingheng.contexts.records.models import Record

    found = Record.objects.filter(filed_month__range=(months.first.number, months.last.number)).values_list(
        "counting_office__code", "filed_month", "happened_month", "position", "bucket", "subject", "matter", "channel",
        "is_counted",
    )[:most]  # fmt: skip
    for *codes, counted in found.iterator(chunk_size=20_000):
        yield (*codes, int(counted))


def _export_csv(path: Path, months: Any) -> int:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        written = 0
        for written, row in enumerate(_rows(months), 1):  # noqa: B007 - the last number is the answer
            writer.writerow(row)
    return written


def _export_workbook(path: Path, months: Any, most: int) -> int:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _COLUMNS)
        written = 0
        for written, row in enumerate(_rows(months, most), 1):
            sheet.write_row(written, 0, row)
    return written


if __name__ == "__main__":
    main()
