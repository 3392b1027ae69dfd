"""One report on one page: what is wrong, who is late, what changed, what the figures rest on, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import MonthSeal, OutgoingPaper, Report, ReportRevision, ReportStep
from jingheng.contexts.records.queries.duties import Duty
from jingheng.contexts.records.queries.problems import problems_in
from jingheng.contexts.records.queries.report_figures import months_of
from jingheng.contexts.records.queries.reports import (
    find_report,
    readable_revisions,
    readable_steps,
    report_facts,
)
from jingheng.contexts.records.rules.counting import Reason
from jingheng.contexts.records.rules.lifecycles import REPORT_STATES
from jingheng.contexts.records.rules.outgoing import ADDRESSEES
from jingheng.contexts.records.rules.problems import PROGRESS
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.usecases.reports import lifecycle_of
from jingheng.contexts.records.usecases.signing import waiting_signing
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.reports.papers import PaperLine, delivered, paper_lines
from jingheng.contexts.records.web.reports.showing import crumbs, difference, figure_tables, signed, title_of
from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.period import SHANGHAI, Month, local_date
from jingheng.platform.web.parts import Happening, Term, Tile
from jingheng.platform.web.request import Request

_PRIMARY = {"COLLECTING": "compile", "COMPILED": "sign", "SIGNED": "send", "SENT": "accept", "RETURNED": "compile"}
#: An urgent report is written again where it was written, beside its record.
_ELSEWHERE = frozenset({"report", "keep"})


@require_GET
@answering
def page(request: Request, uid: str) -> HttpResponse:
    report = find_report(request.actor, uid)
    revisions = list(readable_revisions(report, request.actor).order_by("number"))
    shown = _shown(revisions, request.GET.get("revision", ""))
    found, papers = offers(report, request), paper_lines(report, request)
    norms = norms_on(local_date(request.at), office_path=report.office.path)
    context = {
        "title": title_of(report),
        "crumbs": crumbs(report, request),
        "report": report,
        "state": REPORT_STATES[report.state],
        "is_urgent": report.kind == URGENT,
        "shown": shown,
        "is_latest": shown is None or shown.number == report.revision,
        "words": safe.unseal(shown.words) if shown else "",
        "figures": figures_shown(report, shown.figures, norms) if shown and shown.figures else None,
        "offers": [offer for offer in found if offer.action not in _ELSEWHERE],
        "again_url": _again_url(report, found),
        "primary": _PRIMARY.get(report.state, ""),
        "base": f"/reports/{report.uid}/{report.revision}/",
        "terms": _terms(report, shown),
        "history": _history(report, readable_steps(report, request.actor), papers),
        "papers": papers,
        "acknowledged": [_acknowledged(one.paper) for one in papers if one.paper and one.paper.received_on],
        "sent_back": _sent_back(report, request),
        "circular_url": _circular_url(report, request),
        "problems": problems_in(shown) if shown else None,
        "progress": PROGRESS,
        "revisions": revisions,
        "signing": waiting_signing(report) if report.state == "COMPILED" else None,
        "signings": report.paper_signings.exclude(confirmed_at=None).order_by("id") if _works_on_paper(report, request) else (),
        "may_enter_paper": request.actor.may("report.paper"),
        "may_delegate": request.actor.holds("CHIEF"),
        "works_on_paper": _works_on_paper(report, request),
        "now": request.at,
    }  # fmt: skip
    return render(request, "records/reports_page.html", context)


def _acknowledged(paper: OutgoingPaper) -> str:
    """Beside the state on top: that the paper has arrived, where, and when it was signed for."""
    return f"{ADDRESSEES.name(paper.addressee)}已签收 {paper.received_on}"


def _sent_back(report: Report, request: Request) -> dict[str, Any] | None:
    """Why it came back, while nothing has been done about it."""
    step = readable_steps(report, request.actor).select_related("by").order_by("-id").first()
    if step is None or step.action not in ("send-back", "return") or report.state not in ("COLLECTING", "RETURNED"):
        return None
    word = lifecycle_of(report).move(step.action).label
    return {"what": word, "why": safe.unseal(step.opinion) or "", "who": step.by.name if step.by else "", "at": step.at}


def _circular_url(report: Report, request: Request) -> str:
    """通报 of the same period: the fourth paper from the same figures."""
    if (
        report.office_id != request.actor.office_id
        or report.kind == URGENT
        or not request.actor.may("circular.compile")
    ):
        return ""
    months = months_of(report)
    return f"{reverse('circulars-new')}?first={months.first}&last={months.last}"


def _works_on_paper(report: Report, request: Request) -> bool:
    """Whether 签批单 and scans are shown: in the report's own office, to those who print, enter, confirm or sign."""
    own = report.office_id == request.actor.office_id and report.kind != URGENT and report.revision > 0
    return own and (request.actor.may("report.paper") or request.actor.may("report.sign"))


