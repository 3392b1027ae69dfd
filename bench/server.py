"""A web server of the bench's own: started, asked for its first page, weighed, stopped."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.place import PRODUCT, ROOT, WITH_ADMIN, Place

_PATIENCE = 60.0
#: As `jingheng serve` starts gunicorn, so that only what is served differs.
_LIKE_SERVE = (
    "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload", "--log-level", "warning",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    pid: int
    seconds: float  # from the command to the first page

    def resident(self) -> dict[str, float]:
        """MiB of all processes together: pages that they share counted once (`pss`) and once each (`rss`)."""
        weights = [_weight(pid) for pid in _family(self.pid)]
        return {kind: sum(weight[kind] for weight in weights) / 1024 for kind in ("Pss", "Rss")}


@contextmanager
def product(place: Place) -> Iterator[Served]:
    """`jingheng serve`, two workers and the background work."""
    with _serving(place, PRODUCT, ["-m", "jingheng.cli", "serve"], "/login") as served:
        yield served


@contextmanager
def admin(place: Place) -> Iterator[Served]:
    """Django's admin under the same server."""
    command = ["-m", "gunicorn", "bench.site.wsgi:application", *_LIKE_SERVE]
    with _serving(place, WITH_ADMIN, command, "/admin/login/") as served:
        yield served


@contextmanager
def _serving(place: Place, settings: str, command: list[str], page: str) -> Iterator[Served]:
    port = _free_port()
    where = ["--bind", f"127.0.0.1:{port}"] if "gunicorn" in command else ["--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command, *where], cwd=ROOT, env=place.environment(settings), stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _first_page(port, page, process)
        yield Served(port, process.pid, time.perf_counter() - begun)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=_PATIENCE)


def _first_page(port: int, page: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            connection.request("GET", page)
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except ConnectionError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise TimeoutError(f"no page within {_PATIENCE:.0f} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _family(int(child))


def _weight(pid: int) -> dict[str, int]:
    """KiB."""
    rows = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:])
    return {row[0].rstrip(":"): int(row[1]) for row in rows if row[0] in ("Pss:", "Rss:")}
