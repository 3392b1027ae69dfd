"""The pages that everybody opens every day take the same number of queries however much there is to show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.filing import new_uid, save_draft
from jingheng.contexts.records.usecases.indexing import index_waiting
from jingheng.kernel.period import Month
from tests.factories.cast import Cast
from tests.factories.contents import content, file
from tests.web.walking import client_of

pytestmark = pytest.mark.django_db
#: More than the to-do list names one by one, so that a line for the rest stands under it already.
FEW, MORE = 25, 20


def filed(cast: Cast, many: int, **columns: object) -> None:
    """As many records, dealt to one inspector, and in the search index."""
    now = timezone.now()
    actor = cast.actor("prosecutor", now)
    uids = [file(actor, content(now), at=now).uid for _ in range(many)]
    Record.objects.filter(uid__in=uids).update(**({"assignee": cast.inspector} | columns))
    while index_waiting():
        pass


def queries(client: Client, address: str) -> int:
    client.get(address)  # the first visit also begins the session
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("inspector", "/"),
        ("head", "/"),
        ("prosecutor", "/"),
        ("inspector", "/inspection/"),
        ("head", "/inspection/"),
        ("head", "/inspection/?state=RECORDED&sort=-filed"),
        ("head", "/months/{month}/ledger"),
        ("head", "/months/{month}/ledger/sheet"),
        ("prosecutor", "/records/"),
        ("head", "/search?q=盗窃"),
        ("inspector", "/search?q=盗窃"),
        ("prosecutor", "/search?q=盗窃"),
        ("head", "/search?q=没有人写过"),
    ],
)
def test_more_records_take_no_more_queries(cast: Cast, key: str, address: str) -> None:
    client = client_of(cast, key, at=timezone.now())
    address = address.format(month=Month.of(timezone.now()))
    filed(cast, FEW)
    few = queries(client, address)

    filed(cast, MORE)

    assert queries(client, address) == few


@pytest.mark.parametrize("key", ["head", "inspector"])
def test_more_that_is_done_takes_no_more_queries(cast: Cast, key: str) -> None:
    done = {"state": "NOTED", "triage": "T3", "number": F("receipt_code")}
    client = client_of(cast, key, at=timezone.now())
    filed(cast, FEW, **done)
    few = queries(client, "/inspection/concluded")

    filed(cast, MORE, **done)

    assert queries(client, "/inspection/concluded") == few


def test_the_form_takes_no_more_queries_in_a_larger_office_history(cast: Cast) -> None:
    now = timezone.now()
    uid = new_uid()
    save_draft(uid=uid, payload={"summary": "问"}, version=1, actor=cast.actor("prosecutor", now), at=now)
    client = client_of(cast, "prosecutor", at=now)
    filed(cast, 1)
    few = queries(client, f"/drafts/{uid}")

    filed(cast, 10)

    assert queries(client, f"/drafts/{uid}") == few
