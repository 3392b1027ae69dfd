"""What the form does of itself while one fills it: the hour by the server's clock, and marks that go once one has mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.stage import Stage, reveal, sees


def _form(page: Page) -> None:
    page.goto("/records/new")
    for answer in ("不涉密", "有人来问、来说、来托某件事", "亲属、同学、战友、朋友熟人"):
        page.get_by_role("button", name=answer).click()
    page.get_by_role("button", name="去填写").click()


@pytest.mark.journey
def test_just_now_is_by_the_clock_of_the_server(stage: Stage) -> None:
    """That of this browser is another: the stage's day is not today."""
    with stage.sits("prosecutor") as page:
        _form(page)
        moment = page.locator("[name=happened_at]")
        reveal(moment)

        page.get_by_role("button", name="就是刚才").click()

        allowed = [f"{stage.now + timedelta(minutes=later):%Y-%m-%dT%H:%M}" for later in (0, 1)]
        assert moment.input_value() in allowed


@pytest.mark.journey
def test_what_has_been_mended_is_no_longer_marked(stage: Stage) -> None:
    with stage.sits("prosecutor") as page:
        _form(page)
        page.get_by_role("button", name="提交", exact=True).click()
        sees(page, "还没有提交成功")
        summary = page.locator(".j-errors")
        faults = summary.locator("li").count()
        expect(page.locator("#id_summary")).to_have_attribute("aria-invalid", "true")

        reveal(page.locator("#id_summary")).fill("问案子")
        reveal(page.locator("[name=channel][value=PHONE]")).check()

        expect(page.locator("#id_summary")).not_to_have_attribute("aria-invalid", "true")
        expect(page.locator("#id_summary_error, #id_channel_error")).to_have_count(0)
        assert "id_summary_error" not in (page.locator("#id_summary").get_attribute("aria-describedby") or "")
        expect(summary).to_contain_text(f"还有 {faults - 2} 处需要改")
        expect(summary.locator("li")).to_have_count(faults - 2)
        expect(summary.get_by_role("link", name="诉求摘要")).to_have_count(0)

        page.get_by_role("button", name="提交", exact=True).click()  # and is marked anew where it is still wrong
        expect(page.locator("#id_summary")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#id_channel_error")).to_have_count(0)


@pytest.mark.journey
def test_when_everything_is_mended_it_says_so(stage: Stage) -> None:
    with stage.sits("political") as page:
        page.goto("/absences/")
        page.get_by_role("button", name="登记", exact=True).click()
        sees(page, "还没有提交成功")
        page.get_by_label("人员").select_option(label="周亦舟")
        page.get_by_label("事由").select_option(label="产假")
        page.get_by_label("开始日期").fill("2026-11-02")
        page.get_by_label("依据").fill("正检政〔2026〕8号")

        sees(page, "标出的都改过了，请再提交一次。")
        expect(page.locator(".j-wrong, .is-invalid")).to_have_count(0)