def offers(report: Report, request: Request) -> list[Offer]:
    """Buttons for this person now."""
    facts = report_facts(report, shown_revision=report.revision, on=local_date(request.at))
    return [
        offer for offer in lifecycle_of(report).offers(facts, request.actor) if offer.refusal is None or _may_yet(offer)
    ]


def _again_url(report: Report, found: list[Offer]) -> str:
    again = any(offer.action in _ELSEWHERE and offer.enabled for offer in found)
    return f"/reports/urgent/{report.record.uid}" if again and report.record else ""


def _may_yet(offer: Offer) -> bool:
    """Never shown where it can never be pressed: what belongs to another office, or to the end that is not ours."""
    return offer.refusal is not None and offer.refusal.code not in {"not-found", "no-superior", "has-superior"}


def _shown(revisions: list[ReportRevision], asked: str) -> ReportRevision | None:
    """The revision asked for, else the latest; nothing before the first compilation."""
    return next((one for one in revisions if str(one.number) == asked), revisions[-1] if revisions else None)


def figures_shown(report: Report, figures: dict[str, Any], norms: Norms) -> dict[str, Any]:
    now, previous = figures["scopes"], figures["previous"]
    before = previous["scopes"] if previous else {}
    duty = Duty(**figures["duty"])
    changes = {scope: difference(now[scope]["total"], before[scope]["total"] if before else None) for scope in now}
    than = f"比 {_period(previous['period'])}" if previous else "没有更早的数可比"
    return {
        "tiles": (
            Tile("填报", now["all"]["total"], "件", note=f"{than} {changes['all']}" if previous else than),
            Tile("其中司法办案", now["case"]["total"], "件", note=f"{than} {changes['case']}" if previous else ""),
            Tile(
                "应报",
                duty.due,
                "人次",
                note=f"报告率 {duty.report_rate or '—'}%，按时率 {duty.in_time_rate or '—'}%"
                + (f"；另有免报 {duty.exempt} 人次" if duty.exempt else ""),
            ),
            Tile("未完成", duty.missing, "人次", tone="late" if duty.missing else "", note="截至汇总时"),
            Tile("迟报", duty.late, "人次", tone="late" if duty.late else "", note="截至汇总时"),
        ),
        "columns": figure_tables(figures, digits=norms["circular.digits"]),
        "previous": _period(previous["period"]) if previous else "",
        "adjustments": [
            (one["month"], Reason(one["reason"]).word, signed(one["count"])) for one in now["all"]["adjustments"]
        ],
        "rests_on": [(rest["month"], rest["sealed"]) for rest in figures["rests_on"]],
        "by_month_happened": [(month, n) for month, n in now["all"]["by_month_happened"].items() if n],
        "sealed_otherwise": _sealed_otherwise(report, now["all"]["total"]),
    }


def _sealed_otherwise(report: Report, printed: int) -> int | None:
    """The sealed total, where something changed between signing and acceptance."""
    if report.kind != "MONTH":
        return None
    seals = MonthSeal.objects.filter(office=report.office_id, month=report.first_month, scope="all")
    return next((total for total in seals.values_list("total", flat=True) if total != printed), None)


def _period(period: dict[str, str]) -> str:
    return period["from"] if period["from"] == period["to"] else f"{period['from']} 至 {period['to']}"


def _terms(report: Report, shown: ReportRevision | None) -> list[Term]:
    months = (str(Month.from_number(report.first_month)), str(Month.from_number(report.last_month)))
    how = "，".join(("受委托",) * (report.signed_as == "ACTING") + ("纸签",) * report.is_paper_signed)
    signed = (
        f"{report.signed_by}（第 {report.signed_revision} 稿{'，' if how else ''}{how}）" if report.signed_by else ""
    )
    return [
        Term("单位", report.office.name),
        Term("期间", months[0] if months[0] == months[1] else f"{months[0]} 至 {months[1]}"),
        Term("期限", report.due_date, note="迟报" if report.is_late else ""),
        Term("稿次", f"第 {shown.number} 稿" if shown else "", note=f"校验码 {shown.digest[:16]}" if shown else ""),
        Term("审签", signed),
    ]


def _history(report: Report, steps: QuerySet[ReportStep], papers: list[PaperLine]) -> list[Happening]:
    """Newest first; of its papers what the reader may know of. A day without its hour stands after that day's hours."""

    def moment(happening: Happening) -> datetime:
        at = happening.at
        return at if isinstance(at, datetime) else datetime.combine(at, time.max, tzinfo=SHANGHAI)

    lines = [*(line for one in papers if one.paper for line in delivered(report, one.form)), *_stepped(report, steps)]
    return sorted(lines, key=moment, reverse=True)


def _stepped(report: Report, steps: QuerySet[ReportStep]) -> Iterator[Happening]:
    words = {move.action: move.label for move in lifecycle_of(report)}
    for step in steps.select_related("by").order_by("-id"):
        opinion = safe.unseal(step.opinion) or ""
        yield Happening(
            step.at, words[step.action], step.by.name if step.by else "", f"第 {step.revision} 稿。{opinion}",
            tone="late" if step.action in ("return", "send-back") else "",
        )  # fmt: skip
