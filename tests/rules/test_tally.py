from __future__ import annotations

import json
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.contexts.circulars.rules.tally import Finding, TallyUnreadable, check_tally
from jingheng.kernel.percentages import shares

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PUBLISHED = Path(__file__).parents[1] / "fixtures" / "published_tallies.yaml"


def published() -> Any:
    return yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))


def broken_down(total: object, *items: dict[str, object], whole: bool = True, **more: object) -> dict[str, object]:
    return {"id": "t", "total": total, "breakdowns": {"by_office": {"whole": whole, "items": list(items), **more}}}


def item(name: str, count: object, pct: object = None, **more: object) -> dict[str, object]:
    return {"name": name, "count": count, "pct_printed": pct, **more}


def grown(kind: object, printed: object, base: object, value: object = None, **more: object) -> dict[str, object]:
    return {
        "id": "t",
        "total": 1000,
        "growth": [{"kind": kind, "printed": printed, "value": value, "base_value": base, **more}],
    }


def kinds(document: object) -> list[str]:
    return [finding.kind for finding in check_tally(document)]


# --- The real ones ---


def test_of_the_real_tallies_one_has_two_slips_and_nothing_else_is_found() -> None:
    assert [(finding.tally_id, finding.where, finding.kind) for finding in check_tally(published())] == [
        ("spp-2022q1", "by_suboffice/基层检察院", "absorbed"),
        ("spp-2022q1", "by_matter/反映情况、过问了解、反映检察履职问题、督促依法公正办案", "absorbed"),
    ]


def test_a_finding_says_what_was_printed_and_what_is_right() -> None:
    assert check_tally(published())[0].sentence == (
        "23246/32333≈71.896%，按所印位数应为 71.9%，印作 71.8%；最大项吸收余差（使本组合计为 100%）"
    )


def test_json_is_read_too_and_one_tally_alone() -> None:
    alone = json.loads(json.dumps(published()[1]))

    assert check_tally(alone) == check_tally(published())


# --- TAL-1. Parts and their whole ---


def test_TAL_1_parts_that_miss_their_base_are_found() -> None:
    assert check_tally(broken_down(417, item("班子成员", 143), item("其他", 273))) == [
        Finding("t", "by_office", "sum", "各部分合计 416，应等于总数 417，少 1")
    ]
    assert check_tally(broken_down(417, item("班子成员", 144), item("其他", 274)))[0].sentence.endswith("多 1")


def test_TAL_1_a_group_has_its_own_base() -> None:
    assert not kinds(broken_down(417, item("甲", 40), item("乙", 60), of=100))
    found = check_tally(broken_down(417, item("甲", 40), item("乙", 377), of=100))
    assert found[0].sentence == "各部分合计 417，应等于基数 100，多 317"


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(broken_down(9, item("甲", 4), whole=False), id="not meant to add up"),
        pytest.param(broken_down(9, item("甲", 9), item("其中", 4, subset_of="甲")), id="a part of a part"),
        pytest.param(broken_down(9, item("甲", 4), item("乙", None)), id="a part not stated"),
        pytest.param(broken_down(9), id="no parts"),
        pytest.param(broken_down(None, item("甲", 4)), id="no base"),
        pytest.param(broken_down(9, item("甲", 4, approx=True)), id="about so much, of an item"),
        pytest.param(broken_down(9, item("甲", 4), approx=True), id="of a group"),
        pytest.param({**broken_down(9, item("甲", 4)), "approx": True}, id="of the tally"),
        pytest.param({**broken_down(9, item("甲", 4, "99%")), "total_is_floor": True}, id="at least so many"),
        pytest.param(broken_down("约9", item("甲", 4)), id="the total is printed as about"),
        pytest.param(broken_down("6.77万", item("甲", 67_712)), id="in ten thousands"),
        pytest.param(broken_down("9件以上", item("甲", 4)), id="or more"),
        pytest.param(broken_down(9, item("甲", "4余件")), id="an item is printed as over so many"),
    ],
)
def test_TAL_1_what_is_not_stated_exactly_is_not_added_up(document: object) -> None:
    assert not check_tally(document)


