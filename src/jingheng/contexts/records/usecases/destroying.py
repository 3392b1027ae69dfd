"""销毁: evidence past its years goes by two people's decision, and the book says what went (decisions §5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from jingheng.contexts.ledger.api import Recorder, recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, BlackedOut, Destruction, PaperSigning, Record
from jingheng.contexts.records.queries.destroying import (
    NOT_FOUND,
    expired_attachments,
    expired_scans,
    may_decide,
    may_propose,
    proposals,
)
from jingheng.contexts.records.queries.telling import sources_of
from jingheng.contexts.records.rules.retention import refuse_nothing_marked, refuse_same_hand, refuse_unreasoned
from jingheng.contexts.records.rules.telling import refuse_source
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.storing import drop
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

Kept = Attachment | PaperSigning
Row = TypeVar("Row", Attachment, PaperSigning)


def propose_destruction(*, keys: Sequence[str], reason: str, actor: Actor, at: datetime) -> list[Destruction]:
    """Files past their years, marked by whoever leads inspection, with one reason for all of them. All or none."""
    today = local_date(at)
    if not may_propose(actor):
        raise Refused(NOT_FOUND)
    longest = norms_on(today, office_path=actor.office_path)["record.max_text_chars"]
    ensure(refuse_nothing_marked(list(keys)), refuse_unreasoned(reason, longest=longest))
    with recording(actor=actor, at=at) as ledger:
        files: list[Kept] = [
            *_marked(expired_attachments(actor, on=today), "a-", keys),
            *_marked(expired_scans(actor, on=today), "s-", keys),
        ]
        if len(files) != len(set(keys)):
            raise Refused(NOT_FOUND)
        ensure(_refuse_source(files, reason))
        made = []
        for file in files:
            one = Destruction.objects.create(
                uid=new_uid(), office_id=actor.here, reason=safe.seal(reason.strip()), proposed_by_id=actor.me, proposed_at=at,
                attachment=file if isinstance(file, Attachment) else None,
                signing=file if isinstance(file, PaperSigning) else None,
            )  # fmt: skip
            ledger("file.destruction-proposed", subject=f"destruction:{one.uid}", sha256=file.sha256)
            made.append(one)
    return made


def approve_destruction(*, uids: Sequence[str], actor: Actor, at: datetime) -> int:
    """The chief agrees: the files go, their rows stay with the day, digests and sizes are in the ledger."""
    with recording(actor=actor, at=at) as ledger:
        for one in _lock(uids, actor):
            _decide(one, "DESTROYED", actor, at)
            _destroy(one, at, ledger)
    return len(set(uids))


def keep_on(*, uids: Sequence[str], reason: str, actor: Actor, at: datetime) -> int:
    """The chief wants them kept. They stay on the list of what has expired and may be proposed again."""
    longest = norms_on(local_date(at), office_path=actor.office_path)["record.max_text_chars"]
    with recording(actor=actor, at=at) as ledger:
        found = _lock(uids, actor)
        ensure(refuse_unreasoned(reason, longest=longest))
        for one in found:
            one.answer = safe.seal(reason.strip())
            _decide(one, "KEPT", actor, at)
            ledger("file.kept-on", subject=f"destruction:{one.uid}")
    return len(found)


def sweep_destroyed(*, limit: int = 100) -> int:
    """Files that were destroyed by the book while the disk was not to be had: gone now, or tried again the next night."""
    gone = 0
    for kind in (Attachment, PaperSigning):
        for row in kind.objects.filter(destroyed_at__isnull=False).exclude(path="").order_by("id")[:limit]:
            gone += _erase(row)
    return gone


def _refuse_source(files: Sequence[Kept], reason: str) -> Refusal | None:
    """REC-28 for what the chief reads, to whom the recorder is masked."""
    records = Record.objects.filter(pk__in=[file.record_id for file in files])
    return refuse_source(reason, sources_of(records), field="reason", where="理由")


def _marked(rows: QuerySet[Row], prefix: str, keys: Sequence[str]) -> QuerySet[Row]:
    wanted = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
    return rows.filter(uid__in=wanted).order_by("id")


def _lock(uids: Sequence[str], actor: Actor) -> list[Destruction]:
    """Whatever is not the actor's to decide, or is decided already, is not found."""
    if not may_decide(actor):
        raise Refused(NOT_FOUND)
    ensure(refuse_nothing_marked(list(uids)))
    pks = list(proposals(actor).filter(uid__in=uids).values_list("pk", flat=True))
    found = list(
        Destruction.objects.select_for_update(of=("self",))
        .filter(pk__in=pks, state="PROPOSED")
        .select_related("attachment", "signing")
        .order_by("id")
    )
    if len(found) != len(set(uids)):
        raise Refused(NOT_FOUND)
    ensure(*(refuse_same_hand(proposed_by=one.proposed_by_id, actor=actor.person_id) for one in found))
    return found


def _decide(one: Destruction, state: str, actor: Actor, at: datetime) -> None:
    one.state, one.decided_by_id, one.decided_at = state, actor.me, at
    one.save(update_fields=["state", "decided_by", "decided_at", "answer"])


def _destroy(one: Destruction, at: datetime, ledger: Recorder) -> None:
    file: Kept = one.attachment or one.signing  # type: ignore[assignment]  # one of them, says the table
    if isinstance(file, Attachment):
        drop(BlackedOut.objects.filter(attachment=file))  # its copies are no more than it
    file.destroyed_at = at
    file.save(update_fields=["destroyed_at"])
    ledger("file.destroyed", subject=f"destruction:{one.uid}", sha256=file.sha256, size=file.size)
    transaction.on_commit(lambda: _erase(file))


def _erase(file: Kept) -> bool:
    """The path is forgotten only when the file is gone: until then the night finds it."""
    try:
        default_storage.delete(file.path)
    except OSError:
        return False
    file.path = ""
    file.save(update_fields=["path"])
    return True
