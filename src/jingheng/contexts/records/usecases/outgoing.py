"""Papers leave the office: numbered, sent by 机要交换 or otherwise, acknowledged with a scanned receipt (decisions §6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO

from django.core.files.base import File

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records.models import Exclusion, OutgoingPaper, Report
from jingheng.contexts.records.queries.committee import committee_items
from jingheng.contexts.records.queries.outgoing import find_paper, may_read_paper, outgoing_facts, paper_of
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.outgoing import OUTGOING, refuse_heading, refuse_receipt, refuse_sending
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.rules.signing import refuse_scan
from jingheng.contexts.records.usecases.reading import note_readings
from jingheng.contexts.records.usecases.storing import head_of, open_stored, stored
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure


@contextmanager
def _moving(
    action: str, *, uid: str, addressee: str, shown_revision: int, actor: Actor, at: datetime
) -> Iterator[OutgoingPaper]:
    """Lock the report, ask the paper's life cycle, let the caller fill it in, then write paper and ledger entry."""
    with recording(actor=actor, at=at) as ledger:
        report = Report.objects.select_for_update().get(pk=find_report(actor, uid).pk)
        facts = outgoing_facts(report, addressee, shown_revision=shown_revision, actor=actor)
        move = OUTGOING.ensure(action, facts, actor)
        paper = paper_of(report, addressee) or OutgoingPaper(
            report=report, addressee=addressee, revision=report.revision
        )
        paper.state = move.target
        yield paper
        paper.save()
        ledger(move.event, subject=f"report:{uid}", office_id=report.office_id, addressee=addressee)


def number_paper(
    *, uid: str, addressee: str, shown_revision: int, number: str, recipient: str, secrecy: str, urgency: str, copies: int,
    actor: Actor, at: datetime,
) -> OutgoingPaper:  # fmt: skip
    """发文字号, 主送, 密级, 紧急程度 and how many copies: from 办公室, or from inspection where it does that itself."""
    norms = _norms(actor, at)
    ensure(
        *refuse_heading(
            number=number, recipient=recipient, secrecy=secrecy, marks=norms["paper.secrecy_marks"], urgency=urgency,
            copies=copies, most_copies=norms["paper.most_copies"], today=local_date(at),
        )
    )  # fmt: skip
    with _moving("number", uid=uid, addressee=addressee, shown_revision=shown_revision, actor=actor, at=at) as paper:
        ensure(_refuse_taken(number.strip(), paper))
        paper.number, paper.recipient, paper.secrecy, paper.urgency = (
            number.strip(),
            recipient.strip(),
            secrecy,
            urgency,
        )
        paper.copies, paper.numbered_by_id, paper.numbered_at = copies, actor.me, at
    return paper


def send_paper(
    *,
    uid: str,
    addressee: str,
    shown_revision: int,
    channel: str,
    docket: str,
    sent_on: date,
    actor: Actor,
    at: datetime,
) -> OutgoingPaper:
    """It has left the office."""
    with _moving("send", uid=uid, addressee=addressee, shown_revision=shown_revision, actor=actor, at=at) as paper:
        signed_on = local_date(paper.report.signed_at or paper.report.compiled_at or at)
        ensure(*refuse_sending(sent_on=sent_on, signed_on=signed_on, channel=channel, today=local_date(at)))
        paper.channel, paper.docket, paper.sent_on, paper.sent_by_id = channel, docket.strip(), sent_on, actor.me
    return paper


def receive_paper(
    *, uid: str, addressee: str, shown_revision: int, receiver: str, received_there_by: str, receipt_number: str,
    received_on: date, scan: File[bytes], actor: Actor, at: datetime,
) -> OutgoingPaper:  # fmt: skip
    """回执 with its scan. All of it or nothing."""
    report = find_report(actor, uid)
    paper = find_paper(report, addressee)
    facts = outgoing_facts(report, addressee, shown_revision=shown_revision, actor=actor)
    OUTGOING.ensure("receive", facts, actor)
    assert paper.sent_on is not None  # its state says so
    ensure(
        *refuse_receipt(
            received_on=received_on,
            sent_on=paper.sent_on,
            receiver=receiver,
            received_there_by=received_there_by,
            today=local_date(at),
        ),
        refuse_scan(head_of(scan), scan.size or 0, most_megabytes=_norms(actor, at)["signing.scan_megabytes"]),
    )
    with (
        stored(scan, "receipts") as kept,
        _moving("receive", uid=uid, addressee=addressee, shown_revision=shown_revision, actor=actor, at=at) as paper,
    ):
        paper.receiver, paper.received_there_by = receiver.strip(), received_there_by.strip()
        paper.receipt_number = receipt_number.strip()
        paper.received_on, paper.received_by_id = received_on, actor.me
        paper.name, paper.size, paper.sha256, paper.path = kept
    return paper


def open_receipt(*, uid: str, addressee: str, actor: Actor) -> tuple[OutgoingPaper, IO[bytes]]:
    """The scan, for those who enter receipts and those who read the paper."""
    report = find_report(actor, uid)
    facts = outgoing_facts(report, addressee, shown_revision=report.revision, actor=actor)
    delivers = OUTGOING.refusal("number", facts, actor)
    if (delivers and delivers.code in ("not-permitted", "not-found")) and not may_read_paper(report, addressee, actor):
        raise Refused(NOT_FOUND)
    paper = find_paper(report, addressee)
    if not paper.path:
        raise Refused(NOT_FOUND)
    return paper, open_stored(paper.path)


def read_committee_paper(*, uid: str, actor: Actor, at: datetime) -> list[Content]:
    """What stands behind its figures. Each record is read by this, and its filer sees it."""
    report = find_report(actor, uid)
    if not may_read_paper(report, "COMMITTEE", actor) or report.kind == URGENT:
        raise Refused(NOT_FOUND)
    items = committee_items(report, report.figures["committee"])
    records = [record for record, _ in items]
    if Exclusion.objects.filter(record__in=records, person=actor.person_id).exists():
        raise Refused(NOT_FOUND)  # none of what counts at home is shut to its head and chief; if it were, it stays so
    note_readings([one for one in records if one.filer_id != actor.person_id], actor=actor, at=at)
    return [content for _, content in items]


def _norms(actor: Actor, at: datetime) -> Norms:
    return norms_on(local_date(at), office_path=actor.office_path)


def _refuse_taken(number: str, paper: OutgoingPaper) -> Refusal | None:
    if OutgoingPaper.objects.filter(number=number).exclude(pk=paper.pk).exists():
        return Refusal("number-taken", f"“{number}”已经用过，请核对发文登记簿，换一个号。", "number")
    return None
