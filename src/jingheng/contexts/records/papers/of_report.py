"""A report's paper, for whoever may read it."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import OutgoingPaper, Report
from jingheng.contexts.records.papers.told import PaperHead, Told
from jingheng.contexts.records.queries.outgoing import may_read_paper, paper_of, usual_recipient
from jingheng.contexts.records.queries.problems import problems_in
from jingheng.contexts.records.queries.report_figures import months_of
from jingheng.contexts.records.queries.reports import NOT_FOUND, SIGNED
from jingheng.contexts.records.rules.outgoing import URGENCIES
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.usecases.outgoing import read_committee_paper
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused


def told_of(report: Report, form: str, *, actor: Actor, at: datetime, copy: int = 0) -> Told:
    """`copy`: the 份号 of one printed copy."""
    if not may_read_paper(report, form, actor):
        raise Refused(NOT_FOUND)
    named = form == "COMMITTEE" and report.kind != URGENT
    items = read_committee_paper(uid=report.uid, actor=actor, at=at) if named else ()
    norms = norms_on(local_date(at), office_path=report.office.path)
    return Told(
        office=report.office.name, kind=report.kind, months=months_of(report), figures=report.figures,
        words=safe.unseal(report.words) or "", problems=problems_in(report),
        dated=local_date(report.signed_at or report.compiled_at or at), digits=norms["circular.digits"],
        is_signed=report.state in SIGNED, signer=report.signed_by.name if report.signed_by else "",
        heading=_head(report, form, paper_of(report, form), copy), items=tuple(items), definitions=_definitions(norms),
    )  # fmt: skip


def _head(report: Report, form: str, paper: OutgoingPaper | None, copy: int) -> PaperHead:
    if paper is None:
        return PaperHead(recipient=usual_recipient(report, form))
    return PaperHead(
        number=paper.number, recipient=paper.recipient, secrecy=paper.secrecy,
        urgency=URGENCIES.name(paper.urgency) if paper.urgency else "", copy=copy if 1 <= copy <= paper.copies else 0,
    )  # fmt: skip


def _definitions(norms: Norms) -> tuple[tuple[str, str, str], ...]:
    scope = norms.norm("circular.official_scope")
    return (
        ("件数", "以填报时间计入期间，一份记录计一件；不属填报范围的不计", "镜衡统计口径（待核）"),
        ("报告率、按时率", "应报为月末在册且未免报的人，一人一月计一次", "镜衡统计口径（待核）"),
        ("其中司法办案", f"事项类别为司法办案的；公布口径：{scope.written}", str(scope.source)),
    )
