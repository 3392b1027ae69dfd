"""The manifest of an exported folder: every file with its digest, signed by every log that is in it.

    jingheng-export/v1
    <SHA-256 in hexadecimal> <path>
    …

The first lines of a note; its signatures are those of the logs' own keys. A file more, a file less, a changed bit:
none of them fits.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from jingheng.verify import notes
from jingheng.verify.notes import BadSignature, SigningKey, VerifierKey

NAME = "manifest"
_HEAD = "jingheng-export/v1"
_LINE = re.compile(r"([0-9a-f]{64}) (\S(?:.*\S)?)")


class MalformedManifest(ValueError):
    """Bytes that are no manifest."""


def files_in(folder: Path) -> dict[str, Path]:
    """Path within the folder → file, of all that is in it but the manifest itself."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if not path.is_dir()}
    found.pop(NAME, None)
    return found


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, keys: Iterable[SigningKey]) -> None:
    """Over what the folder holds now."""
    lines = [f"{digest_of(path)} {name}" for name, path in files_in(folder).items()]
    text = "\n".join([_HEAD, *lines, ""])
    (folder / NAME).write_bytes(notes.signed(text, [key.sign(text) for key in keys]))


def parse(text: str) -> dict[str, str]:
    """Path → digest."""
    first, *lines, last = text.split("\n")
    found = [_LINE.fullmatch(line) for line in lines]
    if first != _HEAD or last or not all(found):
        raise MalformedManifest("manifest 的写法不对")
    listed = {one[2]: one[1] for one in found if one}
    if len(listed) != len(lines):
        raise MalformedManifest("manifest 中有文件列了两次")
    return listed


def differences(folder: Path, listed: Mapping[str, str]) -> Iterator[str]:
    """Files that are not as listed, and files that are not listed."""
    present = files_in(folder)
    for name in sorted(listed.keys() - present.keys()):
        yield f"{name}：清单上有，目录里没有"
    for name in sorted(present.keys() - listed.keys()):
        yield f"{name}：目录里有，清单上没有"
    for name in sorted(listed.keys() & present.keys()):
        if digest_of(present[name]) != listed[name]:
            yield f"{name}：内容与清单不符"


def unsigned(data: bytes, keys: Iterable[VerifierKey]) -> Iterator[str]:
    """Why the manifest is not the word of exactly these logs: each has signed it, and nobody else."""
    note, expected = notes.parse(data), {(key.name, key.key_id): key for key in keys}
    for signature in note.signatures:
        key = expected.pop((signature.name, signature.key_id), None)
        if key is None:
            yield f"清单上 {signature.name} 的签名行不是导出的账本所签，或者签了两次"
            continue
        try:
            notes.verify(key, note.text, signature.value)
        except BadSignature as error:
            yield f"清单：{error}"
    for key in expected.values():
        yield f"清单没有 {key.name} 的签名"
