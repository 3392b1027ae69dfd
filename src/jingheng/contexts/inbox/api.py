"""The front door of to-dos and of the working calendar."""

from __future__ import annotations

from functools import cache

from chinese_calendar.constants import holidays, workdays

from jingheng.contexts.inbox.models import CalendarDay, PublishedYear
from jingheng.contexts.inbox.rules.lights import Light, ToDo, by_urgency, light
from jingheng.kernel.working_calendar import WorkingCalendar
from jingheng.platform.db.asked_once import once

__all__ = ["Light", "ToDo", "by_urgency", "light", "working_calendar"]


@cache
def _published() -> WorkingCalendar:
    """What the State Council has published, as the library carries it."""
    return WorkingCalendar(
        holidays=frozenset(holidays),
        make_up_days=frozenset(workdays),
        published_years=frozenset(day.year for day in holidays),
    )


@once
def working_calendar() -> WorkingCalendar:
    """The published calendar with what this office has entered on top. Two queries."""
    base = _published()
    years = set(PublishedYear.objects.values_list("year", flat=True))
    days = list(CalendarDay.objects.all())
    return WorkingCalendar(
        holidays=(base.holidays | {d.day for d in days if not d.is_working}) - {d.day for d in days if d.is_working},
        make_up_days=(base.make_up_days | {d.day for d in days if d.is_working})
        - {d.day for d in days if not d.is_working},
        published_years=base.published_years | years,
    )
