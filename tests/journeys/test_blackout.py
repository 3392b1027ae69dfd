"""Evidence with a telephone number on it, to be shown to somebody: a marker pen on screen, with a mouse and without."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from jingheng.contexts.records.models import BlackedOut
from tests.factories.evidence import TELEPHONE, filed_with, opened, pdf, photograph, record_of, text_of
from tests.journeys.stage import Stage, sees

PURPOSE = "听取陈述申辩时向本人出示，遮去群众电话"


def drag(page: Page, left: float, top: float, width: float, height: float) -> None:
    """In shares of the page."""
    expect(page.locator("[data-sheet] img")).to_have_js_property("complete", True)
    box = page.locator("[data-sheet] svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + left * box["width"], box["y"] + top * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + (left + width) * box["width"], box["y"] + (top + height) * box["height"], steps=4)
    page.mouse.up()


@pytest.mark.journey
def test_drawn_by_mouse_on_two_pages_of_three(stage: Stage) -> None:
    record = record_of(filed_with(stage.cast, pdf(pages=3)))
    with stage.sits("inspector") as page:
        page.goto(f"/inspection/{record.uid}")
        page.get_by_role("link", name="遮盖…").click()
        drag(page, 0.15, 0.1, 0.5, 0.1)
        expect(page.locator("[data-sheet] rect")).to_have_count(1)
        drag(page, 0.5, 0.3, 0.001, 0.001)  # a slip of the hand
        drag(page, 0.5, 0.3, 0.1, 0.1)
        expect(page.locator("[data-rows] tr")).to_have_count(2)
        page.get_by_role("button", name="删除").last.click()
        expect(page.locator("[data-sheet] rect")).to_have_count(1)
        page.get_by_role("button", name="下一页").click()
        sees(page, "（1 处）")
        drag(page, 0.65, 0.2, -0.5, -0.1)  # from the lower right
        expect(page.locator("[data-sheet] rect")).to_have_count(1)
        page.get_by_role("button", name="预览本页").click()
        sees(page, "现在还没有保存")
        page.get_by_label("给谁看、为什么遮盖").fill(PURPOSE)
        page.get_by_role("button", name="保存为遮盖件").click()
        sees(page, "遮盖件已保存")
        sees(page, "3 页，遮盖 2 处")

    copy = BlackedOut.objects.get()
    assert sorted(copy.rectangles) == ["1", "2"]
    for [given] in copy.rectangles.values():
        assert all(abs(one - meant) < 60 for one, meant in zip(given, (1500, 1000, 5000, 1000), strict=True))
    with default_storage.open(copy.path) as file:
        data = file.read()
    assert (text_of(data), TELEPHONE.encode() in data) == ("", False)


@pytest.mark.journey
def test_typed_without_a_script(stage: Stage) -> None:
    record = record_of(filed_with(stage.cast, photograph(), "名片.jpg"))
    with stage.sits("inspector", script=False) as page:
        page.goto(f"/inspection/{record.uid}")
        page.get_by_role("link", name="遮盖…").click()
        for name, value in (("左", "10"), ("上", "10"), ("宽", "80"), ("高", "20")):
            page.get_by_label(f"第 1 处 {name}").fill(value)
        page.get_by_role("button", name="再加一行").click()
        page.get_by_label("第 2 处 左").fill("一半")
        page.get_by_label("给谁看、为什么遮盖").fill(PURPOSE)
        page.get_by_role("button", name="保存为遮盖件").click()
        sees(page, "第 2 处：左要写 0 到 100 的数")
        page.get_by_role("button", name="删除").last.click()
        page.get_by_role("button", name="画到图上看").click()
        expect(page.locator("[data-sheet] rect")).to_have_count(1)
        page.get_by_role("button", name="保存为遮盖件").click()
        sees(page, "遮盖件已保存")

    with default_storage.open(BlackedOut.objects.get().path) as file:
        assert opened(file.read()).getpixel((300, 80)) == (0, 0, 0)


@pytest.mark.journey
def test_axe_finds_nothing(stage: Stage) -> None:
    attachment = filed_with(stage.cast, pdf(pages=2))
    address = f"/inspection/{record_of(attachment).uid}/files/{attachment.uid}/blackout"
    with stage.sits("inspector", axe=True) as page:
        page.goto(address)
        drag(page, 0.15, 0.1, 0.5, 0.1)
        found = [fault["id"] for fault in Axe().run(page).response["violations"]]
        page.get_by_role("button", name="保存为遮盖件").click()
        sees(page, "请填写给谁看、为什么遮盖")
        found += [fault["id"] for fault in Axe().run(page).response["violations"]]
    assert found == []
