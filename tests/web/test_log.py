"""The log of the audit administrator: whose deeds he reads, in which words, in how many queries."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingheng.contexts.desk.importing import KINDS
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.api import note_import
from jingheng.contexts.org.audit import WORDS
from jingheng.contexts.org.models import DutyHolding, Person
from jingheng.contexts.org.usecases import grant_duty, note_failed_sign_in, open_account
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import SHANGHAI, local_date
from tests.factories.cast import NOON, START, Cast
from tests.factories.contents import file
from tests.web.walking import client_of, clock


def read(cast: Cast, key: str = "audit_admin", query: str = "") -> list[str]:
    """The rows of the log as text."""
    with clock(NOON):
        page = client_of(cast, key).get(f"/log/{query}")
    assert page.status_code == 200
    rows = re.findall(r"<tr data-row>(.*?)</tr>", page.content.decode(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


def granted(cast: Cast, who: str, *, by: str, at: datetime = NOON) -> DutyHolding:
    person = cast.people[who]
    return grant_duty(
        person=person, office=person.office, duty="LIAISON", starts_on=local_date(at), ends_on=None, department=None,
        actor=cast.actor(by), at=at,
    )  # fmt: skip


@pytest.fixture
def city_admins(cast: Cast) -> None:
    """The city's own security and audit administrators."""
    for key, duty in (("city_publisher", "SECURITY_ADMIN"), ("city_office", "AUDIT_ADMIN")):
        DutyHolding.objects.filter(person=cast.people[key]).delete()
        DutyHolding.objects.create(person=cast.people[key], office=cast.city, duty=duty, starts_on=START)


def test_a_line_names_the_person_the_thing_the_office_and_the_local_time(cast: Cast) -> None:
    granted(cast, "outsider", by="security_admin", at=datetime(2026, 11, 10, 0, 30, tzinfo=SHANGHAI))

    by, to = cast.security_admin, cast.outsider
    assert read(cast) == [
        f"2026-11-10 00:30 授予职责 {by.name}（{by.number}） 人员 {to.name}（{to.number}） 联络员 正平区人民检察院"
    ]


def test_an_account_and_an_import_read_in_words(cast: Cast) -> None:
    open_account(person=cast.outsider, username="zoujh", actor=cast.actor("system_admin"), at=NOON)
    note_import("people", 12, [cast.county], actor=cast.actor("head"), at=NOON)

    newest, oldest = read(cast)

    assert "导入人员" in newest
    assert newest.endswith("人员 12 行 正平区人民检察院")
    assert "账号 zoujh（邹静好）" in oldest


def test_of_imported_records_it_does_not_say_how_many(cast: Cast) -> None:
    note_import("records", None, [cast.county], actor=cast.actor("head"), at=NOON)

    assert read(cast)[0].endswith("记录 正平区人民检察院")


@pytest.mark.usefixtures("city_admins")
def test_the_city_reads_what_its_people_did_in_a_county_and_what_the_county_did(cast: Cast) -> None:
    granted(cast, "outsider", by="city_publisher")
    granted(cast, "colleague", by="security_admin")

    assert len(read(cast, "city_office")) == 2
    assert len(read(cast)) == 2


@pytest.mark.usefixtures("city_admins")
def test_a_county_reads_neither_the_city_nor_its_sister(cast: Cast) -> None:
    granted(cast, "city_chief", by="city_publisher")
    granted(cast, "sister_prosecutor", by="city_publisher")

    assert read(cast) == []


def test_what_ones_own_people_did_elsewhere_is_read(cast: Cast) -> None:
    granted(cast, "sister_prosecutor", by="security_admin")

    assert len(read(cast)) == 1


def test_filings_and_readings_are_not_in_it(cast: Cast) -> None:
    file(cast.actor("prosecutor"))

    assert Entry.objects.exists()
    assert read(cast) == []


def test_failed_sign_ins_are_in_it_by_the_name_of_the_account(cast: Cast) -> None:
    open_account(person=cast.outsider, username="zoujh", actor=cast.actor("system_admin"), at=NOON)
    note_failed_sign_in(username="zoujh", locked=False, at=NOON)
    note_failed_sign_in(username="zoujh", locked=True, at=NOON)
    note_failed_sign_in(username="nobody", locked=False, at=NOON)

    unknown, locked, failed, _ = read(cast)

    assert "登录失败 未登录 没有这个用户名的账号" in unknown
    assert "登录锁定 未登录 账号 zoujh（邹静好）" in locked
    assert "登录失败 未登录 账号 zoujh（邹静好）" in failed


@pytest.mark.parametrize("kind", KINDS)
def test_every_import_has_its_words(kind: str) -> None:
    assert f"import.{kind}" in WORDS


@pytest.mark.parametrize("event", WORDS)
def test_every_event_can_be_shown(cast: Cast, event: str) -> None:
    """Also one whose subject has no name of its own."""
    subject = {"import": "import:x", "office": f"office:{cast.county.pk}", "log": f"office:{cast.county.pk}"}
    kind = event.partition(".")[0]
    details: dict[str, Any] = {"kind": "people"} if event == "import.asked" else {}
    with recording(actor=SYSTEM, at=NOON) as record:
        record(event, subject=subject.get(kind, f"person:{cast.outsider.pk}"), office_id=cast.county.pk, **details)

    assert [WORDS[event] in row for row in read(cast)] == [True]


def test_it_is_filtered_by_month_and_event(cast: Cast) -> None:
    granted(cast, "outsider", by="security_admin", at=datetime(2026, 10, 31, 23, 30, tzinfo=SHANGHAI))
    granted(cast, "colleague", by="security_admin", at=datetime(2026, 11, 1, 0, 30, tzinfo=SHANGHAI))
    open_account(person=cast.outsider, username="zoujh", actor=cast.actor("system_admin"), at=NOON)

    october = read(cast, query="?month=2026-10")

    assert [row[:16] for row in october] == ["2026-10-31 23:30"]
    assert len(read(cast, query="?month=2026-11")) == 2
    assert len(read(cast, query="?event=duty.granted")) == 2
    assert len(read(cast, query="?month=nonsense&event=record.read")) == 3


def test_more_lines_take_no_more_queries(cast: Cast) -> None:
    client = client_of(cast, "audit_admin")

    def queries() -> int:
        with clock(NOON), CaptureQueriesContext(connection) as captured:
            assert client.get("/log/").status_code == 200
        return len(captured)

    granted(cast, "outsider", by="security_admin")
    queries()
    few = queries()
    for index, person in enumerate(Person.objects.filter(account=None)[:8]):
        open_account(person=person, username=f"user{index}", actor=cast.actor("system_admin"), at=NOON)

    assert queries() == few + 1  # one more for accounts, however many


def test_the_workbook_holds_what_the_filters_leave_and_leaves_a_line(cast: Cast) -> None:
    granted(cast, "outsider", by="security_admin")
    open_account(person=cast.outsider, username="zoujh", actor=cast.actor("system_admin"), at=NOON)

    with clock(NOON):
        response = client_of(cast, "audit_admin").get("/log/export?event=duty.granted")

    book = openpyxl.load_workbook(BytesIO(response.content))
    text = [str(cell) for row in book.active.values for cell in row if cell]  # type: ignore[union-attr]
    assert "人员 邹静好" in "".join(text)
    assert "zoujh" not in "".join(text)
    assert any("共 1 条" in cell for cell in text)
    assert "导出操作日志" in read(cast)[0]
