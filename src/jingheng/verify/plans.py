"""The plan of a draw: what is drawn by which columns, how many, and who brings a secret share.

`plan.json` holds it as strings, just as they were typed, and everything is computed from there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jingheng.verify.canonical import Value, encode
from jingheng.verify.cases import BLANKS, ENCODINGS, INVISIBLE

KEYS = ("draw", "id", "strata", "quota", "mandatory", "weight", "size", "shares")
QUOTA_KEYS = ("rate", "min")
LONGEST = 200
MOST_PARTIES = 20
VERSION = "jingheng-draw-1"
_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,12})?")
_WHOLE = re.compile("0|[1-9][0-9]{0,8}")
_DIGEST = re.compile("[0-9a-f]{64}")


class BadPlan(ValueError):
    """A plan that cannot be carried out; names the key."""


@dataclass(frozen=True)
class Plan:
    """Columns that are not used are "". `shares` are parties and the SHA-256 of their secrets, by party."""

    draw: str
    id: str
    encoding: str
    strata: str = ""
    rate: str = "0"
    min: str = "0"
    mandatory: str = ""
    weight: str = ""
    size: str = "0"
    shares: tuple[tuple[str, str], ...] = ()

    def quota(self, rows: int) -> int:
        """How many a stratum of so many rows gives: min(N, max(min, ⌈rate·N⌉))."""
        share = Fraction(self.rate) * rows
        return min(rows, max(int(self.min), -(-share.numerator // share.denominator)))

    def value(self) -> dict[str, Value]:
        return {
            "draw": self.draw,
            "encoding": self.encoding,
            "id": self.id,
            "mandatory": self.mandatory,
            "quota": {"min": self.min, "rate": self.rate},
            "shares": [list(share) for share in self.shares],
            "size": self.size,
            "strata": self.strata,
            "v": VERSION,
            "weight": self.weight,
        }

    def without_size(self) -> dict[str, Value]:
        """What the seed depends on: a larger sample is to contain the smaller."""
        return {key: value for key, value in self.value().items() if key != "size"}

    def json(self) -> bytes:
        return encode(self.value())


def checked(plan: Plan) -> Plan:
    """The plan itself, if it can be carried out."""
    _name("draw", plan.draw)
    _name("id", plan.id)
    for key, column in (("strata", plan.strata), ("mandatory", plan.mandatory), ("weight", plan.weight)):
        if column:
            _name(key, column)
    _number("quota.rate", plan.rate, _DECIMAL, " 0 到 1 的小数,例如 0.05")
    if Fraction(plan.rate) > 1:
        raise BadPlan(f"quota.rate:不能超过 1,写的是“{plan.rate}”")
    for key, text in (("quota.min", plan.min), ("size", plan.size)):
        _number(key, text, _WHOLE, "不超过九位的整数")
    if not plan.strata and (plan.rate, plan.min) != ("0", "0"):
        raise BadPlan("quota:没有写 strata(按哪一列分层),就不能有 quota")
    if not plan.strata and not plan.mandatory and plan.size == "0":
        raise BadPlan("size:没有 strata、没有 mandatory,size 又是 0,一件也抽不出来")
    if plan.encoding not in ENCODINGS:
        raise BadPlan(f"encoding:不认识“{plan.encoding}”")
    _check_shares(plan.shares)
    return plan


def from_json(value: Value) -> Plan:
    """The plan that `plan.json` holds."""
    keys = {"v", "encoding", *KEYS}
    if not isinstance(value, dict) or value.keys() != keys or value["v"] != VERSION:
        raise BadPlan(f"plan.json:应有且只有 {'、'.join(sorted(keys))},v 是 {VERSION}")
    quota = value["quota"]
    if not isinstance(quota, dict) or quota.keys() != set(QUOTA_KEYS):
        raise BadPlan("quota:应有且只有 rate 和 min")
    columns = {key: _text(key, value[key]) for key in keys - {"v", "quota", "shares"}}
    amounts = {key: _text(f"quota.{key}", quota[key]) for key in QUOTA_KEYS}
    return checked(Plan(shares=_shares(value["shares"]), **columns, **amounts))


def from_typed(typed: Mapping[str, object], encoding: str) -> Plan:
    """The plan that a person typed: strings, and two mappings of strings. What was left out is not used."""
    _only(typed, KEYS, "")
    quota = typed.get("quota", {})
    if not isinstance(quota, Mapping):
        raise BadPlan("quota:应写成 {rate: 0.05, min: 2}")
    _only(quota, QUOTA_KEYS, "quota.")
    if typed.get("strata") and quota.keys() != set(QUOTA_KEYS):
        raise BadPlan("quota:写了 strata,就要有 quota,rate 和 min 都要写")
    shares = typed.get("shares", {})
    if not isinstance(shares, Mapping):
        raise BadPlan("shares:应写成“参与方: 口令的 SHA-256”,没有则写 {}")
    parties = [(party, _text(f"shares.{party}", digest).lower()) for party, digest in shares.items()]
    single = {key: _text(key, value) for key, value in typed.items() if key not in ("quota", "shares")}
    amounts = {key: _text(f"quota.{key}", value) for key, value in quota.items()}
    return checked(
        Plan(**({"draw": "", "id": ""} | single | amounts), shares=tuple(sorted(parties)), encoding=encoding)
    )


def text_fault(text: str) -> str:
    """What keeps a short text from being written in one way only; "" if nothing."""
    if not text or text != text.strip(BLANKS):
        return "是空的,或前后有空格"
    if len(text) > LONGEST:
        return f"超过 {LONGEST} 个字"
    if INVISIBLE.search(text) or not unicodedata.is_normalized("NFC", text):
        return "里有看不见的或不规范的字符"
    return ""


def _name(key: str, text: str) -> None:
    if fault := text_fault(text):
        raise BadPlan(f"{key}:{fault}")


def _number(key: str, text: str, pattern: re.Pattern[str], wanted: str) -> None:
    if not pattern.fullmatch(text):
        raise BadPlan(f"{key}:应是{wanted},写的是“{text}”")


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadPlan(f"{key}:应是一个值")
    return value


def _only(given: Mapping[str, object], known: tuple[str, ...], prefix: str) -> None:
    for key in given:
        if key not in known:
            raise BadPlan(f"{prefix}{key}:不认识这个键,只有 {'、'.join(known)}")


def _shares(value: Value) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise BadPlan("shares:应是参与方的列表")
    shares = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadPlan("shares:每一方是名称和 SHA-256 两项")
        shares.append((_text("shares", pair[0]), _text("shares", pair[1])))
    return tuple(shares)


def _check_shares(shares: tuple[tuple[str, str], ...]) -> None:
    parties, digests = [party for party, _ in shares], [digest for _, digest in shares]
    if len(shares) > MOST_PARTIES:
        raise BadPlan(f"shares:最多 {MOST_PARTIES} 方")
    for party, digest in shares:
        _name("shares", party)
        _number(f"shares.{party}", digest, _DIGEST, "口令的 SHA-256(64 位十六进制)")
    if sorted(set(parties)) != parties:
        raise BadPlan("shares:参与方重复,或没有按名称排序")
    if len(set(digests)) != len(digests):
        raise BadPlan("shares:有两方的 SHA-256 相同,一方照抄了另一方")
