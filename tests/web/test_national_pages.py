"""国家系统对账 as a page: paste, number, explain, close; and the sheet to copy from."""

from __future__ import annotations

import pytest
from django.test import Client

from jingheng.contexts.records.models import NationalMonth, Reading, Record
from jingheng.kernel.period import Month
from tests.factories.cast import Cast
from tests.factories.contents import content
from tests.web.recording import SignIn, filed, now


@pytest.fixture
def record(cast: Cast) -> Record:
    return filed(cast)


@pytest.fixture
def head(sign_in: SignIn) -> Client:
    return sign_in("head")


def address(action: str = "") -> str:
    return f"/national/{Month.of(now())}" + (f"/{action}" if action else "")


def test_from_paste_to_reconciled(head: Client, record: Record) -> None:
    assert head.post(address("list"), {"numbers": "GJ1\nGJ9"}).status_code == 302
    assert head.post(address("numbers"), {f"n-{record.uid}": "gj1"}).status_code == 302
    page = head.get(address()).content.decode()
    assert "国家系统有 GJ9，本系统没有" in page
    refused = head.post(address("close"))
    assert refused.status_code == 422
    assert "还有 1 处差异没有说明原因" in refused.content.decode()

    assert head.post(address("explain"), {"key": "theirs:GJ9", "reason": "TWICE"}).status_code == 302
    assert head.post(address("close")).status_code == 302

    assert "完成对账。" in head.get(address()).content.decode()
    assert NationalMonth.objects.get().closed_at is not None


def test_what_was_pasted_stays_when_it_is_refused(head: Client, record: Record) -> None:
    table = "姓名" * 30
    response = head.post(address("list"), {"numbers": table})

    assert response.status_code == 422
    assert table in response.content.decode()


def test_the_sheet_to_copy_from_is_a_reading(cast: Cast, head: Client, record: Record) -> None:
    page = head.get(f"/national/copy/{record.uid}").content.decode()

    assert "国家填报系统抄录单" in page
    assert "甘霖" in page
    assert Reading.objects.filter(record=record, person=cast.head).exists()


def test_the_sheet_tells_what_made_the_case_sensitive(cast: Cast, head: Client) -> None:
    record = filed(cast, content(now(), sensitive_kinds=frozenset({"V3", "V5"})))

    assert "涉民营企业、涉众型经济犯罪" in head.get(f"/national/copy/{record.uid}").content.decode()


def test_it_is_for_the_head_alone(cast: Cast, record: Record, sign_in: SignIn) -> None:
    for who in ("inspector", "chief", "prosecutor", "system_admin"):
        client = sign_in(who)
        for path in ("/national/", address(), f"/national/copy/{record.uid}"):
            assert client.get(path).status_code == 404, (who, path)
    assert sign_in("sister_head").get(f"/national/copy/{record.uid}").status_code == 404


def test_nonsense_is_not_found(head: Client) -> None:
    assert head.get("/national/nonsense").status_code == 404
    assert head.post(address("nonsense")).status_code == 404
