"""Plans: what was typed is what is computed from; what cannot be carried out is refused with its key."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify.canonical import decode
from jingheng.verify.plans import BadPlan, Plan, checked, from_json, from_typed, text_fault
from tests.verify.draws import PLAN, digest

TYPED: dict[str, Any] = {
    "draw": "2026年11月评查", "id": "案号", "strata": "承办人", "quota": {"rate": "0.050", "min": "2"},
    "mandatory": "必查", "weight": "风险分", "size": "6", "shares": {"督察": digest("乙").upper(), "案管": digest("甲")},
}  # fmt: skip


def test_what_was_typed_stays_as_it_was_typed() -> None:
    plan = from_typed(TYPED, "gb18030")

    assert (plan.rate, plan.size, plan.encoding) == ("0.050", "6", "gb18030")
    assert plan.shares == (("案管", digest("甲")), ("督察", digest("乙")))
    assert from_json(decode(plan.json())) == plan


def test_what_is_left_out_is_not_used() -> None:
    assert from_typed({"draw": "一", "id": "号", "size": "3"}, "utf-8") == Plan("一", "号", "utf-8", size="3")


@given(st.integers(0, 10**6), st.integers(0, 10), st.integers(0, 1000))
def test_the_rate_is_an_exact_decimal(millionths: int, least: int, rows: int) -> None:
    rate = f"{millionths // 10**6}.{millionths % 10**6:06}"

    expected = min(rows, max(least, ceil(Fraction(millionths * rows, 10**6))))
    assert replace(PLAN, rate=rate, min=str(least)).quota(rows) == expected


def test_a_float_would_have_drawn_one_more() -> None:
    """0.07 × 100 is 7.000000000000001 in floats."""
    assert replace(PLAN, rate="0.07").quota(100) == 7


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ids": "案号"}, "^ids:不认识这个键"),
        ({"draw": ""}, "^draw:是空的"),
        ({"draw": "十一月 "}, "^draw:是空的,或前后有空格"),
        ({"draw": "长" * 201}, "^draw:超过 200 个字"),
        ({"draw": "十一\u200b月"}, "^draw:里有看不见的"),
        ({"draw": ["一"]}, "^draw:应是一个值"),
        ({"id": ""}, "^id:"),
        ({"strata": "承办人\t二"}, "^strata:"),
        ({"mandatory": " 必查"}, "^mandatory:"),
        ({"weight": "e\u0301"}, "^weight:里有看不见的或不规范的"),
        ({"quota": "0.05"}, "^quota:应写成"),
        ({"quota": {"rate": "0.05"}}, "^quota:写了 strata,就要有 quota"),
        ({"quota": {"rate": "0.05", "min": "2", "max": "3"}}, "^quota.max:不认识这个键,只有 rate、min"),
        ({"quota": {"rate": "5%", "min": "2"}}, "^quota.rate:应是 0 到 1 的小数.*写的是“5%”"),
        ({"quota": {"rate": "1.01", "min": "2"}}, "^quota.rate:不能超过 1"),
        ({"quota": {"rate": "0.05", "min": "2.0"}}, "^quota.min:应是不超过九位的整数"),
        ({"size": "-1"}, "^size:应是不超过九位的整数"),
        ({"size": "007"}, "^size:"),
        ({"strata": ""}, "^quota:没有写 strata"),
        ({"strata": "", "quota": {}, "mandatory": "", "size": "0"}, "^size:.*一件也抽不出来"),
        ({"shares": "案管"}, "^shares:应写成"),
        ({"shares": {"案管": "abc"}}, "^shares.案管:应是口令的 SHA-256"),
        ({"shares": {" 案管": digest("甲")}}, "^shares:是空的,或前后有空格"),
        ({"shares": {"案管": digest("甲"), "督察": digest("甲")}}, "^shares:有两方的 SHA-256 相同"),
        ({"shares": {f"第{n}方": digest(str(n)) for n in range(21)}}, "^shares:最多 20 方"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_with_its_key(changes: dict[str, Any], said: str) -> None:
    assert from_typed(TYPED, "utf-8")
    with pytest.raises(BadPlan, match=said):
        from_typed(TYPED | changes, "utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"v": "jingheng-draw-2"}, "plan.json:应有且只有"),
        ({"more": "一"}, "plan.json:应有且只有"),
        ({"size": 6}, "size:应是一个值"),
        ({"encoding": "utf-16"}, "encoding:不认识"),
        ({"quota": {"rate": "0.05"}}, "quota:应有且只有"),
        ({"quota": []}, "quota:应有且只有"),
        ({"quota": {"rate": 1, "min": "1"}}, "quota.rate:应是一个值"),
        ({"shares": {}}, "shares:应是参与方的列表"),
        ({"shares": [["案管"]]}, "shares:每一方是"),
        ({"shares": ["案管"]}, "shares:每一方是"),
        ({"shares": [["案管", 1]]}, "shares:应是一个值"),
        ({"shares": [["督察", digest("1")], ["案管", digest("2")], ["丙", digest("3")]]}, "没有按名称排序"),
        ({"shares": [["案管", digest("1")], ["案管", digest("2")]]}, "参与方重复"),
    ],
)
def test_a_plan_json_of_another_form_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(BadPlan, match=said):
        from_json(PLAN.value() | changes)


def test_a_plan_json_is_an_object() -> None:
    with pytest.raises(BadPlan, match=r"plan\.json"):
        from_json([])


def test_a_plan_is_checked_once_more_wherever_it_comes_from() -> None:
    assert checked(PLAN) is PLAN
    assert text_fault("7 0 3") == ""