def test_TAL_1_a_floor_leaves_groups_with_their_own_base_to_be_checked() -> None:
    assert kinds({**broken_down(9, item("甲", 4), of=5), "total_is_floor": True}) == ["sum"]


@pytest.mark.parametrize("count", ["6,204", "6204件", "６２０４", 6204.0, " 6204 "])
def test_counts_are_read_as_people_print_them(count: object) -> None:
    assert not kinds(broken_down(6204, item("甲", count, "100%")))
    assert kinds(broken_down(6203, item("甲", count))) == ["sum"]


def test_counts_need_not_be_whole() -> None:
    assert check_tally(broken_down(6.5, item("甲", 3.25), item("乙", 3)))[0].sentence.startswith("各部分合计 6.25，")


# --- TAL-2. Percentages ---


@pytest.mark.parametrize(
    "printed", ["34.29%", "34.29％", "34.3%", "34%", "占34.29%", "百分之34.29", "３４.２９%", 34.29, "34.29", 34]
)
def test_TAL_2_a_right_percentage_is_right_at_its_own_precision(printed: object) -> None:
    assert not kinds(broken_down(417, item("班子成员", 143, printed), whole=False))


@pytest.mark.parametrize("printed", ["34.28%", "34.2%", "35%", "34.30%", "-34.29%", 34.2, "34.292%"])
def test_TAL_2_a_wrong_percentage_is_found(printed: object) -> None:
    assert kinds(broken_down(417, item("班子成员", 143, printed), whole=False)) == ["percent"]


@pytest.mark.parametrize("printed", [None, "", "约34%", "近三成", "30%左右", "30余%", "30%以上", "超30%", "不足 40%"])
def test_TAL_2_what_is_not_printed_exactly_is_not_checked(printed: object) -> None:
    assert not kinds(broken_down(417, item("班子成员", 143, printed), whole=False))


def test_TAL_2_a_tie_is_rounded_up() -> None:
    assert not kinds(broken_down(8, item("甲", 1, "13%"), whole=False))
    assert kinds(broken_down(8, item("甲", 1, "12%"), whole=False)) == ["percent"]


def test_TAL_2_a_percentage_is_of_the_groups_own_base_or_the_items() -> None:
    assert not kinds(broken_down(417, item("甲", 40, "40%"), whole=False, of=100))
    assert kinds(broken_down(417, item("甲", 40, "9.6%"), whole=False, of=100)) == ["percent"]
    assert not kinds(broken_down(417, item("甲", 40, "80%", of=50), whole=False, of=100))
    assert not kinds(broken_down(417, item("甲", 40, "80%", of="约50"), whole=False, of=100))


def test_TAL_2_a_part_of_a_part_is_of_the_same_base() -> None:
    parts = (item("甲", 60, "60%"), item("乙", 40, "40%"))

    assert not kinds(broken_down(100, *parts, item("其中", 30, "30%", subset_of="甲")))
    assert kinds(broken_down(100, *parts, item("其中", 30, "50%", subset_of="甲"))) == ["percent"]


def test_TAL_2_of_nothing_there_is_no_percentage() -> None:
    assert not kinds(broken_down(0, item("甲", 0, "0%")))
    found = check_tally(broken_down(0, item("甲", 0, "100%")))
    assert found == [Finding("t", "by_office/甲", "percent", "基数为 0，算不出百分比，却印作 100%")]


