"""What inspection does with a record: formal check, triage, verification, outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Record, Series, Step
from jingheng.contexts.records.queries.facts import assignable, facts_of, reviews_open
from jingheng.contexts.records.queries.visibility import NOT_FOUND, find_official, find_workable, masks_filer, official
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import RECORD, refuse_involved
from jingheng.contexts.records.rules.progress import FINAL
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.usecases.adjusting import counted_as, note_change
from jingheng.contexts.records.usecases.reading import note_readings
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_TRIAGE_ACTION = {"T0": "exclude", "T3": "note", "T1": "triage", "T2": "triage", "T4": "triage"}


@dataclass
class _Move:
    """One move under way: the locked record, and what its step is to say."""

    record: Record
    norms: Norms
    today: date
    code: str = ""
    opinion: str = ""
    due_date: date | None = None


@contextmanager
def moving(
    action: str, *, uid: str, actor: Actor, at: datetime, proposed: str = "", checks: Iterable[Refusal | None] = ()
) -> Iterator[_Move]:
    """Lock the record, ask the life cycle, let the caller change it, then write state, step and ledger entry.

    Scope is asked before anything else, so that a record that is not the actor's is never told from none. What happened
    while we waited for the lock counts: whoever comes second hears in which state the record is now.
    """
    today = local_date(at)
    with recording(actor=actor, at=at) as ledger:
        pk = find_workable(actor, uid).pk
        record = Record.objects.select_for_update().get(pk=pk)
        facts = facts_of(record, proposed=proposed, on=today)
        ensure(refuse_involved(facts, actor))
        move = RECORD.ensure(action, facts, actor)
        find_workable(actor, uid)  # sent elsewhere meanwhile
        ensure(*checks)
        office = Office.objects.get(pk=record.receiving_office_id)
        under_way = _Move(record, norms_on(today, office_path=office.path), today)
        source = record.state
        yield under_way
        record.state, record.due_date = move.target, under_way.due_date
        record.rested_at = at if move.target in FINAL else None
        record.save()
        Step.objects.create(
            record=record, action=action, source=source, target=move.target, by_id=actor.person_id, at=at,
            code=under_way.code, opinion=safe.seal(under_way.opinion) if under_way.opinion else "",
            due_date=under_way.due_date,
        )  # fmt: skip
        ledger(move.event, subject=f"record:{record.uid}", office_id=record.receiving_office_id)


def accept_record(*, uid: str, actor: Actor, at: datetime) -> Record:
    """Formal check passed: the record gets its running number in the series of the body that accepts."""
    with moving("accept", uid=uid, actor=actor, at=at) as move:
        move.record.number = _next_number(move.record, at)
        move.due_date = inbox.working_calendar().add_working_days(move.today, move.norms["record.review_working_days"])
    return move.record


def return_record(*, uid: str, reason: str, opinion: str, actor: Actor, at: datetime) -> Record:
    """Formal check failed: back to the filer with a reason code and a deadline."""
    checks = (
        Refusal("unknown-reason", "请选择退回理由。", "reason") if reason not in taxonomy.RETURN_REASONS else None,
        Refusal("needs-opinion", "退回理由为“其他”时请写明要补正什么。", "opinion")
        if reason == "R9" and not opinion.strip()
        else None,
    )
    with moving("return", uid=uid, actor=actor, at=at, checks=checks) as move:
        move.code, move.opinion = reason, opinion.strip()
        move.due_date = inbox.working_calendar().add_working_days(
            move.today, move.norms["record.supplement_working_days"]
        )
    return move.record


def triage_record(*, uid: str, conclusion: str, opinion: str, actor: Actor, at: datetime) -> Record:
    """甄别: T0 leaves every count, T3 is kept on file, T1, T2 and T4 are verified."""
    action = _TRIAGE_ACTION.get(conclusion, "triage")
    unknown = Refusal("unknown-triage", "请选择甄别结论。", "conclusion") if conclusion not in taxonomy.TRIAGE else None
    with moving(action, uid=uid, actor=actor, at=at, checks=[unknown]) as move:
        record = move.record
        before = counted_as(record)
        record.triage = move.code = conclusion
        record.is_counted = conclusion != "T0"
        move.opinion = opinion.strip()
        if action == "triage":  # the days of the verification run from its opening; to open it is one more formal step
            move.due_date = inbox.working_calendar().add_working_days(
                move.today, move.norms["record.review_working_days"]
            )
        note_change(
            record,
            before=before,
            after=counted_as(record),
            reason="EXCLUDED" if conclusion == "T0" else "CORRECTED",
            at=at,
        )
    return move.record


def open_verification(*, uid: str, actor: Actor, at: datetime) -> Record:
    """REC-29. The days of a verification run from its opening; hearing, proposal and rejection leave the last day
    where it is (《接触交往若干规定》（2015）第10条, 待核; own design).
    """
    with moving("verify", uid=uid, actor=actor, at=at) as move:
        move.due_date = move.today + timedelta(days=move.norms["verify.days"])
    return move.record


def propose_outcome(*, uid: str, outcome: str, opinion: str, actor: Actor, at: datetime) -> Record:
    """The verifier's conclusion; an adverse one waits for a second person and, for our own staff, for a hearing."""
    checks = (
        Refusal("unknown-outcome", "请选择核查结论。", "outcome") if outcome not in taxonomy.OUTCOMES else None,
        Refusal("needs-opinion", "请写明核查情况和理由。", "opinion") if not opinion.strip() else None,
    )
    with moving("propose", uid=uid, actor=actor, at=at, proposed=outcome, checks=checks) as move:
        move.record.outcome = move.code = outcome
        move.opinion = opinion.strip()
        move.due_date = move.record.due_date
    return move.record


