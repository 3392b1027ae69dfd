"""What is known of our logs, our witnesses and those whom we witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Max, Min, OuterRef, Q, Subquery

from jingheng.contexts.ledger.api import SERVER, Checkpoint, Entry, KeyLost, Log, is_lost, server_code, witness_key
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Office
from jingheng.contexts.witnesses.models import Asking, Kept, OtherStory, Watched, Witness
from jingheng.contexts.witnesses.rules.answers import FAILURES, Failure
from jingheng.contexts.witnesses.rules.policy_file import policy_text
from jingheng.contexts.witnesses.rules.window import (
    Window,
    quorum_caution,
    quorum_of,
    window_of,
    witnessed_size,
)
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.verify.notes import SigningKey, parse_key

_FIRST_FEW = 5  # leaves: at least one of them has an entry, which says when it was made


def may_see(actor: Actor) -> bool:
    return actor.may("proof.see") or actor.may("proof.oversee")


def is_at_home(actor: Actor) -> bool:
    """Does he act in the office that the server belongs to?"""
    return actor.office_code == server_code()


def may_manage(actor: Actor) -> bool:
    """The witnesses are the whole server's: so only there."""
    return actor.may("witness.manage") and is_at_home(actor)


def own_key(*, makes: bool = False) -> SigningKey | None:
    """With which this server countersigns; none before it is first asked to."""
    has_signed = Kept.objects.exclude(note="").exists()
    return witness_key(f"jc.{server_code()}/witness", has_signed=has_signed, makes=makes)


@dataclass(frozen=True, slots=True)
class Line:
    """Up to where one witness has signed one log, when by its own clock, and what went wrong last."""

    witness: Witness
    size: int | None
    at: datetime | None
    asked_at: datetime | None
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class LogState:
    log: Log
    title: str
    signed_size: int
    signed_at: datetime | None
    key_id: str
    key_since: datetime | None
    key_lost: bool
    lines: Sequence[Line]
    witnessed: int
    window: Window

    @property
    def is_alarming(self) -> bool:
        return any(line.failure and line.failure.is_alarm for line in self.lines)


@dataclass(frozen=True, slots=True)
class Overview:
    logs: Sequence[LogState]  # that are written to
    closed: Sequence[LogState]  # of former years, and those whose key was changed or lost
    witnesses: Sequence[Witness]
    needed: int
    caution: str
    norm_hours: int

    @property
    def troubles(self) -> list[tuple[Witness, list[tuple[Failure, int]]]]:
        """Of each witness: what goes wrong with it, and with how many logs."""
        lines = [line for state in (*self.logs, *self.closed) for line in state.lines if line.failure]
        return [
            (one, list(Counter(line.failure for line in lines if line.failure and line.witness == one).items()))
            for one in self.witnesses
        ]


def overview(actor: Actor, *, at: datetime) -> Overview:
    """The logs of his office and of those below it; at the office that has the server, the server's too."""
    offices = Office.objects.filter(path__startswith=actor.office_path)
    return _overview(offices, with_server=is_at_home(actor), at=at)


def whole_overview(*, at: datetime) -> Overview:
    """For whoever has the server itself."""
    return _overview(Office.objects.all(), with_server=True, at=at)


def _overview(offices: Iterable[Office], *, with_server: bool, at: datetime) -> Overview:
    names = {office.pk: office.name for office in offices} | ({SERVER: "本服务器"} if with_server else {})
    witnesses = list(Witness.objects.filter(removed_at=None).order_by("id"))
    norms = norms_on(local_date(at), office_path=f"/{server_code()}/")
    needed = quorum_of(norms["witness.quorum"], len(witnesses))
    states = list(_states(names, witnesses, needed, norms["witness.window_hours"], at))
    newest = {state.log.office_id: state.log.pk for state in states}
    return Overview(
        [one for one in states if newest[one.log.office_id] == one.log.pk],
        [one for one in states if newest[one.log.office_id] != one.log.pk],
        witnesses,
        needed,
        quorum_caution(needed, len(witnesses)) if witnesses else "",
        norms["witness.window_hours"],
    )


