"""The month's window and due day, and who has signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import Norms
from jingheng.kernel.period import Month
from jingheng.kernel.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Window:
    """When a month's statement can be signed in time: from `opens` to `due`, both days included."""

    month: Month
    opens: date
    due: date
    provisional: bool  # the due day falls in a year whose holidays are not published yet

    def is_open(self, day: date) -> bool:
        """Signing late stays possible: only the opening is a gate."""
        return day >= self.opens

    def is_late(self, day: date) -> bool:
        return day > self.due


def window(month: Month, norms: Norms, calendar: WorkingCalendar | None = None) -> Window:
    """STA-1. A month is signed from the norm's days before its end until the norm's working day of the next
    (own design, ADR 1).
    """
    calendar = calendar or inbox.working_calendar()
    due = calendar.nth_working_day(month.next(), norms["statement.deadline_working_days"])
    opens = month.last_day - timedelta(days=norms["statement.opens_days_before_month_end"] - 1)
    return Window(month, opens, due, calendar.is_provisional(due))
