"""Every main page with a reader's eyes shut, and the list of records without a mouse."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.house import NOW, furnish
from tests.journeys.stage import Stage, by_person, presses


@pytest.mark.journey
def test_axe_finds_nothing(stage: Stage) -> None:
    """The whole list at once, so that one run tells everything that is wrong."""
    views = furnish(stage.cast)
    stage.now = NOW
    axe, found = Axe(), []
    for (who, _), pages in by_person(views).items():
        with stage.sits(who, screen=pages[0].screen, axe=True) as page:
            for view in pages:
                page.goto(view.address)
                for fault in axe.run(page).response["violations"]:
                    found += [f"{view.name}: {fault['id']}: {node['html'][:160]}" for node in fault["nodes"][:3]]
    assert found == []


@pytest.mark.journey
def test_the_list_of_records_goes_by_keyboard(stage: Stage) -> None:
    furnish(stage.cast)
    stage.now = NOW
    with stage.sits("inspector") as page:
        page.goto("/inspection/")
        links = page.locator("tr[data-row] th a")
        presses(page, "j")
        expect(links.nth(0)).to_be_focused()
        presses(page, "j")
        expect(links.nth(1)).to_be_focused()
        presses(page, "k")
        expect(links.nth(0)).to_be_focused()
        presses(page, "j")
        address = links.nth(1).get_attribute("href")
        presses(page, "Enter")
        page.wait_for_url(re.compile(re.escape(str(address).split("?")[0])))
        presses(page, "u")
        page.wait_for_url(re.compile(r"/inspection/(\?.*)?$"))
