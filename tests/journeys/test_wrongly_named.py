"""Somebody is named in a record and it was not he: heard, answered, cleared, and no longer found."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from jingheng.contexts.records.models import Record
from tests.factories.contents import content, file, naming
from tests.factories.reviewing import about_colleague
from tests.journeys.stage import Stage, sees

DISCLOSED = "有人反映您向承办人打听一起盗窃案的处理意见。"
ANSWER = "我从未打听过该案，事发当日我在外地出庭。"


@pytest.mark.journey
def test_somebody_wrongly_named_is_heard_and_cleared(stage: Stage) -> None:
    record = about_colleague(stage.cast)
    _verified_and_heard(stage, record)
    _answered(stage, record)
    _corrected_and_decided(stage, record)
    _told(stage, record)
    _not_found_again(stage)


def _verified_and_heard(stage: Stage, record: Record) -> None:
    with stage.sits("inspector") as page:
        page.goto(f"/inspection/{record.uid}")
        page.get_by_role("button", name=re.compile("^受理")).click()
        page.get_by_role("button", name=re.compile("涉嫌说情打招呼")).click()
        page.get_by_role("button", name=re.compile("^开始核查")).click()
        page.get_by_role("link", name=re.compile("^听取陈述申辩")).click()
        page.get_by_label("告知的事实").fill(DISCLOSED)
        page.get_by_role("button", name="告知本人").click()
        sees(page, "已告知本人。")


def _answered(stage: Stage, record: Record) -> None:
    stage.now += timedelta(days=1)
    with stage.sits("colleague") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile("^去答复")).click()
        sees(page, DISCLOSED)
        told = page.content()
        record.refresh_from_db()
        secrets = (record.uid, record.receipt_code, str(record.number), record.filer.name, "甘霖", "能不能先透个底")
        assert [word for word in secrets if word in told] == []
        page.get_by_label("您的意见").fill(ANSWER)
        page.get_by_role("button", name="提交").click()
        sees(page, ANSWER)


def _corrected_and_decided(stage: Stage, record: Record) -> None:
    stage.now += timedelta(days=1)
    with stage.sits("inspector") as page:
        page.goto(f"/inspection/{record.uid}")
        sees(page, ANSWER)
        page.get_by_role("link", name="更正：记错了人…").click()
        if page.get_by_label("周亦舟").count():
            page.get_by_label("周亦舟").check()
        page.locator("textarea").fill("当日在外地出庭，有出庭笔录为证。")
        page.get_by_role("button", name="更正", exact=True).click()
        sees(page, "已更正。")
        page.get_by_label("未查实，予以澄清").check()
        page.get_by_label("核查情况和理由").fill("经核对出庭笔录，并非周亦舟。")
        page.get_by_role("button", name=re.compile("^提出结论")).click()
        sees(page, "结论已提出")
    with stage.sits("head") as page:
        page.goto(f"/inspection/{record.uid}")
        page.get_by_role("button", name=re.compile("^审定")).click()
        sees(page, "已办结。")


def _told(stage: Stage, record: Record) -> None:
    stage.now += timedelta(days=1)
    with stage.sits("inspector") as page:
        page.goto(f"/inspection/{record.uid}")
        page.get_by_label("告知本人的结论和理由").fill("经核查不是您，予以澄清。")
        page.get_by_role("button", name="告知本人").click()
        sees(page, "已告知结论")
    with stage.sits("colleague") as page:
        page.goto("/hearings/")
        page.locator("tbody a").click()
        sees(page, "经核查不是您，予以澄清。")
        sees(page, "已予澄清")


def _not_found_again(stage: Stage) -> None:
    """A later record that names him does not lead to the one of which he was cleared."""
    stage.now += timedelta(days=1)
    cast = stage.cast
    named = naming(cast.colleague, "P23")
    said = content(stage.now, parties=(named,), acts=frozenset({"B4"}), case_number="正检刑诉受〔2026〕205号")
    later = file(cast.actor("outsider", stage.now), said, at=stage.now)
    later.assignee = cast.inspector
    later.save(update_fields=["assignee"])
    cleared = Record.objects.exclude(pk=later.pk).get()
    with stage.sits("inspector") as page:
        page.goto(f"/inspection/{later.uid}")
        related = page.locator(".j-known").inner_html()
        assert cleared.uid not in related
        assert str(cleared.number) not in related
        for place in ("/search?q=周亦舟", "/inspection/", "/inspection/concluded?sort=-filed"):
            page.goto(place)
            assert "周亦舟" not in page.locator("main").inner_text(), place
