"""A csv of records in the columns of the import, as an office brings its earlier years along."""

from __future__ import annotations

import argparse
import csv
import random
from datetime import timedelta
from pathlib import Path

import django

_HEADERS = (
    "外部编号", "单位代码", "填报人编号", "发生时间", "填报时间", "事项类别", "被记录人姓名", "被记录人单位", "被记录人职务",
    "被记录人类别", "行为类别", "方式", "案件编号", "内容", "处理方式", "是否影响办案",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    django.setup()
    from django.utils import timezone

    from bench.place import tell
    from bench.writing import SEED, write
    from jingheng.contexts.org.models import Person
    from jingheng.kernel.period import SHANGHAI

    rng, now = random.Random(SEED + given.rows), timezone.now().astimezone(SHANGHAI)
    people = list(Person.objects.order_by("id").values_list("number", "office__code"))
    said = [write(rng) for _ in range(min(given.rows, 2_000))]
    with given.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_HEADERS)
        for number in range(given.rows):
            person, office = rng.choice(people)
            content, filed = rng.choice(said), now - timedelta(days=rng.uniform(1, 1_800))
            party = content.parties[0]
            table.writerow((
                f"B{given.rows}-{number}", office, person, f"{filed - timedelta(hours=rng.uniform(1, 90)):%Y-%m-%d %H:%M}",
                f"{filed:%Y-%m-%d %H:%M}", content.matter, party.name, party.unit, party.title,
                ";".join(sorted(party.asker_types)), ";".join(sorted(content.acts)), content.channel, content.case_number,
                content.summary, ";".join(sorted(content.responses)), content.effect,
            ))  # fmt: skip
    tell({"rows": given.rows})


if __name__ == "__main__":
    main()
