"""到期材料 as pages: what is proposed, decided and said afterwards, and records whose private names are gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jingheng.contexts.records.models import Attachment, Destruction, PaperSigning, Record, Revision
from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.usecases.attachments import attach
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.pseudonymising import pseudonymise_next
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content
from tests.factories.reporting import Desk
from tests.factories.reviewing import triaged
from tests.web.walking import client_of, clock

DUE = NOON.replace(year=2036)


@pytest.fixture(autouse=True)
def _disk(tmp_path: Path, settings: Any) -> Iterator[None]:
    storages._storages.clear()  # type: ignore[attr-defined]
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    yield
    storages.__dict__.pop("backends", None)
    storages._storages.clear()  # type: ignore[attr-defined]


@pytest.fixture
def file(cast: Cast) -> Attachment:
    actor, uid = cast.actor("prosecutor"), new_uid()
    save_draft(uid=uid, payload=payload_of(content()), version=1, actor=actor, at=NOON)
    attach(draft_uid=uid, upload=SimpleUploadedFile("甘霖录音.m4a", b"what was said"), actor=actor, at=NOON)
    record = file_draft(uid=uid, actor=actor, at=NOON)
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    triaged(record, cast.actor("inspector"), "T3")
    return Attachment.objects.select_related("record").get(record=record)


def uid_of(file: Attachment) -> str:
    assert file.record is not None
    return file.record.uid


def read(client: Client, address: str = "/retention/", status: int = 200) -> str:
    with clock(DUE):
        response = client.get(address)
    assert response.status_code == status, address
    return b"".join(response).decode()


def send(client: Client, address: str, status: int = 302, **said: Any) -> str:
    with clock(DUE):
        response = client.post(address, said)
    assert response.status_code == status, address
    return response.content.decode()


def at_desk(cast: Cast, who: str) -> Client:
    return client_of(cast, who, at=DUE)


def test_from_the_list_to_the_day_on_which_it_went(
    cast: Cast, file: Attachment, django_capture_on_commit_callbacks: Any
) -> None:
    head, chief = at_desk(cast, "head"), at_desk(cast, "chief")
    assert "处理到期材料 1 份" in read(head, "/")
    page = read(head)
    assert f'value="a-{file.uid}"' in page
    assert "甘霖" not in page

    send(head, "/retention/propose", marked=f"a-{file.uid}", reason="已过保存期限")
    page = read(chief)
    one = Destruction.objects.get()
    assert f'value="{one.uid}"' in page
    assert "已过保存期限" in page
    assert uid_of(file) not in page
    assert cast.prosecutor.name not in page
    with django_capture_on_commit_callbacks(execute=True):
        send(chief, "/retention/decide", marked=one.uid, do="approve")

    assert "已销毁" in read(chief)
    for client, address in (
        (at_desk(cast, "prosecutor"), f"/records/{uid_of(file)}"),
        (at_desk(cast, "prosecutor"), f"/records/{uid_of(file)}/print"),
        (head, f"/inspection/{uid_of(file)}"),
    ):
        assert "已按保存期限销毁（2036-11-10）" in read(client, address)
    gone = read(at_desk(cast, "prosecutor"), f"/attachments/{file.uid}", status=422)
    assert "已按保存期限销毁（2036-11-10）" in gone


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast: Cast, file: Attachment) -> None:
    head = at_desk(cast, "head")

    page = send(head, "/retention/propose", status=422, marked=f"a-{file.uid}", reason=" ")
    assert "请写明理由" in page
    assert "checked" in page

    page = send(head, "/retention/propose", status=422, reason="写了很多")
    assert "还没有勾选" in page
    assert "写了很多" in page
    assert not Destruction.objects.exists()


def test_the_chief_wants_it_kept(cast: Cast, file: Attachment) -> None:
    send(at_desk(cast, "head"), "/retention/propose", marked=f"a-{file.uid}", reason="已过期")
    one = Destruction.objects.get()
    chief = at_desk(cast, "chief")
    assert "请写明理由" in send(chief, "/retention/decide", status=422, marked=one.uid, do="keep", reason="")

    send(chief, "/retention/decide", marked=one.uid, do="keep", reason="另案要用")

    assert "继续保存：另案要用" in read(at_desk(cast, "head"))


@pytest.mark.parametrize("who", ["prosecutor", "inspector", "deputy", "political", "audit_admin"])
def test_for_nobody_else_there_is_such_a_page(cast: Cast, file: Attachment, who: str) -> None:
    client = at_desk(cast, who)

    read(client, status=404)
    send(client, "/retention/propose", status=404, marked=f"a-{file.uid}", reason="已过期")
    send(client, "/retention/decide", status=404, marked="x", do="approve")
    assert not Destruction.objects.exists()


def test_the_table_of_periods_stands_there(cast: Cast) -> None:
    page = read(at_desk(cast, "chief"))

    for words in ("保存期限", "记录里的第三人姓名", "3 年", "永久", "，待核", "没有待审批的销毁"):
        assert words in page
    assert "没有期满的材料" in read(at_desk(cast, "head"))


def test_a_destroyed_scan_is_no_link_on_the_reports_page(cast: Cast) -> None:
    report = Desk(cast).accepted()
    scan = PaperSigning.objects.create(
        uid=new_uid(), report=report, revision=1, signed_by=cast.chief, signed_on=NOON.date(), name='"签.pdf"', size=9, sha256="a" * 64,
        path="", entered_by=cast.head, entered_at=NOON, confirmed_by=cast.inspector, confirmed_at=NOON, destroyed_at=DUE,
    )  # fmt: skip
    page = read(at_desk(cast, "head"), f"/reports/{report.uid}")

    assert "扫描件已按保存期限销毁（2036-11-10）" in page
    assert f"/scans/{scan.uid}" not in page


def test_the_filer_reads_that_the_name_has_gone_where_it_was(cast: Cast, file: Attachment) -> None:
    pseudonymise_next(at=DUE)
    revision = Revision.objects.get()

    page = read(at_desk(cast, "prosecutor"), f"/records/{uid_of(file)}")
    sheet = read(at_desk(cast, "prosecutor"), f"/records/{uid_of(file)}/print")

    for shown in (page, sheet):
        assert "朋友甲（第三人姓名已按规定匿名化）" in shown
        assert "甘霖" not in shown
        assert "附件1.m4a" in shown
        assert revision.digest[:16] in shown
        assert revision.pseudonymised_digest[:16] in shown


def test_inspection_reads_the_pseudonym_and_both_codes(cast: Cast, file: Attachment) -> None:
    pseudonymise_next(at=DUE)

    page = read(at_desk(cast, "head"), f"/inspection/{uid_of(file)}")

    assert "第三人姓名已按规定匿名化" in page
    assert "朋友甲" in page
    assert "朋某" not in page
    assert Revision.objects.get().digest[:16] in page


def test_a_record_that_is_not_due_says_nothing_of_it(cast: Cast, file: Attachment) -> None:
    assert "匿名化" not in read(at_desk(cast, "prosecutor"), f"/records/{uid_of(file)}")
