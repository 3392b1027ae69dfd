"""离岗 in the books: entered by somebody else, ended on return, withdrawn where it was a mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.models import Absence, Office, Person, Post
from jingheng.contexts.org.queries import holders, staff_on, standing
from jingheng.contexts.org.rules.absences import (
    refuse_absence_days,
    refuse_host,
    refuse_overlap,
    refuse_own_absence,
    refuse_return,
    refuse_withdrawal,
)
from jingheng.contexts.org.rules.duties import DUTIES
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_NOT_FOUND = Refusal("not-found", "没有找到这项离岗登记。")


def absences_of(actor: Actor) -> QuerySet[Absence]:
    """What was entered in the actor's office, newest first; nothing for whoever does not keep it."""
    if not actor.may("absence.keep"):
        return Absence.objects.none()
    rows = Absence.objects.filter(office=actor.office_id)
    return rows.select_related("office", "person__department", "entered_by").order_by("-starts_on", "-id")


def can_be_changed(absence: Absence, *, on: date) -> bool:
    """Whether nothing that has been reported rests on it yet."""
    return absence.withdrawn_at is None and (absence.ends_on is None or absence.ends_on >= _earliest(absence, on))


def withdrawing_refused(absence: Absence, *, on: date) -> Refusal | None:
    """Why it cannot be withdrawn any more."""
    return refuse_withdrawal(absence.starts_on, earliest=_earliest(absence, on))


def keepers(office_id: int, *, on: date) -> list[Person]:
    """Who may enter absences in this office."""
    duties = [code for code, duty in DUTIES.items() if "absence.keep" in duty.permissions]
    return holders(office_id, *duties, on=on)


def register_absence(
    *, person_id: int, reason: str, host: Office | None, host_name: str, starts_on: date, last_day: date | None, basis: str,
    actor: Actor, at: datetime,
) -> Absence:  # fmt: skip
    """Somebody of the actor's office is away; whether he owes his months then is decided by the norms of the first day.

    Seconded to an office on this server, he has a post there for that time: files there, reports there, counts there.
    Where the norm has him report at home he keeps standing at home. Raises `Refused`.
    """
    today = local_date(at)
    with recording(actor=actor, at=at) as record:
        ensure(None if actor.may("absence.keep") else _NOT_FOUND)
        office = Office.objects.get(pk=actor.here)
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        if person is None or not _has_on_staff(office, person, {today, starts_on}):
            raise Refused(Refusal("unknown-person", "本院在册人员中没有这个人，请重新选择。", "person"))
        norms = norms_on(starts_on, office_path=office.path)
        ends_on = last_day + timedelta(days=1) if last_day else None
        ensure(
            refuse_own_absence(person.pk, by=actor.person_id),
            refuse_host(reason, named=bool(host or host_name.strip()), is_home=host == office),
            *refuse_absence_days(
                starts_on, last_day, joined_on=person.joined_on, left_on=person.left_on, today=today,
                backdate_days=norms["absence.backdate_days"],
            ),
        )  # fmt: skip
        ensure(refuse_overlap(_held(person, starts_on, ends_on, lent=reason == "SECONDED")))
        reports_there = reason == "SECONDED" and norms["statement.seconded_report_at"] == "HOST"
        absence = Absence.objects.create(
            person=person, office=office, reason=reason, host=host.name if host else host_name.strip(), basis=basis.strip(),
            post=_lend(person, host, starts_on, ends_on) if host and reports_there else None,
            exempts=reason in norms["statement.exempt_reasons"] or (reports_there and host is None),
            starts_on=starts_on, ends_on=ends_on, entered_by_id=actor.person_id, entered_at=at,
        )  # fmt: skip
        record("absence.entered", subject=f"person:{absence.person_id}", office_id=office.pk, reason=reason)
    return absence


