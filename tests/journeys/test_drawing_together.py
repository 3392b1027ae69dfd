"""From a list to a sample before observers: two people at two screens, and a browser that computes it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jingheng.contexts.draws.models import Draw
from tests.factories.drawing import PUBLIC, TITLE, drawn
from tests.journeys.stage import Stage, sees, settle, write
from tests.verify.draws import SECRETS, digest, frame

pytestmark = pytest.mark.journey


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def test_two_people_draw_and_the_browser_agrees(stage: Stage, tmp_path: Path) -> None:
    cases = tmp_path / "名单.csv"
    cases.write_bytes(frame())
    with stage.sits("head") as head, stage.sits("inspector") as other:
        head.goto("/draws/")
        _press(head, "设置抽查")
        write(head, {"title": TITLE, "kind": "CASES"})
        head.locator("[name=frame]").set_input_files(cases)
        _press(head, "读入名单")
        write(head, {"size": "6"})
        _press(head, "保存方案")
        sees(head, "每人抽两件说明不了什么")

        head.locator("tr", has_text="案管").get_by_role("link").click()
        _press(head, "生成口令")
        secret = head.locator(".s-secret").inner_text()
        _press(head, "记好了，返回")
        draw = Draw.objects.get()
        other.goto(f"/draws/{draw.uid}")
        other.locator("tr", has_text="检务督察").get_by_role("link").click()
        write(other, {"sha256": digest(SECRETS["检务督察"])})
        _press(other, "记下 SHA-256")

        head.goto(f"/draws/{draw.uid}")
        _press(head, "先定名单…")
        _press(head, "先定")
        draw.refresh_from_db()
        head.goto(f"/draws/{draw.uid}/observe")
        sees(head, draw.commitment[:8])
        sees(head, "待公开")

        for page, party, said in ((head, "案管", secret), (other, "检务督察", SECRETS["检务督察"])):
            page.goto(f"/draws/{draw.uid}")
            page.locator("tr", has_text=party).get_by_role("link").click()
            write(page, {"secret": said})
            _press(page, "公开口令")
        head.goto(f"/draws/{draw.uid}")
        _press(head, "输入公开值…")
        write(head, {"value": PUBLIC, "thrown_by": "田静", "thrower_unit": "人民监督员"})
        _press(head, "输入公开值")
        other.goto(f"/draws/{draw.uid}")
        _press(other, "复核公开值并抽取…")
        write(other, {"value": PUBLIC[:-1] + "7"})
        _press(other, "复核并抽取")
        sees(other, "与第一人输入的不一致")
        write(other, {"value": PUBLIC})
        _press(other, "复核并抽取")
        sees(other, "两次输入一致，已抽取 19 件")

        head.goto(f"/draws/{draw.uid}/observe")
        sees(head, "抽中 19 件")
        _press(head, "在浏览器里复算")
        expect(head.locator(".d-agrees")).to_contain_text("一致", timeout=20_000)
        draw.refresh_from_db()
        shown = "".join(head.locator("[data-check-ours]").inner_text().split())
        assert shown == draw.result.sha256
        assert head.evaluate("document.documentElement.scrollWidth <= innerWidth")
        settle(head)


def test_what_the_server_shows_otherwise_is_seen(stage: Stage) -> None:
    draw = drawn(stage.cast)
    with stage.sits("chief") as page:
        page.goto(f"/draws/{draw.uid}/observe")
        page.locator("[data-check]").evaluate("box => { box.dataset.result = '0'.repeat(64); }")
        _press(page, "在浏览器里复算")
        expect(page.locator(".d-differs")).to_contain_text("不一致", timeout=20_000)
        assert draw.result.sha256[:8] in page.locator("[data-check-ours]").inner_text()


def test_without_scripts_it_says_how_to_check(stage: Stage) -> None:
    draw = drawn(stage.cast)
    with stage.sits("inspector", script=False) as page:
        page.goto(f"/draws/{draw.uid}/observe")
        sees(page, "jingheng-verify sample")
        expect(page.get_by_role("button", name="在浏览器里复算")).to_be_hidden()