def reject_outcome(*, uid: str, opinion: str, actor: Actor, at: datetime) -> Record:
    unreasoned = Refusal("needs-opinion", "退回重核请写明理由。", "opinion") if not opinion.strip() else None
    with moving("reject", uid=uid, actor=actor, at=at, checks=[unreasoned]) as move:
        move.code, move.record.outcome = move.record.outcome, ""
        move.opinion = opinion.strip()
        move.due_date = move.record.due_date
    return move.record


def conclude_record(*, uid: str, opinion: str, actor: Actor, at: datetime) -> Record:
    """The outcome stands. Unsubstantiated: a note of 澄清 stays and the record leaves every list of signals."""
    with moving("conclude", uid=uid, actor=actor, at=at) as move:
        move.code, move.opinion = move.record.outcome, opinion.strip()
        move.record.is_cleared = move.record.is_cleared or move.record.outcome == "UNSUBSTANTIATED"
    return move.record


def reassign_record(*, uid: str, to: Person, actor: Actor, at: datetime) -> Record:
    """The head hands a record to another of his inspectors who may read it."""
    with recording(actor=actor, at=at) as ledger:
        pk = find_workable(actor, uid).pk
        record = Record.objects.select_for_update().get(pk=pk)
        find_workable(actor, uid)
        ensure(Refusal("not-permitted", "只有检务督察负责人可以改派。") if not actor.may("record.desk") else None)
        ensure(
            Refusal("final", "记录已经办结，不再改派。")
            if record.state in FINAL and not reviews_open(record)
            else None,
            Refusal("not-eligible", "请选择其他督察员。", "to")
            if to not in assignable(record, on=local_date(at))
            else None,
        )
        record.assignee = to
        record.save(update_fields=["assignee"])
        Step.objects.create(
            record=record, action="reassign", source=record.state, target=record.state, by_id=actor.person_id, at=at,
            opinion=safe.seal(f"改派给{to.name}"),
        )  # fmt: skip
        ledger("record.reassigned", subject=f"record:{record.uid}", office_id=record.receiving_office_id)
    return record


def unmask_filer(*, uid: str, reason: str, actor: Actor, at: datetime) -> Record:
    """The chief asks who the filer is. He says why, and the filer is told (decisions §7)."""
    record = find_official(actor, uid)
    ensure(Refusal("not-masked", "填报人对您没有隐去，不需申请查看。") if not masks_filer(actor) else None)
    note_unmasking(record, reason=reason, actor=actor, at=at)
    return record


def note_unmasking(record: Record, *, reason: str, actor: Actor, at: datetime) -> None:
    """The reason stands in the record's history, which its filer reads."""
    with recording(actor=actor, at=at) as ledger:
        ensure(
            Refusal("needs-reason", "请写明查看填报人的理由；理由会告知填报人。", "reason")
            if not reason.strip()
            else None
        )
        Step.objects.create(
            record=record, action="unmask", source=record.state, target=record.state, by_id=actor.person_id, at=at,
            opinion=safe.seal(reason.strip()),
        )  # fmt: skip
        ledger("record.filer-unmasked", subject=f"record:{record.uid}", office_id=record.receiving_office_id)


def open_record(*, uid: str, actor: Actor, at: datetime) -> Record:
    """Read a record officially. Every reading is kept, and the filer can see it (decisions §15)."""
    record = official(actor).filter(uid=uid).select_related("filer", "receiving_office", "assignee").first()
    if record is None:
        raise Refused(NOT_FOUND)
    note_readings([record], actor=actor, at=at)
    return record


def note_export(*, rows: int, actor: Actor, at: datetime) -> None:
    """Whoever takes a list away leaves a trace."""
    with recording(actor=actor, at=at) as ledger:
        ledger("record.list-exported", subject=f"office:{actor.office_id}", rows=rows)


def _next_number(record: Record, at: datetime) -> str:
    """Gapless per office and year: the counter is locked, and a rollback takes the number back.

    One series for the inspectors' desk and the leadership's: from a second one, held against the office's figures,
    anybody could reckon how many records were about leaders (decisions §1).
    """
    year = at.astimezone(SHANGHAI).year
    office = Office.objects.get(pk=record.receiving_office_id)
    if record.desk == Desk.DISCIPLINE:
        return discipline_number(office.code, year, record.receipt_code)
    Series.objects.get_or_create(office=office, year=year)
    series = Series.objects.select_for_update().get(office=office, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return running_number(office.code, year, series.last)


def running_number(office_code: str, year: int, number: int) -> str:
    return f"{office_code}督〔{year}〕{number}号"


def discipline_number(office_code: str, year: int, receipt_code: str) -> str:
    """No running number: its filer sees it, and would see how many others wrote to 派驻纪检监察组 before him."""
    return f"{office_code}纪〔{year}〕{receipt_code}"