def end_absence(*, absence_id: int, back_on: date, actor: Actor, at: datetime) -> Absence:
    """Back on that day; known beforehand, earlier than was foreseen, or put right."""
    with recording(actor=actor, at=at) as record:
        absence = _find(absence_id, actor)
        today = local_date(at)
        ensure(
            refuse_return(
                absence.starts_on, absence.ends_on, back_on=back_on, today=today, earliest=_earliest(absence, today)
            )
        )
        if absence.ends_on and absence.ends_on < back_on:
            lent = absence.reason == "SECONDED"
            ensure(refuse_overlap(_held(absence.person, absence.ends_on, back_on, lent=lent)))
        absence.ends_on = back_on
        absence.save(update_fields=["ends_on"])
        if absence.post_id is not None:
            Post.objects.filter(pk=absence.post_id).update(ends_on=back_on)
        record("absence.ended", subject=f"person:{absence.person_id}", office_id=absence.office_id)
    return absence


def withdraw_absence(*, absence_id: int, actor: Actor, at: datetime) -> Absence:
    """It was entered by mistake: the line stays, and means nothing any more."""
    with recording(actor=actor, at=at) as record:
        absence = _find(absence_id, actor)
        today = local_date(at)
        ensure(refuse_withdrawal(absence.starts_on, earliest=_earliest(absence, today)))
        lent, absence.post, absence.withdrawn_at = absence.post_id, None, at
        absence.save(update_fields=["post", "withdrawn_at"])
        if lent is not None:
            Post.objects.filter(pk=lent).delete()
        record("absence.withdrawn", subject=f"person:{absence.person_id}", office_id=absence.office_id)
    return absence


def exempt_at(days: Iterable[date], *, person_id: int | None = None) -> dict[date, dict[int, str]]:
    """Who owes no report on which of the days, and why: person → reason. One query; absences are few."""
    days = sorted(set(days))
    found: dict[date, dict[int, str]] = {day: {} for day in days}
    if not days:
        return found
    rows = Absence.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=days[0]),
        starts_on__lte=days[-1], exempts=True, withdrawn_at=None,
    )  # fmt: skip
    if person_id is not None:
        rows = rows.filter(person=person_id)
    held: dict[int, list[tuple[date, date | None, str]]] = defaultdict(list)
    for person, starts_on, ends_on, reason in rows.values_list("person", "starts_on", "ends_on", "reason"):
        held[person].append((starts_on, ends_on, reason))
    for person, absences in held.items():
        for day in days:
            for starts_on, ends_on, reason in absences:
                if starts_on <= day and (ends_on is None or day < ends_on):
                    found[day][person] = reason
    return found


def _earliest(absence: Absence, today: date) -> date:
    """Before this day nothing is changed any more: the reports of that time have gone out."""
    return today - timedelta(days=norms_on(today, office_path=absence.office.path)["absence.backdate_days"])


def _find(absence_id: int, actor: Actor) -> Absence:
    absence = Absence.objects.select_for_update().filter(pk=absence_id, office=actor.office_id).first()
    if absence is None or not actor.may("absence.keep"):
        raise Refused(_NOT_FOUND)
    ensure(
        refuse_own_absence(absence.person_id, by=actor.person_id),
        Refusal("withdrawn", "这项登记已经撤销。") if absence.withdrawn_at else None,
    )
    return absence


def _has_on_staff(office: Office, person: Person, days: set[date]) -> bool:
    return any(staff_on(office.pk, day).filter(pk=person.pk).exists() for day in days)


def _held(
    person: Person, starts_on: date, ends_on: date | None, *, lent: bool
) -> list[tuple[date, date | None]]:  # fmt: skip
    """Absences of these days. Whoever is lent to an office here may fall ill there: only a second loan overlaps with a loan."""
    rows = Absence.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), person=person, withdrawn_at=None)
    if not lent:
        rows = rows.filter(post=None)
    return [
        (starts, ends)
        for starts, ends in rows.values_list("starts_on", "ends_on")
        if ends_on is None or starts < ends_on
    ]


def _lend(person: Person, host: Office, starts_on: date, ends_on: date | None) -> Post:
    where = standing(person, on=starts_on)
    return Post.objects.create(
        person=person, office=host, title=where.title, identity=where.identity, is_secondment=True, starts_on=starts_on,
        ends_on=ends_on,
    )  # fmt: skip
