"""Who has signed a month and who still owes it. Nothing here knows what anybody filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Department, Office, Person, department_order, standing, standings
from jingheng.contexts.records.models import Record, Reminder, Statement
from jingheng.contexts.records.queries.months import Window, window
from jingheng.contexts.records.queries.owing import owing, why_exempt
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date

_LOOK_BACK = 24  # months: further back a missing signature is the inspectors' matter, not a to-do


@dataclass(frozen=True, slots=True)
class Completion:
    """One person and one month: done or not, and whether the signature came late."""

    person_id: int
    name: str
    department: str
    department_id: int | None
    done: bool
    late: bool
    reminded: int
    exempt: bool = False  # 免报: why is for those who keep the absences

    @property
    def owes(self) -> bool:
        return not (self.done or self.exempt)


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """One of my own months. `filed` is what I filed in it; only I see it."""

    window: Window
    signed_at: datetime | None
    late: bool
    filed: int
    exempt: str = ""  # why it need not be signed, in a word
    is_overdue: bool = False  # not signed, and its day is over

    @property
    def month(self) -> Month:
        return self.window.month


def completion(office: Office, month: Month, *, departments: frozenset[int] | None = None) -> list[Completion]:
    """Everybody who owes the month or is 免报, by department, those that owe first; `departments`: only those."""
    due = owing([office], [month])[office.pk, month]
    people = list(Person.objects.filter(pk__in=due.people | due.exempt.keys()).order_by("number"))
    where = standings(people, on=month.last_day)
    signed = dict(Statement.objects.filter(person__in=people, month=month.number).values_list("person_id", "is_late"))
    reminded = dict(
        Reminder.objects.filter(person__in=people, month=month.number).values_list("person_id").annotate(Count("id"))
    )
    names = dict(Department.objects.filter(office=office).values_list("id", "name"))
    rows = [
        Completion(
            person.pk, person.name, names.get(where[person.pk].department_id or 0, "—"), where[person.pk].department_id,
            person.pk in signed and person.pk not in due.exempt, signed.get(person.pk, False), reminded.get(person.pk, 0),
            person.pk in due.exempt,
        )
        for person in people
        if departments is None or where[person.pk].department_id in departments
    ]  # fmt: skip
    behind = {row.department for row in rows if row.owes}
    return sorted(rows, key=lambda row: (row.department not in behind, department_order(row.department), row.name))


def months_shown(office: Office, *, on: date) -> list[Month]:
    """The months of an office that have a window by now, newest first."""
    current = Month.of(on)
    first = Month.from_number(office.starts_in) if office.starts_in else current
    first = max(first, current.plus(-_LOOK_BACK))
    calendar, norms = inbox.working_calendar(), norms_on(on, office_path=office.path)
    months = [Month.from_number(number) for number in range(current.number, first.number - 1, -1)]
    return [month for month in months if window(month, norms, calendar).is_open(on)]


def next_window(office: Office, *, on: date) -> Window | None:
    """The window of the month that runs, while it has not opened: until then nobody can sign, and nobody is reminded."""
    month = Month.of(on)
    if office.starts_in and month.number < office.starts_in:
        return None
    found = window(month, norms_on(on, office_path=office.path), inbox.working_calendar())
    return None if found.is_open(on) else found


def is_over(office: Office, month: Month, *, on: date) -> bool:
    """Whether the last day for signing the month has passed."""
    return window(month, norms_on(on, office_path=office.path), inbox.working_calendar()).is_late(on)


def own_months(actor: Actor, *, at: datetime, counted: bool = True) -> list[OwnMonth]:
    """My months that can be signed or have been, newest first; without `counted` nobody asks how much I filed."""
    today = local_date(at)
    person = Person.objects.select_related("office").get(pk=actor.me)
    office = Office.objects.get(pk=standing(person, on=today).office_id)
    months = [month for month in months_shown(office, on=today) if _on_staff(person, month)]
    numbers = [month.number for month in months]
    signed = {s.month: s for s in Statement.objects.filter(person=person, month__in=numbers)}
    mine = Record.objects.filter(filer=person, filed_month__in=numbers if counted else [])
    filed = dict(mine.values_list("filed_month").annotate(Count("id")))
    calendar, norms = inbox.working_calendar(), norms_on(today, office_path=office.path)
    exempt = why_exempt(person, office, months)
    return [
        OwnMonth(
            window(month, norms, calendar),
            signed[month.number].signed_at if month.number in signed else None,
            signed[month.number].is_late if month.number in signed else False,
            filed.get(month.number, 0),
            exempt.get(month, ""),
            month.number not in signed and window(month, norms, calendar).is_late(today),
        )
        for month in months
    ]


def running_window(actor: Actor, *, at: datetime) -> Window | None:
    """The window of the month that runs, while it cannot be signed yet; none where he will not owe it."""
    today = local_date(at)
    month = Month.of(today)
    person = Person.objects.select_related("office").get(pk=actor.me)
    office = Office.objects.get(pk=standing(person, on=today).office_id)
    if not _on_staff(person, month) or why_exempt(person, office, [month]):
        return None
    return next_window(office, on=today)


def _on_staff(person: Person, month: Month) -> bool:
    joined = person.joined_on is None or person.joined_on <= month.last_day
    return joined and (person.left_on is None or person.left_on >= month.last_day)


def watched_departments(actor: Actor) -> frozenset[int] | None:
    """Whose completion the actor sees: None is the whole office, an empty set nobody."""
    if actor.may("month.watch"):
        return None
    return frozenset().union(*(actor.charge.get(duty, frozenset()) for duty in ("HEAD", "DEPUTY", "CLERK")))


def statement_todos(actor: Actor, *, at: datetime) -> Sequence[inbox.ToDo]:
    """The months that I still owe."""
    today = local_date(at)
    lead = norms_on(today, office_path=actor.office_path)["statement.yellow_days"]
    owed = [own for own in own_months(actor, at=at, counted=False) if own.signed_at is None and not own.exempt]
    rows = Reminder.objects.filter(person=actor.person_id, month__in=[own.month.number for own in owed])
    reminded = dict(rows.values_list("month").annotate(Count("id"))) if owed else {}
    return [
        inbox.ToDo(
            key=f"statement:{own.month}",
            what=f"签署 {own.month} 月度报告",
            whose=actor.name + (f"（已催办 {times} 次）" if (times := reminded.get(own.month.number)) else ""),
            due=own.window.due,
            why="每人每月都要签署：有事项的已填报，没有事项的签“本月无”（最高检《实施办法》，截止日待核）",
            url=f"/statements/{own.month}",
            button="签署",
            light=inbox.light(own.window.due, today=today, lead_days=lead),
            provisional=own.window.provisional,
        )
        for own in owed
    ]
