"""Fixtures shared by all tests, and the mark that sends database tests to PostgreSQL too."""

from __future__ import annotations

import pytest

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
