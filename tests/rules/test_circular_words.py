"""What a circular says in words: from the figures alone, neutral, and nothing that is masked."""

from __future__ import annotations

from typing import Any

import pytest

from jingheng.contexts.circulars.rules.words import (
    added,
    correction_sentence,
    first_paragraph,
    provisional_sentences,
    silent_sentence,
    streak,
    streak_sentences,
    title,
)
from jingheng.kernel.period import MonthRange, period_words


def items(**counts: tuple[int | None, str | None]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count, "percent": percent} for name, (count, percent) in counts.items()]


def compiled(**changes: Any) -> dict[str, Any]:
    figures = {
        "period": {"from": "2019-08", "to": "2021-05"},
        "scope": "all",
        "total": 417,
        "by_level": items(市级院=(205, "49.16"), 基层院=(212, "50.84")),
        "by_office": items(甲=(205, "49.16"), 乙=(212, "50.84")),
        "by_position": items(班子成员=(143, "34.29"), 部门负责人=(156, "37.41"), 其他人员=(118, "28.30")),
        "by_bucket": items(反映情况=(417, "100.00"), 未归类=(0, "0.00")),
        "by_subject": items(检察人员=(17, "4.08"), 非检察人员=(400, "95.92")),
        "zero_report_offices": [],
        "previous_period": None,
        "same_period_last_year": None,
    }
    return {"whole": "澄明市检察机关", "public": False, "streaks": [], "figures": figures | changes}


def compared(count: int | None, change: str | None) -> dict[str, Any]:
    return {"from": "2017-10", "to": "2019-07", "count": count, "change_percent": change, "multiple": "1.00"}


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2021-01:2021-03", "2021年第一季度"),
        ("2022-07:2022-12", "2022年下半年"),
        ("2021-01:2021-12", "2021年"),
        ("2021-05:2021-05", "2021年5月"),
        ("2021-02:2021-04", "2021年2月至4月"),
        ("2019-08:2021-05", "2019年8月至2021年5月"),
    ],
)
def test_periods_are_called_what_people_call_them(period: str, said: str) -> None:
    assert period_words(MonthRange.parse(period)) == said


def test_the_first_paragraph_tells_total_shares_and_growth() -> None:
    said = first_paragraph(compiled(previous_period=compared(400, "4.25")))

    assert said == (
        "2019年8月至2021年5月，澄明市检察机关共记录报告过问或干预、插手检察办案等重大事项417件。"
        "其中，市级院205件，占49.16%；基层院212件，占50.84%。"
        "从填报人看，班子成员143件，占34.29%；部门负责人156件，占37.41%；其他人员118件，占28.30%。"
        "从内容看，反映情况417件，占100.00%。"
        "从被记录人看，检察人员17件，占4.08%；非检察人员400件，占95.92%。"
        "上一期间（2017年10月至2019年7月）为400件，本期增加17件，上升4.25%。"
    )


def test_a_fall_is_told_without_a_minus_sign() -> None:
    assert "本期减少83件，下降16.60%" in first_paragraph(compiled(previous_period=compared(500, "-16.60")))


def test_no_change_is_told_as_such() -> None:
    assert "为417件，本期持平" in first_paragraph(compiled(previous_period=compared(417, "0.00")))


def test_the_same_months_are_compared_once_in_words() -> None:
    told = first_paragraph(compiled(previous_period=compared(400, "4.25"), base=compared(400, "4.25")))

    assert told.count("2017年10月至2019年7月") == 1


def test_growth_that_was_refused_is_not_told() -> None:
    assert "上一期间" not in first_paragraph(compiled(previous_period=compared(400, None)))


def test_nothing_masked_is_told() -> None:
    masked = items(班子成员=(None, None), 部门负责人=(None, None), 其他人员=(400, "95.92"))
    said = first_paragraph(compiled(by_position=masked, previous_period=compared(None, None)))

    assert "班子成员" not in said
    assert "从填报人看，其他人员400件" in said
    assert "上一期间" not in said


