"""An office's month, quarter and year: compiled, signed by the chief, sent upward, accepted.

Months are closed by acceptance, in the top office by filing away, and by nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Report, ReportRevision, ReportStep
from jingheng.contexts.records.queries.problems import carried_into
from jingheng.contexts.records.queries.report_figures import figures_of, months_of
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report, office_of, report_facts
from jingheng.contexts.records.queries.telling import refuse_telling
from jingheng.contexts.records.rules.lifecycles import REPORT, URGENT_REPORT
from jingheng.contexts.records.rules.problems import Problems, refuse_unanswered
from jingheng.contexts.records.rules.reporting import (
    KINDS,
    URGENT,
    due_date,
    period_of,
    refuse_before_start,
    refuse_other_beginning,
)
from jingheng.contexts.records.usecases.adjusting import seal_month
from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Lifecycle
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

NO_PROBLEMS = Problems()


class AlreadyOpen(Exception):
    """Somebody else opened it first."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.uid)
        self.report = report


def lifecycle_of(report: Report) -> Lifecycle:
    return URGENT_REPORT if report.kind == URGENT else REPORT


def open_report(*, kind: str, first: Month, actor: Actor, at: datetime) -> Report:
    """Begin to collect a period. Opening it a second time finds what is there."""
    if kind not in KINDS or not actor.may("report.compile"):
        raise Refused(NOT_FOUND)
    ensure(refuse_other_beginning(kind, first))
    try:
        return _open(kind, first, actor, at)
    except AlreadyOpen as already:
        return already.report


def _open(kind: str, first: Month, actor: Actor, at: datetime) -> Report:
    last = period_of(kind, first).last
    with recording(actor=actor, at=at) as ledger:
        office = Office.objects.select_for_update(no_key=True).get(pk=office_of(actor).pk)
        there = Report.objects.filter(office=office, kind=kind, first_month=first.number).first()
        if there is not None:
            raise AlreadyOpen(there)
        begin = Month.from_number(office.starts_in) if office.starts_in else None
        ensure(refuse_before_start(first, last, begin, today=local_date(at)))
        norms = norms_on(last.last_day, office_path=office.path)
        report = Report.objects.create(
            uid=secrets.token_urlsafe(16), office=office, kind=kind, first_month=first.number, last_month=last.number,
            state="COLLECTING", due_date=due_date(kind, last, norms[KINDS[kind].deadline], inbox.working_calendar()),
        )  # fmt: skip
        ledger("report.opened", subject=f"report:{report.uid}", office_id=office.pk)
    return report


@contextmanager
def moving(
    action: str, *, uid: str, shown_revision: int, actor: Actor, at: datetime, opinion: str = ""
) -> Iterator[Report]:
    """Find it, lock it, ask its life cycle, let the caller change it, then write state, step and ledger entry."""
    with recording(actor=actor, at=at) as ledger:
        pk = find_report(actor, uid).pk
        report = Report.objects.select_for_update().get(pk=pk)
        facts = report_facts(report, shown_revision=shown_revision, on=local_date(at))
        move = lifecycle_of(report).ensure(action, facts, actor)
        source = report.state
        report.state = move.target
        yield report
        report.save()
        ReportStep.objects.create(
            report=report, action=action, source=source, target=move.target, revision=report.revision,
            by_id=actor.person_id, at=at, opinion=safe.seal(opinion) if opinion else "",
        )  # fmt: skip
        ledger(move.event, subject=f"report:{uid}", office_id=report.office_id)


def compile_report(
    *, uid: str, words: str, shown_revision: int, actor: Actor, at: datetime, problems: Problems = NO_PROBLEMS
) -> Report:
    """Count again and write the next revision, without a word of who filed. An earlier one's signature falls away."""
    ensure(_refuse_long(words, actor, at, "words"), _refuse_long("\n".join(problems.found), actor, at, "problems"))
    with moving("compile", uid=uid, shown_revision=shown_revision, actor=actor, at=at) as report:
        months = months_of(report)
        notes = "\n".join(one.note for one in problems.followed)
        ensure(
            *refuse_unanswered(carried_into(report), problems.followed),
            refuse_telling("\n".join(problems.found), months=months, actor=actor, field="problems", where="“存在问题”"),
            refuse_telling(words, months=months, actor=actor, field="words", where="“情况说明和下步打算”"),
            refuse_telling(notes, months=months, actor=actor, field="followed-0-note", where="“上期问题整改情况”"),
        )
        revise(report, figures_of(report), words.strip(), problems=problems, by=actor, at=at)
        report.signed_by, report.signed_at, report.signed_revision = None, None, None
        report.signed_as, report.is_paper_signed = "", False
    return report


