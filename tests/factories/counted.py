"""Records as figures see them: codes only, written straight into the table."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from jingheng.contexts.org.models import Office, Person
from jingheng.contexts.records.models import Record
from jingheng.kernel.period import SHANGHAI, Month


def counted(filer: Person, office: Office, month: Month, *, happened: Month | None = None, **codes: Any) -> Record:
    """One record, not saved. What is not given is an everyday telephone call."""
    happened = happened or month
    plain: dict[str, Any] = {
        "position": "OTHER",
        "bucket": "NORMAL",
        "subject": "EXTERNAL",
        "matter": "M1",
        "channel": "PHONE",
        "triage": "",
        "is_counted": True,
    }
    at = datetime(month.year, month.month, 15, 10, 0, tzinfo=SHANGHAI)
    return Record(
        uid=secrets.token_urlsafe(16),
        receipt_code=secrets.token_hex(10),
        filer=filer,
        home_office=office,
        receiving_office=office,
        counting_office=office,
        identity="PROSECUTOR",
        desk="INSPECTION",
        state="RECORDED",
        happened_at=datetime(happened.year, happened.month, 2, 9, 0, tzinfo=SHANGHAI),
        filed_at=at,
        entered_at=at,
        filed_month=month.number,
        happened_month=happened.number,
        acts="N1",
        askers="P44",
        **(plain | codes),
    )


def save_all(records: Iterable[Record]) -> list[Record]:
    return Record.objects.bulk_create(records)
