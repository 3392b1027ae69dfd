"""A county office as it is: a leader dictates and signs on paper, somebody is on maternity leave, somebody is lent out, the
chief signs by hand.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jingheng.contexts.org.models import Department, DutyHolding, Office
from jingheng.contexts.records.models import Record, Report
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import SHANGHAI, Month
from tests.journeys.stage import Stage, sees, write

DECEMBER = Month(2026, 12)
SAID = "甘霖来电问其朋友的盗窃案办到什么程度，希望尽快有个结果，并问能不能提前告诉他处理意见。"


def hour(month: int, day: int, at: int, minute: int = 0) -> datetime:
    return datetime(2027 if month < 6 else 2026, month, day, at, minute, tzinfo=SHANGHAI)


@pytest.mark.journey
def test_a_small_offices_month(stage: Stage, tmp_path: Path) -> None:
    Office.objects.update(starts_in=DECEMBER.number)
    cast = stage.cast
    leaders = Department.objects.get(office=cast.county, name="院领导")
    DutyHolding.objects.create(
        person=cast.outsider, office=cast.county, duty="CLERK", department=leaders, starts_on=date(2020, 1, 1)
    )
    _away(stage, "周亦舟", "MATERNITY")
    _away(stage, "方小岚", "SECONDED", host=str(cast.sister.pk))
    _dictated(stage)
    _signed_on_paper(stage, tmp_path)
    _signed_by_everybody(stage)
    _the_chief_signs_by_hand(stage, tmp_path)


def _away(stage: Stage, name: str, reason: str, **more: str) -> None:
    stage.now = hour(12, 1, 9)
    with stage.sits("political") as page:
        page.goto("/absences/")
        page.get_by_label("人员").select_option(label=name)
        write(page, {"reason": reason, "starts_on": "2026-12-01", "basis": "正检政〔2026〕8号", **more})
        page.get_by_role("button", name="登记", exact=True).click()
        sees(page, "已登记")


def _dictated(stage: Stage) -> None:
    stage.now = hour(12, 22, 10)
    with stage.sits("outsider") as page:
        page.goto("/transcripts/")
        page.get_by_label("为谁代录").select_option(label="乔敏行")
        page.get_by_label("内容不涉及国家秘密").check()
        page.get_by_role("button", name="开始录入").click()
        write(page, {
            "parties-0-name": "甘霖", "parties-0-asker_types": ("P44",), "parties-0-litigant_relation": "朋友",
            "matter": "M1", "handling": "NOT", "case_number": "正检刑诉受〔2026〕118号", "case_stage": "S5",
            "happened_at": "2026-12-21T15:00", "channel": "PHONE", "place_kind": "WORKPLACE", "in_office_hours": "YES",
            "acts": ("N1",), "summary": SAID, "responses": ("REFUSED", "PROCEDURE"), "disclosed": "NO", "effect": "NONE",
            "evidence": ("ABSENT",), "no_evidence_reason": "ORAL",
        })  # fmt: skip
        page.get_by_role("button", name="送本人确认").click()
        sees(page, "已送乔敏行确认")
    assert not Record.objects.exists()


def _scanned(page: Page, folder: Path) -> None:
    if page.get_by_label("签名日期").input_value() == "":
        page.get_by_label("签名日期").fill("2027-01-05")
    scan = folder / "签名页.pdf"
    scan.write_bytes(b"%PDF-1.7\n% signed by hand\n")
    page.get_by_label("扫描件").set_input_files(scan)
    if page.get_by_label("已核对：纸上的校验码").count():
        page.get_by_label("已核对：纸上的校验码").check()
    page.get_by_role("button", name="登记", exact=True).click()
    sees(page, "核对后确认")


def _signed_on_paper(stage: Stage, folder: Path) -> None:
    stage.now = hour(12, 22, 14)
    with stage.sits("outsider") as page:
        page.goto("/transcripts/")
        page.get_by_role("link", name="打印", exact=True).click()
        sees(page, SAID)
        page.goto("/transcripts/")
        page.get_by_role("link", name="登记纸签…").click()
        _scanned(page, folder)
    with stage.sits("head") as page:
        page.goto("/transcripts/")
        page.get_by_role("link", name="去核对").click()
        page.get_by_role("button", name="核对一致，确认").click()
        sees(page, "已经填报")
    record = Record.objects.get()
    assert (record.filer, record.is_paper_signed) == (stage.cast.deputy, True)
    with stage.sits("outsider") as page:
        page.goto("/transcripts/")
        sees(page, "没有等本人确认的")


def _signed_by_everybody(stage: Stage) -> None:
    stage.now = hour(12, 31, 16)
    with stage.sits("head") as page:
        page.goto("/months/")
        sees(page, "另有免报 1 人")
        page.get_by_role("button", name="提醒全部未完成").click()
        sees(page, "提醒只说“未完成”")
        expect(page.get_by_label("发 OA 的一段话")).to_have_value(re.compile(r"还有 \d+ 人未完成"))
    for key, person in stage.cast.people.items():
        if person.office_id == stage.cast.county.pk and key != "colleague" and not person.statements.exists():
            sign_statement(month=DECEMBER, actor=stage.cast.actor(key, stage.now), at=stage.now)
    with stage.sits("colleague") as page:
        page.goto("/statements/2026-12")
        sees(page, "您属于免报（产假）")
    with stage.sits("prosecutor") as page:
        _signs_with_her_host(page, stage)


def _signs_with_her_host(page: Page, stage: Stage) -> None:
    """Lent to the sister office, she signs there."""
    page.goto("/statements/2026-12")
    expect(page.get_by_role("banner")).to_contain_text(stage.cast.sister.name)


def _the_chief_signs_by_hand(stage: Stage, folder: Path) -> None:
    stage.now = hour(1, 5, 9)
    with stage.sits("head") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(r"^汇总\s*2026 年 12 月月报")).click()
        page.get_by_role("button", name="开始汇总").click()
        page.get_by_role("link", name="汇总…").click()
        page.get_by_role("button", name="汇总", exact=True).click()
        sees(page, "已汇总，请检察长审签。")
        page.get_by_role("link", name="签批单").click()
        sees(page, "2026 年 12 月月报签批单")
        page.goto(f"/reports/{Report.objects.get(kind='MONTH').uid}")
        page.get_by_role("link", name="登记纸签…").click()
        _scanned(page, folder)
        expect(page.get_by_role("button", name="确认纸签")).to_be_disabled()
    with stage.sits("inspector") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(r"^核对并确认纸签")).click()
        page.get_by_role("link", name="确认纸签…").click()
        page.get_by_label("已打开扫描件核对").check()
        page.get_by_role("button", name="确认纸签", exact=True).click()
        sees(page, "已确认纸签，报告已审签。")
    with stage.sits("head") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(r"^上报\s*2026 年 12 月月报")).click()
        page.get_by_role("link", name="上报…").click()
        page.get_by_role("button", name="上报", exact=True).click()
        sees(page, "已上报上级院。")
    with stage.sits("city_inspector") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(r"^接收\s*2026 年 12 月月报")).click()
        page.get_by_role("link", name="接收…").click()
        page.get_by_role("button", name="接收", exact=True).click()
        sees(page, "已接收。")
