"""A million records written straight into the tables, as years of filing and of review would have left them."""

from __future__ import annotations

import base64
import random
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from itertools import islice
from typing import Any

from django.db import connection, transaction

from bench.staff import BUSY
from bench.writing import Said, pool
from jingheng.cli.home import take_statistics
from jingheng.contexts.org.models import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Exclusion, Record, Revision, Series, Step
from jingheng.contexts.records.queries.search_text import INDEX, searched_texts
from jingheng.contexts.records.usecases.filing import new_receipt_code
from jingheng.kernel.period import SHANGHAI, Month, MonthRange, local_date
from jingheng.platform.db.bulk import insert_rows
from jingheng.platform.search.index import STRETCH
from jingheng.platform.search.models import stored
from jingheng.platform.search.tokens import index_tokens

MONTHS = 60
#: Words that equally many records of the busy office say in a small place and in a large one: the same hits to show.
HITS = {"雁荡山庄": 1_000, "白鹭茶舍": 30}
_POOL, _BATCH = 2_000, 10_000
_BUSY_SHARE, _EXCLUDED, _URGENT = 0.1, 0.1, 0.01
_OPEN_DAYS = 60  # what was filed before is done with
_OPEN = {"RECORDED": 30, "ACCEPTED": 30, "TRIAGED": 10, "VERIFYING": 20, "RETURNED": 6, "PROPOSED": 4}
_DONE = {"NOTED": 75, "CONCLUDED": 20, "EXCLUDED": 5}
_TRIAGE = {"NOTED": "T3", "CONCLUDED": "T1", "EXCLUDED": "T0", "TRIAGED": "T1", "VERIFYING": "T1", "PROPOSED": "T1"}


def period(now: datetime) -> MonthRange:
    """Five years that have ended: all of their months can be closed."""
    last = Month.of(now).previous()
    return MonthRange(last.plus(1 - MONTHS), last)


def fill(total: int, *, now: datetime, one_office: bool) -> None:
    """Into a place with offices and people. `one_office`: all records are the busy office's, for a small place."""
    writer = _Writer(total, now, one_office)
    records, written = writer.records(), 0
    with _quickly():
        while batch := list(islice(records, _BATCH)):
            with transaction.atomic():
                writer.write(batch, first=written + 1)
            written += len(batch)
        writer.index()
        writer.finish()


@contextmanager
def _quickly() -> Iterator[None]:
    """SQLite without a journal while the tables are filled: a fault costs the place, which is thrown away anyway."""
    _pragmas(journal_mode="OFF", synchronous="OFF", cache_size="-1000000")
    yield
    _pragmas(journal_mode="WAL", synchronous="FULL", cache_size="-16000")
    _execute(["ANALYZE"] if connection.vendor == "postgresql" else [])  # as it does by itself after a while
    take_statistics()  # as every start of the server does


@contextmanager
def _inverted_afterwards() -> Iterator[None]:
    """The inverted index in one go instead of row by row; the statements are the product's own, from its migration."""
    made = import_module("jingheng.platform.search.migrations.0001_initial")
    if connection.vendor == "sqlite":
        before: tuple[str, ...] = ("DROP TRIGGER search_entry_put",)
        after: tuple[str, ...] = (
            "INSERT INTO search_entry_fts (search_entry_fts) VALUES ('rebuild')",
            made.FOLLOW_ON_SQLITE[0],
        )
    else:
        before, after = ("DROP INDEX search_entry_tokens",), (made.INDEX_ON_POSTGRESQL,)
    _execute(before)
    yield
    _execute(after)


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _pragmas(**values: str) -> None:
    if connection.vendor == "sqlite":
        _execute(f"PRAGMA {name}={value}" for name, value in values.items())


@dataclass(frozen=True, slots=True)
class _House:
    office: Office
    filers: list[Person]
    inspectors: list[int]


def _houses() -> dict[str, _House]:
    """Every office with those who file and those who inspect, the busiest filer first."""
    houses = {office.code: _House(office, [], []) for office in Office.objects.order_by("code")}
    for person in Person.objects.select_related("office").prefetch_related("duties").order_by("id"):
        duties = {holding.duty for holding in person.duties.all()}
        house = houses[person.office.code]
        if duties & {"INSPECTOR", "INSPECTION_HEAD"}:
            house.inspectors.append(person.pk)
        elif not duties & {"CHIEF", "DISCIPLINE", "INSPECTION_DEPUTY"}:
            house.filers.append(person)
    for house in houses.values():
        house.filers.reverse()  # plain staff before those with duties
    return houses


