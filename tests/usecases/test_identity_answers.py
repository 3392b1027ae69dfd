"""A name that equals a colleague's is asked back to the filer; until he answers, everybody of that name is shut out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Person
from jingheng.contexts.records.models import Copy, Exclusion, IdentityQuestion, Record
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.usecases.corrections import AlreadyAnswered, answer_identity, correct_record
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file, naming

LATER = NOON + timedelta(hours=2)


def named_like(cast: Cast, person: Person) -> Record:
    """An outsider whose name is a colleague's."""
    party = replace(OUTSIDE_PARTY, name=person.name)
    return file(cast.actor("prosecutor"), content(parties=(party,)))


def answer(cast: Cast, record: Record, person: Person | None) -> Record:
    question = IdentityQuestion.objects.get(record=record)
    return answer_identity(
        uid=record.uid, name_key=question.name_key, person_id=person.pk if person else None,
        actor=cast.actor("prosecutor"), at=LATER,
    )  # fmt: skip


def readers(cast: Cast, record: Record) -> set[str]:
    return {key for key in cast.people if official(cast.actor(key)).filter(pk=record.pk).exists()}


def test_an_inspectors_name_sends_it_upward_until_it_is_answered(cast: Cast) -> None:
    record = named_like(cast, cast.inspector)

    assert record.receiving_office == cast.city
    assert "head" not in readers(cast, record)


def test_none_of_them_opens_what_the_name_alone_had_shut(cast: Cast) -> None:
    record = named_like(cast, cast.inspector)

    answer(cast, record, None)

    record.refresh_from_db()
    assert record.receiving_office == record.counting_office == cast.county
    assert "head" in readers(cast, record)
    assert not Exclusion.objects.filter(person=cast.inspector).exists()
    assert not Copy.objects.exists()


def test_the_colleague_meant_is_named_from_then_on(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)

    answer(cast, record, cast.colleague)

    assert Exclusion.objects.get(person=cast.colleague).because == "NAMED"
    assert IdentityQuestion.objects.get().answered_at == LATER


def test_the_others_of_that_name_are_let_in_again(cast: Cast) -> None:
    other = Person.objects.create(number="9902039999", name=cast.colleague.name, office=cast.county, identity="CLERK")
    record = named_like(cast, cast.colleague)
    asked = IdentityQuestion.objects.get().candidates

    answer(cast, record, cast.colleague)

    assert set(asked) == {cast.colleague.pk, other.pk}
    assert Exclusion.objects.filter(person=cast.colleague).exists()
    assert not Exclusion.objects.filter(person=other).exists()


def test_the_chief_meant_keeps_it_in_the_higher_office(cast: Cast) -> None:
    record = named_like(cast, cast.chief)

    answer(cast, record, cast.chief)

    record.refresh_from_db()
    assert record.receiving_office == cast.city
    assert readers(cast, record) <= {"city_head", "city_inspector"}


def test_an_answer_looks_like_a_filing_in_the_ledger(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)

    answer(cast, record, None)

    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert (entry.event, entry.actor_id, entry.details) == ("statement.filed", None, {})


def test_a_second_answer_changes_nothing(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)
    answer(cast, record, cast.colleague)

    with pytest.raises(AlreadyAnswered):
        answer(cast, record, None)

    assert Exclusion.objects.filter(person=cast.colleague).exists()


def test_only_somebody_who_was_asked_about_can_be_the_answer(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)

    with pytest.raises(Refused) as refused:
        answer(cast, record, cast.outsider)

    assert refused.value.refusal.code == "unknown-person"
    assert IdentityQuestion.objects.get().answered_at is None


def test_nobody_answers_for_the_filer(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)

    with pytest.raises(Refused) as refused:
        answer_identity(
            uid=record.uid,
            name_key=IdentityQuestion.objects.get().name_key,
            person_id=None,
            actor=cast.actor("head"),
            at=LATER,
        )

    assert refused.value.refusal.code == "not-found"


def test_what_a_name_shut_stays_shut_for_whoever_is_named_beside_it(cast: Cast) -> None:
    party = replace(OUTSIDE_PARTY, name=cast.inspector.name)
    record = file(cast.actor("prosecutor"), content(parties=(party, naming(cast.inspector, "P23"))))

    answer(cast, record, None)

    assert Exclusion.objects.filter(record=record, person=cast.inspector).exists()


def test_an_answer_holds_for_the_name_and_not_for_the_place_in_the_list(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)
    answer(cast, record, None)
    other = replace(OUTSIDE_PARTY, name=cast.outsider.name)

    correct_record(
        uid=record.uid, content=content(parties=(other,)), reason="姓名写错", actor=cast.actor("prosecutor"), at=LATER
    )

    asked = IdentityQuestion.objects.get(answered_at=None)
    assert asked.candidates == [cast.outsider.pk]
    assert Exclusion.objects.filter(record=record, person=cast.outsider).exists()


def test_correcting_a_slip_after_the_answer_does_not_ask_again(cast: Cast) -> None:
    record = named_like(cast, cast.inspector)
    answer(cast, record, None)

    correct_record(
        uid=record.uid, content=content(parties=(replace(OUTSIDE_PARTY, name="程见薇"),)), reason="姓名写错",
        actor=cast.actor("prosecutor"), at=LATER,
    )  # fmt: skip

    record.refresh_from_db()
    assert record.receiving_office == cast.county
    assert not IdentityQuestion.objects.filter(answered_at=None).exists()


def test_a_name_that_was_never_asked_about_is_not_found(cast: Cast) -> None:
    record = named_like(cast, cast.colleague)

    with pytest.raises(Refused) as refused:
        answer_identity(uid=record.uid, name_key="of nobody", person_id=None, actor=cast.actor("prosecutor"), at=LATER)

    assert refused.value.refusal.code == "not-found"
    assert IdentityQuestion.objects.get().answered_at is None


def test_a_name_borne_only_in_another_office_is_nobodys_here(cast: Cast) -> None:
    record = named_like(cast, cast.sister_prosecutor)

    assert not IdentityQuestion.objects.exists()
    assert not Exclusion.objects.filter(record=record).exists()


def test_of_two_who_bear_a_name_only_the_one_of_this_office_is_asked_about(cast: Cast) -> None:
    Person.objects.filter(pk=cast.sister_prosecutor.pk).update(name=cast.colleague.name)

    named_like(cast, cast.colleague)

    assert IdentityQuestion.objects.get().candidates == [cast.colleague.pk]
