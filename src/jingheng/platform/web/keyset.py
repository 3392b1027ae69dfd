"""Paging by key: the next page begins after the last row seen, so that it costs the same on page 1 and on page 900.

A cursor holds the ordering values of a row, among them perhaps a running id, and from ids one could count what one may
not see. So it is not only signed but masked: a keystream from HMAC-SHA-256 over a fresh nonce, then Django's signature
over the whole. Two cursors for the same place never look alike.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.crypto import salted_hmac

Row = TypeVar("Row", bound=Model)

_NONCE = 12
_KINDS: dict[str, Any] = {"d": date.fromisoformat, "t": datetime.fromisoformat, "u": UUID, "p": lambda value: value}


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    previous: str = ""  # cursors; empty where there is no such page
    next: str = ""


def page_of(queryset: QuerySet[Row], *, order: Sequence[str], cursor: str = "", size: int = 50) -> Page[Row]:
    """One page of `queryset` in `order`, whose fields together are unique and never null.

    A cursor that is not ours, or was made for another order, leads to the first page: an old bookmark is no fault.
    """
    read = _Cursor(order).read(cursor)
    if read is None:
        return _forward(queryset, order, None, size)
    backward, key = read
    if not backward:
        return _forward(queryset, order, key, size)
    page = _backward(queryset, order, key, size)
    return page if len(page.rows) == size else _forward(queryset, order, None, size)


def _forward(queryset: QuerySet[Row], order: Sequence[str], key: list[Any] | None, size: int) -> Page[Row]:
    ordered = queryset.order_by(*order)
    rows = list((ordered if key is None else ordered.filter(_after(order, key)))[: size + 1])
    cursor = _Cursor(order)
    return Page(
        rows=rows[:size],
        previous=cursor.write(True, rows[0]) if key is not None and rows else "",
        next=cursor.write(False, rows[size - 1]) if len(rows) > size else "",
    )


def _backward(queryset: QuerySet[Row], order: Sequence[str], key: list[Any], size: int) -> Page[Row]:
    upside_down = [field[1:] if field.startswith("-") else f"-{field}" for field in order]
    found = list(queryset.order_by(*upside_down).filter(_after(upside_down, key))[: size + 1])
    rows = found[:size][::-1]
    cursor = _Cursor(order)
    return Page(
        rows=rows,
        previous=cursor.write(True, rows[0]) if len(found) > size else "",
        next=cursor.write(False, rows[-1]) if rows else "",
    )


def _after(order: Sequence[str], key: list[Any]) -> Q:
    """Strictly after `key`: a > A, or a = A and b > B, … with a ≥ A in front, which lets both engines use the index."""
    condition = Q()
    equal: dict[str, Any] = {}
    for field, value in zip(order, key, strict=True):
        name, comparison = (field[1:], "lt") if field.startswith("-") else (field, "gt")
        condition |= Q(**equal, **{f"{name}__{comparison}": value})
        equal[name] = value
    first, comparison = (order[0][1:], "lte") if order[0].startswith("-") else (order[0], "gte")
    return Q(**{f"{first}__{comparison}": key[0]}) & condition


class _Cursor:
    def __init__(self, order: Sequence[str]) -> None:
        self._fields = [field.removeprefix("-") for field in order]
        self._salt = "jingheng.keyset:" + ",".join(order)

    def write(self, backward: bool, row: Model) -> str:
        values = [self._pack(_value(row, field)) for field in self._fields]
        nonce = secrets.token_bytes(_NONCE)
        text = json.dumps([int(backward), *values], separators=(",", ":")).encode()
        return self._signer().sign(base64.urlsafe_b64encode(nonce + self._mask(nonce, text)).decode().rstrip("="))

    def read(self, cursor: str) -> tuple[bool, list[Any]] | None:
        try:
            unsigned = self._signer().unsign(cursor)
        except BadSignature:
            return None
        sealed = base64.urlsafe_b64decode(unsigned + "=" * (-len(unsigned) % 4))
        backward, *values = json.loads(self._mask(sealed[:_NONCE], sealed[_NONCE:]))
        return bool(backward), [_KINDS[kind](value) for kind, value in values]

    def _signer(self) -> Signer:
        return Signer(salt=self._salt)

    def _mask(self, nonce: bytes, text: bytes) -> bytes:
        key = salted_hmac(self._salt, "mask", algorithm="sha256").digest()
        blocks = range(-(-len(text) // 32))
        stream = b"".join(hmac.digest(key, nonce + block.to_bytes(4, "big"), hashlib.sha256) for block in blocks)
        return bytes(left ^ right for left, right in zip(text, stream, strict=False))

    @staticmethod
    def _pack(value: Any) -> tuple[str, Any]:
        if value is None:
            raise ValueError("a field that may be null cannot order key pages")
        if isinstance(value, datetime):
            return "t", value.isoformat()
        if isinstance(value, date):
            return "d", value.isoformat()
        if isinstance(value, UUID):
            return "u", value.hex
        if isinstance(value, (int, str)):
            return "p", value
        raise TypeError(f"{type(value).__name__} cannot order key pages")


def _value(row: Model, field: str) -> Any:
    value: Any = row
    for name in field.split("__"):
        value = getattr(value, name)
    return value
