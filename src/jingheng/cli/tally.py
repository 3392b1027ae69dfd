"""`jingheng check-tally`: the arithmetic of a published tally."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import yaml

from jingheng.cli.arguments import DONE, FINDINGS, Unreadable, say

EXAMPLE = """FILE.yaml 写一份公布的统计；几份的写成列表。百分比照印出来的写。例如：
  - id: 某市2021年上半年
    total: 417
    breakdowns:
      填报人:
        whole: true  # 各项合计应等于总数
        items:
          - {name: 班子成员, count: 143, pct_printed: 34.29%}
          - {name: 其他人员, count: 274, pct_printed: 65.71%}
    growth:
      - {kind: 同比, base_value: 380, printed: 9.74%, direction: 上升}
"""


def add_commands(commands: Any) -> None:
    check = commands.add_parser("check-tally", help="检查一份已公布统计的算术", epilog=EXAMPLE)
    check.add_argument("file", type=Path, metavar="FILE.yaml", help="写有统计数的文件")
    check.add_argument("--json", action="store_true", help="供程序读取")
    check.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    from jingheng.contexts.circulars.rules.tally import TallyUnreadable, check_tally

    if not given.file.is_file():
        raise Unreadable(f"没有找到文件 {given.file}。")
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
