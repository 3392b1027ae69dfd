"""What may happen to the key of a log before its year is over: it is changed, or it is lost.

One key, one log: with another key begins another log, whose first leaf names the state at which the one before stood.
A key that is changed names its successor in the last leaf that it signs. A key that is lost can sign nothing: its log
ends at the last state that it signed, and what came after that is stated again in the log that goes on.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime

from jingheng.contexts.ledger.checkpointing import make_checkpoint, newest_checkpoint
from jingheng.contexts.ledger.committing import said_by
from jingheng.contexts.ledger.keys import is_lost, key_of
from jingheng.contexts.ledger.logs import append_open, begun_after, log_of, state_of
from jingheng.contexts.ledger.models import Leaf, Log, Opening, Place
from jingheng.contexts.ledger.placing import place
from jingheng.contexts.ledger.recording import recording
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure
from jingheng.verify import leaves
from jingheng.verify.canonical import Value
from jingheng.verify.hashing import by_name


def rotate_key(*, origin: str, actor: Actor, at: datetime) -> Log:
    """The key of a log that is written to gives way to a new one. Returns the log that goes on under it."""
    day = local_date(at)
    with recording(actor=actor, at=at) as record:
        log = _locked(origin)
        ensure(
            Refusal("not-written", f"账本 {origin} 已经不再写入，它的密钥不会再签别的，不必更换。")
            if log_of(log.office_id, on=day).pk != log.pk
            else None
        )
        make_checkpoint(log.pk, at=at)  # whoever has lost the key cannot name its successor
        new = begun_after(log, on=day)
        vkey = str(key_of(new).verifier)
        append_open(log, "key.retired", {"next": new.origin, "vkey": vkey}, on=day)
        last = make_checkpoint(log.pk, at=at)
        _close(log, at)
        before = state_of(origin, last.size, bytes(last.root))
        append_open(new, "log.opened", {"origin": new.origin, "previous": before}, on=day)
        make_checkpoint(new.pk, at=at)
        record("key.rotated", subject=f"log:{new.origin}", office_id=log.office_id)
    return new


def declare_key_lost(*, origin: str, actor: Actor, at: datetime) -> tuple[Log, int]:
    """The log ends at the last state that was signed. Returns the log that goes on, and how many leaves stood unsigned."""
    day = local_date(at)
    with recording(actor=actor, at=at) as record:
        log = _locked(origin)
        signed = newest_checkpoint(log)
        if signed is None or not is_lost(log):
            raise Refused(Refusal("not-lost", f"账本 {origin} 的密钥在原处，可以签名，不必按丢失处理。"))
        newest = Log.objects.filter(office_id=log.office_id).order_by("-year", "-part")[0]
        before = state_of(origin, signed.size, bytes(signed.root))
        if newest.pk == log.pk:
            _close(log, at)
            goes_on = begun_after(log, on=day)
            append_open(goes_on, "log.opened", {"origin": goes_on.origin, "previous": before}, on=day)
        else:
            _close(log, at)
            goes_on = Log.objects.select_for_update().get(pk=newest.pk)
        append_open(goes_on, "key.lost", before, on=day)
        unsigned = list(
            Leaf.objects.filter(log=log, number__gte=signed.size).order_by("number").prefetch_related("entries")
        )
        _state_again(goes_on, unsigned, at)
        record("key.lost", subject=f"log:{origin}", office_id=log.office_id, leaves=len(unsigned))
    make_checkpoint(goes_on.pk, at=at)
    return goes_on, len(unsigned)


def _locked(origin: str) -> Log:
    log = Log.objects.select_for_update().filter(origin=origin).first()
    if log is None:
        raise Refused(Refusal("not-found", f"没有名为 {origin} 的账本。用 jingheng ledger keys list 查看。"))
    ensure(Refusal("closed", f"账本 {origin} 已经结束。") if log.closed_at is not None else None)
    return log


def _close(log: Log, at: datetime) -> None:
    Log.objects.filter(pk=log.pk).update(closed_at=at)


def _state_again(new: Log, unsigned: Sequence[Leaf], at: datetime) -> None:
    """One leaf with everything that was bound by leaves which nobody has signed and nobody will."""
    hash_, secret = by_name(new.algorithm), secrets.token_bytes(32)
    events: list[Value] = []
    last: dict[leaves.Row, Value] = {}
    for leaf in unsigned:
        events += [leaves.event_fact(said_by(entry)) for entry in sorted(leaf.entries.all(), key=lambda one: one.pk)]
        opening = Opening.objects.filter(leaf=leaf).first()
        for fact in json.loads(opening.facts) if opening else ():
            if fact[0] == "event":
                events.append(fact)
            else:
                last[fact[1], fact[2]] = fact
    facts = [*events, *(last[row] for row in sorted(last))]
    entry = leaves.Leaf(
        local_date(at), leaves.facts_root(hash_, secret, facts), leaves.receipt_commitment(hash_, secret)
    )
    leaf = Leaf(log=new, entry=entry.encoded())
    place(new, [leaf])
    Opening.objects.create(leaf=leaf, secret=secret, facts=json.dumps(facts))
    Place.objects.filter(leaf__in=[one.pk for one in unsigned]).update(leaf=leaf)
