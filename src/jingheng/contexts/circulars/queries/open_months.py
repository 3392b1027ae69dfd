"""Months that figures still may change in: not closed, not over, or before anybody had to report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jingheng.contexts.circulars.rules.words import provisional_sentences
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.api import count
from jingheng.kernel.period import Month, MonthRange


def has_duty(office: Office, month: Month) -> bool:
    return office.starts_in is None or office.starts_in <= month.number


def open_months(
    offices: Sequence[Office], period: MonthRange, sealed: frozenset[tuple[int, Month]], *, current: Month
) -> dict[str, Any]:
    """Offices' months of duty that are not closed: their reports are not in, and their records may still change."""
    due = [(office, month) for office in offices for month in period if has_duty(office, month)]
    still = [(office, month) for office, month in due if (office.pk, month) not in sealed]
    by_office: dict[str, dict[str, Any]] = {}
    for office, month in still:
        row = by_office.setdefault(office.code, {"code": office.code, "name": office.name, "months": []})
        row["months"].append(str(month))
    return {
        "some": bool(still),
        "every": bool(still) and len(still) == len(due),
        "running": str(current) if period.last >= current else "",
        "offices": list(by_office.values()),
    }


def cautions_before(office_path: str, period: MonthRange, *, current: Month) -> list[str]:
    """What a circular compiled now would say of months whose reports are not in."""
    offices = list(Office.objects.filter(path__startswith=office_path).order_by("code"))
    sealed = count([each.pk for each in offices], period).sealed
    known = open_months(offices, period, sealed, current=current)
    return provisional_sentences({"provisional": known, "figures": {"by_office": offices}, "public": False})


def beginnings(office: Office) -> tuple[Month | None, Month | None]:
    """The earliest 启用月 of an office and those below it, `None` where one had the duty all along; and the month of the
    first record that counts.
    """
    offices = list(Office.objects.filter(path__startswith=office.path))
    starts = [each.starts_in for each in offices]
    known = [start for start in starts if start is not None]
    if len(known) < len(starts):
        return None, None
    first = Month.from_number(min(known))
    return first, count([each.pk for each in offices], MonthRange(first, first)).earliest
