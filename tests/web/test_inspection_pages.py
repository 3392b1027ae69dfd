"""Inspection in the browser: its pages exist for whom the route names, and for nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Account
from jingheng.contexts.records.models import Hearing, Reading, Record, Step
from jingheng.contexts.records.usecases.hearings import open_hearing
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.period import SHANGHAI
from tests.factories.cast import Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import URGENT
from tests.factories.reviewing import about_colleague, filed, proposed, verifying

pytestmark = pytest.mark.django_db

#: Every address that a record of inspection has, with how it is asked for.
GET = ("", "/hear", "/correct", "/files/nothing")
POST = (
    "/accept",
    "/return",
    "/triage",
    "/verify",
    "/propose",
    "/conclude",
    "/reject",
    "/reassign",
    "/unmask",
    "/hear",
    "/correct",
    "/hearings/nothing/tell",
    "/hearings/nothing/review",
)


def now() -> datetime:
    """Pages run on the system's clock."""
    return timezone.now()


def local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def urgent(cast: Cast, *, at: datetime) -> Record:
    record = file(cast.actor("prosecutor", at), content(at, **URGENT), at=at)
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    return record


def signed_in(cast: Cast, key: str) -> Client:
    account = Account.objects.create(
        username=key, person=cast.people[key], created_at=now(), must_change_password=False
    )
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    "key",
    [
        "colleague",
        "department_head",
        "prosecutor",
        "second_inspector",
        "chief",
        "discipline",
        "sister_head",
        "city_head",
        "city_inspector",
    ],
)
def test_for_the_named_his_chain_and_other_offices_no_address_exists(cast: Cast, key: str) -> None:
    record = about_colleague(cast, by="prosecutor", at=now())
    client = signed_in(cast, key)

    for part in GET:
        assert client.get(f"/inspection/{record.uid}{part}").status_code == 404, part
    for part in POST:
        assert client.post(f"/inspection/{record.uid}{part}").status_code == 404, part
    assert not Reading.objects.exists()
    assert not Entry.objects.exclude(event="statement.filed").exists()


@pytest.mark.parametrize("key", ["colleague", "department_head", "prosecutor", "political", "system_admin"])
@pytest.mark.parametrize("show", ["", "concluded", "urgent", "copies", "open.xlsx", "concluded.xlsx", "all"])
def test_whoever_does_not_inspect_finds_no_list(cast: Cast, key: str, show: str) -> None:
    assert signed_in(cast, key).get(f"/inspection/{show}").status_code == 404


def test_a_list_shows_neither_names_nor_words_nor_what_one_may_not_read(cast: Cast) -> None:
    record, foreign = about_colleague(cast, at=now()), about_colleague(cast, to="second_inspector", at=now())

    page = signed_in(cast, "inspector").get("/inspection/").content.decode()

    assert record.receipt_code in page
    assert not any(
        secret in page
        for secret in (foreign.receipt_code, foreign.uid, cast.colleague.name, cast.outsider.name, "盗窃案")
    )
    assert not Reading.objects.exists()


def test_the_list_takes_the_same_number_of_queries_however_long_it_is(cast: Cast) -> None:
    client = signed_in(cast, "inspector")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/inspection/").status_code == 200
        return len(captured)

    for _ in range(21):  # beyond the to-do lines of the frame
        filed(cast, at=now())
    queries()  # the first visit also begins the session
    few = queries()
    for _ in range(15):
        filed(cast, at=now())

    assert queries() == few


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=RECORDED", 2),
        ("state=ACCEPTED", 0),
        ("bucket=IMPROPER", 1),
        ("channel=PHONE", 2),
        ("channel=FACE", 0),
        ("matter=M1", 2),
        ("month=1999-01", 0),
        ("month=nonsense", 0),
        ("month=2026-13", 0),
        ("urgent=yes", 0),
        ("imported=no", 2),
        ("due=none", 0),
        ("state=NONSENSE", 0),
        ("sort=-filed", 2),
        ("number=zzzz", 0),
    ],
)
def test_filters_stand_in_the_address(cast: Cast, query: str, found: int) -> None:
    about_colleague(cast, at=now())
    filed(cast, at=now())

    page = signed_in(cast, "inspector").get(f"/inspection/?{query}").content.decode()

    assert page.count("<tr data-row") == found


