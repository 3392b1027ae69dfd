"""The right to be heard, and to be cleared (公职人员政务处分法 第43条, 检察官法 第51条; 待核)."""

from __future__ import annotations

from datetime import datetime, timedelta

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Clearance, Hearing, Record
from jingheng.contexts.records.queries.facts import facts_of, named_staff, principals
from jingheng.contexts.records.queries.telling import sources_of
from jingheng.contexts.records.queries.visibility import find_workable
from jingheng.contexts.records.rules.telling import refuse_source
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.indexing import index_later
from jingheng.contexts.records.usecases.review import moving
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

NOT_FOUND = Refusal("not-found", "没有找到这份陈述申辩通知。")


def open_hearing(*, uid: str, person: Person | None, disclosed: str, actor: Actor, at: datetime) -> Hearing:
    """Tell somebody of our own what is held against him, with the source masked, and give him the norm's days.

    Only whom the record names can be heard. Nothing else about the record is disclosed: not who filed it, nor when.
    """
    with moving("hear", uid=uid, actor=actor, at=at) as move:
        record = move.record
        hearable = named_staff(record) | principals(record)
        if person is None or person.pk not in hearable:
            raise Refused(Refusal("not-named", "只能听取记录中写明的本系统人员的陈述申辩。", "person"))
        ensure(
            Refusal("needs-facts", "请写明要告知的事实（不得出现填报人）。", "disclosed")
            if not disclosed.strip()
            else None,
            Refusal("already-heard", f"已经听取过{person.name}的陈述申辩，不能重复告知。", "person")
            if Hearing.objects.filter(record=record, person=person).exists()
            else None,
            _refuse_source(record, disclosed, "disclosed"),
        )
        move.due_date = record.due_date
        assert actor.person_id is not None  # whoever works on a record is a person
        return Hearing.objects.create(
            uid=new_uid(), record=record, person=person, disclosed=safe.seal(disclosed.strip()),
            opened_by_id=actor.person_id, opened_at=at,
            due_date=move.today + timedelta(days=move.norms["hearing.answer_days"]),
        )  # fmt: skip


def answer_hearing(*, uid: str, answer: str, actor: Actor, at: datetime) -> Hearing:
    """The person's own words, kept as they are: what he adds later stands below. He may until a conclusion stands."""
    with recording(actor=actor, at=at) as ledger:
        hearing = _own_hearing(uid, actor)
        ensure(
            Refusal("concluded", "结论已经作出，不能再提交；如不服，告知结论后可以申请复核。")
            if hearing.record.state == "CONCLUDED"
            else None,
            Refusal("empty", "请写明陈述申辩意见；没有意见的写“无异议”。", "answer") if not answer.strip() else None,
        )
        before = safe.unseal(hearing.answer)
        text = f"{before}\n\n（{local_date(at)} 补充）{answer.strip()}" if before else answer.strip()
        hearing.answer, hearing.answered_at = safe.seal(text), at
        hearing.save(update_fields=["answer", "answered_at"])
        ledger("hearing.answered", subject=f"hearing:{hearing.uid}", office_id=hearing.record.receiving_office_id)
    return hearing


def tell_result(*, uid: str, person: Person, text: str, actor: Actor, at: datetime) -> Hearing:
    """Once concluded, whoever was heard is told the result. Once: his days for a review run from then."""
    with recording(actor=actor, at=at) as ledger:
        record, hearing = _worked_hearing(uid, person, actor)
        ensure(
            Refusal("not-concluded", "结论审定后才能告知本人。") if record.state != "CONCLUDED" else None,
            Refusal("told", "结论已经告知本人，不能重复告知。") if hearing.told_at else None,
            Refusal("empty", "请写明告知内容。", "text") if not text.strip() else None,
            _refuse_source(record, text, "text"),
        )
        hearing.result, hearing.result_text, hearing.told_at = record.outcome, safe.seal(text.strip()), at
        hearing.save(update_fields=["result", "result_text", "told_at"])
        ledger("hearing.told", subject=f"hearing:{hearing.uid}", office_id=record.receiving_office_id)
    return hearing


