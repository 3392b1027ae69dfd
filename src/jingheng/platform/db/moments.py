"""Arithmetic on moments that the database does itself. Django's own for SQLite calls back into Python for every row."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Func, Value
from django.db.models.expressions import CombinedExpression

_DAY = 86_400
_SHANGHAI = 8 * 3_600  # no summer time since 1991


class Seconds(Func):
    """Whole seconds of a moment since 1970."""

    arity = 1
    output_field = BigIntegerField()
    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        template = "unixepoch(%(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **context)


def local_day(field: str) -> CombinedExpression:
    """Days since 1970 in the office's time."""
    return (Seconds(field) + Value(_SHANGHAI)) / Value(_DAY)