def test_opening_a_record_is_a_reading(cast: Cast) -> None:
    record = about_colleague(cast, at=now())

    page = signed_in(cast, "inspector").get(f"/inspection/{record.uid}").content.decode()

    assert "反映的情况" in page
    assert "违规人员" not in page
    assert Reading.objects.get().duty == "INSPECTOR"


def test_a_verdict_leads_to_the_next_of_the_list(cast: Cast) -> None:
    first, second = filed(cast, at=now()), filed(cast, at=now())
    client = signed_in(cast, "inspector")
    page = client.get(f"/inspection/{first.uid}?state=RECORDED&show=open").content.decode()
    assert "1 / 2" in page

    answer = client.post(f"/inspection/{first.uid}/accept?state=RECORDED&show=open")

    assert answer.status_code == 303
    assert answer["Location"] == f"/inspection/{second.uid}?state=RECORDED&show=open&done=1"
    assert "2 / 2" in client.get(answer["Location"]).content.decode()


def test_what_stays_in_the_list_stays_on_the_screen(cast: Cast) -> None:
    first, _ = filed(cast, at=now()), filed(cast, at=now())

    answer = signed_in(cast, "inspector").post(f"/inspection/{first.uid}/accept?show=open")

    assert answer["Location"] == f"/inspection/{first.uid}?show=open"


def test_the_last_of_the_list_leads_back_to_it(cast: Cast) -> None:
    record = filed(cast, at=now())

    answer = signed_in(cast, "inspector").post(f"/inspection/{record.uid}/accept?state=RECORDED&show=open")

    assert answer["Location"] == "/inspection/?state=RECORDED"


def test_a_refused_verdict_keeps_what_was_typed_and_shows_the_present_state(cast: Cast) -> None:
    record = filed(cast, at=now())
    client = signed_in(cast, "inspector")
    refused = client.post(f"/inspection/{record.uid}/return", {"reason": "R9", "opinion": ""})
    assert (refused.status_code, Record.objects.get().state) == (422, "RECORDED")

    client.post(f"/inspection/{record.uid}/accept")
    late = client.post(f"/inspection/{record.uid}/return", {"reason": "R1", "opinion": "请补充"})

    assert late.status_code == 422
    assert "当前状态为“已受理”" in late.content.decode()


def test_an_unknown_verdict_does_not_exist(cast: Cast) -> None:
    record = filed(cast, at=now())

    assert signed_in(cast, "inspector").post(f"/inspection/{record.uid}/forget").status_code == 404


def test_many_are_accepted_with_a_summary_of_what_was_not(cast: Cast) -> None:
    records = [filed(cast, at=now()) for _ in range(3)]
    foreign = filed(cast, to="second_inspector", at=now())
    client = signed_in(cast, "inspector")
    client.post(f"/inspection/{records[0].uid}/return", {"reason": "R1"})

    page = client.post(
        "/inspection/?state=RECORDED", {"action": "accept", "marked": [*(r.uid for r in records), foreign.uid]}
    )

    words = page.content.decode()
    assert "办成 2 件，2 件没有办" in words
    assert "当前状态为“已退回”" in words
    assert foreign.receipt_code not in words


def test_many_are_returned_after_a_reason_is_given(cast: Cast) -> None:
    uids = [filed(cast, at=now()).uid for _ in range(2)]
    client = signed_in(cast, "inspector")

    asked = client.post("/inspection/", {"action": "return", "marked": uids})
    unreasoned = client.post(
        "/inspection/", {"action": "return", "marked": uids, "sure": "1", "reason": "R9", "opinion": " "}
    )
    done = client.post(
        "/inspection/", {"action": "return", "marked": uids, "sure": "1", "reason": "R2", "opinion": "请写原话"}
    )

    assert (asked.status_code, unreasoned.status_code) == (200, 422)
    assert "办成 2 件" in done.content.decode()
    assert set(Record.objects.values_list("state", flat=True)) == {"RETURNED"}


def test_the_export_is_what_one_sees_and_leaves_a_trace(cast: Cast) -> None:
    record = about_colleague(cast, at=now())
    filed(cast, at=now())
    filed(cast, to="second_inspector", at=now())

    answer = signed_in(cast, "inspector").get("/inspection/open.xlsx?bucket=IMPROPER&column=channel")

    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows()]  # type: ignore[union-attr]
    words = str(cells)
    assert record.receipt_code in words
    assert sum("RECORDED" in str(row) or "已填报" in str(row) for row in cells) == 1
    assert "甄别" not in words
    assert cast.colleague.name not in words
    assert cast.inspector.name in words  # who took it
    assert Entry.objects.get(event="record.list-exported").details == {"rows": 1}


