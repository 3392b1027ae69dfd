"""While it is written and after it is filed: who will read it, and what nobody else finds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.records.models import Draft, IdentityQuestion, Reading, Record
from jingheng.contexts.records.rules.drafting import draft_of, payload_of
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.contexts.records.usecases.review import return_record
from tests.factories.cast import Cast
from tests.factories.contents import OUTSIDE_PARTY, content, naming
from tests.web.recording import SignIn, draft_for, filed, now, stored, typed


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
    assert done["Location"] == f"/records/{record.uid}"
    assert again["Location"] == f"/records/{record.uid}"
    assert "有要改的地方" not in without.content.decode()  # the reason stands above the blocks, in none of them
    assert "您得到一个随机回执码" not in opened
    page = client.get(f"/records/{record.uid}").content.decode()
    assert "已提交，存为第 2 版" in page
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