def test_TAL_2_it_says_when_the_largest_only_absorbed_the_residue() -> None:
    absorbed = broken_down(3, item("甲", 1, "34%"), item("乙", 1, "33%"), item("丙", 1, "33%"))

    assert kinds(absorbed) == ["absorbed"]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            broken_down(3, item("甲", 1, "33%"), item("乙", 1, "34%"), item("丙", 1, "33%")), id="not the first"
        ),
        pytest.param(
            broken_down(6, item("甲", 3, "50%"), item("乙", 2, "33%"), item("丙", 1, "16%")), id="not the largest"
        ),
        pytest.param(
            broken_down(3, item("甲", 1, "35%"), item("乙", 1, "33%"), item("丙", 1, "33%")), id="more than it"
        ),
        pytest.param(broken_down(3, item("甲", 1, "34%"), item("乙", 1), item("丙", 1), whole=False), id="no whole"),
    ],
)
def test_TAL_2_any_other_difference_is_just_wrong(document: object) -> None:
    assert kinds(document) == ["percent"]


def test_TAL_2_a_part_of_a_part_absorbs_nothing() -> None:
    document = broken_down(3, item("甲", 3, "100%"), item("其中", 1, "34%", subset_of="甲"))

    assert kinds(document) == ["percent"]


def test_TAL_2_others_without_a_percentage_count_at_the_same_precision() -> None:
    assert kinds(broken_down(3, item("甲", 1, "33.4%"), item("乙", 1), item("丙", 1))) == ["absorbed"]


@QUICK
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=8).filter(any), st.integers(0, 3))
def test_TAL_2_plain_rounding_is_never_found_fault_with(counts: list[int], digits: int) -> None:
    quantum = Decimal(1).scaleb(-digits)
    items = [
        item(str(number), count, f"{(Decimal(100 * count) / sum(counts)).quantize(quantum, ROUND_HALF_UP)}%")
        for number, count in enumerate(counts)
    ]

    assert not check_tally(broken_down(sum(counts), *items))


@QUICK
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=8).filter(any), st.integers(0, 3))
def test_TAL_2_of_absorbed_percentages_just_the_absorbing_one_is_told(counts: list[int], digits: int) -> None:
    absorbed, plain = shares(counts, digits), shares(counts, digits, "plain")
    document = broken_down(sum(counts), *(item(str(n), c, f"{absorbed[n]}%") for n, c in enumerate(counts)))

    assert kinds(document) == ([] if absorbed == plain else ["absorbed"])


@QUICK
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=8), st.integers(-5, 5))
def test_TAL_1_just_the_sums_that_miss_are_found(counts: list[int], off: int) -> None:
    document = broken_down(max(0, sum(counts) + off), *(item(str(n), c) for n, c in enumerate(counts)))

    assert kinds(document) == (["sum"] if max(0, sum(counts) + off) != sum(counts) else [])


