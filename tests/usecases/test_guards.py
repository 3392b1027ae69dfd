"""Nobody changes the ledger without meaning to: the database itself says no."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from jingheng.contexts.ledger.checkpointing import make_checkpoint
from jingheng.contexts.ledger.guards import raise_guards
from jingheng.contexts.ledger.models import Checkpoint, Log, Tile
from tests.factories.cast import NOON, Cast
from tests.factories.contents import file


@pytest.fixture
def written(cast: Cast) -> Log:
    file(cast.actor("prosecutor"))
    log = Log.objects.exclude(office_id=0).order_by("-id")[0]
    make_checkpoint(log.pk, at=NOON)
    Tile.objects.create(log=log, level=0, number=0, hashes=b"x" * 8192)
    return log


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET entry = entry",
        "UPDATE ledger_leaf SET number = NULL",
        "DELETE FROM ledger_leaf",
        "UPDATE ledger_entry SET subject = 'record:other'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_tile SET level = 1",
        "DELETE FROM ledger_tile",
        "UPDATE ledger_opening SET facts = '[]'",
        "DELETE FROM ledger_opening",
        "UPDATE ledger_checkpoint SET size = size + 1",
        "DELETE FROM ledger_checkpoint",
        "UPDATE ledger_log SET size = 0",
        "UPDATE ledger_log SET origin = 'other'",
        "DELETE FROM ledger_log",
    ],
)
def test_what_was_written_stays(written: Log, statement: str) -> None:
    with pytest.raises(DatabaseError, match="账本只增不改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_on_postgresql_it_is_not_emptied_either(written: Log) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="账本只增不改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE ledger_leaf CASCADE")


def test_what_may_change_may(written: Log) -> None:
    """A witness's line comes later; the log grows."""
    assert Checkpoint.objects.filter(log=written).update(note="with a line more") == 1
    assert Log.objects.filter(pk=written.pk).update(size=written.size + 1) == 1


def test_raising_them_twice_changes_nothing(written: Log) -> None:
    raise_guards(connection)
    raise_guards(connection)

    test_what_was_written_stays(written, "DELETE FROM ledger_leaf")