def revise(
    report: Report, figures: dict[str, Any], words: str, *, by: Actor, at: datetime, problems: Problems = NO_PROBLEMS
) -> None:
    report.revision += 1
    report.figures, report.words, report.problems = figures, safe.seal(words), safe.seal(problems.plain())
    report.digest = digest_of(report.uid, report.revision, figures, words, problems)
    report.compiled_by_id, report.compiled_at = by.person_id, at
    ReportRevision.objects.create(
        report=report, number=report.revision, figures=figures, words=report.words, problems=report.problems,
        digest=report.digest, made_at=at,
    )  # fmt: skip


def digest_of(uid: str, revision: int, figures: dict[str, Any], words: str, problems: Problems) -> str:
    """What an approval is bound to."""
    return safe.digest(
        {"figures": figures, "problems": problems.plain(), "revision": revision, "uid": uid, "words": words}
    )


def sign_report(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Report:
    """The chief's approval of exactly this revision."""
    with moving("sign", uid=uid, shown_revision=shown_revision, actor=actor, at=at) as report:
        report.signed_by_id, report.signed_at, report.signed_revision = actor.person_id, at, report.revision
        report.signed_as = "CHIEF" if actor.holds("CHIEF") else "ACTING"
    return report


def send_back_report(*, uid: str, shown_revision: int, opinion: str, actor: Actor, at: datetime) -> Report:
    """The chief wants something put right first."""
    ensure(_refuse_wordless(opinion), _refuse_long(opinion, actor, at, "opinion"))
    with moving(
        "send-back", uid=uid, shown_revision=shown_revision, actor=actor, at=at, opinion=opinion.strip()
    ) as report:
        pass
    return report


def send_report(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Report:
    with moving("send", uid=uid, shown_revision=shown_revision, actor=actor, at=at) as report:
        mark_sent(report, actor, at, is_late=local_date(at) > report.due_date)
    return report


def mark_sent(report: Report, actor: Actor, at: datetime, *, is_late: bool) -> None:
    """Late or in time by the first sending: what the office above sends back does not make it late."""
    if report.sent_at is None:
        report.is_late = is_late
    report.sent_by_id, report.sent_at = actor.person_id, at


def close_report(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Report:
    """The top office's own report: nobody above receives it here. Its month is closed with it."""
    with moving("close", uid=uid, shown_revision=shown_revision, actor=actor, at=at) as report:
        mark_sent(report, actor, at, is_late=local_date(at) > report.due_date)
        _seal(report, at)
    return report


def accept_report(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Report:
    """The office above takes it over; a month is closed by this."""
    with moving("accept", uid=uid, shown_revision=shown_revision, actor=actor, at=at) as report:
        report.accepted_by_id, report.accepted_at = actor.person_id, at
        _seal(report, at)
    return report


def return_report(*, uid: str, shown_revision: int, opinion: str, actor: Actor, at: datetime) -> Report:
    """The office above sends it back with a reason."""
    ensure(_refuse_wordless(opinion), _refuse_long(opinion, actor, at, "opinion"))
    with moving(
        "return", uid=uid, shown_revision=shown_revision, actor=actor, at=at, opinion=opinion.strip()
    ) as report:
        pass
    return report


def _seal(report: Report, at: datetime) -> None:
    if report.kind == "MONTH":
        seal_month(report.office, Month.from_number(report.first_month), at)


def _refuse_wordless(opinion: str) -> Refusal | None:
    return None if opinion.strip() else Refusal("needs-opinion", "请写明退回的理由和要改什么。", "opinion")


def _refuse_long(text: str, actor: Actor, at: datetime, field: str) -> Refusal | None:
    longest = norms_on(local_date(at), office_path=actor.office_path)["record.max_text_chars"]
    if len(text) > longest:
        return Refusal("too-long", f"最多 {longest} 字，现有 {len(text)} 字，请精简。", field)
    return None
