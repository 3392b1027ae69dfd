"""`jingheng import` as an office runs it: how fast its rows are committed, and how much memory it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.place import ROOT, Failed, Place


@dataclass(frozen=True, slots=True)
class Imported:
    rows: int
    seconds: float  # of the whole command, its start included
    peak: float  # MiB

    @property
    def per_second(self) -> float:
        return self.rows / self.seconds


def import_rows(place: Place, rows: int) -> Imported:
    table: Path = place.home / f"{rows}.csv"
    place.part("tabling", rows, table)
    command = [sys.executable, "-m", "jingheng.cli", "import", "records", str(table)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=place.environment(), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if os.waitstatus_to_exitcode(status):
        raise Failed(f"import of {rows} rows")
    process.returncode = 0  # it was waited for above
    return Imported(rows, seconds, used.ru_maxrss / 1024)
