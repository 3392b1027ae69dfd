"""A table is found in a file, and its rows come out as they were meant."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from jingheng.kernel.period import SHANGHAI, Month
from jingheng.kernel.refusal import Refused
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import open_table, read_rows
from tests.factories.sheets import (
    HEADERS,
    VISITS,
    new_book,
    read,
    sound,
    write_csv,
    write_parts,
    write_sheets,
    write_xlsx,
)

EXPECTED = {
    "编号": "001",
    "来访时间": datetime(2021, 5, 3, 9, 30, tzinfo=SHANGHAI),
    "登记日": date(2021, 5, 4),
    "计入月": Month(2021, 5),
    "方式": "电话",
    "类别": ("P01", "P02"),
    "内容": "问进展",
}


def only_refusal(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        read(path)
    return caught.value


def test_an_xlsx_is_read(tmp_path: Path) -> None:
    rows, report = read(write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound()]))

    assert [row.values for row in rows] == [EXPECTED]
    assert (rows[0].sheet, rows[0].number) == ("来访", 2)
    assert not report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_each_encoding_that_offices_use(tmp_path: Path, encoding: str) -> None:
    rows, report = read(write_csv(tmp_path / "a.csv", [HEADERS, sound(内容="𠮷㛃，\n\ue000")], encoding=encoding))

    assert [row.values for row in rows] == [EXPECTED | {"内容": "𠮷㛃，\n\ue000"}]
    assert not report


def test_a_file_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    assert len(read(write_xlsx(tmp_path / "a.csv", [HEADERS, sound()]))[0]) == 1
    assert len(read(write_csv(tmp_path / "a.xlsx", [HEADERS, sound()]))[0]) == 1


def test_cells_that_the_spreadsheet_keeps_as_numbers_and_dates_are_read(tmp_path: Path) -> None:
    row = sound(
        编号=990200, 来访时间=datetime(2021, 5, 3, 9, 30), 登记日=datetime(2021, 5, 4), 计入月=datetime(2021, 5, 1)
    )
    rows, report = read(write_xlsx(tmp_path / "a.xlsx", [HEADERS, row]))

    assert not report
    assert rows[0].values == EXPECTED | {"编号": "990200"}


def test_dates_counted_from_1904_are_read(tmp_path: Path) -> None:
    book, sheet = new_book()
    book.epoch = CALENDAR_MAC_1904
    sheet.append(HEADERS)
    sheet.append(sound(来访时间=datetime(2021, 5, 3, 9, 30)))
    book.save(tmp_path / "a.xlsx")

    assert read(tmp_path / "a.xlsx")[0][0].values == EXPECTED


def test_a_number_is_a_date_only_where_its_format_shows_one(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(HEADERS)
    for number_format in (
        'yyyy"年"m"月"d"日"',
        "[$-804]yyyy/m/d;@",
        "mmm-yy",
        "0.00",
        "General",
        '#,##0"days"',
        "[Red]0",
    ):
        sheet.append(sound())
        cell = sheet.cell(sheet.max_row, 3, 44320)
        cell.number_format = number_format
    book.save(tmp_path / "a.xlsx")

    rows, report = read(tmp_path / "a.xlsx")

    assert [row.number for row in rows] == [2, 3, 4]
    assert {row.values["登记日"] for row in rows} == {date(2021, 5, 4)}
    assert [fault.row for fault in report.faults] == [5, 6, 7, 8]


def test_the_order_of_the_columns_is_free_and_optional_ones_may_be_absent(tmp_path: Path) -> None:
    rows, _ = read(write_csv(tmp_path / "a.csv", [["来访时间", "编号"], ["2021-05-03 09:30", "7"]]))

    assert rows[0].text("编号") == "7"
    assert (rows[0].text("内容"), rows[0].codes("类别"), rows[0].maybe("登记日", date)) == ("", (), None)


def test_a_header_may_carry_stars_and_blanks(tmp_path: Path) -> None:
    rows, _ = read(write_csv(tmp_path / "a.csv", [["编 号*", "来访时间\n（必填）"], ["7", "2021-05-03 09:30"]]))

    assert rows[0].text("编号") == "7"


def test_a_title_above_the_header_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    title = ["来访登记表", None, None, None, None, None, None]
    rows, report = read(write_xlsx(tmp_path / "a.xlsx", [title, [], HEADERS, sound(), [None, "  "], sound(编号="9")]))

    assert [(row.number, row.text("编号")) for row in rows] == [(4, "001"), (6, "9")]
    assert (report.rows, bool(report)) == (2, False)


def test_a_header_of_two_merged_rows_is_read_as_one(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(["来访登记表"])
    sheet.append(["编号", "时间", None, None, "内容"])
    sheet.append([None, "来访时间", "登记日", "计入月", None])
    sheet.append(["7", "2021-05-03 09:30", "2021-05-04", "2021-05", "话"])
    for area in ("A1:E1", "A2:A3", "B2:D2", "E2:E3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "a.xlsx")

    rows, _ = read(tmp_path / "a.xlsx")

    assert [(row.number, row.text("编号"), row.text("内容")) for row in rows] == [(4, "7", "话")]
    assert rows[0].given("计入月", Month) == Month(2021, 5)


def test_the_first_sheet_with_the_header_is_read_and_named(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "a.xlsx", {"封面": [["来访登记"]], "五月": [HEADERS, sound()], "六月": [HEADERS, sound()]}
    )

    table = open_table(path, VISITS)

    assert table.layout.sheet == "五月"
    assert table.notice == "文件中有 3 个工作表，读取的是“五月”。"


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(HEADERS)
    sheet.sheet_state = "hidden"
    book.create_sheet("可见").append(["别的"])
    book.save(tmp_path / "a.xlsx")

    assert only_refusal(tmp_path / "a.xlsx").refusal.code == "no-header"


def test_every_fault_of_the_header_is_named_at_once(tmp_path: Path) -> None:
    refusals = only_refusal(
        write_csv(tmp_path / "a.csv", [["编号", "编号", "来访日时间", "天气"], ["1", "1", "x", "晴"]])
    ).refusals

    assert [(refusal.code, refusal.field) for refusal in refusals] == [
        ("missing-header", "来访时间"),
        ("doubled-header", "编号"),
        ("unknown-header", "来访日时间"),
        ("unknown-header", "天气"),
    ]
    assert "是否应为“来访时间”" in refusals[2].sentence
    assert "第 1 行" in refusals[0].sentence


def test_a_file_without_header_says_what_was_expected(tmp_path: Path) -> None:
    refused = only_refusal(write_csv(tmp_path / "a.csv", [["甲", "乙"], ["1", "2"]]))

    assert refused.refusal.code == "no-header"
    assert "编号、来访时间" in refused.refusal.sentence


def test_a_csv_with_other_separators_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号\t来访时间\n1\t2021-05-03 09:30\n", encoding="utf-8")

    assert "英文逗号" in only_refusal(tmp_path / "a.csv").refusal.sentence


@pytest.mark.parametrize("rows", [[HEADERS], [HEADERS, ["", " "]]])
def test_a_table_without_rows_is_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    assert only_refusal(write_csv(tmp_path / "a.csv", rows)).refusal.code == "no-rows"
    assert only_refusal(write_xlsx(tmp_path / "a.xlsx", rows)).refusal.code == "no-rows"


def test_a_workbook_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    assert only_refusal(write_xlsx(tmp_path / "a.xlsx", [])).refusal.code == "no-rows"


def test_all_faults_of_a_row_are_reported_with_sheet_row_column_and_value(tmp_path: Path) -> None:
    rows, report = read(
        write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound(), sound(来访时间="昨天", 方式="传真", 编号="")])
    )

    assert len(rows) == 1
    assert [(fault.sheet, fault.row, fault.column, fault.value) for fault in report.faults] == [
        ("来访", 3, "编号", ""),
        ("来访", 3, "来访时间", "昨天"),
        ("来访", 3, "方式", "传真"),
    ]
    assert str(report.faults[1]).startswith("工作表“来访”第 3 行“来访时间”列：不是能识别的时间")


def test_what_stands_under_no_header_is_reported_and_not_dropped(tmp_path: Path) -> None:
    rows, report = read(write_csv(tmp_path / "a.csv", [[*HEADERS, "", ""], [*sound(), "", ""], [*sound(), "", "另注"]]))

    assert len(rows) == 1
    assert [(fault.row, fault.column, fault.value) for fault in report.faults] == [(3, "", "另注")]


def test_a_row_that_holds_a_nought_only_is_not_blank(tmp_path: Path) -> None:
    _, report = read(write_xlsx(tmp_path / "a.xlsx", [HEADERS, [0], sound()]))

    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "来访时间")]


def test_a_date_beyond_the_end_of_time_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(HEADERS)
    sheet.append(sound())
    sheet["C2"] = 99_999_999_999
    sheet["C2"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "a.xlsx")

    _, report = read(tmp_path / "a.xlsx")

    assert [(fault.column, fault.value) for fault in report.faults] == [("登记日", "99999999999")]


def test_asking_a_row_for_what_it_does_not_hold_is_an_error_of_the_program(tmp_path: Path) -> None:
    (row,), _ = read(write_csv(tmp_path / "a.csv", [HEADERS, sound(登记日="")]))

    with pytest.raises(TypeError, match="is empty"):
        row.given("登记日", date)
    with pytest.raises(TypeError, match="holds str"):
        row.maybe("内容", date)
    with pytest.raises(TypeError, match="several"):
        row.codes("内容")


def test_rows_of_a_csv_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    rows, _ = read(write_csv(tmp_path / "a.csv", [HEADERS, sound(内容="一\n二\n三"), [], sound()]))

    assert [row.number for row in rows] == [2, 4]


def test_a_report_keeps_the_first_faults_and_counts_the_others(tmp_path: Path) -> None:
    report = FaultReport(cap=2)
    list(read_rows(write_csv(tmp_path / "a.csv", [HEADERS, *[sound(编号="")] * 5]), VISITS, report))

    assert (len(report.faults), report.total) == (2, 5)
    assert "共有 5 处问题，先列出前 1 处；一行都没有导入" in report.refusals(shown=1)[0].sentence


def test_an_importer_adds_faults_of_its_own(tmp_path: Path) -> None:
    (row,), _ = read(write_csv(tmp_path / "a.csv", [HEADERS, sound()]))

    assert Fault.of(row, "类别", "没有这一类。") == Fault("a.csv", 2, "类别", "P01;P02", "没有这一类。")
    assert Fault.of(row, "来访时间", "太早。").value == "2021-05-03 09:30"


def test_the_spellings_of_other_programs_are_understood(tmp_path: Path) -> None:
    sheet = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row>'
        '<x:c t="s"><x:v>0</x:v></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>来访</x:t><x:rPh><x:t>shi</x:t></x:rPh><x:t>时间</x:t></x:is></x:c><x:c/>'
        '<x:c t="s"><x:v>1</x:v></x:c></x:row><x:row><x:c t="b"><x:v>1</x:v></x:c>'
        '<x:c t="d"><x:v>2021-05-03T09:30:00</x:v></x:c><x:c/>'
        '<x:c t="str"><x:v>一_x000D_二_xD842__xDFB7_</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    shared = (
        "<x:sst xmlns:x='m'><x:si><x:r><x:t>编</x:t></x:r><x:r><x:t>号</x:t></x:r><x:rPh><x:t>bian</x:t></x:rPh></x:si>"
    )
    path = write_parts(tmp_path / "a.xlsx", sheet, shared=f"{shared}<x:si><x:t>内容</x:t></x:si></x:sst>")

    (row,), report = read(path)

    assert not report
    assert (row.number, row.text("编号"), row.text("内容")) == (2, "TRUE", "一\n二𠮷")
    assert row.given("来访时间", datetime) == datetime(2021, 5, 3, 9, 30, tzinfo=SHANGHAI)


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\t\r")
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_any_text_comes_back_from_an_xlsx_as_it_went_in(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows, report = read(write_xlsx(Path(folder, "a.xlsx"), [HEADERS, *(sound(内容=text) for text in texts)]))

    assert not report
    assert [row.text("内容") for row in rows] == [one_kind_of_line_end(text.strip()) for text in texts]


@QUICK
@given(texts=st.lists(TEXTS, min_size=1, max_size=20), encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_any_text_comes_back_from_a_csv_as_it_went_in(texts: list[str], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder, "a.csv"), [HEADERS, *(sound(内容=text) for text in texts)], encoding=encoding)
        rows, report = read(path)

    assert not report
    assert [row.text("内容") for row in rows] == [one_kind_of_line_end(text.strip()) for text in texts]


def one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
