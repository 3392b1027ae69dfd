"""Words that go up the ladder name no filer, and no refusal tells of a record that its reader does not know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingheng.contexts.records.api import refuse_telling
from jingheng.contexts.records.models import Record, Report
from jingheng.contexts.records.usecases.review import unmask_filer
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.period import MonthRange
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import DECEMBER, NOVEMBER, URGENT, Desk, code_of

MONTH = MonthRange(NOVEMBER, NOVEMBER)


def tells(cast: Cast, who: str, words: str, months: MonthRange = MONTH) -> bool:
    return refuse_telling(words, months=months, actor=cast.actor(who), field="words") is not None


def test_a_report_of_the_month_does_not_name_a_filer(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    desk = Desk(cast)
    report = desk.open()

    for words in (
        f"{cast.prosecutor.name}填报及时",
        " ".join(cast.prosecutor.name),
        f"编号{cast.prosecutor.number}",
        f"回执 {record.receipt_code.lower()}",
    ):
        assert code_of(lambda words=words: desk.compile(report, words=words)) == "names-filer"  # type: ignore[misc]
    assert Report.objects.get().revision == 0
    assert desk.compile(report, words="两人迟报，已提醒。").revision == 1


def test_an_urgent_report_does_not_name_a_filer(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))

    def report(words: str) -> Report:
        return report_urgently(record_uid=record.uid, words=words, actor=cast.actor("head"), at=NOON)

    assert code_of(lambda: report(f"据{cast.prosecutor.name}反映，已更换承办人。")) == "names-filer"
    assert not Report.objects.exists()
    assert report("已更换承办人。").state == "SENT"


def test_only_filers_of_these_months_are_asked_about(cast: Cast) -> None:
    file(cast.actor("prosecutor"))

    assert tells(cast, "head", cast.prosecutor.name)
    assert not tells(cast, "head", cast.prosecutor.name, MONTH.shifted(-1))
    assert not tells(cast, "head", cast.head.name)
    assert not tells(cast, "head", " ")


def test_no_refusal_tells_of_a_record_that_the_writer_may_not_read(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    past = file(cast.actor("outsider"), content(parties=(naming(cast.chief, "P21"),)))

    assert tells(cast, "inspector", cast.prosecutor.name)
    for who, person in (("second_inspector", cast.prosecutor), ("head", cast.outsider), ("sister_head", cast.outsider)):
        assert not tells(cast, who, person.name)
    assert past.receiving_office == cast.city
    assert tells(cast, "city_head", cast.outsider.name)


def test_whoever_filed_himself_may_still_write_his_own_name(cast: Cast) -> None:
    file(cast.actor("head"))

    assert not tells(cast, "head", f"联系人：{cast.head.name}")


def test_from_whom_the_filer_is_masked_learns_no_filer_by_trying_names(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.deputy, "P21"),)))
    assert not tells(cast, "chief", cast.prosecutor.name)
    assert tells(cast, "chief", record.receipt_code)

    unmask_filer(uid=record.uid, reason="要当面核实", actor=cast.actor("chief"), at=NOON)

    assert tells(cast, "chief", cast.prosecutor.name)


@pytest.mark.parametrize("count", [1, 6])
def test_it_takes_one_query_for_however_many_records(cast: Cast, count: int) -> None:
    for hours in range(count):
        at = NOON + timedelta(hours=hours)
        file(cast.actor("prosecutor", at), content(at), at=at)

    head = cast.actor("head", DECEMBER)
    with CaptureQueriesContext(connection) as asked:
        refuse_telling("没有", months=MONTH, actor=head, field="words")

    assert len(asked) == 1
