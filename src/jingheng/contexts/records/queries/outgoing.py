"""Papers of a report, scoped to an actor: which there are, who reads them, who delivers them."""

from __future__ import annotations

from datetime import date

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records.models import OutgoingPaper, Report
from jingheng.contexts.records.queries.committee import of_concern
from jingheng.contexts.records.queries.report_figures import months_of
from jingheng.contexts.records.queries.reports import NOT_FOUND, SIGNED
from jingheng.contexts.records.rules.outgoing import OutgoingFacts, addressees_of, committee_name
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.kernel.actor import Actor
from jingheng.kernel.paper_numbers import next_paper_number
from jingheng.kernel.refusal import Refused


def addressees(report: Report) -> tuple[str, ...]:
    """Of a report that is compiled by the norm of its period: whether the committee is told stands in its figures."""
    if report.kind != URGENT:
        told = report.figures.get("committee") is not None
        return addressees_of(report.kind, [report.kind] if told else [])
    norms = norms_on(months_of(report).last.last_day, office_path=report.office.path)
    urgent = of_concern(norms).filter(urgent_reports=report, passed_by="").exists()
    return addressees_of(report.kind, norms["paper.committee_kinds"], record_in_scope=urgent)


def may_read_paper(report: Report, form: str, actor: Actor) -> bool:
    """What the committee is told names people: for head of inspection and chief alone. The rest says no more than the report.

    The meeting's paper is read out by those who make and sign the report.
    """
    if report.office_id != actor.office_id or not report.revision:
        return False
    if form == "COMMITTEE":
        return actor.may("record.lead") and form in addressees(report)
    if form == "SUPERIOR":
        return any(actor.may(one) for one in ("report.compile", "report.sign")) or (
            actor.may("report.deliver") and report.state in SIGNED
        )
    return report.kind != URGENT and (actor.may("report.compile") or actor.may("report.sign"))


def paper_of(report: Report, addressee: str) -> OutgoingPaper | None:
    """Of the revision that stands."""
    rows = OutgoingPaper.objects.filter(report=report, addressee=addressee, revision=report.revision)
    return rows.select_related("numbered_by", "sent_by", "received_by").first()


def find_paper(report: Report, addressee: str) -> OutgoingPaper:
    paper = paper_of(report, addressee)
    if paper is None:
        raise Refused(NOT_FOUND)
    return paper


def outgoing_facts(report: Report, addressee: str, *, shown_revision: int, actor: Actor) -> OutgoingFacts:
    paper = paper_of(report, addressee)
    return OutgoingFacts(
        state=paper.state if paper else "UNNUMBERED",
        is_own=report.office_id == actor.office_id and addressee in addressees(report),
        is_urgent=report.kind == URGENT,
        is_signed=report.state in SIGNED and (report.kind == URGENT or report.signed_revision == report.revision),
        revision=report.revision,
        shown_revision=shown_revision,
    )


def proposed_number(report: Report, *, on: date) -> str:
    """After the office's last paper; other papers of the office share the series and are not known here."""
    return next_paper_number(_numbers(report), on)


def last_number(report: Report) -> str:
    """Of the office's last paper; empty where it has numbered none."""
    return next(iter(_numbers(report)), "")


def _numbers(report: Report) -> list[str]:
    given = OutgoingPaper.objects.filter(report__office=report.office_id).order_by("-numbered_at", "-id")
    return list(given.values_list("number", flat=True))


def usual_recipient(report: Report, form: str) -> str:
    """The office above by its name on this system; else as it was called the last time, or is usually called."""
    if form == "SUPERIOR" and report.office.parent:
        return report.office.parent.name
    earlier = OutgoingPaper.objects.filter(report__office=report.office_id, addressee=form).order_by("-id").first()
    if earlier:
        return earlier.recipient
    return committee_name(report.office.name) if form == "COMMITTEE" else ""
