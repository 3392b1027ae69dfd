"""Importing in the browser: choose, watch, fetch what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from jingheng.contexts.desk.background import work_once
from jingheng.contexts.desk.models import ImportJob
from jingheng.contexts.desk.nightly import Night
from jingheng.contexts.records.models import Record
from tests.factories.cast import NOON, Cast
from tests.factories.imports import Given, a_record, table
from tests.web.walking import client_of, clock


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    with clock(NOON):
        yield


def send(client: Client, tmp_path: Path, rows: list[Given], **changes: str) -> HttpResponse:
    file = SimpleUploadedFile("十月.xlsx", table(tmp_path / "十月.xlsx", rows).read_bytes())
    return client.post("/imports/", {"kind": "records", "file": file} | changes)  # type: ignore[return-value]


def test_somebody_without_such_a_duty_finds_no_page(cast: Cast) -> None:
    client = client_of(cast, "prosecutor")

    assert [client.get(path).status_code for path in ("/imports/", "/templates/records.xlsx")] == [404, 404]


def test_one_sees_the_kinds_of_ones_own_duties(cast: Cast) -> None:
    page = client_of(cast, "inspector").get("/imports/").content.decode()

    assert "/templates/records.xlsx" in page
    assert "/templates/people.xlsx" not in page


def test_it_is_sent_watched_and_done(cast: Cast, tmp_path: Path) -> None:
    client = client_of(cast, "inspector")

    answer = send(client, tmp_path, [a_record(cast)])

    job = ImportJob.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/imports/{job.uid}")
    assert "排队中" in client.get(f"/imports/{job.uid}").content.decode()
    work_once(Night())
    page = client.get(f"/imports/{job.uid}").content.decode()
    assert "已完成" in page
    assert "hx-trigger" not in page.partition('id="import-state"')[2].partition(">")[0]
    assert Record.objects.count() == 1


def test_what_is_wrong_is_listed_and_fetched_by_its_sender_alone(cast: Cast, tmp_path: Path) -> None:
    client = client_of(cast, "inspector")
    send(client, tmp_path, [a_record(cast, 填报人编号="0")])
    work_once(Night())
    job = ImportJob.objects.get()

    page = client.get(f"/imports/{job.uid}").content.decode()
    report = client.get(f"/imports/{job.uid}/report")

    assert "没有这个人员编号" in page
    assert b"".join(report.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    stranger = client_of(cast, "head")
    assert [stranger.get(f"/imports/{job.uid}{more}").status_code for more in ("", "/report")] == [404, 404]


def test_a_form_without_a_file_is_answered_in_words(cast: Cast) -> None:
    answer = client_of(cast, "inspector").post("/imports/", {"kind": "records"})

    assert answer.status_code == 422
    assert not ImportJob.objects.exists()


def test_a_kind_of_another_duty_is_no_choice(cast: Cast, tmp_path: Path) -> None:
    answer = send(client_of(cast, "inspector"), tmp_path, [a_record(cast)], kind="people")

    assert answer.status_code == 422
    assert not ImportJob.objects.exists()


def test_the_template_is_a_workbook(cast: Cast) -> None:
    assert client_of(cast, "inspector").get("/templates/records.xlsx").content.startswith(b"PK")
