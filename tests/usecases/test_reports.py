"""Reports of an office: compiled, signed, sent, accepted; and what never shows in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import MonthSeal, Record, Report, ReportRevision, ReportStep
from jingheng.contexts.records.queries.counts import count, imbalances
from jingheng.contexts.records.queries.report_figures import figures_of
from jingheng.contexts.records.queries.reports import find_report, visible
from jingheng.contexts.records.usecases.review import accept_record, triage_record
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import DECEMBER, NOVEMBER, Desk, code_of


def test_a_month_goes_from_collecting_to_accepted_and_is_sealed(cast: Cast) -> None:
    file(cast.actor("prosecutor"))
    desk = Desk(cast)

    report = desk.accepted()

    assert report.state == "ACCEPTED"
    assert report.figures["scopes"]["all"]["total"] == 1
    assert not report.is_late
    assert set(MonthSeal.objects.values_list("office", "month", "scope", "total")) == {
        (cast.county.pk, NOVEMBER.number, "all", 1), (cast.county.pk, NOVEMBER.number, "case", 1),
    }  # fmt: skip
    assert [step.action for step in ReportStep.objects.order_by("id")] == ["compile", "sign", "send", "accept"]
    events = Entry.objects.filter(event__startswith="report.").order_by("id")
    assert [(entry.event, entry.office_id) for entry in events] == [
        (f"report.{event}", cast.county.pk) for event in ("opened", "compiled", "signed", "sent", "accepted")
    ]


def test_nothing_to_report_goes_the_same_way(cast: Cast) -> None:
    report = Desk(cast).accepted()

    assert report.figures["scopes"]["all"]["total"] == 0
    assert MonthSeal.objects.filter(office=cast.county, total=0).count() == 2


def test_opening_twice_finds_the_same_report(cast: Cast) -> None:
    first, second = Desk(cast).open(), Desk(cast).open(who="inspector")

    assert first == second
    assert Entry.objects.filter(event="report.opened").count() == 1
    assert first.due_date == date(2026, 12, 10)


def test_a_local_norm_moves_the_due_date(cast: Cast) -> None:
    LocalNorm.objects.create(
        key="office_month.deadline_day",
        office=cast.city,
        value=8,
        instrument="澄明市院规定",
        valid_from=date(2026, 1, 1),
    )

    assert Desk(cast).open().due_date == date(2026, 12, 8)


def test_a_month_is_compiled_after_it_has_ended(cast: Cast) -> None:
    desk = Desk(cast, NOON)
    report = desk.open()

    assert code_of(lambda: desk.compile(report)) == "running"
    assert not ReportRevision.objects.exists()


def test_a_month_that_has_not_begun_is_not_opened(cast: Cast) -> None:
    assert code_of(lambda: Desk(cast, NOON).open(first=NOVEMBER.next())) == "not-begun"
    assert code_of(lambda: Desk(cast).open(first=Month(2026, 8))) == "before-start"
    assert code_of(lambda: Desk(cast).open("QUARTER", NOVEMBER)) == "no-period"


def test_figures_say_what_was_filed_and_who_is_late(cast: Cast) -> None:
    file(cast.actor("prosecutor"))
    project = content(
        matter="M3", case_number="", case_kind="", case_stage="", matter_name="某项目", acts=frozenset({"X3"})
    )
    file(cast.actor("chief"), project)
    in_time = datetime(2026, 12, 2, 9, 0, tzinfo=SHANGHAI)
    sign_statement(month=NOVEMBER, actor=cast.actor("prosecutor", in_time), at=in_time)
    sign_statement(month=NOVEMBER, actor=cast.actor("outsider", DECEMBER), at=DECEMBER)
    desk = Desk(cast)

    figures = desk.compile(desk.open()).figures

    assert (figures["scopes"]["all"]["total"], figures["scopes"]["case"]["total"]) == (2, 1)
    assert figures["scopes"]["all"]["by_position"] == {"LEADER": 1, "HEAD": 0, "OTHER": 1}
    assert figures["scopes"]["all"]["by_bucket"]["IMPROPER"] == 1
    assert figures["duty"] == {"due": 15, "reported": 2, "in_time": 1, "exempt": 0}
    assert figures["previous"] is None
    assert figures["rests_on"] == [{"month": "2026-11", "sealed": False}]


def test_figures_of_the_month_before_stand_beside(cast: Cast) -> None:
    october = NOON - timedelta(days=30)
    file(cast.actor("prosecutor", october), content(october), at=october)
    file(cast.actor("prosecutor"))
    desk = Desk(cast)

    figures = desk.compile(desk.open()).figures

    assert figures["previous"]["period"] == {"from": "2026-10", "to": "2026-10"}
    assert figures["previous"]["scopes"]["all"]["total"] == 1


def test_a_record_that_went_past_the_office_is_in_no_figure_of_its_report(cast: Cast) -> None:
    """Decisions §1: the report with such a record equals the report without it, to the letter."""
    desk = Desk(cast)
    report = desk.compile(desk.open())
    without = report.figures

    file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    assert desk.act("sign", report, "chief").state == "SIGNED"  # still current
    assert figures_of(report) == without


def test_the_chief_signs_the_exact_revision(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.compile(desk.open()), words="补充问题")

    assert code_of(lambda: desk.act("sign", report, "chief", shown=1)) == "stale"
    signed = desk.act("sign", report, "chief", shown=2)
    assert (signed.signed_by, signed.signed_revision) == (cast.chief, 2)


def test_what_was_filed_after_compiling_is_compiled_before_it_is_signed(cast: Cast) -> None:
    file(cast.actor("prosecutor"))
    desk = Desk(cast)
    report = desk.compile(desk.open())
    record = Record.objects.get()
    assignee = next(key for key, person in cast.people.items() if person == record.assignee)
    accept_record(uid=record.uid, actor=cast.actor(assignee), at=NOON)
    triage_record(uid=record.uid, conclusion="T0", opinion="职责范围内的询问", actor=cast.actor(assignee), at=NOON)

    assert code_of(lambda: desk.act("sign", report, "chief")) == "outdated"
    assert desk.act("sign", desk.compile(report), "chief").figures["scopes"]["all"]["total"] == 0


def test_a_result_of_triage_does_not_outdate_a_report(cast: Cast) -> None:
    file(cast.actor("prosecutor"))
    desk = Desk(cast)
    report = desk.compile(desk.open())
    Record.objects.update(triage="T3")

    assert desk.act("sign", report, "chief").state == "SIGNED"


def test_compiling_again_takes_the_signature_away(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.signed()

    again = desk.compile(report)

    assert (again.state, again.signed_by, again.signed_at, again.signed_revision) == ("COMPILED", None, None, None)
    assert again.revision == 2


def test_every_revision_can_still_be_shown(cast: Cast) -> None:
    desk = Desk(cast)
    desk.compile(desk.compile(desk.open(), words="第一稿"), words="第二稿")

    first, second = ReportRevision.objects.order_by("number")
    assert [safe.unseal(one.words) for one in (first, second)] == ["第一稿", "第二稿"]
    assert first.digest != second.digest
    assert Report.objects.get().digest == second.digest


def test_the_chief_sends_back_with_a_reason(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())

    assert code_of(lambda: desk.act("send_back", report, "chief", opinion=" ")) == "needs-opinion"
    assert desk.act("send_back", report, "chief", opinion="请核实零报告部门").state == "COLLECTING"
    assert safe.unseal(ReportStep.objects.latest("id").opinion) == "请核实零报告部门"


def test_the_office_above_returns_with_a_reason_and_gets_it_again(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.sent()

    assert code_of(lambda: desk.act("return", report, "city_head", opinion="")) == "needs-opinion"
    desk.act("return", report, "city_head", opinion="数字与通报不符")
    assert not MonthSeal.objects.exists()

    desk.at = DECEMBER + timedelta(days=20)
    again = desk.act("send", desk.act("sign", desk.compile(report), "chief"), "head")
    assert (again.state, again.revision) == ("SENT", 2)
    assert not again.is_late  # it was sent in time before


def test_whoever_sends_after_the_day_is_late(cast: Cast) -> None:
    assert Desk(cast, DECEMBER + timedelta(days=5)).sent().is_late


def test_a_superior_who_has_seen_an_older_revision_accepts_nothing(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.sent()
    desk.act("return", report, "city_head", opinion="请补充")
    desk.act("send", desk.act("sign", desk.compile(report), "chief"), "head")

    assert code_of(lambda: desk.act("accept", report, "city_head", shown=1)) == "stale"
    assert not MonthSeal.objects.exists()


@pytest.mark.parametrize("who", ["sister_head", "outsider", "discipline", "system_admin", "political"])
def test_a_report_of_another_or_without_a_duty_is_not_found(cast: Cast, who: str) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())

    assert not visible(cast.actor(who, DECEMBER)).exists()
    assert code_of(lambda: desk.compile(report, who=who)) == "not-found"
    assert code_of(lambda: desk.act("sign", report, who)) == "not-found"
    assert Report.objects.get().revision == 1


def test_the_office_above_sees_nothing_before_it_is_sent(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.signed()
    assert code_of(lambda: find_report(cast.actor("city_head", DECEMBER), report.uid)) == "not-found"

    desk.act("send", report, "head")

    assert find_report(cast.actor("city_head", DECEMBER), report.uid) == report
    assert find_report(cast.actor("city_chief", DECEMBER), report.uid) == report


def test_readers_of_the_office_see_a_report_once_it_is_signed(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())
    assert not visible(cast.actor("inspection_deputy", DECEMBER)).exists()

    desk.act("sign", report, "chief")

    assert visible(cast.actor("inspection_deputy", DECEMBER)).get() == report
    assert visible(cast.actor("political", DECEMBER)).get() == report


def test_the_top_office_closes_its_own_month(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open(who="city_head"), who="city_head")
    desk.act("sign", report, "city_chief")

    assert code_of(lambda: desk.act("send", report, "city_head")) == "no-superior"
    assert desk.act("close", report, "city_head").state == "CLOSED"
    assert MonthSeal.objects.filter(office=cast.city, month=NOVEMBER.number).count() == 2


def test_a_closed_month_stays_closed(cast: Cast) -> None:
    desk = Desk(cast)
    report = desk.accepted()

    assert code_of(lambda: desk.compile(report)) == "wrong-state"
    assert code_of(lambda: desk.act("return", report, "city_head", opinion="改")) == "wrong-state"
    assert code_of(lambda: desk.act("accept", report, "city_head")) == "wrong-state"


def test_what_is_excluded_after_acceptance_is_an_adjustment(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    Desk(cast).accepted()
    assignee = next(key for key, person in cast.people.items() if person == record.assignee)
    accept_record(uid=record.uid, actor=cast.actor(assignee, DECEMBER), at=DECEMBER)
    triage_record(uid=record.uid, conclusion="T0", opinion="", actor=cast.actor(assignee, DECEMBER), at=DECEMBER)

    found = count([cast.county.pk], MonthRange(NOVEMBER, NOVEMBER.next()))

    assert found.total == 1
    assert [(one.month, one.count, one.reason) for one in found.adjustments] == [(NOVEMBER.next(), -1, "EXCLUDED")]
    assert not imbalances([cast.county.pk], MonthRange(NOVEMBER, NOVEMBER))


def quarter_desk(cast: Cast) -> Desk:
    """In October: July and August lie before the 启用月, September is the quarter's only month."""
    return Desk(cast, datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI))


