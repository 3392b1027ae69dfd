"""Reports, scoped to an actor: one's own office's, and what has arrived from the offices directly below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import Norms
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import (
    Exclusion,
    MonthSeal,
    OutgoingPaper,
    PaperSigning,
    Record,
    Report,
    ReportRevision,
    ReportStep,
)
from jingheng.contexts.records.queries.report_figures import is_current, months_of
from jingheng.contexts.records.queries.visibility import find_official, official, workable
from jingheng.contexts.records.rules.lifecycles import ReportFacts
from jingheng.contexts.records.rules.reporting import KINDS, URGENT, due_date, owed, period_of, title
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, MonthRange
from jingheng.kernel.refusal import Refusal, Refused

NOT_FOUND = Refusal("not-found", "没有找到这份报告。")
SIGNED = frozenset({"SIGNED", "SENT", "RETURNED", "ACCEPTED", "CLOSED"})
ARRIVED = frozenset({"SENT", "RETURNED", "ACCEPTED"})
SENT = frozenset({"SENT", "ACCEPTED", "CLOSED"})
_SENDING = frozenset({"send", "report"})
_SIGNING = frozenset({"sign", "sign-paper"})


def visible(actor: Actor) -> QuerySet[Report]:
    """Makers see their office's reports in every state, other readers once signed, the office above once they arrive.

    An urgent report tells of one record: at home only who leads or handles that and may read it finds it, and nobody
    who is involved.
    """
    urgent, own, below = Q(kind=URGENT), Q(office=actor.office_id), Q(office__parent=actor.office_id, state__in=ARRIVED)
    reads = actor.may("report.read") or actor.may("report.deliver")
    scope = Q(pk__in=[])
    if actor.may("report.compile") or actor.may("report.sign"):
        scope |= own & ~urgent
    elif actor.may("report.paper"):  # somebody must enter what the chief has signed by hand, and another confirm it
        scope |= own & ~urgent & Q(state__in=SIGNED | {"COMPILED"})
    elif reads:
        scope |= own & ~urgent & Q(state__in=SIGNED)
    if actor.may("record.lead"):
        scope |= own & urgent & Q(record__in=official(actor))
    elif actor.may("record.inspect"):
        scope |= own & urgent & Q(record__in=workable(actor))
    if actor.may("subordinate.receive"):
        scope |= below & (~urgent | (~_involved(actor) & ~Q(record__filer=actor.person_id)))
    elif actor.may("report.sign"):
        scope |= below & ~urgent
    return Report.objects.filter(scope).select_related("office")


def _involved(actor: Actor) -> Q:
    return Q(Exists(Exclusion.objects.filter(record=OuterRef("record"), person=actor.person_id)))


def find_report(actor: Actor, uid: str) -> Report:
    report = visible(actor).filter(uid=uid).first()
    if report is None:
        raise Refused(NOT_FOUND)
    return report


def find_urgent_record(actor: Actor, record_uid: str) -> Record:
    """A record that this person may report at once: he leads it, and it was received here."""
    record = find_official(actor, record_uid)
    if record.receiving_office_id != actor.office_id or not actor.may("record.lead"):
        raise Refused(NOT_FOUND)
    return record


def readable_revisions(report: Report, actor: Actor) -> QuerySet[ReportRevision]:
    """Its makers read every draft, the office's other readers what was signed, the office above what was sent to it."""
    if report.office_id != actor.office_id:
        return _revisions_after(report, _SENDING)
    if report.kind == URGENT or actor.may("report.compile") or actor.may("report.sign"):
        return report.revisions.all()
    if actor.may("report.paper") and report.state == "COMPILED":
        return report.revisions.filter(number=report.revision) | _revisions_after(report, _SIGNING)
    return _revisions_after(report, _SIGNING)


def readable_steps(report: Report, actor: Actor) -> QuerySet[ReportStep]:
    """What was done to the revisions that he may read: why the chief sent a draft back goes no further than the draft."""
    return report.steps.filter(revision__in=readable_revisions(report, actor).values("number"))


def _revisions_after(report: Report, actions: Iterable[str]) -> QuerySet[ReportRevision]:
    return report.revisions.filter(number__in=report.steps.filter(action__in=sorted(actions)).values("revision"))


