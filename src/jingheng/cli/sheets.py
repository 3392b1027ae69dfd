"""`jingheng import` and `jingheng template`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm
from xlsxwriter.exceptions import FileCreateError

from jingheng.cli.arguments import DONE, FINDINGS, WRONG_USE, Unreadable, complain, say

if TYPE_CHECKING:
    from jingheng.contexts.desk.importing import Outcome

_SHOWN = 20  # faults on the terminal; the others stand in the report
_TOLD = 50_000  # rows after which a line is printed where there is no terminal
_KINDS = ("offices", "people", "posts", "cases", "records")


def add_commands(commands: Any) -> None:
    importing = commands.add_parser("import", help="导入表格：全部行或一行也不")
    importing.add_argument("kind", choices=_KINDS, metavar="KIND", help="、".join(_KINDS))
    importing.add_argument("file", type=Path, metavar="FILE", help="xlsx 或 csv")
    importing.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    importing.add_argument("--report", type=Path, metavar="OUT.xlsx", help="有问题时，把标出问题的工作簿写到这里")
    importing.add_argument("--json", action="store_true", help="供程序读取")
    importing.set_defaults(run=run_import)
    template = commands.add_parser("template", help="空白导入模板，带下拉选项")
    template.add_argument("kind", choices=_KINDS, metavar="KIND", help="、".join(_KINDS))
    template.add_argument("out", type=Path, metavar="OUT.xlsx", help="写到这个文件")
    template.set_defaults(run=run_template)


def run_import(given: argparse.Namespace) -> int:
    from jingheng.cli.home import prepare

    if not given.file.is_file():
        raise Unreadable(f"没有找到文件 {given.file}。")
    prepare()
    from django.utils import timezone

    from jingheng.contexts.desk.api import import_file
    from jingheng.kernel.actor import SYSTEM
    from jingheng.platform.files.fault_workbook import write_fault_workbook

    try:
        with tqdm(desc="导入", unit="行", disable=None) as bar:
            outcome = import_file(
                given.kind, given.file, actor=SYSTEM, at=timezone.now(), progress=_advance(bar), dry_run=given.dry_run
            )
    except OSError as error:
        raise Unreadable(f"不能读取 {given.file}：{error.strerror or error}。") from error
    if outcome.refused and given.report:
        with _writing(given.report):
            write_fault_workbook(given.file, outcome.report, given.report)
    (_print_json if given.json else _print)(outcome, given.report)
    return WRONG_USE if outcome.unreadable else FINDINGS if outcome.refused else DONE


def _advance(bar: Any) -> Callable[[int], None]:
    """A bar on a terminal; elsewhere a line now and then."""
    told = 0

    def advance(rows: int) -> None:
        nonlocal told
        told += rows
        bar.update(rows)
        if bar.disable and told // _TOLD > (told - rows) // _TOLD:
            complain(f"已读 {told} 行")

    return advance


def _print(outcome: Outcome, report: Path | None) -> None:
    if not outcome.refused:
        say(f"检查通过，共 {outcome.rows} 行，没有写入。" if outcome.dry_run else f"已导入 {outcome.rows} 行。")
        return
    complain(outcome.report.summary)
    for fault in outcome.report.faults[:_SHOWN]:
        complain(f"  {fault}")
    if report:
        complain(f"已把问题标在 {report} 里。")


def _print_json(outcome: Outcome, _report: Path | None) -> None:
    faults = [asdict(fault) for fault in outcome.report.faults]
    found = {"rows": outcome.rows, "dry_run": outcome.dry_run, "fault_count": outcome.report.total, "faults": faults}
    say(json.dumps(found, ensure_ascii=False, indent=1))


def run_template(given: argparse.Namespace) -> int:
    from jingheng.cli.home import start

    start()
    from jingheng.contexts.desk.api import KINDS
    from jingheng.platform.files.template_workbook import write_template

    with _writing(given.out):
        write_template(KINDS[given.kind].format, given.out)
    say(f"模板已写到 {given.out}")
    return DONE


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, FileCreateError) as error:
        raise Unreadable(f"不能写入 {path}：{error}。请检查文件夹、权限和磁盘空间。") from error