def test_a_quarter_waits_for_its_months(cast: Cast) -> None:
    desk = quarter_desk(cast)
    quarter = desk.open("QUARTER", Month(2026, 7))
    assert code_of(lambda: desk.compile(quarter)) == "months-unsigned"

    month = desk.signed(first=Month(2026, 9))
    desk.act("sign", desk.compile(quarter), "chief")
    desk.act("send", quarter, "head")

    assert code_of(lambda: desk.act("accept", quarter, "city_head")) == "months-unclosed"
    desk.act("send", month, "head")
    desk.act("accept", month, "city_head")
    assert desk.act("accept", quarter, "city_head").state == "ACCEPTED"
    assert MonthSeal.objects.count() == 2  # the month's, and none for the quarter


def test_a_year_is_compiled_from_signed_months(cast: Cast) -> None:
    desk = Desk(cast, datetime(2027, 1, 8, 9, 0, tzinfo=SHANGHAI))
    for month in MonthRange(Month(2026, 9), Month(2026, 12)):
        desk.signed(first=month)

    year = desk.compile(desk.open("YEAR", Month(2026, 1)))

    assert year.due_date == date(2027, 2, 1)
    assert [rest["month"] for rest in year.figures["rests_on"]][-1] == "2026-12"


@pytest.mark.parametrize(
    ("kind", "who"), [("WEEK", "head"), ("URGENT", "head"), ("MONTH", "chief"), ("MONTH", "outsider")]
)
def test_only_a_known_kind_is_opened_and_by_whoever_compiles(cast: Cast, kind: str, who: str) -> None:
    assert code_of(lambda: Desk(cast).open(kind, who=who)) == "not-found"
    assert not Report.objects.exists()


def test_words_and_reasons_fit_within_the_norm(cast: Cast) -> None:
    desk, long = Desk(cast), "字" * 5001
    report = desk.open()

    assert code_of(lambda: desk.compile(report, words=long)) == "too-long"
    desk.compile(report, words=long[1:])
    assert code_of(lambda: desk.act("send_back", report, "chief", opinion=long)) == "too-long"
    assert Report.objects.get().state == "COMPILED"
