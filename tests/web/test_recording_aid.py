"""The first questions and the quick note: nothing is asked twice, nothing stands in an address."""

from __future__ import annotations

import pytest

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, PaperCount
from jingheng.contexts.records.rules.drafting import draft_of
from tests.web.recording import SignIn


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


def test_a_quick_note_of_a_future_moment_is_asked_back_with_nothing_lost(sign_in: SignIn) -> None:
    note = {"name": "老陈", "happened_at": "2098-02-03T09:30", "summary": "问取保", "clear": "on"}

    response = sign_in("prosecutor").post("/records/quick", note)

    page = response.content.decode()
    assert (response.status_code, Draft.objects.count()) == (422, 0)
    assert "发生时间晚于现在" in page
    assert all(words in page for words in ("老陈", "问取保", "2098-02-03T09:30"))