def test_a_masked_total_is_not_told() -> None:
    said = first_paragraph(compiled(total={"count": None, "percent": None, "masked": True}))

    assert said.endswith("件数较少，不公布具体数字。")


def test_nothing_filed_is_told_plainly() -> None:
    assert first_paragraph(compiled(total=0)).endswith("没有记录报告过问或干预、插手检察办案等重大事项。")


def test_silent_offices_are_named_without_blame() -> None:
    said = silent_sentence(compiled(zero_report_offices=[{"code": "1", "name": "甲院"}, {"code": "2", "name": "乙院"}]))

    assert "2 个院：甲院、乙院" in said
    assert not {"落后", "批评", "排名", "倒数", "不力", "点名"} & {said[at : at + 2] for at in range(len(said))}


def test_the_public_version_names_no_silent_office() -> None:
    public = compiled(zero_report_offices=[{"code": "1", "name": "甲院"}]) | {"public": True}

    assert silent_sentence(public) == ""


def test_where_every_office_has_filed_it_is_said_once_there_are_several() -> None:
    assert silent_sentence(compiled()) == "本期各院均有记录报告。"
    assert silent_sentence(compiled(by_office=items(甲=(417, "100.00")))) == ""


def test_an_earlier_circular_is_corrected_and_not_rewritten() -> None:
    said = correction_sentence("澄检发〔2026〕12号", "关于第一季度的通报", 417, 415)

    assert said == (
        "澄检发〔2026〕12号《关于第一季度的通报》所列总数为 417 件，其后依程序更正、补入或甄别，现为 415 件。原通报不改。"
    )


@pytest.mark.parametrize(
    ("counts", "months"),
    [([1, 0, 0], 2), ([0, 0, 1], 0), ([0, 0], 2), ([None, 0], 1), ([0, None], 0), ([], 0)],
)
def test_a_streak_is_what_stands_at_the_end(counts: list[int | None], months: int) -> None:
    assert streak(counts) == months


def test_open_months_in_a_row_are_told_as_one_period_and_others_one_by_one() -> None:
    offices = [
        {"name": "甲院", "months": ["2021-02", "2021-03"]},
        {"name": "乙院", "months": ["2020-12", "2021-02", "2021-03", "2021-05"]},
    ]
    told = compiled() | {"provisional": {"some": True, "every": False, "running": "2021-05", "offices": offices}}

    assert provisional_sentences(told) == [
        "2021年5月尚未结束，所列数字只到汇总时为止。",
        "截至汇总时，下列月报尚未上报并接收，数字以系统内现有记录计，以后可能变动："
        "甲院2021年2月至3月；乙院2020年12月、2021年2月至3月、2021年5月。",
    ]


def test_a_streak_is_a_prompt_and_says_so() -> None:
    told = compiled() | {"streaks": [{"code": "1", "name": "甲院", "months": 4, "least": 3}]}

    assert streak_sentences(told) == [
        "截至2021年5月，甲院已连续 4 个月为零报告（达到 3 个月时提示，待核）。这是了解情况的提示，不作评价。"
    ]


def test_the_title_names_period_place_and_scope() -> None:
    period = MonthRange.parse("2025-01:2025-03")

    said = title("澄明市检察机关", period, "case")

    assert said == "关于2025年第一季度澄明市检察机关司法办案类“三个规定”事项记录报告情况的通报"


@pytest.mark.parametrize(
    ("typed", "earlier", "found"),
    [
        ("", "一是补正。", "一是补正。"),
        ("新写的。 ", "一是补正。", "新写的。\n一是补正。"),
        ("一是补正。二是抽查。", "一是补正。", "一是补正。二是抽查。"),
        ("新写的。", "", "新写的。"),
    ],
)
def test_CIR_15_an_earlier_issues_words_stand_below_and_once(typed: str, earlier: str, found: str) -> None:
    assert added(typed, earlier) == found
