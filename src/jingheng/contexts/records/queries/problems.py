"""Problems named in reports, and those that the period before left behind."""

from __future__ import annotations

from collections.abc import Sequence

from jingheng.contexts.org.api import Office
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Report, ReportRevision
from jingheng.contexts.records.rules.problems import Problems, problems_of
from jingheng.contexts.records.rules.reporting import KINDS
from jingheng.kernel.period import Month, MonthRange


def problems_in(report: Report | ReportRevision) -> Problems:
    return problems_of(safe.unseal(report.problems))


def carried_into(report: Report) -> tuple[str, ...]:
    """What the report of the period before left to be mended."""
    before = Month.from_number(report.first_month).plus(-KINDS[report.kind].length)
    earlier = Report.objects.filter(office=report.office_id, kind=report.kind, first_month=before.number).first()
    return problems_in(earlier).carried if earlier else ()


def followed_up(offices: Sequence[Office], months: MonthRange) -> tuple[int, int]:
    """How many problems of the period before the monthly reports of these months answer for, and how many are mended."""
    rows = Report.objects.filter(
        office__in=offices, kind="MONTH", first_month__range=(months.first.number, months.last.number)
    ).exclude(problems="")
    found = [problems_in(row) for row in rows.only("problems")]
    return sum(len(one.followed) for one in found), sum(one.mended for one in found)
