"""签批 as pages: the sheet to print, the scan to enter and confirm, the delegation."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records.models import PaperSigning, Report
from jingheng.kernel.period import SHANGHAI
from tests.factories.cast import Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import DECEMBER, Desk
from tests.web.walking import client_of, clock

LATE_NOVEMBER = datetime(2026, 11, 27, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def report(cast: Cast) -> Report:
    file(cast.actor("prosecutor", LATE_NOVEMBER), content(LATE_NOVEMBER, case_handler="方小岚"), at=LATE_NOVEMBER)
    about = content(LATE_NOVEMBER, parties=(naming(cast.chief, "P21"),))
    file(cast.actor("colleague", LATE_NOVEMBER), about, at=LATE_NOVEMBER)
    desk = Desk(cast)
    return desk.compile(desk.open(), words="本月填报及时。")


def at_desk(cast: Cast, who: str, at: datetime = DECEMBER) -> Client:
    return client_of(cast, who, at=at)


def read(client: Client, address: str) -> str:
    with clock(DECEMBER):
        response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_sheet_has_figures_problems_code_and_records_without_their_recorder(cast: Cast, report: Report) -> None:
    page = read(at_desk(cast, "chief"), f"/reports/{report.uid}/sheet")

    assert "2026 年 11 月月报签批单" in page
    assert report.digest[:16] in page
    assert "本月填报及时。" in page
    assert "甘霖" in page
    assert "方小岚" not in page
    assert "（已隐去）" in page
    assert cast.chief.name not in page.split("附：可供审阅的记录")[1].split("打印于")[0]


def test_printed_by_the_head_it_masks_the_recorder_too(cast: Cast, report: Report) -> None:
    page = read(at_desk(cast, "head"), f"/reports/{report.uid}/sheet")

    assert "甘霖" in page
    assert "方小岚" not in page


def test_the_chief_says_why_and_then_reads_the_name(cast: Cast, report: Report) -> None:
    client = at_desk(cast, "chief")
    uid = cast.prosecutor.records.get().uid
    with clock(DECEMBER):
        refused = client.post(f"/reports/{report.uid}/sheet/{uid}/unmask", {"reason": ""})
        done = client.post(f"/reports/{report.uid}/sheet/{uid}/unmask", {"reason": "需当面了解"})

    assert (refused.status_code, done.status_code) == (422, 302)
    page = read(client, f"/reports/{report.uid}/sheet")
    assert page.count("方小岚") == 1
    assert '<span class="s-only-screen">方小岚' in page


def test_a_scan_is_entered_by_one_and_confirmed_by_another(cast: Cast, report: Report) -> None:
    head, inspector = at_desk(cast, "head"), at_desk(cast, "inspector")
    address = f"/reports/{report.uid}/1/paper"
    typed = {"signed_by": cast.chief.pk, "signed_on": "2026-12-08"}
    assert "登记纸签…" in read(head, f"/reports/{report.uid}")
    with clock(DECEMBER):
        wrong = head.post(address, typed | {"scan": SimpleUploadedFile("表.xlsx", b"PK\x03\x04")})
        right = head.post(address, typed | {"scan": SimpleUploadedFile("签批单.pdf", b"%PDF-1.7 signed")})
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "扫描件要是 PDF" in wrong.content.decode()

    signing = PaperSigning.objects.get()
    with clock(DECEMBER):
        scan = inspector.get(f"/reports/{report.uid}/scans/{signing.uid}")
        assert scan.getvalue() == b"%PDF-1.7 signed"
        assert head.post(f"/reports/{report.uid}/1/sign-paper").status_code == 422
        assert inspector.post(f"/reports/{report.uid}/1/sign-paper").status_code == 422  # not without having compared
        page = inspector.get(f"/reports/{report.uid}/1/sign-paper").content.decode()
        assert f'name="scan" value="{signing.uid}"' in page
        said = {"compared": "on", "scan": signing.uid}
        head.post(address, typed | {"scan": SimpleUploadedFile("签批单.pdf", b"%PDF-1.7 scanned anew")})
        other = inspector.post(f"/reports/{report.uid}/1/sign-paper", said, follow=True)
        assert "重新登记的一份替换" in other.content.decode()
        assert Report.objects.get().state == "COMPILED"
        said["scan"] = PaperSigning.objects.latest("id").uid
        assert inspector.post(f"/reports/{report.uid}/1/sign-paper", said).status_code == 302

    assert Report.objects.get().state == "SIGNED"
    assert "贺承平（第 1 稿，纸签）" in read(inspector, f"/reports/{report.uid}")


def test_the_chief_delegates_and_the_deputy_signs_figures_alone(cast: Cast, report: Report) -> None:
    today = DECEMBER.date()
    with clock(DECEMBER):
        response = at_desk(cast, "chief").post(
            "/reports/delegation",
            {"person": cast.deputy.pk, "starts_on": f"{today}", "last_day": f"{today + timedelta(days=9)}"},
        )
    assert response.status_code == 302
    assert DutyHolding.objects.get(duty="ACTING").ends_on == today + timedelta(days=10)

    page = read(at_desk(cast, "deputy"), f"/reports/{report.uid}/sheet")

    assert "签批单" in page
    assert "甘霖" not in page
    assert "附：" not in page


def test_the_way_to_delegate_needs_no_report_and_is_the_chiefs_alone(cast: Cast) -> None:
    way = 'href="/reports/delegation"'

    assert not Report.objects.exists()
    assert way in read(at_desk(cast, "chief"), "/reports/")
    assert way not in read(at_desk(cast, "head"), "/reports/")


def test_the_chief_ends_a_delegation(cast: Cast) -> None:
    chief, today = at_desk(cast, "chief"), DECEMBER.date()
    with clock(DECEMBER):
        for start, leader in ((today, cast.deputy), (today + timedelta(days=3), cast.deputy)):
            said = {"person": leader.pk, "starts_on": f"{start}", "last_day": f"{start + timedelta(days=1)}"}
            assert chief.post("/reports/delegation", said).status_code == 302
        first, second = DutyHolding.objects.filter(duty="ACTING").order_by("starts_on")
    assert {"有效", "未开始"} <= set(read(chief, "/reports/delegation").replace("<", ">").split(">"))

    with clock(DECEMBER):
        assert at_desk(cast, "head").post(f"/reports/delegation/{first.pk}/end").status_code == 404
        assert chief.post(f"/reports/delegation/{second.pk}/end").status_code == 302

    second.refresh_from_db()
    assert second.ends_on == second.starts_on
    page = read(chief, "/reports/delegation")
    assert f"对{cast.deputy}的委托已撤销，没有生效。" in page
    with clock(DECEMBER + timedelta(minutes=9)):
        chief.post(f"/reports/delegation/{first.pk}/end")
    page = read(chief, "/reports/delegation")
    assert f"{DECEMBER + timedelta(minutes=9):%Y-%m-%d %H:%M} 已终止" in page
    assert "/end" not in page
    later = DECEMBER + timedelta(days=40)
    with clock(later):
        said = {"person": cast.deputy.pk, "starts_on": f"{later.date()}", "last_day": f"{later.date()}"}
        at_desk(cast, "chief", later).post("/reports/delegation", said)
    with clock(DECEMBER + timedelta(days=50)):
        late = at_desk(cast, "chief", DECEMBER + timedelta(days=50))
        assert "已到期" in late.get("/reports/delegation").content.decode()


def test_only_the_chief_delegates(cast: Cast) -> None:
    with clock(DECEMBER):
        for who in ("head", "deputy", "prosecutor", "political"):
            assert at_desk(cast, who).get("/reports/delegation").status_code == 404, who


def test_whoever_only_reads_reports_finds_neither_sheet_nor_scan(cast: Cast, report: Report) -> None:
    with clock(DECEMBER):
        for who in ("political", "prosecutor", "city_head", "sister_head", "discipline"):
            assert at_desk(cast, who).get(f"/reports/{report.uid}/sheet").status_code == 404, who
