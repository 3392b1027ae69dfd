"""Writing very many rows: few prepared statements, where `bulk_create` would make an instance and compile a query each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

#: Rows in one statement: SQLite then prepares the lists of codes in the table's checks once for all of them.
_GROUP = 100


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of column → value; a column that no row gives takes its default. All rows give the same columns.

    The table's constraints hold as ever. Values are plain: codes, numbers, aware moments, texts; no expressions.
    """
    if not rows:
        return
    database, meta = connections[DEFAULT_DB_ALIAS], model._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    given = rows[0].keys()
    if unknown := given - {field.attname for field in fields}:
        raise TypeError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    fields.sort(key=lambda field: field.attname not in given)
    own = [field for field in fields if field.attname in given]
    defaults = [field.get_db_prep_save(field.get_default(), database) for field in fields[len(own) :]]
    name = database.ops.quote_name
    columns = ", ".join(name(str(field.column)) for field in fields)
    head = f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of our own models, no values
    places = f"({', '.join(['%s'] * len(fields))})"
    prepared = list(_prepared(rows, own, defaults, database))
    whole = len(prepared) // _GROUP * _GROUP
    groups = [list(chain.from_iterable(prepared[start : start + _GROUP])) for start in range(0, whole, _GROUP)]
    with database.cursor() as cursor:
        cursor.executemany(head + ", ".join([places] * _GROUP), groups)
        cursor.executemany(head + places, prepared[whole:])


def _prepared(
    rows: Sequence[Mapping[str, Any]],
    fields: Sequence[models.Field[Any, Any]],
    defaults: list[Any],
    database: BaseDatabaseWrapper,
) -> Iterator[list[Any]]:
    pick = itemgetter(*(field.attname for field in fields))
    adapters = [(index, adapt) for index, field in enumerate(fields) if (adapt := _adapter(field, database))]
    for row in rows:
        values = [*pick(row), *defaults]
        for index, adapt in adapters:
            values[index] = adapt(values[index])
        yield values


def _adapter(field: models.Field[Any, Any], database: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """What makes of a value what the driver takes; most values it takes as they are."""
    if isinstance(field, models.DateTimeField):
        return _moments(database.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField | models.TimeField | models.DecimalField | models.JSONField):
        return lambda value: field.get_db_prep_save(value, database)
    return None


def _moments(adapt: Callable[[datetime | None], Any]) -> Callable[[datetime | None], Any]:
    """Rows written together share the moment of writing: the same object is adapted once."""
    last: datetime | None = None
    adapted: Any = None

    def once(value: datetime | None) -> Any:
        nonlocal last, adapted
        if value is not last:
            last, adapted = value, adapt(value)
        return adapted

    return once
