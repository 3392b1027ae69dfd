"""Importing cases, and linking records that named them before they came."""

from __future__ import annotations

from pathlib import Path

from jingheng.contexts.cases.models import Case
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.facts import facts_of
from jingheng.kernel.period import local_date
from tests.factories.cast import NOON, Cast
from tests.factories.imports import a_case, a_record, bring_in, sentences


def test_it_takes_cases_in_and_brings_known_ones_up_to_date(cast: Cast, tmp_path: Path) -> None:
    bring_in("cases", tmp_path, [a_case(cast)])
    bring_in("cases", tmp_path, [a_case(cast, 办结日期="2026-11-01", 处理结果="起诉"), a_case(cast, 案件编号="另案")])

    assert Case.objects.count() == 2
    assert Case.objects.get(number="正检刑诉受〔2026〕7号").result == "起诉"
    assert set(Entry.objects.values_list("event", "actor_id")) == {("import.cases", cast.head.pk)}


def test_faults_are_named_and_nothing_is_written(cast: Cast, tmp_path: Path) -> None:
    rows = [
        a_case(cast),
        a_case(cast, 案件编号="2", 承办人编号="0"),
        a_case(cast, 案件编号="3", 办结日期="2026-01-01"),
        a_case(cast, 案件编号="4", 案件类型="交通案件"),
    ]

    outcome = bring_in("cases", tmp_path, rows)

    assert {(fault.row, fault.column) for fault in outcome.report.faults} == {
        (3, "承办人编号"),
        (4, "办结日期"),
        (5, "案件类型"),
    }
    assert not Case.objects.exists()


def test_a_number_given_twice_names_both_rows(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("cases", tmp_path, [a_case(cast), a_case(cast, 案由="抢劫罪")])

    assert sentences(outcome) == ["工作表“数据”第 3 行“案件编号”列：与第 2 行的案件编号重复。每个案件只填一行。"]


def test_nobody_takes_another_offices_case_over(cast: Cast, tmp_path: Path) -> None:
    bring_in("cases", tmp_path, [a_case(cast, 单位代码="990204", 承办人编号=cast.sister_prosecutor.number)])

    outcome = bring_in("cases", tmp_path, [a_case(cast)], actor=cast.actor("system_admin"))

    assert [fault.column for fault in outcome.report.faults] == ["案件编号"]
    assert Case.objects.get().office == cast.sister


def test_a_records_case_is_linked_when_it_arrives(cast: Cast, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast, "colleague")])
    record = Record.objects.get()
    assert facts_of(record, on=local_date(NOON)).case_handler_id is None

    bring_in("cases", tmp_path, [a_case(cast)])

    assert record.case_key
    assert facts_of(record, on=local_date(NOON)).case_handler_id == cast.prosecutor.pk
