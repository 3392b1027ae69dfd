"""Importing records: as if each had been filed, all rows or none."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from jingheng.contexts.desk.importing import import_file
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Adjustment, Copy, Exclusion, IdentityQuestion, Record, Revision
from jingheng.contexts.records.queries.counts import count
from jingheng.contexts.records.queries.facts import content_of
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.rules.drafting.payload import draft_of
from jingheng.contexts.records.usecases.adjusting import seal_month
from jingheng.contexts.records.usecases.filing import _file
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from tests.factories.cast import NOON, Cast
from tests.factories.imports import a_record, bring_in, sentences

OCTOBER = Month(2026, 10)


def readers(cast: Cast, record: Record) -> set[str]:
    return {key for key in cast.people if official(cast.actor(key)).filter(pk=record.pk).exists()}


def test_it_counts_at_once_marked_and_with_its_words(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("records", tmp_path, [a_record(cast, 外部编号="A-1")])

    record = Record.objects.get()
    assert (outcome.rows, record.state, record.is_imported, record.external_key) == (1, "RECORDED", True, "990203:A-1")
    assert record.filed_at == datetime(2026, 10, 12, 16, 0, tzinfo=SHANGHAI)
    assert (record.bucket, record.subject, record.matter, record.channel) == ("NORMAL", "EXTERNAL", "M1", "PHONE")
    assert content_of(record).summary.startswith("来电询问")
    assert record.revisions.get().digest == safe.digest(safe.unseal(record.revisions.get().payload))
    assert count([cast.county.pk], MonthRange(OCTOBER, OCTOBER)).total == 1
    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.details) == ("import.records", cast.head.pk, {})


def test_the_log_does_not_say_how_many(cast: Cast, tmp_path: Path) -> None:
    """Less what is counted at home, the number would say how many went past it (decisions §1)."""
    about_chief = a_record(cast, 被记录人姓名=cast.chief.name, 被记录人类别="P21")
    bring_in("records", tmp_path, [a_record(cast, "colleague"), about_chief], actor=cast.actor("inspector"))

    imported = Entry.objects.get(event="import.records")

    assert count([cast.county.pk], MonthRange(OCTOBER, OCTOBER)).total == 1
    assert (imported.office_id, imported.subject, imported.details) == (cast.county.pk, "import:records", {})


@pytest.mark.parametrize("asker", ["P44", "P11", "P12", "P23", "P22", "P21", "P24"])
@pytest.mark.parametrize("whom", ["甘霖", "周亦舟", "梁伯言", "乔敏行", "贺承平", "程见微", "江澄", "匡正言"])
def test_it_goes_the_way_of_a_filing(cast: Cast, tmp_path: Path, whom: str, asker: str) -> None:
    bring_in("records", tmp_path, [a_record(cast, 被记录人姓名=whom, 被记录人类别=asker, 行为类别="N1;A1")])
    imported = Record.objects.get()

    filed = filed_alike(cast, imported)

    same = (
        "desk", "receiving_office_id", "counting_office_id", "home_office_id", "department_id", "position", "identity", "state",
        "filed_month", "happened_month", "matter", "channel", "bucket", "subject", "effect", "acts", "askers", "is_counted",
        "is_contact", "is_late", "is_supplementary", "is_urgent", "case_key", "happened_at", "filed_at",
    )  # fmt: skip
    assert {name: getattr(imported, name) for name in same} == {name: getattr(filed, name) for name in same}
    assert traces(imported) == traces(filed)
    assert (imported.assignee_id is None) == (filed.assignee_id is None)
    assert imported.revisions.get().digest == filed.revisions.get().digest


def filed_alike(cast: Cast, imported: Record) -> Record:
    """The same content, filed at the same moment; the form's stricter demands on a draft left aside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jingheng.contexts.records.usecases.filing.faults", lambda *_args, **_kwargs: ())
        return _file(
            content_of(imported),
            uid="filed",
            actor=cast.actor("prosecutor"),
            at=imported.filed_at,
            ledger=lambda *_args, **_details: None,  # type: ignore[arg-type]
        )


def traces(record: Record) -> tuple[set[object], ...]:
    return (
        set(Exclusion.objects.filter(record=record).values_list("person", "because")),
        set(Copy.objects.filter(record=record).values_list("office", "duty")),
        {(one.party, one.name_key, tuple(one.candidates)) for one in IdentityQuestion.objects.filter(record=record)},
    )


def test_a_colleagues_name_is_asked_back_and_shut_out_meanwhile(cast: Cast, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast, 被记录人姓名="程见微", 被记录人类别="P31")])

    record = Record.objects.get()
    assert record.identity_questions.get().candidates == [cast.inspector.pk]
    assert "inspector" not in readers(cast, record)
    assert record.assignee_id != cast.inspector.pk


