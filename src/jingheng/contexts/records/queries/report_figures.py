"""What a report says in figures: an office's own counts and completion, as they stand when it is compiled.

Only what counts for the office itself: a record that went past it is in none of this (decisions §1).
"""

from __future__ import annotations

from typing import Any

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Report
from jingheng.contexts.records.queries.committee import committee_figures
from jingheng.contexts.records.queries.counts import Counts, count
from jingheng.contexts.records.queries.duties import duty_figures
from jingheng.contexts.records.rules.counting import SCOPES
from jingheng.kernel.period import Month, MonthRange

GROUPS = ("by_position", "by_bucket", "by_subject", "by_matter", "by_channel", "triage")


def months_of(report: Report) -> MonthRange:
    return MonthRange(Month.from_number(report.first_month), Month.from_number(report.last_month))


def figures_of(report: Report) -> dict[str, Any]:
    """Plain values for the table of revisions: the office's figures, and what of them the committee is told."""
    office, months = report.office, months_of(report)
    norms = norms_on(months.last.last_day, office_path=office.path)
    told = report.kind in norms["paper.committee_kinds"]
    return office_figures(office, months) | {"committee": committee_figures(office, months, norms) if told else None}


def office_figures(office: Office, months: MonthRange) -> dict[str, Any]:
    """`previous`: as many months just before, if anything is known of them."""
    now = {scope: count([office.pk], months, scope) for scope in SCOPES}
    earlier = months.shifted(-len(months))
    earliest = now["all"].earliest
    before = {} if earliest is None or earliest > earlier.last else {s: count([office.pk], earlier, s) for s in SCOPES}
    duty = duty_figures([office], months).total
    return {
        "office": {"code": office.code, "name": office.name},
        "period": _period(months),
        "scopes": {scope: _plain(counts) for scope, counts in now.items()},
        "previous": {"period": _period(earlier), "scopes": {s: _groups(c) for s, c in before.items()}}
        if before
        else None,
        "duty": {"due": duty.due, "reported": duty.reported, "in_time": duty.in_time, "exempt": duty.exempt},
        "rests_on": [
            {"month": str(month), "sealed": (office.pk, month) in now["all"].sealed}
            for month in months
            if office.starts_in is None or month.number >= office.starts_in
        ],
    }


def is_current(report: Report) -> bool:
    """Whether a compilation now would count the same filings.

    Completion and results of triage move on every day; a report states them as at its compilation and stays valid.
    """
    return _binding(report.figures) == _binding(figures_of(report))


def _binding(figures: dict[str, Any]) -> dict[str, Any]:
    told = figures.get("committee")
    return {"committee": told and told["records"]} | {
        scope: {name: value for name, value in counted.items() if name != "triage"}
        for scope, counted in figures.get("scopes", {}).items()
    }


def _plain(counts: Counts) -> dict[str, Any]:
    return _groups(counts) | {
        "by_month": {str(month): n for month, n in counts.by_month.items()},
        "by_month_happened": {str(month): n for month, n in counts.by_month_happened.items()},
        "adjustments": [
            {"month": str(one.month), "count": one.count, "reason": one.reason} for one in counts.adjustments
        ],
    }


def _groups(counts: Counts) -> dict[str, Any]:
    return {"total": counts.total} | {group: getattr(counts, group) for group in GROUPS}


def _period(months: MonthRange) -> dict[str, str]:
    return {"from": str(months.first), "to": str(months.last)}
