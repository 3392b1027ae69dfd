"""`jingheng import` and `jingheng template`: what they answer, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db.models import QuerySet

from jingheng.cli.main import main
from jingheng.contexts.cases.models import Case
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Office, Person, Post
from jingheng.contexts.records.models import Record
from tests.factories.cast import NOON, Cast
from tests.factories.imports import Given, a_case, a_person, a_post, a_record, an_office, table
from tests.web.walking import clock


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock(NOON):
        yield


def test_it_imports_and_says_how_many(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(tmp_path / "记录.xlsx", [a_record(cast), a_record(cast)])

    assert main(["import", "records", str(file)]) == 0

    assert capsys.readouterr().out == "已导入 2 行。\n"
    assert Record.objects.count() == 2
    assert Entry.objects.get().actor_id == cast.head.pk


def test_faults_are_named_and_the_exit_code_is_2(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path / "记录.csv", [a_record(cast), a_record(cast, 填报人编号="0")])

    assert main(["import", "records", str(file)]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "共有 1 处问题" in said.err
    assert "第 3 行“填报人编号”列" in said.err
    assert not Record.objects.exists()


def test_a_report_marks_the_cells_and_can_be_corrected_and_imported(cast: Cast, tmp_path: Path) -> None:
    file = table(tmp_path / "记录.xlsx", [a_record(cast), a_record(cast, 填报人编号="0")])
    out = tmp_path / "问题.xlsx"

    assert main(["import", "records", str(file), "--report", str(out)]) == 2

    book = openpyxl.load_workbook(out)
    cell = book["数据"]["C3"]
    assert (cell.value, cell.fill.fgColor.rgb) == ("0", "FFFFC7CE")
    cell.value = cast.prosecutor.number
    book.save(out)
    assert main(["import", "records", str(out)]) == 0
    assert Record.objects.count() == 2


def test_a_dry_run_writes_nothing(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(tmp_path / "记录.xlsx", [a_record(cast)])

    assert main(["import", "records", str(file), "--dry-run"]) == 0

    assert capsys.readouterr().out == "检查通过，共 1 行，没有写入。\n"
    assert not Record.objects.exists()
    assert not Entry.objects.exists()


def test_a_dry_run_finds_the_same_faults(cast: Cast, tmp_path: Path) -> None:
    file = table(tmp_path / "记录.xlsx", [a_record(cast, 填报人编号="0")])

    assert main(["import", "records", str(file), "--dry-run"]) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"<html>", "甲，乙\n1,2\n".encode()])
def test_what_is_no_table_is_unreadable(cast: Cast, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "记录.xlsx"
    file.write_bytes(content)

    assert main(["import", "records", str(file), "--report", str(tmp_path / "问题.xlsx")]) == 3


def test_a_file_that_is_not_there_is_wrong_use(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "records", str(tmp_path / "没有.xlsx")]) == 3
    assert "没有找到文件" in capsys.readouterr().err


def test_an_unknown_kind_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main(["import", "secrets", str(tmp_path)])

    assert left.value.code == 3


def test_a_report_that_cannot_be_written_is_said(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path / "记录.xlsx", [a_record(cast, 填报人编号="0")])

    assert main(["import", "records", str(file), "--report", str(tmp_path / "没有" / "问题.xlsx")]) == 3
    assert "不能" in capsys.readouterr().err


def test_machines_are_told_too(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(tmp_path / "记录.xlsx", [a_record(cast, 填报人编号="0")])

    main(["import", "records", str(file), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["fault_count"], told["faults"][0]["row"], told["faults"][0]["column"]) == (
        0,
        1,
        2,
        "填报人编号",
    )


@pytest.mark.parametrize("kind", ["offices", "people", "posts", "cases", "records"])
def test_a_template_is_filled_in_and_imported(cast: Cast, tmp_path: Path, kind: str) -> None:
    rows: dict[str, Given] = {
        "offices": an_office(), "people": a_person(), "posts": a_post(cast), "cases": a_case(cast), "records": a_record(cast),
    }  # fmt: skip
    out = tmp_path / f"{kind}.xlsx"
    assert main(["template", kind, str(out)]) == 0

    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    for position, cell in enumerate(sheet[1], 1):
        if value := rows[kind].get(str(cell.value).rstrip("*").strip()):
            sheet.cell(2, position, value)
    book.save(out)

    assert main(["import", kind, str(out)]) == 0
    made: dict[str, QuerySet[Any]] = {
        "offices": Office.objects.filter(code="990205"), "people": Person.objects.filter(number="9902039001"),
        "posts": Post.objects.all(), "cases": Case.objects.all(), "records": Record.objects.all(),
    }  # fmt: skip
    assert made[kind].count() == 1


def test_a_template_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "records", str(tmp_path / "没有" / "模板.xlsx")]) == 3
    assert "不能写入" in capsys.readouterr().err
