"""Every main page of everybody, looked at; with JINGHENG_PICTURES=1 also kept, for the pages that explain the system."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.house import NOW, furnish
from tests.journeys.stage import Stage, by_person, settle

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
TELLING = [*sorted((ROOT / "docs" / "users").glob("*.md")), *sorted(ROOT.glob("README*.md"))]
_LARGEST = 220_000
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.journey
def test_every_main_page_opens_under_its_heading(stage: Stage) -> None:
    views = furnish(stage.cast)
    stage.now = NOW
    wanted = os.environ.get("JINGHENG_PICTURES") == "1"
    if wanted:
        PICTURES.mkdir(parents=True, exist_ok=True)
    for (who, _), pages in by_person(views).items():
        with stage.sits(who, screen=pages[0].screen) as page:
            for view in pages:
                page.goto(view.address)
                expect(page.locator("h1")).to_contain_text(view.heading)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{view.name} is too wide"
                if wanted:
                    settle(page)
                    page.locator(".j-watermark").evaluate_all(
                        "marks => marks.forEach(mark => mark.remove())"
                    )  # half the size, and easier to read
                    page.screenshot(path=PICTURES / f"{view.name}.png")


@pytest.mark.parametrize("text", TELLING, ids=lambda path: path.name)
def test_every_picture_that_is_shown_exists(text: Path) -> None:
    shown = [name for name in _PICTURE.findall(text.read_text(encoding="utf-8")) if "://" not in name]

    assert [name for name in shown if not (text.parent / name).is_file()] == []


def test_pictures_are_small() -> None:
    assert [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > _LARGEST] == []
