"""Whatever happens to one file of an exported folder, the folder never passes as sound."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jingheng.contexts.ledger.checkpointing import make_checkpoint
from jingheng.contexts.ledger.logs import append_open
from jingheng.contexts.ledger.models import Log
from jingheng.contexts.records.usecases.review import accept_record
from jingheng.verify.cli import main
from tests.factories.audited import Auditor, bound_cast, log_of
from tests.factories.cast import NOON
from tests.factories.contents import file

FLIPS = 6


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Path:
    """Several logs, full and partial tiles, earlier checkpoints, openings and rows."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    cast = bound_cast()
    record = file(cast.actor("prosecutor"))
    make_checkpoint(log_of(cast).pk, at=NOON)
    accept_record(uid=record.uid, actor=cast.actor("head"), at=NOON + timedelta(hours=1))
    for number in range(260):
        append_open(Log.objects.get(pk=log_of(cast).pk), "test.leaf", {"n": number}, on=NOON.date())
    return Auditor(tmp_path).take()


def judged(folder: Path) -> tuple[int, str]:
    """As the auditor sees it: the milder of both commands, and what was said."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        codes = [main([command, str(folder)]) for command in ("log", "rows")]
    said.seek(0)
    return min(codes), said.read()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def damaged(path: Path) -> Iterator[tuple[str, bytes]]:
    data, rng = path.read_bytes(), random.Random(path.name)
    for _ in range(FLIPS if data else 0):
        at, bit = rng.randrange(len(data)), rng.randrange(8)
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        yield f"bit {bit} of byte {at}", bytes(changed)
    yield "the last byte is gone", data[:-1]
    yield "half of it is gone", data[: len(data) // 2]
    yield "empty", b""
    yield "twice", data + data
    yield "a line more", data + b"\n"


def test_as_it_was_taken_it_is_sound(folder: Path) -> None:
    assert judged(folder)[0] == 0
    assert len(files(folder)) > 20


def test_a_damaged_file_never_passes(folder: Path) -> None:
    passed = []
    for path in files(folder):
        whole = path.read_bytes()
        for how, data in damaged(path):
            if data == whole:  # of an empty file
                continue
            path.write_bytes(data)
            code, said = judged(folder)
            if code not in (2, 3) or "Traceback" in said:
                passed.append((path.relative_to(folder).as_posix(), how, code))
        path.write_bytes(whole)
    assert passed == []


def test_a_file_that_is_missing_more_or_another_never_passes(folder: Path, tmp_path: Path) -> None:
    passed = []
    some = files(folder)
    for path, other in zip(some, [*some[1:], some[0]], strict=True):
        name, whole = path.relative_to(folder).as_posix(), path.read_bytes()
        path.unlink()
        passed += [(name, "missing")] if judged(folder)[0] not in (2, 3) else []
        if other.read_bytes() != whole:
            shutil.copy(other, path)
            passed += [(name, "exchanged")] if judged(folder)[0] not in (2, 3) else []
        path.write_bytes(whole)
        more = path.with_name(f"{path.name}0")
        shutil.copy(path, more)
        passed += [(name, "copied")] if judged(folder)[0] not in (2, 3) else []
        more.unlink()
    assert passed == []
    assert judged(folder)[0] == 0


def test_a_whole_log_that_is_missing_is_noticed(folder: Path) -> None:
    for log in sorted(path.parent for path in folder.glob("*/checkpoint")):
        kept = log.with_name("kept aside")
        shutil.move(log, folder.parent / kept.name)
        assert judged(folder)[0] in (2, 3), log.name
        shutil.move(folder.parent / kept.name, log)
