"""Being heard and being cleared: facts without their source, days to answer, a result, a review by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jingheng.contexts.inbox.api import Light
from jingheng.contexts.records.models import Clearance, Exclusion, Hearing, Record
from jingheng.contexts.records.queries.case_file import filer_of, history
from jingheng.contexts.records.queries.facts import content_of, facts_of
from jingheng.contexts.records.queries.heard import own_hearing_notice, own_hearing_notices
from jingheng.contexts.records.queries.inspection_todos import hearing_todos, inspection_todos
from jingheng.contexts.records.queries.related import related
from jingheng.contexts.records.queries.visibility import readable
from jingheng.contexts.records.usecases.hearings import (
    answer_hearing,
    answer_review,
    ask_review,
    correct_person,
    open_hearing,
    tell_result,
)
from jingheng.contexts.records.usecases.review import conclude_record, propose_outcome, reassign_record
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reviewing import about_colleague, filed, heard_and_proposed, verifying

FACTS = "有人反映您打听案件处理意见。"


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.refusal.code


def heard(cast: Cast) -> tuple[Record, Hearing]:
    record = about_colleague(cast)
    verifying(record, cast.actor("inspector"))
    hearing = open_hearing(
        uid=record.uid, person=cast.colleague, disclosed=FACTS, actor=cast.actor("inspector"), at=NOON
    )
    return record, hearing


def told(cast: Cast) -> tuple[Record, Hearing]:
    """Proposed by the inspector, decided by the head, told."""
    record = about_colleague(cast)
    heard_and_proposed(cast, record, cast.actor("inspector"))
    conclude_record(uid=record.uid, opinion="同意", actor=cast.actor("head"), at=NOON)
    hearing = tell_result(
        uid=record.uid, person=cast.colleague, text="决定谈话提醒。", actor=cast.actor("inspector"), at=NOON
    )
    return record, hearing


def test_before_a_hearing_is_opened_he_learns_nothing(cast: Cast) -> None:
    verifying(about_colleague(cast), cast.actor("inspector"))
    colleague = cast.actor("colleague")

    assert not own_hearing_notices(colleague, at=NOON)
    assert not list(hearing_todos(colleague, at=NOON))
    assert not readable(colleague).exists()


def test_afterwards_he_learns_what_was_disclosed_and_nothing_else(cast: Cast) -> None:
    record, hearing = heard(cast)
    colleague = cast.actor("colleague")

    notice = own_hearing_notice(colleague, hearing.uid, at=NOON)

    assert (notice.disclosed, notice.office, str(notice.due_date)) == (FACTS, cast.county.name, "2026-11-20")
    assert not any(
        secret in str(notice) for secret in (record.uid, record.receipt_code, record.number or "?", cast.outsider.name)
    )
    assert not readable(colleague).exists()
    assert [todo.url for todo in hearing_todos(colleague, at=NOON)] == [f"/hearings/{hearing.uid}"]


@pytest.mark.parametrize("key", ["prosecutor", "outsider", "head", "chief"])
def test_nobody_else_finds_his_notice(cast: Cast, key: str) -> None:
    _, hearing = heard(cast)
    actor = cast.actor(key)

    assert refused(lambda: own_hearing_notice(actor, hearing.uid, at=NOON)) == "not-found"
    assert refused(lambda: answer_hearing(uid=hearing.uid, answer="代答", actor=actor, at=NOON)) == "not-found"
    assert refused(lambda: ask_review(uid=hearing.uid, text="代问", actor=actor, at=NOON)) == "not-found"


@pytest.mark.parametrize("text", ["{name}说您打听", "邹 静 好反映", "编号{number}", "回执{receipt}"])
def test_the_source_is_never_disclosed(cast: Cast, text: str) -> None:
    record = about_colleague(cast)
    verifying(record, cast.actor("inspector"))
    text = text.format(name=cast.outsider.name, number=cast.outsider.number, receipt=record.receipt_code.lower())

    code = refused(
        lambda: open_hearing(
            uid=record.uid, person=cast.colleague, disclosed=text, actor=cast.actor("inspector"), at=NOON
        )
    )

    assert code == "names-filer"
    assert not Hearing.objects.exists()
    assert Record.objects.get().state == "VERIFYING"


def test_neither_the_result_nor_the_answer_to_a_review_names_the_source(cast: Cast) -> None:
    record = about_colleague(cast)
    heard_and_proposed(cast, record, cast.actor("inspector"))
    conclude_record(uid=record.uid, opinion="", actor=cast.actor("head"), at=NOON)

    code = refused(
        lambda: tell_result(
            uid=record.uid, person=cast.colleague, text="邹静好所述属实", actor=cast.actor("inspector"), at=NOON
        )
    )

    assert code == "names-filer"


def test_only_whom_the_record_names_is_heard_and_once(cast: Cast) -> None:
    record, _ = heard(cast)
    inspector = cast.actor("inspector")

    assert (
        refused(lambda: open_hearing(uid=record.uid, person=cast.political, disclosed=FACTS, actor=inspector, at=NOON))
        == "not-named"
    )
    assert (
        refused(lambda: open_hearing(uid=record.uid, person=cast.colleague, disclosed=FACTS, actor=inspector, at=NOON))
        == "already-heard"
    )


def test_an_outsider_to_the_record_cannot_probe_whom_it_names(cast: Cast) -> None:
    record = about_colleague(cast)
    verifying(record, cast.actor("inspector"))

    for person in (cast.colleague, cast.political):
        assert (
            refused(
                lambda p=person: open_hearing(
                    uid=record.uid, person=p, disclosed="", actor=cast.actor("second_inspector"), at=NOON
                )  # type: ignore[misc]
            )
            == "not-found"
        )


def test_each_of_several_colleagues_is_heard_before_anything_adverse(cast: Cast) -> None:
    said = content(parties=(naming(cast.colleague, "P23"), naming(cast.political, "P22")), acts=frozenset({"B4"}))
    record, inspector = file(cast.actor("outsider"), said), cast.actor("inspector")
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    verifying(record, inspector)
    for person in (cast.colleague, cast.political):
        open_hearing(uid=record.uid, person=person, disclosed=FACTS, actor=inspector, at=NOON)
    answer_hearing(
        uid=Hearing.objects.get(person=cast.colleague).uid, answer="没有", actor=cast.actor("colleague"), at=NOON
    )

    assert (
        refused(lambda: propose_outcome(uid=record.uid, outcome="TALK", opinion="查实", actor=inspector, at=NOON))
        == "unheard"
    )
    later = NOON + timedelta(days=11)  # the other has let his days pass
    assert facts_of(Record.objects.get(), on=local_date(later)).heard
    propose_outcome(uid=record.uid, outcome="TALK", opinion="查实", actor=inspector, at=later)


def test_his_words_are_kept_and_what_he_adds_stands_below(cast: Cast) -> None:
    _, hearing = heard(cast)
    colleague = cast.actor("colleague")

    answer_hearing(uid=hearing.uid, answer="没有此事。", actor=colleague, at=NOON)
    answer_hearing(uid=hearing.uid, answer="有同事可以证明。", actor=colleague, at=NOON + timedelta(days=2))

    assert (
        own_hearing_notice(colleague, hearing.uid, at=NOON).answer
        == "没有此事。\n\n（2026-11-12 补充）有同事可以证明。"
    )


def test_an_answer_after_the_conclusion_is_refused(cast: Cast) -> None:
    record = about_colleague(cast)
    heard_and_proposed(cast, record, cast.actor("inspector"))
    conclude_record(uid=record.uid, opinion="", actor=cast.actor("head"), at=NOON)

    assert (
        refused(
            lambda: answer_hearing(uid=Hearing.objects.get().uid, answer="等等", actor=cast.actor("colleague"), at=NOON)
        )
        == "concluded"
    )


def test_the_result_is_told_once_concluded_and_once(cast: Cast) -> None:
    record, _ = heard(cast)
    inspector = cast.actor("inspector")
    assert (
        refused(lambda: tell_result(uid=record.uid, person=cast.colleague, text="结论", actor=inspector, at=NOON))
        == "not-concluded"
    )

    other, hearing = told(cast)

    assert own_hearing_notice(cast.actor("colleague"), hearing.uid, at=NOON).result == "谈话提醒"
    assert (
        refused(lambda: tell_result(uid=other.uid, person=cast.colleague, text="再告知", actor=inspector, at=NOON))
        == "told"
    )


def test_a_review_is_asked_within_the_days_and_once(cast: Cast) -> None:
    _, hearing = told(cast)
    colleague = cast.actor("colleague")

    assert (
        refused(lambda: ask_review(uid=hearing.uid, text="不服", actor=colleague, at=NOON + timedelta(days=31)))
        == "too-late"
    )
    ask_review(uid=hearing.uid, text="不服", actor=colleague, at=NOON + timedelta(days=30))
    assert (
        refused(lambda: ask_review(uid=hearing.uid, text="再问", actor=colleague, at=NOON + timedelta(days=30)))
        == "asked"
    )


def test_a_review_is_answered_by_somebody_else(cast: Cast) -> None:
    record, hearing = told(cast)
    ask_review(uid=hearing.uid, text="不服", actor=cast.actor("colleague"), at=NOON)
    inspector, second = cast.actor("inspector"), cast.actor("second_inspector")
    assert "答复复核申请" not in [todo.what for todo in inspection_todos(inspector, at=NOON)]
    assert (
        refused(lambda: answer_review(uid=record.uid, person=cast.colleague, text="维持", actor=inspector, at=NOON))
        == "second-person"
    )

    reassign_record(uid=record.uid, to=cast.second_inspector, actor=cast.actor("head"), at=NOON)
    assert "答复复核申请" in [todo.what for todo in inspection_todos(second, at=NOON)]
    answer_review(uid=record.uid, person=cast.colleague, text="经复核，维持。", actor=second, at=NOON)

    assert own_hearing_notice(cast.actor("colleague"), hearing.uid, at=NOON).review_answer == "经复核，维持。"
    assert (
        refused(lambda: answer_review(uid=record.uid, person=cast.colleague, text="再答", actor=second, at=NOON))
        == "answered"
    )


def test_whoever_only_decides_neither_tells_nor_corrects(cast: Cast) -> None:
    record = about_colleague(cast, to="head")
    heard_and_proposed(cast, record, cast.actor("head"))
    chief = cast.actor("chief")

    assert (
        refused(lambda: correct_person(uid=record.uid, person=cast.colleague, note="记错", actor=chief, at=NOON))
        == "not-permitted"
    )


def test_a_person_named_by_mistake_is_forgotten_and_stays_shut_out(cast: Cast) -> None:
    record, other = about_colleague(cast), about_colleague(cast)
    inspector = cast.actor("inspector")

    correct_person(uid=other.uid, person=cast.colleague, note="系同名", actor=inspector, at=NOON)

    assert "反映同一人员：周亦舟" not in [group.title for group in related(record, content_of(record), inspector)]
    assert Record.objects.get(pk=other.pk).is_cleared
    assert Exclusion.objects.filter(record=other, person=cast.colleague).exists()
    assert (
        refused(lambda: correct_person(uid=other.uid, person=cast.colleague, note="再更正", actor=inspector, at=NOON))
        == "not-named"
    )
    assert Clearance.objects.count() == 1


def test_whoever_was_named_by_mistake_need_not_be_heard_and_cannot_be(cast: Cast) -> None:
    record, inspector = about_colleague(cast), cast.actor("inspector")
    verifying(record, inspector)
    correct_person(uid=record.uid, person=cast.colleague, note="系同名", actor=inspector, at=NOON)

    assert (
        refused(lambda: open_hearing(uid=record.uid, person=cast.colleague, disclosed=FACTS, actor=inspector, at=NOON))
        == "not-named"
    )
    assert (
        refused(lambda: propose_outcome(uid=record.uid, outcome="TALK", opinion="查实", actor=inspector, at=NOON))
        == "unheard"
    )


def test_a_correction_needs_its_ground_and_somebody_who_is_named(cast: Cast) -> None:
    record, inspector = filed(cast), cast.actor("inspector")

    assert (
        refused(lambda: correct_person(uid=record.uid, person=cast.political, note="记错", actor=inspector, at=NOON))
        == "not-named"
    )
    assert (
        refused(
            lambda: correct_person(uid=record.uid, person=None, note="", actor=cast.actor("second_inspector"), at=NOON)
        )
        == "not-found"
    )


def test_he_reads_of_his_clearing_once_he_is_told(cast: Cast) -> None:
    record, hearing = heard(cast)
    inspector, colleague = cast.actor("inspector"), cast.actor("colleague")
    propose_outcome(uid=record.uid, outcome="UNSUBSTANTIATED", opinion="未查实", actor=inspector, at=NOON)
    conclude_record(uid=record.uid, opinion="", actor=cast.actor("head"), at=NOON)
    assert not own_hearing_notice(colleague, hearing.uid, at=NOON).is_cleared

    tell_result(uid=record.uid, person=cast.colleague, text="未查实，予以澄清。", actor=inspector, at=NOON)

    assert own_hearing_notice(colleague, hearing.uid, at=NOON).is_cleared


def test_no_review_is_asked_for_before_the_result_is_told(cast: Cast) -> None:
    _, hearing = heard(cast)

    assert (
        refused(lambda: ask_review(uid=hearing.uid, text="不服", actor=cast.actor("colleague"), at=NOON)) == "not-told"
    )
    assert Hearing.objects.get().review_asked_at is None


def test_whoever_was_not_heard_has_no_result_to_be_told(cast: Cast) -> None:
    record, inspector = heard(cast)[0], cast.actor("inspector")

    for deed in (tell_result, answer_review):
        assert (
            refused(lambda act=deed: act(uid=record.uid, person=cast.political, text="无", actor=inspector, at=NOON))  # type: ignore[misc]
            == "not-found"
        )


def test_his_answer_is_a_to_do_of_the_inspector_and_a_line_of_the_history(cast: Cast) -> None:
    record, hearing = heard(cast)
    inspector = cast.actor("inspector")
    (before,) = inspection_todos(inspector, at=NOON)

    answer_hearing(uid=hearing.uid, answer="没有此事。", actor=cast.actor("colleague"), at=NOON)

    (after,) = inspection_todos(inspector, at=NOON)
    assert before.what == "听取陈述申辩后提出结论"
    assert (after.what, after.light, after.button) == ("陈述申辩已答复，提出结论", Light.YELLOW, "提出结论")
    line = history(record, filer=filer_of(record, inspector))[0]
    assert (line.what, line.who) == ("陈述申辩已答复", cast.colleague.name)


def test_days_that_passed_without_an_answer_are_a_to_do_too(cast: Cast) -> None:
    _, hearing = heard(cast)
    later = NOON + timedelta(days=11)

    (todo,) = inspection_todos(cast.actor("inspector", later), at=later)

    assert todo.what == "陈述申辩期满未答复，提出结论"
    assert hearing.due_date < local_date(later)