# --- TAL-3. Growth ---


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(grown("倍", "1.7倍", 130, 222), id="rounded at its own precision"),
        pytest.param(grown("倍", "为前两年之和的1.7倍", 130, 222), id="in a sentence"),
        pytest.param(grown("倍", 2, 500), id="a bare number"),
        pytest.param(grown("倍", "200%", 500), id="as a percentage"),
        pytest.param(grown("倍", "增长1.2倍", 833), id="grown to"),
        pytest.param(grown("倍", "增长1.2倍", 454), id="grown by"),
        pytest.param(grown("环比", "1.2倍", 454), id="growth in multiples"),
        pytest.param(grown("同比", "12.3%", 1140, direction="down"), id="a loss"),
        pytest.param(grown("同比", "下降12.3%", 1140, direction="down"), id="a loss in words"),
        pytest.param(grown("同比", "-12.3%", 1140), id="a loss by its sign"),
        pytest.param(grown("同比", "−12.3％", 1140, direction="下降"), id="another minus"),
        pytest.param(grown("同比", "12.3%", 1140), id="no direction stated"),
        pytest.param(grown("环比", "1,900%", 50, direction="up"), id="thousands"),
        pytest.param(grown("环比", "2022年环比上升100%", 500, direction="up"), id="a year beside it"),
        pytest.param(grown("环比", "0.0%", 1000, direction="up"), id="no change at all"),
        pytest.param(grown("环比", "0.0%", 999_999, 1_000_000, direction="down"), id="next to no change"),
        pytest.param(grown("环比", "99%", None), id="no base stated"),
        pytest.param(grown("环比", None, 3), id="nothing printed"),
        pytest.param(grown("环比", "翻一番", 3), id="only words"),
        pytest.param(grown("环比", "约99%", 3), id="about"),
        pytest.param(grown("环比", "99%", "约3"), id="a base that is about"),
        pytest.param(grown("环比", "99%", 3, approx=True), id="marked as about"),
        pytest.param(grown("环比", "5个百分点", 3), id="percentage points"),
        pytest.param(grown("百分点", "99%", 3), id="percentage points by kind"),
        pytest.param(grown("人均", "x", 3), id="an unknown kind"),
        pytest.param(grown(["倍"], "x", 3), id="a kind that is none"),
        pytest.param({**grown("环比", "99%", 3), "total_is_floor": True}, id="a total that is a floor"),
        pytest.param({"id": "t", "growth": [{"kind": "环比", "printed": "9%", "base_value": 3}]}, id="no value at all"),
    ],
)
def test_TAL_3_growth_that_agrees_or_cannot_be_checked_is_let_pass(document: object) -> None:
    assert not check_tally(document)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (
            grown("同比", "5%", 1140, direction="down"),
            "本期 1000 对基期 1140，算得 ≈12.28%，按所印位数应为 12%，印作 5%",
        ),
        (grown("同比", "12.3%", 1140, direction="up"), "本期 1000 对基期 1140，实为下降，却报作上升，印作 12.3%"),
        (grown("同比", "下降100%", 500), "本期 1000 对基期 500，实为上升，却报作下降，印作 下降100%"),
        (grown("同比", "-100%", 500, direction="up"), "本期 1000 对基期 500，所印 -100% 与所注方向上升相反"),
        (grown("环比", "10%", 0), "基期为 0，算不出环比，却印作 10%"),
        (grown("倍", "1.6倍", 130, 222), "本期 222 对基期 130，算得 ≈1.708倍，按所印位数应为 1.7倍，印作 1.6倍"),
        (grown("倍", "2倍", 500, 850, direction="down"), "本期 850 对基期 500，实为上升，却报作下降，印作 2倍"),
        (
            grown("倍", "增长3倍", 500),
            "本期 1000 对基期 500，算得 2.00倍 或 1.00倍，按所印位数应为 2倍 或 1倍，印作 增长3倍",
        ),
    ],
)
def test_TAL_3_growth_that_contradicts_its_base_is_found(document: object, sentence: str) -> None:
    found = check_tally(document)

    assert [(each.kind, each.sentence) for each in found] == [("growth", sentence)]


def test_TAL_3_the_place_names_which_growth() -> None:
    assert check_tally(grown("环比", "9%", 3))[0].where == "growth 第1项 环比"


@QUICK
@given(st.integers(0, 10**5), st.integers(1, 10**5), st.integers(0, 3), st.sampled_from(["同比", "环比", "倍"]))
def test_TAL_3_growth_rounded_half_away_from_zero_is_never_found_fault_with(
    value: int, base: int, digits: int, kind: str
) -> None:
    exact = Decimal(value) / base if kind == "倍" else Decimal(100 * (value - base)) / base
    printed = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)

    assert not check_tally(grown(kind, f"{printed}{'倍' if kind == '倍' else '%'}", base, value))


