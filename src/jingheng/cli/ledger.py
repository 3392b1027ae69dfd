"""`jingheng ledger`: the logs for those who check them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jingheng.cli import witnessing
from jingheng.cli.arguments import DONE, Unreadable, say


def add_commands(commands: Any) -> None:
    ledger = commands.add_parser("ledger", help="账本：签检查点、见证、密钥、导出给外部核验")
    inside = ledger.add_subparsers(dest="ledger_command", required=True, metavar="命令", title="命令")
    taken = inside.add_parser("export", help="导出账本到一个空目录，供 jingheng-verify 离线核验")
    taken.add_argument("out", type=Path, metavar="DIR", help="空目录，没有就新建")
    taken.add_argument("--office", metavar="CODE", help="只导出这个单位的账本")
    taken.add_argument("--rows", action="store_true", help="连同底稿和数据行一并导出：含全部业务内容，按记录本身保管")
    taken.set_defaults(run=run_export)
    shown = inside.add_parser("show", help="出示一行数据里的几个字段，连同它们记入账本的证明；别的字段不透露")
    shown.add_argument("table", metavar="表", help="如 records.revision")
    shown.add_argument("key", type=int, metavar="主键")
    shown.add_argument("field", nargs="*", metavar="字段", help="不给则列出这一行有哪些字段")
    shown.add_argument("--out", type=Path, metavar="FILE", help="证明写到这个文件，用 jingheng-verify receipt 核验")
    shown.set_defaults(run=run_show)
    signed = inside.add_parser("checkpoint", help="立即为每本账本签一次检查点")
    signed.set_defaults(run=run_checkpoint)
    witnessing.add_commands(inside)


def run_export(given: argparse.Namespace) -> int:
    from jingheng.cli.home import prepare_existing

    prepare_existing()
    from django.utils import timezone

    from jingheng.contexts.ledger.api import Log, export, make_checkpoint
    from jingheng.contexts.org.api import Office
    from jingheng.contexts.witnesses.api import push

    if given.out.exists() and (not given.out.is_dir() or any(given.out.iterdir())):
        raise Unreadable(f"{given.out} 不是空目录，没有导出。请换一个目录。")
    logs = Log.objects.order_by("office_id", "year")
    if given.office:
        office = Office.objects.filter(code=given.office).first()
        if office is None:
            raise Unreadable(f"没有代码为 {given.office} 的单位。")
        logs = logs.filter(office_id=office.pk)
    for log in logs:
        make_checkpoint(log.pk, at=timezone.now())
    push(at=timezone.now())  # so that what is taken away is witnessed where it can be
    written = export(given.out, logs, with_rows=given.rows, at=timezone.now())
    if not written:
        raise Unreadable("还没有账本。")
    for log in written:
        say(f"{log.origin}  {log.size} 片叶")
    say(f"已导出到 {given.out}。核验：jingheng-verify {'rows' if given.rows else 'log'} {given.out}")
    return DONE


def run_checkpoint(given: argparse.Namespace) -> int:
    from jingheng.cli.home import prepare_existing

    prepare_existing()
    from django.utils import timezone

    from jingheng.contexts.ledger.api import Log, make_checkpoint, place_waiting

    place_waiting()
    for log in Log.objects.order_by("office_id", "year"):
        made = make_checkpoint(log.pk, at=timezone.now())
        say(f"{log.origin}  {made.size} 片叶")
    return DONE


def run_show(given: argparse.Namespace) -> int:
    """Of what its leaf binds now; what it said before is another row or gone."""
    from jingheng.cli.home import prepare_existing

    prepare_existing()
    from django.core.exceptions import ObjectDoesNotExist

    from jingheng.contexts.ledger.api import LogRewritten, shown_row

    try:
        fields, proof = shown_row(given.table, given.key, [])
        if unknown := [name for name in given.field if name not in fields]:
            raise Unreadable(f"{given.table} {given.key} 没有字段 {'、'.join(unknown)}。有：{'、'.join(fields)}")
        if not given.field:
            say("\n".join(fields))
            return DONE
        _, proof = shown_row(given.table, given.key, given.field)
    except ObjectDoesNotExist as error:
        raise Unreadable(f"账本里没有 {given.table} {given.key}。表名如 records.revision。") from error
    except LogRewritten as error:
        raise Unreadable(f"{error}没有出示：请先用 jingheng-verify rows 查清。") from error
    if given.out is None:
        raise Unreadable("请用 --out 给出证明要写到的文件。")
    if proof is None:
        raise Unreadable("还没有检查点覆盖这一行：请先运行 jingheng ledger checkpoint。")
    given.out.write_bytes(proof)
    say(f"已写到 {given.out}。核验：jingheng-verify receipt {given.out} --policy 策略文件")
    return DONE