def test_a_colleague_of_a_unique_name_is_identified(cast: Cast, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast, 被记录人姓名="周亦舟", 被记录人类别="P23")])

    record = Record.objects.get()
    assert content_of(record).parties[0].person_id == cast.colleague.pk
    assert not record.identity_questions.exists()
    assert Exclusion.objects.filter(record=record, person=cast.colleague, because="NAMED").exists()


def test_two_colleagues_of_one_name_are_both_asked_about(cast: Cast, tmp_path: Path) -> None:
    twin = Person.objects.create(number="2", name="周亦舟", office=cast.county, identity="CLERK")

    bring_in("records", tmp_path, [a_record(cast, 被记录人姓名="周亦舟", 被记录人类别="P23")])

    question = Record.objects.get().identity_questions.get()
    assert set(question.candidates) == {cast.colleague.pk, twin.pk}


def test_a_leader_nobody_has_identified_goes_to_the_higher_office(cast: Cast, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast, 被记录人姓名="某院领导", 被记录人类别="P21")])

    record = Record.objects.get()
    assert (record.receiving_office, record.counting_office) == (cast.city, cast.city)
    assert readers(cast, record) <= {"city_head", "city_inspector"}


def test_what_the_filer_was_on_the_day_is_what_counts(cast: Cast, tmp_path: Path) -> None:
    posts = [
        {
            "人员编号": cast.prosecutor.number,
            "单位代码": "990203",
            "部门": "第二检察部",
            "职务": "主任",
            "人员身份": "部门负责人",
            "职责": "",
            "起": "2026-03-01",
            "止": "2026-10-13",
        }
    ]
    bring_in("posts", tmp_path, posts)

    later = {"发生时间": "2026-10-13 09:00", "填报时间": "2026-10-13 10:00"}
    bring_in("records", tmp_path, [a_record(cast), a_record(cast, **later)])

    assert list(Record.objects.order_by("filed_at").values_list("position", flat=True)) == ["HEAD", "OTHER"]


def test_every_fault_of_every_row_is_named_and_nothing_is_written(cast: Cast, tmp_path: Path) -> None:
    rows = [
        a_record(cast),
        a_record(cast, 单位代码="880000"),
        a_record(cast, 填报人编号="0"),
        a_record(cast, "sister_prosecutor"),
        a_record(cast, 发生时间="2026-10-12 16:01"),
        a_record(cast, 填报时间="2026-11-10 12:01"),
        a_record(cast, 行为类别="N1;N9", 内容=""),
        a_record(cast, 发生时间="十月"),
    ]

    outcome = bring_in("records", tmp_path, rows)

    places = {(fault.row, fault.column) for fault in outcome.report.faults}
    assert places == {
        (3, "单位代码"), (4, "填报人编号"), (5, "填报人编号"), (6, "发生时间"), (7, "填报时间"), (8, "行为类别"), (8, "内容"), (9, "发生时间"),
    }  # fmt: skip
    assert outcome.rows == 0
    assert not Record.objects.exists()
    assert not Revision.objects.exists()
    assert not Entry.objects.exists()


def test_an_external_number_given_twice_names_both_rows(cast: Cast, tmp_path: Path) -> None:
    rows = [a_record(cast, 外部编号="A-1"), a_record(cast, 外部编号="A-2"), a_record(cast, 外部编号="A-1")]

    outcome = bring_in("records", tmp_path, rows)

    assert sentences(outcome) == [
        "工作表“数据”第 2 行“外部编号”列：与第 4 行的外部编号重复。同一单位内每件只用一个编号。",
        "工作表“数据”第 4 行“外部编号”列：与第 2 行的外部编号重复。同一单位内每件只用一个编号。",
    ]
    assert not Record.objects.exists()


def test_what_was_imported_before_is_not_imported_again(cast: Cast, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast, 外部编号="A-1")])

    outcome = bring_in(
        "records", tmp_path, [a_record(cast, 外部编号="A-2"), a_record(cast, 外部编号="A-1")], at=NOON.replace(hour=13)
    )

    assert [(fault.row, fault.column) for fault in outcome.report.faults] == [(3, "外部编号")]
    assert Record.objects.count() == 1


def test_two_offices_may_use_the_same_external_number(cast: Cast, tmp_path: Path) -> None:
    rows = [
        a_record(cast, 外部编号="A-1"),
        a_record(cast, "sister_prosecutor", 外部编号="A-1", 单位代码="明德区人民检察院"),
    ]

    assert bring_in("records", tmp_path, rows).rows == 2


def test_a_sealed_month_stands_and_is_adjusted(cast: Cast, tmp_path: Path) -> None:
    seal_month(cast.county, OCTOBER, NOON)

    bring_in("records", tmp_path, [a_record(cast), a_record(cast), a_record(cast, 事项类别="M2", 案件编号="")])

    counts = count([cast.county.pk], MonthRange(OCTOBER, OCTOBER))
    assert counts.total == 0
    adjustments = Adjustment.objects.order_by("scope").values_list("scope", "month", "for_month", "count", "reason")
    november = Month(2026, 11).number
    assert list(adjustments) == [
        ("all", november, OCTOBER.number, 3, "IMPORTED"),
        ("case", november, OCTOBER.number, 2, "IMPORTED"),
    ]


