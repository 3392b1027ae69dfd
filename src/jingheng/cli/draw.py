"""`jingheng draw`: a draw that anybody can compute again. Needs no database."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jingheng.cli.arguments import DONE, Unreadable, complain, say
from jingheng.cli.plan_file import read_plan
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.verify import bundle
from jingheng.verify.bundle import BrokenBundle, Drawn, Ground
from jingheng.verify.cases import LARGEST_FILE, BadFrame, encoding_of
from jingheng.verify.draw_check import UNPROVEN, commitment_faults, read_commitment
from jingheng.verify.plans import BadPlan, Plan, text_fault
from jingheng.verify.sampling import Shares

EXAMPLE = """PLAN.yaml 例如：
  draw: 2026年11月评查          # 抽取编号，一次抽取一个
  id: 案号                      # 名单里的列名
  strata: 承办人                # 按哪一列分层
  quota: {rate: 0.05, min: 2}   # 每层抽 5%，至少 2 件
  mandatory: 必查               # 这一列有内容的都抽
  weight: 风险分                # 加权抽取的权重，整数
  size: 10                      # 其余再加权抽 10 件
  shares:                       # 各参与方口令的 SHA-256，没有则写 {}
    案管: 64 位十六进制
先用 commit 写出承诺，交给各方；再公开口令，掷出公开值，抽取。
"""


def add_commands(commands: Any) -> None:
    draw = commands.add_parser("draw", help="抽取案件：先定名单，后出公开值，人人可复算", epilog=EXAMPLE)
    draw.add_argument("step", nargs="?", choices=("commit",), metavar="commit", help="只写出承诺，不抽取")
    draw.add_argument("--frame", type=Path, required=True, metavar="CASES.csv", help="案件名单，第 1 行是列名")
    draw.add_argument("--plan", type=Path, required=True, metavar="PLAN.yaml", help="抽取方案")
    draw.add_argument("--public", metavar="VALUE", help="当众产生的公开值")
    draw.add_argument("--share", action="append", default=[], metavar="PARTY=SECRET", help="参与方公开的口令，可多次")
    draw.add_argument("--commitment", type=Path, metavar="COMMITMENT", help="先前写出的承诺；不符则不抽")
    draw.add_argument("--out", type=Path, required=True, metavar="FILE", help="写到哪里")
    draw.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    commits = given.step == "commit"
    if commits and (given.public is not None or given.share or given.commitment):
        raise Unreadable("draw commit 在公开值产生之前：不能带 --public、--share、--commitment。")
    if not commits and given.public is None:
        raise Unreadable("抽取要有 --public。只写出承诺请用 jingheng draw commit。")
    frame, plan_yaml = _read(given.frame), _read(given.plan)
    try:
        plan = read_plan(plan_yaml, encoding_of(frame))
        ground = bundle.ground(frame, plan)
    except BadPlan as error:
        raise Unreadable(f"{given.plan}：{error}。") from error
    except BadFrame as error:
        raise Unreadable(f"{given.frame}：{error}。") from error
    commitment = ground.commitment_json(frame, plan_yaml)
    if commits:
        _write(given.out, commitment)
        _tell_commitment(ground, given.out)
        return DONE
    if given.commitment:
        _ensure_committed(given.commitment, commitment)
    drawn = bundle.carry_out(ground, _shares(plan, given.share), _public(given.public))
    _write(given.out, bundle.pack(bundle.members_of(drawn, frame=frame, plan_yaml=plan_yaml)))
    _tell_drawn(drawn, given.out, is_committed=given.commitment is not None)
    return DONE


def _ensure_committed(path: Path, ours: bytes) -> None:
    try:
        faults = commitment_faults(read_commitment(_read(path)), bundle.loaded("commitment.json", ours))
    except BrokenBundle as error:
        raise Unreadable(f"{path}：{error}。") from error
    if faults:
        raise Refused(*(Refusal("not-committed", f"{fault}。没有抽取。") for fault in faults))


def _shares(plan: Plan, typed: Sequence[str]) -> Shares:
    secrets: dict[str, str] = {}
    for one in typed:
        party, sign, secret = one.partition("=")
        if not sign or party in secrets:
            raise Unreadable(f"--share 应写成“参与方=口令”，每方一次：{party}。")
        if fault := text_fault(secret):
            raise Unreadable(f"--share {party}：口令{fault}。")
        secrets[party] = secret
    faults = bundle.share_faults(plan, secrets)
    if faults:
        hint = "没有抽取。若当时用 echo 计算 SHA-256，会多算一个换行，应用 printf %s。"
        raise Refused(*(Refusal("wrong-share", f"{fault}。{hint}") for fault in faults))
    return bundle.revealed(plan, secrets)


def _public(text: str) -> str:
    if fault := text_fault(text):
        raise Unreadable(f"--public：公开值{fault}。")
    return text


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unreadable(f"不能读取 {path}：{error.strerror}。") from error


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise Unreadable(f"不能写入 {path}：{error.strerror}。") from error


def _tell_commitment(ground: Ground, out: Path) -> None:
    plan, digits = ground.plan, ground.commitment.hex()
    say(f"名单 {len(ground.cases)} 行，抽取编号 {plan.draw}。承诺：")
    say("  " + " ".join(digits[at : at + 8] for at in range(0, len(digits), 8)))
    say(f"参与方：{'、'.join(party for party, _ in plan.shares) or '无'}。")
    say(f"已写到 {out}。请在公开值产生之前交给各方，或抄进笔录。")


def _tell_drawn(drawn: Drawn, out: Path, *, is_committed: bool) -> None:
    sample = drawn.sample
    say(
        f"名单 {len(drawn.ground.cases)} 行，抽中 {len(sample.ids)} 件："
        f"必抽 {len(sample.mandatory)}，定额 {len(sample.by_quota)}，加权 {len(sample.weighted)}。"
    )
    for party in bundle.silent(drawn.shares):
        complain(f"参与方“{party}”没有公开口令，已记录。")
    missing = int(drawn.ground.plan.size) - len(sample.weighted)
    if missing:
        complain(f"权重大于 0 的余下案件不够，加权少抽 {missing} 件。")
    if not is_committed:
        complain(f"没有给 --commitment：{UNPROVEN}。")
    say(f"已写到 {out}。")
