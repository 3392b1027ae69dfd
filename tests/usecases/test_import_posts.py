"""Importing posts with their duties."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Department, DutyHolding, Post
from jingheng.contexts.org.queries import standing
from tests.factories.cast import Cast
from tests.factories.imports import a_post, bring_in, sentences


def test_it_gives_a_post_from_a_day_on_with_its_duties(cast: Cast, tmp_path: Path) -> None:
    row = a_post(cast, 部门="第四检察部", 人员身份="部门负责人", 职责="部门负责人；联络员", 止="2026-07-01")

    bring_in("posts", tmp_path, [row])

    assert standing(cast.outsider, on=date(2026, 6, 30)).position == "HEAD"
    assert standing(cast.outsider, on=date(2026, 7, 1)).position == "OTHER"
    fourth = Department.objects.get(office=cast.county, name="第四检察部")
    assert set(cast.outsider.duties.values_list("duty", "department")) == {("HEAD", fourth.pk), ("LIAISON", None)}
    assert list(Entry.objects.order_by("id").values_list("event", flat=True)) == [
        "duty.granted",
        "duty.granted",
        "import.posts",
    ]


def test_the_same_table_twice_changes_nothing_more(cast: Cast, tmp_path: Path) -> None:
    for _ in range(2):
        bring_in("posts", tmp_path, [a_post(cast, 职责="联络员")])

    assert Post.objects.count() == 1
    assert cast.outsider.duties.count() == 1
    assert Entry.objects.filter(event="duty.granted").count() == 1


def test_an_incompatible_duty_is_refused_with_the_way_out(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("posts", tmp_path, [a_post(cast, "political", 职责="检务督察员")])

    assert sentences(outcome) == [
        "工作表“数据”第 2 行“职责”列：检务督察与人事考核不能由同一人担任。"
        "可改由其他部门人员担任；仍无合适人选的，由分管副检察长指定，或者由上级院代行。"
    ]
    assert not Post.objects.exists()


def test_two_incompatible_duties_in_one_row_are_refused(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("posts", tmp_path, [a_post(cast, 职责="检察长；检务督察员")])

    assert [fault.column for fault in outcome.report.faults] == ["职责"]
    assert not DutyHolding.objects.filter(person=cast.outsider).exists()


def test_a_duty_by_department_needs_its_department(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("posts", tmp_path, [a_post(cast, 部门="", 职责="部门负责人")])

    assert [fault.column for fault in outcome.report.faults] == ["部门"]


def test_unknown_people_and_backward_periods_are_named(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("posts", tmp_path, [a_post(cast, 人员编号="0"), a_post(cast, 止="2026-01-01")])

    assert {(fault.row, fault.column) for fault in outcome.report.faults} == {(2, "人员编号"), (3, "止")}


def test_in_the_browser_nobody_gives_duties_in_another_office(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in(
        "posts", tmp_path, [a_post(cast, 单位代码="990200", 职责="检务督察员")], actor=cast.actor("security_admin")
    )

    assert [fault.column for fault in outcome.report.faults] == ["单位代码"]
