"""PostgreSQL is stopped at once in the middle of writing, comes back and recovers: what was acknowledged is there."""

from __future__ import annotations

import os
import pwd
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.with_postgres import binaries
from tests.durability.test_killed import lived_through

ROUNDS = 5


@dataclass
class Cluster:
    """A server of its own, with fsync as an office has it."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgres://jingheng@/postgres?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        prefix = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        )  # PostgreSQL refuses to run as root
        command = [*prefix, str(binaries() / program), "-D", f"{self.folder}/data", *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self.run("pg_ctl", "-o", options, "-l", f"{self.folder}/log", "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-m", "immediate", "stop")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if "DATABASE_URL" not in os.environ:
        pytest.skip("in the run on PostgreSQL")
    folder = Path("/tmp") / f"jingheng-stopped-{os.getpid()}"  # a socket's path must be short
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    found = Cluster(folder)
    found.run("initdb", "-U", "jingheng", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    found.start()
    yield found
    found.stop()
    subprocess.run(["rm", "-rf", str(folder)], check=False)


@pytest.mark.database
def test_it_is_stopped_in_the_middle_of_writing(cluster: Cluster, tmp_path: Path) -> None:
    rng, acknowledged = random.Random(7), set()
    lived_through(tmp_path, cluster.url, rounds=0)  # the tables
    for _ in range(ROUNDS):
        acknowledged |= _written_until_it_stops(cluster, tmp_path, rng.uniform(0.2, 1.0))
        cluster.start()

    found = lived_through(tmp_path, cluster.url, rounds=0, besides=acknowledged)
    assert found["wrong"] == []
    assert len(acknowledged) >= ROUNDS


def _written_until_it_stops(cluster: Cluster, home: Path, seconds: float) -> set[str]:
    given = os.environ | {
        "JINGHENG_HOME": str(home), "HTTPS": "false", "DATABASE_URL": cluster.url,
        "DJANGO_SETTINGS_MODULE": "jingheng.config.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.durability.rounds", "write"]
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        stopping = threading.Timer(seconds, cluster.stop)
        stopping.start()
        rest = writer.stdout.read()  # until the lost connection ends it
    stopping.join()
    return {line for line in (first + rest).split("\n")[:-1] if line}
