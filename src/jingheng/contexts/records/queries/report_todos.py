"""What is still to be done about reports: compile, sign, send, receive, and report at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F

from jingheng.contexts.inbox.api import ToDo, light, working_calendar
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import papers_wait_for
from jingheng.contexts.records.models import PaperSigning, Report
from jingheng.contexts.records.queries.outgoing import addressees
from jingheng.contexts.records.queries.reports import SIGNED, Owed, office_of, owed_in, visible
from jingheng.contexts.records.queries.visibility import workable
from jingheng.contexts.records.rules.outgoing import ADDRESSEES
from jingheng.contexts.records.rules.reporting import KINDS, URGENT, title
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, MonthRange, local_date

_PAPER_STEPS = {
    "UNNUMBERED": ("编号", "编号", "number"), "NUMBERED": ("送出", "登记送出", "send"), "SENT": ("登记回执", "登记回执", "receive"),
}  # fmt: skip
_PAST = timedelta(days=400)
#: Months looked back upon one by one; what is older stands in one line.
_RECENT = 3


def report_todos(actor: Actor, at: datetime) -> list[ToDo]:
    today = local_date(at)
    norms = norms_on(today, office_path=actor.office_path)
    todos: list[ToDo] = []
    if actor.may("report.compile") or actor.may("report.sign"):
        todos += _own(actor, norms, today)
    if actor.may("report.paper"):
        todos += _scanned(actor, norms, today)
    if actor.may("subordinate.receive"):
        todos += _arrived(actor, norms, today)
    if actor.may("report.deliver") and papers_wait_for(actor, on=today):
        todos += _papers(actor, norms, today)
    if actor.may("record.lead"):
        todos += _urgent(actor, norms, today)
    return todos


def _own(actor: Actor, norms: Norms, today: date) -> Iterator[ToDo]:
    office = office_of(actor)
    month = Month.of(today)
    begin = Month.from_number(office.starts_in) if office.starts_in else month.plus(-_RECENT)
    if begin > month:
        return
    waiting = [
        one
        for one in owed_in([office], MonthRange(begin, month), norms=norms, today=today)
        if not one.sent and one.has_ended(today)
    ]
    older = [one for one in waiting if one.last < month.plus(-_RECENT) and one.report is None]
    for one in waiting:
        if one not in older and (wanted := _step(one, actor)):
            yield _todo(one, *wanted, norms=norms, today=today)
    if older and actor.may("report.compile"):
        due = min(one.due for one in older)
        yield ToDo(
            key="reports:older", what=f"更早的 {len(older)} 份报告还没有汇总", whose=f"{older[0].title} 起", due=due,
            why="每月、每季、每年都要报告，无情况也要报", url=f"/reports/?year={older[0].first.year}", button="查看",
            light=light(due, today=today, lead_days=norms["report.yellow_days"]),
        )  # fmt: skip


def _step(one: Owed, actor: Actor) -> tuple[str, str] | None:
    """What this person has to do about it: the act and the button's word."""
    if one.state == "COMPILED":
        return ("审签", "审签") if actor.may("report.sign") else None
    if not actor.may("report.compile"):
        return None
    if one.state == "SIGNED":
        return ("上报", "上报") if one.office.parent_id else ("归档", "归档")
    back = one.state == "RETURNED" or (one.report is not None and one.report.revision > 0)
    return ("重新汇总被退回的", "去改") if back else ("汇总", "汇总")


def _todo(one: Owed, act: str, button: str, *, norms: Norms, today: date) -> ToDo:
    norm = norms.norm(KINDS[one.kind].deadline)
    return ToDo(
        key=f"report:{one.kind}:{one.first}", what=f"{act} {one.title}", whose=one.office.name, due=one.due,
        why=f"{norm.name}：{norm.written}（{norm.source}）",
        url=f"/reports/{one.report.uid}" if one.report else f"/reports/open/{one.kind}/{one.first}", button=button,
        light=light(one.due, today=today, lead_days=norms["report.yellow_days"]), provisional=one.provisional,
    )  # fmt: skip


