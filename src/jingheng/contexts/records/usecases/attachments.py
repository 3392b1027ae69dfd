"""Evidence beside a draft: never opened here."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO

from django.core.files.base import File
from django.db import transaction

from jingheng.contexts.ledger.api import unrecorded
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Draft
from jingheng.contexts.records.queries.visibility import NOT_FOUND, own
from jingheng.contexts.records.rules.retention import refuse_destroyed
from jingheng.contexts.records.rules.taxonomy import EVIDENCE
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.review import open_record
from jingheng.contexts.records.usecases.storing import drop, open_stored, plain_name, stored
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_FIELD = "attachment"


def attach(
    *, draft_uid: str, upload: File[bytes], actor: Actor, at: datetime, kind: str = "", made_on: date | None = None
) -> Attachment:
    """Keep a file beside one's own draft. All of it or nothing."""
    draft = Draft.objects.filter(uid=draft_uid, owner=actor.person_id).first()
    if draft is None:
        raise Refused(NOT_FOUND)
    norms = norms_on(local_date(at), office_path=actor.office_path)
    name = plain_name(upload.name or "")
    ensure(
        _refuse_size(upload.size or 0, name, norms),
        _refuse_many(draft, norms),
        Refusal("unknown-kind", "请从列出的证据种类中选择。", "attachment_kind")
        if kind and kind not in EVIDENCE
        else None,
    )
    with stored(upload, "attachments") as kept, transaction.atomic(), unrecorded():
        return Attachment.objects.create(
            uid=new_uid(), draft=draft, kind=kind, made_on=made_on, added_by_id=draft.owner_id, added_at=at,
            **kept._asdict(),
        )  # fmt: skip


def detach(*, draft_uid: str, uid: str, actor: Actor) -> None:
    """Take a file away from one's own draft. What has been filed stays."""
    with transaction.atomic():
        found = Attachment.objects.select_for_update().filter(
            uid=uid, draft__uid=draft_uid, draft__owner=actor.person_id
        )
        drop(found)


def detach_all(draft: Draft) -> None:
    """Before a draft is thrown away. Inside the caller's transaction."""
    drop(Attachment.objects.filter(draft=draft))


def open_attachment(*, uid: str, actor: Actor, at: datetime) -> tuple[str, IO[bytes]]:
    """Name and bytes, for whoever may read the record (a reading, and kept as one) or writes the draft."""
    attachment = Attachment.objects.select_related("draft", "record").filter(uid=uid).first()
    if attachment is None:
        raise Refused(NOT_FOUND)
    if attachment.record is not None:
        if not own(actor).filter(pk=attachment.record.pk).exists():
            open_record(uid=attachment.record.uid, actor=actor, at=at)
    elif attachment.draft is None or attachment.draft.owner_id != actor.person_id:
        raise Refused(NOT_FOUND)
    ensure(refuse_destroyed(attachment.destroyed_at))
    return safe.unseal(attachment.name), open_stored(attachment.path)


def _refuse_size(size: int, name: str, norms: Norms) -> Refusal | None:
    """REC-36. An attachment is neither empty nor larger than the norm (own design)."""
    if size == 0:
        return Refusal("REC-36", f"“{name}”是空文件，没有上传。请核对后重选。", _FIELD)
    most = norms["attachment.max_megabytes"]
    if size > most * 2**20:
        return Refusal(
            "REC-36",
            f"“{name}”有 {size / 2**20:.1f} MB，单个附件最大 {most} MB：请压缩或拆分后再传。",
            _FIELD,
        )
    return None


def _refuse_many(draft: Draft, norms: Norms) -> Refusal | None:
    """REC-37. Beyond the norm's number, files go into one archive (own design)."""
    most = norms["attachment.max_count"]
    if draft.attachments.count() >= most:
        return Refusal("REC-37", f"一份记录最多 {most} 个附件：请合并或打包后再传。", _FIELD)
    return None
