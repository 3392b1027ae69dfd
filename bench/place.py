"""Where a part of the bench works: a data folder and a database of its own, reached by processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PRODUCT, WITH_ADMIN = "jingheng.config.settings", "bench.site.settings"


class Failed(RuntimeError):
    """A part ended with an error; what it said stands above."""


@dataclass(frozen=True, slots=True)
class Place:
    home: Path
    database: str  # an address of PostgreSQL; empty: SQLite in the data folder

    @property
    def filled(self) -> Path:
        """There once the place has been filled."""
        return self.home / "filled"

    def environment(self, settings: str = PRODUCT) -> dict[str, str]:
        own = {"JINGHENG_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": settings, "HTTPS": "false"}
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY", "DEBUG")
        }
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {})

    def part(self, name: str, *arguments: object, settings: str = PRODUCT) -> Any:
        """What `bench.parts.NAME` measures here, in a fresh process."""
        command = [sys.executable, "-m", f"bench.parts.{name}", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(settings), stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise Failed(f"{name} {' '.join(map(str, arguments))}".strip())
        return json.loads(done.stdout.splitlines()[-1])


def find_place(name: str, folder: Path) -> tuple[Place, bool]:
    """The place of this name and whether it is filled already; a new one is empty."""
    home = folder / name
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        place = Place(home, "")
        if not place.filled.exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
        return place, place.filled.exists()
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE bench_{name}".encode())
    home.mkdir()
    return Place(home, urlsplit(server)._replace(path=f"/bench_{name}").geturl()), False


def tell(found: Any) -> None:
    """The last line of a part's output, which `Place.part` reads."""
    print(json.dumps(found))
