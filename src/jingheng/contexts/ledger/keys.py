"""The keys with which logs are signed: one file each beside the database, never in it, readable by the server alone.

One key signs one log. With the year comes a new log and a new key; the old one is of no more use than its own log.
What happens to a key before the year is over is in `key_life`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from jingheng.contexts.ledger.models import Log
from jingheng.verify.notes import COSIGNATURE, ED25519, OWN, MalformedKey, SigningKey, generate, parse_signing_key


class KeyLost(RuntimeError):
    """The key of a log that has signed before is not where it was: nobody may make another in its name unasked."""


def key_of(log: Log) -> SigningKey:
    """The key of a log; made with its first checkpoint, never after."""
    path = path_of(log)
    if path.exists():
        try:
            key = parse_signing_key(path.read_text(encoding="ascii").strip())
        except (MalformedKey, UnicodeDecodeError) as error:
            raise KeyLost(f"{path} 不是账本 {log.origin} 的密钥：{error}") from error
        if str(key.verifier) != (log.vkey or str(key.verifier)):
            raise KeyLost(f"{path} 是另一把密钥，账本 {log.origin} 一直不是用它签的。请从保管人处取回原来的密钥。")
        return key
    if log.vkey:
        raise KeyLost(
            f"账本 {log.origin} 的密钥 {path} 不在了。请从保管人处取回；确已丢失的，运行 "
            f"jingheng ledger keys lost {log.origin}。"
        )
    return _made(log.origin, OWN if log.algorithm == "sm3" else ED25519, path)


def is_lost(log: Log) -> bool:
    """Has it been signed, and can it not be signed now?"""
    try:
        if log.vkey:
            key_of(log)
    except KeyLost:
        return True
    return False


def witness_key(name: str, *, has_signed: bool, makes: bool) -> SigningKey | None:
    """The key with which this server countersigns the logs of others: one alone, never that of a log.

    None if there is none yet and none is to be made. One that has signed is never made again unasked.
    """
    path = Path(settings.HOME) / "keys" / "witness.key"
    if path.exists():
        try:
            key = parse_signing_key(path.read_text(encoding="ascii").strip())
        except (MalformedKey, UnicodeDecodeError) as error:
            raise KeyLost(f"{path} 不是见证密钥：{error}") from error
        if key.kind == COSIGNATURE:
            return key
        raise KeyLost(f"{path} 不是见证密钥。")
    if has_signed:
        raise KeyLost(
            f"见证密钥 {path} 不在了。请从保管人处取回；确已丢失的，运行 jingheng ledger witness key --renew。"
        )
    return _made(name, COSIGNATURE, path) if makes else None


def renewed_witness_key(name: str) -> SigningKey:
    """Another key in the place of one that is gone or is to be used no more; the old file stays beside it."""
    path = Path(settings.HOME) / "keys" / "witness.key"
    if path.exists():
        path.rename(path.with_name(f"witness-{secrets.token_hex(4)}.retired"))
    return _made(name, COSIGNATURE, path)


def path_of(log: Log) -> Path:
    return Path(settings.HOME) / "keys" / f"{log.origin.replace('/', '-')}.key"


def _made(name: str, kind: int, path: Path) -> SigningKey:
    key = generate(name, kind, secrets.token_bytes(32))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    return key