def test_the_chief_sees_no_filer_and_nothing_of_the_desk_but_what_he_decides(cast: Cast) -> None:
    leaders = file(cast.actor("prosecutor", now()), content(now(), parties=(naming(cast.deputy, "P21"),)), at=now())
    filed(cast, at=now())
    client = signed_in(cast, "chief")

    listed = client.get("/inspection/").content.decode()
    page = client.get(f"/inspection/{leaders.uid}").content.decode()

    assert listed.count("<tr data-row") == 1
    assert cast.prosecutor.name not in page
    assert "（已隐去）" in page


def test_a_copy_shows_no_button(cast: Cast) -> None:
    record = file(cast.actor("prosecutor", now()), content(now(), parties=(naming(cast.inspector, "P23"),)), at=now())
    client = signed_in(cast, "discipline")

    assert client.get("/inspection/").content.decode().count("<tr data-row") == 0
    assert client.get("/inspection/copies").content.decode().count("<tr data-row") == 1
    assert "抄送给您阅看" in client.get(f"/inspection/{record.uid}").content.decode()
    assert client.post(f"/inspection/{record.uid}/accept").status_code == 422


def test_a_hearing_is_opened_and_answered_in_the_browser(cast: Cast) -> None:
    record = about_colleague(cast, at=now())
    verifying(record, cast.actor("inspector", now()), at=now())
    inspector, colleague = signed_in(cast, "inspector"), signed_in(cast, "colleague")
    assert "没有需要您说明的事项" in colleague.get("/hearings/").content.decode()
    address = f"/inspection/{record.uid}/hear"
    named = inspector.post(address, {"person": cast.colleague.pk, "disclosed": f"{cast.outsider.name}说您打听"})
    assert (named.status_code, Hearing.objects.count()) == (422, 0)

    inspector.post(address, {"person": cast.colleague.pk, "disclosed": "有人反映您打听案件。"})
    hearing = Hearing.objects.get()
    page = colleague.get(f"/hearings/{hearing.uid}").content.decode()
    answered = colleague.post(f"/hearings/{hearing.uid}/answer", {"text": "没有此事。"})

    assert "有人反映您打听案件。" in page
    assert not any(
        secret in page for secret in (record.uid, record.receipt_code, cast.outsider.name, cast.inspector.name)
    )
    assert answered.status_code == 302
    assert "没有此事。" in inspector.get(f"/inspection/{record.uid}").content.decode()


@pytest.mark.parametrize("key", ["outsider", "political", "inspector"])
def test_a_notice_exists_for_its_person_only(cast: Cast, key: str) -> None:
    record = about_colleague(cast, at=now())
    inspector = cast.actor("inspector", now())
    verifying(record, inspector, at=now())
    hearing = open_hearing(uid=record.uid, person=cast.colleague, disclosed="有人反映。", actor=inspector, at=now())
    client = signed_in(cast, key)

    assert client.get(f"/hearings/{hearing.uid}").status_code == 404
    assert client.post(f"/hearings/{hearing.uid}/answer", {"text": "代答"}).status_code == 404
    assert client.post(f"/hearings/{hearing.uid}/review", {"text": "代问"}).status_code == 404
    assert hearing.uid not in client.get("/hearings/").content.decode()


def test_a_wrong_person_is_corrected_and_the_note_stands(cast: Cast) -> None:
    record = about_colleague(cast, at=now())
    client = signed_in(cast, "inspector")

    client.post(f"/inspection/{record.uid}/correct", {"person": cast.colleague.pk, "note": "系外单位同名人员"})

    assert "系外单位同名人员" in client.get(f"/inspection/{record.uid}").content.decode()


def test_the_head_reassigns_in_the_browser(cast: Cast) -> None:
    record = filed(cast, at=now())

    signed_in(cast, "head").post(f"/inspection/{record.uid}/reassign", {"person": cast.second_inspector.pk})

    assert Record.objects.get().assignee == cast.second_inspector
    assert Step.objects.filter(action="reassign").count() == 1


def test_who_decides_and_sees_it_no_more_is_led_back_to_his_list(cast: Cast) -> None:
    record = filed(cast, by="head", at=now())
    proposed(record, cast.actor("inspector", now()), at=now())

    answer = signed_in(cast, "chief").post(f"/inspection/{record.uid}/conclude", {"opinion": "同意"})

    assert answer["Location"] == "/inspection/"


