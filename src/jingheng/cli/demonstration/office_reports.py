"""Reports of the past in bulk: each month, quarter and year compiled, signed, sent, accepted, and the months closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from jingheng.cli.demonstration.books import Books, Event
from jingheng.cli.demonstration.figures import Figures
from jingheng.cli.demonstration.staff import FIRST_MONTH, Member
from jingheng.contexts.org.api import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import MonthSeal, OutgoingPaper, Report, ReportRevision, ReportStep
from jingheng.contexts.records.queries.committee import committee_figures
from jingheng.contexts.records.rules.counting import SCOPES
from jingheng.contexts.records.rules.outgoing import committee_name
from jingheng.contexts.records.rules.problems import Problems
from jingheng.contexts.records.rules.reporting import KINDS, due_date, owed, period_of
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.reports import digest_of
from jingheng.kernel.period import SHANGHAI, Month, MonthRange, local_date

_BEGINS = {"MONTH": 4, "QUARTER": 5, "YEAR": 8}  # on which working day of the month after it was compiled
_EVENTS = {
    "compile": "report.compiled",
    "sign": "report.signed",
    "send": "report.sent",
    "accept": "report.accepted",
    "close": "report.closed",
}


@dataclass(frozen=True, slots=True)
class _Act:
    action: str
    target: str
    by: Member
    at: datetime


def report_past(books: Books, *, until: Month) -> None:
    """Every report that was owed for periods ending by `until`."""
    months = MonthRange(FIRST_MONTH, until)
    figures = Figures.of(books.roster, months)
    reports = [
        (report, acts)
        for office in books.roster.offices.values()
        for kind, first in owed(FIRST_MONTH, until)
        if period_of(kind, first).last <= until
        for report, acts in [_report(books, figures, office, kind, first)]
    ]
    Report.objects.bulk_create(report for report, _ in reports)
    OutgoingPaper.objects.bulk_create(paper for report, acts in reports for paper in _papers(books, report, acts))
    ReportRevision.objects.bulk_create(_revision(report, acts[0].at) for report, acts in reports)
    ReportStep.objects.bulk_create(step for report, acts in reports for step in _steps(report, acts))
    MonthSeal.objects.bulk_create(seal for report, acts in reports for seal in _seals(figures, report, acts[-1].at))
    books.events.extend(event for report, acts in reports for event in _events(books, report, acts))


def _report(books: Books, figures: Figures, office: Office, kind: str, first: Month) -> tuple[Report, list[_Act]]:
    months = period_of(kind, first)
    norms = books.norms(office, months.last)
    acts = list(_acts(books, office, kind, months.last.next()))
    compiled, signed, sent = acts[:3]
    told = kind in norms["paper.committee_kinds"]
    counted = figures.report(office, months) | {"committee": committee_figures(office, months, norms) if told else None}
    report = Report(
        uid=new_uid(), office=office, kind=kind, first_month=months.first.number, last_month=months.last.number,
        state=acts[-1].target, due_date=due_date(kind, months.last, norms[KINDS[kind].deadline], books.calendar),
        revision=1, figures=counted, compiled_by=compiled.by.person, compiled_at=compiled.at, signed_revision=1,
        signed_by=signed.by.person, signed_at=signed.at, sent_by=sent.by.person, sent_at=sent.at,
    )  # fmt: skip
    words = f"本期收到记录报告 {counted['scopes']['all']['total']} 件，均已受理、甄别。"
    report.words, report.problems = safe.seal(words), safe.seal(Problems().plain())
    report.digest = digest_of(report.uid, 1, counted, words, Problems())
    report.is_late = local_date(sent.at) > report.due_date
    if len(acts) > 3:
        report.accepted_by, report.accepted_at = acts[3].by.person, acts[3].at
    return report, acts


def _acts(books: Books, office: Office, kind: str, month: Month) -> Iterator[_Act]:
    """Compiled, signed and sent on one day, accepted on the next; the city files its own away."""
    number = _BEGINS[kind]
    day, next_day = (books.calendar.nth_working_day(month, n) for n in (number, number + 1))
    roster, city = books.roster, books.roster.city
    head = roster.holding("INSPECTION_HEAD", office.code, day)[0]
    yield _Act("compile", "COMPILED", head, _clock(day, 9, 20))
    yield _Act("sign", "SIGNED", roster.holding("CHIEF", office.code, day)[0], _clock(day, 15, 10))
    if office == city:
        yield _Act("close", "CLOSED", head, _clock(next_day, 16, 30))
    else:
        yield _Act("send", "SENT", head, _clock(day, 16, 30))
        yield _Act(
            "accept", "ACCEPTED", roster.holding("INSPECTION_HEAD", city.code, next_day)[0], _clock(next_day, 10, 40)
        )


def _clock(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def _revision(report: Report, made_at: datetime) -> ReportRevision:
    return ReportRevision(
        report=report, number=1, figures=report.figures, words=report.words, problems=report.problems,
        digest=report.digest, made_at=made_at,
    )  # fmt: skip


def _papers(books: Books, report: Report, acts: list[_Act]) -> Iterator[OutgoingPaper]:
    """What went to 政法委, delivered and acknowledged; from the city also what went to the province."""
    signed, after = acts[1], local_date(acts[-1].at)
    year = local_date(signed.at).year
    clerk = _clerk(books, report, acts)
    month = report.first_month % 12
    place = {"QUARTER": month // 3 + 1, "YEAR": 5, "MONTH": month + 6}[report.kind]  # among the numbers of the year
    short = report.office.name[: report.office.name.index("人民检察院")]
    wanted = {} if report.figures["committee"] is None else {"COMMITTEE": committee_name(report.office.name)}
    if report.office.parent_id is None:
        wanted["SUPERIOR"] = "省人民检察院"
    for number, (addressee, recipient) in enumerate(wanted.items()):
        yield OutgoingPaper(
            report=report, addressee=addressee, revision=1, state="RECEIVED",
            number=f"{short}检督〔{year}〕{place * 2 + number}号", recipient=recipient, secrecy="工作秘密", copies=2,
            numbered_by=clerk, numbered_at=signed.at, channel="EXCHANGE", sent_on=after, sent_by=clerk,
            receiver=recipient, received_there_by="收发室", received_on=after, received_by=clerk,
        )  # fmt: skip


def _clerk(books: Books, report: Report, acts: list[_Act]) -> Person:
    """办公室 of that day; the head of inspection where it had nobody."""
    office = books.roster.holding("GENERAL_OFFICE", report.office.code, local_date(acts[1].at))
    return (office[0] if office else acts[0].by).person


def _steps(report: Report, acts: list[_Act]) -> Iterator[ReportStep]:
    source = "COLLECTING"
    for act in acts:
        yield ReportStep(
            report=report, action=act.action, source=source, target=act.target, revision=1, by=act.by.person, at=act.at
        )
        source = act.target


def _seals(figures: Figures, report: Report, at: datetime) -> Iterator[MonthSeal]:
    if report.kind != "MONTH":
        return
    for scope in SCOPES:
        tally = figures.tally(report.office, [Month.from_number(report.first_month)], scope)
        yield MonthSeal(
            office=report.office, month=report.first_month, scope=scope, total=tally.total, counts=tally.plain(),
            sealed_at=at,
        )  # fmt: skip


def _events(books: Books, report: Report, acts: list[_Act]) -> Iterator[Event]:
    subject = f"report:{report.uid}"
    opener = books.roster.plain_actor(acts[0].by, local_date(acts[0].at))
    yield Event(acts[0].at, opener, "report.opened", subject, report.office_id)
    for act in acts:
        actor = books.roster.plain_actor(act.by, local_date(act.at))
        yield Event(act.at, actor, _EVENTS[act.action], subject, report.office_id)
