"""Writers that are killed in the middle, round after round, in one database. Run as a program with Django's settings
and a database of its own in the environment:

    python -m tests.durability.rounds 25        prints one line of JSON: how many were acknowledged, what is wrong now
    python -m tests.durability.rounds write     writes until it cannot, and prints what is committed
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.db import connections
from django.utils import timezone

django.setup()

from jingheng.cli.home import prepare as migrate
from jingheng.contexts.ledger.api import Log, export
from jingheng.contexts.ledger.models import Leaf
from jingheng.contexts.org.api import actor_for
from jingheng.contexts.org.models import Office, Person
from jingheng.contexts.records.models import Record
from jingheng.verify.commands import rows as rows_command
from tests.factories.audited import bound_cast
from tests.factories.cast import NOON
from tests.factories.contents import content, file

WRITERS = 2


def main(rounds: int) -> None:
    prepare()
    acknowledged, rng = set(sys.stdin.read().split()), random.Random(rounds)
    for number in range(rounds):
        acknowledged |= killed_after(rng.uniform(0.02, 0.25), number)
    print(json.dumps({"acknowledged": len(acknowledged), "wrong": wrong(acknowledged)}, ensure_ascii=False))


def prepare() -> None:
    migrate()
    if not Office.objects.exists():
        bound_cast()
    one_more(0, 0)  # whatever is loaded with the first one is loaded for all
    connections.close_all()  # nothing is shared with the writers


def killed_after(seconds: float, number: int) -> set[str]:
    """What the writers said had been kept, until they were killed so long after the first of it."""
    reading, writing = os.pipe()
    writers = [_forked(lambda key=key: write(writing, number, key)) for key in range(WRITERS)]  # type: ignore[misc]
    os.close(writing)
    said = os.read(reading, 1)
    time.sleep(seconds)
    for writer in writers:
        os.kill(writer, signal.SIGKILL)
    for writer in writers:
        os.waitpid(writer, 0)
    while more := os.read(reading, 65536):
        said += more
    os.close(reading)
    return set(said.decode().split("\n")[:-1])  # a line that was cut short was never said


def _forked(deed: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            deed()
        finally:
            os._exit(1)
    return pid


def write(to: int, number: int, key: int) -> None:
    """Files record after record, and says so only once it is committed."""
    while True:
        os.write(to, f"{one_more(number, key)}\n".encode())  # below PIPE_BUF: whole or not at all


def one_more(number: int, key: int) -> str:
    people = list(Person.objects.filter(office__level="BASIC", identity="PROSECUTOR").order_by("id"))
    actor = actor_for(people[key % len(people)], on=NOON.date())
    at = NOON + timedelta(minutes=number)
    return file(actor, content(at), at=at).uid


def wrong(acknowledged: set[str]) -> list[str]:
    """Everything that was acknowledged is there, and rows and ledger fit."""
    found = []
    kept = set(Record.objects.values_list("uid", flat=True))
    if lost := acknowledged - kept:
        found.append(f"{len(lost)} acknowledged and lost")
    for log in Log.objects.all():
        numbers = list(Leaf.objects.filter(log=log).order_by("number").values_list("number", flat=True))
        if numbers != list(range(log.size)):
            found.append(f"{log.origin}: {len(numbers)} leaves, size {log.size}")
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        export(out, Log.objects.order_by("id"), with_rows=True, at=timezone.now())
        verdict = rows_command.run(Namespace(folder=out, policy=None))
        found += verdict.evidence
    return found


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.stdout.fileno(), 0, 0)
    main(int(sys.argv[1]))