def test_what_only_paper_may_carry_is_refused(cast: Cast, tmp_path: Path) -> None:
    lonely = Office.objects.create(code="1", name="独院", level="BASIC", path="/1/")
    filer = Person.objects.create(number="11", name="单一民", office=lonely, identity="CLERK")

    outcome = bring_in("records", tmp_path, [a_record(cast, 单位代码="1", 填报人编号=filer.number, 被记录人类别="P21")])

    assert [fault.column for fault in outcome.report.faults] == ["被记录人类别"]
    assert "纸质" in sentences(outcome)[0]


def test_in_the_browser_nobody_imports_for_an_office_that_is_not_below_his(cast: Cast, tmp_path: Path) -> None:
    rows = [a_record(cast, "sister_prosecutor", 单位代码="990204")]

    assert [
        fault.column for fault in bring_in("records", tmp_path, rows, actor=cast.actor("inspector")).report.faults
    ] == ["单位代码"]
    assert bring_in("records", tmp_path, rows, actor=cast.actor("city_inspector")).rows == 1
    assert Entry.objects.get().actor_id == cast.city_inspector.pk


def test_a_dry_run_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("records", tmp_path, [a_record(cast)], dry_run=True)

    assert (outcome.rows, outcome.refused) == (1, False)
    assert not Record.objects.exists()
    assert not Entry.objects.exists()


def test_only_the_starred_columns_are_demanded(cast: Cast, tmp_path: Path) -> None:
    optional = {"外部编号", "被记录人姓名", "被记录人单位", "被记录人职务", "案件编号", "是否影响办案"}
    row = {header: value for header, value in a_record(cast, 内容="短").items() if header not in optional}

    assert bring_in("records", tmp_path, [row]).rows == 1
    assert Record.objects.get().effect == "NONE"


def test_a_csv_in_gb18030_is_read(cast: Cast, tmp_path: Path) -> None:
    outcome = bring_in("records", tmp_path / "旧系统.csv", [a_record(cast, 被记录人姓名="㐀𠮷")], encoding="gb18030")

    assert sentences(outcome) == []
    assert content_of(Record.objects.get()).parties[0].name == "㐀𠮷"


def test_dates_of_a_spreadsheet_are_read(cast: Cast, tmp_path: Path) -> None:
    happened, filed = datetime(2026, 10, 12, 9, 30), datetime(2026, 10, 12, 16, 0)

    bring_in("records", tmp_path, [a_record(cast, 发生时间=happened, 填报时间=filed)])

    assert Record.objects.get().happened_at == datetime(2026, 10, 12, 9, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("name", ["bomb.xlsx", "page.csv", "empty.csv", "headless.csv"])
def test_a_file_that_is_no_table_is_refused_as_a_whole(cast: Cast, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "bomb.xlsx":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    else:
        path.write_text(
            {"page.csv": "<html></html>", "empty.csv": "", "headless.csv": "甲，乙\n1,2\n"}[name], encoding="utf-8"
        )

    outcome = import_file("records", path, actor=SYSTEM, at=NOON, progress=lambda _: None)

    assert outcome.unreadable
    assert outcome.report.total >= 1
    assert outcome.report.layout is None


def test_more_rows_than_a_batch_are_all_or_none(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jingheng.contexts.records.usecases.importing.BATCH", 2)
    rows = [a_record(cast, 外部编号=str(number)) for number in range(7)]

    assert bring_in("records", tmp_path, [*rows, a_record(cast, 填报人编号="0")]).refused
    assert not Record.objects.exists()
    assert bring_in("records", tmp_path, rows).rows == 7
    assert Record.objects.count() == Revision.objects.count() == 7


def test_an_earlier_standing_of_the_office_is_routed_by(cast: Cast, tmp_path: Path) -> None:
    """Who was chief on the day of filing, not who is now."""
    cast.chief.duties.update(ends_on="2026-10-01")
    cast.political.duties.all().delete()
    cast.political.duties.create(office=cast.county, duty="CHIEF", starts_on="2026-10-01")
    named = {"被记录人姓名": "穆清", "被记录人类别": "P22"}
    before = {"发生时间": "2026-09-20 09:00", "填报时间": "2026-09-20 10:00"}

    bring_in("records", tmp_path, [a_record(cast, **named, **before), a_record(cast, **named)])

    assert list(Record.objects.order_by("filed_at").values_list("receiving_office__code", flat=True)) == [
        "990203",
        "990200",
    ]


def test_the_revision_opens_as_a_draft_again(cast: Cast, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast)])

    said = draft_of(safe.unseal(Revision.objects.get().payload))
    assert said.case_number == "正检刑诉受〔2026〕7号"
    assert (said.acts, said.responses) == (frozenset({"N1"}), frozenset({"REFUSED", "PROCEDURE"}))
