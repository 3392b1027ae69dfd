"""The month: everybody signs once, whether there was something or nothing."""

from __future__ import annotations

from datetime import date, datetime

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import Office, Person, standing
from jingheng.contexts.records.models import Statement
from jingheng.contexts.records.queries.months import Window, window
from jingheng.contexts.records.queries.owing import why_exempt
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, ensure
from jingheng.kernel.working_calendar import WorkingCalendar


class AlreadySigned(Exception):
    """The month was signed before."""


def sign_statement(*, month: Month, actor: Actor, at: datetime) -> Statement:
    """Sign a month, in time or late. The chief signs too; nobody signs for another. Signing twice changes nothing."""
    today = local_date(at)
    with recording(actor=actor, at=at) as record:
        person = Person.objects.select_for_update().select_related("office").get(pk=actor.me)
        where = standing(person, on=min(today, month.last_day))
        office = Office.objects.get(pk=where.office_id)
        norms = norms_on(today, office_path=office.path)
        opening = window(month, norms)
        ensure(refuse_statement(opening, office, person, today=today))
        statement, created = Statement.objects.get_or_create(
            person=person, month=month.number, defaults=_values(office, where.department_id, opening, at)
        )
        if not created:
            raise AlreadySigned
        record("statement.filed", subject=f"statement:{statement.pk}", office_id=office.pk, anonymous=True)
    return statement


def sign_if_open(
    *, person: Person, office: Office, department_id: int | None, at: datetime, norms: Norms, calendar: WorkingCalendar
) -> Statement | None:
    """Filing inside the window signs the month in the same act: it looks like any other signature. What is new is given
    back.
    """
    month = Month.of(at)
    opening = window(month, norms, calendar)
    if refuse_statement(opening, office, person, today=local_date(at)) is not None:
        return None
    statement, created = Statement.objects.get_or_create(
        person=person, month=month.number, defaults=_values(office, department_id, opening, at)
    )
    return statement if created else None


def refuse_statement(opening: Window, office: Office, person: Person, *, today: date) -> Refusal | None:
    """STA-2. A month is signed from the office's 启用月 on, once its window is open, by whoever was on the staff at its end
    and not 免报 (own design, ADR 1, decisions §9, the contract's “Duty”).
    """
    month = opening.month
    if office.starts_in is not None and month.number < office.starts_in:
        return Refusal(
            "before-start", f"{office.name}自 {Month.from_number(office.starts_in)} 起启用，此前月份不需签署。"
        )
    if today < opening.opens:
        return Refusal("not-open", f"{month} 的月度报告自 {opening.opens} 起可以签署。")
    if reason := why_exempt(person, office, [month]).get(month):
        return Refusal("exempt", f"{month} 月末您属于免报（{reason}），不需签署该月。遇有过问的，仍请如实填报。")
    if (person.joined_on and person.joined_on > month.last_day) or (person.left_on and person.left_on < month.last_day):
        return Refusal("not-on-staff", f"您 {month} 月末不在册，不需签署该月。")
    return None


def _values(office: Office, department_id: int | None, opening: Window, at: datetime) -> dict[str, object]:
    return {
        "office": office,
        "department_id": department_id,
        "due_date": opening.due,
        "signed_at": at,
        "is_late": opening.is_late(local_date(at)),
    }
