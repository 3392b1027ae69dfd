"""The parts of a circular: what says nothing is left out, what is masked stays masked, what was corrected is told."""

from __future__ import annotations

from typing import Any

import pytest

from jingheng.contexts.circulars.rules.definitions import DEFINITIONS, rules_of
from jingheng.contexts.circulars.rules.outline import (
    Comparisons,
    OfficeMonths,
    Outline,
    Section,
    Sentences,
    hidden_from_public,
    outline,
)

MONTHS = ("2026-11", "2026-12", "2027-01")


def item(name: str, count: int | None, percent: str | None = None) -> dict[str, Any]:
    return {"code": name, "name": name, "count": count, "percent": percent, "masked": count is None}


def month(name: str, count: int) -> dict[str, Any]:
    return {"month": name, "count": count, "percent": None}


def compiled(*, known_now: dict[str, int] | None = None, **changes: Any) -> dict[str, Any]:
    months = [month(name, count) for name, count in zip(MONTHS, (3, 4, 5), strict=True)]
    figures = {
        "period": {"from": "2026-11", "to": "2027-01"},
        "scope": "all",
        "total": 12,
        **{key: [item("某项", 12, "100.00")] for key in DEFINITIONS if key.startswith("by_")},
        "by_month": months,
        "by_month_happened": months,
        "triage": [],
        "zero_report_offices": [],
        "adjustments": [],
        "rules": rules_of(tuple(DEFINITIONS)),
    }
    return {
        "whole": "澄明市检察机关",
        "public": False,
        "streaks": [],
        "by_office_month": [],
        "known_now": known_now or {},
        "corrections": [],
        "figures": figures | changes,
    }


def compared(count: int | None, change: str | None = None) -> dict[str, Any]:
    return {"from": "2026-08", "to": "2026-10", "count": count, "change_percent": change, "multiple": None}


def chapter(found: Outline, title: str) -> Any:
    return {each.title: each.parts for each in found.chapters}.get(title)


def told(found: Outline, title: str) -> tuple[str, ...]:
    [part] = chapter(found, title)
    assert isinstance(part, Sentences)
    return part.lines


def section(found: Outline, key: str) -> Section:
    parts = [part for each in found.chapters for part in each.parts]
    [only] = [part for part in parts if isinstance(part, Section) and part.key == key]
    return only


def test_a_chapter_that_says_nothing_is_left_out() -> None:
    found = outline(compiled())

    assert [each.title for each in found.chapters] == ["填报人、内容和被记录人", "时间分布"]


def test_one_office_alone_is_not_compared_with_itself() -> None:
    alone = outline(compiled(), problems="要素不全。")
    several = outline(compiled(by_office=[item("甲院", 5, "41.67"), item("乙院", 7, "58.33")]))

    assert chapter(alone, "各院填报情况") is None
    assert [part.key for part in chapter(several, "各院填报情况") if isinstance(part, Section)] == [
        "by_level",
        "by_office",
    ]


def test_the_words_of_the_author_are_lines_without_empty_ones() -> None:
    found = outline(compiled(), problems="要素不全。\n\n  迟报较多。 ", demands="补正。")

    assert told(found, "存在问题") == ("要素不全。", "迟报较多。")
    assert told(found, "下步要求") == ("补正。",)


def test_a_triage_without_results_is_no_figure() -> None:
    nothing = [item("存档备查", 0, "0.00")]

    assert chapter(outline(compiled(triage=nothing)), "甄别结论") is None
    assert chapter(outline(compiled(triage=[item("存档备查", 2, "100.00")])), "甄别结论") is not None


def test_shares_are_summed_only_where_they_are_the_whole() -> None:
    found = outline(compiled(triage=[item("存档备查", 2, "100.00")]))

    assert section(found, "by_bucket").total_percent == "100.00"
    assert section(found, "by_month").total_percent == ""
    assert (section(found, "triage").total, section(found, "triage").total_percent) == (None, "")


def test_what_is_masked_is_printed_as_a_star() -> None:
    found = section(outline(compiled(by_bucket=[item("反映情况", None), item("接触交往", 9)])), "by_bucket")

    assert found.masked
    assert [line.printed for line in found.lines] == ["*", "9"]


