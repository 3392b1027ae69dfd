"""What somebody is still writing: begun from the decision aid, in haste on a phone, or from what he filed before.

Beside the content a draft's payload keeps what only drafts know (`_BESIDE`): they are not part of a revision.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, Record
from jingheng.contexts.records.queries.facts import content_of
from jingheng.contexts.records.queries.filers import filer_and_office
from jingheng.contexts.records.queries.own_records import record_of_draft
from jingheng.contexts.records.queries.visibility import NOT_FOUND, find_own
from jingheng.contexts.records.rules.correcting import refuse_keeping
from jingheng.contexts.records.rules.decision_aid import Verdict
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import Party, payload_of, refuse_future
from jingheng.contexts.records.usecases.attachments import detach_all
from jingheng.contexts.records.usecases.corrections import AlreadyChanged, file_change
from jingheng.contexts.records.usecases.filing import AlreadyFiled, file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.placing import place
from jingheng.contexts.records.usecases.transcribing import drop_signings, ensure_may_be_typed
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

#: verdict: of the decision aid; quick: typed in haste, to be completed; changes, written_on: the record and revision
#: that a correction builds on; reason: of a correction; as_typed: what could not be read, such as an impossible date;
#: window: which page saved it last.
_BESIDE = ("verdict", "quick", "changes", "written_on", "reason", "as_typed", "window")


def start_draft(
    *,
    content: Content,
    actor: Actor,
    at: datetime,
    is_memo: bool = False,
    as_typed: Mapping[str, str] | None = None,
    **beside: Any,
) -> Draft:
    """A new draft, with what is known already."""
    if not actor.may("record.file"):
        raise Refused(Refusal("not-permitted", "您目前不在册，不能填报。如有疑问请联系系统管理员。"))
    ensure_may_be_kept(content, actor=actor, at=at)
    payload = payload_of(content) | beside | ({"as_typed": dict(as_typed)} if as_typed else {})
    return save_draft(uid=new_uid(), payload=payload, version=1, actor=actor, at=at, is_memo=is_memo)


def start_note(*, content: Content, as_typed: Mapping[str, str], actor: Actor, at: datetime) -> Draft:
    """先记一笔. A future moment is a slip that would move the reminder away: it is asked back at once, while one is there."""
    ensure(refuse_future(content.happened_at, at))
    return start_draft(content=content, actor=actor, at=at, as_typed=as_typed, quick=True)


def start_from_verdict(*, verdict: Verdict, actor: Actor, at: datetime) -> Draft:
    """What the decision aid has found out stands in the form: a single code filled in, several offered first."""
    certain = {name: frozenset(codes) for name, codes in verdict.prefill.items() if len(codes) == 1}
    content = Content(
        parties=(Party(asker_types=certain.get("asker_types", frozenset())),), acts=certain.get("acts", frozenset()),
        channel=next(iter(certain.get("channel", ())), ""),
    )  # fmt: skip
    return start_draft(content=content, actor=actor, at=at, verdict=verdict.code)


def start_change(*, uid: str, actor: Actor, at: datetime) -> Draft:
    """Write a correction or a supplement where the last revision stands. A change begun before is taken up again."""
    record = find_own(actor, uid)
    for draft in Draft.objects.filter(owner=actor.person_id):
        payload = safe.unseal(draft.payload)
        if payload.get("changes") == uid and payload.get("written_on") == record.revision_count:
            return draft
    return start_draft(content=content_of(record), actor=actor, at=at, changes=uid, written_on=record.revision_count)


def keep_draft(
    *, uid: str, content: Content, as_typed: Mapping[str, str], version: int, window: str, actor: Actor, at: datetime,
    reason: str = "",
) -> Draft:  # fmt: skip
    """Save what stands in the form. A page that saved last may save again, whatever version it was opened with."""
    ensure_may_be_kept(content, actor=actor, at=at)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(uid=uid, owner=actor.person_id).first()
        if draft is None:
            raise _refused_missing(uid, actor)
        if draft.is_being_typed:
            ensure_may_be_typed(content, actor=actor, at=at)
        stored = safe.unseal(draft.payload)
        if window and stored.get("window") == window:
            version = draft.version
        beside = {name: stored[name] for name in _BESIDE if name in stored}
        beside |= {"as_typed": dict(as_typed), "window": window, "reason": reason}
        payload = payload_of(content) | {name: value for name, value in beside.items() if value}
        return save_draft(uid=uid, payload=payload, version=version, actor=actor, at=at, is_memo=draft.is_memo)


def submit_draft(*, uid: str, actor: Actor, at: datetime) -> Record:
    """File it, or submit it as the correction that it is. What could not be read is no empty field: it is refused."""
    draft = Draft.objects.filter(uid=uid, owner=actor.person_id).first()
    if draft is None:
        raise _refused_missing(uid, actor)
    payload = safe.unseal(draft.payload)
    unreadable = [name for name in payload.get("as_typed", {}) if not name.endswith("-person_id")]
    ensure(*(Refusal("unreadable", "这里写的认不出来，请改写。", name) for name in unreadable))
    if payload.get("changes"):
        return file_change(draft_uid=uid, actor=actor, at=at)
    return file_draft(uid=uid, actor=actor, at=at)


def throw_away(*, uid: str, actor: Actor) -> None:
    """A draft with its files. Throwing away twice is no fault."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(uid=uid, owner=actor.person_id).first()
        if draft is not None:
            detach_all(draft)
            drop_signings(draft)
            draft.delete()


def turn_memo(*, uid: str, actor: Actor, at: datetime) -> Draft:
    """A memo is to be filed after all: it becomes a draft like any other."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(uid=uid, owner=actor.person_id).first()
        if draft is None:
            raise Refused(NOT_FOUND)
        draft.is_memo, draft.saved_at = False, at
        draft.save(update_fields=["is_memo", "saved_at"])
        return draft


def ensure_may_be_kept(content: Content, *, actor: Actor, at: datetime) -> None:
    """Refuse to keep even a draft of what may only go on paper."""
    if not content.parties:
        return
    today = local_date(at)
    filer, office = filer_and_office(actor, on=today)
    placement = place([content], filer_id=filer.pk, office=office, on=today)
    norms = norms_on(today, office_path=office.path)
    ensure(refuse_keeping(placement.route, leadership_on_paper=norms["aid.leadership_on_paper"]))


def _refused_missing(uid: str, actor: Actor) -> Refused:
    """Submitted already, or never one's own."""
    became = record_of_draft(actor, uid)
    if became is None:
        return Refused(NOT_FOUND)
    return AlreadyFiled(uid) if became == uid else AlreadyChanged(became)
