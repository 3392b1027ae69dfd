"""Whom one may name as a witness, and whose logs one may countersign."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable
from urllib.parse import SplitResult, urlsplit

from jingheng.kernel.refusal import Refusal
from jingheng.verify.notes import COSIGNATURE, MalformedKey, VerifierKey, parse_key

_MOST_NAME, _MOST_KEY, _MOST_URL, _MOST_ORIGIN = 50, 200, 200, 100
_CHECK = "请从对方重新复制整行，中间不要断行。"


def refuse_witness(name: str, vkey: str, *, taken: Iterable[str], own: Collection[str]) -> Refusal | None:
    """WIT-1. A witness is somebody else: a key of its own, of the kind with which witnesses sign, named once
    (own design, integrity §1 T3).
    """
    if not name or len(name) > _MOST_NAME:
        return Refusal("name", f"请写见证人的名称，最多 {_MOST_NAME} 字，例如“省院见证服务器”。", "name")
    key = _key(vkey)
    if isinstance(key, str):
        return Refusal("key", f"{key}。{_CHECK}", "vkey")
    if key.kind != COSIGNATURE:
        return Refusal(
            "log-key", "这是账本的公钥，不是见证人的。见证人的公钥由对方运行 jingheng ledger witness key 得到。", "vkey"
        )
    if _publics([vkey]) & _publics(own):
        return Refusal("own-key", "这是本服务器自己的见证密钥。自己给自己见证，证明不了什么。", "vkey")
    if _publics([vkey]) & _publics(taken):
        return Refusal("taken", "这把公钥已经在见证人名单里：一个见证人只能算一个。", "vkey")
    return None


def refuse_address(url: str, *, allowed: Collection[str]) -> Refusal | None:
    """WIT-2. A witness is called at a plain address on the intranet, one of those in the settings if there are any
    (own design, decisions §11).
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Refusal("address", "地址写错了，应写作 https://10.0.0.8:8900 。", "url")
    plain = (
        parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment or parts.username)
    )
    if not plain or len(url) > _MOST_URL or any(one.isspace() for one in url):
        return Refusal("address", "地址应写作 https://10.0.0.8:8900 或 http://主机名/路径，不带用户名和问号。", "url")
    if allowed and parts.hostname not in allowed and f"{parts.hostname}:{port}" not in allowed:
        return Refusal(
            "not-allowed", f"设置 WITNESS_HOSTS 里没有 {parts.hostname}，请系统管理员加入后重启服务，再添加。", "url"
        )
    if _is_local(parts):
        return Refusal("local", "这是本机地址。见证人应在另一台机器上，由别人管理；文件交换的，地址留空。", "url")
    return None


def refuse_watched(vkey: str, *, taken: Iterable[str], own: Collection[str]) -> Refusal | None:
    """WIT-3. A log is countersigned under its own key, once, and never by the server that keeps it
    (own design, integrity §1 T3).
    """
    key = _key(vkey)
    if isinstance(key, str):
        return Refusal("key", f"{_short(vkey)}：{key}。{_CHECK}", "vkeys")
    if key.kind == COSIGNATURE:
        return Refusal("witness-key", f"{_short(vkey)} 是见证人的公钥，不是账本的。", "vkeys")
    if len(key.name) > _MOST_ORIGIN:
        return Refusal("key", f"{_short(vkey)}：账本名称最多 {_MOST_ORIGIN} 字。{_CHECK}", "vkeys")
    if _publics([vkey]) & _publics(own):
        return Refusal("own-log", f"{key.name} 是本服务器自己的账本。自己给自己见证，证明不了什么。", "vkeys")
    if _publics([vkey]) & _publics(taken):
        return Refusal("taken", f"{key.name} 已经在名单里。", "vkeys")
    return None


def _key(vkey: str) -> VerifierKey | str:
    """The key, or what is wrong with it."""
    if len(vkey) > _MOST_KEY:
        return "公钥过长"
    try:
        return parse_key(vkey)
    except MalformedKey as error:
        return str(error)


def _publics(vkeys: Iterable[str]) -> set[bytes]:
    return {parse_key(one).public for one in vkeys}


def _short(vkey: str) -> str:
    return f"“{vkey[:40]}…”" if len(vkey) > 40 else f"“{vkey}”"


def _is_local(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
