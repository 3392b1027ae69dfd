"""The `jingheng` command: one thin function per command over the contexts' front doors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from jingheng.cli import circular, doctor, draw, ledger, safekeeping, serving, setting_up, sheets, tally
from jingheng.cli.arguments import DONE, FINDINGS, OUR_FAULT, WRONG_USE, Parser, Unreadable, complain
from jingheng.kernel.refusal import Refused


def parser() -> Parser:
    parser = Parser(prog="jingheng", description="镜衡：“三个规定”等重大事项记录报告与办案规范系统")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    for module in (setting_up, serving, sheets, circular, tally, draw, ledger, safekeeping, doctor):
        module.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except Unreadable as unreadable:
        complain(str(unreadable))
        return WRONG_USE
    except Refused as refused:
        for refusal in refused.refusals:
            complain(refusal.sentence)
        return FINDINGS
    except BrokenPipeError:  # whoever read along has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        complain("已中断。没有提交的内容不会留下。")
        return OUR_FAULT


if __name__ == "__main__":
    sys.exit(main())
