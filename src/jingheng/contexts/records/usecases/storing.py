"""Files from outside: streamed to disk under a random name, the digest reckoned on the way."""

from __future__ import annotations

import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath

from django.core.files.base import File
from django.core.files.storage import default_storage

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


def store(upload: File[bytes], folder: str) -> tuple[str, str]:
    """Path and digest, the bytes safely on disk."""
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
