"""Whom reminders did not reach, on paper, for the OA, and one level up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DutyHolding, Office
from jingheng.contexts.records.queries.completion import Completion, completion, months_shown, watched_departments
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.rules.reminding import next_level
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused

_LEVELS = ("HEAD", "DEPUTY", "CHIEF")
#: Months looked back upon: what is older is the inspectors' own matter.
_RECENT = 3


def owing_by_department(actor: Actor, month: Month) -> dict[str, list[str]]:
    """Whom of those he watches the month still waits for. Raises `Refused` for whoever watches nobody."""
    watched = watched_departments(actor)
    if watched is not None and not watched:
        raise Refused(Refusal("not-found", "没有找到这个页面。"))
    found: dict[str, list[str]] = {}
    for row in completion(Office.objects.get(pk=actor.here), month, departments=watched):
        if row.owes:
            found.setdefault(row.department, []).append(row.name)
    return found


def reminded_in_vain(actor: Actor, *, at: datetime) -> Iterator[inbox.ToDo]:
    """For the next level: who was reminded as often as the norm says and still has not signed."""
    if not actor.holds(*_LEVELS):
        return
    today = local_date(at)
    office = Office.objects.get(pk=actor.here)
    norms = norms_on(today, office_path=office.path)
    norm, levels = norms.norm("reminder.before_next_level"), _Levels(office, today)
    for month in months_shown(office, on=today)[:_RECENT]:
        rows = [row for row in completion(office, month) if row.owes and row.reminded >= norm.value]
        mine = [row for row in rows if actor.me in levels.above(row)]
        if mine:
            due = window(month, norms).due
            yield inbox.ToDo(
                key=f"in-vain:{month}", what=f"督促完成 {month} 月度报告", whose=_named(mine), due=due,
                why=f"{norm.name}：{norm.written}（{norm.source}）", url=f"/months/{month}", button="去看",
                light=inbox.light(due, today=today, lead_days=norms["statement.yellow_days"]),
            )  # fmt: skip


class _Levels:
    def __init__(self, office: Office, on: date) -> None:
        self._held: dict[tuple[str, int | None], set[int]] = defaultdict(set)
        rows = DutyHolding.objects.on(on).filter(office=office, duty__in=_LEVELS)
        for duty, department, person in rows.values_list("duty", "department", "person"):
            self._held[duty, department].add(person)

    def above(self, row: Completion) -> Iterable[int]:
        return next_level(
            row.person_id, heads=self._held["HEAD", row.department_id],
            deputies=self._held["DEPUTY", row.department_id], chiefs=self._held["CHIEF", None],
        )  # fmt: skip


def _named(rows: list[Completion]) -> str:
    names = "、".join(row.name for row in rows[:3])
    return f"{names}{'等' if len(rows) > 3 else ''} {len(rows)} 人，催办 {max(row.reminded for row in rows)} 次未完成"
