"""The bare `bulk_create` of an import's rows, which the import is compared with."""

from __future__ import annotations

import argparse
import time

import django


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int)
    given = parser.parse_args()
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from bench.place import tell
    from jingheng.contexts.records.models import Record, Revision
    from jingheng.contexts.records.queries.search_text import INDEX
    from jingheng.contexts.records.usecases.filing import new_receipt_code, new_uid
    from jingheng.platform.search.index import STRETCH
    from jingheng.platform.search.models import Entry

    known = Record.objects.select_related("home_office").order_by("id")[0]
    now, begin = timezone.now(), int(INDEX.kind, 36) * STRETCH
    payload = Revision.objects.filter(record=known)[0].payload
    codes = (known.home_office, known.matter, known.channel, known.bucket, known.subject, known.acts, known.askers)
    office, matter, channel, bucket, subject, acts, askers = codes
    begun = time.perf_counter()
    with transaction.atomic():
        records = Record.objects.bulk_create(
            (
                Record(
                    uid=new_uid(), receipt_code=new_receipt_code(), filer_id=known.filer_id, home_office=office,
                    receiving_office=office, counting_office=office, position="OTHER", identity="CLERK", state="RECORDED",
                    desk="INSPECTION", assignee_id=known.assignee_id, happened_at=now, filed_at=now, entered_at=now,
                    filed_month=24_000, happened_month=24_000, matter=matter, channel=channel, bucket=bucket,
                    subject=subject, acts=acts, askers=askers, is_imported=True, external_key=f"bulk:{number}",
                )
                for number in range(given.rows)
            ),
            batch_size=1_000,
        )  # fmt: skip
        Revision.objects.bulk_create(
            (
                Revision(
                    record=record, number=1, payload=payload, digest="0" * 64, made_by_id=known.filer_id, made_at=now
                )
                for record in records
            ),
            batch_size=1_000,
        )
        Entry.objects.bulk_create(
            (Entry(id=begin + record.pk, tokens="", waiting=True) for record in records), batch_size=1_000
        )
    tell({"per_second": given.rows / (time.perf_counter() - begun)})


if __name__ == "__main__":
    main()
