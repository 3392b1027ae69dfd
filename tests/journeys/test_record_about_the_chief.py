"""A record about the chief: its writer sees beforehand who cannot read it, and his office never learns that it exists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from jingheng.contexts.records.models import Record
from tests.journeys.stage import Stage, sees, write

SAID = "贺承平在走廊说起一件盗窃案，问能不能快些办结、处理轻一点，还说当事人家里困难。"
COUNTY = ("chief", "deputy", "inspection_deputy", "head", "inspector", "discipline", "political", "audit_admin")
PLACES = (
    "/", "/records/", "/inspection/", "/inspection/concluded", "/inspection/urgent", "/months/", "/statements/",
    "/reports/", "/circulars/", "/search?q=贺承平", "/log/",
)  # fmt: skip


@pytest.mark.journey
def test_a_record_about_the_chief_goes_past_his_office(stage: Stage) -> None:
    with stage.sits("prosecutor") as page:
        page.goto("/records/new")
        page.get_by_role("button", name="不涉密").click()
        page.get_by_role("button", name="有人来问、来说、来托某件事").click()
        page.get_by_role("button", name="检察机关的人").click()
        page.get_by_role("button", name="不在", exact=True).click()
        page.get_by_role("button", name="去填写").click()
        page.locator('[name="parties-0-name"]').fill("贺承平")
        page.locator('[name="parties-0-name"]').press("Tab")
        page.get_by_text("都不是", exact=True).wait_for()
        page.locator("#parties-0-colleagues").get_by_label("贺承平").check()
        _told_who_cannot_read_it(page)
        write(page, {
            "parties-0-asker_types": ("P21",), "parties-0-unit": "正平区人民检察院", "parties-0-managed_by": "UPPER_PARTY",
            "matter": "M1", "handling": "OWN", "cause": "盗窃罪", "case_stage": "S5",
            "happened_at": f"{stage.now:%Y-%m-%dT10:15}", "channel": "FACE", "place_kind": "WORKPLACE", "place": "二楼走廊", "in_office_hours": "YES",
            "acts": ("B4",), "summary": SAID, "responses": ("REFUSED",), "disclosed": "NO", "effect": "NONE",
            "evidence": ("ABSENT",), "no_evidence_reason": "ORAL",
        })  # fmt: skip
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url("**/receipt")
        sees(page, "这份记录不经本院办理")

    record = Record.objects.get()
    stage.now += timedelta(minutes=5)
    _on_the_desk_above(stage, record)
    for key in COUNTY:
        with stage.sits(key, script=False) as page:
            _nowhere(page, record)


def _told_who_cannot_read_it(page: Page) -> None:
    """The rail follows what is typed."""
    shut_out = page.locator("#readers ul").nth(1)
    expect(shut_out).to_contain_text("贺承平", timeout=20_000)
    expect(page.locator("#readers ul").first).to_contain_text("澄明市人民检察院")
    expect(page.locator("#readers ul").first).not_to_contain_text("贺承平")


def _on_the_desk_above(stage: Stage, record: Record) -> None:
    assert record.receiving_office == stage.cast.city
    reader = next(key for key in ("city_head", "city_inspector") if stage.cast.people[key] == record.assignee)
    with stage.sits(reader) as page:
        page.goto("/inspection/")
        page.get_by_role("link", name=record.receipt_code).click()
        sees(page, SAID)


def _nowhere(page: Page, record: Record) -> None:
    """Asked with this person's session, without drawing the pages."""
    for place in PLACES:
        told = page.request.get(place).text()
        assert not [word for word in (record.receipt_code, record.uid, SAID, "二楼走廊") if word in told], place
    for place in (f"/inspection/{record.uid}", f"/records/{record.uid}", f"/records/{record.uid}/print"):
        assert page.request.get(place).status == 404, place
