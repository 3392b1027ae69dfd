"""A report's papers: which there are, how they read, and the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from jingheng.contexts.records.models import OutgoingPaper, Report
from jingheng.contexts.records.papers import FORMS, paper_for, told_of
from jingheng.contexts.records.queries.outgoing import addressees, may_read_paper, outgoing_facts, paper_of
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report
from jingheng.contexts.records.rules.outgoing import CHANNELS, OUTGOING, OUTGOING_STATES
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.reports.showing import crumbs
from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.refusal import Refused
from jingheng.platform.documents.docx import to_docx
from jingheng.platform.documents.paper import full_date
from jingheng.platform.documents.pdf import pdf_available, to_pdf
from jingheng.platform.documents.typography import typeset
from jingheng.platform.web.parts import Happening, Link
from jingheng.platform.web.request import Request

_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One of a report's papers, as the report's page lists it."""

    form: str  # as in the address
    name: str
    url: str  # empty for those who deliver it and do not read it
    state: str
    offers: tuple[tuple[str, Offer], ...]  # address and button
    paper: OutgoingPaper | None


def paper_lines(report: Report, request: Request) -> list[PaperLine]:
    """What this person may read or deliver."""
    if report.office_id != request.actor.office_id or not report.revision:
        return []
    lines = [_line(report, addressee, request) for addressee in addressees(report)]
    if may_read_paper(report, "MEETING", request.actor):
        lines.append(PaperLine("meeting", FORMS["MEETING"], f"/reports/{report.uid}/papers/meeting", "", (), None))
    return [line for line in lines if line.url or line.offers or line.paper]


def _line(report: Report, addressee: str, request: Request) -> PaperLine:
    facts = outgoing_facts(report, addressee, shown_revision=report.revision, actor=request.actor)
    offers = [
        offer
        for offer in OUTGOING.offers(facts, request.actor)
        if offer.refusal is None or offer.refusal.code not in ("not-found", "not-signed")
    ]
    base = f"/reports/{report.uid}/papers/{addressee.lower()}"
    reads = may_read_paper(report, addressee, request.actor)
    return PaperLine(
        addressee.lower(), FORMS[addressee], base if reads else "", OUTGOING_STATES[facts.state] if facts.is_signed else "",
        tuple((f"{base}/{report.revision}/{offer.action}", offer) for offer in offers),
        paper_of(report, addressee) if reads or request.actor.may("report.deliver") else None,
    )  # fmt: skip


def delivered(report: Report, form: str) -> Iterator[Happening]:
    """What has happened to one paper, in every revision, newest first."""
    rows = report.papers.filter(addressee=form.upper()).select_related("numbered_by", "sent_by", "received_by")
    for paper in rows.order_by("-revision"):
        what = f"{FORMS[paper.addressee]}（第 {paper.revision} 稿）"
        if paper.received_on and paper.received_by:
            by = f"{paper.receiver} {paper.received_there_by}签收"
            yield Happening(paper.received_on, "登记回执", paper.received_by.name, f"{what}，{by}。")
        if paper.sent_on and paper.sent_by:
            yield Happening(paper.sent_on, "登记送出", paper.sent_by.name, f"{what}，{CHANNELS.name(paper.channel)}。")
        yield Happening(paper.numbered_at, "编号", paper.numbered_by.name, f"{what}，{paper.number}。")


def form_code(form: str) -> str:
    code = form.upper()
    if form != code.lower() or code not in FORMS:
        raise Refused(NOT_FOUND)
    return code


@require_GET
@answering
def page(request: Request, uid: str, form: str) -> HttpResponse:
    """The paper as it will be printed; the committee's says whom it names only here and in the file."""
    report, code = find_report(request.actor, uid), form_code(form)
    told = typeset(paper_for(code, told_of(report, code, actor=request.actor, at=request.at)))
    line = next((one for one in paper_lines(report, request) if one.form == form), None)
    context = {
        "title": FORMS[code],
        "crumbs": [*crumbs(report, request), Link(FORMS[code])],
        "report": report,
        "paper": told,
        "blocks": [(type(block).__name__, block) for block in told.body],
        "dated": full_date(told.issued_on),
        "line": line,
        "kinds": [kind for kind in _KINDS if kind != "pdf" or pdf_available()],
        "copies": range(1, line.paper.copies + 1) if line and line.paper else (),
        "now": request.at,
    }
    return render(request, "records/outgoing.html", context)


@require_GET
@answering
def file(request: Request, uid: str, form: str, kind: str) -> HttpResponse:
    report, code = find_report(request.actor, uid), form_code(form)
    if kind not in _KINDS or (kind == "pdf" and not pdf_available()):
        raise Refused(NOT_FOUND)
    copy = request.GET.get("copy", "")
    told = told_of(report, code, actor=request.actor, at=request.at, copy=int(copy) if copy.isdecimal() else 0)
    written = paper_for(code, told)
    docx = to_docx(written)
    response = HttpResponse(docx if kind == "docx" else to_pdf(docx), content_type=_KINDS[kind])
    name = "".join(written.title.split())
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or "attachment"
    return response
