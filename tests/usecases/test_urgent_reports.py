"""立即报告: who sends it, who sees it, and that it betrays nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from jingheng.contexts.records.models import Copy, MonthSeal, Record, Report
from jingheng.contexts.records.queries.reports import visible
from jingheng.contexts.records.queries.visibility import find_official
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import URGENT, Desk, code_of


def urgently(cast: Cast, record: Record, who: str, at: datetime = NOON + timedelta(hours=2), shown: int = 0) -> Report:
    actor = cast.actor(who, at)
    words = "有人要求办案人变更强制措施，已拒绝并更换承办人。"
    return report_urgently(record_uid=record.uid, words=words, shown_revision=shown, actor=actor, at=at)


def test_an_urgent_record_is_reported_at_once(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))

    report = urgently(cast, record, "head")

    assert (report.kind, report.state, report.is_late, report.revision) == ("URGENT", "SENT", False, 1)
    assert report.due_date == date(2026, 11, 11)
    assert visible(cast.actor("city_head")).get() == report
    assert Desk(cast, NOON).act("accept", report, "city_head").state == "ACCEPTED"
    assert not MonthSeal.objects.exists()


def test_a_day_later_is_late(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))

    assert not urgently(cast, record, "head", NOON + timedelta(hours=24)).is_late
    other = file(cast.actor("colleague"), content(**URGENT))
    assert urgently(cast, other, "head", NOON + timedelta(hours=25)).is_late


def test_an_ordinary_record_is_not_reported_at_once(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))

    assert code_of(lambda: urgently(cast, record, "head")) == "not-urgent"
    assert not Report.objects.exists()


def test_only_whoever_leads_and_may_read_the_record_reports_it(cast: Cast) -> None:
    about_deputy = file(cast.actor("prosecutor"), content(parties=(naming(cast.deputy, "P21"),), **URGENT))

    for who in ("inspector", "deputy", "inspection_deputy", "prosecutor", "sister_head", "city_head"):
        assert code_of(partial(urgently, cast, about_deputy, who)) == "not-found"
    assert urgently(cast, about_deputy, "chief").state == "SENT"


def test_the_inspector_to_whom_it_was_dealt_reads_it_and_does_not_report_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)

    assert find_official(cast.actor("inspector"), record.uid) == record
    assert code_of(lambda: urgently(cast, record, "inspector")) == "not-found"
    assert not Report.objects.exists()


def test_an_urgent_report_is_hidden_from_whoever_may_not_read_its_record(cast: Cast) -> None:
    outside = file(cast.actor("prosecutor"), content(**URGENT))
    Record.objects.filter(pk=outside.pk).update(assignee=cast.inspector)
    urgently(cast, outside, "head")

    seen = {key for key in cast.people if visible(cast.actor(key)).exists()}

    assert seen == {"head", "inspector", "city_head", "city_inspector"}


def test_whoever_only_got_a_copy_of_the_record_does_not_see_its_urgent_report(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    Copy.objects.create(record=record, office=cast.county, duty="DISCIPLINE")
    urgently(cast, record, "head")

    assert find_official(cast.actor("discipline"), record.uid) == record
    assert not visible(cast.actor("discipline")).exists()


def test_an_urgent_report_about_somebody_above_is_hidden_from_him(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.city_inspector, "P24"),), **URGENT))

    urgently(cast, record, "head")

    assert visible(cast.actor("city_head")).exists() == (
        cast.city_head.pk not in record.exclusions.values_list("person", flat=True)
    )
    assert not visible(cast.actor("city_inspector")).exists()


def test_an_urgent_record_about_the_chief_is_reported_by_the_office_that_received_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),), **URGENT))

    assert code_of(lambda: urgently(cast, record, "head")) == "not-found"
    assert urgently(cast, record, "city_head").state == "CLOSED"  # nobody above it on this system
    assert not visible(cast.actor("head")).exists()
    assert not visible(cast.actor("chief")).exists()


def test_a_returned_urgent_report_is_written_again(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    report = urgently(cast, record, "head")
    Desk(cast, NOON).act("return", report, "city_head", opinion="请写明已采取的措施")

    assert code_of(lambda: urgently(cast, record, "head")) == "stale"
    again = urgently(cast, record, "head", shown=1)

    assert (again.pk, again.state, again.revision) == (report.pk, "SENT", 2)
    assert code_of(lambda: urgently(cast, record, "head", shown=2)) == "wrong-state"
