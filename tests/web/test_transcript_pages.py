"""代录 as pages: started, handed over, confirmed, signed on paper; and the slips for the pocket."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records.models import Draft, PaperSigning, Record
from jingheng.contexts.records.usecases.transcribing import code_of
from jingheng.kernel.period import local_date
from tests.factories.cast import Cast
from tests.web.recording import SignIn, typed


@pytest.fixture
def liaison(cast: Cast, sign_in: SignIn) -> Client:
    DutyHolding.objects.filter(person=cast.outsider).delete()
    DutyHolding.objects.create(person=cast.outsider, office=cast.county, duty="LIAISON", starts_on=date(2020, 1, 1))
    return sign_in("outsider")


def hand_over(cast: Cast, liaison: Client, **changes: object) -> Draft:
    liaison.post("/transcripts/", {"person": cast.deputy.pk, "is_open": "on"})
    draft = Draft.objects.get()
    response = liaison.post(f"/drafts/{draft.uid}", typed(**changes) | {"do": "submit"})
    assert response.status_code == 303, response.content.decode()
    draft.refresh_from_db()
    return draft


def test_it_is_typed_on_a_form_that_says_for_whom(cast: Cast, liaison: Client) -> None:
    liaison.post("/transcripts/", {"person": cast.deputy.pk, "is_open": "on"})

    page = liaison.get(f"/drafts/{Draft.objects.get().uid}").content.decode()

    assert "送本人确认" in page
    assert "乔敏行" in page
    assert "谁能看到" not in page
    assert "本人怎么处理的" in page
    assert 'href="/transcripts/">代录</a>' in page
    assert "我的记录</a></li>" not in page
    assert "丢弃这份代录" in page


def test_handed_over_and_confirmed_it_is_a_record(cast: Cast, liaison: Client, sign_in: SignIn) -> None:
    draft = hand_over(cast, liaison)
    assert (draft.owner, draft.typed_by) == (cast.deputy, cast.outsider)
    assert "等本人确认" in liaison.get("/transcripts/").content.decode()
    deputy = sign_in("deputy")
    assert "请核对" in deputy.get(f"/drafts/{draft.uid}").content.decode()

    response = deputy.post(f"/drafts/{draft.uid}", typed(version=str(draft.version)) | {"do": "submit"})

    assert response.status_code == 303
    assert Record.objects.get().filer == cast.deputy
    for address in (f"/drafts/{draft.uid}", f"/transcripts/{draft.uid}/sheet", f"/records/{draft.uid}"):
        assert liaison.get(address).status_code == 404, address


def test_it_is_taken_back_to_be_mended(cast: Cast, liaison: Client, sign_in: SignIn) -> None:
    draft = hand_over(cast, liaison)
    assert f"/transcripts/{draft.uid}/back" in liaison.get("/transcripts/").content.decode()
    assert sign_in("inspector").post(f"/transcripts/{draft.uid}/back").status_code == 404

    assert liaison.post(f"/transcripts/{draft.uid}/back")["Location"] == f"/drafts/{draft.uid}"

    page = liaison.get(f"/drafts/{draft.uid}").content.decode()
    assert "送本人确认" in page
    assert "已收回，改完再送乔敏行确认。" in page
    assert liaison.post(f"/drafts/{draft.uid}", {"do": "discard"})["Location"] == "/transcripts/"
    assert "代录已丢弃。" in liaison.get("/transcripts/").content.decode()


def test_printed_signed_scanned_and_confirmed(cast: Cast, liaison: Client, sign_in: SignIn) -> None:
    draft = hand_over(cast, liaison)
    sheet = liaison.get(f"/transcripts/{draft.uid}/sheet").content.decode()
    assert "甘霖" in sheet
    today = f"{local_date(timezone.now())}"
    address = f"/transcripts/{draft.uid}/paper"

    code = code_of(draft)
    assert f"已核对：纸上的校验码是 {code[:16]}" in liaison.get(address).content.decode()
    said = {"signed_on": today, "code": code, "agrees": "on"}

    wrong = liaison.post(address, said | {"scan": SimpleUploadedFile("a.txt", b"text")})
    assert wrong.status_code == 422
    blind = liaison.post(address, {"signed_on": today, "code": code, "scan": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert blind.status_code == 422
    assert "不一致的不能登记" in blind.content.decode()
    assert not PaperSigning.objects.exists()
    assert liaison.post(address, said | {"scan": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}).status_code == 302

    signing, head = PaperSigning.objects.get(), sign_in("head")
    listed = liaison.get("/transcripts/").content.decode()
    assert "待检务督察核对" in listed
    assert f"/transcripts/scans/{signing.uid}" in listed
    assert liaison.get(f"/transcripts/scans/{signing.uid}").getvalue() == b"%PDF-1.7"
    assert "这次登记的替换它" in liaison.get(address).content.decode()
    assert signing.digest[:16] in sheet
    assert "去核对" in head.get("/transcripts/").content.decode()
    assert head.get(f"/transcripts/scans/{signing.uid}").getvalue() == b"%PDF-1.7"
    assert head.get(f"/transcripts/{signing.uid}/confirm").status_code == 200
    assert liaison.post(f"/transcripts/{signing.uid}/confirm").status_code == 404
    assert head.post(f"/transcripts/{signing.uid}/confirm").status_code == 302
    assert Record.objects.get().is_paper_signed


def test_what_names_a_superior_is_refused_beside_the_name(cast: Cast, liaison: Client) -> None:
    liaison.post("/transcripts/", {"person": cast.deputy.pk, "is_open": "on"})
    draft = Draft.objects.get()

    response = liaison.post(f"/drafts/{draft.uid}", typed(**{"parties-0-name": "贺承平"}) | {"do": "submit"})

    assert response.status_code == 422
    page = response.content.decode()
    assert "这一件不能代录" in page
    assert "丢弃这份代录" in page
    assert "贺承平" not in page
    assert "贺承平" not in Draft.objects.get().payload
    assert "只有一份空白的" in page
    assert 'class="btn j-btn-danger" name="do" value="discard"' in page


def test_the_page_that_stops_him_says_what_is_kept(cast: Cast, liaison: Client) -> None:
    liaison.post("/transcripts/", {"person": cast.deputy.pk, "is_open": "on"})
    draft = Draft.objects.get()
    liaison.post(f"/drafts/{draft.uid}", typed() | {"do": "save"})

    stopped = liaison.post(f"/drafts/{draft.uid}", typed(**{"parties-0-name": "贺承平"}) | {"do": "save"})

    assert "还在“正在录入”里，只有您能打开" in stopped.content.decode()
    kept = liaison.get(f"/drafts/{draft.uid}").content.decode()
    assert "甘霖" in kept
    assert "贺承平" not in kept


def test_whoever_types_for_nobody_finds_no_page(cast: Cast, sign_in: SignIn) -> None:
    for who in ("prosecutor", "chief", "political", "system_admin"):
        assert sign_in(who).get("/transcripts/").status_code == 404, who


def test_slips_are_for_everybody(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("prosecutor").get("/records/slips").content.decode().count("随手记（") == 3
