"""Inspection at work: accepted, returned, triaged, verified, concluded; refused in words, or not found at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from jingheng.contexts.inbox.api import Light, by_urgency
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import DutyHolding, Person
from jingheng.contexts.org.queries import actor_for
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Copy, Exclusion, Reading, Record, Step
from jingheng.contexts.records.queries.case_file import contents, filer_of, history, said
from jingheng.contexts.records.queries.facts import content_of
from jingheng.contexts.records.queries.inspection_todos import inspection_todos
from jingheng.contexts.records.queries.own_records import history_of
from jingheng.contexts.records.queries.related import related
from jingheng.contexts.records.queries.visibility import official, workable
from jingheng.contexts.records.rules.drafting import Party
from jingheng.contexts.records.rules.routing import Because
from jingheng.contexts.records.usecases.bulk_review import accept_many, return_many
from jingheng.contexts.records.usecases.corrections import supplement_record
from jingheng.contexts.records.usecases.review import (
    accept_record,
    conclude_record,
    note_export,
    open_record,
    open_verification,
    propose_outcome,
    reassign_record,
    reject_outcome,
    return_record,
    triage_record,
    unmask_filer,
)
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, START, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file, naming
from tests.factories.reporting import URGENT
from tests.factories.reviewing import about_colleague, filed, heard_and_proposed, proposed, triaged, verifying


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.refusal.code


def test_acceptance_gives_the_next_number_of_the_accepting_body(cast: Cast) -> None:
    first, second = filed(cast), filed(cast)
    actor = cast.actor("inspector")

    accept_record(uid=first.uid, actor=actor, at=NOON)
    accept_record(uid=second.uid, actor=actor, at=NOON)

    assert list(Record.objects.order_by("id").values_list("number", flat=True)) == [
        "990203督〔2026〕1号",
        "990203督〔2026〕2号",
    ]
    assert Entry.objects.filter(event="record.accepted").count() == 2


def test_a_refused_acceptance_uses_up_no_number(cast: Cast) -> None:
    first, second = filed(cast), filed(cast)
    actor = cast.actor("inspector")
    return_record(uid=first.uid, reason="R1", opinion="", actor=actor, at=NOON)

    code = refused(lambda: accept_record(uid=first.uid, actor=actor, at=NOON))
    accept_record(uid=second.uid, actor=actor, at=NOON)

    assert code == "wrong-state"
    assert Record.objects.get(pk=second.pk).number == "990203督〔2026〕1号"


def test_a_return_says_what_is_missing_and_by_when(cast: Cast) -> None:
    record = filed(cast)

    return_record(uid=record.uid, reason="R2", opinion="请写明原话", actor=cast.actor("inspector"), at=NOON)

    record.refresh_from_db()
    assert (record.state, str(record.due_date)) == ("RETURNED", "2026-11-17")
    assert [(step.word, step.note) for step in history_of(record)][-1] == (
        "退回补正",
        "内容过于笼统，未写明原话要点：请写明原话",
    )


def test_a_supplemented_record_may_be_returned_again(cast: Cast) -> None:
    record, actor = filed(cast), cast.actor("inspector")
    return_record(uid=record.uid, reason="R1", opinion="", actor=actor, at=NOON)
    supplement_record(uid=record.uid, content=content(place="走廊"), actor=cast.actor("prosecutor"), at=NOON)
    Record.objects.filter(pk=record.pk).update(assignee=actor.person_id)

    return_record(uid=record.uid, reason="R4", opinion="", actor=actor, at=NOON)

    assert list(Step.objects.filter(action="return").order_by("id").values_list("code", flat=True)) == ["R1", "R4"]


@pytest.mark.parametrize(("reason", "field"), [("", "reason"), ("R8", "reason"), ("R9", "opinion")])
def test_a_return_without_a_reason_changes_nothing(cast: Cast, reason: str, field: str) -> None:
    record = filed(cast)

    with pytest.raises(Refused) as no:
        return_record(uid=record.uid, reason=reason, opinion=" ", actor=cast.actor("inspector"), at=NOON)

    assert no.value.refusal.field == field
    assert Record.objects.get().state == "RECORDED"
    assert not Step.objects.filter(action="return").exists()


def test_what_the_discipline_group_accepts_tells_its_filer_of_no_other(cast: Cast) -> None:
    """Every record there is about leaders: a running number would tell the second filer that there was a first."""
    sent = Person.objects.create(number="D", name="江澄", office=cast.city, identity="ADMIN")
    DutyHolding.objects.create(person=sent, office=cast.city, duty="DISCIPLINE", starts_on=START)
    about_chief = content(parties=(naming(cast.city_chief, "P21"),))
    records = [file(cast.actor(key), about_chief) for key in ("city_office", "city_publisher")]

    for record in records:
        accept_record(uid=record.uid, actor=actor_for(sent, on=local_date(NOON)), at=NOON)

    numbers = list(Record.objects.order_by("id").values_list("number", flat=True))
    assert numbers == [f"990200纪〔2026〕{record.receipt_code}" for record in records]


def test_T0_leaves_every_count_and_forgets_private_names(cast: Cast) -> None:
    record = filed(cast)

    triaged(record, cast.actor("inspector"), "T0")

    record.refresh_from_db()
    assert (record.state, record.is_counted) == ("EXCLUDED", False)
    words = " ".join(line.value for part in said(contents(record)) for line in part.lines)
    assert "甘霖" not in words
    assert "甘某" in words
    assert content_of(record).parties[0].name == OUTSIDE_PARTY.name  # the record itself keeps every word


def test_opinions_are_sealed(cast: Cast) -> None:
    record = filed(cast)

    return_record(uid=record.uid, reason="R1", opinion="不可外传的话", actor=cast.actor("inspector"), at=NOON)

    assert Step.objects.get(action="return").opinion == safe.seal("不可外传的话")


@pytest.mark.parametrize(
    "key",
    [
        "second_inspector",
        "chief",
        "discipline",
        "department_head",
        "colleague",
        "city_head",
        "sister_head",
        "prosecutor",
        "system_admin",
    ],
)
def test_for_everybody_else_there_is_no_such_record(cast: Cast, key: str) -> None:
    record, actor = filed(cast), cast.actor(key)
    deeds: list[Callable[[], object]] = [
        lambda: open_record(uid=record.uid, actor=actor, at=NOON),
        lambda: accept_record(uid=record.uid, actor=actor, at=NOON),
        lambda: return_record(uid=record.uid, reason="", opinion="", actor=actor, at=NOON),
        lambda: triage_record(uid=record.uid, conclusion="", opinion="", actor=actor, at=NOON),
        lambda: open_verification(uid=record.uid, actor=actor, at=NOON),
        lambda: propose_outcome(uid=record.uid, outcome="", opinion="", actor=actor, at=NOON),
        lambda: conclude_record(uid=record.uid, opinion="", actor=actor, at=NOON),
        lambda: reject_outcome(uid=record.uid, opinion="", actor=actor, at=NOON),
        lambda: reassign_record(uid=record.uid, to=cast.head, actor=actor, at=NOON),
        lambda: unmask_filer(uid=record.uid, reason="", actor=actor, at=NOON),
    ]

    assert {refused(deed) for deed in deeds} == {"not-found"}
    assert not Entry.objects.exclude(event="statement.filed").exists()


def test_a_copy_is_read_and_not_worked_on(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.inspector, "P23"),)))
    discipline = cast.actor("discipline")
    assert Copy.objects.filter(record=record, duty="DISCIPLINE").exists()

    open_record(uid=record.uid, actor=discipline, at=NOON)

    assert refused(lambda: accept_record(uid=record.uid, actor=discipline, at=NOON)) == "copy-only"
    assert not workable(discipline).exists()
    assert official(discipline).get() == record


def test_each_reading_is_kept_under_the_duty_that_opened_it(cast: Cast) -> None:
    record, head = filed(cast), cast.actor("head")

    open_record(uid=record.uid, actor=head, at=NOON)
    open_record(uid=record.uid, actor=head, at=NOON + timedelta(minutes=9))
    open_record(uid=record.uid, actor=head, at=NOON + timedelta(minutes=30))

    assert [reading.duty for reading in Reading.objects.order_by("id")] == ["INSPECTION_HEAD"] * 2


def test_an_inspector_s_proposal_waits_for_the_head(cast: Cast) -> None:
    record, inspector = filed(cast), cast.actor("inspector")
    proposed(record, inspector)

    assert refused(lambda: conclude_record(uid=record.uid, opinion="", actor=inspector, at=NOON)) == "not-permitted"
    conclude_record(uid=record.uid, opinion="同意", actor=cast.actor("head"), at=NOON)

    record.refresh_from_db()
    assert (record.state, record.is_cleared, record.due_date) == ("CONCLUDED", True, None)


def test_the_chief_decides_what_the_head_proposes_against_our_own_staff(cast: Cast) -> None:
    record, head, chief = about_colleague(cast, to="head"), cast.actor("head"), cast.actor("chief")
    heard_and_proposed(cast, record, head)

    assert refused(lambda: conclude_record(uid=record.uid, opinion="", actor=head, at=NOON)) == "second-person"
    conclude_record(uid=record.uid, opinion="同意", actor=chief, at=NOON)

    assert Record.objects.get().outcome == "TALK"
    assert not Record.objects.get().is_cleared
    assert refused(lambda: open_record(uid=record.uid, actor=chief, at=NOON)) == "not-found"


def test_the_chief_decides_what_the_head_filed_himself(cast: Cast) -> None:
    record = filed(cast, by="head")
    proposed(record, cast.actor("inspector"))

    conclude_record(uid=record.uid, opinion="", actor=cast.actor("chief"), at=NOON)

    assert Record.objects.get().state == "CONCLUDED"


def test_a_rejected_proposal_is_verified_again(cast: Cast) -> None:
    record, head = filed(cast), cast.actor("head")
    proposed(record, cast.actor("inspector"))
    assert refused(lambda: reject_outcome(uid=record.uid, opinion=" ", actor=head, at=NOON)) == "needs-opinion"

    reject_outcome(uid=record.uid, opinion="请补充核查", actor=head, at=NOON)

    record.refresh_from_db()
    assert (record.state, record.outcome) == ("VERIFYING", "")


def test_nothing_adverse_is_proposed_against_a_colleague_unheard(cast: Cast) -> None:
    record, inspector = about_colleague(cast), cast.actor("inspector")
    verifying(record, inspector)

    code = refused(
        lambda: propose_outcome(uid=record.uid, outcome="EDUCATION", opinion="查实", actor=inspector, at=NOON)
    )

    assert code == "unheard"
    assert Record.objects.get().state == "VERIFYING"


def test_the_head_reassigns_to_another_inspector_who_may_read_it(cast: Cast) -> None:
    record, head = filed(cast), cast.actor("head")
    other = cast.second_inspector

    for wrong in (cast.colleague, cast.inspector, cast.city_inspector, cast.prosecutor):
        assert refused(lambda to=wrong: reassign_record(uid=record.uid, to=to, actor=head, at=NOON)) == "not-eligible"  # type: ignore[misc]
    reassign_record(uid=record.uid, to=other, actor=head, at=NOON)

    assert official(cast.actor("second_inspector")).get() == record
    assert not official(cast.actor("inspector")).exists()
    assert (
        refused(
            lambda: reassign_record(uid=record.uid, to=cast.inspector, actor=cast.actor("second_inspector"), at=NOON)
        )
        == "not-permitted"
    )


def test_nobody_gets_by_reassignment_what_he_is_shut_out_of(cast: Cast) -> None:
    record = filed(cast)
    Exclusion.objects.create(record=record, person=cast.second_inspector, because=Because.RELATIVE)

    assert (
        refused(lambda: reassign_record(uid=record.uid, to=cast.second_inspector, actor=cast.actor("head"), at=NOON))
        == "not-eligible"
    )


def test_the_chief_sees_the_filer_only_after_saying_why_and_the_filer_is_told(cast: Cast) -> None:
    record, chief = file(cast.actor("prosecutor"), content(parties=(naming(cast.deputy, "P21"),))), cast.actor("chief")
    masked = filer_of(record, chief)
    assert masked.is_masked
    assert cast.prosecutor.name not in str(history(record, filer=masked))
    assert refused(lambda: unmask_filer(uid=record.uid, reason=" ", actor=chief, at=NOON)) == "needs-reason"

    unmask_filer(uid=record.uid, reason="须当面核对", actor=chief, at=NOON)

    assert filer_of(record, chief).name == cast.prosecutor.name
    assert [(one.word, one.note) for one in history_of(record)][-1] == (
        "检察长说明理由后查看了填报人姓名",
        "理由：须当面核对",
    )


def test_the_inspector_knows_to_whom_to_return_it(cast: Cast) -> None:
    record, inspector = filed(cast), cast.actor("inspector")

    assert filer_of(record, inspector).name == cast.prosecutor.name
    assert refused(lambda: unmask_filer(uid=record.uid, reason="看看", actor=inspector, at=NOON)) == "not-masked"


def test_many_are_accepted_at_once_and_each_is_refused_for_itself(cast: Cast) -> None:
    mine, done, foreign = filed(cast), filed(cast), filed(cast, to="second_inspector")
    actor = cast.actor("inspector")
    return_record(uid=done.uid, reason="R1", opinion="", actor=actor, at=NOON)

    outcome = accept_many(uids=[mine.uid, done.uid, foreign.uid, "nothing"], actor=actor, at=NOON)

    assert outcome.done == 1
    assert [(one.uid, one.label) for one in outcome.refused] == [
        (done.uid, f"回执 {done.receipt_code}"), (foreign.uid, "一件记录"), ("nothing", "一件记录"),
    ]  # fmt: skip
    assert Record.objects.get(pk=foreign.pk).state == "RECORDED"


def test_many_are_returned_with_one_reason(cast: Cast) -> None:
    uids = [filed(cast).uid for _ in range(3)]

    outcome = return_many(uids=uids, reason="R2", opinion="请写原话", actor=cast.actor("inspector"), at=NOON)

    assert (outcome.done, outcome.refused) == (3, ())


def _titles(record: Record, actor: Actor) -> list[str]:
    return [group.title for group in related(record, content_of(record), actor)]


def test_other_records_of_the_case_and_of_the_colleague_are_shown_as_far_as_one_may_read(cast: Cast) -> None:
    record, _ = about_colleague(cast), about_colleague(cast)
    foreign = about_colleague(cast, to="second_inspector")

    groups = related(record, content_of(record), cast.actor("inspector"))

    assert [group.title for group in groups] == ["同一案件", "反映同一人员：周亦舟"]
    assert foreign.uid not in {one.uid for group in groups for one in group.records}


def test_a_private_person_is_never_followed_from_record_to_record(cast: Cast) -> None:
    record = filed(cast)
    filed(cast)
    Record.objects.update(case_key="")
    record.refresh_from_db()

    assert _titles(record, cast.actor("inspector")) == []


def test_a_leader_is_followed_unless_he_asked_as_a_friend(cast: Cast) -> None:
    def leader(*askers: str) -> Record:
        party = Party(
            name="闵知",
            unit="某区政府",
            title="副区长",
            asker_types=frozenset(askers),
            managed_by="OWN_PARTY",
            recorder_relation="工作往来",
        )
        record = file(cast.actor("prosecutor"), content(parties=(party,), case_number="", no_case_number=True))
        Record.objects.filter(pk=record.pk).update(assignee=cast.inspector, case_key="")
        return Record.objects.get(pk=record.pk)

    first, second, friend = leader("P11"), leader("P11"), leader("P11", "P44")
    actor = cast.actor("inspector")

    assert _titles(first, actor) == ["反映同一领导干部：闵知"]
    assert [one.uid for group in related(first, content_of(first), actor) for one in group.records] == [second.uid]
    assert _titles(friend, actor) == []


def test_what_was_not_substantiated_is_a_signal_no_more(cast: Cast) -> None:
    record, other = about_colleague(cast), about_colleague(cast)
    proposed(other, cast.actor("inspector"))
    conclude_record(uid=other.uid, opinion="", actor=cast.actor("head"), at=NOON)

    assert "反映同一人员：周亦舟" not in _titles(record, cast.actor("inspector"))


def test_to_dos_are_twenty_lines_and_then_one_for_each_state(cast: Cast) -> None:
    records = [filed(cast) for _ in range(25)]
    Record.objects.filter(pk=records[0].pk).update(due_date=None, is_imported=True)

    todos = list(inspection_todos(cast.actor("inspector"), at=NOON))

    assert len(todos) == 22
    assert [todo.what for todo in todos[20:]] == ["形式审查：另有 4 件", "办理导入的记录：1 件"]
    assert not list(inspection_todos(cast.actor("second_inspector"), at=NOON))
    assert not list(inspection_todos(cast.actor("prosecutor"), at=NOON))


def test_a_proposal_is_the_to_do_of_those_who_decide(cast: Cast) -> None:
    proposed(filed(cast), cast.actor("inspector"))

    assert [todo.what for todo in inspection_todos(cast.actor("head"), at=NOON)] == ["审定核查结论"]
    assert not list(inspection_todos(cast.actor("inspector"), at=NOON))
    assert not list(inspection_todos(cast.actor("chief"), at=NOON))


def test_what_he_proposed_himself_is_nobody_s_to_do_but_the_second_person_s(cast: Cast) -> None:
    heard_and_proposed(cast, about_colleague(cast, to="head"), cast.actor("head"))

    assert [todo.what for todo in inspection_todos(cast.actor("chief"), at=NOON)] == ["审定核查结论"]
    assert not list(inspection_todos(cast.actor("head"), at=NOON))


def test_a_list_that_is_taken_away_leaves_a_trace_without_its_words(cast: Cast) -> None:
    note_export(rows=7, actor=cast.actor("head"), at=NOON)

    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.office_id) == ("record.list-exported", cast.head.pk, cast.county.pk)
    assert entry.details == {"rows": 7}


def test_REC_29_the_days_of_a_verification_run_from_its_opening_and_no_step_begins_them_anew(cast: Cast) -> None:
    inspector, head = cast.actor("inspector"), cast.actor("head")
    record = triaged(filed(cast), inspector)
    assert str(record.due_date) == "2026-11-17"  # to be opened as soon as any formal step
    last_day = local_date(NOON) + timedelta(days=30)
    assert open_verification(uid=record.uid, actor=inspector, at=NOON).due_date == last_day

    later = NOON + timedelta(days=9)
    propose = partial(propose_outcome, uid=record.uid, outcome="UNSUBSTANTIATED", opinion="未查实", actor=inspector)

    assert propose(at=later).due_date == last_day
    assert reject_outcome(uid=record.uid, opinion="再查", actor=head, at=later).due_date == last_day
    assert propose(at=later + timedelta(days=9)).due_date == last_day


def test_an_urgent_record_that_nobody_has_reported_is_the_first_to_do(cast: Cast) -> None:
    early = filed(cast, at=NOON - timedelta(days=20))
    record = file(cast.actor("prosecutor"), content(**URGENT))
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    later = NOON + timedelta(hours=25)

    soon = by_urgency(list(inspection_todos(cast.actor("inspector"), at=NOON)))[0]
    late = by_urgency(list(inspection_todos(cast.actor("inspector", later), at=later)))[0]
    report_urgently(record_uid=record.uid, words="已报。", actor=cast.actor("head", later), at=later)
    done = by_urgency(list(inspection_todos(cast.actor("inspector", later), at=later)))

    assert (soon.what, soon.light, soon.due) == ("形式审查（紧急）", Light.YELLOW, local_date(later))
    assert (late.what, late.light) == ("形式审查（紧急）", Light.RED)
    assert [todo.key for todo in done] == [f"inspection:{early.uid}", f"inspection:{record.uid}"]