# --- What is not a tally ---


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "收到的是空"),
        ([], "收到的是一个列表"),
        ("total: 3", "收到的是“total: 3”"),
        ([3], "第1份：应是一组键值"),
        ([broken_down(3), "x"], "第2份：应是一组键值"),
        ({"name": "people"}, "第1份：不像通报"),
        ({"id": "t", "name": "people"}, "t：不像通报"),
        ({"id": "", "total": "很多"}, "第1份 total：应是不小于 0 的数"),
        ({"id": 7, "total": True}, "7 total：应是不小于 0 的数，例如 6204，收到的是是或否"),
        ({"id": ["x"], "total": -3}, "第1份 total"),
        ({"id": "t", "total": float("nan")}, "t total"),
        ({"id": "t", "total": float("inf")}, "t total"),
        ({"id": "t", "total": 10**400}, "收到的是“过大的数”"),
        ({"id": "t", "total": "1234,567"}, "收到的是“1234,567”"),
        ({"id": "t", "total": "很" * 50}, f"收到的是“{'很' * 40}…”"),
        ({"id": "t", "breakdowns": [1]}, "t breakdowns：应是一组键值，收到的是一个列表"),
        ({"id": "t", "breakdowns": {"by_office": [1]}}, "t by_office：应是一组键值"),
        ({"id": "t", "breakdowns": {"by_office": {"items": {"name": "甲"}}}}, "t by_office items：应是一个列表"),
        (broken_down(3, of="x"), "t by_office of"),
        (broken_down(3, "甲"), "t by_office 第1项：应是一组键值"),  # type: ignore[arg-type]  # that is the point
        (broken_down(3, item("甲", [3])), "t by_office 第1项 count"),
        (broken_down(3, item("甲", 3, {"x": 1})), "t by_office 第1项 pct_printed：应照原样写所印的数"),
        (broken_down(3, item("甲", 3, True)), "t by_office 第1项 pct_printed：应照原样写所印的数"),
        (broken_down(3, item("甲", 3, 10**400)), "t by_office 第1项 pct_printed：应照原样写所印的数"),
        (broken_down(3, item("甲", 3, "30%—40%")), "读不出唯一的百分数或倍数"),
        (broken_down(3, item("甲", 3, "1/3")), "读不出唯一的百分数或倍数"),
        (broken_down(3, item("甲", 3, "1234,567%")), "读不出唯一的百分数或倍数"),
        (broken_down(3, item("甲", 3, "3倍")), "t by_office 第1项 pct_printed：应是百分数"),
        ({"id": "t", "growth": {"kind": "倍"}}, "t growth：应是一个列表"),
        ({"id": "t", "growth": ["倍"]}, "t growth 第1项：应是一组键值"),
        (grown("倍", "1.7倍", "x"), "t growth 第1项 base_value"),
        (grown("倍", "1.7倍", 3, "x"), "t growth 第1项 value"),
        (grown("倍", [1.7], 3), "t growth 第1项 printed"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(document: object, said: str) -> None:
    with pytest.raises(TallyUnreadable) as unreadable:
        check_tally(document)

    assert said in str(unreadable.value)


@pytest.mark.parametrize(
    "document",
    [
        {"id": "t", "total": 3},
        {"total": None, "breakdowns": None, "growth": None},
        {"total": "", "breakdowns": {}, "growth": []},
        {"id": "t", "total": 3, "breakdowns": {"by_office": None, "by_month": {}, 2021: {"items": None}}, "extra": [1]},
        {"id": "t", "total": 3, "breakdowns": {"by_office": {"items": [{}, {"name": "甲"}, {"pct_printed": "9%"}]}}},
        {"id": "t", "total": 3, "growth": [{}, {"kind": "倍"}, {"kind": "同比", "direction": 3}]},
    ],
)
def test_missing_and_unknown_keys_are_passed_over(document: object) -> None:
    assert not check_tally(document)


def test_an_item_without_a_name_and_a_tally_without_an_id_are_named_by_their_place() -> None:
    document = [{"total": 9, "breakdowns": {"by_office": {"items": [{"count": 3, "pct_printed": "9%"}]}}}]

    assert [(each.tally_id, each.where) for each in check_tally(document)] == [("第1份", "by_office/第1项")]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "total",
                    "breakdowns",
                    "growth",
                    "items",
                    "whole",
                    "of",
                    "count",
                    "pct_printed",
                    "kind",
                    "printed",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@QUICK
@given(JUNK)
def test_whatever_is_handed_in_it_is_checked_or_refused(document: object) -> None:
    with suppress(TallyUnreadable):
        assert all(finding.sentence for finding in check_tally(document))
