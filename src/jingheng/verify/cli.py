"""`jingheng-verify`: checks a log, a receipt, a draw, with no server and no database. 0 sound, 2 tampering, 3 undecided."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from jingheng.verify.arguments import Parser
from jingheng.verify.commands import compare, log, paper, receipt, rows, sample, witness
from jingheng.verify.verdict import Broken, Verdict

COMMANDS = (
    receipt,
    log,
    rows,
    sample,
    compare,
    paper,
    witness,
)


def main(arguments: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    try:
        verdict: Verdict = args.run(args)
    except (Broken, ValueError, OSError) as error:
        verdict = Verdict(args.command, open_points=(str(error),))
    text = verdict.for_machines() if args.json else verdict.for_people()
    sys.stdout.buffer.write(f"{text}\n".encode(sys.stdout.encoding or "utf-8", errors="replace"))
    return verdict.code


def _parser() -> Parser:
    parser = Parser(
        prog="jingheng-verify",
        description="离线核验镜衡的日志、回执、抽取、检查点和见证。退出码:0 通过,2 发现篡改证据,3 不能判定。",
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for command in COMMANDS:
        command.register(subparsers)
    for subparser in subparsers.choices.values():
        subparser.add_argument("--json", action="store_true", help="以 JSON 输出,供程序读取")
    return parser
