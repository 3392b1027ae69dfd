"""Importing offices: by code, in any order, every row or none."""

from __future__ import annotations

from pathlib import Path

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Office
from tests.factories.cast import Cast
from tests.factories.imports import an_office, bring_in, sentences


def test_it_makes_offices_in_any_order_and_records_it(cast: Cast, tmp_path: Path) -> None:
    district = an_office(单位代码="991102", 单位名称="南江县人民检察院", 上级单位代码="991100")
    city = an_office(单位代码="991100", 单位名称="南江市人民检察院", 上级单位代码="", 层级="市级院")

    outcome = bring_in("offices", tmp_path, [district, city])

    assert (outcome.rows, sentences(outcome)) == (2, [])
    assert Office.objects.get(code="991102").path == "/991100/991102/"
    assert Office.objects.get(code="991102").starts_in == 2026 * 12 + 9
    assert Entry.objects.get().event == "import.offices"


def test_a_known_code_is_brought_up_to_date(cast: Cast, tmp_path: Path) -> None:
    bring_in("offices", tmp_path, [an_office(单位代码="990204", 单位名称="明德市人民检察院", 启用月="")])

    sister = Office.objects.get(code="990204")
    assert sister.name == "明德市人民检察院"
    assert sister.starts_in == cast.sister.starts_in


def test_an_office_that_moves_takes_those_below_it_along(cast: Cast, tmp_path: Path) -> None:
    top = an_office(单位代码="990000", 单位名称="澄省人民检察院", 上级单位代码="", 层级="省级院")
    city = an_office(单位代码="990200", 单位名称="澄明市人民检察院", 上级单位代码="990000", 层级="市级院")

    bring_in("offices", tmp_path, [city, top])

    assert Office.objects.get(code="990203").path == "/990000/990200/990203/"


def test_an_unknown_superior_is_named_and_nothing_is_written(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("offices", tmp_path, [an_office(), an_office(单位代码="990206", 上级单位代码="880000")])

    assert sentences(outcome) == [
        "工作表“数据”第 3 行“上级单位代码”列：没有代码为“880000”的单位。请先导入它，或把它放在同一个文件里。"
    ]
    assert Office.objects.count() == 3
    assert not Entry.objects.exists()


def test_superiors_may_not_run_in_a_circle(cast: Cast, tmp_path: Path) -> None:
    rows = [
        an_office(单位代码="1", 上级单位代码="2", 层级="市级院"),
        an_office(单位代码="2", 上级单位代码="1", 层级="省级院"),
    ]

    outcome = bring_in("offices", tmp_path, rows)

    assert any("绕成了一圈" in sentence for sentence in sentences(outcome))


def test_a_superior_stands_on_a_higher_level(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("offices", tmp_path, [an_office(层级="市级院")])

    assert [fault.column for fault in outcome.report.faults] == ["层级"]


def test_a_code_given_twice_names_both_rows(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("offices", tmp_path, [an_office(), an_office()])

    assert sentences(outcome) == ["工作表“数据”第 3 行“单位代码”列：与第 2 行重复。"]


def test_in_the_browser_nobody_reaches_beyond_his_own_office(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in(
        "offices", tmp_path, [an_office(单位代码="990204", 单位名称="改名")], actor=cast.actor("system_admin")
    )

    assert [fault.column for fault in outcome.report.faults] == ["单位代码"]
    assert Office.objects.get(code="990204").name != "改名"
