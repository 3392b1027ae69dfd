"""What a witness has cosigned last: one note per log, kept before anybody is answered.

`Countersigner` is the order of the steps, wherever the notes are kept; `Witness` keeps them in a folder. There a crash
at any step leaves the old note or the new one. Two requests for one log wait for each other, in threads and in
processes. A note that cannot be read stops its log: forgetting would be cosigning a second history.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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


class Countersigner(ABC):
    """A witness. Where it keeps what it cosigned is for others to say, when and in which order is said here."""

    key: SigningKey
    clock: Callable[[], float]

    def add_checkpoint(self, data: bytes) -> Answer:
        try:
            request = witnessing.parse(data)
            origin = witnessing.origin_of(request)
        except MalformedRequest as error:
            return _said(Decision(witnessing.BAD_REQUEST, str(error)))
        logs = self.logs()
        if all(key.name != origin for key in logs):  # before a place is made for whoever asks
            return _said(Decision(witnessing.NOT_FOUND, f"名单中没有日志 {origin}"))
        with self.locked(origin):
            kept = self.last(origin)
            decision = witnessing.decide(request, logs, kept.checkpoint if kept else None)
            if decision.is_evidence:
                self.keep_evidence(origin, data)
            if decision.status == CONFLICT:
                return Answer(CONFLICT, b"%d\n" % (kept.checkpoint.size if kept else 0), SIZE_TYPE, decision)
            if decision.status != OK:
                return _said(decision)
            now = int(self.clock())
            if kept and now < kept.at:
                return _said(Decision(BEHIND, "本机时钟早于上次见证的时间,校准后再试"))
            note, line = witnessing.cosigned(request, logs, self.key, now)
            self.keep(origin, note)
            return Answer(OK, line.encode(), TEXT_TYPE, decision)

    def sign_file(self, data: bytes) -> Signed:
        """Requests that came in a file, one after another, and the file that goes back."""
        asked = witnessing.split(data)
        answers = [self.add_checkpoint(one) for one in asked]
        if len(asked) == 1 and answers[0].status == OK:
            return Signed(answers[0].body, tuple(answers))
        return Signed(b"\n".join(filter(None, map(self._in_file, asked, answers))), tuple(answers))

    def _in_file(self, asked: bytes, answer: Answer) -> bytes:
        """A note: what was cosigned, or what we hold instead. It says where to go on from, and proves what we saw."""
        if answer.status == OK:
            return notes.parse(witnessing.parse(asked).note).text.encode() + b"\n" + answer.body
        if answer.status not in {CONFLICT, witnessing.UNPROCESSABLE}:
            return b""
        kept = self.last(witnessing.origin_of(witnessing.parse(asked)))
        return kept.note if kept else b""

    @abstractmethod
    def logs(self) -> list[VerifierKey]:
        """The keys of the logs that it cosigns."""

    @abstractmethod
    def last(self, origin: str) -> Kept | None:
        """What was cosigned last, by our own signature on it."""

    @abstractmethod
    def locked(self, origin: str) -> AbstractContextManager[None]:
        """One request for a log at a time. At its end what was kept is on the disk."""

    @abstractmethod
    def keep(self, origin: str, note: bytes) -> None: ...

    @abstractmethod
    def keep_evidence(self, origin: str, data: bytes) -> None:
        """The other story as the log signed it; beside our last note it proves that there are two."""


@dataclass(frozen=True)
class Signed:
    """What goes back in a file (empty: nothing), and the answer to each request in it."""

    file: bytes
    answers: tuple[Answer, ...]


def opened(note: bytes, key: VerifierKey, origin: str, where: str) -> Kept:
    """A note that we kept, if we did and if it is of this log."""
    try:
        found = notes.open_note(note, [key])
        checkpoint = checkpoints.parse(found.text)
    except ValueError as error:
        raise BrokenState(f"{where} 读不出上次的见证:{error}") from error
    if checkpoint.origin != origin:
        raise BrokenState(f"{where} 属于另一本日志 {checkpoint.origin}")
    return Kept(note, checkpoint, max(seen.at or 0 for seen in found.verified))


@dataclass(frozen=True)
class Witness(Countersigner):
    """A witness whose state is a folder."""

    folder: Path
    key: SigningKey
    clock: Callable[[], float]

    def logs(self) -> list[VerifierKey]:
        """The keys in the file `logs`, one a line."""
        try:
            return notes.parse_keys((self.folder / "logs").read_bytes())
        except MalformedKey as error:
            raise BrokenState(f"名单 logs {error}") from error

    def last(self, origin: str) -> Kept | None:
        path = self._path(origin)
        return opened(path.read_bytes(), self.key.verifier, origin, f"状态文件 {path.name}") if path.exists() else None

    def _path(self, origin: str) -> Path:
        return self.folder / witnessing.kept_name(origin)

    @contextmanager
    def locked(self, origin: str) -> Iterator[None]:
        with self._path(origin).with_suffix(".lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)  # of the open file, so it holds between threads too
            yield

    def keep_evidence(self, origin: str, data: bytes) -> None:  # noqa: ARG002
        folder = self.folder / "evidence"
        folder.mkdir(exist_ok=True)
        text = notes.parse(witnessing.parse(data).note).text
        _write(folder / f"{hashlib.sha256(text.encode()).hexdigest()}.request", data)

    def keep(self, origin: str, note: bytes) -> None:
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
