"""Showing our checkpoints to our witnesses, over the network or in files, and keeping the lines with which they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, OuterRef, Q, Subquery

from jingheng.contexts.ledger.api import Checkpoint, Log, asked_of, keep_cosignature, root_at_size
from jingheng.contexts.witnesses.calling import Reply, Unreachable, call
from jingheng.contexts.witnesses.models import Asking, Witness
from jingheng.contexts.witnesses.rules.answers import judge_answer
from jingheng.verify import checkpoints, notes, witnessing
from jingheng.verify.notes import Signature, parse_key

Call = Callable[[str, bytes], Reply]

#: After a failure nothing is asked again for so long, unless somebody asks for it.
REST = timedelta(minutes=10)
_AT_ONCE = 20  # logs of one witness in one round of the worker


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking one witness about one log. `failure` is a key of FAILURES, `held` a size to go on from."""

    witness: Witness
    log: Log
    size: int = 0
    failure: str = ""
    held: int | None = None


def due(witness: Witness) -> list[Log]:
    """Logs whose newest checkpoint lacks the line of this witness."""
    newest = Checkpoint.objects.filter(log=OuterRef("pk")).order_by("-size").values("size")[:1]
    his = Asking.objects.filter(log=OuterRef("pk"), witness=witness).values("cosigned_size")[:1]
    logs = Log.objects.annotate(signed=Subquery(newest), his=Subquery(his)).exclude(signed=None)
    return list(logs.filter(Q(his=None) | Q(signed__gt=F("his"))).order_by("office_id", "year", "part"))


def push_due(*, at: datetime, call: Call = call) -> int:
    """The worker's: who has failed us lately is left alone for a while. How many lines came."""
    found = 0
    for witness in Witness.objects.filter(removed_at=None).exclude(url=""):
        failing = Asking.objects.filter(witness=witness, asked_at__gt=at - REST).exclude(failure="")
        if failing.filter(failure="UNREACHABLE").exists():
            continue
        resting = set(failing.values_list("log_id", flat=True))
        logs = [log for log in due(witness) if log.pk not in resting][:_AT_ONCE]
        found += sum(not outcome.failure for outcome in _push(witness, logs, at, call))
    return found


def push(*, at: datetime, call: Call = call) -> list[Outcome]:
    """Everything that is due, now."""
    witnesses = Witness.objects.filter(removed_at=None).exclude(url="")
    return [outcome for witness in witnesses for outcome in _push(witness, due(witness), at, call)]


def _push(witness: Witness, logs: Sequence[Log], at: datetime, call: Call) -> Iterator[Outcome]:
    for log in logs:
        outcome = _noted(_ask(witness, log, call), at)
        yield outcome
        if outcome.failure == "UNREACHABLE":
            return


def _ask(witness: Witness, log: Log, call: Call) -> Outcome:
    """Once from where we think it stands, and if it stands elsewhere once more from there."""
    old: int | None = _asking(witness, log).size
    for _ in range(2):
        assert old is not None
        asked = _request(log, old)
        if isinstance(asked, str):
            return Outcome(witness, log, failure=asked)
        try:
            reply = call(witness.url, bytes(asked))
        except Unreachable:
            return Outcome(witness, log, failure="UNREACHABLE")
        newest = checkpoints.parse(notes.parse(asked.note).text).size
        then = judge_answer(reply.status, reply.content_type, reply.body, asked_from=old, newest=newest)
        if then.reads:
            return _read_lines(witness, log, reply.body)
        if then.failure:
            return Outcome(witness, log, failure=then.failure)
        old = then.retry
    return Outcome(witness, log, failure="REFUSED")


def _request(log: Log, old: int) -> witnessing.Request | str:
    try:
        return asked_of(log, old=old) or "SHORTER"
    except (IndexError, ValueError):  # leaves or tiles are missing: our own tree proves nothing
        return "REWRITTEN"


def _read_lines(witness: Witness, log: Log, body: bytes) -> Outcome:
    try:
        lines = notes.parse_lines(body)
    except notes.MalformedNote:
        lines = ()
    return _kept(witness, log, lines) or Outcome(witness, log, failure="BAD_ANSWER")


def _kept(witness: Witness, log: Log, lines: Sequence[Signature]) -> Outcome | None:
    kept = keep_cosignature(log, parse_key(witness.vkey), lines)
    if kept is None:
        return None
    checkpoint, made = kept
    try:
        made_at = datetime.fromtimestamp(made, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    asking = _asking(witness, log)
    if asking.cosigned_size is None or checkpoint.size >= asking.cosigned_size:
        asking.cosigned_size, asking.cosigned_at = checkpoint.size, made_at
        asking.save(update_fields=["cosigned_size", "cosigned_at"])
    return Outcome(witness, log, size=checkpoint.size, held=checkpoint.size)


def _noted(outcome: Outcome, at: datetime) -> Outcome:
    asking = _asking(outcome.witness, outcome.log)
    asking.asked_at, asking.failure = at, outcome.failure
    if outcome.held is not None:
        asking.size = outcome.held
    asking.save(update_fields=["asked_at", "failure", "size"])
    return outcome


def _asking(witness: Witness, log: Log) -> Asking:
    return Asking.objects.get_or_create(witness=witness, log=log)[0]


# --- in files ---------------------------------------------------------------------------------------------------------
def requests_for(witness: Witness) -> tuple[bytes, list[Log]]:
    """A file for a witness without a route, and the logs that are in it."""
    logs = due(witness)
    asked = [(log, _request(log, _asking(witness, log).size)) for log in logs]
    requests = [one for _, one in asked if isinstance(one, witnessing.Request)]
    return witnessing.joined(requests), [log for log, one in asked if isinstance(one, witnessing.Request)]


def read_answers(witness: Witness, data: bytes, *, at: datetime) -> list[Outcome]:
    """What came back in a file: lines under our checkpoints, or notes that say what the witness holds instead."""
    return [
        _noted(outcome, at)
        for text, lines in witnessing.answered(data)
        for outcome in (_of_note(witness, text, lines) if text else _of_lines(witness, lines))
    ]


def _of_lines(witness: Witness, lines: Sequence[Signature]) -> list[Outcome]:
    """An answer to one request does not say which: it fits one of those that are due, or none."""
    found = (_kept(witness, log, lines) for log in due(witness))
    return [outcome for outcome in found if outcome][:1]


def _of_note(witness: Witness, text: str, lines: Sequence[Signature]) -> list[Outcome]:
    checkpoint = checkpoints.parse(text)
    log = Log.objects.filter(origin=checkpoint.origin).first()
    key = parse_key(witness.vkey)
    if log is None:
        return []
    if kept := _kept(witness, log, lines):
        return [kept]
    try:
        notes.open_note(notes.signed(text, lines), [key])
    except (notes.BadSignature, notes.NoTrustedSignature):
        return [Outcome(witness, log, failure="BAD_ANSWER")]
    root = root_at_size(log, checkpoint.size)
    if root is None:
        return [Outcome(witness, log, failure="SHORTER")]
    if root != checkpoint.root:
        return [Outcome(witness, log, failure="REWRITTEN")]
    return [Outcome(witness, log, failure="REFUSED", held=checkpoint.size)]
