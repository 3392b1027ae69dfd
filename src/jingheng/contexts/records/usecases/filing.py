"""逢问必录: keeping a draft, filing it, correcting what was filed."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import Recorder, recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import Office, Person, standing
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Draft, PaperSigning, Record, Revision, Step
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.faults import faults
from jingheng.contexts.records.rules.drafting.payload import draft_of, payload_of
from jingheng.contexts.records.rules.drafting.urgency import DraftNorms, lateness, urgent_reasons
from jingheng.contexts.records.rules.hints import HintNorms
from jingheng.contexts.records.rules.routing import RULES, Desk
from jingheng.contexts.records.usecases.indexing import index_later
from jingheng.contexts.records.usecases.placing import Placement, deal, place, write_placement
from jingheng.contexts.records.usecases.statements import sign_if_open
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # read out and typed from paper: nothing that looks alike
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)


class AlreadyFiled(Refused):
    """The draft has become a record already: a double click, or a second window."""

    def __init__(self, uid: str) -> None:
        super().__init__(Refusal("already-filed", "这份记录已经提交，没有重复填报。"))
        self.uid = uid


def new_uid() -> str:
    return secrets.token_urlsafe(16)


def new_receipt_code() -> str:
    """Twelve letters in three groups, 59 bits: nobody guesses one, and it says nothing."""
    drawn, letters = int.from_bytes(secrets.token_bytes(24)), ""  # so much longer that no letter is favoured
    for _ in range(6):
        drawn, index = divmod(drawn, len(_PAIRS))
        letters += _PAIRS[index]
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def draft_norms(norms: Norms) -> DraftNorms:
    return DraftNorms(
        late_days=norms["record.late_days"],
        contact_days=norms["record.contact_days"],
        summary_min=norms["record.min_summary_chars"],
        line_max=norms["record.max_line_chars"],
        text_max=norms["record.max_text_chars"],
        parties_max=norms["record.max_parties"],
        chain_max=norms["record.max_chain"],
    )


def hint_norms(norms: Norms) -> HintNorms:
    return HintNorms(
        summary_min=norms["record.min_summary_chars"],
        plain_min=norms["hint.plain_chars"],
        similarity_percent=norms["hint.similarity_percent"],
    )


def save_draft(
    *, uid: str, payload: dict[str, Any], version: int, actor: Actor, at: datetime, is_memo: bool = False
) -> Draft:
    """Keep what has been typed so far, whatever it is. A draft is not business yet and leaves no trace in the ledger."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(uid=uid, owner=actor.person_id).first()
        if draft is None:
            ensure(_refuse_taken(uid))
            return Draft.objects.create(
                uid=uid,
                owner_id=actor.me,
                payload=safe.seal(payload),
                created_at=at,
                saved_at=at,
                is_memo=is_memo,
            )
        if version != draft.version:
            raise Refused(
                Refusal(
                    "stale",
                    "这份草稿已在另一个窗口中修改过，为免覆盖没有保存。请刷新页面，再补上刚才的改动。",
                    "version",
                )
            )
        draft.payload, draft.saved_at, draft.is_memo = safe.seal(payload), at, is_memo
        draft.version += 1
        draft.save(update_fields=["payload", "saved_at", "version", "is_memo"])
        return draft


def file_draft(*, uid: str, actor: Actor, at: datetime) -> Record:
    """Turn a draft into a record: check, route, number nothing yet, and hand it to whoever may read it.

    Raises `Refused` with every fault of the draft, `AlreadyFiled` when it was filed before; nothing is lost either way.
    """
    with recording(actor=actor, at=at) as ledger:
        draft = Draft.objects.select_for_update().filter(uid=uid, owner=actor.person_id).first()
        if draft is None:
            _refuse_second_filing(uid, actor)
            raise Refused(Refusal("not-found", "没有找到这份草稿。"))
        content = draft_of(safe.unseal(draft.payload))
        ensure(Refusal("being-typed", "代录的记录要送本人确认后才能提交。") if draft.is_being_typed else None)
        record = _file(content, uid=uid, actor=actor, at=at, ledger=ledger, typed_by=draft.typed_by_id)
        for beside in (Attachment, PaperSigning):
            beside.objects.filter(draft=draft).update(record=record, draft=None)
        draft.delete()
    return record


