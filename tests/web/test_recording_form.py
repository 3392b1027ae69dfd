"""The form: nothing typed is lost, whatever it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, Record
from jingheng.contexts.records.rules.drafting import draft_of
from tests.factories.cast import Cast
from tests.web.recording import SignIn, draft_for, stored, typed


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
        ("sensitive_kinds", ["V4", "V99"]),
    ],
)
def test_a_code_that_no_dictionary_knows_is_refused(cast: Cast, sign_in: SignIn, field: str, value: Any) -> None:
    uid = draft_for(cast)

    response = sign_in("prosecutor").post(f"/drafts/{uid}", typed(do="submit", **{field: value}))

    assert response.status_code == 422
    assert not Record.objects.exists()


_FOLDED = re.compile(r'<details class="r-more" data-shown-when="matter=M1"( open)?>')


def test_nobody_is_asked_what_makes_a_case_sensitive(cast: Cast, sign_in: SignIn) -> None:
    """It stands folded, is not compulsory, and stays open and kept for whoever has chosen."""
    uid, client = draft_for(cast), sign_in("prosecutor")
    closed = _FOLDED.search(client.get(f"/drafts/{uid}").content.decode())
    assert closed is not None
    assert not closed[1]

    chosen = typed(do="submit", summary="", sensitive_kinds=["V7", "V4"])
    refused = client.post(f"/drafts/{uid}", chosen).content.decode()
    still_open = _FOLDED.search(refused)
    assert still_open is not None
    assert still_open[1]
    assert "案件敏感类型”" not in refused
    version = str(Draft.objects.get(uid=uid).version)
    client.post(f"/drafts/{uid}", typed(do="submit", version=version, sensitive_kinds=["V7", "V4"]))

    assert Record.objects.get().sensitive_kinds == "V4;V7"
    assert "未成年人、社会关注" in client.get(f"/records/{uid}").content.decode()


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
