"""Killed in the middle of writing: no acknowledged record is lost, and the ledger says what the rows say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROUNDS = 25


def lived_through(home: Path, url: str, *, rounds: int = ROUNDS, besides: Iterable[str] = ()) -> dict[str, Any]:
    """Rounds of writers that are killed; at the end all that was acknowledged, `besides` too, must be there."""
    given = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    given |= {"JINGHENG_HOME": str(home), "HTTPS": "false", "DJANGO_SETTINGS_MODULE": "jingheng.config.settings"}
    given |= {"DATABASE_URL": url} if url else {}
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.rounds", str(rounds)],
        input="\n".join(besides), env=given, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A file of SQLite; or a database of its own on the PostgreSQL that the tests run on."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return ""
    import psycopg  # noqa: PLC0415

    name = f"killed_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    return url.replace("/postgres?", f"/{name}?")


@pytest.mark.database
def test_twenty_five_rounds(tmp_path: Path, database: str) -> None:
    found = lived_through(tmp_path, database)

    assert found["wrong"] == []
    assert found["acknowledged"] > ROUNDS
