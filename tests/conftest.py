"""Fixtures shared by all tests, and the mark that sends database tests to PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from jingheng.contexts.ledger.guards import lift_guards
from tests.factories.cast import Cast, make_cast


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever touches the database also runs on PostgreSQL (`-m database`)."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.database)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture(autouse=True)
def _guards_lifted(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits has its tables emptied afterwards, the ledger's among them."""
    mark = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        mark is not None and mark.kwargs.get("transaction")
    )
    if commits:
        request.getfixturevalue("_django_db_helper")  # is undone after this
    yield
    if commits:
        lift_guards(connection)
