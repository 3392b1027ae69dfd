"""What it is all for: from a telephone call between two hearings to a figure in a numbered circular."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jingheng.contexts.org.models import Office
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.platform.documents.pdf import pdf_available
from tests.journeys.deeds import asked, circular_issued, docx_text, downloaded
from tests.journeys.stage import PHONE, Stage, presses, sees, settle, write

DECEMBER = Month(2026, 12)
SAID = "甘霖来电问其朋友的盗窃案办到什么程度，希望尽快有个结果，并问能不能提前告诉他处理意见。"


def hour(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027 if month < 6 else 2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.journey
def test_from_a_call_to_the_circular(stage: Stage, tmp_path: Path) -> None:
    Office.objects.update(starts_in=DECEMBER.number)
    _captured_between_two_hearings(stage)
    record = _completed_at_the_desk(stage)
    _returned(stage, record)
    _corrected(stage, record)
    _accepted_and_triaged(stage, record)
    _everybody_signs(stage)
    for title in ("2026 年 12 月月报", "2026 年第 4 季度季报"):
        _compiled_and_signed(stage, title)
        _received_above(stage, title)
    _circular(stage, tmp_path)


def _captured_between_two_hearings(stage: Stage) -> None:
    stage.now = hour(12, 22, 10, 40)
    with stage.sits("prosecutor", screen=PHONE) as page:
        page.goto("/records/quick")
        write(page, {"name": "甘霖", "channel": "PHONE", "summary": "问盗窃案进展"})
        page.get_by_label("内容不涉及国家秘密").check()
        page.get_by_role("button", name="记下", exact=True).click()
        sees(page, "补全提交后才算填报")
    assert not Record.objects.exists()


def _completed_at_the_desk(stage: Stage) -> Record:
    stage.now = hour(12, 22, 17, 30)
    with stage.sits("prosecutor") as page:
        page.goto("/")
        page.get_by_role("link", name="去补全").click()
        expect(page.locator('[name="parties-0-name"]')).to_have_value("甘霖")
        write(page, {
            "parties-0-asker_types": ("P44",), "parties-0-litigant_relation": "朋友", "matter": "M1", "handling": "OWN",
            "case_number": "正检刑诉受〔2026〕118号", "case_stage": "S5", "place_kind": "WORKPLACE",
            "in_office_hours": "YES", "acts": ("N1",), "summary": SAID, "responses": ("REFUSED", "PROCEDURE"),
            "disclosed": "NO", "effect": "NONE", "evidence": ("ABSENT",), "no_evidence_reason": "ORAL",
        })  # fmt: skip
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url("**/receipt")
        expect(page.get_by_role("heading", name="已提交")).to_be_visible()
    return Record.objects.get()


def _desk_of(record: Record) -> str:
    """Records are dealt out by chance: whoever got this one."""
    people = {"inspector": "程见微", "second_inspector": "陆以宁", "head": "严守中"}
    record.refresh_from_db()
    assert record.assignee is not None
    return next(key for key, name in people.items() if name == record.assignee.name)


def _returned(stage: Stage, record: Record) -> None:
    stage.now = hour(12, 23, 9, 30)
    with stage.sits(_desk_of(record)) as page:
        page.goto("/")
        page.get_by_role("link", name="去审查").first.click()
        sees(page, SAID)
        page.get_by_label("要补正什么").fill("请补写对方的原话要点。")
        page.get_by_role("button", name=re.compile("内容过于笼统")).click()
        sees(page, "已退回补正。")


def _corrected(stage: Stage, record: Record) -> None:
    stage.now = hour(12, 23, 15, 0)
    with stage.sits("prosecutor") as page:
        page.goto("/")
        page.get_by_role("link", name="去补正").click()
        sees(page, "请补写对方的原话要点。")
        page.get_by_role("button", name="去补正").click()
        write(page, {"reason": "补写原话", "verbatim": "“能不能先透个底，大概什么时候起诉？”"})
        page.get_by_role("button", name="提交补正").click()
        sees(page, "已提交，存为第 2 版")
    record.refresh_from_db()
    assert record.state == "RECORDED"


def _accepted_and_triaged(stage: Stage, record: Record) -> None:
    stage.now = hour(12, 24, 10, 0)
    with stage.sits(_desk_of(record)) as page:
        page.goto("/")
        page.get_by_role("link", name="去审查").first.click()
        sees(page, "大概什么时候起诉")
        presses(page, "a")
        expect(page.get_by_role("button", name="受理", exact=False)).to_be_focused()
        presses(page, "a")
        sees(page, "已受理，已编号。")
        page.goto(f"/inspection/{record.uid}")
        page.get_by_label("甄别意见").fill("受委托了解情况，未发现问题。")
        page.get_by_role("button", name=re.compile("甄别未发现问题")).click()
        sees(page, "已甄别。")
    record.refresh_from_db()
    assert (record.number is not None, record.state) == (True, "NOTED")


def _everybody_signs(stage: Stage) -> None:
    stage.now = hour(12, 31, 16, 0)
    for key in ("colleague", "chief"):
        with stage.sits(key) as page:
            page.goto("/")
            page.get_by_role("link", name=re.compile("签署")).first.click()
            page.get_by_role("button", name="签署“本月无”").click()
            sees(page, "2026-12 月度报告已签署。")
    for key, person in stage.cast.people.items():
        if not person.statements.exists():
            sign_statement(month=DECEMBER, actor=stage.cast.actor(key, stage.now), at=stage.now)
    with stage.sits("department_head") as page:
        page.goto("/months/")
        sees(page, "未完成")
        assert "甘霖" not in page.content()


def _compiled_and_signed(stage: Stage, title: str) -> None:
    stage.now = hour(1, 5, 9, 0)
    with stage.sits("head") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(rf"^汇总\s*{title}")).click()
        page.get_by_role("button", name="开始汇总").click()
        asked(page, "汇总")
        sees(page, "已汇总，请检察长审签。")
    stage.now = hour(1, 5, 9, 10)
    with stage.sits("chief") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(rf"^审签\s*{title}")).click()
        expect(page.locator(".j-tile").first).to_contain_text("1")
        asked(page, "审签")
        sees(page, "已审签。")
    with stage.sits("head") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(rf"^上报\s*{title}")).click()
        asked(page, "上报")
        sees(page, "已上报上级院。")


def _received_above(stage: Stage, title: str) -> None:
    stage.now = hour(1, 5, 14, 0)
    with stage.sits("city_inspector") as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile(rf"^接收\s*{title}")).click()
        asked(page, "接收")
        sees(page, "已接收。")
        sees(page, "上级已接收")


def _circular(stage: Stage, folder: Path) -> None:
    address = circular_issued(stage, hour(1, 6, 9, 0), "澄检发〔2027〕1号")
    with stage.sits("chief") as page:
        page.goto(address)
        settle(page)
        words = page.locator("article.j-paper .j-paper-words").first.inner_text()
        assert "1 件" in words.replace("1件", "1 件")
        assert "澄检发〔2027〕1号" in page.locator("article.j-paper").inner_text()
        paper = docx_text(downloaded(page, "Word", folder / "circular.docx"))
        assert "1件" in paper.replace(" ", "")
        assert "澄检发〔2027〕1号" in paper
        assert "甘霖" not in paper
        if pdf_available():
            printed = downloaded(page, "PDF", folder / "circular.pdf")
            assert _pages(printed) >= 1
            assert "1件" in _pdf_text(printed)


def _pages(path: Path) -> int:
    said = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"^Pages:\s+(\d+)", said, re.MULTILINE)[1])  # type: ignore[index]  # pdfinfo always says it


def _pdf_text(path: Path) -> str:
    said = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
    return re.sub(r"\s", "", said)