def ask_review(*, uid: str, text: str, actor: Actor, at: datetime) -> Hearing:
    """复核, within the norm's days after the result was told."""
    with recording(actor=actor, at=at) as ledger:
        hearing = _own_hearing(uid, actor)
        if hearing.told_at is None:
            raise Refused(Refusal("not-told", "结论告知后才能申请复核。"))
        office = Office.objects.get(pk=hearing.record.receiving_office_id)
        days = norms_on(local_date(at), office_path=office.path)["hearing.review_days"]
        last_day = local_date(hearing.told_at) + timedelta(days=days)
        ensure(
            Refusal("asked", "已经申请过复核，请等待答复。") if hearing.review_asked_at else None,
            Refusal("too-late", f"申请复核的期限已于 {last_day} 届满。") if local_date(at) > last_day else None,
            Refusal("empty", "请写明申请复核的理由。", "text") if not text.strip() else None,
        )
        hearing.review_asked_at, hearing.review_text = at, safe.seal(text.strip())
        hearing.save(update_fields=["review_asked_at", "review_text"])
        ledger("hearing.review-asked", subject=f"hearing:{hearing.uid}", office_id=office.pk)
    return hearing


def answer_review(*, uid: str, person: Person, text: str, actor: Actor, at: datetime) -> Hearing:
    """Somebody else than who heard him and proposed the outcome answers the request for review."""
    with recording(actor=actor, at=at) as ledger:
        record, hearing = _worked_hearing(uid, person, actor)
        proposer = facts_of(record, on=local_date(at)).proposer_id
        ensure(
            Refusal("not-asked", "本人没有申请复核。") if hearing.review_asked_at is None else None,
            Refusal("answered", "复核已经答复，不能重复答复。") if hearing.review_answered_at else None,
            Refusal("second-person", "复核须由原承办人以外的人员办理，可请检务督察负责人改派。")
            if actor.person_id in (hearing.opened_by_id, proposer)
            else None,
            Refusal("empty", "请写明复核意见。", "text") if not text.strip() else None,
            _refuse_source(record, text, "text"),
        )
        hearing.review_answer, hearing.review_answered_at = safe.seal(text.strip()), at
        hearing.save(update_fields=["review_answer", "review_answered_at"])
        ledger("hearing.review-answered", subject=f"hearing:{hearing.uid}", office_id=record.receiving_office_id)
    return hearing


def correct_person(*, uid: str, person: Person | None, note: str, actor: Actor, at: datetime) -> Record:
    """更正: it was not he. Search and lists forget him; he stays shut out, so that nothing opens to him.

    The record keeps every revision; a note of 更正 stands with it. Once nobody of ours is left, it is a signal no more.
    """
    with recording(actor=actor, at=at) as ledger:
        record = _lock_worked(uid, actor)
        named = named_staff(record)
        if person is None or person.pk not in named:
            raise Refused(Refusal("not-named", "记录中没有写明此人，或者已经更正过。", "person"))
        ensure(Refusal("empty", "请写明认定记错人的依据。", "note") if not note.strip() else None)
        assert actor.person_id is not None  # whoever works on a record is a person
        Clearance.objects.create(
            record=record, person=person, note=safe.seal(note.strip()), by_id=actor.person_id, at=at
        )
        record.is_cleared = record.is_cleared or named == {person.pk}
        record.save(update_fields=["is_cleared"])
        index_later(record.pk)
        ledger("record.person-corrected", subject=f"record:{record.uid}", office_id=record.receiving_office_id)
    return record


def _lock_worked(uid: str, actor: Actor) -> Record:
    """Hearings, results and corrections are the inspectors' work; who reads or only decides does not do it."""
    record = Record.objects.select_for_update().get(pk=find_workable(actor, uid).pk)
    find_workable(actor, uid)
    ensure(Refusal("not-permitted", "您目前的职责不能办理此事项。") if not actor.may("record.inspect") else None)
    return record


def _worked_hearing(uid: str, person: Person, actor: Actor) -> tuple[Record, Hearing]:
    record = _lock_worked(uid, actor)
    hearing = Hearing.objects.filter(record=record, person=person).first()
    if hearing is None:
        raise Refused(NOT_FOUND)
    return record, hearing


def _own_hearing(uid: str, actor: Actor) -> Hearing:
    hearing = (
        Hearing.objects.select_for_update(of=("self",))
        .select_related("record")
        .filter(uid=uid, person=actor.person_id)
        .first()
    )
    if hearing is None:
        raise Refused(NOT_FOUND)
    return hearing


def _refuse_source(record: Record, text: str, field: str) -> Refusal | None:
    """REC-28 for what a person is told: only of the one record, whose filer the writer has read."""
    sources = sources_of(Record.objects.filter(pk=record.pk))
    return refuse_source(text, sources, field=field, where="告知内容")
