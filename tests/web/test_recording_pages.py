"""The filer's pages: nothing typed is lost, nothing of another is found, and every page works without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, IdentityQuestion, PaperCount, Reading, Record
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of, payload_of
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.review import return_record
from jingheng.kernel.period import SHANGHAI
from tests.factories.cast import Cast
from tests.factories.contents import OUTSIDE_PARTY, content, naming
from tests.web.walking import client_of

SignIn = Callable[[str], Client]


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    def as_(key: str) -> Client:
        return client_of(cast, key, at=timezone.now())

    return as_


def now() -> datetime:
    return timezone.now().astimezone(SHANGHAI).replace(second=0, microsecond=0)


def draft_for(cast: Cast, said: Content | None = None, key: str = "prosecutor", **beside: Any) -> str:
    uid = new_uid()
    payload = payload_of(said or Content()) | beside
    save_draft(uid=uid, payload=payload, version=1, actor=cast.actor(key, now()), at=now())
    return uid


def filed(cast: Cast, said: Content | None = None) -> Record:
    uid = draft_for(cast, said or content(now()))
    return file_draft(uid=uid, actor=cast.actor("prosecutor", now()), at=now())


def typed(**changes: Any) -> dict[str, Any]:
    """A form as a browser posts it: a friend rings up."""
    form: dict[str, Any] = {
        "version": "1", "window": "w1", "parties-TOTAL": "1", "parties-0-name": "甘霖", "parties-0-unit": "城建集团",
        "parties-0-asker_types": ["P44"], "parties-0-via-TOTAL": "1", "parties-0-via-0-name": "",
        "matter": "M1", "handling": "OWN", "cause": "盗窃罪", "case_stage": "S5",
        "happened_at": f"{now() - timedelta(hours=2):%Y-%m-%dT%H:%M}", "channel": "PHONE", "place_kind": "WORKPLACE",
        "in_office_hours": "YES", "acts": ["N1"], "times": "1",
        "summary": "甘霖来电询问其朋友的盗窃案办到什么程度，希望尽快有个结果，并问能不能提前告诉他处理意见。",
        "responses": ["REFUSED"], "disclosed": "NO", "effect": "NONE", "evidence": ["ABSENT"],
        "no_evidence_reason": "ORAL",
    }  # fmt: skip
    return form | changes


def stored(uid: str) -> dict[str, Any]:
    return safe.unseal(Draft.objects.get(uid=uid).payload)  # type: ignore[no-any-return]


# --- the aid ---
def test_the_aid_asks_about_state_secrets_first(sign_in: SignIn) -> None:
    page = sign_in("prosecutor").get("/records/new").content.decode()

    assert "内容是否涉及国家秘密" in page


def test_the_answers_never_stand_in_an_address(sign_in: SignIn) -> None:
    page = sign_in("prosecutor").post("/records/new", {"path": "SECRET:NO.WHAT:ASKED"}).content.decode()

    assert "来的是什么人" in page
    assert "?" not in "".join(part.split('"')[0] for part in page.split('action="')[1:])


def test_a_verdict_leads_to_a_form_that_knows_it(sign_in: SignIn) -> None:
    response = sign_in("prosecutor").post(
        "/records/new", {"path": "SECRET:NO.WHAT:ASKED.WHO:LAWYER.LAWYER:PRIVATE", "do": "file"}
    )

    draft = Draft.objects.get()
    assert response["Location"] == f"/drafts/{draft.uid}"
    assert draft_of(safe.unseal(draft.payload)).parties[0].asker_types == {"P32"}


def test_what_need_not_be_filed_can_be_a_memo_that_only_its_writer_finds(sign_in: SignIn) -> None:
    sign_in("prosecutor").post("/records/new", {"path": "SECRET:NO.WHAT:ALMOST.UNSPOKEN:NO", "do": "memo"})

    memo = Draft.objects.get()
    assert memo.is_memo
    assert sign_in("prosecutor").get(f"/drafts/{memo.uid}").status_code == 200
    assert sign_in("head").get(f"/drafts/{memo.uid}").status_code == 404


def test_a_state_secret_leaves_a_count_and_nothing_else(sign_in: SignIn) -> None:
    sign_in("prosecutor").post("/records/new", {"path": "SECRET:YES", "do": "paper"})

    assert PaperCount.objects.get().count == 1
    assert not Draft.objects.exists()


def test_a_state_secret_is_not_filed_by_insisting(sign_in: SignIn) -> None:
    sign_in("prosecutor").post("/records/new", {"path": "SECRET:YES", "do": "file"})

    assert not Draft.objects.exists()


@pytest.mark.parametrize("path", ["", "X:Y", "SECRET", "SECRET:MAYBE", "." * 500, "SECRET:NO.WHAT:'; DROP TABLE"])
def test_a_path_that_was_tampered_with_is_asked_again(sign_in: SignIn, path: str) -> None:
    response = sign_in("prosecutor").post("/records/new", {"path": path})

    assert response.status_code == 200


# --- quick capture ---
def test_a_quick_note_is_a_draft_to_be_completed(sign_in: SignIn) -> None:
    client = sign_in("prosecutor")

    client.post(
        "/records/quick",
        {"name": "老陈", "channel": "PHONE", "happened_at": "2026-11-10T09:30", "summary": "问取保", "clear": "on"},
    )

    page = client.get("/records/").content.decode()
    assert "补全随手记" in page
    assert "老陈" in page


def test_a_quick_note_keeps_a_date_that_cannot_be_read(sign_in: SignIn) -> None:
    client = sign_in("prosecutor")

    client.post("/records/quick", {"name": "老陈", "happened_at": "2026-02-30T09:30", "clear": "on"})

    assert 'value="2026-02-30T09:30"' in client.get(f"/drafts/{Draft.objects.get().uid}").content.decode()


def test_a_quick_note_without_a_word_is_refused(sign_in: SignIn) -> None:
    response = sign_in("prosecutor").post("/records/quick", {"clear": "on"})

    assert response.status_code == 422
    assert not Draft.objects.exists()


# --- the form: bad input ---
def test_it_files_what_a_browser_posts(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit"))

    assert response["Location"] == f"/records/{uid}/receipt"
    assert Record.objects.get().bucket == "NORMAL"


def test_a_double_click_files_once_and_ends_on_the_same_page(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")

    first, second = (client.post(f"/drafts/{uid}", typed(do="submit")) for _ in range(2))

    assert Record.objects.count() == 1
    assert first["Location"] == f"/records/{uid}/receipt"
    assert second["Location"] == f"/records/{uid}"


def test_a_refused_submit_loses_nothing_and_puts_the_focus_on_the_first_fault(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit", summary="甘霖问案子", responses=[]))

    page = response.content.decode()
    assert response.status_code == 422
    assert "甘霖问案子" in page
    assert page.index("autofocus") > page.index('name="summary"')
    assert page.count("autofocus") == 1
    assert stored(uid)["summary"] == "甘霖问案子"


@pytest.mark.parametrize(
    "date", ["2026-02-30T10:00", "昨天下午", "9999-99-99", "0001-01-01T00:00", "2026-11-10", "10/11/2026 9:30"]
)
def test_an_impossible_date_stays_as_typed(cast: Cast, sign_in: SignIn, date: str) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")

    response = client.post(f"/drafts/{uid}", typed(do="submit", happened_at=date))

    assert response.status_code == 422
    assert f'value="{date}"' in response.content.decode()
    assert f'value="{date}"' in client.get(f"/drafts/{uid}").content.decode()


def test_an_optional_field_that_cannot_be_read_is_not_filed_as_empty(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit", ended_at="25:99", times="许多"))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="25:99"' in page
    assert 'value="许多"' in page
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "PIGEON"),
        ("acts", ["N1", "Q7"]),
        ("parties-0-asker_types", ["P00"]),
        ("matter", "M1' OR 1=1"),
        ("case_stage", "S99"),
    ],
)
def test_a_code_that_no_dictionary_knows_is_refused(cast: Cast, sign_in: SignIn, field: str, value: Any) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit", **{field: value}))

    assert response.status_code == 422
    assert not Record.objects.exists()


def test_html_and_sql_are_text(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    nasty = "<script>alert(1)</script>'; DROP TABLE records_record; -- 他说要我从轻处理，并且请我尽快给他回话，等着。"

    client.post(f"/drafts/{uid}", typed(do="submit", summary=nasty, **{"parties-0-name": "<b>甘</b>"}))

    page = client.get(f"/records/{uid}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>甘</b>" not in client.get("/records/").content.decode()


def test_rare_characters_survive(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")

    client.post(f"/drafts/{uid}", typed(do="submit", **{"parties-0-name": "𠮷㛃\ue000"}))

    assert draft_of(safe.unseal(Record.objects.get().revisions.get().payload)).parties[0].name == "𠮷㛃\ue000"
    assert "𠮷㛃\ue000" in client.get(f"/records/{uid}").content.decode()


def test_ten_thousand_characters_are_refused_and_kept(cast: Cast, sign_in: SignIn) -> None:
    uid, client, long = draft_for(cast), sign_in("prosecutor"), "他问案子。" * 2000

    response = client.post(f"/drafts/{uid}", typed(do="submit", summary=long))

    assert response.status_code == 422
    assert "10000字" in response.content.decode()
    assert stored(uid)["summary"] == long


def test_a_null_character_is_refused_and_breaks_nothing(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit", place="办公\x00室"))

    assert response.status_code == 422


@pytest.mark.parametrize("total", ["", "-1", "x", "999999", "1e9", "٣"])
def test_a_number_of_rows_that_makes_no_sense_breaks_nothing(cast: Cast, sign_in: SignIn, total: str) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}/look", typed(**{"parties-TOTAL": total}))

    assert response.status_code == 200


# --- the form: saving ---
def test_every_pause_saves_what_stands_there(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}/save", typed(summary="写到一半"))

    assert "saved_at" in response.json()
    assert stored(uid)["summary"] == "写到一半"


def test_the_page_that_saved_last_may_submit_with_the_version_it_was_opened_with(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    for _ in range(3):
        client.post(f"/drafts/{uid}/save", typed())

    response = client.post(f"/drafts/{uid}", typed(do="submit"))

    assert response.status_code == 303


def test_a_stale_window_is_told_so_and_overwrites_nothing(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    client.post(f"/drafts/{uid}/save", typed(summary="新窗口", window="w2"))

    saved = client.post(f"/drafts/{uid}/save", typed(summary="旧窗口", window="w1"))
    page = client.post(f"/drafts/{uid}", typed(do="save", summary="旧窗口", window="w1"))

    assert saved.status_code == 409
    assert page.status_code == 422
    assert "旧窗口" in page.content.decode()
    assert stored(uid)["summary"] == "新窗口"


def test_pressing_again_in_the_stale_window_means_this_one(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    client.post(f"/drafts/{uid}/save", typed(summary="新窗口", window="w2"))
    client.post(f"/drafts/{uid}", typed(do="save", summary="旧窗口", window="w1"))

    client.post(
        f"/drafts/{uid}", typed(do="save", summary="旧窗口", window="w1", version=str(Draft.objects.get().version))
    )

    assert stored(uid)["summary"] == "旧窗口"


@pytest.mark.parametrize("way", ["", "/save", "/look"])
def test_the_draft_of_another_is_not_there(cast: Cast, sign_in: SignIn, way: str) -> None:
    uid = draft_for(cast)

    response = sign_in("head").post(f"/drafts/{uid}{way}", typed(do="submit"))

    assert response.status_code == 404
    assert not Record.objects.exists()
    assert "summary" not in stored(uid) or stored(uid)["summary"] == ""


def test_a_draft_can_be_thrown_away(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="discard"))

    assert not Draft.objects.exists()


def test_a_file_goes_up_with_the_form_and_comes_back_as_bytes(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    upload = SimpleUploadedFile("<b>证据</b>.html", b"<script>alert(1)</script>", content_type="text/html")

    client.post(f"/drafts/{uid}", typed(do="attach", attachment=upload, attachment_kind="DIGITAL"))

    attachment = Draft.objects.get().attachments.get()
    response = client.get(f"/attachments/{attachment.uid}")
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "<b>证据</b>" not in client.get(f"/drafts/{uid}").content.decode()
    response.close()


def test_a_submit_with_a_file_that_is_refused_files_nothing_and_keeps_the_text(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(
        f"/drafts/{uid}", typed(do="submit", attachment=SimpleUploadedFile("空.txt", b""))
    )

    assert response.status_code == 422
    assert "空文件" in response.content.decode()
    assert not Record.objects.exists()


# --- the form: rows without a script ---
def test_one_person_more_without_a_script(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)

    page = sign_in("prosecutor").post(f"/drafts/{uid}/look", typed(do="add-party")).content.decode()

    assert 'name="parties-TOTAL" value="2"' in page
    assert 'name="parties-1-name"' in page
    assert "甘霖" in page
    assert "j-errors" not in page


def test_one_person_less_without_a_script(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)
    two = typed(do="remove-party:0", **{"parties-TOTAL": "2", "parties-1-name": "乙"})

    page = sign_in("prosecutor").post(f"/drafts/{uid}/look", two).content.decode()

    assert 'name="parties-0-name" value="乙"' in page
    assert "甘霖" not in page.split("parties-0-unit")[0].split("parties-0-name")[1]


def test_a_chain_of_requests_grows_and_shrinks(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    chain = {
        "parties-0-on_behalf": "YES",
        "parties-0-via-TOTAL": "2",
        "parties-0-via-0-name": "甲",
        "parties-0-via-1-name": "乙",
    }

    longer = client.post(f"/drafts/{uid}/look", typed(do="add-link:0", **chain)).content.decode()
    shorter = client.post(f"/drafts/{uid}/look", typed(do="remove-link:0-0", **chain)).content.decode()

    assert 'name="parties-0-via-TOTAL" value="3"' in longer
    assert 'name="parties-0-via-0-name" value="乙"' in shorter


def test_an_empty_row_is_no_person(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)
    empty = {"parties-TOTAL": "2", "parties-1-name": "", "parties-1-via-TOTAL": "1"}

    sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit", **empty))

    assert len(draft_of(safe.unseal(Record.objects.get().revisions.get().payload)).parties) == 1


# --- who will read it ---
def test_the_rail_names_who_reads_it_and_keeps_nothing(cast: Cast, sign_in: SignIn) -> None:
    uid, client = draft_for(cast), sign_in("prosecutor")
    chief = {"parties-0-name": "贺承平", "parties-0-asker_types": ["P21"]}

    part = client.post(f"/drafts/{uid}/look", typed(**chief), headers={"hx-request": "true"}).content.decode()

    assert "澄明市人民检察院检务督察员一名" in part
    assert "<html" not in part
    assert stored(uid).get("summary", "") == ""


@pytest.mark.parametrize("text", ["贺承平", "hcp", "HC", "承平"])
def test_a_colleague_is_found_by_name_and_by_initials(cast: Cast, sign_in: SignIn, text: str) -> None:
    uid = draft_for(cast)
    asked = {"parties-0-name": text, "parties-0-asker_types": ["P21"]}

    page = sign_in("prosecutor").post(f"/drafts/{uid}/look", typed(**asked)).content.decode()

    assert f'value="{cast.chief.pk}"' in page


def test_the_colleague_chosen_fills_name_unit_and_title(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)
    chosen = {
        "parties-0-name": "hcp",
        "parties-0-unit": "",
        "parties-0-asker_types": ["P21"],
        "parties-0-person_id": str(cast.chief.pk),
    }

    sign_in("prosecutor").post(f"/drafts/{uid}/save", typed(**chosen))

    party = draft_of(stored(uid)).parties[0]
    assert (party.name, party.unit, party.title, party.person_id) == (
        "贺承平",
        "正平区人民检察院",
        "检察长",
        cast.chief.pk,
    )


def test_a_choice_that_the_name_no_longer_fits_is_dropped(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)
    chosen = {
        "parties-0-name": "贺承平",
        "parties-0-asker_types": ["P21"],
        "parties-0-person_id": str(cast.colleague.pk),
    }

    sign_in("prosecutor").post(f"/drafts/{uid}/save", typed(**chosen))

    assert draft_of(stored(uid)).parties[0].person_id == cast.chief.pk


@pytest.mark.parametrize("person", ["999999", "-1", "x", "9" * 40, "NONE"])
def test_a_person_who_is_no_colleague_is_not_taken(cast: Cast, sign_in: SignIn, person: str) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}/save", typed(**{"parties-0-person_id": person}))

    assert response.status_code == 200
    assert draft_of(stored(uid)).parties[0].person_id is None


def test_somebody_of_an_office_beside_ones_own_cannot_be_chosen(cast: Cast, sign_in: SignIn) -> None:
    uid = draft_for(cast)
    chosen = {"parties-0-name": cast.sister_head.name, "parties-0-person_id": str(cast.sister_head.pk)}

    sign_in("prosecutor").post(f"/drafts/{uid}/save", typed(**chosen))

    assert draft_of(stored(uid)).parties[0].person_id is None


# --- after filing ---
def test_the_receipt_warns_before_printing_what_went_past_the_office(cast: Cast, sign_in: SignIn) -> None:
    record = filed(cast, content(now(), parties=(naming(cast.chief, "P21"),)))
    client = sign_in("prosecutor")

    first = client.get(f"/records/{record.uid}/receipt/print").content.decode()
    then = client.post(f"/records/{record.uid}/receipt/print").content.decode()

    assert "不经本院办理" in first
    assert record.receipt_code not in first.split("<main")[1]
    assert record.receipt_code in then


def test_receipts_look_alike(cast: Cast, sign_in: SignIn) -> None:
    upward = filed(cast, content(now(), parties=(naming(cast.chief, "P21"),)))
    plain = filed(cast)
    client = sign_in("prosecutor")

    sheets = [
        client.post(f"/records/{one.uid}/receipt/print").content.decode().replace(one.receipt_code, "")
        for one in (upward, plain)
    ]
    without_address = [sheet.replace(upward.uid, "").replace(plain.uid, "") for sheet in sheets]

    assert without_address[0] == without_address[1]


@pytest.mark.parametrize("page", ["", "/receipt", "/receipt/print", "/print"])
@pytest.mark.parametrize("key", ["head", "chief", "colleague", "system_admin"])
def test_the_filers_pages_are_for_nobody_else(cast: Cast, sign_in: SignIn, page: str, key: str) -> None:
    record = filed(cast)

    assert sign_in(key).get(f"/records/{record.uid}{page}").status_code == 404
    assert sign_in("prosecutor").get(f"/records/{record.uid}{page}").status_code == 200


@pytest.mark.parametrize("deed", ["change", "identity"])
def test_nobody_else_changes_or_answers(cast: Cast, sign_in: SignIn, deed: str) -> None:
    record = filed(cast)

    assert sign_in("head").post(f"/records/{record.uid}/{deed}", {"person": "NONE", "name": "x"}).status_code == 404
    assert not Draft.objects.exists()


def test_the_history_names_no_inspector(cast: Cast, sign_in: SignIn) -> None:
    record = filed(cast)
    holder = next(key for key, person in cast.people.items() if person.pk == record.assignee_id)
    return_record(uid=record.uid, reason="R2", opinion="请写原话", actor=cast.actor(holder, now()), at=now())

    page = sign_in("prosecutor").get(f"/records/{record.uid}").content.decode()

    assert "请写原话" in page
    assert "去补正" in page
    assert cast.people[holder].name not in page


def test_a_reading_by_discipline_is_unnamed_until_it_is_done_with(cast: Cast, sign_in: SignIn) -> None:
    record, client = filed(cast), sign_in("prosecutor")
    Reading.objects.create(record=record, person=cast.discipline, duty="DISCIPLINE", at=now())
    Reading.objects.create(record=record, person=cast.head, duty="INSPECTION_HEAD", at=now())

    before = client.get(f"/records/{record.uid}").content.decode()
    Record.objects.update(state="CONCLUDED", number="1")
    after = client.get(f"/records/{record.uid}").content.decode()

    assert "依职权调阅" in before
    assert cast.discipline.name not in before
    assert cast.head.name in before
    assert cast.discipline.name in after


def test_a_correction_is_written_in_the_same_form_and_needs_a_reason(cast: Cast, sign_in: SignIn) -> None:
    record, client = filed(cast), sign_in("prosecutor")
    draft = client.post(f"/records/{record.uid}/change")["Location"]

    opened = client.get(draft).content.decode()
    without = client.post(draft, typed(do="submit"))
    done = client.post(draft, typed(do="submit", reason="案由写错", version=str(Draft.objects.get().version)))
    again = client.post(draft, typed(do="submit", reason="案由写错"))

    assert re.search(r'value="PROCEDURE" checked', opened)
    assert re.search(r'value="N1" checked', opened)
    assert without.status_code == 422
    assert "请写更正理由" in without.content.decode()
    assert done["Location"] == f"/records/{record.uid}/receipt"
    assert again["Location"] == f"/records/{record.uid}"
    page = client.get(f"/records/{record.uid}").content.decode()
    assert "案由写错" in page
    assert "<del>" in page


def test_the_rail_of_a_correction_keeps_out_whoever_was_named_before(cast: Cast, sign_in: SignIn) -> None:
    record, client = filed(cast, content(now(), parties=(naming(cast.chief, "P21"),))), sign_in("prosecutor")
    draft = client.post(f"/records/{record.uid}/change")["Location"]

    page = client.post(f"{draft}/look", typed(reason="姓名写错")).content.decode()

    assert "澄明市人民检察院检务督察员一名" in page
    assert "贺承平" in page.split("谁看不到")[1]


def test_an_old_record_is_corrected_without_a_reason_for_lateness(cast: Cast, sign_in: SignIn) -> None:
    then = now() - timedelta(days=40)
    uid = new_uid()
    save_draft(uid=uid, payload=payload_of(content(then)), version=1, actor=cast.actor("prosecutor", then), at=then)
    file_draft(uid=uid, actor=cast.actor("prosecutor", then), at=then)
    client = sign_in("prosecutor")
    draft = client.post(f"/records/{uid}/change")["Location"]

    response = client.post(
        draft, typed(do="submit", reason="案由写错", happened_at=f"{then - timedelta(hours=2):%Y-%m-%dT%H:%M}")
    )

    assert response.status_code == 303


def test_the_identity_question_is_answered_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    record = filed(cast, content(now(), parties=(replace(OUTSIDE_PARTY, name=cast.colleague.name),)))
    question = IdentityQuestion.objects.get()
    client = sign_in("prosecutor")

    page = client.get(f"/records/{record.uid}").content.decode()
    unanswered = client.post(f"/records/{record.uid}/identity", {"name": question.name_key})
    client.post(f"/records/{record.uid}/identity", {"name": question.name_key, "person": "NONE"})

    assert f"您写的“{cast.colleague.name}”" in page
    assert unanswered.status_code == 303
    assert IdentityQuestion.objects.get().answered_at is not None


def test_to_dos_say_neither_who_nor_what(cast: Cast, sign_in: SignIn) -> None:
    draft_for(cast, content(now()))
    record = filed(cast)
    holder = next(key for key, person in cast.people.items() if person.pk == record.assignee_id)
    return_record(uid=record.uid, reason="R2", opinion="请写原话", actor=cast.actor(holder, now()), at=now())

    page = sign_in("prosecutor").get("/").content.decode()

    assert "补正被退回的记录" in page
    assert "写了一半的记录" in page
    assert "甘霖" not in page


def test_the_autosave_of_what_may_only_go_on_paper_keeps_nothing(cast: Cast, sign_in: SignIn) -> None:
    LocalNorm.objects.create(
        key="aid.leadership_on_paper",
        office=cast.county,
        value=True,
        instrument="党组会议纪要",
        valid_from=now().date(),
    )
    uid = draft_for(cast)
    chief = {"parties-0-name": "贺承平", "parties-0-asker_types": ["P21"]}

    response = sign_in("prosecutor").post(f"/drafts/{uid}/save", typed(**chief))

    assert response.status_code == 409
    assert "没有保存" in json.loads(response.content)["sentence"]
    assert "贺承平" not in Draft.objects.get().payload