def _file(
    content: Content, *, uid: str, actor: Actor, at: datetime, ledger: Recorder, typed_by: int | None = None
) -> Record:  # fmt: skip
    filer = Person.objects.select_related("office").get(pk=actor.me)
    today = local_date(at)
    where = standing(filer, on=today)
    office = filer.office if where.office_id == filer.office_id else Office.objects.get(pk=where.office_id)
    norms = norms_on(today, office_path=office.path)
    measures = draft_norms(norms)
    ensure(*faults(content, at=at, norms=measures))
    placement = place([content], filer_id=filer.pk, office=office, on=today)
    if placement.route.desk is Desk.PAPER:
        raise Refused(Refusal("paper", RULES[placement.route.rule]))

    calendar = inbox.working_calendar()
    assert content.happened_at is not None  # REC-106: faults() has seen to it
    happened = Month.of(content.happened_at)
    late = lateness(content, at=at, norms=measures)
    record = Record(
        uid=uid, receipt_code=new_receipt_code(), filer=filer, home_office=office, department_id=where.department_id,
        position=where.position, identity=where.identity, state="RECORDED", happened_at=content.happened_at, filed_at=at,
        entered_at=at, filed_month=Month.of(at).number, happened_month=happened.number,
        is_late=late is not None and late.is_late, typed_by_id=typed_by,
        is_supplementary=today > window(happened, norms, calendar).due,
        due_date=calendar.add_working_days(today, norms["record.review_working_days"]),
    )  # fmt: skip
    describe(record, content)
    apply_route(record, placement)
    record.save(force_insert=True)
    add_revision(record, content, reason="", by=filer.pk, at=at)
    write_placement(record, placement)
    Step.objects.create(record=record, action="file", source="", target="RECORDED", by=filer, at=at)
    signed = sign_if_open(
        person=filer, office=office, department_id=where.department_id, at=at, norms=norms, calendar=calendar
    )
    index_later(record.pk)
    ledger("statement.filed", subject=f"record:{uid}", office_id=record.receiving_office_id, anonymous=True)
    if signed and record.receiving_office_id != office.pk:  # sent upward, it leaves a leaf at home like any signature
        ledger("statement.filed", subject=f"statement:{signed.pk}", office_id=office.pk, anonymous=True)
    return record


def codes_of(content: Content) -> dict[str, Any]:
    """The columns by which a record is counted and found, from its latest content."""
    return {
        "matter": content.matter,
        "channel": content.channel,
        "effect": content.effect or "NONE",
        "is_urgent": bool(urgent_reasons(content)),
        "case_key": safe.keyed("case", content.case_number),
        "case_kind": content.case_kind if content.matter == "M1" else "",
        "case_stage": content.case_stage if content.matter == "M1" else "",
        "sensitive_kinds": ";".join(sorted(content.sensitive_kinds)) if content.matter == "M1" else "",
        "responses": ";".join(sorted(content.responses)),
        "party_count": max(1, len(content.parties)),
        **_classified(content.acts, content.askers),
    }


@lru_cache(maxsize=4096)
def _classified(acts: frozenset[str], askers: frozenset[str]) -> dict[str, Any]:
    """Of these there are few combinations, and an import asks for each record."""
    return {
        "bucket": taxonomy.bucket_of(acts),
        "subject": taxonomy.subject_of(askers),
        "acts": ";".join(sorted(acts)),
        "askers": ";".join(sorted(askers)),
        "is_contact": taxonomy.is_contact(acts),
    }


def describe(record: Record, content: Content) -> None:
    for column, value in codes_of(content).items():
        setattr(record, column, value)


def apply_route(record: Record, placement: Placement) -> None:
    """Desk, reader and figures of the route; a reader who is still among the candidates keeps the record."""
    route = placement.route
    assert route.receiving_office is not None
    record.desk, record.receiving_office_id, record.counting_office_id = (
        route.desk,
        route.receiving_office,
        route.counting_office,
    )
    record.passed_by = ";".join(sorted(route.passed_by))
    if record.assignee_id not in route.candidates:
        record.assignee_id = deal(route)


def add_revision(record: Record, content: Content, *, reason: str, by: int, at: datetime) -> Revision:
    payload = payload_of(content)
    return Revision.objects.create(
        record=record,
        number=record.revision_count,
        payload=safe.seal(payload),
        digest=safe.digest(payload),
        reason=safe.seal(reason) if reason else "",
        made_by_id=by,
        made_at=at,
    )


def _refuse_taken(uid: str) -> Refusal | None:
    if Record.objects.filter(uid=uid).exists() or Draft.objects.filter(uid=uid).exists():
        return Refusal("already-filed", "这份记录已经提交，不能再作为草稿保存。")
    return None


def _refuse_second_filing(uid: str, actor: Actor) -> None:
    if Record.objects.filter(uid=uid, filer=actor.person_id).exists():
        raise AlreadyFiled(uid)
