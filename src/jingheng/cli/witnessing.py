"""`jingheng ledger witness | policy | keys`: who countersigns whom, and with which keys."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from jingheng.cli.arguments import DONE, FINDINGS, Unreadable, complain, say


def add_commands(inside: Any) -> None:
    _add_witness(inside.add_parser("witness", help="见证：请他人见证本服务器的账本，为他院账本见证"))
    policy = inside.add_parser("policy", help="写出信任策略（C2SP tlog-policy），供 jingheng-verify --policy 使用")
    policy.add_argument("--out", type=Path, metavar="FILE", help="写到这个文件，不给就显示")
    policy.add_argument("--quorum", type=int, metavar="K", help="要几个见证人签名，默认按规则参数")
    policy.set_defaults(run=run_policy)
    _add_keys(inside.add_parser("keys", help="账本密钥：列出、更换、登记丢失"))


def _add_witness(witness: Any) -> None:
    inside = witness.add_subparsers(dest="witness_command", required=True, metavar="命令", title="命令")
    one = inside.add_parser("add", help="添加见证人")
    one.add_argument("name", metavar="名称")
    one.add_argument("vkey", metavar="公钥")
    one.add_argument("--url", default="", metavar="地址", help="不给就用文件交换")
    one.set_defaults(run=run_add)
    one = inside.add_parser("remove", help="移除见证人")
    one.add_argument("name", metavar="名称")
    one.set_defaults(run=run_remove)
    one = inside.add_parser("list", help="列出见证人和各签到哪里")
    one.set_defaults(run=run_list)
    one = inside.add_parser("push", help="立即把新检查点送给网络能通的见证人")
    one.set_defaults(run=run_push)
    one = inside.add_parser("out", help="为网络不通的见证人导出请求文件")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--witness", metavar="名称", help="有几个用文件交换的见证人时，说明是哪一个")
    one.set_defaults(run=run_out)
    one = inside.add_parser("in", help="收回见证人签好的回复文件")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--witness", metavar="名称", help="有几个用文件交换的见证人时，说明是哪一个")
    one.set_defaults(run=run_in)
    one = inside.add_parser("sign", help="为他院的请求文件签名")
    one.add_argument("request", type=Path, metavar="IN")
    one.add_argument("out", type=Path, metavar="OUT")
    one.set_defaults(run=run_sign)
    one = inside.add_parser("watch", help="开始为他院账本见证")
    one.add_argument("name", metavar="名称", help="谁的账本")
    one.add_argument("vkeys", type=Path, metavar="FILE", help="对方的账本公钥，一行一把")
    one.set_defaults(run=run_watch)
    one = inside.add_parser("key", help="显示本服务器的见证公钥")
    one.add_argument("--renew", action="store_true", help="换一把：旧的已经丢失或者不再可信")
    one.set_defaults(run=run_key)


def _add_keys(keys: Any) -> None:
    inside = keys.add_subparsers(dest="keys_command", required=True, metavar="命令", title="命令")
    one = inside.add_parser("list", help="列出每本账本的密钥和公钥")
    one.set_defaults(run=run_keys)
    one = inside.add_parser("rotate", help="更换密钥：旧密钥签下新密钥，从下一片叶起进新的一本")
    one.add_argument("origin", metavar="账本")
    one.set_defaults(run=run_rotate)
    one = inside.add_parser("lost", help="登记密钥丢失：账本止于最后签过的检查点，其后的在新的一本里重新写明")
    one.add_argument("origin", metavar="账本")
    one.set_defaults(run=run_lost)


def _now() -> datetime:
    from jingheng.cli.home import prepare_existing

    prepare_existing()
    from django.utils import timezone

    return timezone.now()


# --- our witnesses ----------------------------------------------------------------------------------------------------
def run_add(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import add_witness
    from jingheng.kernel.actor import SYSTEM

    witness = add_witness(name=given.name, vkey=given.vkey, url=given.url, actor=SYSTEM, at=at)
    say(f"已添加见证人{witness.name}，{'地址 ' + witness.url if witness.url else '用文件交换'}。")
    return DONE


def run_remove(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import Witness, remove_witness
    from jingheng.kernel.actor import SYSTEM

    found = Witness.objects.filter(name=given.name, removed_at=None).first()
    if found is None:
        raise Unreadable(f"没有名为“{given.name}”的见证人。用 jingheng ledger witness list 查看。")
    remove_witness(witness_id=found.pk, actor=SYSTEM, at=at)
    say(f"已移除见证人{found.name}。")
    return DONE


def run_list(_given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import whole_overview

    seen = whole_overview(at=at)
    if not seen.witnesses:
        say("没有见证人。设置办法见 docs/operators/witnesses.md。")
    for witness in seen.witnesses:
        say(f"{witness.name}  {witness.url or '文件交换'}\n  {witness.vkey}")
    for state in seen.logs:
        say(f"{state.log.origin}  {state.log.size} 片叶  未见证：{state.window.words}")
        for line in state.lines:
            told = "还没有签过" if line.size is None else f"{line.size} 片"
            say(
                f"  {line.witness.name}：{told}"
                + (f"  {line.failure.words}{line.failure.to_do}" if line.failure else "")
            )
    return DONE


def run_push(_given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import push

    return _told(push(at=at), nothing="没有要送的检查点，或者没有网络能通的见证人。")


def run_out(given: argparse.Namespace) -> int:
    _now()
    from jingheng.contexts.witnesses.api import requests_for

    witness = _by_files(given.witness)
    data, logs = requests_for(witness)
    if not logs:
        say(f"{witness.name}已经签过每一个检查点，没有要导出的。")
        return DONE
    _write(given.file, data)
    for log in logs:
        say(log.origin)
    say(f"已导出 {len(logs)} 本账本的请求到 {given.file}。")
    say("对方用 jingheng ledger witness sign 或 jingheng-witness sign 签好，带回后运行 jingheng ledger witness in。")
    return DONE


def run_in(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import read_answers

    witness = _by_files(given.witness)
    try:
        outcomes = read_answers(witness, _read(given.file), at=at)
    except ValueError as error:
        raise Unreadable(f"{given.file} 不是见证人的回复：{error}。请核对是不是拿错了文件。") from error
    if not outcomes:
        raise Unreadable(f"{given.file} 里没有{witness.name}对本服务器账本的签名。请核对文件和见证人。")
    return _told(outcomes)


def _told(outcomes: Any, nothing: str = "") -> int:
    from jingheng.contexts.witnesses.api import FAILURES

    failed = False
    for one in outcomes:
        if not one.failure:
            say(f"{one.witness.name}  {one.log.origin}  {one.size} 片叶，已见证")
            continue
        failed = True
        if one.failure == "REFUSED" and one.held is not None:
            complain(
                f"{one.witness.name}  {one.log.origin}  对方上次签到 {one.held} 片叶，已记下，请重新导出请求文件。"
            )
        else:
            found = FAILURES[one.failure]
            complain(f"{one.witness.name}  {one.log.origin}  {found.words}{found.to_do}")
    if not outcomes:
        say(nothing)
    return FINDINGS if failed else DONE


def _by_files(name: str | None) -> Any:
    from jingheng.contexts.witnesses.api import Witness

    found = list(Witness.objects.filter(removed_at=None, **({"name": name} if name else {"url": ""})))
    if len(found) == 1:
        return found[0]
    if not found:
        raise Unreadable(
            "没有这个见证人。" if name else "没有用文件交换的见证人。用 jingheng ledger witness list 查看。"
        )
    raise Unreadable(f"用文件交换的见证人有{'、'.join(one.name for one in found)}，请用 --witness 说明是哪一个。")


# --- this server as a witness -----------------------------------------------------------------------------------------
def run_sign(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import Watched, countersign_file
    from jingheng.verify.witness_state import BrokenState

    if not Watched.objects.filter(removed_at=None).exists():
        raise Unreadable("没有为任何账本见证。先用 jingheng ledger witness watch，或者在“账本与见证”页上添加。")
    try:
        signed = countersign_file(_read(given.request), at=at)
    except BrokenState as error:
        raise Unreadable(f"没有签：{error}") from error
    if signed.file:
        _write(given.out, signed.file)
    refused = [one.decision for one in signed.answers if one.status != 200]
    for decision in refused:
        complain(f"没有签：{decision.reason}")
    say(
        f"签了 {len(signed.answers) - len(refused)} 个，没有签 {len(refused)} 个。"
        + (f"回复写入 {given.out}" if signed.file else "")
    )
    return FINDINGS if refused else DONE


def run_watch(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import own_vkey, watch
    from jingheng.kernel.actor import SYSTEM

    lines = _read(given.vkeys).decode(errors="replace").splitlines()
    rows = watch(name=given.name, vkeys=lines, actor=SYSTEM, at=at)
    for row in rows:
        say(row.origin)
    say(f"已开始为{given.name}的 {len(rows)} 本账本见证。见证公钥：\n{own_vkey()[0]}")
    return DONE


def run_key(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.ledger.api import KeyLost
    from jingheng.contexts.witnesses.api import own_key, renew_key
    from jingheng.kernel.actor import SYSTEM

    try:
        key = renew_key(actor=SYSTEM, at=at) if given.renew else own_key(makes=True)
    except KeyLost as error:
        raise Unreadable(str(error)) from error
    assert key is not None
    say(str(key.verifier))
    if given.renew:
        say("请把这一行交给每一个由本服务器见证的单位，换下旧的。")
    return DONE


# --- policy and keys --------------------------------------------------------------------------------------------------
def run_policy(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import policy

    if given.quorum is not None and given.quorum < 1:
        raise Unreadable("--quorum 至少是 1。")
    text, caution = policy(at=at, quorum=given.quorum)
    if given.out:
        _write(given.out, text.encode())
        say(f"已写到 {given.out}。")
    else:
        say(text.removesuffix("\n"))
    if caution:
        complain(f"注意：{caution}")
    return DONE


def run_keys(_given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.witnesses.api import whole_overview

    seen = whole_overview(at=at)
    for state in (*seen.closed, *seen.logs):
        since = f"{state.key_since:%Y-%m-%d} 起" if state.key_since else "还没有签过"
        ended = f"，{state.log.closed_at:%Y-%m-%d} 止" if state.log.closed_at else ""
        say(f"{state.log.origin}  {since}{ended}" + ("  密钥不在原处" if state.key_lost else ""))
        say(f"  {state.log.vkey or '（随首个检查点生成）'}")
    return FINDINGS if any(state.key_lost for state in seen.logs) else DONE


def run_rotate(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.ledger.api import KeyLost, rotate_key
    from jingheng.kernel.actor import SYSTEM

    try:
        new = rotate_key(origin=given.origin, actor=SYSTEM, at=at)
    except KeyLost as error:
        raise Unreadable(str(error)) from error
    new.refresh_from_db()
    say(f"已更换。{given.origin} 到此为止，以后写入 {new.origin}。新公钥请交给每个见证人：\n{new.vkey}")
    return DONE


def run_lost(given: argparse.Namespace) -> int:
    at = _now()
    from jingheng.contexts.ledger.api import declare_key_lost
    from jingheng.kernel.actor import SYSTEM

    goes_on, unsigned = declare_key_lost(origin=given.origin, actor=SYSTEM, at=at)
    goes_on.refresh_from_db()
    say(
        f"已登记。{given.origin} 止于最后签过的检查点；其后没有签过的 {unsigned} 片叶，内容已在 {goes_on.origin} 里重新写明。"
    )
    say(f"请把这件事和公钥告知每个见证人：\n{goes_on.vkey}")
    return DONE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"读不了 {path}：{error.strerror}。") from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Unreadable(f"不能写入 {path}：{error.strerror}。") from error
