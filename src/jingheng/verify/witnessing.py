"""What a witness does, as C2SP tlog-witness says: the request, the decision, the answer. Nothing is kept here.

The decision is a function of the request and of what was cosigned last. Whoever calls it holds a lock over both and
keeps the new checkpoint before he answers: `witness_state` in a folder, the application in its database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from jingheng.verify import checkpoints, notes
from jingheng.verify.checkpoints import Checkpoint, parse_number
from jingheng.verify.notes import BadSignature, NoTrustedSignature, Signature, SigningKey, VerifierKey, tobase64
from jingheng.verify.proofs import parse_hashes
from jingheng.verify.tree import verify_consistency

MOST_BYTES = 1_000_000
OK, BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 200, 400, 403, 404, 409, 422


class MalformedRequest(ValueError):
    """Bytes that are no `add-checkpoint`."""


@dataclass(frozen=True)
class Request:
    """A checkpoint with its lines, and the proof that it goes on from a tree of `old` entries."""

    old: int
    path: tuple[bytes, ...]
    note: bytes

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *map(tobase64, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note


@dataclass(frozen=True)
class Decision:
    """An HTTP status, why, and for OK the checkpoint to keep and to cosign.

    `is_evidence`: the log signed two things that cannot both be true. A proof that does not fit is none, anybody may
    have spoilt it.
    """

    status: int
    reason: str = ""
    checkpoint: Checkpoint | None = None
    is_evidence: bool = False


def parse(data: bytes) -> Request:
    head, found, note = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
        if len(data) > MOST_BYTES or not found or not first.startswith("old "):
            raise ValueError("首行须为 old 与规模")
        return Request(parse_number(first.removeprefix("old ")), parse_hashes(lines), note)
    except ValueError as error:
        raise MalformedRequest(f"不是见证请求:{error}") from error


def split(data: bytes) -> list[bytes]:
    """The requests of a file, an empty line between them: one begins where a line says `old` and a size."""
    return [one.removesuffix(b"\n") + b"\n" for one in re.split(rb"\n\n(?=old [0-9]+\n)", data)]


def joined(requests: Iterable[Request]) -> bytes:
    return b"\n".join(map(bytes, requests))


def answered(data: bytes) -> list[tuple[str, tuple[Signature, ...]]]:
    """What came back in a file: notes, each its text and its lines; lines without a text are an answer to one request."""
    found, text = [], ""
    for part in re.split(rb"\n\n", data.rstrip(b"\n")):
        if part.startswith("— ".encode()):
            found.append((text, notes.parse_lines(part + b"\n")))
            text = ""
        else:
            text = part.decode() + "\n"
    return found


def origin_of(request: Request) -> str:
    """Which log asks; what is kept of it must be at hand before anything is decided."""
    try:
        return checkpoints.parse(notes.parse(request.note).text).origin
    except ValueError as error:
        raise MalformedRequest(str(error)) from error


def kept_name(origin: str) -> str:
    """The file in a witness's folder that holds what it cosigned last of a log."""
    return f"{hashlib.sha256(origin.encode()).hexdigest()}.note"


def decide(request: Request, logs: Iterable[VerifierKey], last: Checkpoint | None) -> Decision:
    """May this be cosigned after `last`, the latest that was (None: nothing of this log yet)?"""
    checkpoint = checkpoints.parse(notes.parse(request.note).text)
    keys = [key for key in logs if key.name == checkpoint.origin]
    if not keys:
        return Decision(NOT_FOUND, f"名单中没有日志 {checkpoint.origin}")
    try:
        opened = notes.open_note(request.note, keys)
    except (BadSignature, NoTrustedSignature) as error:
        return Decision(FORBIDDEN, str(error))
    if not opened.verified:
        return Decision(FORBIDDEN, "本机不能核验 SM2 签名(未装 gmssl)")
    if request.old > checkpoint.size:
        return Decision(BAD_REQUEST, "old 大于检查点的规模")
    return _decide_growth(request, checkpoint, last or Checkpoint(checkpoint.origin, 0, checkpoint.hash(b"")))


def _decide_growth(request: Request, new: Checkpoint, last: Checkpoint) -> Decision:
    if request.old != last.size:
        return Decision(CONFLICT, f"上次见证的规模是 {last.size},请求以 {request.old} 为起点")
    if new.size == last.size and new.root != last.root:
        return Decision(CONFLICT, f"规模同为 {new.size},根却不同:这本日志有两种说法", is_evidence=True)
    if not verify_consistency(new.hash, last.size, new.size, last.root, new.root, request.path):
        return Decision(
            UNPROCESSABLE, f"证明不了规模 {new.size} 的日志由规模 {last.size} 的续写而成:证明有误,或日志被改写"
        )
    return Decision(OK, checkpoint=new)


def cosigned(request: Request, logs: Iterable[VerifierKey], key: SigningKey, at: int) -> tuple[bytes, str]:
    """The note with the log's lines and ours for keeping, and our line alone for answering."""
    note = notes.parse(request.note)
    line = key.sign(note.text, at)
    known = {(log.name, log.key_id) for log in logs}
    lines = {one.line: one for one in note.signatures if (one.name, one.key_id) in known}
    return notes.signed(note.text, [*lines.values(), line]), line.line
