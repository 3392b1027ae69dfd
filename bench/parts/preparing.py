"""Offices, people and records into an empty place; their months closed as acceptance closes them."""

from __future__ import annotations

import argparse
import random
import sys

import django
from django.core.management import call_command


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int)
    parser.add_argument("--one-office", action="store_true")
    given = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.db import transaction
    from django.utils import timezone

    from bench.filling import fill, period
    from bench.place import tell
    from bench.staff import hire
    from bench.writing import SEED
    from jingheng.cli.serving import collect_static

    now = timezone.now()
    collect_static()
    with transaction.atomic():
        hire(random.Random(SEED), starts_in=period(now).first)
    if given.total:
        fill(given.total, now=now, one_office=given.one_office)
        print(f"{given.total} records are in the tables", file=sys.stderr)
    tell({"records": given.total})


if __name__ == "__main__":
    main()
