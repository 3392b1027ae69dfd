"""Reports on a desk's screen and on a phone: no figure lies outside its box, and no page goes sideways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from jingheng.contexts.records.models import Report
from tests.factories.cast import NOON
from tests.factories.contents import content, file
from tests.journeys.house import NOVEMBER, NOW, furnish
from tests.journeys.stage import DESK, PHONE, Stage

_SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
_CUT_OFF = "[...document.querySelectorAll('.j-scroll')].filter(box => box.scrollWidth > box.clientWidth).length"


@pytest.mark.journey
def test_the_figures_of_a_report_fit_and_no_page_goes_sideways(stage: Stage) -> None:
    october = NOON - timedelta(days=30)
    file(stage.cast.actor("prosecutor", october), content(october), at=october)  # so that there is a period before
    furnish(stage.cast)
    stage.now = NOW
    report = f"/reports/{Report.objects.get(office=stage.cast.county, first_month=NOVEMBER.number).uid}"

    for screen in (DESK, PHONE):
        with stage.sits("head", screen=screen) as page:
            for address in (report, "/reports/", "/reports/duty", "/norms/"):
                page.goto(address)
                expect(page.get_by_role("columnheader", name="增减")).to_have_count(6 * (address == report))
                assert page.evaluate(_SIDEWAYS) <= 0, (address, screen["width"])
                if screen == DESK or address == report:
                    assert page.evaluate(_CUT_OFF) == 0, (address, screen["width"])