def test_a_masked_total_is_not_printed() -> None:
    assert section(outline(compiled(total={"count": None, "masked": True})), "by_bucket").total is None


def test_the_table_of_offices_is_told_by_calendar_year() -> None:
    rows = [{"code": "1", "name": "甲院", "counts": [1, 2, 3]}, {"code": "2", "name": "乙院", "counts": [None, 2, 2]}]
    [table] = chapter(outline(compiled() | {"by_office_month": rows}), "各院填报情况")

    assert isinstance(table, OfficeMonths)
    assert (table.totals, table.total) == ((1, 4, 5), 12)
    assert [(year, part.months, part.totals, part.total) for year, part in table.years] == [
        ("2026", MONTHS[:2], (1, 4), 5),
        ("2027", MONTHS[2:], (5,), 5),
    ]
    assert [row[3] for row in table.years[0][1].rows] == [3, 2]


def test_only_bases_that_were_asked_for_are_compared() -> None:
    found = outline(compiled(previous_period=compared(10, "20.00"), base=None))

    [part] = chapter(found, "同期比较")
    assert isinstance(part, Comparisons)
    assert [(row.key, row.period, row.count, row.change) for row in part.rows] == [
        ("previous_period", "2026年8月至10月", "10", "20.00")
    ]
    assert not part.shows_known_now


def test_a_base_that_has_changed_since_shows_both_numbers() -> None:
    [part] = chapter(outline(compiled(known_now={"base": 9}, base=compared(None))), "同期比较")

    assert [(row.count, row.known_now) for row in part.rows] == [("*", "9")]
    assert part.shows_known_now


def test_a_fall_is_printed_with_a_minus_sign() -> None:
    [part] = chapter(outline(compiled(base=compared(10, "-12.30"))), "同期比较")

    assert [row.change for row in part.rows] == ["\u221212.30"]


def provisional(**known: Any) -> dict[str, Any]:
    return {"provisional": {"some": True, "every": False, "running": "", "offices": []} | known}


OPEN = [{"code": "乙院", "name": "乙院", "months": ["2026-11", "2027-01"]}]
TWO = [item("甲院", 5, "41.67"), item("乙院", 7, "58.33")]


def test_CIR_9_months_that_are_not_closed_are_named_and_their_offices_marked() -> None:
    rows = [{"code": each["code"], "name": each["name"], "counts": [1, 2, 3]} for each in TWO]

    found = outline(compiled(by_office=TWO) | {"by_office_month": rows} | provisional(offices=OPEN))

    [caution] = found.cautions
    assert caution == (
        "截至汇总时，下列月报尚未上报并接收，数字以系统内现有记录计，以后可能变动：乙院2026年11月、2027年1月。"
    )
    assert [line.label for line in section(found, "by_office").lines] == ["甲院", "乙院※"]
    assert section(found, "by_office").notes[-1].startswith("※ ")
    [table] = [part for part in chapter(found, "各院填报情况") if isinstance(part, OfficeMonths)]
    assert [row[1] for row in table.rows] == ["甲院", "乙院※"]
    assert all(one.note for _, one in table.years)


def test_CIR_9_where_all_of_them_are_open_nobody_is_marked() -> None:
    found = outline(compiled(by_office=TWO) | provisional(every=True, offices=OPEN))

    assert found.cautions == ("截至汇总时，各院本期各月的月报均未上报并接收，数字以系统内现有记录计，以后可能变动。",)
    assert [line.label for line in section(found, "by_office").lines] == ["甲院", "乙院"]


def test_CIR_9_the_public_is_told_of_open_months_but_not_whose() -> None:
    found = outline(compiled(by_office=TWO) | {"public": True} | provisional())

    assert found.cautions == ("截至汇总时，本期还有月报未上报并接收，数字以系统内现有记录计，以后可能变动。",)


def test_CIR_9_a_running_month_is_named() -> None:
    found = outline(compiled() | provisional(some=False, running="2027-01"))

    assert found.cautions == ("2027年1月尚未结束，所列数字只到汇总时为止。",)


