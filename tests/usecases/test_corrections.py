"""Correcting and supplementing: a further revision each time, and a withdrawn name opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Adjustment, Attachment, Draft, Exclusion, MonthSeal, Record, Step
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.usecases.adjusting import seal_month
from jingheng.contexts.records.usecases.corrections import (
    AlreadyChanged,
    correct_record,
    file_change,
    supplement_record,
)
from jingheng.contexts.records.usecases.drafts import keep_draft, start_change
from jingheng.contexts.records.usecases.review import accept_record, return_record
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file, naming

LATER = NOON + timedelta(days=20)
LONGER = "甘霖来电询问其朋友的盗窃案办到什么程度，希望尽快有个结果，并反复问能不能提前告诉他处理意见和开庭日期。"


def correct(cast: Cast, record: Record, said: Content, reason: str = "漏写了内容") -> Record:
    return correct_record(uid=record.uid, content=said, reason=reason, actor=cast.actor("prosecutor"), at=LATER)


def readers(cast: Cast, record: Record) -> set[str]:
    return {key for key in cast.people if official(cast.actor(key)).filter(pk=record.pk).exists()}


def assigned_actor(cast: Cast, record: Record) -> str:
    return next(key for key, person in cast.people.items() if person.pk == record.assignee_id)


def test_a_correction_adds_a_revision_and_keeps_the_first(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    correct(cast, record, content(summary=LONGER))

    first, second = record.revisions.order_by("number")
    assert safe.unseal(first.payload)["summary"] == content().summary
    assert safe.unseal(second.payload)["summary"] == LONGER
    assert safe.unseal(second.reason) == "漏写了内容"


def test_a_correction_looks_like_a_filing_in_the_ledger(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    correct(cast, record, content(summary=LONGER))

    filed, corrected = Entry.objects.order_by("id")
    assert (corrected.event, corrected.actor_id, corrected.office_id) == (filed.event, None, filed.office_id)
    assert corrected.details == filed.details


def test_it_is_counted_by_what_it_says_now(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    correct(cast, record, content(acts=frozenset({"A1"}), happened_at=NOON - timedelta(days=1)))

    record.refresh_from_db()
    assert (record.bucket, record.revision_count) == ("IMPROPER", 2)
    assert record.happened_at == NOON - timedelta(days=1)


def test_what_made_the_case_sensitive_can_be_corrected(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(sensitive_kinds=frozenset({"V4", "V7"})))
    assert record.sensitive_kinds == "V4;V7"

    correct(cast, record, content(sensitive_kinds=frozenset({"V7"})))

    record.refresh_from_db()
    assert record.sensitive_kinds == "V7"


def test_it_does_not_grow_late_by_being_corrected(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    correct(cast, record, content(summary=LONGER))

    record.refresh_from_db()
    assert not record.is_late


def test_a_correction_says_why(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    with pytest.raises(Refused) as refused:
        correct(cast, record, content(summary=LONGER), reason="  ")

    assert refused.value.refusal.field == "reason"
    assert record.revisions.count() == 1


def test_a_correction_that_changes_nothing_is_none(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    with pytest.raises(Refused) as refused:
        correct(cast, record, content())

    assert refused.value.refusal.code == "REC-33"


def test_it_changes_nothing_when_refused(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    entries = Entry.objects.count()

    with pytest.raises(Refused):
        correct(cast, record, content(summary="短", acts=frozenset({"A1"})))

    record.refresh_from_db()
    assert (record.bucket, record.revision_count, Entry.objects.count()) == ("NORMAL", 1, entries)


def test_nobody_corrects_what_another_filed(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    with pytest.raises(Refused) as refused:
        correct_record(uid=record.uid, content=content(summary=LONGER), reason="改", actor=cast.actor("head"), at=LATER)

    assert refused.value.refusal.code == "not-found"


def test_a_correction_written_on_an_older_revision_is_refused(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    correct(cast, record, content(summary=LONGER))

    with pytest.raises(Refused) as refused:
        correct_record(
            uid=record.uid, content=content(), reason="改回", actor=cast.actor("prosecutor"), at=LATER, written_on=1
        )

    assert refused.value.refusal.code == "outdated"


def test_naming_the_chief_moves_it_to_the_higher_office(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    correct(cast, record, content(parties=(OUTSIDE_PARTY, naming(cast.chief, "P21"))))

    record.refresh_from_db()
    assert record.receiving_office == record.counting_office == cast.city
    assert readers(cast, record) <= {"city_head", "city_inspector"}
    noted = {entry.office_id for entry in Entry.objects.filter(subject=f"record:{record.uid}").order_by("-id")[:2]}
    assert noted == {cast.city.pk, record.home_office_id}  # both: at home it looks like any correction


def test_taking_a_name_out_opens_nothing(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))
    shut_out = set(Exclusion.objects.values_list("person", flat=True))

    correct(cast, record, content())

    record.refresh_from_db()
    assert record.receiving_office == cast.city
    assert set(Exclusion.objects.values_list("person", flat=True)) == shut_out
    assert not readers(cast, record) & {"chief", "head", "inspector", "second_inspector"}


def test_whoever_was_shut_out_stays_out_when_the_office_has_changed_since(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    Exclusion.objects.create(record=record, person=cast.head, because="CHAIN")

    for summary in (LONGER, LONGER + "还说改日再来。"):
        correct(cast, record, content(summary=summary))

    record.refresh_from_db()
    assert record.assignee_id in {cast.inspector.pk, cast.second_inspector.pk}
    assert "head" not in readers(cast, record)


def test_an_inspector_who_may_still_read_it_keeps_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    holder = record.assignee_id

    correct(cast, record, content(parties=(OUTSIDE_PARTY, naming(cast.outsider, "P23"))))

    record.refresh_from_db()
    assert record.assignee_id == holder


def test_an_inspector_who_is_named_loses_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    correct(cast, record, content(parties=(OUTSIDE_PARTY, naming(cast.inspector, "P23"))))

    record.refresh_from_db()
    assert record.receiving_office == cast.city
    assert not readers(cast, record) & {"head", "inspector", "second_inspector"}


def test_a_correction_that_may_only_go_on_paper_changes_nothing(cast: Cast) -> None:
    """Nobody above the city office is on this system, and nobody of discipline inspection sits there."""
    record, entries = file(cast.actor("city_office")), Entry.objects.count()

    with pytest.raises(Refused) as refused:
        correct_record(
            uid=record.uid, content=content(parties=(naming(cast.city_chief, "P21"),)), reason="漏写了人",
            actor=cast.actor("city_office"), at=LATER,
        )  # fmt: skip

    assert refused.value.refusal.code == "paper"
    assert "纸质" in refused.value.refusal.sentence
    assert (record.revisions.count(), Entry.objects.count()) == (1, entries)


def test_a_closed_month_keeps_its_count_and_notes_the_change(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    seal_month(cast.county, Month(2026, 11), NOON + timedelta(days=25))

    correct_record(
        uid=record.uid, content=content(acts=frozenset({"A1"})), reason="归错类", actor=cast.actor("prosecutor"),
        at=NOON + timedelta(days=30),
    )  # fmt: skip

    adjustment = Adjustment.objects.get(scope="all")
    assert (adjustment.month, adjustment.for_month, adjustment.count) == (2026 * 12 + 11, 2026 * 12 + 10, 0)
    assert adjustment.changes["by_bucket"] == {"NORMAL": -1, "IMPROPER": 1}


def test_moving_on_after_the_month_was_closed_changes_no_figure(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    seal_month(cast.county, Month(2026, 11), NOON + timedelta(days=15))

    correct(cast, record, content(parties=(OUTSIDE_PARTY, naming(cast.chief, "P21"))))
    correct(cast, record, content(parties=(OUTSIDE_PARTY, naming(cast.chief, "P21")), summary=LONGER))

    record.refresh_from_db()
    assert (record.receiving_office, record.counting_office) == (cast.city, None)
    assert MonthSeal.objects.get(scope="all").total == 1
    assert not Adjustment.objects.exclude(reason="MOVED").exists()


def returned(cast: Cast) -> Record:
    record = file(cast.actor("prosecutor"))
    return_record(
        uid=record.uid, reason="R2", opinion="请写原话", actor=cast.actor(assigned_actor(cast, record)), at=NOON
    )
    record.refresh_from_db()
    return record


def test_a_returned_record_is_supplemented_with_a_new_deadline(cast: Cast) -> None:
    record = returned(cast)

    supplement_record(uid=record.uid, content=content(summary=LONGER), actor=cast.actor("prosecutor"), at=LATER)

    record.refresh_from_db()
    assert (record.state, record.revision_count) == ("RECORDED", 2)
    assert record.due_date == date(2026, 12, 7)
    assert Step.objects.order_by("id").last().action == "supplement"  # type: ignore[union-attr]


def test_a_returned_record_is_not_corrected_beside_it(cast: Cast) -> None:
    record = returned(cast)

    with pytest.raises(Refused) as refused:
        correct(cast, record, content(summary=LONGER))

    assert refused.value.refusal.code == "REC-32"


def test_what_was_not_returned_is_not_supplemented(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    with pytest.raises(Refused) as refused:
        supplement_record(uid=record.uid, content=content(summary=LONGER), actor=cast.actor("prosecutor"), at=LATER)

    assert refused.value.refusal.code == "wrong-state"


def test_an_accepted_record_keeps_number_and_state_when_corrected(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    accept_record(uid=record.uid, actor=cast.actor(assigned_actor(cast, record)), at=NOON)

    correct(cast, record, content(summary=LONGER))

    record.refresh_from_db()
    assert record.state == "ACCEPTED"
    assert record.number is not None


def test_a_change_is_written_as_a_draft_on_the_last_revision(cast: Cast) -> None:
    record, actor = file(cast.actor("prosecutor")), cast.actor("prosecutor")
    draft = start_change(uid=record.uid, actor=actor, at=LATER)
    Attachment.objects.create(
        uid="a", draft=draft, name=safe.seal("录音.m4a"), kind="AUDIO", size=1, sha256="0", path="p",
        added_by=cast.prosecutor, added_at=LATER,
    )  # fmt: skip
    keep_draft(
        uid=draft.uid,
        content=content(summary=LONGER),
        as_typed={},
        version=1,
        window="w",
        reason="补充",
        actor=actor,
        at=LATER,
    )

    changed = file_change(draft_uid=draft.uid, actor=actor, at=LATER)

    assert changed == record
    assert changed.revision_count == 2
    assert changed.attachments.get().draft is None
    assert not Draft.objects.exists()


def test_pressing_correct_again_takes_up_the_change_begun_before(cast: Cast) -> None:
    record, actor = file(cast.actor("prosecutor")), cast.actor("prosecutor")

    first, second = (start_change(uid=record.uid, actor=actor, at=LATER) for _ in range(2))

    assert first.uid == second.uid


def test_a_second_click_changes_nothing_more(cast: Cast) -> None:
    record, actor = file(cast.actor("prosecutor")), cast.actor("prosecutor")
    draft = start_change(uid=record.uid, actor=actor, at=LATER)
    keep_draft(
        uid=draft.uid,
        content=content(summary=LONGER),
        as_typed={},
        version=1,
        window="w",
        reason="补充",
        actor=actor,
        at=LATER,
    )
    file_change(draft_uid=draft.uid, actor=actor, at=LATER)

    with pytest.raises(AlreadyChanged) as already:
        file_change(draft_uid=draft.uid, actor=actor, at=LATER)

    assert already.value.uid == record.uid
    assert record.revisions.count() == 2


def test_a_returned_draft_is_submitted_as_a_supplement(cast: Cast) -> None:
    record, actor = returned(cast), cast.actor("prosecutor")
    draft = start_change(uid=record.uid, actor=actor, at=LATER)
    keep_draft(
        uid=draft.uid,
        content=replace(content(), summary=LONGER),
        as_typed={},
        version=1,
        window="w",
        actor=actor,
        at=LATER,
    )

    changed = file_change(draft_uid=draft.uid, actor=actor, at=LATER)

    assert changed.state == "RECORDED"
