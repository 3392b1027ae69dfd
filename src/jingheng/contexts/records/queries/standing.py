"""How an office stands at a glance, for whoever answers for it: who is late, and what has changed.

Nothing here is known that the pages behind it do not show to the same person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Report
from jingheng.contexts.records.queries.completion import completion, is_over, months_shown, watched_departments
from jingheng.contexts.records.queries.reports import owed_in, visible
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, MonthRange, local_date


@dataclass(frozen=True, slots=True)
class Completed:
    """The newest month that can be signed: persons who owe it and persons who have signed it."""

    month: Month
    due: int
    done: int
    is_over: bool  # its last day has passed

    @property
    def missing(self) -> int:
        return self.due - self.done


@dataclass(frozen=True, slots=True)
class Reported:
    """The office's newest monthly report with figures; `before` is the total of the month before it, if there is one."""

    uid: str
    month: Month
    total: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    completed: Completed | None = None
    reported: Reported | None = None
    below: int = 0  # reports of the offices below that are past their day, this year and last
    late_offices: tuple[str, ...] = ()


def standing(actor: Actor, *, at: datetime) -> Standing | None:
    """`None` for whoever answers for nobody but himself."""
    watched = watched_departments(actor)
    leads = actor.may("report.sign") or actor.may("report.compile")
    receives = actor.may("report.sign") or actor.may("subordinate.receive")
    if actor.office_id is None or not (watched or watched is None or leads or receives):
        return None
    late = _late_below(actor, at) if receives else []
    return Standing(
        completed=_completed(actor, watched, at) if watched is None or watched else None,
        reported=_reported(actor) if leads else None,
        below=len(late),
        late_offices=tuple(dict.fromkeys(late)),
    )


def _completed(actor: Actor, watched: frozenset[int] | None, at: datetime) -> Completed | None:
    office = Office.objects.get(pk=actor.here)
    months = months_shown(office, on=local_date(at))
    if not months:
        return None
    people = [person for person in completion(office, months[0], departments=watched) if not person.exempt]
    return Completed(
        months[0], len(people), sum(person.done for person in people), is_over(office, months[0], on=local_date(at))
    )


def _reported(actor: Actor) -> Reported | None:
    own = visible(actor).filter(office=actor.office_id, kind="MONTH", revision__gt=0).order_by("-first_month")
    newest = list(own[:2])
    if not newest:
        return None
    month = Month.from_number(newest[0].first_month)
    before = newest[1] if len(newest) > 1 and newest[1].first_month == month.previous().number else None
    return Reported(newest[0].uid, month, _total(newest[0]), _total(before) if before else None)


def _total(report: Report) -> int:
    return int(report.figures["scopes"]["all"]["total"])


def _late_below(actor: Actor, at: datetime) -> list[str]:
    """The name of an office once for every report that it owes and that is past its day."""
    today = local_date(at)
    norms = norms_on(today, office_path=actor.office_path)
    months = MonthRange(Month(today.year - 1, 1), Month.of(today))
    below = owed_in(Office.objects.filter(parent=actor.office_id), months, norms=norms, today=today)
    return [one.office.name for one in below if not one.sent and one.due < today]