class _Writer:
    def __init__(self, total: int, now: datetime, one_office: bool) -> None:
        self.rng = random.Random(total)
        self.total, self.now = total, now
        self.houses = _houses()
        self.said = pool(self.rng, min(_POOL, total))
        self.plain = len(self.said)
        self.saying = {word: self.plain + at for at, word in enumerate(HITS)}
        for word in HITS:
            self.said += pool(self.rng, 1, word=word)
        self.chosen = array("H")  # what each record says
        self.at_busy = total if one_office else round(total * _BUSY_SHARE)
        self.busy_so_far = 0
        self.series: dict[tuple[int, int], int] = defaultdict(int)

    def records(self) -> Iterator[dict[str, Any]]:
        """In the order of time, as they came in."""
        others = [house for code, house in self.houses.items() if code != BUSY]
        weights = [self.rng.uniform(0.3, 1.7) for _ in others]
        months = list(period(self.now))
        for number in range(self.total):
            busy = number * self.at_busy // self.total != (number + 1) * self.at_busy // self.total
            house = self.houses[BUSY] if busy else self.rng.choices(others, weights)[0]
            which = self._said_at_busy() if busy else self.rng.randrange(self.plain)
            self.chosen.append(which)
            at, share = divmod(number * len(months) / self.total, 1)
            yield self._record(house, self.said[which], self._moment(months[int(at)], share))

    def _said_at_busy(self) -> int:
        self.busy_so_far += 1
        for word, hits in reversed(HITS.items()):  # the rare word takes its few places first
            if self.busy_so_far % max(1, self.at_busy // hits) == 0:
                return self.saying[word]
        return self.rng.randrange(self.plain)

    def _moment(self, month: Month, share: float) -> datetime:
        days = month.last_day.day
        hour, minute = self.rng.randrange(9, 18), self.rng.randrange(60)
        return datetime(month.year, month.month, 1 + int(share * days), hour, minute, tzinfo=SHANGHAI)

    def _record(self, house: _House, said: Said, filed_at: datetime) -> dict[str, Any]:
        filer = house.filers[min(int(self.rng.expovariate(0.08)), len(house.filers) - 1)]  # some write more than others
        happened_at = filed_at - timedelta(hours=self.rng.choice((1, 3, 5, 26, 50, 99)))
        day = local_date(filed_at)
        is_open = (local_date(self.now) - day).days < _OPEN_DAYS
        state = self.rng.choices(*(_OPEN_CHOICES if is_open else _DONE_CHOICES))[0]
        return {
            "uid": base64.urlsafe_b64encode(self.rng.randbytes(16)).decode().rstrip("="),
            "receipt_code": new_receipt_code(), "number": self._number(house.office, state, day.year),
            "filer_id": filer.pk, "home_office_id": house.office.pk, "department_id": filer.department_id,
            "position": filer.identity if filer.identity in ("LEADER", "HEAD") else "OTHER", "identity": filer.identity,
            "receiving_office_id": house.office.pk, "counting_office_id": house.office.pk, "desk": "INSPECTION",
            "assignee_id": self.rng.choice(house.inspectors), "state": state, "happened_at": happened_at,
            "filed_at": filed_at, "entered_at": filed_at, "filed_month": Month.of(filed_at).number,
            "happened_month": Month.of(happened_at).number, "triage": _TRIAGE.get(state, ""),
            "is_counted": state != "EXCLUDED", "outcome": "UNFOUNDED" if state == "CONCLUDED" else "",
            "due_date": day + timedelta(days=self.rng.randrange(5, 90)) if is_open else None,
            **said.codes, "is_urgent": is_open and self.rng.random() < _URGENT,
        }  # fmt: skip

    def _number(self, office: Office, state: str, year: int) -> str | None:
        if state in ("RECORDED", "RETURNED"):
            return None
        self.series[office.pk, year] += 1
        return f"{office.code}督〔{year}〕{self.series[office.pk, year]}号"

    def write(self, batch: list[dict[str, Any]], *, first: int) -> None:
        """The place was empty: ids are given in the order of writing."""
        insert_rows(Record, batch)
        revisions, steps, exclusions = [], [], []
        filers = {house.office.pk: house.filers for house in self.houses.values()}
        for record_id, row in enumerate(batch, first):
            by, at = row["filer_id"], row["filed_at"]
            sealed = self.said[self.chosen[record_id - 1]].payload(row["happened_at"])
            revisions.append({
                "record_id": record_id, "number": 1, "payload": sealed, "digest": safe.digest_of_sealed(sealed),
                "made_by_id": by, "made_at": at,
            })  # fmt: skip
            steps.append({
                "record_id": record_id, "action": "file", "source": "", "target": "RECORDED", "by_id": by, "at": at,
            })  # fmt: skip
            if self.rng.random() < _EXCLUDED:  # a colleague who was named, and those who report to him
                people = self.rng.sample(filers[row["home_office_id"]], 3)
                exclusions += [
                    {"record_id": record_id, "person_id": person.pk, "because": because}
                    for person, because in zip(people, ("NAMED", "CHAIN", "CHAIN"), strict=True)
                ]
        insert_rows(Revision, revisions)
        insert_rows(Step, steps)
        insert_rows(Exclusion, exclusions)

    def index(self) -> None:
        """The search index as the background work leaves it; the words of a content are read off its first record."""
        first: dict[int, int] = {}
        for record_id, which in enumerate(self.chosen, 1):
            first.setdefault(which, record_id)
        texts = searched_texts(list(first.values()))
        tokens = {which: stored(index_tokens(texts[record_id])) for which, record_id in first.items()}
        begin = int(INDEX.kind, 36) * STRETCH
        rows = ((begin + record_id, tokens[which], False) for record_id, which in enumerate(self.chosen, 1))
        with _inverted_afterwards():
            while batch := list(islice(rows, _BATCH)):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.executemany("INSERT INTO search_entry (id, tokens, waiting) VALUES (%s, %s, %s)", batch)

    def finish(self) -> None:
        Series.objects.bulk_create(
            Series(office_id=office, year=year, last=last) for (office, year), last in self.series.items()
        )
        if Record.objects.count() != self.total:
            raise RuntimeError("the tables do not hold what was written into them")


_OPEN_CHOICES = (list(_OPEN), list(_OPEN.values()))
_DONE_CHOICES = (list(_DONE), list(_DONE.values()))
