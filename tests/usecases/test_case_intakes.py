"""Lists of the case-handling system on their way in: mapped once, doubtful names chosen, all remaining rows or none."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from jingheng.contexts.cases.api import (
    ASIDE,
    HandlerChoice,
    choose_header,
    delete_mapping,
    drop_intake,
    file_of,
    find_case,
    find_intake,
    find_mapping,
    folder_of,
    forget,
    handler_key,
    import_list,
    intakes,
    mappings,
    proposal_for,
    receive_list,
    rechoose,
    remap,
    sweep_intakes,
)
from jingheng.contexts.cases.listreading import ASKED_AT_ONCE
from jingheng.contexts.cases.models import Case, CaseIntake, CaseMapping
from jingheng.contexts.cases.usecases import _expire
from jingheng.contexts.desk.models import ImportJob
from jingheng.contexts.desk.usecases import ask_case_list, import_next
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Person, Post
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.facts import facts_of
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.files.file_guards import Limits
from jingheng.platform.files.sheet_faults import FaultReport
from tests.factories.case_lists import COLUMNS, HEADERS, Clerk, case_manager, content_of, exported
from tests.factories.cast import NOON, START, Cast
from tests.factories.imports import a_case, a_record, bring_in
from tests.factories.sheets import Plain


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


@pytest.fixture
def clerk(cast: Cast, tmp_path: Path) -> Clerk:
    return Clerk(cast, tmp_path)


def namesake(cast: Cast, of: str = "prosecutor", **changes: Any) -> Person:
    person = cast.people[of]
    given = {"office": person.office, "department": cast.outsider.department, "number": "9902038888"} | changes
    return Person.objects.create(name=person.name, identity="PROSECUTOR", title="员额检察官", **given)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def events() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


# --- from the file to the registry -----------------------------------------------------------------------------------


def test_a_list_is_mapped_checked_and_imported(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    assert (clerk.list.state, clerk.list.header_row) == ("MAPPING", 4)

    clerk.maps()
    assert clerk.list.state == "READY"
    assert (clerk.list.findings["new"], clerk.list.findings["undecided"]) == (1, 0)
    assert not Case.objects.exists()

    clerk.imports()
    case = Case.objects.get()
    assert (case.number, case.department_number, case.handler) == (
        "99020320260000001", "正检刑诉受〔2026〕7号", cast.prosecutor,
    )  # fmt: skip
    assert (case.kind, case.office, case.accepted_on, case.closed_on) == ("TRIAL", cast.county, date(2026, 10, 8), None)
    assert clerk.list.state == "DONE"
    assert events() == [
        "cases.list-received", "cases.list-mapped", "cases.list-settled", "cases.list-started", "import.asked",
        "cases.list-finished", "import.cases",
    ]  # fmt: skip


def test_the_next_file_with_the_same_headers_needs_no_question(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()

    clerk.brings(exported(cast, 统一受案号="2", 部门受案号="二号"), headers=tuple(reversed(HEADERS)), above=())

    assert clerk.list.state == "READY"
    assert CaseMapping.objects.count() == 1


def test_other_headers_begin_with_what_was_saved_and_then_with_usual_names(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps(COLUMNS | {"cause": "当事人姓名"})

    clerk.brings(headers=("统一受案号", "受理日期", "当事人姓名", "办案部门"))

    assert clerk.list.state == "MAPPING"
    assert proposal_for(clerk.list).columns == {
        "number": "统一受案号", "accepted_on": "受理日期", "cause": "当事人姓名", "department": "办案部门",
    }  # fmt: skip


def test_what_is_not_mapped_is_stored_nowhere(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast), exported(cast, 统一受案号="2", 部门受案号="二号", 承办检察官="不知谁", 身份证号="33"))
    clerk.maps()

    stored = [list(model.objects.values()) for model in (CaseIntake, CaseMapping, Case, Entry)]
    assert "甘霖" not in str(stored)
    assert "990203198001010011" not in str(stored)
    folder = folder_of(clerk.list.uid)
    assert folder.exists()
    clerk.answers("aside")
    clerk.imports()
    assert not folder.exists()


def test_a_list_without_a_column_touches_nothing_of_it(cast: Cast, clerk: Clerk, tmp_path: Path) -> None:
    bring_in("cases", tmp_path, [a_case(cast, 案件编号="99020320260000001", 办结日期="2026-11-01", 处理结果="起诉")])
    few = {code: COLUMNS[code] for code in ("number", "accepted_on", "handler")}
    clerk.brings(exported(cast, 承办检察官=""))

    clerk.maps(few, kind="TRIAL")
    clerk.imports()

    case = Case.objects.get()
    assert (case.closed_on, case.result, case.handler) == (date(2026, 11, 1), "起诉", cast.prosecutor)


def test_the_preview_tells_new_changed_and_passed_on(cast: Cast, clerk: Clerk) -> None:
    rows = [exported(cast, 统一受案号=str(n), 部门受案号=f"{n}号") for n in range(1, 4)]
    clerk.brings(*rows)
    clerk.maps()
    clerk.imports()

    rows[0] |= {"承办检察官": cast.colleague.name}
    rows[1] |= {"审结日期": "2026-11-02"}
    clerk.brings(*rows, exported(cast, 统一受案号="4", 部门受案号="4号"))

    found = clerk.list.findings
    assert (found["new"], found["changed"], found["same"], found["handler_count"]) == (1, 2, 1, 1)
    assert found["handlers"] == [["1", "方小岚", "周亦舟"]]


def test_a_case_is_found_by_either_number(cast: Cast, tmp_path: Path) -> None:
    city = Clerk(cast, tmp_path, "city_publisher")
    city.brings(
        exported(cast),
        exported(cast, 统一受案号="2", 承办单位="明德区人民检察院", 承办检察官=cast.sister_prosecutor.name),
    )
    city.maps()
    city.imports()

    by = {number: find_case(number) for number in (" 99020320260000001 ", "正检刑诉受〔2026〕7号", "", "没有")}
    assert [case.number if case else None for case in by.values()] == ["99020320260000001", None, None, None]
    assert [
        case.office if (case := find_case("正检刑诉受〔2026〕7号", office_id=office.pk)) else None
        for office in (cast.county, cast.sister, cast.city)
    ] == [cast.county, cast.sister, None]
    Case.objects.filter(office=cast.sister).delete()
    assert find_case("正检刑诉受〔2026〕7号") is not None


def test_a_record_that_names_the_departments_number_knows_its_handler(cast: Cast, clerk: Clerk, tmp_path: Path) -> None:
    bring_in("records", tmp_path, [a_record(cast, "colleague")])
    clerk.brings()
    clerk.maps()
    clerk.imports()

    assert facts_of(Record.objects.get(), on=local_date(NOON)).case_handler_id == cast.prosecutor.pk
    Case.objects.update(handler=None)
    assert facts_of(Record.objects.get(), on=local_date(NOON)).case_handler_id is None


def test_a_departments_number_ends_where_the_case_leaves_the_office(cast: Cast, clerk: Clerk, tmp_path: Path) -> None:
    clerk.brings()
    clerk.maps()
    clerk.imports()

    row = a_case(cast, 案件编号="99020320260000001", 单位代码="990204", 承办人编号=cast.sister_prosecutor.number)
    bring_in("cases", tmp_path, [row])

    assert (Case.objects.get().office, Case.objects.get().department_number) == (cast.sister, None)


# --- any order, any further columns, any title above -----------------------------------------------------------------


@given(data=st.data())
@how(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_the_list_is_laid_out_it_gives_the_same_cases(cast: Cast, tmp_path: Path, data: st.DataObject) -> None:
    Case.objects.all().delete()
    CaseIntake.objects.all().delete()
    CaseMapping.objects.all().delete()
    extra = data.draw(st.lists(st.sampled_from(["备注", "联系电话", "侦查机关", "是否认罪认罚"]), unique=True))
    headers = data.draw(st.permutations([*HEADERS, *extra]))
    titles: Sequence[Sequence[Plain]] = data.draw(
        st.lists(st.sampled_from([(), ("",), ("案件清单",), ("导出人：案管", "2026 年")]), max_size=6)
    )
    below = data.draw(st.sampled_from([(), (("合计：2 件",),), ((), ("制表人：案管", "", "2026"))]))
    rows = [
        exported(cast) | dict.fromkeys(extra, "某某"),
        exported(
            cast, 统一受案号="2", 部门受案号="二号", 案件类别="审查逮捕", 审结日期="2026年10月20日", 审结结果="批准逮捕"
        ),
    ]
    clerk = Clerk(cast, tmp_path)

    clerk.brings(*rows, headers=headers, above=titles, below=below)
    assert clerk.list.header_row == len(titles) + 1
    clerk.maps(proposal_for(clerk.list).columns)
    clerk.imports()

    given = Case.objects.order_by("number").values_list(
        "number", "department_number", "office", "handler", "kind", "cause", "accepted_on", "closed_on", "result"
    )
    common = (cast.county.pk, cast.prosecutor.pk)
    day = date(2026, 10, 8)
    assert list(given) == [
        ("2", "二号", *common, "ARREST", "盗窃罪", day, date(2026, 10, 20), "批准逮捕"),
        ("99020320260000001", "正检刑诉受〔2026〕7号", *common, "TRIAL", "盗窃罪", day, None, ""),
    ]


# --- columns and words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "kind", "name", "why"),
    [
        ({"number": "统一受案号"}, "TRIAL", "清单", "needed"),
        (COLUMNS, "", " ", "needs-name"),
        (COLUMNS, "", "名" * 41, "needs-name"),
        ({k: v for k, v in COLUMNS.items() if k != "kind"}, "", "清单", "needs-kind"),
        ({k: v for k, v in COLUMNS.items() if k != "kind"}, "NONE", "清单", "unknown-kind"),
    ],
)
def test_a_refused_mapping_changes_nothing(
    clerk: Clerk, columns: dict[str, str], kind: str, name: str, why: str
) -> None:
    clerk.brings()

    with pytest.raises(Refused) as refused:
        clerk.maps(columns, kind=kind, name=name)

    assert code(refused) == why
    clerk.list.refresh_from_db()
    assert (clerk.list.state, CaseMapping.objects.count()) == ("MAPPING", 0)


def test_two_kinds_of_list_have_two_names(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()
    clerk.brings(headers=HEADERS[1:])

    with pytest.raises(Refused) as refused:
        clerk.maps()

    assert code(refused) == "name-taken"
    clerk.maps(name="另一种")
    assert {mapping.name for mapping in mappings(clerk.actor)} == {"受理清单", "另一种"}


def test_another_line_may_name_the_columns(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast), above=())

    choose_header(uid=clerk.list.uid, sheet="清单", row=2, version=clerk.list.version, actor=clerk.actor, at=NOON)
    clerk.list.refresh_from_db()
    assert clerk.list.columns[1] == "99020320260000001"

    with pytest.raises(Refused) as refused:
        choose_header(uid=clerk.list.uid, sheet="清单", row=9, version=clerk.list.version, actor=clerk.actor, at=NOON)
    assert code(refused) == "no-such-line"


def test_unknown_words_are_asked_and_remembered(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(
        exported(cast, 案件类别="认罪认罚案件", 承办单位="正平院"),
        exported(cast, 统一受案号="2", 部门受案号="2", 案件类别="", 承办单位="外省某院"),
    )
    clerk.maps()
    asked = {(word["field"], word["word"]) for word in clerk.list.findings["words"]}
    assert asked == {("office", "正平院"), ("kind", "认罪认罚案件"), ("office", "外省某院"), ("kind", "（空白）")}
    assert clerk.list.state == "CHOOSING"

    words = {
        ("kind", "认罪认罚案件"): "TRIAL", ("office", "正平院"): str(cast.county.pk), ("office", "外省某院"): ASIDE,
        ("kind", "（空白）"): "OTHER",
    }  # fmt: skip
    clerk.says(words)

    assert clerk.list.state == "READY"
    assert (clerk.list.findings["rows"], clerk.list.findings["aside"]) == (1, [[6, 6]])
    clerk.brings(exported(cast, 案件类别="认罪认罚案件", 承办单位="正平院"))
    assert clerk.list.state == "READY"


@pytest.mark.parametrize(
    "words", [{("kind", "没有问过"): "TRIAL"}, {("kind", "某类"): "NONE"}, {("office", "某院"): "1"}]
)
def test_only_what_was_asked_is_answered_with_what_was_offered(
    cast: Cast, clerk: Clerk, words: dict[tuple[str, str], str]
) -> None:
    clerk.brings(exported(cast, 案件类别="某类", 承办单位="某院"))
    clerk.maps()
    words = {key: str(cast.city.pk) if value == "1" else value for key, value in words.items()}

    with pytest.raises(Refused) as refused:
        clerk.says(words)

    assert code(refused) == "unknown-answer"
    assert CaseMapping.objects.get().words == {}


# --- who is meant ----------------------------------------------------------------------------------------------------


def test_several_of_one_name_are_listed_and_one_is_chosen(cast: Cast, clerk: Clerk) -> None:
    other = namesake(cast)
    clerk.brings()
    clerk.maps()

    (doubt,) = clerk.list.findings["doubts"]
    assert clerk.list.state == "CHOOSING"
    assert [(one["number"], one["here"], one["posts"]) for one in doubt["candidates"]] == [
        (cast.prosecutor.number, True, ["正平区人民检察院 第一检察部 员额检察官"]),
        (other.number, True, ["正平区人民检察院 第二检察部 员额检察官"]),
    ]
    clerk.answers(str(other.pk))
    assert clerk.list.state == "READY"
    clerk.imports()
    assert Case.objects.get().handler == other


def test_what_is_to_be_remembered_is_not_asked_again(cast: Cast, clerk: Clerk) -> None:
    other = namesake(cast)
    clerk.brings()
    clerk.maps()
    clerk.answers(str(other.pk), for_later=True)
    clerk.imports()

    clerk.brings()
    assert clerk.list.state == "READY"
    clerk.brings(exported(cast, 承办部门="第三检察部"))
    assert clerk.list.state == "CHOOSING"


def test_only_elsewhere_is_doubtful_and_the_day_of_acceptance_counts(cast: Cast, clerk: Clerk) -> None:
    Post.objects.create(
        person=cast.prosecutor, office=cast.sister, department=None, title="借调", identity="PROSECUTOR", is_secondment=True,
        starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 1),
    )  # fmt: skip
    clerk.brings(exported(cast), exported(cast, 统一受案号="2", 部门受案号="2", 受理日期="2026-11-05"))
    clerk.maps()

    (doubt,) = clerk.list.findings["doubts"]
    assert (doubt["rows"], [one["here"] for one in doubt["candidates"]]) == ([5], [False])
    assert doubt["candidates"][0]["posts"] == ["明德区人民检察院 借调"]


def test_who_had_not_come_or_has_left_is_nobody_that_day(cast: Cast, clerk: Clerk) -> None:
    Person.objects.filter(pk=cast.prosecutor.pk).update(joined_on=date(2026, 10, 9))
    Person.objects.filter(pk=cast.colleague.pk).update(left_on=date(2026, 10, 7))
    clerk.brings(exported(cast), exported(cast, 统一受案号="2", 部门受案号="2", 承办检察官=cast.colleague.name))
    clerk.maps()

    assert [[one["posts"] for one in doubt["candidates"]] for doubt in clerk.list.findings["doubts"]] == [[[]], [[]]]


def test_nobody_known_leaves_the_handler_open_and_is_remembered(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast, 承办检察官="不知 谁"))
    clerk.maps()
    clerk.answers("open", for_later=True)
    clerk.imports()
    assert Case.objects.get().handler is None

    clerk.brings(exported(cast, 承办检察官="不知 谁"))
    assert clerk.list.state == "READY"


def test_neither_of_two_is_remembered_until_a_third_comes(cast: Cast, clerk: Clerk) -> None:
    namesake(cast)
    clerk.brings()
    clerk.maps()
    clerk.answers("open", for_later=True)

    clerk.brings()
    assert clerk.list.state == "READY"
    namesake(cast, number="9902038889")
    clerk.brings()
    assert clerk.list.state == "CHOOSING"


def test_somebody_else_is_named_by_his_number_and_remembered(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast, 承办检察官="方晓岚"))
    clerk.maps()

    with pytest.raises(Refused) as refused:
        clerk.answers("number", number="0")
    assert code(refused) == "unknown-person"
    with pytest.raises(Refused):
        clerk.answers("nonsense")
    clerk.answers("number", number=f" {cast.prosecutor.number} ", for_later=True)
    clerk.imports()
    assert Case.objects.get().handler == cast.prosecutor

    clerk.brings(exported(cast, 承办检察官="方晓岚"))
    assert clerk.list.state == "READY"
    Person.objects.filter(pk=cast.prosecutor.pk).update(left_on=date(2026, 10, 1))
    clerk.brings(exported(cast, 承办检察官="方晓岚"))
    assert clerk.list.state == "CHOOSING"


def test_rows_set_aside_are_told_by_their_numbers_and_the_others_go_in(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(
        exported(cast, 承办检察官="不知谁"), exported(cast, 统一受案号="2", 部门受案号="2"), below=(("合计：2 件",),)
    )
    clerk.maps()
    clerk.answers("aside")

    assert (clerk.list.findings["aside"], clerk.list.findings["aside_count"]) == ([[5, 5], [7, 7]], 2)
    clerk.imports()
    assert [case.number for case in Case.objects.all()] == ["2"]


def test_choosing_may_be_left_and_taken_up_again(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast, 承办检察官="甲"), exported(cast, 统一受案号="2", 部门受案号="2", 承办检察官="乙"))
    clerk.maps()
    first = clerk.list.findings["doubts"][0]

    clerk.says(handlers={first["key"]: HandlerChoice("open")})
    assert (clerk.list.state, clerk.list.findings["undecided"]) == ("CHOOSING", 1)
    left = [doubt for doubt in clerk.list.findings["doubts"] if not doubt["decided"]]
    clerk.says(handlers={left[0]["key"]: HandlerChoice("open")})
    assert clerk.list.state == "READY"

    clerk.list = rechoose(uid=clerk.list.uid, version=clerk.list.version, actor=clerk.actor, at=NOON)
    assert clerk.list.state == "CHOOSING"
    assert clerk.says().state == "READY"
    clerk.list = remap(uid=clerk.list.uid, version=clerk.list.version, actor=clerk.actor, at=NOON)
    assert (clerk.list.state, proposal_for(clerk.list).columns) == ("MAPPING", COLUMNS)


def test_a_question_nobody_asked_has_no_answer(clerk: Clerk) -> None:
    clerk.brings(exported(clerk.cast, 承办检察官="甲"))
    clerk.maps()

    with pytest.raises(Refused) as refused:
        clerk.says(handlers={"unknown": HandlerChoice("open")})

    assert code(refused) == "not-found"


def test_of_very_many_questions_some_are_asked_at_once(cast: Cast, clerk: Clerk) -> None:
    many = ASKED_AT_ONCE + 1
    clerk.brings(*(exported(cast, 统一受案号=str(n), 部门受案号=str(n), 承办检察官=f"某{n}") for n in range(many)))
    clerk.maps()
    assert (clerk.list.findings["undecided"], len(clerk.list.findings["doubts"])) == (many, ASKED_AT_ONCE)

    clerk.answers("open")

    assert clerk.list.findings["undecided"] == 1
    assert not clerk.list.findings["doubts"][0]["decided"]


# --- faults ----------------------------------------------------------------------------------------------------------


def test_faults_name_sheet_row_and_their_own_column_and_nothing_goes_in(
    cast: Cast, clerk: Clerk, tmp_path: Path
) -> None:
    bring_in(
        "cases", tmp_path, [a_case(cast, 案件编号="外", 单位代码="990204", 承办人编号=cast.sister_prosecutor.number)]
    )
    Case.objects.create(
        number="旧", department_number="占用", office=cast.county, kind="TRIAL", accepted_on=date(2026, 1, 1)
    )  # fmt: skip
    clerk.brings(
        exported(cast, 受理日期="去年"),
        exported(cast, 统一受案号="外", 部门受案号="a"),
        exported(cast, 统一受案号="3", 部门受案号="占用"),
        exported(cast, 统一受案号="4", 部门受案号="b", 审结日期="2026-01-01"),
        exported(cast, 统一受案号="4", 部门受案号="c"),
        exported(cast, 统一受案号="5", 部门受案号="c"),
    )
    clerk.maps()

    found = clerk.list.findings
    assert [sentence.split("：")[0] for sentence in found["faults"]] == [
        "工作表“清单”第 5 行“受理日期”列", "工作表“清单”第 6 行“统一受案号”列", "工作表“清单”第 7 行“部门受案号”列",
        "工作表“清单”第 8 行“审结日期”列", "工作表“清单”第 9 行“统一受案号”列", "工作表“清单”第 10 行“部门受案号”列",
    ]  # fmt: skip
    assert (folder_of(clerk.list.uid) / "问题.xlsx").exists()
    with pytest.raises(Refused) as refused:
        clerk.starts()
    assert code(refused) == "faulty"


def test_what_has_changed_since_the_preview_stops_the_import_and_the_list_waits_again(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()
    namesake(cast)

    clerk.imports()

    assert ImportJob.objects.get().state == "REFUSED"
    assert not Case.objects.exists()
    assert clerk.list.state == "CHOOSING"
    assert file_of(clerk.list).exists()
    clerk.says()
    assert (clerk.list.state, clerk.list.findings["undecided"]) == ("CHOOSING", 1)


def test_a_fault_at_the_import_writes_nothing(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()
    Case.objects.create(
        number="旧", department_number="正检刑诉受〔2026〕7号", office=cast.county, kind="TRIAL", accepted_on=START
    )  # fmt: skip

    clerk.imports()

    job = ImportJob.objects.get()
    assert (job.state, job.fault_count, job.report_path) == ("REFUSED", 1, "")
    assert Case.objects.count() == 1


def test_a_duty_that_has_ended_imports_nothing_and_the_list_is_not_lost(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()
    ask_case_list(uid=clerk.list.uid, version=clerk.list.version, actor=clerk.actor, at=NOON)
    cast.outsider.duties.update(ends_on=NOON.date())

    import_next(now=lambda: NOON)

    assert ImportJob.objects.get().state == "REFUSED"
    assert CaseIntake.objects.get().state == "CHOOSING"


def test_a_file_that_is_no_list_leaves_nothing_behind(cast: Cast, tmp_path: Path) -> None:
    actor = case_manager(cast)
    prose = "关于报送清单的通知\n".encode()
    template = content_of(
        [dict(a_case(cast))], tmp_path / "t.xlsx", above=(), headers=tuple(a_case(cast))
    )  # fmt: skip
    for content, why in ((prose, "no-header"), (template, "own-template"), (b"PK\x03\x04 broken", "damaged-workbook")):
        with pytest.raises(Refused) as refused:
            receive_list(file=io.BytesIO(content), file_name="x.csv", size=len(content), actor=actor, at=NOON)
        assert code(refused) == why
    assert not CaseIntake.objects.exists()
    assert list((tmp_path / "intakes").iterdir()) == []


def test_a_list_known_by_its_headers_that_cannot_be_read_is_dropped_at_once(clerk: Clerk, tmp_path: Path) -> None:
    clerk.brings()
    clerk.maps()
    broken = f"{','.join(HEADERS)}\n1,2\n" + "1,2\n" * 40 + '1,"2\n'

    with pytest.raises(Refused) as refused:
        receive_list(
            file=io.BytesIO(broken.encode()), file_name="x.csv", size=len(broken), actor=clerk.actor, at=NOON
        )  # fmt: skip

    assert code(refused) == "broken-quotes"
    assert CaseIntake.objects.order_by("-id")[0].state == "DROPPED"


def test_a_list_that_is_too_long_is_refused(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jingheng.contexts.cases.listreading._LIMITS", Limits(rows=1))
    clerk.brings(exported(clerk.cast), exported(clerk.cast))

    with pytest.raises(Refused) as refused:
        clerk.maps()

    assert code(refused) == "too-many-rows"


# --- whose it is, and until when -------------------------------------------------------------------------------------


def test_it_is_for_the_offices_own_case_importers(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()
    colleague, sister = case_manager(cast, "political"), case_manager(cast, "sister_prosecutor")
    mapping = CaseMapping.objects.get()

    assert [one.uid for one in intakes(colleague)] == [clerk.list.uid]
    assert find_intake(colleague, clerk.list.uid) == clerk.list
    assert find_mapping(colleague, mapping.pk) == mapping
    assert (intakes(sister), mappings(sister), intakes(cast.actor("head")), mappings(cast.actor("head"))) == (
        [],
        [],
        [],
        [],
    )
    for actor in (sister, cast.actor("head")):
        with pytest.raises(Refused):
            find_intake(actor, clerk.list.uid)
        with pytest.raises(Refused):
            find_mapping(actor, mapping.pk)
    with pytest.raises(Refused):
        receive_list(file=io.BytesIO(b"x"), file_name="x.csv", size=1, actor=cast.actor("head"), at=NOON)


def test_two_clerks_do_not_overwrite_each_other(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast, 承办检察官="甲"))
    seen = clerk.list.version
    clerk.maps()
    clerk.list.version = seen

    with pytest.raises(Refused) as refused:
        clerk.answers("open")

    assert code(refused) == "stale"


def test_whoever_reads_slower_does_not_undo_what_a_colleague_did(
    cast: Cast, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.brings()
    monkeypatch.setattr("jingheng.contexts.cases.usecases.Changes", _Overtaking)
    clerk.maps()

    clerk.list.refresh_from_db()
    assert (clerk.list.version, clerk.list.findings, clerk.list.state) == (99, {}, "CHOOSING")


class _Overtaking:
    """While the list is read, a colleague does something."""

    def __init__(self, fields: object) -> None:
        CaseIntake.objects.update(version=99)

    def compare(self, lines: object) -> None:
        pass


def test_what_is_thrown_away_is_gone_at_once(clerk: Clerk) -> None:
    clerk.brings(exported(clerk.cast, 承办检察官="甲"))
    clerk.maps()

    drop_intake(uid=clerk.list.uid, version=clerk.list.version, actor=clerk.actor, at=NOON)

    clerk.list.refresh_from_db()
    assert (clerk.list.state, clerk.list.findings, clerk.list.has_file) == ("DROPPED", {}, False)
    assert not folder_of(clerk.list.uid).exists()
    assert events()[-1] == "cases.list-dropped"


def test_after_the_norms_days_the_file_is_gone(clerk: Clerk) -> None:
    clerk.brings()

    assert sweep_intakes(at=NOON + timedelta(days=7)) == 0
    assert sweep_intakes(at=NOON + timedelta(days=8)) == 1

    clerk.list.refresh_from_db()
    assert (clerk.list.state, clerk.list.has_file) == ("DROPPED", False)
    assert not folder_of(clerk.list.uid).exists()
    assert events()[-1] == "cases.list-expired"
    assert sweep_intakes(at=NOON + timedelta(days=9)) == 0


def test_a_list_that_is_started_meanwhile_does_not_expire(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk.brings()
    clerk.maps()
    seen = CaseIntake.objects.select_related("office").get()
    clerk.starts()

    with pytest.raises(Refused):
        _expire(seen, NOON)

    clerk.list.refresh_from_db()
    assert clerk.list.state == "IMPORTING"
    assert "cases.list-expired" not in events()


def test_where_no_list_ever_came_there_is_nothing_to_sweep(cast: Cast) -> None:
    assert sweep_intakes(at=NOON) == 0


def test_a_folder_that_no_list_has_is_removed(clerk: Clerk) -> None:
    clerk.brings()
    for uid, days in (("left", 2), ("new", 0)):
        folder_of(uid).mkdir()
        moment = (NOON - timedelta(days=days)).timestamp()
        os.utime(folder_of(uid), (moment, moment))

    assert sweep_intakes(at=NOON) == 1

    assert {path.name for path in folder_of("").iterdir()} == {clerk.list.uid, "new"}


def test_a_file_that_somebody_has_removed_is_said_in_words(clerk: Clerk) -> None:
    clerk.brings()
    file_of(clerk.list).unlink()

    with pytest.raises(Refused) as refused:
        clerk.maps()

    assert code(refused) == "file-gone"


def test_an_import_is_made_of_a_list_that_was_started(clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()

    with pytest.raises(Refused) as refused:
        import_list(
            uid=clerk.list.uid, actor=clerk.actor, at=NOON, report=FaultReport(), progress=lambda _: None
        )  # fmt: skip

    assert code(refused) == "wrong-state"
    assert not Case.objects.exists()


# --- what is remembered can be forgotten -----------------------------------------------------------------------------


def test_words_and_names_are_forgotten_one_by_one(cast: Cast, clerk: Clerk) -> None:
    clerk.brings(exported(cast, 案件类别="某类"), exported(cast, 统一受案号="2", 部门受案号="2", 承办检察官="甲"))
    clerk.maps()
    clerk.says({("kind", "某类"): "OTHER"})
    clerk.answers("open", for_later=True)
    mapping = CaseMapping.objects.get()
    (name,) = mapping.handlers

    forget(mapping_id=mapping.pk, what="kind:某类", actor=clerk.actor, at=NOON)
    forget(mapping_id=mapping.pk, what=f"handler:{handler_key(name)}", actor=clerk.actor, at=NOON)

    mapping.refresh_from_db()
    assert (mapping.words, mapping.handlers) == ({"kind": {}}, [])
    assert events()[-1] == "cases.mapping-corrected"
    with pytest.raises(Refused):
        forget(mapping_id=mapping.pk, what="kind:某类", actor=clerk.actor, at=NOON)


def test_a_mapping_is_deleted_when_no_list_waits_for_it(cast: Cast, clerk: Clerk) -> None:
    clerk.brings()
    clerk.maps()
    mapping = CaseMapping.objects.get()

    with pytest.raises(Refused) as refused:
        delete_mapping(mapping_id=mapping.pk, actor=clerk.actor, at=NOON)
    assert code(refused) == "in-use"
    clerk.imports()
    delete_mapping(mapping_id=mapping.pk, actor=clerk.actor, at=NOON)

    assert not CaseMapping.objects.exists()
    assert CaseIntake.objects.get().mapping is None
    assert events()[-1] == "cases.mapping-deleted"