def _states(
    names: dict[int, str], witnesses: Sequence[Witness], needed: int, norm_hours: int, at: datetime
) -> Iterable[LogState]:
    newest = Checkpoint.objects.filter(log=OuterRef("pk")).order_by("-size")
    logs = list(
        Log.objects.filter(office_id__in=names)
        .annotate(
            signed=Subquery(newest.values("size")[:1]),
            signed_at=Subquery(newest.values("made_at")[:1]),
            since=Min("checkpoints__made_at"),
        )
        .order_by("office_id", "year", "part")
    )
    askings: dict[int, dict[int, Asking]] = {}
    for asking in Asking.objects.filter(log__in=logs, witness__in=witnesses):
        askings.setdefault(asking.log_id, {})[asking.witness_id] = asking
    witnessed = {
        log.pk: witnessed_size([one.cosigned_size or 0 for one in askings.get(log.pk, {}).values()], needed)
        if witnesses
        else 0
        for log in logs
    }
    since = _first_entries(logs, witnessed)
    for log in logs:
        size = log.size if log.closed_at is None else log.signed
        yield LogState(
            log=log,
            title=f"{names[log.office_id]} {log.year}" + (f"（第 {log.part} 把密钥）" if log.part > 1 else ""),
            signed_size=log.signed or 0,
            signed_at=log.signed_at,
            key_id=parse_key(log.vkey).key_id.hex() if log.vkey else "",
            key_since=log.since,
            key_lost=is_lost(log) and (log.closed_at is None or log.size > log.signed),
            lines=[_line(witness, askings.get(log.pk, {}).get(witness.pk)) for witness in witnesses],
            witnessed=witnessed[log.pk],
            window=window_of(size, witnessed[log.pk], since=since.get(log.pk), at=at, norm_hours=norm_hours),
        )


def _line(witness: Witness, asking: Asking | None) -> Line:
    if asking is None:
        return Line(witness, None, None, None, None)
    failure = FAILURES[asking.failure] if asking.failure else None
    return Line(witness, asking.cosigned_size, asking.cosigned_at, asking.asked_at, failure)


def _first_entries(logs: Iterable[Log], witnessed: dict[int, int]) -> dict[int, datetime]:
    """When the first leaf that lacks its witnesses was made: as its last entry says, and not before what was signed before it.

    Two queries for all logs.
    """
    open_ones = [log for log in logs if log.size > witnessed[log.pk]]
    if not open_ones:
        return {}
    wanted = (
        Q(leaf__log=log, leaf__number__range=(witnessed[log.pk], witnessed[log.pk] + _FIRST_FEW)) for log in open_ones
    )
    entries = Entry.objects.filter(reduce(or_, wanted)).values_list("leaf__log", "leaf__number").annotate(Max("at"))
    first = {log: at for log, _, at in entries.order_by("-leaf__number")}
    signed = Checkpoint.objects.filter(reduce(or_, (Q(log=log, size=witnessed[log.pk]) for log in open_ones)))
    after = dict(signed.values_list("log", "made_at"))
    return {log: max(at, after.get(log, at)) for log, at in first.items()}


@dataclass(frozen=True, slots=True)
class Watching:
    """One log that we countersign for others, and up to where we have."""

    row: Watched
    size: int | None
    at: datetime | None
    stories: int


def watching() -> list[Watching]:
    rows = list(Watched.objects.filter(removed_at=None).order_by("name", "origin"))
    kept = {one.origin: one for one in Kept.objects.filter(origin__in=[row.origin for row in rows]).exclude(note="")}
    stories: dict[str, int] = {}
    for origin in OtherStory.objects.values_list("origin", flat=True):
        stories[origin] = stories.get(origin, 0) + 1
    return [
        Watching(
            row,
            kept[row.origin].size if row.origin in kept else None,
            kept[row.origin].kept_at if row.origin in kept else None,
            stories.get(row.origin, 0),
        )
        for row in rows
    ]


def own_vkey() -> tuple[str, str]:
    """The public key to hand out, or why there is none."""
    try:
        key = own_key()
    except KeyLost as error:
        return "", str(error)
    return (str(key.verifier), "") if key else ("", "")


def policy(*, at: datetime, quorum: int | None = None) -> tuple[str, str]:
    """The policy file, and what is to be said about its quorum."""
    witnesses = list(Witness.objects.filter(removed_at=None).order_by("id"))
    wanted = norms_on(local_date(at), office_path=f"/{server_code()}/")["witness.quorum"] if quorum is None else quorum
    needed = quorum_of(wanted, len(witnesses))
    logs = Log.objects.exclude(vkey="").order_by("office_id", "year", "part").values_list("vkey", flat=True)
    text = policy_text(logs, [(one.name, one.vkey, one.url) for one in witnesses], needed)
    return text, quorum_caution(needed, len(witnesses)) if witnesses else "没有见证人：这份策略只认账本自己的签名。"
