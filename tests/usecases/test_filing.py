"""Filing a record: from a draft to the right desk, with nothing lost and nobody told who must not know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.records.models import Draft, Exclusion, Record, Statement
from jingheng.contexts.records.queries.visibility import official, own
from jingheng.contexts.records.rules.drafting.payload import payload_of
from jingheng.contexts.records.rules.hints import HintNorms
from jingheng.contexts.records.usecases.filing import AlreadyFiled, file_draft, hint_norms, new_uid, save_draft
from jingheng.kernel.refusal import Refused
from tests.factories.cast import MONTH_END, NOON, START, Cast
from tests.factories.contents import content, file, naming


def test_it_files_a_draft_and_records_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    assert record.state == "RECORDED"
    assert record.number is None
    assert record.bucket == "NORMAL"
    assert record.revisions.get().number == 1
    assert not Draft.objects.exists()
    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.office_id) == ("statement.filed", None, cast.county.pk)


def test_it_changes_nothing_when_refused(cast: Cast) -> None:
    uid = new_uid()
    actor = cast.actor("prosecutor")
    save_draft(uid=uid, payload=payload_of(content(summary="了解情况")), version=1, actor=actor, at=NOON)

    with pytest.raises(Refused) as refused:
        file_draft(uid=uid, actor=actor, at=NOON)

    assert refused.value.refusal.field == "summary"
    assert Draft.objects.filter(uid=uid).exists()
    assert not Record.objects.exists()
    assert not Entry.objects.exists()


def test_a_second_click_files_nothing_more(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    record = file(actor)

    with pytest.raises(AlreadyFiled) as already:
        file_draft(uid=record.uid, actor=actor, at=NOON)

    assert already.value.uid == record.uid
    assert Record.objects.count() == 1


def test_a_stale_window_overwrites_nothing(cast: Cast) -> None:
    uid, actor = new_uid(), cast.actor("prosecutor")
    save_draft(uid=uid, payload={"summary": "一"}, version=1, actor=actor, at=NOON)
    save_draft(uid=uid, payload={"summary": "二"}, version=1, actor=actor, at=NOON)

    with pytest.raises(Refused) as refused:
        save_draft(uid=uid, payload={"summary": "三"}, version=1, actor=actor, at=NOON)

    assert refused.value.refusal.code == "stale"
    assert Draft.objects.get().version == 2


def test_nobody_sees_a_draft_of_another(cast: Cast) -> None:
    uid = new_uid()
    save_draft(uid=uid, payload={}, version=1, actor=cast.actor("prosecutor"), at=NOON)

    with pytest.raises(Refused) as refused:
        file_draft(uid=uid, actor=cast.actor("colleague"), at=NOON)

    assert refused.value.refusal.code == "not-found"


def test_what_has_been_filed_is_no_draft_again(cast: Cast) -> None:
    """The page that saves by itself may come last."""
    actor = cast.actor("prosecutor")
    record = file(actor)

    with pytest.raises(Refused) as refused:
        save_draft(uid=record.uid, payload={"summary": "一"}, version=2, actor=actor, at=NOON)

    assert refused.value.refusal.code == "already-filed"
    assert not Draft.objects.exists()


def test_nobody_takes_the_address_of_another_ones_draft(cast: Cast) -> None:
    uid = new_uid()
    save_draft(uid=uid, payload={"summary": "一"}, version=1, actor=cast.actor("prosecutor"), at=NOON)

    with pytest.raises(Refused):
        save_draft(uid=uid, payload={"summary": "二"}, version=1, actor=cast.actor("colleague"), at=NOON)

    assert Draft.objects.get().owner == cast.prosecutor


def test_what_nobody_on_this_system_may_receive_is_not_kept(cast: Cast) -> None:
    """The city's own chief: nobody is above his office, and nobody of discipline inspection sits in it."""
    with pytest.raises(Refused) as refused:
        file(cast.actor("city_office"), content(parties=(naming(cast.city_chief, "P21"),)))

    assert refused.value.refusal.code == "paper"
    assert not Record.objects.exists()
    assert not Entry.objects.exists()


def test_an_ordinary_record_is_dealt_to_one_inspector(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    readers = {key for key in cast.people if official(cast.actor(key)).filter(pk=record.pk).exists()}
    assert record.assignee_id in {cast.head.pk, cast.inspector.pk, cast.second_inspector.pk}
    dealt_to = next(key for key, person in cast.people.items() if person.pk == record.assignee_id)
    assert readers == {"head", dealt_to}
    assert own(cast.actor("prosecutor")).get() == record


def test_a_record_about_a_leader_is_for_head_and_chief_alone(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.deputy, "P21"),)))

    readers = {key for key in cast.people if official(cast.actor(key)).filter(pk=record.pk).exists()}
    assert readers == {"head", "chief"}


def test_a_record_about_the_chief_is_the_higher_offices(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    readers = {key for key in cast.people if official(cast.actor(key)).filter(pk=record.pk).exists()}
    assert record.receiving_office == cast.city
    assert record.counting_office == cast.city
    assert readers <= {"city_head", "city_inspector"}
    assert Entry.objects.get().office_id == cast.city.pk


def test_a_colleagues_name_is_asked_back_and_shut_out_meanwhile(cast: Cast) -> None:
    party = naming(cast.colleague, "P31", person_id=None, recorder_relation="素不相识", litigant_relation="本人")

    record = file(cast.actor("prosecutor"), content(parties=(party,)))

    assert record.identity_questions.get().candidates == [cast.colleague.pk]
    assert Exclusion.objects.filter(record=record, person=cast.colleague).exists()


def test_filing_in_the_window_signs_the_month(cast: Cast) -> None:
    file(cast.actor("prosecutor", MONTH_END), at=MONTH_END)

    assert Statement.objects.get().month == 2026 * 12 + 10


def test_filing_before_the_window_signs_nothing(cast: Cast) -> None:
    file(cast.actor("prosecutor"))

    assert not Statement.objects.exists()


def test_hints_are_measured_by_the_norms_of_the_office(cast: Cast) -> None:
    LocalNorm.objects.create(
        key="record.min_summary_chars", office=cast.county, value=50, instrument="区院规定", valid_from=START
    )

    there, elsewhere = (
        hint_norms(norms_on(NOON.date(), office_path=office.path)) for office in (cast.county, cast.sister)
    )

    assert (there.summary_min, elsewhere.summary_min) == (50, 30)
    assert replace(there, summary_min=30) == elsewhere == HintNorms()


def test_late_filing_demands_a_reason(cast: Cast) -> None:
    late = content(happened_at=NOON - timedelta(days=9))

    with pytest.raises(Refused) as refused:
        file(cast.actor("prosecutor"), late)

    assert refused.value.refusal.field == "late_reason"


def test_nobody_is_dealt_a_record_after_he_has_left(cast: Cast) -> None:
    for person in (cast.inspector, cast.second_inspector):
        person.left_on = NOON.date() - timedelta(days=1)
        person.save()

    assert file(cast.actor("prosecutor")).assignee == cast.head
