"""What is still to be done about reports, told to whom it falls and to nobody else."""

from __future__ import annotations

from datetime import date, datetime

from jingheng.contexts.inbox.api import Light
from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records.queries.report_todos import report_todos
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.period import SHANGHAI, Month
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file, naming
from tests.factories.reporting import DECEMBER, URGENT, Desk


def what(cast: Cast, who: str, at: datetime = DECEMBER) -> list[str]:
    return [todo.what for todo in report_todos(cast.actor(who, at), at)]


_PAPER = "编号 2026 年第 3 季度季报（同级党委政法委）"


def test_everybody_is_told_his_next_step_and_no_other(cast: Cast) -> None:
    desk = Desk(cast)
    for month in (Month(2026, 9), Month(2026, 10)):
        desk.accepted(first=month)
    desk.accepted("QUARTER", Month(2026, 7))
    assert what(cast, "head") == ["汇总 2026 年 11 月月报", _PAPER]
    assert what(cast, "chief") == []

    report = desk.compile(desk.open())
    assert (what(cast, "head"), what(cast, "chief")) == ([_PAPER], ["审签 2026 年 11 月月报"])

    desk.act("sign", report, "chief")
    assert what(cast, "head") == ["上报 2026 年 11 月月报", _PAPER]
    assert (what(cast, "inspector"), what(cast, "chief")) == (["上报 2026 年 11 月月报"], [])
    assert "接收 2026 年 11 月月报" not in what(cast, "city_head")

    desk.act("send", report, "head")
    assert what(cast, "head") == [_PAPER]
    assert "接收 2026 年 11 月月报" in what(cast, "city_head")

    desk.act("return", report, "city_head", opinion="数字不符")
    assert what(cast, "head") == ["重新汇总被退回的 2026 年 11 月月报", _PAPER]


def test_papers_wait_for_the_general_office_alone_where_the_office_has_one(cast: Cast) -> None:
    desk = Desk(cast)
    for month in (Month(2026, 9), Month(2026, 10)):
        desk.accepted(first=month)
    desk.accepted("QUARTER", Month(2026, 7))
    assert _PAPER in what(cast, "head")

    DutyHolding.objects.create(
        person=cast.outsider, office=cast.county, duty="GENERAL_OFFICE", starts_on=date(2020, 1, 1)
    )

    assert what(cast, "outsider") == [_PAPER]
    assert _PAPER not in what(cast, "head") + what(cast, "inspector")


def test_a_late_report_gives_its_receiver_his_own_days(cast: Cast) -> None:
    late = datetime(2026, 12, 23, 9, 0, tzinfo=SHANGHAI)  # due on the 10th
    report = Desk(cast, late).sent()

    arrived = [
        todo for todo in report_todos(cast.actor("city_head", late), late) if todo.key == f"arrived:{report.uid}"
    ]

    assert report.is_late
    assert [(str(todo.due), todo.light) for todo in arrived] == [("2026-12-30", Light.GREEN)]
    assert "下级院报告接收期限" in arrived[0].why


def test_what_is_overdue_is_red_and_what_is_long_past_stands_in_one_line(cast: Cast) -> None:
    at = datetime(2027, 3, 5, 9, 0, tzinfo=SHANGHAI)
    todos = report_todos(cast.actor("head", at), at)

    by_light = {todo.what: todo.light for todo in todos}
    assert by_light["汇总 2027 年 2 月月报"] is Light.GREEN
    assert by_light["汇总 2027 年 1 月月报"] is Light.RED
    assert by_light["更早的 4 份报告还没有汇总"] is Light.RED  # September, October, November, the third quarter


def test_a_month_that_runs_is_nobodys_to_do(cast: Cast) -> None:
    assert "汇总 2026 年 11 月月报" not in what(cast, "head", NOON)


def test_an_urgent_record_is_a_to_do_of_whoever_may_report_it(cast: Cast) -> None:
    line = "立即报告一件紧急记录"
    record = file(cast.actor("prosecutor"), content(parties=(OUTSIDE_PARTY,), **URGENT))
    assert [key for key in cast.people if line in what(cast, key, NOON)] == ["head"]

    report_urgently(record_uid=record.uid, words="已更换承办人。", actor=cast.actor("head"), at=NOON)

    assert not [key for key in cast.people if line in what(cast, key, NOON)]


def test_an_urgent_record_about_the_chief_shows_in_no_list_of_his_office(cast: Cast) -> None:
    before = {key: what(cast, key, NOON) for key in cast.people}

    file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),), **URGENT))

    changed = {key for key in cast.people if what(cast, key, NOON) != before[key]}
    assert changed == {"city_head"}
