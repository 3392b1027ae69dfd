"""Reminders go to whoever has not signed, and say nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Department
from jingheng.contexts.records.models import Reminder
from jingheng.contexts.records.queries.completion import completion, statement_todos
from jingheng.contexts.records.queries.reminding import owing_by_department, reminded_in_vain
from jingheng.contexts.records.usecases.reminding import remind
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refused
from tests.factories.cast import MONTH_END, Cast

NOVEMBER = Month(2026, 11)
NEXT_DAY = MONTH_END + timedelta(days=1)


def reminded_by(cast: Cast, who: str, department: Department | None = None, at: datetime = MONTH_END) -> int:
    actor = cast.actor(who, at)
    return remind(month=NOVEMBER, department_id=department.pk if department else None, actor=actor, at=at)


def department(cast: Cast, name: str) -> Department:
    return Department.objects.get(office=cast.county, name=name)


def reached() -> set[int]:
    return set(Reminder.objects.values_list("person_id", flat=True))


def refused(cast: Cast, who: str, department: Department | None = None) -> str:
    with pytest.raises(Refused) as no:
        reminded_by(cast, who, department)
    assert not Reminder.objects.exists()
    assert not Entry.objects.filter(event="month.reminded").exists()
    return no.value.refusal.code


def test_everybody_else_of_the_office_who_has_not_signed_is_reminded(cast: Cast) -> None:
    sign_statement(month=NOVEMBER, actor=cast.actor("prosecutor", MONTH_END), at=MONTH_END)
    owing = {row.person_id for row in completion(cast.county, NOVEMBER) if not row.done} - {cast.head.pk}

    assert reminded_by(cast, "head") == len(owing)

    assert reached() == owing
    assert cast.colleague.pk in owing
    assert cast.prosecutor.pk not in owing


def test_a_reminder_names_its_month_and_sender_and_is_recorded_by_number_alone(cast: Cast) -> None:
    number = reminded_by(cast, "department_head")

    assert set(Reminder.objects.values_list("month", "sent_by", "sent_at")) == {
        (NOVEMBER.number, cast.department_head.pk, MONTH_END)
    }
    entry = Entry.objects.get()
    assert (entry.event, entry.subject, entry.details) == ("month.reminded", "month:2026-11", {"people": number})


def test_a_head_of_department_reminds_his_own_alone(cast: Cast) -> None:
    reminded_by(cast, "department_head")

    assert reached() == {cast.prosecutor.pk, cast.colleague.pk}


def test_one_department_may_be_reminded_by_itself(cast: Cast) -> None:
    reminded_by(cast, "head", department(cast, "第二检察部"))

    assert reached() == {cast.outsider.pk}


def test_another_ones_department_is_not_found(cast: Cast) -> None:
    assert refused(cast, "department_head", department(cast, "第二检察部")) == "not-found"


def test_whoever_watches_nobody_reminds_nobody(cast: Cast) -> None:
    assert refused(cast, "prosecutor") == "nobody"


def test_where_everybody_has_signed_there_is_nobody_to_remind(cast: Cast) -> None:
    sign_statement(month=NOVEMBER, actor=cast.actor("outsider", MONTH_END), at=MONTH_END)

    assert refused(cast, "head", department(cast, "第二检察部")) == "nobody"


# --- the next level (decisions §12) -----------------------------------------------------------------------------------
def waiting_for(cast: Cast, who: str) -> list[str]:
    return [todo.whose for todo in reminded_in_vain(cast.actor(who, MONTH_END), at=MONTH_END)]


def test_after_two_reminders_it_comes_to_the_head_of_the_department(cast: Cast) -> None:
    department_head_signs(cast)
    reminded_by(cast, "head", department(cast, "第一检察部"))
    assert waiting_for(cast, "department_head") == []

    assert again(cast, "head", department(cast, "第一检察部")) == "reminded-today"
    reminded_by(cast, "head", department(cast, "第一检察部"), NEXT_DAY)

    assert waiting_for(cast, "department_head") == ["周亦舟、方小岚 2 人，催办 2 次未完成"]
    assert waiting_for(cast, "chief") == waiting_for(cast, "deputy") == waiting_for(cast, "prosecutor") == []


def test_a_head_who_owes_himself_comes_to_his_deputy_and_whoever_has_none_to_the_chief(cast: Cast) -> None:
    for at in (MONTH_END, NEXT_DAY):
        reminded_by(cast, "head", at=at)

    assert waiting_for(cast, "deputy") == ["梁伯言 1 人，催办 2 次未完成"]
    found = waiting_for(cast, "chief")
    assert len(found) == 1
    assert "邹静好" not in waiting_for(cast, "department_head")[0]


def test_whoever_has_signed_since_is_no_longer_waited_for(cast: Cast) -> None:
    department_head_signs(cast)
    for at in (MONTH_END, NEXT_DAY):
        reminded_by(cast, "head", department(cast, "第一检察部"), at)
    for who in ("prosecutor", "colleague"):
        sign_statement(month=NOVEMBER, actor=cast.actor(who, MONTH_END), at=MONTH_END)

    assert waiting_for(cast, "department_head") == []


def test_the_list_by_department_holds_whom_he_watches(cast: Cast) -> None:
    department_head_signs(cast)

    assert owing_by_department(cast.actor("department_head", MONTH_END), NOVEMBER) == {
        "第一检察部": ["周亦舟", "方小岚"]
    }
    assert "政治部" in owing_by_department(cast.actor("head", MONTH_END), NOVEMBER)
    with pytest.raises(Refused):
        owing_by_department(cast.actor("prosecutor", MONTH_END), NOVEMBER)


def department_head_signs(cast: Cast) -> None:
    sign_statement(month=NOVEMBER, actor=cast.actor("department_head", MONTH_END), at=MONTH_END)


def test_whoever_was_reminded_reads_it_in_his_to_dos(cast: Cast) -> None:
    reminded_by(cast, "department_head")

    actor = cast.actor("colleague", MONTH_END)
    assert [todo.whose for todo in statement_todos(actor, at=MONTH_END) if str(NOVEMBER) in todo.key] == [
        "周亦舟（已催办 1 次）"
    ]


def again(cast: Cast, who: str, department: Department | None = None) -> str:
    with pytest.raises(Refused) as no:
        reminded_by(cast, who, department)
    return no.value.refusal.code


def test_a_month_that_nobody_can_sign_yet_is_nobody_reminded_of(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        remind(month=NOVEMBER.next(), department_id=None, actor=cast.actor("head", MONTH_END), at=MONTH_END)
    assert no.value.refusal.code == "not-found"
