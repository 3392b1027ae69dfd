"""Everybody's signature under every month: most in the last days, a few late, two still owed from last month."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from jingheng.cli.demonstration.books import Books, Event
from jingheng.cli.demonstration.staff import FIRST_MONTH, Member
from jingheng.contexts.records.models import Record, Statement
from jingheng.contexts.records.queries.months import Window, window
from jingheng.kernel.period import SHANGHAI, Month, MonthRange, local_date
from jingheng.kernel.working_calendar import WorkingCalendar

_LATE_SHARE = 0.004


def sign_months(books: Books, *, at: datetime, owing: set[int]) -> None:
    """Sign what was to be signed by now. `owing` left out last month; whoever filed in a window signed by filing."""
    last = Month.of(at).previous()
    kept = set(Statement.objects.values_list("person_id", "month"))
    filed = _filed()
    rows = [
        row
        for month in MonthRange(FIRST_MONTH, Month.of(at))
        for row in _month(books, month, at, filed)
        if (row.person_id, row.month) not in kept
        and not (row.person_id in owing and row.month >= last.number)
        and row.signed_at <= at
    ]
    Statement.objects.bulk_create(rows, batch_size=5_000)
    for row in rows:
        member = books.roster.of(row.person_id)
        actor = books.roster.plain_actor(member, local_date(row.signed_at))
        books.events.append(
            Event(row.signed_at, actor, "statement.filed", f"statement:{row.pk}", row.office_id, anonymous=True)
        )


def _filed() -> dict[tuple[int, int], list[datetime]]:
    found: dict[tuple[int, int], list[datetime]] = {}
    for person, month, moment in Record.objects.order_by("filed_at").values_list("filer", "filed_month", "filed_at"):
        found.setdefault((person, month), []).append(moment)
    return found


def _month(
    books: Books, month: Month, at: datetime, filed: dict[tuple[int, int], list[datetime]]
) -> Iterator[Statement]:
    """One row for everybody, whether the moment has come or not."""
    opening = window(month, books.norms(books.roster.city, month), books.calendar)
    days = _working_days(opening, books.calendar)
    for member in books.roster.members:
        in_window = [
            moment for moment in filed.get((member.person.pk, month.number), ()) if local_date(moment) >= opening.opens
        ]
        moment = in_window[0] if in_window else _moment(books.rng, days, opening, books.calendar)
        yield _statement(books, member, opening, moment)


def _statement(books: Books, member: Member, opening: Window, moment: datetime) -> Statement:
    day = local_date(moment)
    on = min(day, opening.month.last_day)
    return Statement(
        person=member.person, office=books.roster.office(member, on), department=books.roster.department(member, on),
        month=opening.month.number, due_date=opening.due, signed_at=moment, is_late=opening.is_late(day),
    )  # fmt: skip


def _working_days(opening: Window, calendar: WorkingCalendar) -> list[date]:
    span = (opening.due - opening.opens).days + 1
    return [day for n in range(span) if calendar.is_working_day(day := opening.opens + timedelta(days=n))]


def _moment(rng: random.Random, days: list[date], opening: Window, calendar: WorkingCalendar) -> datetime:
    day = rng.choice(days)
    if rng.random() < _LATE_SHARE:
        day = calendar.add_working_days(opening.due, rng.randint(1, 6))
    return datetime.combine(day, time(rng.randrange(9, 18), rng.randrange(60), rng.randrange(60)), tzinfo=SHANGHAI)
