"""`jingheng circular`: the figures of a period, as data or as a paper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jingheng.cli.arguments import DONE, Unreadable, say
from jingheng.kernel.period import Month, MonthRange


def add_commands(commands: Any) -> None:
    circular = commands.add_parser("circular", help="生成一个期间的通报")
    circular.add_argument("--office", required=True, metavar="CODE", help="单位代码")
    circular.add_argument("--from", dest="first", required=True, metavar="YYYY-MM", help="起月")
    circular.add_argument("--to", dest="last", required=True, metavar="YYYY-MM", help="止月，含在内")
    circular.add_argument("--format", choices=("json", "html", "docx", "pdf", "xlsx"), required=True, help="文件格式")
    circular.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到这个文件")
    circular.add_argument("--digits", type=int, choices=(0, 1, 2), default=2, help="占比小数位，默认两位")
    circular.add_argument(
        "--rounding",
        choices=("absorb", "plain"),
        default="absorb",
        help="凑整：absorb 最大项吸收余差（默认），plain 各自四舍五入",
    )
    circular.add_argument(
        "--scope", choices=("all", "case"), default="all", help="口径：all 全部重大事项（默认），case 只计司法办案"
    )
    circular.add_argument("--public", action="store_true", help="公开版：小单元格打码")
    circular.add_argument("--base", metavar="YYYY-MM:YYYY-MM", help="另一个对比期")
    circular.add_argument("--kind", choices=("records",), default="records", help="通报的内容，现在只有 records")
    circular.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    from jingheng.cli.home import prepare_existing

    try:
        period = MonthRange(Month.parse(given.first), Month.parse(given.last))
        base = MonthRange.parse(given.base) if given.base else None
    except ValueError as error:
        raise Unreadable(str(error)) from error
    prepare_existing()
    from django.utils import timezone

    from jingheng.contexts.circulars.api import Asked, office_by_code, render

    office = office_by_code(given.office)
    if office is None:
        raise Unreadable(f"没有单位代码为“{given.office}”的单位。请先导入机构，或用 jingheng doctor 查看。")
    asked = Asked(period, given.scope, given.digits, given.rounding, given.public, base)
    content = render(office, asked, given.format, at=timezone.now())
    partial = given.out.with_name(given.out.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(given.out)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise Unreadable(f"不能写入 {given.out}：{error.strerror}。") from error
    say(f"已生成 {given.out}")
    return DONE