def _scanned(actor: Actor, norms: Norms, today: date) -> Iterator[ToDo]:
    """Scans of this office that somebody else has entered: they take effect once confirmed."""
    rows = PaperSigning.objects.filter(report__office=actor.office_id, report__state="COMPILED", confirmed_at=None)
    rows = rows.filter(revision=F("report__revision")).exclude(entered_by=actor.person_id).select_related("report")
    for report in {row.report_id: row.report for row in rows.order_by("id") if row.report}.values():
        yield ToDo(
            key=f"scanned:{report.uid}", what=f"核对并确认纸签 {_title(report)}", whose="扫描件已登记", due=report.due_date,
            why="纸上审签由一人登记扫描件，另一人核对确认（待核）", url=f"/reports/{report.uid}", button="去核对",
            light=light(report.due_date, today=today, lead_days=norms["report.yellow_days"]),
        )  # fmt: skip


def _papers(actor: Actor, norms: Norms, today: date) -> Iterator[ToDo]:
    """What must go out on paper: to the committee, and where the office above is not on this system also to that."""
    reports = visible(actor).filter(office=actor.office_id, state__in=SIGNED, due_date__gte=today - _PAST)
    kept = norms.norm("paper.committee_kinds")
    for report in reports.exclude(kind=URGENT).prefetch_related("papers").order_by("last_month", "id"):
        for addressee in addressees(report):
            if addressee == "SUPERIOR" and report.office.parent_id is not None:
                continue
            paper = next(
                (one for one in report.papers.all() if (one.addressee, one.revision) == (addressee, report.revision)), None
            )  # fmt: skip
            state = paper.state if paper else "UNNUMBERED"
            if state == "RECEIVED":
                continue
            what, button, move = _PAPER_STEPS[state]
            waits = timedelta(days=norms["paper.receipt_days"])
            due = paper.sent_on + waits if paper and paper.sent_on else report.due_date
            yield ToDo(
                key=f"paper:{report.uid}:{addressee}", what=f"{what} {_title(report)}（{ADDRESSEES.name(addressee)}）",
                whose=report.office.name, due=due, why=f"{kept.name}：{kept.written}（{kept.source}）",
                url=f"/reports/{report.uid}/papers/{addressee.lower()}/{report.revision}/{move}", button=button,
                light=light(due, today=today, lead_days=norms["report.yellow_days"]),
            )  # fmt: skip


def _arrived(actor: Actor, norms: Norms, today: date) -> Iterator[ToDo]:
    """The receiver's own term, from the arrival: that a report came late is the sender's matter."""
    norm, calendar = norms.norm("report.receive_working_days"), working_calendar()
    why = f"{norm.name}：上报后 {norm.written}（{norm.source}）；有问题的写明理由退回"
    arrived = visible(actor).filter(office__parent=actor.office_id, state="SENT")
    for report in arrived.order_by("sent_at", "office__code", "id"):
        assert report.sent_at is not None  # it was sent
        due = calendar.add_working_days(local_date(report.sent_at), norm.value)
        yield ToDo(
            key=f"arrived:{report.uid}", what=f"接收 {_title(report)}", whose=report.office.name, due=due, why=why,
            url=f"/reports/{report.uid}", button="接收",
            light=light(due, today=today, lead_days=norms["report.yellow_days"]),
            provisional=calendar.is_provisional(due),
        )  # fmt: skip


def _urgent(actor: Actor, norms: Norms, today: date) -> Iterator[ToDo]:
    """Records that must go up at once, and urgent reports that came back."""
    norm = norms.norm("record.urgent_hours")
    why = f"{norm.name}：{norm.written}（{norm.source}）"
    records = workable(actor).filter(receiving_office=actor.office_id, is_urgent=True).exclude(state="EXCLUDED")
    for record in records.exclude(urgent_reports__state__in=["SENT", "ACCEPTED", "CLOSED"]).order_by("filed_at", "id"):
        due = local_date(record.filed_at + timedelta(hours=norm.value))
        whose = record.number or f"{local_date(record.filed_at)} 填报"
        yield ToDo(
            key=f"urgent:{record.uid}", what="立即报告一件紧急记录", whose=whose, due=due, why=why,
            url=f"/reports/urgent/{record.uid}", button="立即报告",
            light=light(due, today=today, lead_days=norms["report.yellow_days"]),
        )  # fmt: skip


def _title(report: Report) -> str:
    return title(report.kind, Month.from_number(report.first_month)) if report.kind != URGENT else "立即报告（专报）"
