"""Records at rest: in which private names are due to go, and how long each office keeps what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from jingheng.contexts.norms.api import norms_on, values_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Hearing, IdentityQuestion, Record, Report
from jingheng.contexts.records.queries.worklists import owing
from jingheng.contexts.records.rules.lifecycles import CLOSED_STATES
from jingheng.contexts.records.rules.progress import FINAL
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.rules.retention import years_before
from jingheng.kernel.period import SHANGHAI, local_date

_YEARS = "privacy.pseudonymise_years"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the forgetting is, for `doctor`."""

    due: int
    overdue: int
    unanswered: int  # past their years, kept because the filer has not said whether a colleague was meant
    grace_days: int


def cutoffs(key: str, *, on: date) -> Iterator[tuple[datetime, list[int]]]:
    """Before which moment something must have begun so that a norm in years has run out on the day; with the offices
    where that is so. Where it never runs out an office is missing. Two queries.
    """
    offices = dict(Office.objects.values_list("id", "path"))
    years = values_on(key, paths=set(offices.values()), days=[on])
    by_day: dict[date, list[int]] = defaultdict(list)
    for office, path in offices.items():
        day = years_before(on, years[path, on])
        if day is not None:
            by_day[day].append(office)
    for day, ids in by_day.items():
        yield datetime.combine(day + timedelta(days=1), time(), SHANGHAI), ids


def rested_for(key: str, *, on: date) -> Q:
    """At rest for as long as the norm of the office that keeps the record says."""
    scope = Q(pk__in=[])
    for moment, offices in cutoffs(key, on=on):
        scope |= Q(receiving_office__in=offices, rested_at__lt=moment)
    return scope & Q(state__in=sorted(FINAL))


def due_to_forget(*, on: date) -> QuerySet[Record]:
    """Past the norm's years, and nothing open: who was heard has been told and answered, the urgent report is closed, and
    no name waits to be told from a colleague's.
    """
    return _past(on).exclude(Exists(_unanswered()))


def standing_of_forgetting(at: datetime) -> Standing:
    today = local_date(at)
    grace: int = norms_on(today)["retention.overdue_days"]
    return Standing(
        due=due_to_forget(on=today).count(),
        overdue=due_to_forget(on=today - timedelta(days=grace + 1)).count(),
        unanswered=_past(today).filter(Exists(_unanswered())).count(),
        grace_days=grace,
    )


def _past(on: date) -> QuerySet[Record]:
    hearings = Hearing.objects.filter(record=OuterRef("pk"))
    unfinished = Q(told_at=None) | Q(review_asked_at__isnull=False, review_answered_at=None)
    urgent = Report.objects.filter(record=OuterRef("pk"), kind=URGENT).exclude(state__in=CLOSED_STATES)
    return Record.objects.filter(
        rested_for(_YEARS, on=on), ~Exists(hearings.filter(unfinished)), ~Exists(urgent), ~owing(), names_gone_at=None
    )


def _unanswered() -> QuerySet[IdentityQuestion]:
    return IdentityQuestion.objects.filter(record=OuterRef("pk"), answered_at=None)
