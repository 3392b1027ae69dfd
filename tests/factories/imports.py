"""Tables to be imported, and importing them as a command or as somebody does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from jingheng.contexts.desk.importing import Outcome, import_file
from jingheng.kernel.actor import SYSTEM, Actor
from tests.factories.cast import NOON, Cast
from tests.factories.sheets import Plain, write_csv, write_xlsx

Given = Mapping[str, Plain]


def table(path: Path, rows: Iterable[Given], *, encoding: str = "utf-8") -> Path:
    """Rows by header, as a csv or a workbook by the name of the file."""
    rows = list(rows)
    headers = list(rows[0])
    lines: list[list[Plain]] = [list(headers), *([row[header] for header in headers] for row in rows)]
    return write_csv(path, lines, encoding=encoding) if path.suffix == ".csv" else write_xlsx(path, lines, sheet="数据")


def bring_in(
    kind: str, path: Path, rows: Iterable[Given], *, actor: Actor = SYSTEM, at: datetime = NOON, dry_run: bool = False,
    encoding: str = "utf-8",
) -> Outcome:  # fmt: skip
    if path.is_dir():
        path = path / f"{kind}.xlsx"
    file = table(path, rows, encoding=encoding)
    return import_file(kind, file, actor=actor, at=at, progress=lambda _: None, dry_run=dry_run)


def sentences(outcome: Outcome) -> list[str]:
    return [str(fault) for fault in outcome.report.faults]


def an_office(**changes: Plain) -> dict[str, Plain]:
    return {
        "单位代码": "990205", "单位名称": "崇义县人民检察院", "上级单位代码": "990200", "层级": "基层院", "启用月": "2026-10",
    } | changes  # fmt: skip


def a_person(**changes: Plain) -> dict[str, Plain]:
    return {
        "人员编号": "9902039001", "姓名": "温如玉", "单位代码": "990203", "部门": "第三检察部", "职务": "检察官助理",
        "人员身份": "检察官助理", "入职日期": "2020-07-01", "离职日期": "",
    } | changes  # fmt: skip


def a_post(cast: Cast, key: str = "outsider", **changes: Plain) -> dict[str, Plain]:
    return {
        "人员编号": cast.people[key].number, "单位代码": "990203", "部门": "第二检察部", "职务": "书记员", "人员身份": "书记员",
        "职责": "", "起": "2026-01-01", "止": "",
    } | changes  # fmt: skip


def a_case(cast: Cast, **changes: Plain) -> dict[str, Plain]:
    return {
        "案件编号": "正检刑诉受〔2026〕7号", "单位代码": "990203", "承办人编号": cast.prosecutor.number, "案件类型": "一审公诉案件",
        "案由": "盗窃罪", "受理日期": "2026-10-08", "办结日期": "", "处理结果": "",
    } | changes  # fmt: skip


def a_record(cast: Cast, key: str = "prosecutor", **changes: Plain) -> dict[str, Plain]:
    return {
        "外部编号": "", "单位代码": "990203", "填报人编号": cast.people[key].number, "发生时间": "2026-10-12 09:30",
        "填报时间": "2026-10-12 16:00", "事项类别": "司法办案", "被记录人姓名": "甘霖", "被记录人单位": "澄明市城建集团",
        "被记录人职务": "部门经理", "被记录人类别": "P44", "行为类别": "N1", "方式": "电话", "案件编号": "正检刑诉受〔2026〕7号",
        "内容": "来电询问其朋友的案件办到什么程度，已告知按程序查询。", "处理方式": "拒绝；告知按程序提出", "是否影响办案": "未受影响",
    } | changes  # fmt: skip
