"""立即报告: what cannot wait for the month, sent upward by whoever leads the record (23号 第7条, 待核).

The inspection head or the chief, whichever the route lets read the record. The chief does not sign it: the record may
have to be kept from him, and whether he signed would tell.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Record, Report
from jingheng.contexts.records.queries.reports import find_urgent_record, office_of
from jingheng.contexts.records.queries.telling import refuse_telling
from jingheng.contexts.records.queries.visibility import find_official
from jingheng.contexts.records.rules.reporting import URGENT
from jingheng.contexts.records.usecases.reports import mark_sent, moving, revise
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, MonthRange, local_date
from jingheng.kernel.refusal import Refusal, ensure


def report_urgently(*, record_uid: str, words: str, shown_revision: int = 0, actor: Actor, at: datetime) -> Report:
    """Write and send in one act, within hours of the filing; again after the office above has sent it back."""
    with recording(actor=actor, at=at):
        record = Record.objects.select_for_update().get(pk=find_official(actor, record_uid).pk)
        find_urgent_record(actor, record_uid)
        office = office_of(actor)
        norms = norms_on(local_date(record.filed_at), office_path=office.path)
        longest = norms["record.max_text_chars"]
        month = Month.from_number(record.filed_month)
        ensure(
            _refuse_unhurried(record),
            Refusal("needs-words", "请写明什么事、影响到什么、已经采取什么措施。", "words")
            if not words.strip()
            else None,
            Refusal("too-long", f"最多 {longest} 字，请精简。", "words") if len(words) > longest else None,
            refuse_telling(words, months=MonthRange(month, month), actor=actor, field="words", where="“报告内容”"),
        )
        report = _report_of(record, office, norms)
        action = "keep" if office.parent_id is None else "report"
        with moving(action, uid=report.uid, shown_revision=shown_revision, actor=actor, at=at) as moved:
            revise(moved, {}, words.strip(), by=actor, at=at)
            moved.signed_by_id, moved.signed_at, moved.signed_revision = actor.person_id, at, moved.revision
            mark_sent(moved, actor, at, is_late=at > deadline(record, norms))
    return moved


def deadline(record: Record, norms: Norms) -> datetime:
    hours: int = norms["record.urgent_hours"]
    return record.filed_at + timedelta(hours=hours)


def _report_of(record: Record, office: Office, norms: Norms) -> Report:
    """The record's one urgent report. The record is locked: nobody else begins it meanwhile."""
    report, _ = Report.objects.get_or_create(
        record=record, kind=URGENT,
        defaults={
            "uid": secrets.token_urlsafe(16), "office": office, "first_month": record.filed_month,
            "last_month": record.filed_month, "state": "COLLECTING", "due_date": local_date(deadline(record, norms)),
        },
    )  # fmt: skip
    return report


def _refuse_unhurried(record: Record) -> Refusal | None:
    if not record.is_urgent:
        return Refusal("not-urgent", "这条记录没有需要立即报告的情形，随月报汇总即可。")
    return None
