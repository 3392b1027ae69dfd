"""`jingheng check-tally`: the arithmetic of a published tally."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

from jingheng.cli.arguments import DONE, FINDINGS, Unreadable, say


def add_commands(commands: Any) -> None:
    check = commands.add_parser("check-tally", help="检查一份已公布统计的算术")
    check.add_argument("file", type=Path, metavar="FILE.yaml")
    check.add_argument("--json", action="store_true", help="供程序读取")
    check.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    from jingheng.contexts.circulars.rules.tally import TallyUnreadable, check_tally

    try:
        document = yaml.safe_load(given.file.read_text(encoding="utf-8-sig"))
        findings = check_tally(document)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TallyUnreadable) as error:
        raise Unreadable(f"不能读取 {given.file}：{error}") from error
    if given.json:
        rows = [{"tally": f.tally_id, "where": f.where, "kind": f.kind, "sentence": f.sentence} for f in findings]
        say(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            say(f"{finding.tally_id} {finding.where}：{finding.sentence}")
        if not findings:
            say("没有发现算术问题。")
    return FINDINGS if findings else DONE
