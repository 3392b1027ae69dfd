"""What several journeys do on their way."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from docx import Document
from playwright.sync_api import Page

from tests.journeys.stage import PASSWORD, Stage, sees


def asked(page: Page, label: str) -> None:
    """A deed that says first what follows from it."""
    page.get_by_role("link", name=f"{label}…").first.click()
    if page.get_by_label("登录密码").count():
        page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_role("button", name=label, exact=True).click()


def downloaded(page: Page, label: str, to: Path) -> Path:
    with page.expect_download(timeout=90_000) as download:
        page.get_by_role("link", name=label, exact=True).click()
    download.value.save_as(to)
    return to


def docx_text(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def circular_issued(stage: Stage, at: datetime, number: str) -> str:
    """The city's, of the month before: compiled, handed in, signed, numbered. Its address."""
    stage.now = at
    with stage.sits("city_head") as page:
        page.goto("/circulars/")
        page.get_by_role("link", name="汇总通报").click()
        page.get_by_role("button", name="汇总", exact=True).click()
        page.wait_for_url(re.compile(r"/circulars/(?!new)"))
        address = page.url
        asked(page, "送审签")
        sees(page, "已送检察长审签。")
    with stage.sits("city_chief") as page:
        page.goto(address)
        asked(page, "审签")
        sees(page, "已审签。")
    with stage.sits("city_office") as page:
        page.goto(address)
        page.get_by_role("link", name="编号印发…").click()
        page.get_by_label("发文字号").fill(number)
        page.get_by_role("button", name="下一步：核对", exact=True).click()
        page.get_by_role("button", name="确认编号印发", exact=True).click()
        sees(page, "已编号印发，下级院可以看到。")
    return address
