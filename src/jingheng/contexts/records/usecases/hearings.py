"""The right to be heard, and to be cleared (公职人员政务处分法 第43条, 检察官法 第51条; 待核)."""

from __future__ import annotations

from datetime import datetime, timedelta

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Exclusion, Hearing, Record
from jingheng.contexts.records.queries.visibility import find_official
from jingheng.contexts.records.rules.routing import Because
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.indexing import index_later
from jingheng.contexts.records.usecases.review import moving
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

NOT_FOUND = Refusal("not-found", "没有找到这份陈述申辩通知。")


def open_hearing(*, uid: str, person: Person, disclosed: str, actor: Actor, at: datetime) -> Hearing:
    """Tell somebody of our own what is held against him, with the source masked, and give him the norm's days.

    Only whom the record names can be heard. Nothing else about the record is disclosed: not who filed it, nor when.
    """
    named = Exclusion.objects.filter(record__uid=uid, person=person, because=Because.NAMED).exists()
    ensure(
        Refusal("not-named", "只能听取记录中写明的本系统人员的陈述申辩。", "person") if not named else None,
        Refusal("needs-facts", "请写明要告知的事实(不得出现填报人)。", "disclosed") if not disclosed.strip() else None,
    )
    with moving("hear", uid=uid, actor=actor, at=at) as move:
        filer = Person.objects.get(pk=move.record.filer_id)
        ensure(Refusal("names-filer", "告知内容里出现了填报人的姓名,请删去后再发。", "disclosed") if filer.name in disclosed else None)
        move.due_date = move.today + timedelta(days=move.norms["hearing.answer_days"])
        hearing = Hearing.objects.create(
            uid=new_uid(), record=move.record, person=person, disclosed=safe.seal(disclosed.strip()),
            opened_by_id=actor.person_id, opened_at=at, due_date=move.due_date,
        )  # fmt: skip
    return hearing


def answer_hearing(*, uid: str, answer: str, actor: Actor, at: datetime) -> Hearing:
    """The person's own words, kept as they are. He may answer until a conclusion stands."""
    ensure(Refusal("empty", "请写明陈述申辩意见;没有意见的写“无异议”。", "answer") if not answer.strip() else None)
    with recording(actor=actor, at=at) as ledger:
        hearing = _own_hearing(uid, actor)
        ensure(Refusal("told", "结论已经作出,不能再提交;如不服可以申请复核。") if hearing.told_at else None)
        hearing.answer, hearing.answered_at = safe.seal(answer.strip()), at
        hearing.save(update_fields=["answer", "answered_at"])
        ledger("hearing.answered", subject=f"hearing:{hearing.uid}", office_id=hearing.record.receiving_office_id)
    return hearing


def tell_result(*, uid: str, person: Person, text: str, actor: Actor, at: datetime) -> Hearing:
    """Once concluded, whoever was heard is told the result."""
    with recording(actor=actor, at=at) as ledger:
        record = find_official(actor, uid)
        hearing = Hearing.objects.select_for_update().filter(record=record, person=person).first()
        if hearing is None:
            raise Refused(NOT_FOUND)
        ensure(
            Refusal("not-concluded", "结论审定后才能告知本人。") if record.state != "CONCLUDED" else None,
            Refusal("empty", "请写明告知内容。", "text") if not text.strip() else None,
        )
        hearing.result, hearing.result_text, hearing.told_at = record.outcome, safe.seal(text.strip()), at
        hearing.save(update_fields=["result", "result_text", "told_at"])
        ledger("hearing.told", subject=f"hearing:{hearing.uid}", office_id=record.receiving_office_id)
    return hearing


def ask_review(*, uid: str, text: str, actor: Actor, at: datetime) -> Hearing:
    """复核, within the norm's days after the result was told."""
    with recording(actor=actor, at=at) as ledger:
        hearing = _own_hearing(uid, actor)
        office = Office.objects.get(pk=hearing.record.receiving_office_id)
        days = norms_on(local_date(at), office_path=office.path)["hearing.review_days"]
        ensure(
            Refusal("not-told", "结论告知后才能申请复核。") if hearing.told_at is None else None,
            Refusal("empty", "请写明申请复核的理由。", "text") if not text.strip() else None,
        )
        assert hearing.told_at is not None
        last_day = local_date(hearing.told_at) + timedelta(days=days)
        ensure(Refusal("too-late", f"申请复核的期限已于 {last_day} 届满。") if local_date(at) > last_day else None)
        hearing.review_asked_at, hearing.review_text = at, safe.seal(text.strip())
        hearing.save(update_fields=["review_asked_at", "review_text"])
        ledger("hearing.review-asked", subject=f"hearing:{hearing.uid}", office_id=office.pk)
    return hearing


def answer_review(*, uid: str, person: Person, text: str, actor: Actor, at: datetime) -> Hearing:
    """Somebody else than who opened the hearing answers the request for review."""
    with recording(actor=actor, at=at) as ledger:
        record = find_official(actor, uid)
        hearing = Hearing.objects.select_for_update().filter(record=record, person=person).first()
        if hearing is None or hearing.review_asked_at is None:
            raise Refused(NOT_FOUND)
        ensure(
            Refusal("second-person", "复核须由原承办人以外的人员办理。") if hearing.opened_by_id == actor.person_id else None,
            Refusal("empty", "请写明复核意见。", "text") if not text.strip() else None,
        )
        hearing.review_answer, hearing.review_answered_at = safe.seal(text.strip()), at
        hearing.save(update_fields=["review_answer", "review_answered_at"])
        ledger("hearing.review-answered", subject=f"hearing:{hearing.uid}", office_id=record.receiving_office_id)
    return hearing


def correct_person(*, uid: str, person: Person, note: str, actor: Actor, at: datetime) -> Record:
    """更正: it was not he. Search and lists forget him; he stays shut out, so that nothing opens to him.

    The record keeps every revision; a note of 更正 stands with it.
    """
    with recording(actor=actor, at=at) as ledger:
        pk = find_official(actor, uid).pk
        record = Record.objects.select_for_update().get(pk=pk)
        named = Exclusion.objects.filter(record=record, person=person, because=Because.NAMED).exists()
        ensure(
            Refusal("not-named", "记录中没有写明此人,不需更正。", "person") if not named else None,
            Refusal("empty", "请写明认定记错人的依据。", "note") if not note.strip() else None,
        )
        record.cleared_people.create(person=person, note=safe.seal(note.strip()), by_id=actor.person_id, at=at)
        index_later(record.pk)
        ledger("record.person-corrected", subject=f"record:{record.uid}", office_id=record.receiving_office_id)
    return record


def _own_hearing(uid: str, actor: Actor) -> Hearing:
    hearing = Hearing.objects.select_for_update().filter(uid=uid, person=actor.person_id).first()
    if hearing is None:
        raise Refused(NOT_FOUND)
    return hearing
