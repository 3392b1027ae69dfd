"""Filing through the whole use-case beside the bare ORM insert of the rows that it leaves behind."""

from __future__ import annotations

import argparse
import json
import random
from datetime import datetime, timedelta
from typing import Any

import django

_BLOCK = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", type=int, help="filings on either side")
    given = parser.parse_args()
    django.setup()
    from django.utils import timezone

    from bench.clock import totals_of
    from bench.place import tell
    from bench.staff import BUSY

    filing = _Filing(BUSY, timezone.now())
    _rows_agree(filing)
    filing.prepare(given.number + 2 * _BLOCK)
    filing.file_some()  # both once, to warm up
    filing.insert_some()
    spent = totals_of({"filing": filing.file_some, "bare": filing.insert_some}, rounds=max(1, given.number // _BLOCK))
    tell({"ratio": spent["filing"] / spent["bare"]} | {name: value / given.number for name, value in spent.items()})


class _Filing:
    """Drafts that wait to be filed by the staff of one office, and the same contents as bare rows."""

    def __init__(self, office_code: str, at: datetime) -> None:
        from bench.writing import SEED
        from jingheng.contexts.org.api import Office, Person, actor_for
        from jingheng.kernel.period import local_date

        self.at, self.rng = at, random.Random(SEED)
        self.office = Office.objects.get(code=office_code)
        people = Person.objects.filter(office=self.office, duties=None)[:20]
        self.actors = [actor_for(person, on=local_date(at)) for person in people]
        self.drafts: list[tuple[str, Any]] = []

    def prepare(self, number: int) -> None:
        self.drafts = [self.begin() for _ in range(number)]

    def begin(self) -> tuple[str, Any]:
        from bench.writing import write
        from jingheng.contexts.records.rules.drafting import payload_of
        from jingheng.contexts.records.usecases.filing import new_uid, save_draft

        uid, actor = new_uid(), self.rng.choice(self.actors)
        payload = payload_of(write(self.rng, self.at - timedelta(hours=2)))
        save_draft(uid=uid, payload=payload, version=1, actor=actor, at=self.at)
        return uid, actor

    def file_some(self) -> None:
        from jingheng.contexts.records.usecases.filing import file_draft

        for _ in range(_BLOCK):
            uid, actor = self.drafts.pop()
            file_draft(uid=uid, actor=actor, at=self.at)

    def insert_some(self) -> None:
        for _ in range(_BLOCK):
            self.insert()

    def insert(self) -> None:
        """A record's rows with everything decided beforehand, in one transaction."""
        from django.db import transaction

        from jingheng.contexts.ledger.models import Entry as LedgerEntry
        from jingheng.contexts.records.models import Record, Revision, Step
        from jingheng.contexts.records.queries.search_text import INDEX
        from jingheng.contexts.records.usecases.filing import new_receipt_code, new_uid
        from jingheng.platform.search.index import STRETCH
        from jingheng.platform.search.models import Entry

        filer, at = self.rng.choice(self.actors).me, self.at
        with transaction.atomic():
            record = Record.objects.create(
                uid=new_uid(), receipt_code=new_receipt_code(), filer_id=filer, home_office=self.office,
                receiving_office=self.office, counting_office=self.office, position="OTHER", identity="CLERK",
                desk="INSPECTION", assignee_id=filer, state="RECORDED", happened_at=at, filed_at=at, entered_at=at,
                filed_month=24_000, happened_month=24_000, matter="M1", channel="PHONE", bucket="NORMAL",
                subject="EXTERNAL", acts="N1", askers="P44", case_key="0" * 64, due_date=at.date(),
            )  # fmt: skip
            Revision.objects.create(
                record=record,
                number=1,
                payload=json.dumps({"summary": "问" * 200}),
                digest="0" * 64,
                made_by_id=filer,
                made_at=at,
            )
            Step.objects.create(record=record, action="file", source="", target="RECORDED", by_id=filer, at=at)
            Entry.objects.create(id=int(INDEX.kind, 36) * STRETCH + record.pk, tokens="", waiting=True)
            LedgerEntry.objects.create(
                at=at, office_id=self.office.pk, event="statement.filed", subject=f"record:{record.uid}"
            )


def _rows_agree(filing: _Filing) -> None:
    """One of each: the same number of rows in every table but the drafts, or the comparison would not be fair."""
    from django.apps import apps

    def rows() -> dict[str, int]:
        labels = ("records", "search", "ledger", "inbox")
        models = (model for label in labels for model in apps.get_app_config(label).get_models())
        return {model.__name__: model._default_manager.count() for model in models if model.__name__ != "Draft"}

    def added(deed: Any) -> dict[str, int]:
        before = rows()
        deed()
        return {name: number - before[name] for name, number in rows().items() if number != before[name]}

    def file_one() -> None:
        from jingheng.contexts.records.usecases.filing import file_draft

        uid, actor = filing.begin()
        file_draft(uid=uid, actor=actor, at=filing.at)

    by_filing = added(file_one)
    by_filing.pop("Statement", None)  # in the window the filing also signs the month, once a person
    if by_filing != (bare := added(filing.insert)):
        raise SystemExit(f"a filing writes {by_filing}, the bare insert {bare}")


if __name__ == "__main__":
    main()
