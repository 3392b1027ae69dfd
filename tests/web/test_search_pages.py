"""The search page: what it shows, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jingheng.contexts.records.api import index_waiting
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.web.walking import client_of, clock, plain


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock(NOON):
        yield


def test_it_leads_the_filer_and_the_head_to_their_own_pages(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    index_waiting()

    pages = {
        who: client_of(cast, who).get("/search?q=盗窃").content.decode() for who in ("prosecutor", "head", "outsider")
    }

    assert f'href="/records/{record.uid}"' in pages["prosecutor"]
    assert f'href="/inspection/{record.uid}"' in pages["head"]
    assert "<mark>盗窃</mark>" in pages["head"]
    assert "没有查到" in pages["outsider"]
    assert record.uid not in pages["outsider"]


def test_it_reads_the_same_whether_something_is_hidden_or_not(cast: Cast) -> None:
    client = client_of(cast, "department_head")
    before = plain(client.get("/search?q=盗窃").content.decode())

    file(cast.actor("outsider"), content(parties=(naming(cast.department_head, "P22"),)))
    waiting = plain(client.get("/search?q=盗窃").content.decode())
    index_waiting()

    assert before == waiting == plain(client.get("/search?q=盗窃").content.decode())


def test_what_is_not_indexed_yet_is_said(cast: Cast) -> None:
    file(cast.actor("prosecutor"))

    assert "正在编入索引" in client_of(cast, "prosecutor").get("/search").content.decode()
    index_waiting()
    assert "正在编入索引" not in client_of(cast, "prosecutor").get("/search").content.decode()


def test_markup_in_a_query_is_shown_as_text(cast: Cast) -> None:
    assert (
        "<script>alert" not in client_of(cast, "prosecutor").get("/search?q=<script>alert(1)</script>").content.decode()
    )
