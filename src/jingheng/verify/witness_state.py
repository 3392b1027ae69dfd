"""What a witness has cosigned last, in a folder: one note per log, kept before anybody is answered.

A crash at any step leaves the old note or the new one. Two requests for one log wait for each other, in threads and
in processes. A note that cannot be read stops its log: forgetting would be cosigning a second history.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jingheng.verify import checkpoints, notes, witnessing
from jingheng.verify.checkpoints import Checkpoint
from jingheng.verify.notes import MalformedKey, SigningKey, VerifierKey
from jingheng.verify.witnessing import CONFLICT, OK, Decision, MalformedRequest

SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"
BROKEN, BEHIND = 500, 503


class BrokenState(Exception):
    """The folder does not say what was cosigned last; nothing may be cosigned until somebody has looked."""


@dataclass(frozen=True)
class Kept:
    note: bytes
    checkpoint: Checkpoint
    at: int


@dataclass(frozen=True)
class Answer:
    """What goes back. `body` is for the log's program, `decision` says it to people."""

    status: int
    body: bytes
    content_type: str
    decision: Decision


@dataclass(frozen=True)
class Witness:
    folder: Path
    key: SigningKey
    clock: Callable[[], float]

    def add_checkpoint(self, data: bytes) -> Answer:
        try:
            request = witnessing.parse(data)
            origin = witnessing.origin_of(request)
        except MalformedRequest as error:
            return _said(Decision(witnessing.BAD_REQUEST, str(error)))
        logs = self.logs()
        if all(key.name != origin for key in logs):  # before a file is made for whoever asks
            return _said(Decision(witnessing.NOT_FOUND, f"名单中没有日志 {origin}"))
        with self._locked(origin):
            kept = self.last(origin)
            decision = witnessing.decide(request, logs, kept.checkpoint if kept else None)
            if decision.is_evidence:
                self._keep_evidence(data)
            if decision.status == CONFLICT:
                return Answer(CONFLICT, b"%d\n" % (kept.checkpoint.size if kept else 0), SIZE_TYPE, decision)
            if decision.status != OK:
                return _said(decision)
            now = int(self.clock())
            if kept and now < kept.at:
                return _said(Decision(BEHIND, "本机时钟早于上次见证的时间,校准后再试"))
            note, line = witnessing.cosigned(request, logs, self.key, now)
            self._keep(origin, note)
            return Answer(OK, line.encode(), TEXT_TYPE, decision)

    def logs(self) -> list[VerifierKey]:
        """The keys in the file `logs`, one a line."""
        try:
            return notes.parse_keys((self.folder / "logs").read_bytes())
        except MalformedKey as error:
            raise BrokenState(f"名单 logs {error}") from error

    def last(self, origin: str) -> Kept | None:
        """What was cosigned last, by our own signature on it."""
        path = self._path(origin)
        if not path.exists():
            return None
        note = path.read_bytes()
        try:
            opened = notes.open_note(note, [self.key.verifier])
            checkpoint = checkpoints.parse(opened.text)
        except ValueError as error:
            raise BrokenState(f"状态文件 {path.name} 读不出上次的见证:{error}") from error
        if checkpoint.origin != origin:
            raise BrokenState(f"状态文件 {path.name} 属于另一本日志 {checkpoint.origin}")
        return Kept(note, checkpoint, max(seen.at or 0 for seen in opened.verified))

    def _path(self, origin: str) -> Path:
        return self.folder / witnessing.kept_name(origin)

    @contextmanager
    def _locked(self, origin: str) -> Iterator[None]:
        with self._path(origin).with_suffix(".lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)  # of the open file, so it holds between threads too
            yield

    def _keep_evidence(self, data: bytes) -> None:
        """The other story as the log signed it; beside our last note it proves that there are two."""
        folder = self.folder / "evidence"
        folder.mkdir(exist_ok=True)
        text = notes.parse(witnessing.parse(data).note).text
        _write(folder / f"{hashlib.sha256(text.encode()).hexdigest()}.request", data)

    def _keep(self, origin: str, note: bytes) -> None:
        _write(self._path(origin), note)


def _write(path: Path, data: bytes) -> None:
    new = path.with_suffix(".new")
    with new.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _said(decision: Decision) -> Answer:
    return Answer(decision.status, f"{decision.reason}\n".encode(), TEXT_TYPE, decision)
