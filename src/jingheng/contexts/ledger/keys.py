"""The keys with which logs are signed: one file each beside the database, never in it, readable by the server alone.

One key signs one log. With the year comes a new log and a new key; the old one is of no more use than its own log.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from jingheng.contexts.ledger.models import Log
from jingheng.verify.notes import ED25519, OWN, MalformedKey, SigningKey, generate, parse_signing_key


class KeyLost(RuntimeError):
    """The key of a log that has signed before is not where it was: nobody may make another in its name unasked."""


def key_of(log: Log) -> SigningKey:
    """The key of a log; made with its first checkpoint, never after."""
    path = path_of(log)
    if path.exists():
        try:
            return parse_signing_key(path.read_text(encoding="ascii").strip())
        except (MalformedKey, UnicodeDecodeError) as error:
            raise KeyLost(f"{path} 不是账本 {log.origin} 的密钥：{error}") from error
    if log.checkpoints.exists():
        raise KeyLost(
            f"账本 {log.origin} 的密钥 {path} 不在了。请从保管人处取回；确已丢失的，见《账本与见证》“密钥丢失”。"
        )
    return _made(log, path)


def path_of(log: Log) -> Path:
    return Path(settings.HOME) / "keys" / f"{log.origin.replace('/', '-')}.key"


def _made(log: Log, path: Path) -> SigningKey:
    key = generate(log.origin, OWN if log.algorithm == "sm3" else ED25519, secrets.token_bytes(32))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    return key
