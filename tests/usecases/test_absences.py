"""离岗与免报: who owes a month, who does not, and where somebody on secondment reports (decisions §9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.org.absences import (
    absences_of,
    end_absence,
    exempt_at,
    register_absence,
    withdraw_absence,
    withdrawing_refused,
)
from jingheng.contexts.org.api import Office, Person, standing
from jingheng.contexts.org.models import Absence, Post
from jingheng.contexts.records.models import Statement
from jingheng.contexts.records.queries.completion import completion, own_months, running_window, statement_todos
from jingheng.contexts.records.queries.duties import Duty, duty_figures
from jingheng.contexts.records.usecases.reminding import remind
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from jingheng.kernel.refusal import Refused
from tests.factories.cast import MONTH_END, NOON, Cast
from tests.factories.contents import content, file

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def away(cast: Cast, who: str = "colleague", *, by: str = "political", **changes: Any) -> Absence:
    said = {
        "reason": "MATERNITY", "host": None, "host_name": "", "starts_on": date(2026, 11, 2), "last_day": None,
        "basis": "正检政〔2026〕8号",
    }  # fmt: skip
    person = cast.people[who]
    return register_absence(person_id=person.pk, **(said | changes), actor=cast.actor(by), at=NOON)


def duty(office: Office, month: Month = NOVEMBER) -> Duty:
    return duty_figures([office], MonthRange(month, month)).total


def norm(office: Office, key: str, value: object) -> None:
    LocalNorm.objects.create(key=key, office=office, value=value, instrument="本院规定", valid_from=date(2026, 1, 1))


def test_whoever_is_away_at_the_months_end_is_left_out_and_counted_apart(cast: Cast) -> None:
    before = duty(cast.county)
    away(cast)

    assert duty(cast.county) == Duty(before.due - 1, 0, 0, 1)
    assert duty(cast.county, OCTOBER) == before
    row = next(row for row in completion(cast.county, NOVEMBER) if row.person_id == cast.colleague.pk)
    assert (row.exempt, row.done, row.owes) == (True, False, False)


def test_whoever_is_back_by_the_months_end_owes_it(cast: Cast) -> None:
    before = duty(cast.county)
    away(cast, last_day=date(2026, 11, 29))

    assert duty(cast.county) == before


def test_a_signature_given_before_the_leave_was_entered_counts_nowhere(cast: Cast) -> None:
    sign_statement(month=NOVEMBER, actor=cast.actor("colleague", MONTH_END), at=MONTH_END)
    away(cast)

    assert duty(cast.county).reported == 0


def test_he_has_no_to_do_and_cannot_sign_but_may_file(cast: Cast) -> None:
    away(cast)
    actor = cast.actor("colleague", MONTH_END)

    owed = [todo.key for todo in statement_todos(actor, at=MONTH_END)]
    assert f"statement:{NOVEMBER}" not in owed
    assert f"statement:{OCTOBER}" in owed
    shown = next(own for own in own_months(actor, at=MONTH_END) if own.month == NOVEMBER)
    assert shown.exempt == "产假"
    with pytest.raises(Refused) as refused:
        sign_statement(month=NOVEMBER, actor=actor, at=MONTH_END)
    assert refused.value.refusal.code == "exempt"
    file(actor, content(MONTH_END), at=MONTH_END)
    assert not Statement.objects.filter(person=cast.colleague, month=NOVEMBER.number).exists()


def test_the_month_that_runs_does_not_ask_him_either(cast: Cast) -> None:
    assert running_window(cast.actor("colleague"), at=NOON) is not None
    away(cast)
    assert running_window(cast.actor("colleague"), at=NOON) is None


def test_nobody_reminds_him(cast: Cast) -> None:
    away(cast)
    owing = sum(row.owes and row.person_id != cast.head.pk for row in completion(cast.county, NOVEMBER))

    assert remind(month=NOVEMBER, department_id=None, actor=cast.actor("head", MONTH_END), at=MONTH_END) == owing
    assert not cast.colleague.reminders.exists()


def test_seconded_to_an_office_on_this_server_he_files_and_reports_there(cast: Cast) -> None:
    home, host = duty(cast.county), duty(cast.sister)
    absence = away(cast, reason="SECONDED", host=cast.sister, last_day=date(2027, 2, 28))

    assert not absence.exempts
    assert duty(cast.county) == Duty(home.due - 1)
    assert duty(cast.sister) == Duty(host.due + 1)
    assert file(cast.actor("colleague", MONTH_END), content(MONTH_END), at=MONTH_END).home_office == cast.sister
    assert standing(cast.colleague, on=date(2027, 3, 1)).office_id == cast.county.pk


def test_a_post_at_home_does_not_hold_him_back(cast: Cast) -> None:
    Post.objects.create(person=cast.colleague, office=cast.county, identity="LEADER", starts_on=date(2020, 1, 1))
    away(cast, reason="SECONDED", host=cast.sister)

    assert cast.colleague.pk in {row.person_id for row in completion(cast.sister, NOVEMBER)}
    assert cast.colleague.pk not in {row.person_id for row in completion(cast.county, NOVEMBER)}


def test_seconded_to_somebody_elses_office_he_owes_nothing_here(cast: Cast) -> None:
    absence = away(cast, reason="SECONDED", host_name="区委政法委")

    assert (absence.exempts, absence.host, absence.post_id) == (True, "区委政法委", None)
    assert duty(cast.county).exempt == 1


def test_where_the_norm_has_him_report_at_home_he_stays_there(cast: Cast) -> None:
    norm(cast.city, "statement.seconded_report_at", "HOME")
    before = duty(cast.county)

    absence = away(cast, reason="SECONDED", host=cast.sister)

    assert (absence.exempts, absence.post_id, absence.host) == (False, None, cast.sister.name)
    assert duty(cast.county) == before


def test_which_reasons_exempt_is_a_norm_of_the_first_day(cast: Cast) -> None:
    norm(cast.county, "statement.exempt_reasons", ["SICK"])
    before = duty(cast.county)

    assert not away(cast).exempts
    assert away(cast, "outsider", reason="SICK").exempts
    assert duty(cast.county) == Duty(before.due - 1, 0, 0, 1)


def test_contract_staff_owe_by_the_norm(cast: Cast) -> None:
    Person.objects.filter(pk=cast.colleague.pk).update(identity="CONTRACT")
    before = duty(cast.county)
    norm(cast.city, "statement.contract_staff", True)
    assert duty(cast.county) == before

    norm(cast.county, "statement.contract_staff", False)

    assert duty(cast.county) == Duty(before.due - 1)
    assert cast.colleague.pk not in {row.person_id for row in completion(cast.county, NOVEMBER)}
    actor = cast.actor("colleague", MONTH_END)
    assert statement_todos(actor, at=MONTH_END) == []
    with pytest.raises(Refused) as refused:
        sign_statement(month=NOVEMBER, actor=actor, at=MONTH_END)
    assert "聘用制" in refused.value.refusal.sentence


def test_coming_back_early_he_owes_again(cast: Cast) -> None:
    before = duty(cast.county)
    absence = away(cast, reason="SECONDED", host=cast.sister)

    end_absence(absence_id=absence.pk, back_on=date(2026, 11, 30), actor=cast.actor("head"), at=NOON)

    assert duty(cast.county) == before
    assert standing(cast.colleague, on=date(2026, 11, 29)).office_id == cast.sister.pk


def test_the_day_of_a_return_is_put_right(cast: Cast) -> None:
    absence = away(cast, last_day=date(2026, 11, 20))
    later = datetime(2026, 12, 3, 9, tzinfo=SHANGHAI)

    end_absence(absence_id=absence.pk, back_on=date(2026, 12, 1), actor=cast.actor("head", later), at=later)
    assert duty(cast.county).exempt == 1
    end_absence(absence_id=absence.pk, back_on=date(2026, 11, 18), actor=cast.actor("head", later), at=later)
    assert duty(cast.county).exempt == 0
    away(cast, starts_on=date(2026, 11, 25))
    with pytest.raises(Refused) as refused:
        end_absence(absence_id=absence.pk, back_on=date(2026, 11, 26), actor=cast.actor("head", later), at=later)

    assert refused.value.refusal.code == "overlap"
    assert Absence.objects.get(pk=absence.pk).ends_on == date(2026, 11, 18)


def test_a_mistaken_entry_is_withdrawn_and_stays_in_the_list(cast: Cast) -> None:
    before = duty(cast.county)
    absence = away(cast, reason="SECONDED", host=cast.sister)

    withdraw_absence(absence_id=absence.pk, actor=cast.actor("political"), at=NOON)

    assert duty(cast.county) == before
    kept = absences_of(cast.actor("political")).get()
    assert (kept.withdrawn_at, kept.post_id) == (NOON, None)
    with pytest.raises(Refused) as refused:
        end_absence(absence_id=absence.pk, back_on=date(2026, 12, 1), actor=cast.actor("head"), at=NOON)
    assert refused.value.refusal.code == "withdrawn"
    away(cast)  # the days are free again
    assert [entry.event for entry in Entry.objects.order_by("id")] == [
        "absence.entered", "absence.withdrawn", "absence.entered",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": date(2026, 9, 1)}, "too-long-ago"),
        ({"last_day": date(2026, 11, 1)}, "period"),
        ({"reason": "SECONDED"}, "no-host"),
        ({"host_name": "区委政法委"}, "host-without-secondment"),
        ({"who": "political"}, "own-absence"),
        ({"who": "sister_head"}, "unknown-person"),
        ({"by": "inspector"}, "not-found"),
    ],
)
def test_what_cannot_be_entered_leaves_nothing(cast: Cast, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        away(cast, **changes)

    assert refused.value.refusal.code == code
    assert not Absence.objects.exists()
    assert not Entry.objects.exists()


def test_two_absences_at_once_are_refused(cast: Cast) -> None:
    away(cast, last_day=date(2026, 11, 20))
    with pytest.raises(Refused) as refused:
        away(cast, starts_on=date(2026, 11, 20))
    assert refused.value.refusal.code == "overlap"

    away(cast, starts_on=date(2026, 11, 21))

    assert Absence.objects.count() == 2


def test_nobody_of_another_office_touches_it(cast: Cast) -> None:
    absence = away(cast)

    for who in ("sister_head", "inspector"):
        with pytest.raises(Refused):
            end_absence(absence_id=absence.pk, back_on=date(2026, 12, 1), actor=cast.actor(who), at=NOON)
        assert not absences_of(cast.actor(who)).exists()
    assert Absence.objects.get().ends_on is None


def test_it_is_open_to_whoever_is_on_leave_to_be_told_of_it_and_not_to_change_it(cast: Cast) -> None:
    absence = away(cast, "political", by="head")

    with pytest.raises(Refused) as refused:
        withdraw_absence(absence_id=absence.pk, actor=cast.actor("political"), at=NOON + timedelta(hours=1))

    assert refused.value.refusal.code == "own-absence"


def test_the_moment_in_shanghai_decides_the_day(cast: Cast) -> None:
    absence = away(cast)
    late = datetime(2026, 11, 30, 23, 30, tzinfo=SHANGHAI)

    end_absence(absence_id=absence.pk, back_on=date(2026, 12, 1), actor=cast.actor("head", late), at=late)

    assert duty(cast.county).exempt == 1
    assert duty(cast.county, NOVEMBER.next()).exempt == 0


def test_months_that_have_been_reported_are_not_reopened(cast: Cast) -> None:
    absence = away(cast)
    later = NOON + timedelta(days=700)

    with pytest.raises(Refused) as refused:
        end_absence(absence_id=absence.pk, back_on=date(2026, 11, 5), actor=cast.actor("head", later), at=later)
    assert refused.value.refusal.code == "too-long-ago"
    with pytest.raises(Refused) as refused:
        withdraw_absence(absence_id=absence.pk, actor=cast.actor("head", later), at=later)
    assert refused.value.refusal.code == "too-late-to-withdraw"


def test_whoever_is_lent_out_may_go_on_leave_there(cast: Cast) -> None:
    away(cast, reason="SECONDED", host=cast.sister)
    before = duty(cast.sister)

    away(cast, by="sister_head")

    assert duty(cast.sister) == Duty(before.due - 1, 0, 0, 1)


def test_leave_without_a_loan_is_withdrawn_as_well(cast: Cast) -> None:
    absence = away(cast)

    assert withdraw_absence(absence_id=absence.pk, actor=cast.actor("political"), at=NOON).withdrawn_at == NOON


def test_an_entry_from_which_he_has_returned_is_withdrawn_as_well(cast: Cast) -> None:
    before, absence = duty(cast.county), away(cast)
    end_absence(absence_id=absence.pk, back_on=NOON.date(), actor=cast.actor("political"), at=NOON)
    assert withdrawing_refused(absence, on=NOON.date()) is None

    withdraw_absence(absence_id=absence.pk, actor=cast.actor("political"), at=NOON)

    assert duty(cast.county) == before
    assert Absence.objects.get().withdrawn_at == NOON


def test_no_days_no_exemptions() -> None:
    assert exempt_at([]) == {}
