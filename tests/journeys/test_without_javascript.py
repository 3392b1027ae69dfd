"""An office whose browsers run no scripts: the aid, the form, filing and signing work all the same."""

from __future__ import annotations

import pytest

from jingheng.contexts.org.models import Office
from jingheng.contexts.records.models import Record
from jingheng.kernel.period import Month
from tests.factories.cast import MONTH_END
from tests.journeys.stage import Stage, sees, write


@pytest.mark.journey
def test_it_all_works_without_a_script(stage: Stage) -> None:
    stage.now = MONTH_END
    Office.objects.update(starts_in=Month.of(MONTH_END).number)
    with stage.sits("prosecutor", script=False) as page:
        page.goto("/records/new")
        for answer in ("不涉密", "有人来问、来说、来托某件事", "亲属、同学、战友、朋友熟人"):
            page.get_by_role("button", name=answer).click()
        page.get_by_role("button", name="去填写").click()

        page.get_by_role("button", name="提交", exact=True).click()
        sees(page, "还没有写是谁来过问")
        write(page, {
            "parties-0-name": "甘霖", "parties-0-asker_types": ("P44",), "matter": "M1", "handling": "OWN",
            "cause": "盗窃罪", "case_stage": "S5", "happened_at": f"{MONTH_END:%Y-%m-%dT10:15}", "channel": "PHONE",
            "place_kind": "WORKPLACE", "in_office_hours": "YES", "acts": ("N1",),
            "summary": "甘霖来电询问其朋友的盗窃案办到什么程度，希望尽快有个结果，并问能不能提前告诉他处理意见。",
            "responses": ("REFUSED",), "disclosed": "NO", "effect": "NONE", "evidence": ("ABSENT",),
            "no_evidence_reason": "ORAL",
        })  # fmt: skip
        page.get_by_role("button", name="按已填内容看看谁能看到").click()
        sees(page, "谁看不到")
        page.get_by_role("button", name="提交", exact=True).click()
        sees(page, "随机生成，看不出先后和内容")
    assert Record.objects.get().filer == stage.cast.prosecutor

    with stage.sits("colleague", script=False) as page:
        page.goto("/")
        page.get_by_role("link", name="签署").first.click()
        page.get_by_role("button", name="签署“本月无”").click()
        sees(page, "2026-11 月度报告已签署。")
    assert stage.cast.colleague.statements.count() == 1
