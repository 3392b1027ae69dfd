"""Which rows the ledger binds, which of them a use-case has touched, and what they say in canonical form.

A context names its tables once, when the program starts (`bind`). From then on every change to one of their rows is
noticed, whichever way it is made through Django, and the row as it stands at the end of the use-case goes into the
leaf. A change outside a use-case is refused. Changes past Django are what the verifier finds.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.signals import pre_delete

from jingheng.verify import canonical as json_values
from jingheng.verify.leaves import Row

Unseal = Callable[[str], Any]

_AT_ONCE = 2_000

#: In place of an office: what belongs to the whole server.
SERVER = 0


class UnrecordedWrite(RuntimeError):
    """A row that the ledger binds was changed outside `recording()`: a bug of ours."""


@dataclass(frozen=True, slots=True)
class Binding:
    """How rows of one table are bound.

    `office` leads to the office in whose log they stand, as a lookup; rows for which it leads nowhere are not bound yet.
    None: they are the server's.
    `without`: columns that say where something is kept, not what it is; they may change at any time.
    `sealed` columns are bound by what they say, each of their fields on its own, not by how they are stored.
    """

    model: type[Bound]
    office: str | Combinable | None
    sealed: Mapping[str, Unseal]
    without: frozenset[str]

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def columns(self) -> tuple[str, ...]:
        names = (one.attname for one in self.model._meta.concrete_fields)
        return tuple(name for name in names if name not in self.without)

    def read(self, keys: Iterable[int]) -> Iterator[tuple[int | None, Row, dict[str, json_values.Value]]]:
        """The rows as the database holds them now: office, name, fields."""
        keys = iter(sorted(keys))
        while some := list(islice(keys, _AT_ONCE)):
            rows = self.model.objects.filter(pk__in=some).order_by("pk")
            for key, office, *values in rows.values_list("pk", self._office(), *self.columns):
                yield office, (self.label, key), self.fields(dict(zip(self.columns, values, strict=True)))

    def _office(self) -> Combinable:
        if self.office is None:
            return Value(SERVER)
        return F(self.office) if isinstance(self.office, str) else self.office

    def fields(self, columns: Mapping[str, Any]) -> dict[str, json_values.Value]:
        said: dict[str, json_values.Value] = {}
        for name, value in columns.items():
            if unseal := self.sealed.get(name):
                said |= _unsealed(name, value, unseal)
            else:
                said[name] = canonical(value)
        return said


_bindings: dict[type[models.Model], Binding] = {}


def bind(
    model: type[Bound],
    *,
    office: str | Combinable | None,
    sealed: Mapping[str, Unseal] | None = None,
    without: Iterable[str] = (),
) -> None:
    """From now on the rows of `model` are bound."""
    _bindings[model] = Binding(model, office, sealed or {}, frozenset(without))
    pre_delete.connect(_deleting, sender=model)


def bindings() -> Mapping[type[models.Model], Binding]:
    return _bindings


# --- what a row says --------------------------------------------------------------------------------------------------
def canonical(value: Any) -> json_values.Value:
    """A column's value as canonical JSON. JSON columns are text: the ledger does not look into them."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True))


def _unsealed(name: str, stored: str, unseal: Unseal) -> dict[str, json_values.Value]:
    try:
        said = unseal(stored)
    except ValueError:  # spoilt in the table: bound, and found, as it stands there
        return {name: canonical(stored)}
    if isinstance(said, dict):
        return {f"{name}.{key}": canonical(value) for key, value in said.items()}
    return {name: canonical(said)}


# --- what a use-case touches ------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Touched:
    """Keys of bound rows that were written and of those that were deleted, by table."""

    written: dict[type[models.Model], set[int]] = field(default_factory=dict)
    deleted: dict[type[models.Model], set[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.written.values()) or any(self.deleted.values())

    def write(self, model: type[models.Model], keys: Iterable[int]) -> None:
        self.written.setdefault(model, set()).update(keys)

    def delete(self, model: type[models.Model], key: int) -> None:
        self.deleted.setdefault(model, set()).add(key)
        self.written.get(model, set()).discard(key)


_touched: ContextVar[Touched | None] = ContextVar("jingheng_touched", default=None)


@contextmanager
def touching() -> Iterator[Touched]:
    """What is written to bound rows from here on."""
    touched = Touched()
    token = _touched.set(touched)
    try:
        yield touched
    finally:
        _touched.reset(token)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Writing to a bound table what is not bound: rows that belong to a draft. Within a use-case it changes nothing."""
    with touching() if _touched.get() is None else nullcontext():
        yield


def _touching(model: type[models.Model], columns: Iterable[str] | None = None) -> Touched | None:
    """Where to note a change to (these columns of) a row of `model`; None if nothing of it is bound."""
    if model not in _bindings or (columns is not None and _bindings[model].without.issuperset(columns)):
        return None
    touched = _touched.get()
    if touched is None and settings.LEDGER_REFUSES_UNRECORDED:
        raise UnrecordedWrite(model._meta.label)
    return touched


def note_written(model: type[models.Model], keys: Iterable[int]) -> None:
    """Rows that were written past Django's models."""
    touched = _touching(model)
    if touched is not None:
        touched.write(model, keys)


M = TypeVar("M", bound=models.Model)


class BoundQuerySet(models.QuerySet[M]):
    """Notes what is written without passing `save`."""

    def update(self, **changes: Any) -> int:
        touched = _touching(self.model, changes)
        if touched is not None:
            touched.write(self.model, self.values_list("pk", flat=True))
        return super().update(**changes)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        touched = _touching(self.model)
        if touched is not None and kwargs.get("ignore_conflicts"):
            raise NotImplementedError("nobody could tell which rows were written")
        created = super().bulk_create(objs, *args, **kwargs)
        if touched is not None:
            touched.write(self.model, [row.pk for row in created])
        return created


class Bound(models.Model):
    """A table whose rows can be bound."""

    objects = BoundQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        touched = _touching(type(self), kwargs.get("update_fields"))
        super().save(*args, **kwargs)
        if touched is not None:
            touched.write(type(self), [self.pk])


def _deleting(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    touched = _touching(sender)
    if touched is not None:
        touched.delete(sender, instance.pk)
