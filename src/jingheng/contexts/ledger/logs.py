"""Which log a leaf goes into. A log begins with the first leaf of an office in a year, or with a new key within it, and
is never reopened.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date

from django.conf import settings
from django.db import transaction

from jingheng.contexts.ledger.binding import SERVER
from jingheng.contexts.ledger.models import Leaf, Log
from jingheng.contexts.ledger.placing import place, root_of_log
from jingheng.verify import leaves
from jingheng.verify.hashing import by_name

CodeOf = Callable[[int], str]

_code_of: CodeOf


def name_offices(code_of: CodeOf) -> None:
    """Said once by the context that knows offices: the code of an office; of SERVER, that of the topmost one."""
    global _code_of  # noqa: PLW0603
    _code_of = code_of


def server_code() -> str:
    """By which the server is known to others: the code of its topmost office."""
    return _code_of(SERVER)


def log_of(office_id: int, *, on: date, algorithm: str = "") -> Log:
    """The log to append to, locked until the transaction ends unless there is an outbox.

    `algorithm` is heard only for the server's first log.
    """
    newest = newest_log(office_id)
    if newest is not None and newest.closed_at is not None:  # closed while we waited for its lock
        newest = newest_log(office_id)
    if newest is not None and newest.year >= on.year:
        return newest
    return _opened(office_id, on, previous=newest, algorithm=algorithm)


def newest_log(office_id: int, *, locked: bool | None = None) -> Log | None:
    if locked is None:
        locked = not settings.LEDGER_OUTBOX
    logs = Log.objects.select_for_update() if locked else Log.objects.all()
    return logs.filter(office_id=office_id).order_by("-year", "-part").first()


def _opened(office_id: int, on: date, *, previous: Log | None, algorithm: str) -> Log:
    """A log for a new year, or an office's first. Its first leaf names what went before."""
    chosen = previous.algorithm if previous else _algorithm_of_server() or algorithm or "sha256"
    origin = _origin(office_id, on.year, 1, chosen)
    with transaction.atomic():
        log, is_new = Log.objects.get_or_create(
            office_id=office_id, year=on.year, part=1, defaults={"origin": origin, "algorithm": chosen, "last_day": on}
        )
    log = Log.objects.select_for_update().get(pk=log.pk)
    if is_new:
        before = state_of(previous.origin, previous.size, root_of_log(previous)) if previous else {}
        append_open(log, "log.opened", {"origin": origin, "previous": before}, on=on)
    return log


def begun_after(log: Log, *, on: date) -> Log:
    """The log that will go on in the same year after `log`, which is locked; it has no leaf yet."""
    part = log.part + 1
    origin = _origin(log.office_id, log.year, part, log.algorithm)
    return Log.objects.create(
        office_id=log.office_id, year=log.year, part=part, origin=origin, algorithm=log.algorithm, last_day=on
    )


def state_of(origin: str, size: int, root: bytes) -> dict[str, object]:
    """A state of a log, as open leaves write it."""
    return {"origin": origin, "size": size, "root": root.hex()}


def _origin(office_id: int, year: int, part: int, algorithm: str) -> str:
    place_name = "server" if office_id == SERVER else "ledger"
    return f"jc.{_code_of(office_id)}/{place_name}/{year}{f'.{part:02}' if part > 1 else ''}/{algorithm}"


def say_openly(office_id: int, kind: str, said: Mapping[str, object], *, on: date) -> Leaf:
    """A leaf that anybody may read, beside the closed one of the use-case that says it and in the same transaction."""
    log = log_of(office_id, on=on)
    if not settings.LEDGER_OUTBOX:
        return append_open(log, kind, said, on=on)
    row = _open_leaf(log, kind, said, on=on)
    row.save()
    return row


def append_open(log: Log, kind: str, said: Mapping[str, object], *, on: date) -> Leaf:
    """A leaf that anybody may read; `log` is locked."""
    row = _open_leaf(log, kind, said, on=on)
    place(log, [row])
    return row


def _open_leaf(log: Log, kind: str, said: Mapping[str, object], *, on: date) -> Leaf:
    hash_ = by_name(log.algorithm)
    leaf = leaves.Leaf(
        day=on,
        facts=leaves.facts_root(hash_, b"", []),
        receipt=secrets.token_bytes(hash_(b"").__len__()),
        kind=kind,
        said=dict(said),  # type: ignore[arg-type]
    )
    return Leaf(log=log, kind=kind, entry=leaf.encoded())


def _algorithm_of_server() -> str:
    first = Log.objects.filter(office_id=SERVER).order_by("year").first()
    return first.algorithm if first else ""
