"""Checkpoints: what a log says of itself, signed. No log is signed that does not begin with what was signed before."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from jingheng.contexts.ledger.keys import KeyLost, key_of
from jingheng.contexts.ledger.models import Checkpoint, Log
from jingheng.contexts.ledger.placing import nodes_of, root_of_log
from jingheng.verify import checkpoints, notes
from jingheng.verify.hashing import by_name
from jingheng.verify.tree import consistency_path, root_at, verify_consistency

_log = logging.getLogger("jingheng.ledger")

_told: set[int] = set()

#: A checkpoint is due after so many leaves, or so long after the first leaf that has none.
LEAVES, WAIT = 256, timedelta(hours=1)


class LogRewritten(RuntimeError):
    """The tree in the database does not begin with the tree that was signed."""


def make_checkpoint(log_id: int, *, at: datetime) -> Checkpoint:
    """The newest state of a log, signed. Nothing is signed twice, and nothing more once a log is closed."""
    with transaction.atomic():
        log = Log.objects.select_for_update().get(pk=log_id)
        unnamed = not log.vkey
        made = signed_now(log, at=at)
        if made.pk is None:
            made.save()
            if unnamed:
                log.save(update_fields=["vkey"])
        return made


def signed_now(log: Log, *, at: datetime) -> Checkpoint:
    """Its newest checkpoint if nothing came since, else a new one that is not kept."""
    newest = newest_checkpoint(log)
    if log.closed_at is not None:
        assert newest is not None
        return newest
    root = root_of_log(log)
    _refuse_rewritten(log, newest, root)
    if newest is not None and newest.size == log.size:
        return newest
    key = key_of(log)
    log.vkey = log.vkey or str(key.verifier)
    text = checkpoints.Checkpoint(log.origin, log.size, root).text
    note = notes.signed(text, [key.sign(text)]).decode()
    return Checkpoint(log=log, size=log.size, root=root, note=note, made_at=at)


def newest_checkpoint(log: Log) -> Checkpoint | None:
    """What was signed of it last."""
    return log.checkpoints.order_by("-size").first()


def signed_state(office_id: int) -> checkpoints.Checkpoint | None:
    """What was signed last of the log that an office is writing; None before its first checkpoint."""
    newest = Checkpoint.objects.filter(log__office_id=office_id).order_by("-log__year", "-log__part", "-size").first()
    return checkpoints.parse(notes.parse(newest.note.encode()).text) if newest else None


def _refuse_rewritten(log: Log, newest: Checkpoint | None, root: bytes) -> None:
    hash_, nodes = by_name(log.algorithm), nodes_of(log)
    if root_at(hash_, nodes, log.size) != root:
        raise LogRewritten(f"账本 {log.origin} 的叶与它的前沿不符。")
    if newest is None:
        return
    if newest.size > log.size:
        raise LogRewritten(f"账本 {log.origin} 签过 {newest.size} 片叶，现在只有 {log.size} 片。")
    path = consistency_path(hash_, nodes, newest.size, log.size)
    if not verify_consistency(hash_, newest.size, log.size, bytes(newest.root), root, path):
        raise LogRewritten(f"账本 {log.origin} 与 {newest.size} 片叶时签过的不一致。")


def make_due_checkpoints(*, at: datetime) -> int:
    """Of every log that has waited long enough; how many. A log that cannot be signed keeps no other from it."""
    made = 0
    last = Checkpoint.objects.filter(log=OuterRef("pk")).order_by("-size")
    logs = Log.objects.annotate(
        signed=Coalesce(Subquery(last.values("size")[:1]), 0), signed_at=Subquery(last.values("made_at")[:1])
    ).filter(size__gt=F("signed"), closed_at=None)
    for log in logs:
        waited = log.signed_at is None or at - log.signed_at >= WAIT
        if log.size - log.signed < LEAVES and not waited:
            continue
        try:
            make_checkpoint(log.pk, at=at)
            made += 1
        except (KeyLost, LogRewritten):
            if log.pk not in _told:  # the worker comes by every second
                _told.add(log.pk)
                _log.exception("检查点没有签：%s", log.origin)
    return made
