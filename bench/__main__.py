"""`python -m bench`: every target of docs/benchmarks.md, measured in one run.

On SQLite by itself; on PostgreSQL as `python scripts/with_postgres.py .venv/bin/python -m bench`.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import server
from bench.importing import import_rows
from bench.lines import Line, table
from bench.place import WITH_ADMIN, Place, find_place

SMALL = 1_000
FULL = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed as ratios, measured in one run.")
    scale = int(os.environ.get("BENCH_SCALE", FULL))
    parser.add_argument("--scale", type=int, default=scale, help=f"records in the large place (default {FULL})")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="fill places there and use them again (SQLite)")
    parser.add_argument("--only", choices=sorted(GROUPS), action="append", help="one group; may be repeated")
    given = parser.parse_args()
    if given.scale < SMALL:
        parser.error(f"the large place needs more than the {SMALL} records of the small one")
    begun = time.perf_counter()
    folder = given.keep or Path(tempfile.mkdtemp(prefix="jingheng-bench-"))
    folder.mkdir(exist_ok=True)
    try:
        run = Run(folder, given.scale)
        lines = [line for name in given.only or GROUPS for line in GROUPS[name](run)]
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    engine = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    print(f"{given.scale:,} records, {engine}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print("\n".join(table(lines)))
    short = sum(line.verdict == "fell short" for line in lines)
    met = sum(line.verdict == "met" for line in lines)
    print(f"\n{met} met, {short} fell short; {(time.perf_counter() - begun) / 60:.1f} minutes")
    return 0


class Run:
    """The places of one run, each made when first needed."""

    def __init__(self, folder: Path, scale: int) -> None:
        self._folder, self.scale, self._made = folder, scale, dict[str, Place]()

    @property
    def small(self) -> Place:
        return self._place("small", SMALL, "--one-office")

    @property
    def large(self) -> Place:
        return self._place(f"large{self.scale}", self.scale)

    @property
    def staffed(self) -> Place:
        return self._place("staffed", 0)

    def _place(self, name: str, *arguments: object) -> Place:
        if name not in self._made:
            place, ready = find_place(name, self._folder)
            if not ready:
                self.say(f"preparing the {name} place")
                place.part("preparing", *arguments)
                place.filled.touch()
            self._made[name] = place
        return self._made[name]

    def say(self, what: str) -> None:
        print(f"… {what}", file=sys.stderr, flush=True)


def serving(run: Run) -> Iterator[Line]:
    group = "jingheng serve"
    with server.product(run.small):
        pass  # the first start of a place also makes its static files
    run.say("serving")
    served = []
    for _ in range(4):
        with server.product(run.small) as one:
            served.append((one.seconds, one.resident()))
    yield Line(group, "from the command to the first page", min(seconds for seconds, _ in served), "s", 2)
    weight = served[-1][1]
    yield Line(
        group, "resident, 2 workers and everything beside them", weight["Pss"], "MiB", 250,
        note=f"pages shared by processes counted once; counted in each of them {weight['Rss']:.0f} MiB",
    )  # fmt: skip


def filing(run: Run) -> Iterator[Line]:
    group = "Filing"
    run.say("filing")
    found = run.small.part("filing", 100)
    yield Line(group, "use-case ÷ bare ORM insert of the same rows, a transaction each", found["ratio"], target=6)
    rates: dict[str, list[float]] = {"product": [], "admin": []}
    run.small.part("admin_tables", settings=WITH_ADMIN)
    for _ in range(2):  # turn by turn: a busy moment of the machine falls on both
        with server.product(run.small) as served:
            rates["product"].append(run.small.part("creating", "product", served.port)["per_second"])
        with server.admin(run.small) as served:
            found = run.small.part("creating", "admin", served.port, settings=WITH_ADMIN)
            rates["admin"].append(found["per_second"])
    yield Line(
        group, "creates a second over HTTP ÷ the admin's add view, 8 clients, 2 workers",
        max(rates["product"]) / max(rates["admin"]), target=0.5, at_least=True,
        note=f"{max(rates['product']):.0f} a second ÷ {max(rates['admin']):.0f} a second",
    )  # fmt: skip


def circulars(run: Run) -> Iterator[Line]:
    group = f"A circular over {run.scale:,} records, 100 offices and 5 years"
    place = run.large
    run.say("circulars")
    found = place.part("circulars")
    whole = found["pass"]
    yield Line(
        group, "closed months from their seals ÷ one raw GROUP BY pass", found["count"] / whole, target=0.1,
        note="proved equal to a recount in every figure, every office, every month and both scopes",
    )  # fmt: skip
    yield Line(group, "the whole circular as JSON, comparisons included ÷ that pass", found["circular"] / whole)
    yield Line(group, "a first recount, nothing closed ÷ that pass", found["recount"] / whole, target=3)
    yield Line(group, "pandas on the exported csv ÷ that pass", found["pandas_csv"] / whole)
    yield Line(
        group, "pandas on the exported workbook ÷ that pass", found["pandas_workbook"] / whole,
        note=f"scaled: {found['workbook_rows']:,} rows were read, and the time multiplied to all of them",
    )  # fmt: skip


def pages(run: Run) -> Iterator[Line]:
    small, large = run.small, run.large
    run.say("pages")
    few, many = [], []
    for _ in range(4):  # turn by turn
        few.append(small.part("pages"))
        many.append(large.part("pages"))
    large.part("admin_tables", settings=WITH_ADMIN)
    admin = large.part("pages", "--admin", settings=WITH_ADMIN)
    for name in few[0]:
        group = f"Pages at {run.scale:,} records: {name}"
        fast, slow = (min(found[name]["seconds"] for found in both) for both in (few, many))
        counted = f"{few[0][name]['queries']} and {many[0][name]['queries']} queries"
        yield Line(group, f"÷ its own time at {SMALL:,}", slow / fast, target=1.5, note=counted)
        yield Line(group, "÷ the admin's change list of the same rows", slow / admin[name]["seconds"], target=0.3)


def importing(run: Run) -> Iterator[Line]:
    group = "jingheng import records"
    place = run.staffed
    run.say("importing")
    little, much = min(10_000, run.scale), min(76_000, run.scale)
    first, second = import_rows(place, little), import_rows(place, much + 1)
    bulk = place.part("bulk", little)["per_second"]
    yield Line(group, f"committed records a second, {much:,} rows", second.per_second, "/s", 5_000, at_least=True)
    yield Line(group, "÷ bulk_create of the same rows, nothing checked or routed", second.per_second / bulk)
    yield Line(
        group, f"peak memory at {much:,} rows ÷ at {little:,}", second.peak / first.peak, target=1.1,
        note=f"{second.peak:.0f} and {first.peak:.0f} MiB",
    )  # fmt: skip


GROUPS: dict[str, Callable[[Run], Iterator[Line]]] = {
    "serve": serving,
    "filing": filing,
    "circular": circulars,
    "pages": pages,
    "import": importing,
}

if __name__ == "__main__":
    sys.exit(main())
