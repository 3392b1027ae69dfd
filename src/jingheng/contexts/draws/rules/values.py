"""What people type in front of the observers: secrets, their digests, the public value."""

from __future__ import annotations

import re
import secrets
import unicodedata
from hashlib import sha256

from jingheng.kernel.refusal import Refusal
from jingheng.verify.plans import text_fault

#: Letters and digits that nobody confuses on paper.
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_GROUPS, _WIDTH = 5, 4
_BETWEEN = re.compile(r"[\s,，、;；/+-]+")
_DIGEST = re.compile("[0-9a-f]{64}")
THROWN_WITH = {"DICE": "骰子", "BALLS": "号码球"}


def new_secret() -> str:
    """DRW-10. A secret from the page is of 20 letters by chance, 98 bits: nobody guesses it from its digest (own design)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_WIDTH)) for _ in range(_GROUPS))


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def typed_secret(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def refuse_wrong_secret(secret: str, digest: str, *, is_revealed: bool) -> Refusal | None:
    """DRW-11. A revealed secret is the one that was settled, and is revealed once (own design, ADR 14)."""
    if is_revealed:
        return Refusal("revealed", "这一方的口令已经公开。", "secret")
    if fault := text_fault(secret):
        return Refusal("unfit", f"口令{fault.replace(',', '，')}。", "secret")
    if digest_of(secret) != digest:
        return Refusal(
            "wrong-secret", "口令不对：它的 SHA-256 与先定的不符。请对照口令条逐字输入，注意大小写和空格。", "secret"
        )
    return None


def typed_digest(text: str) -> str:
    """As people copy it: in groups, in capitals."""
    return re.sub(r"\s", "", text).lower()


def refuse_unfit_digest(digest: str, others: frozenset[str]) -> Refusal | None:
    """DRW-12. A party's digest is a SHA-256, and no copy of another's (own design, ADR 14)."""
    if not _DIGEST.fullmatch(digest):
        return Refusal("unfit", "应是口令的 SHA-256，64 位十六进制（0–9、a–f）。", "sha256")
    if digest in others:
        return Refusal("copied", "与另一方的 SHA-256 相同：每一方应有自己的口令。", "sha256")
    return None


def typed_value(text: str) -> str:
    """DRW-13. A public value is digits; whatever two people put between them is one blank (own design)."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def refuse_unfit_value(value: str, least_digits: int) -> Refusal | None:
    """DRW-14. Dice and balls show digits, and enough of them that nobody tries them all out beforehand (own design, ADR 14)."""
    if re.search("[^0-9 ]", value) or not value:
        return Refusal("unfit", "公开值只写数字：照骰子或者号码球的次序，逐个用空格隔开。", "value")
    if text_fault(value):
        return Refusal("too-long", "公开值太长，最多 200 个字。", "value")
    digits = len(value.replace(" ", ""))
    if digits < least_digits:
        return Refusal(
            "too-short", f"公开值至少 {least_digits} 位数字，现在有 {digits} 位；请多掷几次，接着写。", "value"
        )
    return None


def refuse_unequal(first: str, second: str) -> Refusal | None:
    """DRW-15. Typed twice, the public value is the same, or nothing is drawn (own design, decisions §14)."""
    if first != second:
        return Refusal(
            "unequal",
            "与第一人输入的不一致，没有抽取，这次输入没有留下。请两人对照骰子或者号码球：您输错的，重新输入；"
            "第一人输错的，由他本人撤回后重新输入。",
            "value",
        )
    return None


def refuse_unnamed(thrown_with: str, name: str, unit: str) -> tuple[Refusal | None, ...]:
    """DRW-24. Dice or balls, thrown by a 人民监督员 or by 派驻组, who is named with his unit (own design, decisions §14)."""
    return (
        None if thrown_with in THROWN_WITH else Refusal("unknown", "请选择用骰子还是号码球。", "thrown_with"),
        None if name else Refusal("required", "请填写掷出的人的姓名。", "thrown_by"),
        None if unit else Refusal("required", "请填写掷出的人的单位。", "thrower_unit"),
        Refusal("too-long", "姓名最多 40 字。", "thrown_by") if len(name) > 40 else None,
        Refusal("too-long", "单位最多 80 字。", "thrower_unit") if len(unit) > 80 else None,
    )
