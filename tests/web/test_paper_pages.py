"""A report's papers as pages: read, printed, numbered, sent, acknowledged."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jingheng.contexts.org.models import Office
from jingheng.contexts.records.models import OutgoingPaper, Report
from jingheng.kernel.period import SHANGHAI, Month
from tests.factories.cast import Cast
from tests.factories.contents import file
from tests.factories.reporting import Desk
from tests.usecases.test_outgoing import leader, quarter
from tests.web.walking import client_of, clock

JANUARY = datetime(2027, 1, 8, 9, 0, tzinfo=SHANGHAI)
HEADING = {
    "number": "正检督〔2027〕1号", "recipient": "中共正平区委政法委员会", "secrecy": "工作秘密", "urgency": "", "copies": "2",
}  # fmt: skip


@pytest.fixture
def report(cast: Cast) -> Report:
    file(cast.actor("prosecutor"), leader())
    return Desk(cast, JANUARY).act("sign", quarter(cast), "chief")


def at_desk(cast: Cast, who: str) -> Client:
    return client_of(cast, who, at=JANUARY)


def read(client: Client, address: str, status: int = 200) -> str:
    with clock(JANUARY):
        response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def post(client: Client, address: str, **said: object) -> tuple[int, str]:
    with clock(JANUARY):
        response = client.post(address, said)
    return response.status_code, response.content.decode()


def test_the_reports_page_lists_its_papers_to_those_who_have_a_part_in_them(cast: Cast, report: Report) -> None:
    address = f"/reports/{report.uid}"

    page = read(at_desk(cast, "head"), address)
    assert f"{address}/papers/committee" in page
    assert f"{address}/papers/committee/1/number" in page
    assert f"{address}/papers/meeting" in page
    inspector = read(at_desk(cast, "inspector"), address)
    assert f"{address}/papers/committee/1/number" in inspector
    assert f'href="{address}/papers/committee"' not in inspector
    assert "文书和报送" not in read(at_desk(cast, "inspection_deputy"), address)


def test_the_committees_paper_is_for_head_and_chief(cast: Cast, report: Report) -> None:
    for who in cast.people:
        status = 200 if who in ("head", "chief") else 404
        for end in ("", "/file.docx"):
            with clock(JANUARY):
                response = at_desk(cast, who).get(f"/reports/{report.uid}/papers/committee{end}")
            assert response.status_code == status, (who, end)
    page = read(at_desk(cast, "chief"), f"/reports/{report.uid}/papers/committee")
    assert "关山" in page
    assert "方小岚" not in page.split("j-outgoing-signed")[0]


def test_a_file_says_what_the_page_says(cast: Cast, report: Report) -> None:
    with clock(JANUARY):
        response = at_desk(cast, "head").get(f"/reports/{report.uid}/papers/committee/file.docx")

    assert "attachment" in response["Content-Disposition"]
    document = ZipFile(BytesIO(response.content)).read("word/document.xml").decode()
    assert "关山" in document
    assert "方小岚" not in document


@pytest.mark.parametrize("end", ["papers/nobody", "papers/COMMITTEE", "papers/committee/file.exe", "papers/committee/1/burn",
                                 "papers/meeting/1/number", "papers/committee/scan"])  # fmt: skip
def test_what_is_not_there_is_not_found(cast: Cast, report: Report, end: str) -> None:
    read(at_desk(cast, "head"), f"/reports/{report.uid}/{end}", status=404)


def test_numbered_sent_and_acknowledged_in_the_browser(cast: Cast, report: Report) -> None:
    head, base = at_desk(cast, "head"), f"/reports/{report.uid}/papers/committee"
    asked = read(head, f"{base}/1/number")
    assert "中共正平区委政法委员会" in asked
    assert "例如“正检发〔2027〕1号”，代字照本院的写。" in asked
    assert "已签收" not in read(head, f"/reports/{report.uid}")

    assert post(head, f"{base}/1/number", **HEADING)[0] == 302
    page = read(head, f"{base}/1/send")
    assert "正检督〔2027〕1号" in page
    assert post(head, f"{base}/1/send", channel="EXCHANGE", docket="机7", sent_on="2027-01-08")[0] == 302
    scan = SimpleUploadedFile("回执.pdf", b"%PDF-1.7")
    said = {
        "receiver": "政法委", "received_there_by": "王某", "receipt_number": "", "received_on": "2027-01-08", "scan": scan,
        "compared": "on",
    }  # fmt: skip
    assert post(head, f"{base}/1/receive", **said)[0] == 302

    page = read(at_desk(cast, "chief"), f"/reports/{report.uid}")
    assert "政法委 王某" in page
    assert "同级党委政法委已签收 2027-01-08" in page.partition("j-lead")[2].partition("</p>")[0]
    with clock(JANUARY):
        kept = at_desk(cast, "chief").get(f"{base}/scan")
    assert b"".join(kept) == b"%PDF-1.7"
    assert "000002" in read(head, base)


def test_after_the_first_number_the_last_one_is_named(cast: Cast, report: Report) -> None:
    head, papers = at_desk(cast, "head"), f"/reports/{report.uid}/papers"
    post(head, f"{papers}/committee/1/number", **HEADING)

    asked = read(head, f"{papers}/superior/1/number")

    assert "上一份材料是“正检督〔2027〕1号”，已推为下一个号。" in asked
    assert 'value="正检督〔2027〕2号"' in asked
    assert f'value="{cast.city.name}"' in asked


def test_an_office_that_is_topmost_here_writes_to_whom_it_wrote_last(cast: Cast, report: Report) -> None:
    Office.objects.filter(pk=cast.county.pk).update(parent=None)
    head, address = at_desk(cast, "head"), f"/reports/{report.uid}/papers/superior/1/number"
    assert 'name="recipient" value' not in read(head, address)

    post(head, address, **(HEADING | {"recipient": "省人民检察院"}))
    OutgoingPaper.objects.update(revision=99)  # of a report before

    assert 'name="recipient" value="省人民检察院"' in read(head, address)


def test_a_refused_heading_keeps_what_was_typed(cast: Cast, report: Report) -> None:
    address = f"/reports/{report.uid}/papers/committee/1/number"

    status, page = post(at_desk(cast, "head"), address, **(HEADING | {"number": " ", "recipient": "区委政法委办公室"}))

    assert status == 422
    assert "区委政法委办公室" in page
    assert not OutgoingPaper.objects.exists()


def test_what_cannot_be_done_yet_says_why(cast: Cast, report: Report) -> None:
    address = f"/reports/{report.uid}/papers/committee/1/send"

    assert "不能“登记送出”" in read(at_desk(cast, "head"), address, status=422)
    read(at_desk(cast, "outsider"), address, status=404)


def test_the_last_periods_problems_are_asked_for(cast: Cast) -> None:
    desk, head = Desk(cast, JANUARY), at_desk(cast, "head")
    october, november = desk.open(first=Month(2026, 10)), desk.open(first=Month(2026, 11))
    address = f"/reports/{october.uid}/0/compile"
    assert post(head, address, problems="1. 迟报较多\n2. 原话要点少", words="")[0] == 302
    assert "迟报较多" in read(head, f"/reports/{october.uid}")

    address = f"/reports/{november.uid}/0/compile"
    assert "上期问题：迟报较多" in read(head, address)
    status, page = post(head, address, problems="", words="下月培训。", **{"followed-0-state": "MENDED"})
    assert status == 422
    assert "请说明上期问题“原话要点少”整改了没有" in page
    assert "下月培训。" in page
    said = {"followed-0-state": "MENDED", "followed-1-state": "MENDING", "followed-1-note": "正在培训"}
    assert post(head, address, problems="", words="下月培训。", **said)[0] == 302
    page = read(head, f"/reports/{november.uid}")
    assert "正在培训" in page
    assert "上期问题：2 个，已整改 1 个" in page
    assert "正在培训" in read(head, f"/reports/{november.uid}/1/compile")
    assert "正在整改" in read(head, f"/reports/{november.uid}/sheet")


def test_the_circular_of_the_same_period_is_one_click_away(cast: Cast, report: Report) -> None:
    address = "/circulars/new?first=2026-10&amp;last=2026-12"

    assert address in read(at_desk(cast, "head"), f"/reports/{report.uid}")
    assert 'value="2026-10"' in read(at_desk(cast, "head"), address.replace("&amp;", "&"))
    assert address not in read(at_desk(cast, "chief"), f"/reports/{report.uid}")
