"""Canonical JSON: one value, one sequence of bytes. A subset of RFC 8785 without numbers that are not whole."""

from __future__ import annotations

import json
import unicodedata
from typing import TypeAlias

Value: TypeAlias = "bool | int | str | list[Value] | dict[str, Value] | None"

_LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value without a canonical form, or bytes that are not the canonical form of what they say."""


def encode(value: Value) -> bytes:
    """UTF-8 bytes of `value`: ASCII keys in order, NFC strings, whole numbers below 2^53, no blanks.

    Floats, dates, bytes, tuples and whatever else JSON has several ways to write are refused.
    """
    _check(value, "$")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def decode(data: bytes) -> Value:
    """The value whose canonical form `data` is; a second key, a blank or a `1.0` is refused."""
    try:
        value: Value = json.loads(data.decode())
        again = encode(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not canonical JSON: {error}") from error
    if again != data:
        raise NotCanonical("not canonical JSON: written in another way")
    return value


def _check(value: object, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical(f"{where}: {value} is not below 2^53")
    elif isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _check(item, f"{where}[{number}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonical(f"{where}: the key {key!r} is not ASCII")
            _check(item, f"{where}.{key}")
    else:
        raise NotCanonical(f"{where}: {type(value).__name__} has no canonical form")


def _check_text(text: str, where: str) -> None:
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical(f"{where}: text is not NFC")
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise NotCanonical(f"{where}: half a character")