def test_with_nothing_marked_nothing_is_done_and_it_says_so(cast: Cast) -> None:
    filed(cast, at=now())

    page = signed_in(cast, "inspector").post("/inspection/", {"action": "accept"}).content.decode()

    assert "请先选中" in page
    assert Record.objects.get().state == "RECORDED"


@pytest.mark.parametrize("spelling", ["{0:%Y-%m}", "{0:%Y%m}", "{0:%Y}年{0.month}月", "{0:%Y}/{0.month}"])
def test_a_month_is_understood_as_offices_write_it(cast: Cast, spelling: str) -> None:
    filed(cast, at=now())

    page = signed_in(cast, "inspector").get("/inspection/", {"month": spelling.format(local(now()))}).content.decode()

    assert page.count("<tr data-row") == 1


def test_a_filter_that_is_not_understood_says_so_and_shows_and_exports_nothing(cast: Cast) -> None:
    record = filed(cast, at=now())
    client = signed_in(cast, "inspector")

    page = client.get("/inspection/?month=2026-13").content.decode()
    book = openpyxl.load_workbook(BytesIO(client.get("/inspection/open.xlsx?month=2026-13").content))

    assert "“2026-13”不是能识别的月份" in page
    assert record.receipt_code not in page
    words = str([[cell.value for cell in row] for row in book.worksheets[0].iter_rows()])
    assert "“2026-13”不是能识别的月份" in words
    assert record.receipt_code not in words


def test_a_day_and_its_light_are_two_columns_of_the_export_and_its_name_is_chinese(cast: Cast) -> None:
    record = filed(cast, at=now())

    answer = signed_in(cast, "inspector").get("/inspection/open.xlsx")

    rows = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows()
    ]
    assert rows[1][1:3] == ["时限", "时限提示"]
    assert isinstance(rows[2][1], datetime)
    assert rows[2][1].date() == record.due_date
    assert rows[2][2] in ("正常", "临期")
    assert "filename*=utf-8''%E5%8F%97%E7%90%86%E5%8F%B0-" in answer["Content-Disposition"]


def test_an_urgent_record_shows_until_when_it_is_to_be_reported_and_a_return_does_not_lift_that(cast: Cast) -> None:
    record = urgent(cast, at=now() - timedelta(days=2))
    client = signed_in(cast, "inspector")

    row = client.get("/inspection/").content.decode().split("<tr data-row")[1]
    page = client.get(f"/inspection/{record.uid}").content.decode()

    assert "j-light-late" in row
    assert "j-badge-urgent" in row
    assert "退回补正不免除报告" in page
    report_urgently(record_uid=record.uid, words="已报。", actor=cast.actor("head", now()), at=now())
    assert "退回补正不免除报告" not in client.get(f"/inspection/{record.uid}").content.decode()


def test_every_reader_is_shown_with_his_last_reading_and_how_often(cast: Cast) -> None:
    record, client = filed(cast, at=now()), signed_in(cast, "inspector")
    client.get(f"/inspection/{record.uid}")
    Reading.objects.update(at=datetime(2020, 1, 2, 3, 4, tzinfo=SHANGHAI))

    page = client.get(f"/inspection/{record.uid}").content.decode()

    assert f"最近 {local(now()):%Y-%m-%d}" in page
    assert "共 2 次" in page
    assert "2020-01-02" not in page


def test_what_is_missing_is_said_by_the_name_of_the_field(cast: Cast) -> None:
    record = filed(cast, at=now())
    verifying(record, cast.actor("inspector", now()), at=now())

    page = signed_in(cast, "inspector").post(f"/inspection/{record.uid}/propose", {}).content.decode()

    assert "请选择核查结论。" in page
    assert "必填项" not in page


def test_a_notice_says_who_truly_reads_it(cast: Cast) -> None:
    record = about_colleague(cast, at=now())
    verifying(record, cast.actor("inspector", now()), at=now())
    hearing = open_hearing(
        uid=record.uid,
        person=cast.colleague,
        disclosed="有人反映您打听案件。",
        actor=cast.actor("inspector", now()),
        at=now(),
    )

    page = signed_in(cast, "colleague").get(f"/hearings/{hearing.uid}").content.decode()

    assert "检务督察负责人" in page
