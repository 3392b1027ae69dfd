"""The life of a report: every action in every state by everybody, and each rule on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jingheng.contexts.org.rules.duties import permissions_of
from jingheng.contexts.records.rules.lifecycles import REPORT, REPORT_STATES, URGENT_REPORT, ReportFacts
from jingheng.contexts.records.rules.reporting import (
    due_date,
    owed,
    period_of,
    refuse_before_start,
    refuse_other_beginning,
    title,
)
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, MonthRange
from jingheng.kernel.working_calendar import WorkingCalendar

PARENT, OFFICE, SISTER = 1, 2, 3


def actor(office: int, *duties: str) -> Actor:
    return Actor(
        person_id=office * 10, name="", number="", office_id=office, office_code="", office_path="",
        duties=frozenset(duties), permissions=permissions_of(duties),
    )  # fmt: skip


PEOPLE = {
    "inspector": actor(OFFICE, "INSPECTOR"),
    "head": actor(OFFICE, "INSPECTION_HEAD"),
    "chief": actor(OFFICE, "CHIEF"),
    "deputy": actor(OFFICE, "INSPECTION_DEPUTY"),
    "nobody": actor(OFFICE),
    "general office": actor(OFFICE, "GENERAL_OFFICE"),
    "discipline": actor(OFFICE, "DISCIPLINE"),
    "administrator": actor(OFFICE, "SYSTEM_ADMIN"),
    "superior inspector": actor(PARENT, "INSPECTOR"),
    "superior head": actor(PARENT, "INSPECTION_HEAD"),
    "superior chief": actor(PARENT, "CHIEF"),
    "sister head": actor(SISTER, "INSPECTION_HEAD"),
    "sister chief": actor(SISTER, "CHIEF"),
}
MAKERS, RECEIVERS, LEADERS = {"inspector", "head"}, {"superior inspector", "superior head"}, {"head", "chief"}

#: action → who, from which states, to which
ALLOWED = {
    "compile": (MAKERS, {"COLLECTING", "COMPILED", "SIGNED", "RETURNED"}, "COMPILED"),
    "sign": ({"chief"}, {"COMPILED"}, "SIGNED"),
    "sign-paper": (MAKERS | {"general office"}, {"COMPILED"}, "SIGNED"),
    "send-back": ({"chief"}, {"COMPILED"}, "COLLECTING"),
    "send": (MAKERS, {"SIGNED"}, "SENT"),
    "close": (set(), set(), "CLOSED"),  # not where there is an office above
    "accept": (RECEIVERS, {"SENT"}, "ACCEPTED"),
    "return": (RECEIVERS, {"SENT"}, "RETURNED"),
}
URGENT_ALLOWED = {
    "report": (LEADERS, {"COLLECTING", "RETURNED"}, "SENT"),
    "keep": (set(), set(), "CLOSED"),
    "accept": (RECEIVERS, {"SENT"}, "ACCEPTED"),
    "return": (RECEIVERS, {"SENT"}, "RETURNED"),
}


def facts(state: str, **changes: object) -> ReportFacts:
    return replace(ReportFacts(state, OFFICE, PARENT, revision=2, shown_revision=2, scanned_by=-1), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", REPORT_STATES)
@pytest.mark.parametrize("action", ALLOWED)
def test_only_what_is_listed_is_allowed(action: str, state: str, person: str) -> None:
    who, sources, target = ALLOWED[action]

    refusal = REPORT.refusal(action, facts(state), PEOPLE[person])

    assert (refusal is None) == (person in who and state in sources)
    assert REPORT.move(action).target == target


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", URGENT_REPORT.states)
@pytest.mark.parametrize("action", URGENT_ALLOWED)
def test_only_what_is_listed_is_allowed_of_an_urgent_report(action: str, state: str, person: str) -> None:
    who, sources, target = URGENT_ALLOWED[action]

    refusal = URGENT_REPORT.refusal(action, facts(state), PEOPLE[person])

    assert (refusal is None) == (person in who and state in sources)
    assert URGENT_REPORT.move(action).target == target


def test_every_move_is_in_the_table_above() -> None:
    assert {move.action for move in REPORT} == set(ALLOWED)
    assert {move.action for move in URGENT_REPORT} == set(URGENT_ALLOWED)


@pytest.mark.parametrize("state", sorted(REPORT_STATES))
def test_an_unknown_action_is_refused(state: str) -> None:
    refusal = REPORT.refusal("delete", facts(state), PEOPLE["head"])

    assert refusal is not None
    assert refusal.code == "not-permitted"


@pytest.mark.parametrize("state", sorted({"ACCEPTED", "CLOSED"}))
@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_closed_stays_closed(state: str, person: str) -> None:
    assert not REPORT.offers(facts(state), PEOPLE[person])


def refused(action: str, person: str, about: ReportFacts) -> str:
    refusal = REPORT.refusal(action, about, PEOPLE[person])
    return refusal.code if refusal else ""


def test_REP_1_another_office_finds_nothing() -> None:
    assert refused("compile", "sister head", facts("COLLECTING")) == "not-found"
    assert refused("sign", "superior chief", facts("COMPILED")) == "not-found"


def test_REP_2_only_the_office_directly_above_receives() -> None:
    assert refused("accept", "sister head", facts("SENT")) == "not-found"
    assert refused("return", "head", facts("SENT")) == "not-found"


def test_REP_14_a_signature_on_paper_rests_on_a_scan() -> None:
    assert refused("sign-paper", "head", facts("COMPILED", scanned_by=None)) == "no-scan"


def test_REP_15_whoever_entered_the_scan_does_not_confirm_it() -> None:
    assert refused("sign-paper", "head", facts("COMPILED", scanned_by=PEOPLE["head"].person_id)) == "same-hand"


@pytest.mark.parametrize(
    ("action", "state", "person"),
    [
        ("compile", "COMPILED", "head"), ("sign", "COMPILED", "chief"), ("sign-paper", "COMPILED", "head"), ("send-back", "COMPILED", "chief"),
        ("send", "SIGNED", "head"), ("accept", "SENT", "superior head"), ("return", "SENT", "superior head"),
    ],
)  # fmt: skip
def test_REP_3_nothing_is_done_to_a_revision_one_has_not_seen(action: str, state: str, person: str) -> None:
    assert refused(action, person, facts(state, shown_revision=1)) == "stale"


def test_REP_4_what_has_changed_is_neither_signed_nor_sent() -> None:
    assert refused("sign", "chief", facts("COMPILED", current=False)) == "outdated"
    assert refused("send", "head", facts("SIGNED", current=False)) == "outdated"
    assert refused("compile", "head", facts("COMPILED", current=False)) == ""


def test_REP_5_6_the_top_office_closes_and_does_not_send() -> None:
    top = facts("SIGNED", parent_id=None)

    assert refused("close", "head", top) == ""
    assert refused("send", "head", top) == "no-superior"
    assert refused("close", "head", facts("SIGNED")) == "has-superior"


def test_REP_7_a_period_that_runs_is_not_compiled() -> None:
    assert refused("compile", "head", facts("COLLECTING", opens_on=date(2026, 12, 1))) == "running"


def test_REP_8_a_quarter_waits_for_its_months() -> None:
    assert refused("compile", "head", facts("COLLECTING", unsigned=("2026-10",))) == "months-unsigned"


def test_REP_9_a_quarter_is_not_closed_before_its_months() -> None:
    assert refused("accept", "superior head", facts("SENT", unclosed=("2026-10",))) == "months-unclosed"
    assert refused("close", "head", facts("SIGNED", parent_id=None, unclosed=("2026-10",))) == "months-unclosed"


@pytest.mark.parametrize(
    ("kind", "month", "allowed"), [("MONTH", 2, True), ("QUARTER", 4, True), ("QUARTER", 5, False), ("YEAR", 4, False)]
)
def test_REP_10_periods_begin_where_they_begin(kind: str, month: int, allowed: bool) -> None:
    assert (refuse_other_beginning(kind, Month(2026, month)) is None) == allowed


def test_REP_11_nothing_is_owed_before_the_office_began() -> None:
    today, begin = date(2026, 11, 10), Month(2026, 9)

    assert refuse_before_start(Month(2026, 8), Month(2026, 8), begin, today=today) is not None
    assert refuse_before_start(Month(2026, 7), Month(2026, 9), begin, today=today) is None  # the quarter it began in
    assert refuse_before_start(Month(2026, 12), Month(2026, 12), begin, today=today) is not None
    assert refuse_before_start(Month(2026, 8), Month(2026, 8), None, today=today) is None


def test_REP_12_a_deadline_on_a_day_off_moves_to_the_next_working_day() -> None:
    calendar = WorkingCalendar(holidays=frozenset({date(2026, 10, 8), date(2026, 10, 9)}))

    assert due_date("MONTH", Month(2026, 7), 10, calendar) == date(2026, 8, 10)  # a Monday
    assert due_date("QUARTER", Month(2026, 9), 10, calendar) == date(2026, 10, 12)  # the 10th is a Saturday
    assert due_date("YEAR", Month(2026, 12), 31, calendar) == date(2027, 2, 1)  # the 31st is a Sunday


def test_a_short_month_has_its_last_day_for_a_deadline() -> None:
    assert due_date("MONTH", Month(2026, 1), 31, WorkingCalendar()) == date(2026, 3, 2)  # 28 February is a Saturday


def test_what_an_office_owes() -> None:
    found = list(owed(Month(2026, 9), Month(2027, 1)))

    assert [first for kind, first in found if kind == "MONTH"] == list(MonthRange(Month(2026, 9), Month(2027, 1)))
    assert [first for kind, first in found if kind == "QUARTER"] == [Month(2026, 7), Month(2026, 10), Month(2027, 1)]
    assert [first for kind, first in found if kind == "YEAR"] == [Month(2026, 1), Month(2027, 1)]
    assert not list(owed(Month(2027, 2), Month(2027, 1)))


def test_periods_and_titles() -> None:
    assert period_of("QUARTER", Month(2026, 10)) == MonthRange(Month(2026, 10), Month(2026, 12))
    assert [title(kind, Month(2026, 10)) for kind in ("MONTH", "QUARTER", "URGENT")] == [
        "2026 年 10 月月报", "2026 年第 4 季度季报", "立即报告（专报）",
    ]  # fmt: skip
    assert title("YEAR", Month(2026, 1)) == "2026 年年报"
