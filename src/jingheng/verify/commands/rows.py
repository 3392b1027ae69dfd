"""`rows`: does the database say what the logs bind? Needs an export made with `--rows`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from jingheng.verify.canonical import NotCanonical, Value, decode
from jingheng.verify.commands import common, log
from jingheng.verify.exported import BrokenExport, Export
from jingheng.verify.leaves import Row
from jingheng.verify.rows import Finding, Opening, Rows
from jingheng.verify.verdict import Broken, Verdict

OPENINGS, ROWS = "openings.jsonl", "rows.jsonl"


def register(subparsers: Any) -> None:
    parser = common.add_parser(subparsers, "rows", run, "核验数据库的每一行与账本是否相符（先核验账本本身）")
    parser.add_argument("folder", metavar="导出目录", type=Path)
    common.add_policy(parser)


def run(args: argparse.Namespace) -> Verdict:
    """The logs first: rows that fit a log that is not sound prove nothing."""
    logs = log.run(args)
    evidence = list(logs.evidence)
    counts: dict[str, Value] = {}
    for office, exports in groupby(log.logs_in(args.folder), key=office_of):
        rows = _read(args.folder, office, list(exports), evidence)
        counts[office] = len(rows.stated)
    return Verdict(
        f"{logs.checked}，{sum(int(str(one)) for one in counts.values())} 行", tuple(evidence), logs.open_points,
        logs.unchecked, logs.remarks, {**logs.facts, "rows": counts},
    )  # fmt: skip


def office_of(export: Export) -> str:
    """`990203-2026` is the log of 990203 in 2026."""
    return export.folder.name.rpartition("-")[0]


def _read(folder: Path, office: str, exports: list[Export], evidence: list[str]) -> Rows:
    rows = Rows(exports[0].checkpoint.hash)
    for export in exports:
        openings = dict(_openings(export.folder / OPENINGS))
        for number, entry in enumerate(export.entries()):
            where = f"{export.folder.name} 第 {number} 片叶"
            evidence += map(_sentence, rows.read(where, entry, openings.pop(number, None)))
        if openings:
            raise BrokenExport(f"{export.folder.name}/{OPENINGS}：底稿多于叶")
    evidence += map(_sentence, rows.compare(_rows(folder / f"{office}.{ROWS}")))
    return rows


def _sentence(finding: Finding) -> str:
    return f"{finding.where}：{finding.sentence}"


def _openings(path: Path) -> Iterator[tuple[int, Opening]]:
    for line in _lines(path):
        match line:
            case {"facts": list(facts), "n": int(number), "secret": str(secret)}:
                yield number, Opening(bytes.fromhex(secret), tuple(facts))
            case _:
                raise BrokenExport(f"{path}：不是底稿")


def _rows(path: Path) -> Iterator[tuple[Row, Mapping[str, Value], bytes]]:
    for line in _lines(path):
        match line:
            case {"fields": dict(fields), "row": [str(table), int(key)], "secret": str(secret)}:
                yield (table, key), fields, bytes.fromhex(secret)
            case _:
                raise BrokenExport(f"{path}：不是数据行")


def _lines(path: Path) -> Iterator[Value]:
    if not path.exists():
        raise Broken(f"没有 {path}：导出时没有带 --rows，不能核对数据库")
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield decode(line.removesuffix(b"\n"))
            except NotCanonical as error:
                raise BrokenExport(f"{path} 第 {number} 行：{error}") from error
