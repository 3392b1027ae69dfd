"""Changing what was filed: corrections, supplements, and the filer's answer to whom a name means.

What was submitted is never overwritten: every change is a further revision. The route is found anew over the union of
all revisions, so that taking a name out opens nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import Recorder, recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Copy, Draft, Exclusion, IdentityQuestion, Record, Step
from jingheng.contexts.records.queries.facts import contents_of, facts_of
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.queries.own_records import record_of_draft
from jingheng.contexts.records.queries.visibility import NOT_FOUND, find_own
from jingheng.contexts.records.rules.correcting import (
    refuse_outdated,
    refuse_returned,
    refuse_unchanged,
    refuse_unreasoned,
)
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of, faults, lateness, payload_of
from jingheng.contexts.records.rules.lifecycles import RECORD
from jingheng.contexts.records.rules.routing import RULES, Because, Desk
from jingheng.contexts.records.usecases.adjusting import counted_as, note_change
from jingheng.contexts.records.usecases.filing import add_revision, apply_route, describe, draft_norms
from jingheng.contexts.records.usecases.indexing import index_later
from jingheng.contexts.records.usecases.placing import Placement, Settled, place, write_placement
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_LIFTED = (Because.SAME_NAME, Because.RELATIVE, Because.CHAIN)


class AlreadyChanged(Refused):
    """The draft of a change has been submitted before: a double click."""

    def __init__(self, uid: str) -> None:
        super().__init__(Refusal("already-filed", "这次修改已经提交，没有重复。"))
        self.uid = uid


class AlreadyAnswered(Refused):
    """The same question was answered before: a double click, or a second window."""

    def __init__(self) -> None:
        super().__init__(Refusal("already-answered", "这个问题已经回答过。答错了的，请用“更正”改写并选明是哪位同事。"))


def correct_record(
    *,
    uid: str,
    content: Content,
    reason: str,
    actor: Actor,
    at: datetime,
    written_on: int | None = None,
    mark: str = "",
) -> Record:
    """A further revision with a reason. `written_on` is the revision that the writer had before him."""
    with recording(actor=actor, at=at) as ledger:
        record = _lock_own(actor, uid)
        office = Office.objects.get(pk=record.home_office_id)
        norms = norms_on(local_date(at), office_path=office.path)
        ensure(
            refuse_returned(record.state),
            refuse_outdated(record.revision_count if written_on is None else written_on, record.revision_count),
            refuse_unreasoned(reason, longest=norms["record.max_text_chars"]),
        )
        step = Step(action="correct", source=record.state, target=record.state, code=mark)
        _revise(record, content, reason=reason.strip(), step=step, office=office, actor=actor, at=at, ledger=ledger)
    return record


def supplement_record(
    *,
    uid: str,
    content: Content,
    actor: Actor,
    at: datetime,
    reason: str = "",
    written_on: int | None = None,
    mark: str = "",
) -> Record:
    """A returned record, put right: back to formal review with a new deadline for it."""
    with recording(actor=actor, at=at) as ledger:
        record = _lock_own(actor, uid)
        today = local_date(at)
        move = RECORD.ensure("supplement", facts_of(record, on=today), actor)
        ensure(refuse_outdated(record.revision_count if written_on is None else written_on, record.revision_count))
        office = Office.objects.get(pk=record.home_office_id)
        norms = norms_on(today, office_path=office.path)
        step = Step(action="supplement", source=record.state, target=move.target, code=mark)
        record.state = move.target
        record.due_date = inbox.working_calendar().add_working_days(today, norms["record.review_working_days"])
        _revise(record, content, reason=reason.strip(), step=step, office=office, actor=actor, at=at, ledger=ledger)
    return record


def file_change(*, draft_uid: str, actor: Actor, at: datetime) -> Record:
    """Submit a correction or a supplement that was written as a draft, with its attachments."""
    with recording(actor=actor, at=at):
        draft = Draft.objects.select_for_update().filter(uid=draft_uid, owner=actor.person_id).first()
        if draft is None:
            changed = record_of_draft(actor, draft_uid)
            raise AlreadyChanged(changed) if changed else Refused(NOT_FOUND)
        payload = safe.unseal(draft.payload)
        content, uid = draft_of(payload), payload["changes"]
        reason, written_on = payload.get("reason", ""), payload["written_on"]
        change = supplement_record if find_own(actor, uid).state == "RETURNED" else correct_record
        record = change(
            uid=uid, content=content, reason=reason, actor=actor, at=at, written_on=written_on, mark=draft_uid
        )
        Attachment.objects.filter(draft=draft).update(record=record, draft=None)
        draft.delete()
    return record


def answer_identity(*, uid: str, name_key: str, person_id: int | None, actor: Actor, at: datetime) -> Record:
    """The filer says which colleague a name means, or none of them. What the name alone had shut opens again."""
    with recording(actor=actor, at=at) as ledger:
        record = _lock_own(actor, uid)
        question = IdentityQuestion.objects.filter(record=record, name_key=name_key).first()
        if question is None:
            raise Refused(NOT_FOUND)
        if question.answered_at is not None:
            raise AlreadyAnswered
        ensure(_refuse_stranger(person_id, question))
        office = Office.objects.get(pk=record.home_office_id)
        before, stood_at = counted_as(record), record.receiving_office_id
        contents = contents_of(record)
        closed = _route(record, contents, settled_of(record), office=office, at=at)
        question.answer_id, question.answered_at = person_id, at
        question.save(update_fields=["answer", "answered_at"])
        opened = _route(record, contents, settled_of(record), office=office, at=at)
        lifted = closed.route.excluded_ids - opened.route.excluded_ids
        Exclusion.objects.filter(record=record, person__in=lifted, because__in=_LIFTED).delete()
        Exclusion.objects.filter(record=record, person=person_id).update(because=Because.NAMED)
        _reroute(record, opened)
        record.save()
        Step.objects.create(
            record=record, action="answer", source=record.state, target=record.state, by_id=actor.person_id, at=at
        )
        note_change(record, before=before, after=counted_as(record), reason="CORRECTED", at=at)
        _note_filed(record, stood_at, ledger)
    return record


def settled_of(record: Record) -> Settled:
    """The filer's answers so far, by name."""
    answered = IdentityQuestion.objects.filter(record=record, answered_at__isnull=False)
    return dict(answered.values_list("name_key", "answer"))


