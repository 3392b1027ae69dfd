"""Files that nobody should send. Each is refused with a sentence that says what to do, before it costs us anything."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.files.file_guards import Limits
from tests.factories.sheets import HEADERS, new_book, read, sound, write_csv, write_parts, write_xlsx

COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
BLANKS = "<worksheet>" + " " * 30_000_000 + "</worksheet>"


def refusal(path: Path, limits: Limits | None = None) -> Refusal:
    with pytest.raises(Refused) as caught:
        read(path, limits)
    (only,) = caught.value.refusals
    return only


def content(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "code", "way_out"),
    [
        (b"", "empty-file", "0 字节"),
        (COMPOUND_FILE + bytes(4000) + "Workbook".encode("utf-16-le"), "old-workbook", "另存为 .xlsx"),
        (COMPOUND_FILE + bytes(4000) + "EncryptedPackage".encode("utf-16-le"), "locked-workbook", "去掉密码"),
        (b"\xef\xbb\xbf \r\n<html><table>", "web-page", "另存为 .xlsx"),
        (b"<?xml version='1.0'?><Workbook>", "web-page", "另存为 .xlsx"),
        ("编号，来访时间\n".encode("utf-16"), "wrong-encoding", "CSV UTF-8"),
        ("bianhao,shijian\n".encode("utf-16-le"), "wrong-encoding", "UTF-16"),
        ("编号，来访时间\n1,2\n1,caf".encode() + b"\xe9\n", "wrong-encoding", "第 3 行有不属于 UTF-8 的字节"),
        ("编号，来访时间\n1，".encode() + "二".encode()[:2], "wrong-encoding", "第 2 行有不属于 UTF-8 的字节"),
        ("编号，来访时间\n1,2\n".encode() + "昨天".encode("gbk"), "wrong-encoding", "第 3 行"),
        (b"a,b\n1,caf\xe9,\n", "wrong-encoding", "第 2 行起读不出来"),
        ("Numéro,Date\n".encode("latin-1"), "no-header", "乱码"),
        (b"PK\x03\x04 and nothing more", "damaged-workbook", "另存为新的 .xlsx"),
        (b"PK\x05\x06" + bytes(18), "not-a-workbook", "不是 .xlsx"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_way_out(
    tmp_path: Path, data: bytes, code: str, way_out: str
) -> None:
    found = refusal(content(tmp_path / "a.xlsx", data))

    assert found.code == code
    assert way_out in found.sentence


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macro-workbook"),
        ("xl/workbook.bin", "binary-workbook"),
        ("xl/workbook.xml", "damaged-workbook"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_workbook_with_macros_or_in_binary_or_with_two_parts_of_one_name_is_refused(
    tmp_path: Path, part: str, code: str
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound()])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, b"x")

    assert refusal(path).code == code


def test_another_kind_of_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")

    assert refusal(tmp_path / "a.xlsx").code == "not-a-workbook"


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound()]).read_bytes()

    assert refusal(content(tmp_path / "b.xlsx", whole[: len(whole) // 2])).code == "damaged-workbook"


def test_a_file_above_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "a.csv", [HEADERS, sound(内容="长" * 9000)] * 100)
    book = write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound()])

    assert "2.6 MB，超过 csv 文件 1 MB 的上限" in refusal(table, Limits(csv_bytes=1 << 20)).sentence
    assert refusal(book, Limits(xlsx_bytes=1000)).code == "file-too-large"


def test_more_rows_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADERS, *[sound()] * 4])

    assert len(read(path, Limits(rows=4))[0]) == 4
    assert refusal(path, Limits(rows=3)).code == "too-many-rows"


def test_a_zip_bomb_is_refused_by_what_it_says_of_itself(tmp_path: Path) -> None:
    path = write_parts(tmp_path / "a.xlsx", BLANKS)

    assert path.stat().st_size < 100_000
    assert refusal(path).code == "zip-bomb"


def test_many_parts_that_are_too_much_together_are_refused(tmp_path: Path) -> None:
    assert refusal(write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound()]), Limits(inflated_bytes=5000)).code == "zip-bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_not_inflated(tmp_path: Path) -> None:
    path = write_parts(tmp_path / "a.xlsx", BLANKS)
    true_size, false_size = struct.pack("<I", len(BLANKS)), struct.pack("<I", 1000)
    lying = path.read_bytes()
    assert lying.count(true_size) == 2  # in the header of the part and in the directory of the archive
    path.write_bytes(lying.replace(true_size, false_size))

    tracemalloc.start()
    found = refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found.code == "damaged-workbook"
    assert peak < 3_000_000


def test_a_cell_in_the_last_corner_of_the_sheet_costs_no_memory(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(HEADERS)
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")

    found = refusal(tmp_path / "a.xlsx")

    assert found.code == "too-wide"
    assert "XFD 列超出了 256 列" in found.sentence


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE sst [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'

    assert "DOCTYPE" in refusal(write_parts(tmp_path / "a.xlsx", "<worksheet/>", shared=laughs)).sentence


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData><row><c",
        '<worksheet><sheetData><row><c r="A1"><v>one</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row><c r="A1" t="s"><v>7</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="x"/></sheetData></worksheet>',
        '<worksheet><sheetData><row><c r="A1" t="str"><v>&#xD800;</v></c></row></sheetData></worksheet>',
    ],
)
def test_a_workbook_with_broken_parts_is_refused(tmp_path: Path, sheet: str) -> None:
    assert refusal(write_parts(tmp_path / "a.xlsx", sheet)).code == "damaged-workbook"


def test_a_workbook_whose_sheet_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_parts(tmp_path / "a.xlsx", "<worksheet/>")
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.infolist():
            if "sheet1" not in part.filename:
                new.writestr(part.filename, old.read(part))
    path.write_bytes(kept.getvalue())

    assert refusal(path).code == "damaged-workbook"


def test_formulas_are_named_by_their_cells_and_never_read_as_their_last_value(tmp_path: Path) -> None:
    book, sheet = new_book()
    sheet.append(HEADERS)
    sheet.append(sound(内容="=1+1"))
    sheet.append(sound())
    sheet.append(sound(编号="=HYPERLINK(A1)"))
    book.save(tmp_path / "a.xlsx")

    rows, report = read(tmp_path / "a.xlsx")

    assert [row.number for row in rows] == [3]
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "内容"), (4, "编号")]
    assert "选择性粘贴" in str(report.faults[0])


def test_an_error_value_is_named(tmp_path: Path) -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{header}</t></is></c>' for header in ("编号", "来访时间"))
    sheet = (
        f'<worksheet><row>{cells}</row><row><c t="e"><v>#N/A</v></c><c t="str"><v>2021-05-03</v></c></row></worksheet>'
    )

    _, report = read(write_parts(tmp_path / "a.xlsx", sheet))

    assert [(fault.column, fault.value) for fault in report.faults] == [("编号", "#N/A")]


def test_a_csv_with_an_open_quote_names_the_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('编号，来访时间\n1,2021-05-03 09:30\n"2,2021-05-03 09:30\n', encoding="utf-8")

    found = refusal(tmp_path / "a.csv")

    assert found.code == "broken-quotes"
    assert "第 3 行" in found.sentence


def test_a_nul_in_a_csv_is_named_by_its_cell(tmp_path: Path) -> None:
    _, report = read(write_csv(tmp_path / "a.csv", [HEADERS, sound(内容="一\x00二")]))

    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "内容")]


def test_control_characters_and_half_surrogates_in_an_xlsx_are_named_by_their_cells(tmp_path: Path) -> None:
    _, report = read(write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound(内容="一\x0b二"), sound(编号="\x00")]))
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "内容"), (3, "编号")]

    cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in ("_xD800_", "2021-05-03"))
    header = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in ("编号", "来访时间"))
    _, report = read(write_parts(tmp_path / "b.xlsx", f"<worksheet><row>{header}</row><row>{cells}</row></worksheet>"))
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "编号")]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE visits; --",
        "<script>alert(1)</script>",
        "长" * 10_000,
        "𠮷㛃\ue000\U0010fffd",
        "=cmd|' /C calc'!A0",
        "{{7*7}}%s%n\\0",
    ],
)
def test_hostile_and_rare_texts_are_texts(tmp_path: Path, text: str) -> None:
    for path in (
        write_csv(tmp_path / "a.csv", [HEADERS, sound(内容=text)]),
        write_csv(tmp_path / "b.csv", [HEADERS, sound(内容=text)], encoding="gb18030"),
        write_xlsx(tmp_path / "a.xlsx", [HEADERS, sound(内容=text)]),
    ):
        (row,), report = read(path)
        assert not report
        assert row.text("内容") == text


def test_hostile_texts_in_every_column_are_faults_and_nothing_worse(tmp_path: Path) -> None:
    rows, report = read(write_xlsx(tmp_path / "a.xlsx", [HEADERS, ["'; DROP TABLE x; --<script>"] * len(HEADERS)]))

    assert not rows
    assert {fault.column for fault in report.faults} == set(HEADERS) - {"内容"}
