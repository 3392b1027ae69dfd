"""Lists as offices have them, read in one way; what cannot be read is refused with its row and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.verify import cases
from jingheng.verify.cases import BadFrame, cases_of, encoding_of, read, written
from tests.verify.draws import COLUMNS, rows

TEXT = "案号,承办人\n〔2026〕1号,甲\n〔2026〕2号,乙\n"


@pytest.mark.parametrize("encoding", cases.ENCODINGS)
def test_each_encoding_that_offices_have(encoding: str) -> None:
    data = TEXT.encode(encoding)

    assert encoding_of(data) == encoding
    assert read(data, encoding) == read(TEXT.encode(), "utf-8")


def test_plain_ascii_is_utf_8() -> None:
    assert encoding_of(b"id\n1\n") == "utf-8"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TEXT.encode() + b"\xff", "第 4 行有不属于 UTF-8 的字节"),
        (TEXT.encode("utf-16"), "第 1 行起读不出文字"),
        (b"\xef\xbb\xbf\xff", "读不出文字"),
        (b"id\n\xff\xff", "第 2 行起读不出文字"),
    ],
)
def test_other_encodings_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(BadFrame, match=said):
        encoding_of(data)


def test_a_file_that_is_not_what_was_recorded_is_refused() -> None:
    with pytest.raises(BadFrame, match="读不出文字"):
        read(TEXT.encode("gb18030"), "utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "名单是空的"),
        (" , \n", "名单是空的"),
        ("案号,承办人\n,\n\n", "一件案件也没有"),
        ("案号,承办人\n1,甲\n2\n", "第 3 行有 1 格,第 1 行有 2 列"),
        ("案号,承办人\n1,甲,丙\n", "第 2 行有 3 格"),
        ('案号,承办人\n1,"甲\n', "分不清各列"),
        ('案号,承办人\n1,甲\n"2"号,乙\n', "第 3 行起分不清各列"),
    ],
)
def test_what_is_no_list_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadFrame, match=said):
        read(text.encode(), "utf-8")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "LARGEST_FILE", 10)
    with pytest.raises(BadFrame, match="超过"):
        read(TEXT.encode(), "utf-8")


def test_rows_without_content_are_no_rows_and_numbers_are_those_of_the_spreadsheet() -> None:
    frame = read('案号,承办人\r\n\r\n1,甲\r\n , \r\n"2\n二",乙\r\n'.encode(), "utf-8")

    assert (frame.rows, frame.numbers) == ((("1", "甲"), ("2\n二", "乙")), (3, 5))


def test_two_ways_to_write_one_letter_are_one_text() -> None:
    assert read("案号\ne\u0301\n".encode(), "utf-8").rows == (("\u00e9",),)


def test_rows_become_cases_in_the_order_of_their_ids() -> None:
    text = "案号,必查, 风险分 ,承办人\n B\u3000,不起诉, 3,甲\nA, ,0,乙 \n"

    found = cases_of(read(text.encode(), "utf-8"), id="案号", strata="承办人", mandatory="必查", weight="风险分")

    assert [(c.id, c.stratum, c.is_mandatory, c.weight) for c in found] == [("A", "乙", False, 0), ("B", "甲", True, 3)]
    assert found[1].cells == (" B\u3000", "不起诉", " 3", "甲")


def test_without_columns_for_them_there_is_one_stratum_and_one_weight() -> None:
    (found,) = cases_of(read(b"id\n1\n", "utf-8"), id="id")

    assert (found.stratum, found.is_mandatory, found.weight) == ("", False, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("号,承办人,风险分\n1,甲,1\n", "没有列名“案号”;现有的列:号、承办人、风险分"),
        ("案号,案号,风险分\n1,甲,1\n", "有几列都叫“案号”"),
        ("案号,承办人,风险分\n,甲,1\n", "第 2 行“案号”是空的"),
        ("案号,承办人,风险分\n1, ,1\n", "第 2 行“承办人”是空的"),
        ("案号,承办人,风险分\n1\u200b,甲,1\n", "第 2 行“案号”里有看不见的字符"),
        ("案号,承办人,风险分\n1,甲\u202e,1\n", "第 2 行“承办人”里有看不见的字符"),
        ("案号,承办人,风险分\n1,甲,1\n2,甲,1.5\n", "第 3 行“风险分”应是 0 到 999999999 的整数,写的是“1.5”"),
        ("案号,承办人,风险分\n1,甲,\n", "第 2 行“风险分”应是"),
        ("案号,承办人,风险分\n1,甲,-1\n", "写的是“-1”"),
        ("案号,承办人,风险分\n1,甲,１\n", "写的是“１”"),
        ("案号,承办人,风险分\n1,甲,1\n2,乙,1\n 1,丙,1\n", "第 4 行与第 2 行的“案号”相同:1"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused_with_row_and_column(text: str, said: str) -> None:
    with pytest.raises(BadFrame, match=said):
        cases_of(read(text.encode(), "utf-8"), id="案号", strata="承办人", weight="风险分")


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", max_codepoint=0x24F)), min_size=2, max_size=2)))
def test_what_is_written_is_read_back(given: list[list[str]]) -> None:
    kept = [["案", *row] for row in given]
    data = written(("号", "一", "二"), kept)

    assert encoding_of(data) == "utf-8-sig"
    if kept:
        assert [list(row) for row in read(data, "utf-8-sig").rows] == kept


def test_the_list_of_the_tests_is_read() -> None:
    assert len(read(written(COLUMNS, rows()), "utf-8-sig").rows) == 100