def test_CIR_9_of_closed_months_and_of_circulars_from_before_nothing_is_said() -> None:
    assert outline(compiled() | provisional(some=False)).cautions == ()
    assert outline(compiled()).cautions == ()


def test_CIR_10_the_largest_says_that_it_took_over_what_rounding_left() -> None:
    """Of 7 records 1, 1 and 5 are 14.29, 14.29 and 71.43; the largest takes over and is printed as 71.42."""
    three = [item("甲院", 1, "14.29"), item("乙院", 1, "14.29"), item("丙院", 5, "71.42")]
    two = [item("市级院", 2, "28.57"), item("基层院", 5, "71.43")]

    found = outline(compiled(total=7, by_office=three, by_level=two))

    [remark] = section(found, "by_office").notes
    assert "余差并入最大项“丙院”（单独计算为 71.43%）" in remark
    assert section(found, "by_level").notes == ()


def test_the_total_as_known_now_stands_beside_the_closed_one() -> None:
    found = outline(compiled(known_now={"total": 11}))

    assert told(found, "更正说明") == ("本期总数按已封存月份列示为 12 件；连同以后的变化，现掌握 11 件。",)


@pytest.mark.parametrize(("count", "printed"), [(-1, "\u22121"), (2, "+2"), (None, "*")])
def test_an_adjustment_is_told_with_its_sign_or_masked(count: int | None, printed: str) -> None:
    found = outline(compiled(adjustments=[{"month": "2026-12", "count": count, "reason": "更正"}]))

    assert told(found, "更正说明") == (f"2026-12 调整（对已封存月份，更正）：{printed} 件，不计入本期总数。",)


def test_what_an_earlier_circular_said_is_corrected_first() -> None:
    changed = compiled(known_now={"total": 11}) | {"corrections": [{"sentence": "原通报不改。"}]}

    assert told(outline(changed), "更正说明")[0] == "原通报不改。"


def test_what_the_public_is_not_shown_is_listed_for_whoever_sees_both() -> None:
    public = compiled(by_bucket=[item("反映情况", None)])

    hidden = hidden_from_public(compiled(zero_report_offices=[{"code": "1", "name": "甲院"}]), public)

    assert "期间内无填报的单位名单" in hidden
    assert hidden[-1] == f"{DEFINITIONS['by_bucket'].title}中的“反映情况”（打码 1 格）"


def test_every_masked_cell_is_named_and_no_table_that_is_not_there() -> None:
    public = compiled(by_channel=[item(f"方式{number}", None) for number in range(13)], by_office=[item("本院", None)])

    [last] = hidden_from_public(compiled(), public)

    assert last.endswith("、“方式12”（打码 13 格）")


@pytest.mark.parametrize(("shown", "drawn"), [((3, 4), True), ((3,), False), ((3, None), False)])
def test_a_line_is_drawn_from_two_months_on(shown: tuple[int | None, ...], drawn: bool) -> None:
    months = [month(name, 0) | {"count": count} for name, count in zip(MONTHS, shown, strict=False)]

    found = outline(compiled(by_month=months))

    assert section(found, "by_month").draws is drawn
    assert section(found, "by_channel").draws


def test_every_table_with_masked_cells_has_a_line_of_its_own() -> None:
    public = compiled(by_bucket=[item("反映情况", None)], by_channel=[item("电话", None), item("当面", None)])

    lines = [line for line in hidden_from_public(compiled(), public) if "打码" in line]

    assert [line.partition("中的")[2] for line in lines] == ["“反映情况”（打码 1 格）", "“电话”、“当面”（打码 2 格）"]


def test_chapters_for_the_inside_alone_are_named_where_they_are_written() -> None:
    inside = compiled() | {"corrections": [{"sentence": "原通报不改。"}], "by_office_month": []}

    assert hidden_from_public(inside, compiled(), problems="要素不全。") == ("更正说明", "存在问题")
    both = compiled(known_now={"total": 11})
    assert hidden_from_public(both | {"corrections": inside["corrections"]}, both) == ("更正说明中对以前通报的更正",)


def test_where_nothing_is_masked_nothing_is_said_of_it() -> None:
    assert not [line for line in hidden_from_public(compiled(), compiled()) if "打码" in line]
