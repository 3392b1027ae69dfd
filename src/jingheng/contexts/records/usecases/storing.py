"""Files from outside: streamed to disk under a random name, the digest reckoned on the way.

The file is written before its row and removed after it: whatever happens in between leaves at worst a nameless file,
never a row that points to nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import IO, NamedTuple, Protocol

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from jingheng.contexts.ledger.api import unrecorded
from jingheng.contexts.records import safe
from jingheng.kernel.refusal import Refusal, Refused

_NAME_MAX = 120
_LOST = Refusal(
    "disk-full",
    "附件没有存上：服务器存储空间不足或写入失败。表中已填的内容都在；请告知技术部门，稍后再传。",
    "attachment",
)


def plain_name(name: str) -> str:
    """The last part of a path, without control characters and marks of direction; cut, it keeps its ending."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs")).strip()
    if len(plain) > _NAME_MAX:
        ending = PurePosixPath(plain).suffix[:12]
        plain = plain[: _NAME_MAX - len(ending)] + ending
    return plain or "未命名文件"


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


def head_of(upload: File[bytes]) -> bytes:
    """Its first bytes, by which its kind is known; it is read from the beginning again afterwards."""
    upload.seek(0)
    head: bytes = upload.read(16)
    upload.seek(0)
    return head


class Stored(NamedTuple):
    """What a row keeps of a file; the fields are its columns."""

    name: str  # sealed
    size: int
    sha256: str
    path: str


class _Row(Protocol):
    path: str

    def delete(self) -> object: ...


@contextmanager
def stored(upload: File[bytes], folder: str) -> Iterator[Stored]:
    """The bytes safely on disk while the row is written; gone again if that fails."""
    path, digest = _write(upload, folder)
    try:
        yield Stored(safe.seal(plain_name(upload.name or "")), upload.size or 0, digest, path)
    except BaseException:
        default_storage.delete(path)
        raise


def open_stored(path: str) -> IO[bytes]:
    try:
        return default_storage.open(path)
    except FileNotFoundError:
        raise Refused(Refusal("file-missing", "这个文件在服务器上找不到了。请告知技术部门，从备份中恢复。")) from None


def drop(rows: Iterable[_Row]) -> None:
    """Rows now, their files once that is certain. Inside the caller's transaction."""
    for row in rows:
        with unrecorded():  # of a draft; of a record it goes within what records it
            row.delete()
        transaction.on_commit(lambda path=row.path: default_storage.delete(path))  # type: ignore[misc]


def _write(upload: File[bytes], folder: str) -> tuple[str, str]:
    token = secrets.token_hex(20)
    path = f"{folder}/{token[:2]}/{token}"
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
