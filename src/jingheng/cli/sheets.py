"""`jingheng import` and `jingheng template`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tqdm import tqdm

from jingheng.cli.arguments import DONE, FINDINGS, WRONG_USE, Unreadable, complain, say

_KINDS = ("offices", "people", "posts", "cases", "records")


def add_commands(commands: Any) -> None:
    importing = commands.add_parser("import", help="导入表格:全部行或一行也不")
    importing.add_argument("kind", choices=_KINDS, metavar="KIND", help="、".join(_KINDS))
    importing.add_argument("file", type=Path, metavar="FILE", help="xlsx 或 csv")
    importing.add_argument("--dry-run", action="store_true", help="只检查,不写入")
    importing.add_argument("--report", type=Path, metavar="OUT.xlsx", help="有问题时,把标出问题的工作簿写到这里")
    importing.set_defaults(run=run_import)
    template = commands.add_parser("template", help="空白导入模板,带下拉选项")
    template.add_argument("kind", choices=_KINDS, metavar="KIND")
    template.add_argument("out", type=Path, metavar="OUT.xlsx")
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

    def advance(rows: int) -> None:
        bar.update(rows)

    with tqdm(desc="导入", unit="行", disable=None) as bar:
        outcome = import_file(
            given.kind,
            given.file,
            actor=SYSTEM,
            at=timezone.now(),
            progress=advance,
            dry_run=given.dry_run,
        )
    if not outcome.refused:
        say(f"检查通过,共 {outcome.rows} 行,没有写入。" if given.dry_run else f"已导入 {outcome.rows} 行。")
        return DONE
    complain(outcome.report.summary)
    for fault in outcome.report.faults[:20]:
        complain(f"  {fault}")
    if given.report:
        write_fault_workbook(given.file, outcome.report, given.report)
        complain(f"已把问题标在 {given.report} 里。")
    return FINDINGS if outcome.report.layout else WRONG_USE


def run_template(given: argparse.Namespace) -> int:
    from jingheng.cli.home import start

    start()
    from jingheng.contexts.desk.api import KINDS
    from jingheng.platform.files.template_workbook import write_template

    try:
        write_template(KINDS[given.kind].format, given.out)
    except OSError as error:
        raise Unreadable(f"不能写入 {given.out}:{error.strerror}。") from error
    say(f"模板已写到 {given.out}")
    return DONE
