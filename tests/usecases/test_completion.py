"""In which order the departments stand in 完成情况."""

from __future__ import annotations

from jingheng.contexts.records.queries.completion import completion
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import Month
from tests.factories.cast import MONTH_END, Cast

NOVEMBER = Month(2026, 11)


def departments(cast: Cast) -> list[str]:
    return list(dict.fromkeys(row.department for row in completion(cast.county, NOVEMBER)))


def test_leaders_stand_first_and_numbered_departments_by_their_number(cast: Cast) -> None:
    assert departments(cast)[:3] == ["院领导", "第一检察部", "第二检察部"]


def test_whoever_still_owes_stands_before_departments_that_are_done(cast: Cast) -> None:
    for key in ("chief", "deputy", "inspection_deputy", "prosecutor"):
        sign_statement(month=NOVEMBER, actor=cast.actor(key, MONTH_END), at=MONTH_END)

    order = departments(cast)

    assert order[0] == "第一检察部"
    assert order[-1] == "院领导"