def report_facts(report: Report, *, shown_revision: int, on: date) -> ReportFacts:
    """What the life cycle asks about a report. Its figures are counted again only where that decides something."""
    months = months_of(report)
    unsigned, unclosed = _months_behind(report, months) if report.kind in ("QUARTER", "YEAR") else ((), ())
    return ReportFacts(
        state=report.state,
        office_id=report.office_id,
        parent_id=report.office.parent_id,
        revision=report.revision,
        current=report.kind == URGENT or report.state not in ("COMPILED", "SIGNED") or is_current(report),
        shown_revision=shown_revision,
        opens_on=months.last.last_day + timedelta(days=1)
        if report.kind != URGENT and on <= months.last.last_day
        else None,
        unsigned=unsigned,
        unclosed=unclosed,
        scanned_by=_scanned_by(report),
    )


def _scanned_by(report: Report) -> int | None:
    """Who entered the latest scan of this revision, while it waits to be confirmed."""
    if report.state != "COMPILED":
        return None
    rows = PaperSigning.objects.filter(report=report, revision=report.revision, confirmed_at=None).order_by("-id")
    return rows.values_list("entered_by", flat=True).first()


def _months_behind(report: Report, months: MonthRange) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Months of the period not signed yet, and those not closed yet."""
    ends = (months.first.number, months.last.number)
    sealed = set(MonthSeal.objects.filter(office=report.office_id, month__range=ends).values_list("month", flat=True))
    reports = Report.objects.filter(
        office=report.office_id, kind="MONTH", first_month__range=ends, state__in=SENT | {"SIGNED"}
    )
    signed = sealed | set(reports.values_list("first_month", flat=True))
    starts_in = report.office.starts_in or months.first.number
    owing = [month for month in months if month.number >= starts_in]
    return (
        tuple(str(month) for month in owing if month.number not in signed),
        tuple(str(month) for month in owing if month.number not in sealed),
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that an office owes, begun or not."""

    office: Office
    kind: str
    first: Month
    due: date
    provisional: bool  # the due day falls in a year whose holidays are not published yet
    report: Report | None = None
    paper_sent_on: date | None = None  # to the office above, of the revision that stands

    @property
    def title(self) -> str:
        return title(self.kind, self.first)

    @property
    def state(self) -> str:
        return self.report.state if self.report else "COLLECTING"

    @property
    def last(self) -> Month:
        return period_of(self.kind, self.first).last

    @property
    def sent(self) -> bool:
        return self.state in SENT

    def has_ended(self, today: date) -> bool:
        return today > self.last.last_day


def office_of(actor: Actor) -> Office:
    """The office one acts in; the system acts in none."""
    if actor.office_id is None:
        raise Refused(NOT_FOUND)
    return Office.objects.get(pk=actor.office_id)


def owed_in(offices: Iterable[Office], months: MonthRange, *, norms: Norms, today: date) -> list[Owed]:
    """Every report that the offices owe for periods that touch these months and have begun, by office and time.

    `norms` give the day for what has not been begun; what has keeps the day under which it was.
    """
    offices = sorted(offices, key=lambda office: office.code)
    ends = (months.first.number, months.last.number)
    rows = Report.objects.filter(office__in=offices, last_month__gte=ends[0], first_month__lte=ends[1]).exclude(
        kind=URGENT
    )
    made = {(row.office_id, row.kind, row.first_month): row for row in rows.select_related("office")}
    on_paper = OutgoingPaper.objects.filter(
        report__in=made.values(), addressee="SUPERIOR", revision=F("report__revision"), sent_on__isnull=False
    )
    paper_sent = dict(on_paper.values_list("report", "sent_on"))
    calendar = inbox.working_calendar()
    found = []
    for office in offices:
        begin = Month.from_number(office.starts_in) if office.starts_in else months.first
        for kind, first in owed(max(begin, months.first), min(months.last, Month.of(today))):
            row = made.get((office.pk, kind, first.number))
            day = norms[KINDS[kind].deadline]
            due = row.due_date if row else due_date(kind, period_of(kind, first).last, day, calendar)
            found.append(
                Owed(
                    office, kind, first, due, calendar.is_provisional(due), row, paper_sent.get(row.pk) if row else None
                )
            )
    return found
