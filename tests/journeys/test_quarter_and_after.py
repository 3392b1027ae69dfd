"""A quarter with two papers, a correction after a frozen circular, and the national system beside ours."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records.models import OutgoingPaper, Record
from jingheng.contexts.records.usecases import reports, review
from jingheng.kernel.period import SHANGHAI, Month
from tests.factories.contents import content, file
from tests.journeys.deeds import asked, circular_issued, docx_text, downloaded
from tests.journeys.stage import Stage, sees, write
from tests.usecases.test_outgoing import leader

QUARTER = [Month(2026, number) for number in (10, 11, 12)]


def hour(year: int, month: int, day: int, at: int) -> datetime:
    return datetime(year, month, day, at, tzinfo=SHANGHAI)


def _month(stage: Stage, month: Month, at: datetime) -> None:
    """Compiled, signed, sent and received by use-cases: the browser has its own journey for that."""
    cast = stage.cast
    head = cast.actor("head", at)
    uid = reports.open_report(kind="MONTH", first=month, actor=head, at=at).uid
    reports.compile_report(uid=uid, words="", shown_revision=0, actor=head, at=at)
    reports.sign_report(uid=uid, shown_revision=1, actor=cast.actor("chief", at), at=at)
    reports.send_report(uid=uid, shown_revision=1, actor=head, at=at)
    reports.accept_report(uid=uid, shown_revision=1, actor=cast.actor("city_head", at), at=at)


@pytest.mark.journey
def test_a_quarter_with_two_papers(stage: Stage, tmp_path: Path) -> None:
    cast = stage.cast
    DutyHolding.objects.create(
        person=cast.outsider, office=cast.county, duty="GENERAL_OFFICE", starts_on=date(2020, 1, 1)
    )
    filed = hour(2026, 11, 10, 12)
    file(cast.actor("prosecutor", filed), leader(), at=filed)
    file(cast.actor("prosecutor", filed), content(filed), at=filed)
    for month in QUARTER:
        _month(stage, month, hour(2027, 1, 6, 9))
    address = _compiled_and_signed(stage)
    with stage.sits("head") as page:
        page.goto(address)
        page.get_by_role("link", name="报同级党委政法委").click()
        sees(page, "关山")
        told = docx_text(downloaded(page, "Word", tmp_path / "committee.docx"))
        page.goto(address)
        page.get_by_role("link", name="报上级院").click()
        above = docx_text(downloaded(page, "Word", tmp_path / "superior.docx"))
    assert "共记录1件" in told.replace(" ", "")
    assert "关山" in told
    assert "甘霖" not in told
    assert "共填报重大事项2件" in above.replace(" ", "")
    assert "关山" not in above
    assert not [one for one in (told, above) if "方小岚" in one]
    _delivered(stage, tmp_path)


def _compiled_and_signed(stage: Stage) -> str:
    stage.now = hour(2027, 1, 7, 9)
    with stage.sits("head") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(r"^汇总\s*2026 年第 4 季度季报")).click()
        page.get_by_role("button", name="开始汇总").click()
        page.get_by_role("link", name="汇总…").click()
        write(page, {"problems": "1. 原话要点写得少", "words": "一月集中培训。"})
        page.get_by_role("button", name="汇总", exact=True).click()
        sees(page, "已汇总，请检察长审签。")
        address = page.url
    with stage.sits("chief") as page:
        page.goto(address)
        sees(page, "原话要点写得少")
        asked(page, "审签")
        sees(page, "已审签。")
    return address


def _delivered(stage: Stage, folder: Path) -> None:
    """By the general office, which never sees what the paper says."""
    scan = folder / "回执.pdf"
    scan.write_bytes(b"%PDF-1.7\n% received\n")
    with stage.sits("outsider") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(r"^编号\s*2026 年第 4 季度季报（同级党委政法委）")).click()
        write(page, {"number": "正检督〔2027〕1号", "urgency": "URGENT", "copies": "2"})
        page.get_by_role("button", name="编号", exact=True).click()
        sees(page, "已编号。")
        expect(page.get_by_role("link", name="报同级党委政法委")).to_have_count(0)
        committee = page.locator(".j-report-paper", has_text="报同级党委政法委")
        committee.get_by_role("link", name="登记送出…").click()
        write(page, {"docket": "机0107"})
        page.get_by_role("button", name="登记送出", exact=True).click()
        sees(page, "已登记送出。")
        committee.get_by_role("link", name="登记回执…").click()
        page.get_by_role("textbox", name="签收人").fill("王某")
        page.get_by_label("回执扫描件").set_input_files(scan)
        page.get_by_label("已对照扫描件核对").check()
        page.get_by_role("button", name="登记回执", exact=True).click()
        sees(page, "回执已登记。")
    assert OutgoingPaper.objects.get().state == "RECEIVED"


@pytest.mark.journey
def test_a_correction_after_a_frozencircular_issued(stage: Stage) -> None:
    cast, filed = stage.cast, hour(2026, 11, 10, 12)
    for _ in range(2):
        file(cast.actor("prosecutor", filed), content(filed), at=filed)
    _month(stage, QUARTER[1], hour(2026, 12, 7, 9))
    frozen = circular_issued(stage, hour(2026, 12, 8, 9), "澄检发〔2026〕9号")

    later = hour(2026, 12, 20, 9)
    record, head = Record.objects.order_by("id")[0], cast.actor("head", later)
    review.accept_record(uid=record.uid, actor=head, at=later)
    review.triage_record(uid=record.uid, conclusion="T0", opinion="工作联系。", actor=head, at=later)
    _month(stage, QUARTER[2], hour(2027, 1, 6, 9))
    following = circular_issued(stage, hour(2027, 1, 7, 9), "澄检发〔2027〕1号")

    with stage.sits("city_head") as page:
        page.goto(frozen)
        expect(page.locator("article.j-paper .j-paper-words").first).to_contain_text(re.compile(r"2\s*件"))
        page.goto(following)
        sees(page, "更正说明")
        chapter = page.locator("article.j-paper").inner_text()
        assert "澄检发〔2026〕9号" in chapter
        assert re.search(r"2\s*件.*1\s*件", chapter.split("更正说明")[-1], re.DOTALL)


@pytest.mark.journey
def test_the_national_system_with_one_difference_explained(stage: Stage) -> None:
    cast, filed = stage.cast, hour(2026, 11, 10, 12)
    record = file(cast.actor("prosecutor", filed), content(filed), at=filed)
    stage.now = hour(2026, 12, 3, 9)
    with stage.sits("head") as page:
        page.goto("/national/2026-11")
        page.get_by_role("link", name="抄录单").click()
        sees(page, "国家填报系统抄录单")
        page.goto("/national/2026-11")
        page.locator("#numbers").fill("GJ-2026-0412\nGJ-2026-0977\n")
        page.get_by_role("button", name="保存清单并核对").click()
        write(page, {f"n-{record.uid}": "GJ-2026-0412"})
        page.get_by_role("button", name="保存编号").click()
        sees(page, "国家系统有 GJ-2026-0977，本系统没有")
        page.get_by_role("button", name="完成对账").click()
        sees(page, "还有 1 处差异没有说明原因")
        row = page.get_by_role("row", name=re.compile("GJ-2026-0977"))
        row.get_by_role("combobox").select_option("TWICE")
        row.get_by_role("textbox").fill("十一月三日重复录入")
        row.get_by_role("button").click()
        page.get_by_role("button", name="完成对账").click()
        sees(page, "完成对账。")
