"""Evidence beside a draft: streamed to disk under a random name, its digest reckoned on the way. Never opened here.

The file is written before its row and removed after it: whatever happens in between leaves at worst a nameless file,
never a row that points to nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Attachment, Draft
from jingheng.contexts.records.queries.visibility import NOT_FOUND, own
from jingheng.contexts.records.rules.taxonomy import EVIDENCE
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.review import open_record
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_FIELD = "attachment"
_NAME_MAX = 120
_LOST = Refusal(
    "disk-full", "附件没有存上：服务器存储空间不足或写入失败。表中已填的内容都在；请告知技术部门，稍后再传。", _FIELD
)


def attach(
    *, draft_uid: str, upload: File[bytes], actor: Actor, at: datetime, kind: str = "", made_on: date | None = None
) -> Attachment:
    """Keep a file beside one's own draft. All of it or nothing."""
    draft = Draft.objects.filter(uid=draft_uid, owner=actor.person_id).first()
    if draft is None:
        raise Refused(NOT_FOUND)
    norms = norms_on(local_date(at), office_path=actor.office_path)
    name = _plain_name(upload.name or "")
    ensure(
        _refuse_size(upload.size or 0, name, norms),
        _refuse_many(draft, norms),
        Refusal("unknown-kind", "请从列出的证据种类中选择。", "attachment_kind")
        if kind and kind not in EVIDENCE
        else None,
    )
    path, digest = _store(upload)
    try:
        with transaction.atomic():
            return Attachment.objects.create(
                uid=new_uid(), draft=draft, name=safe.seal(name), kind=kind, made_on=made_on, size=upload.size or 0,
                sha256=digest, path=path, added_by_id=draft.owner_id, added_at=at,
            )  # fmt: skip
    except BaseException:
        default_storage.delete(path)
        raise


def detach(*, draft_uid: str, uid: str, actor: Actor) -> None:
    """Take a file away from one's own draft. What has been filed stays."""
    with transaction.atomic():
        found = Attachment.objects.select_for_update().filter(
            uid=uid, draft__uid=draft_uid, draft__owner=actor.person_id
        )
        _drop(list(found))


def detach_all(draft: Draft) -> None:
    """Before a draft is thrown away. Inside the caller's transaction."""
    _drop(list(Attachment.objects.filter(draft=draft)))


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
    try:
        return safe.unseal(attachment.name), default_storage.open(attachment.path)
    except FileNotFoundError:
        raise Refused(Refusal("file-missing", "附件文件在服务器上找不到了。请告知技术部门，从备份中恢复。")) from None


class _Hashed(File):  # type: ignore[type-arg]  # generic only in the stubs
    """A file that reckons its digest while its chunks pass."""

    def __init__(self, file: File[bytes]) -> None:
        super().__init__(file.file, name=file.name)
        self._chunks = file.chunks
        self.digest = hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in self._chunks(chunk_size):
            self.digest.update(chunk)
            yield chunk


def _store(upload: File[bytes]) -> tuple[str, str]:
    """Path and digest, the bytes safely on disk."""
    token = secrets.token_hex(20)
    path = f"attachments/{token[:2]}/{token}"
    hashed = _Hashed(upload)
    try:
        kept = default_storage.save(path, hashed)
        with default_storage.open(kept) as file:
            os.fsync(file.fileno())
    except OSError as lost:
        with suppress(OSError):  # the disk that refused the bytes may refuse this too: a nameless rest is left
            default_storage.delete(path)
        raise Refused(_LOST) from lost
    return kept, hashed.digest.hexdigest()


def _drop(attachments: list[Attachment]) -> None:
    for attachment in attachments:
        path = attachment.path
        attachment.delete()
        transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]


def _plain_name(name: str) -> str:
    """The last part of a path, without control characters and marks of direction; cut, it keeps its ending."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs")).strip()
    if len(plain) > _NAME_MAX:
        ending = PurePosixPath(plain).suffix[:12]
        plain = plain[: _NAME_MAX - len(ending)] + ending
    return plain or "未命名文件"


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