def _lock_own(actor: Actor, uid: str) -> Record:
    return Record.objects.select_for_update().get(pk=find_own(actor, uid).pk)


def _revise(
    record: Record,
    content: Content,
    *,
    reason: str,
    step: Step,
    office: Office,
    actor: Actor,
    at: datetime,
    ledger: Recorder,
) -> None:
    """Measured as on the day of filing: a record does not grow late by being corrected."""
    norms = norms_on(local_date(record.filed_at), office_path=office.path)
    measures = draft_norms(norms)
    ensure(*faults(content, at=record.filed_at, norms=measures))
    ensure(
        refuse_unchanged(
            record.revisions.get(number=record.revision_count).present_digest, safe.digest(payload_of(content))
        )
    )
    assert content.happened_at is not None  # REC-106: faults() has seen to it
    assert actor.person_id is not None  # the filer
    placement = _route(record, [*contents_of(record), content], settled_of(record), office=office, at=at)

    before, stood_at = counted_as(record), record.receiving_office_id
    happened = Month.of(content.happened_at)
    late = lateness(content, at=record.filed_at, norms=measures)
    record.happened_at, record.happened_month = content.happened_at, happened.number
    record.is_late = late is not None and late.is_late
    record.is_supplementary = local_date(record.filed_at) > window(happened, norms).due
    record.revision_count += 1
    record.names_gone_at = None
    describe(record, content)
    _reroute(record, placement)
    record.save()
    add_revision(record, content, reason=reason, by=actor.person_id, at=at)
    step.record, step.by_id, step.at = record, actor.person_id, at
    step.save(force_insert=True)
    note_change(record, before=before, after=counted_as(record), reason="CORRECTED", at=at)
    index_later(record.pk)
    _note_filed(record, stood_at, ledger)


def _note_filed(record: Record, stood_at: int, ledger: Recorder) -> None:
    """Where a record leaves for another desk, the office that it leaves notes what it would note if it stayed."""
    for office in sorted({stood_at, record.receiving_office_id}):
        ledger("statement.filed", subject=f"record:{record.uid}", office_id=office, anonymous=True)


def _route(record: Record, contents: list[Content], settled: Settled, *, office: Office, at: datetime) -> Placement:
    placement = place(contents, filer_id=record.filer_id, office=office, on=local_date(at), settled=settled)
    if placement.route.desk is Desk.PAPER:
        raise Refused(Refusal("paper", RULES[placement.route.rule]))
    return placement


def _reroute(record: Record, placement: Placement) -> None:
    """Exclusions are only added; whoever was shut out before stays out, also as the one to whom it is dealt."""
    shut_out = set(Exclusion.objects.filter(record=record).values_list("person_id", flat=True))
    route = replace(placement.route, candidates=placement.route.candidates - shut_out)
    apply_route(record, replace(placement, route=route))
    kept = {(copy.office_id, copy.duty) for copy in route.copies}
    for copy in Copy.objects.filter(record=record):
        if (copy.office_id, copy.duty) not in kept:
            copy.delete()
    write_placement(record, placement)


def _refuse_stranger(person_id: int | None, question: IdentityQuestion) -> Refusal | None:
    """Only one of those who were asked about, or none of them."""
    if person_id is not None and person_id not in question.candidates:
        return Refusal("unknown-person", "请从列出的同事中选择，或者选“都不是”。", "person")
    return None
