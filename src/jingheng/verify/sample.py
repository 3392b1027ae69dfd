"""`jingheng-verify sample`: is a draw what its list, plan, shares and public value lead to, and was the list settled first?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jingheng.verify.bundle import LARGEST_BUNDLE, MIB, BrokenBundle
from jingheng.verify.canonical import Value
from jingheng.verify.draw_check import examine

Leaves = Callable[[Path], Iterable[object]]


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("sample", help="复算一次抽取:名单、方案、公开值算不算得出这些案件")
    add_arguments(parser)
    parser.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="BUNDLE.zip", type=Path, help="抽取包")
    parser.add_argument(
        "--commitment", metavar="COMMITMENT", type=Path, help="先前拿到的承诺,或抄下的 64 位数;以它为准"
    )
    parser.add_argument("--log", metavar="目录", type=Path, help="日志的导出目录;同一编号抽了两次会被发现")


def run(args: argparse.Namespace, leaves: Leaves | None = None) -> Verdict:
    """`leaves` reads the decoded leaves of an exported log."""
    data = _read(args.bundle, LARGEST_BUNDLE)
    held = _read(args.commitment, MIB) if args.commitment else None
    if args.log and leaves is None:
        raise BrokenBundle("这个版本还不能读日志的导出目录")
    findings = examine(data, held, leaves(args.log) if args.log and leaves else None)
    facts = findings.facts
    told = f"抽取“{facts['draw']}”,名单 {facts['rows']} 行,抽中 {facts['drawn']} 件" if facts else "抽取包"
    return Verdict(told, evidence=findings.evidence, remarks=findings.remarks, facts=facts)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise BrokenBundle(f"读不到 {path}:{error.strerror}") from error


# What follows stands in for the frame of `jingheng-verify`: its verdict, its parser.

SOUND, TAMPERED, UNDECIDED = 0, 2, 3
_HEADS = {SOUND: "核验通过", TAMPERED: "发现篡改证据", UNDECIDED: "不能判定(输入残缺、有误或证据不足)"}


@dataclass(frozen=True)
class Verdict:
    checked: str
    evidence: tuple[str, ...] = ()
    open_points: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def code(self) -> int:
        return TAMPERED if self.evidence else UNDECIDED if self.open_points else SOUND

    def for_people(self) -> str:
        lines = [f"{_HEADS[self.code]}:{self.checked}"]
        for head, sentences in (("证据", self.evidence), ("缺", self.open_points), ("说明", self.remarks)):
            lines += [f"  {head}:{sentence}" for sentence in sentences]
        return "\n".join(lines)

    def for_machines(self) -> str:
        said = {
            "code": self.code, "checked": self.checked, "evidence": self.evidence, "open": self.open_points,
            "remarks": self.remarks, "facts": dict(self.facts),
        }  # fmt: skip
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def main(arguments: Sequence[str] | None = None, leaves: Leaves | None = None) -> int:
    parser = argparse.ArgumentParser(prog="jingheng-verify sample")
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出,供程序读取")
    args = parser.parse_args(arguments)
    try:
        verdict = run(args, leaves)
    except ValueError as error:
        verdict = Verdict("抽取包", open_points=(str(error),))
    sys.stdout.write((verdict.for_machines() if args.json else verdict.for_people()) + "\n")
    return verdict.code


if __name__ == "__main__":
    sys.exit(main())
