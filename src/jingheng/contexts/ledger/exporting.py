"""A folder that an auditor can check without us: logs in the layout of C2SP tlog-tiles, and on request what they bind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from jingheng.contexts.ledger.checkpointing import make_checkpoint, signed_now
from jingheng.contexts.ledger.keys import is_lost, key_of
from jingheng.contexts.ledger.models import Leaf, Log
from jingheng.contexts.ledger.outbox import place_waiting
from jingheng.contexts.ledger.showing import opened, rows_of
from jingheng.platform.db.snapshot import snapshot
from jingheng.verify import manifest
from jingheng.verify.canonical import Value, encode
from jingheng.verify.hashing import by_name
from jingheng.verify.tiles import write_log

_AT_ONCE = 5_000


def export(folder: Path, logs: QuerySet[Log], *, with_rows: bool, at: datetime) -> list[Log]:
    """The logs as they are signed now, into a folder that is empty. `with_rows` lays open all that they bind.

    Logs and rows are of one moment, and nobody has to wait until they are written.
    """
    place_waiting()
    for log in logs:
        make_checkpoint(log.pk, at=at)
    folder.mkdir(parents=True, exist_ok=True)
    with snapshot():
        taken = list(logs.all())
        for log in taken:
            _export_log(folder / name_of(log), log, with_openings=with_rows, at=at)
        if with_rows:
            for office_id in dict.fromkeys(log.office_id for log in taken):
                name = next(name_of(log) for log in taken if log.office_id == office_id).rpartition("-")[0]
                _write_lines(folder / f"{name}.rows.jsonl", _row_lines(office_id))
    manifest.write(folder, [key_of(log) for log in taken if not is_lost(log)])
    return taken


def name_of(log: Log) -> str:
    """jc.990203/ledger/2026/sha256 → 990203-2026; that of the server → 990200-server-2026."""
    office, kind, year, _ = log.origin.removeprefix("jc.").split("/")
    return f"{office}-server-{year}" if kind == "server" else f"{office}-{year}"


def _export_log(folder: Path, log: Log, *, with_openings: bool, at: datetime) -> None:
    newest = signed_now(log, at=at)
    folder.mkdir()
    write_log(folder, by_name(log.algorithm), _entries(log, newest.size))
    (folder / "checkpoint").write_text(newest.note, encoding="utf-8")
    (folder / "checkpoints").mkdir()
    for earlier in log.checkpoints.filter(size__lt=newest.size):
        (folder / "checkpoints" / str(earlier.size)).write_text(earlier.note, encoding="utf-8")
    (folder / "keys").write_text(f"{log.vkey}\n", encoding="ascii")
    if with_openings:
        _write_lines(
            folder / "openings.jsonl",
            (
                {"facts": list(opening.facts), "n": number, "secret": opening.secret.hex()}
                for number, _, opening in opened(log, newest.size)
                if opening is not None
            ),
        )


def _entries(log: Log, size: int) -> Iterator[bytes]:
    """Read in pages by number: neither memory nor a long transaction grows with the log."""
    for first in range(0, size, _AT_ONCE):
        rows = Leaf.objects.filter(log=log, number__gte=first, number__lt=min(first + _AT_ONCE, size))
        for entry in rows.order_by("number").values_list("entry", flat=True):
            yield bytes(entry)


def _row_lines(office_id: int) -> Iterator[Value]:
    for (table, key), fields, secret in rows_of(office_id):
        yield {"fields": dict(fields), "row": [table, key], "secret": secret.hex()}


def _write_lines(path: Path, lines: Iterable[Value]) -> None:
    with path.open("wb") as file:
        file.writelines(encode(line) + b"\n" for line in lines)
