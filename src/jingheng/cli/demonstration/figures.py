"""The figures of every past month, quarter and year, added up once instead of counted for each report.

The shape is that of `records.queries.report_figures`; the test of the demonstration holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jingheng.cli.demonstration.staff import Roster
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.duties import DutyTable, duty_figures
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import SCOPES, Scope, Tally, fold
from jingheng.contexts.records.usecases.adjusting import counted_as
from jingheng.kernel.period import Month, MonthRange

_GROUPS = {
    "by_position": taxonomy.POSITIONS,
    "by_bucket": taxonomy.BUCKETS,
    "by_subject": taxonomy.SUBJECTS,
    "by_matter": taxonomy.MATTERS,
    "by_channel": taxonomy.CHANNELS,
    "triage": taxonomy.TRIAGE,
}


@dataclass
class Figures:
    cells: dict[Scope, dict[tuple[int, int], Tally]]
    duties: DutyTable
    first: Month

    @classmethod
    def of(cls, roster: Roster, months: MonthRange) -> Figures:
        counted = [counted_as(record) for record in Record.objects.filter(counting_office__isnull=False)]
        cells = {scope: fold((*one, 1) for one in counted if one.within(scope)) for scope in SCOPES}
        return cls(cells, duty_figures(list(roster.offices.values()), months), months.first)

    def tally(self, office: Office, months: Iterable[Month], scope: Scope) -> Tally:
        whole = Tally()
        for month in months:
            if tally := self.cells[scope].get((office.pk, month.number)):
                whole.add(tally.total, tally.figures)
        return whole

    def report(self, office: Office, months: MonthRange) -> dict[str, Any]:
        """As the compilation of that report would have counted. A month was not closed when it was compiled."""
        earlier = months.shifted(-len(months))
        known = min(month for who, month in self.cells["all"] if who == office.pk) <= earlier.last.number
        previous = {
            "period": _period(earlier),
            "scopes": {scope: self._groups(office, earlier, scope) for scope in SCOPES},
        }
        duty = [self.duties.cells[office.pk, month] for month in months if month >= self.first]
        return {
            "office": {"code": office.code, "name": office.name},
            "period": _period(months),
            "scopes": {scope: self._whole(office, months, scope) for scope in SCOPES},
            "previous": previous if known else None,
            "duty": {
                name: sum(getattr(one, name) for one in duty) for name in ("due", "reported", "in_time", "exempt")
            },
            "rests_on": [{"month": str(month), "sealed": len(months) > 1 and month >= self.first} for month in months],
        }

    def _groups(self, office: Office, months: MonthRange, scope: Scope) -> dict[str, Any]:
        tally = self.tally(office, months, scope)
        groups = {
            name: {code: tally.figures[name].get(code, 0) for code in dictionary.codes}
            for name, dictionary in _GROUPS.items()
        }
        return {"total": tally.total, **groups}

    def _whole(self, office: Office, months: MonthRange, scope: Scope) -> dict[str, Any]:
        happened = dict.fromkeys((month.number for month in months), 0)
        happened |= {
            int(number): n for number, n in self.tally(office, months, scope).figures["by_month_happened"].items()
        }
        return self._groups(office, months, scope) | {
            "by_month": {str(month): self.tally(office, [month], scope).total for month in months},
            "by_month_happened": {str(Month.from_number(number)): n for number, n in sorted(happened.items())},
            "adjustments": [],
        }


def _period(months: MonthRange) -> dict[str, str]:
    return {"from": str(months.first), "to": str(months.last)}
