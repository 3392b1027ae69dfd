"""Reports in the browser: what each person finds, does and is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jingheng.contexts.org.models import Account, Office
from jingheng.contexts.records.models import Record, Report
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.period import Month
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import DECEMBER, NOVEMBER, URGENT, Desk
from tests.web.walking import client_of, clock

PASSWORD = "a password for tests"


class Browser:
    """Somebody at his desk on the day."""

    def __init__(self, cast: Cast, key: str) -> None:
        self.client: Client = client_of(cast, key, at=DECEMBER)
        account = Account.objects.get(person=cast.people[key])
        account.set_password(PASSWORD)
        account.save()
        with clock(DECEMBER):
            self.client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str) -> HttpResponse:
        with clock(DECEMBER):
            return self.client.get(path)  # type: ignore[return-value]

    def post(self, path: str, **data: str) -> HttpResponse:
        with clock(DECEMBER):
            return self.client.post(path, data)  # type: ignore[return-value]

    def read(self, path: str) -> str:
        response = self.get(path)
        assert response.status_code == 200, path
        return response.content.decode()


@pytest.fixture
def at_desk(cast: Cast) -> Callable[[str], Browser]:
    return lambda key: Browser(cast, key)


As = Callable[[str], Browser]


def words(html: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_month_goes_all_the_way_in_the_browser(cast: Cast, at_desk: As) -> None:
    file(cast.actor("prosecutor"))
    head, chief, city = at_desk("head"), at_desk("chief"), at_desk("city_head")

    opened = head.post(f"/reports/open/MONTH/{NOVEMBER}")
    page = opened["Location"]
    assert head.post(f"{page}/0/compile", words="两人迟报，已提醒。")["Location"] == page
    assert chief.post(f"{page}/1/sign", password=PASSWORD)["Location"] == page
    assert head.post(f"{page}/1/send")["Location"] == page
    assert city.post(f"{page}/1/accept")["Location"] == page

    report = Report.objects.get()
    assert (report.state, report.signed_by, report.accepted_by) == ("ACCEPTED", cast.chief, cast.city_head)
    shown = words(head.read(page))
    assert "两人迟报，已提醒。" in shown
    assert "2026-11：未封存，以汇总时的记录计" in shown
    assert f"校验码 {report.digest[:16]}" in shown


def test_the_list_shows_every_period_with_its_state_and_light(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    desk.accepted(first=NOVEMBER.previous())
    desk.compile(desk.open())

    shown = words(at_desk("head").read("/reports/?year=2026"))

    assert re.search(r"2026 年 12 月月报\s+期间未满", shown)
    assert re.search(r"2026 年 11 月月报\s+待审签\s+未报\s+2026-12-10", shown)
    assert re.search(r"2026 年 10 月月报\s+上级已接收\s+迟报", shown)
    assert re.search(r"2026 年 9 月月报\s+尚未汇总\s+逾期未报", shown)
    assert re.search(r"2026 年第 3 季度季报\s+尚未汇总\s+逾期未报", shown)
    assert "2026 年 8 月月报" not in shown


def test_buttons_that_cannot_be_pressed_yet_say_why(cast: Cast, at_desk: As) -> None:
    file(cast.actor("prosecutor"))
    desk = Desk(cast)
    report = desk.compile(desk.open())
    running = desk.open(first=NOVEMBER.next())
    quarter = desk.open("QUARTER", NOVEMBER.plus(-4))

    assert "期间尚未结束，2027-01-01 起可以汇总" in words(at_desk("head").read(f"/reports/{running.uid}"))
    assert "2026-09 的月报还没有审签" in words(at_desk("head").read(f"/reports/{quarter.uid}"))
    file(cast.actor("colleague"))
    assert "汇总之后又有新的填报或更正" in words(at_desk("chief").read(f"/reports/{report.uid}"))
    assert at_desk("chief").get(f"/reports/{report.uid}/1/sign").status_code == 422


def test_nobody_is_shown_a_button_of_somebody_else(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())
    page, base = f"/reports/{report.uid}", f"/reports/{report.uid}/1"

    assert f'{base}/sign"' in at_desk("chief").read(page)
    for key, action in (
        ("head", "sign"),
        ("chief", "compile"),
        ("chief", "send"),
        ("head", "close"),
        ("head", "accept"),
    ):
        assert f'{base}/{action}"' not in at_desk(key).read(page)
        assert at_desk(key).post(f"{base}/{action}", password=PASSWORD).status_code == 404
    assert Report.objects.get().state == "COMPILED"


def test_compiling_speaks_of_a_signature_only_where_there_is_one(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())
    page = f"/reports/{report.uid}/1/compile"
    assert "失效" not in at_desk("head").read(page)

    desk.act("sign", report, "chief")

    assert f"{cast.chief.name}已审签第 1 稿；再汇总，审签随之失效" in words(at_desk("head").read(page))


def test_a_quarter_says_which_months_have_not_been_accepted(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    desk.accepted(first=Month(2026, 10))
    signed = desk.compile(desk.open(first=Month(2026, 9)))
    desk.act("sign", signed, "chief")
    quarter = desk.open("QUARTER", Month(2026, 7))

    asked = at_desk("head").read(f"/reports/{quarter.uid}/0/compile")
    report = desk.compile(quarter)
    signing = at_desk("chief").read(f"/reports/{report.uid}/1/sign")

    for page in (asked, signing):
        assert (
            page.index("j-notice-warning") < page.index("2026-09 的月报还没有接收归档") < page.index('class="j-form"')
        )


def test_a_signature_takes_the_password(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())

    wrong = at_desk("chief").post(f"/reports/{report.uid}/1/sign", password="something else")

    assert wrong.status_code == 422
    assert "密码不正确" in wrong.content.decode()
    assert Report.objects.get().state == "COMPILED"


def test_a_signature_under_an_older_page_is_refused(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.compile(desk.open()))

    stale = at_desk("chief").post(f"/reports/{report.uid}/1/sign", password=PASSWORD)

    assert stale.status_code == 422
    assert "报告已更新为第 2 稿，您看到的是第 1 稿" in stale.content.decode()
    assert Report.objects.get().state == "COMPILED"


def test_what_was_typed_is_kept_when_refused(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())

    stale = at_desk("inspector").post(f"/reports/{report.uid}/0/compile", words="我写的问题")

    assert stale.status_code == 422
    assert "我写的问题" in stale.content.decode()


def test_the_office_above_returns_with_a_reason_that_the_office_reads(cast: Cast, at_desk: As) -> None:
    report = Desk(cast).sent()
    city = at_desk("city_inspector")

    assert city.post(f"/reports/{report.uid}/1/return", opinion=" ").status_code == 422
    city.post(f"/reports/{report.uid}/1/return", opinion="请核对迟报人数")

    assert "请核对迟报人数" in words(at_desk("head").read(f"/reports/{report.uid}"))


def test_an_earlier_revision_can_be_read(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.compile(desk.open(), words="第一次写的"), words="第二次写的")

    assert "第二次写的" in at_desk("head").read(f"/reports/{report.uid}")
    earlier = at_desk("head").read(f"/reports/{report.uid}?revision=1")
    assert "第一次写的" in earlier
    assert "这是较早的一稿" in earlier


@pytest.mark.parametrize("key", ["sister_head", "prosecutor", "department_head", "discipline", "system_admin"])
def test_whoever_has_no_part_in_reports_finds_no_page(cast: Cast, at_desk: As, key: str) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open())
    browser = at_desk(key)

    for path in (
        f"/reports/{report.uid}",
        f"/reports/{report.uid}/papers/committee",
        f"/reports/{report.uid}/1/compile",
    ):
        assert browser.get(path).status_code == 404
    if key != "sister_head":
        for path in ("/reports/", "/reports/received/", "/reports/duty", f"/reports/open/MONTH/{NOVEMBER}"):
            assert browser.get(path).status_code == 404


def test_the_matrix_shows_what_is_missing_what_waits_and_what_has_come(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    desk.accepted(first=NOVEMBER.plus(-2))
    report = desk.sent()

    shown = at_desk("city_head").read("/reports/received/?year=2026")

    rows = {office: re.findall(r"j-report-cell-(\w+)", shown.split(f"{office}</th>")[1].split("</tr>")[0]) for office in (
        "正平区人民检察院", "明德区人民检察院")}  # fmt: skip
    assert rows["正平区人民检察院"] == ["done", "late", "late", "soon"]  # September, its quarter, October, November
    assert rows["明德区人民检察院"] == ["late", "late", "late", "soon"]  # November is due in two days
    assert f"/reports/{report.uid}" in shown


def test_the_office_above_learns_of_an_unsent_report_only_that_it_is_missing(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    before = at_desk("city_head").read("/reports/received/?year=2026")
    report = desk.signed()

    after = at_desk("city_head").read("/reports/received/?year=2026")

    assert report.uid not in after
    assert words(before) == words(after)


def test_the_matrix_takes_the_same_queries_for_forty_offices(cast: Cast, at_desk: As) -> None:
    city = at_desk("city_head")
    city.read("/reports/received/?year=2026")
    with CaptureQueriesContext(connection) as two:
        city.read("/reports/received/?year=2026")
    for number in range(38):
        Office.objects.create(
            code=f"98{number:04d}",
            name=f"第{number}院",
            level="BASIC",
            parent=cast.city,
            path=f"/990200/98{number:04d}/",
        )

    with CaptureQueriesContext(connection) as forty:
        city.read("/reports/received/?year=2026")

    assert len(forty) == len(two)


def test_rates_stand_by_office_level_and_month(cast: Cast, at_desk: As) -> None:
    shown = words(at_desk("city_head").read("/reports/duty?first=2026-10&last=2026-11"))

    assert re.search(r"明德区人民检察院\s+基层院\s+4\s+0\s+0\s+4\s+0\s+0\s+0\.00\s+0\.00", shown)
    assert "市级院" in shown
    assert "2026-10" in shown
    assert "明德区人民检察院" not in words(at_desk("head").read("/reports/duty?first=2026-10&last=2026-11"))


def test_a_period_that_is_none_is_said_and_not_a_fault(cast: Cast, at_desk: As) -> None:
    response = at_desk("head").get("/reports/duty?first=2026-13&last=2026-11")

    assert response.status_code == 422
    assert "没有这个月份" in response.content.decode()


def test_changes_since_the_month_before_stand_beside_the_figures(cast: Cast, at_desk: As) -> None:
    october = NOON - timedelta(days=30)
    for _ in range(2):
        file(cast.actor("prosecutor", october), content(october), at=october)
    file(cast.actor("prosecutor"))
    desk = Desk(cast)
    report = desk.compile(desk.open())

    shown = words(at_desk("chief").read(f"/reports/{report.uid}"))

    assert "比 2026-10 −1" in shown
    assert re.search(r"其他人员\s+1\s+100\.00\s+1\s+2\s+−1", shown)


def test_the_office_above_reads_no_draft_that_was_never_sent(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    draft = desk.act("send_back", desk.compile(desk.open(), words="第一次写的"), "chief", opinion="口气太重")
    desk.act("send", desk.act("sign", desk.compile(draft, words="第二次写的"), "chief"), "head")
    desk.act("return", draft, "city_head", opinion="请补充")
    page = f"/reports/{draft.uid}"

    above, at_home, reader = (
        words(at_desk(key).read(f"{page}?revision=1")) for key in ("city_head", "chief", "political")
    )

    assert "第一次写的" in at_home
    assert "口气太重" in at_home
    for shown in (above, reader):
        assert "第二次写的" in shown
        assert not [word for word in ("第一次写的", "口气太重", "第 1 稿") if word in shown]
        assert "请补充" in shown


def test_every_revision_that_was_sent_stays_readable_above(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open(), words="第一次写的")
    for again in ("第二次写的", ""):
        desk.act("send", desk.act("sign", report, "chief"), "head")
        if again:
            desk.act("return", report, "city_head", opinion="请补充")
            desk.compile(report, words=again)

    assert "第一次写的" in at_desk("city_head").read(f"/reports/{report.uid}?revision=1")
    assert "第二次写的" in at_desk("city_head").read(f"/reports/{report.uid}")


def test_compiling_again_begins_with_the_words_of_before(cast: Cast, at_desk: As) -> None:
    desk = Desk(cast)
    report = desk.compile(desk.open(), words="两人迟报，已提醒。")

    asked = at_desk("head").read(f"/reports/{report.uid}/1/compile")

    assert re.search(r"<textarea[^>]*>\s*两人迟报，已提醒。</textarea>", asked)
    assert "汇总 2026 年 11 月月报？" in asked


def test_a_report_that_names_a_filer_comes_back_with_what_was_typed(cast: Cast, at_desk: As) -> None:
    file(cast.actor("prosecutor"))
    report = Desk(cast).open()

    refused = at_desk("head").post(f"/reports/{report.uid}/0/compile", words=f"{cast.prosecutor.name}填报及时。")

    assert refused.status_code == 422
    assert "“情况说明和下步打算”里出现了填报人的姓名" in refused.content.decode()
    assert f"{cast.prosecutor.name}填报及时。" in refused.content.decode()


def test_what_waits_to_be_received_is_counted_as_it_is_listed(cast: Cast, at_desk: As) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    report_urgently(record_uid=record.uid, words="已更换承办人。", actor=cast.actor("head"), at=NOON)
    Desk(cast).sent()

    shown = at_desk("city_head").read("/reports/received/?year=2026")

    listed = shown.split("等待接收的报告</caption>")[1].split("</table>")[0].count('<th scope="row">')
    assert listed == 2
    assert re.search(r"等待接收 2 份", words(shown))


def test_an_urgent_report_says_before_it_goes_that_it_cannot_be_taken_back(cast: Cast, at_desk: As) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))

    assert "即刻发出，不再另外确认，不能撤回" in at_desk("head").read(f"/reports/urgent/{record.uid}")


def test_the_inspector_who_handles_the_record_reads_its_urgent_report(cast: Cast, at_desk: As) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    report = report_urgently(record_uid=record.uid, words="已更换承办人。", actor=cast.actor("head"), at=NOON)

    assert "已更换承办人。" in at_desk("inspector").read(f"/reports/{report.uid}")
    assert at_desk("second_inspector").get(f"/reports/{report.uid}").status_code == 404
    assert at_desk("inspector").get(f"/reports/urgent/{record.uid}").status_code == 404  # the head writes it


def test_an_urgent_record_is_reported_from_its_page(cast: Cast, at_desk: As) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    Record.objects.filter(pk=record.pk).update(assignee=cast.head)
    head = at_desk("head")
    assert "2026-11-11 12:00 前" in head.read(f"/reports/urgent/{record.uid}")
    assert f"/reports/urgent/{record.uid}" in head.read(f"/inspection/{record.uid}")
    assert head.post(f"/reports/urgent/{record.uid}", words=" ").status_code == 422
    page = head.post(f"/reports/urgent/{record.uid}", words="已影响庭审，已更换承办人。")["Location"]

    assert "已影响庭审，已更换承办人。" in head.read(page)
    assert "已影响庭审，已更换承办人。" in at_desk("city_head").read(page)
    for key in ("chief", "inspector", "inspection_deputy", "sister_head", "city_chief"):
        assert at_desk(key).get(page).status_code == 404


def test_a_returned_urgent_report_leads_back_to_its_writing(cast: Cast, at_desk: As) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    report = report_urgently(record_uid=record.uid, words="情况", actor=cast.actor("head"), at=NOON)
    at_desk("city_head").post(f"/reports/{report.uid}/1/return", opinion="请写明措施")

    assert f"/reports/urgent/{record.uid}" in at_desk("head").read(f"/reports/{report.uid}")


def test_a_record_past_the_office_changes_no_page_of_its_reports(cast: Cast, at_desk: As) -> None:
    """Decisions §1, page by page: the same words with such a record as without."""
    desk = Desk(cast)
    report = desk.compile(desk.open())
    pages = ("/reports/?year=2026", f"/reports/{report.uid}", "/reports/duty?first=2026-11&last=2026-11")
    before = {(key, page): words(at_desk(key).read(page)) for key in ("head", "inspector", "chief") for page in pages}

    file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),), **URGENT))

    assert before == {(key, page): words(at_desk(key).read(page)) for key, page in before}
