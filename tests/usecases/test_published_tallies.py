"""What real offices have published: as many records taken in, the same figures printed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from typing import Any

import pytest
import yaml

from jingheng.contexts.circulars.api import Asked, office_by_code, render
from jingheng.contexts.desk.api import import_file
from jingheng.contexts.org.models import Office, Person
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.rules import taxonomy
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import SHANGHAI, Month, MonthRange

PUBLISHED = Path(__file__).parents[1] / "fixtures" / "published_tallies.yaml"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
TALLIES: dict[str, dict[str, Any]] = {
    tally["id"]: tally for tally in yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
}
LARGE = 10_000  # above this the rows are written straight into the table: reading the file is tested by the others

#: published name → the name or code that we import, by group of the published paper
LEVELS = {
    "最高检": "SUPREME",
    "省": "PROVINCE",
    "自治区": "PROVINCE",
    "市": "CITY",
    "基层": "BASIC",
    "县": "BASIC",
    "10个": "BASIC",
}
ACTS = {
    "反映情况": "N2",
    "了解案事件": "N1",
    "不当过问": "B1",
    "违规过问": "B1",
    "非工作时间": "C7",
    "与案件当事人": "C3",
}
ASKERS = {"检察人员": "P27", "非检察": "P44"}
IDENTITIES = {"三级院院领导": "LEADER", "两级院班子成员": "LEADER", "部门负责人": "HEAD"}
GROUPS = {"by_matter": "by_bucket", "by_recorder_position": "by_position", "by_recorded_person": "by_subject"}
PRINTED_AS = {
    "N": "反映情况、了解进展、督促依法公正办案",
    "B": "不当过问或干预、插手",
    "C": "非工作时间、非办公地点接触交往",
}
POSITIONS = {"LEADER": "班子成员", "HEAD": "部门负责人", "CLERK": "其他人员"}


def meaning(table: Mapping[str, str], name: str) -> str:
    return next(code for start, code in table.items() if name.startswith(start))


class Published:
    """One tally as offices, people and rows of records with the same margins."""

    def __init__(self, tally: dict[str, Any]) -> None:
        self.tally = tally
        self.groups = tally["breakdowns"]
        self.months = list(MonthRange(Month.parse(tally["period_start"]), Month.parse(tally["period_end"])))
        self.by_name = tally["id"] == "cz-2022h1"

    def offices(self) -> list[tuple[str, str, str, str]]:
        """Code, name, superior, level. One office stands for each level, unless the paper names them."""
        if self.by_name:
            items = self.groups["by_suboffice"]["items"]
            return [
                (f"9902{at:02}", f"某{item['name']}", "990200" if at else "", "市级院" if at == 0 else "基层院")
                for at, item in enumerate(items)
            ]
        names = {"SUPREME": "最高检", "PROVINCE": "省级院", "CITY": "市级院", "BASIC": "基层院"}
        codes = list(names)[{"national": 0, "province": 1, "city": 2}[self.tally["level"]] :]
        above = ["", *codes]
        return [(code, f"某{names[code]}", above[at], names[code]) for at, code in enumerate(codes)]

    @property
    def top(self) -> str:
        return self.offices()[0][0]

    def rows(self) -> Iterator[tuple[str, str, str, str, Month]]:
        """Office, identity, asker, act and month of each record."""
        total = self.tally["total"]
        codes = [code for code, *_ in self.offices()]
        offices = self._spread(
            "by_suboffice", lambda at, name: codes[at] if self.by_name else meaning(LEVELS, name), codes[-1]
        )
        people = self._spread("by_recorder_position", lambda _, name: IDENTITIES[name], "CLERK")
        askers = self._spread("by_recorded_person", lambda _, name: meaning(ASKERS, name), "P44")
        acts = self._spread("by_matter", lambda _, name: meaning(ACTS, name), "N1")
        months = self._spread("by_month", lambda at, _: self.months[at], self.months[-1])
        for _ in range(total):
            yield next(offices), next(people), next(askers), next(acts), next(months)

    def _spread(self, group: str, code: Any, rest: Any) -> Iterator[Any]:
        items = self.groups.get(group, {"items": []})["items"]
        given = (repeat(code(at, item["name"]), item["count"]) for at, item in enumerate(items))
        return chain(chain.from_iterable(given), repeat(rest))

    def printed(self) -> Iterator[tuple[str, str, int, str | None]]:
        """Group, item, count and percentage as our own figures should print them."""
        for group, breakdown in self.groups.items():
            for at, item in enumerate(breakdown["items"]):
                percent = item["pct_printed"].removesuffix("%") if "pct_printed" in item else None
                yield *self._place(group, at, item["name"]), item["count"], percent

    def _place(self, group: str, at: int, name: str) -> tuple[str, str]:
        if group == "by_suboffice" and self.by_name:
            return "by_office", self.offices()[at][1]
        if group == "by_suboffice":
            level = next(level for code, _, _, level in self.offices() if code == meaning(LEVELS, name))
            return "by_level", level
        if group == "by_month":
            return "by_month", str(self.months[at])
        if group == "by_matter":
            return "by_bucket", PRINTED_AS[meaning(ACTS, name)[0]]
        if group == "by_recorded_person":
            return "by_subject", "检察人员" if meaning(ASKERS, name) == "P27" else "非检察人员"
        return "by_position", POSITIONS[IDENTITIES[name]]

    @property
    def digits(self) -> int:
        shown = {len(percent.partition(".")[2]) for *_, percent in self.printed() if percent}
        return shown.pop() if shown else 2


HEADERS = [
    "外部编号",
    "单位代码",
    "填报人编号",
    "发生时间",
    "填报时间",
    "事项类别",
    "被记录人姓名",
    "被记录人类别",
    "行为类别",
    "方式",
    "内容",
    "处理方式",
]


def take_in(kind: str, folder: Path, headers: list[str], rows: Iterator[list[str]] | list[list[str]]) -> None:
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    outcome = import_file(kind, path, actor=SYSTEM, at=NOW, progress=lambda _: None)
    assert not outcome.refused, [str(fault) for fault in outcome.report.faults[:3]]


def staff(published: Published, folder: Path) -> None:
    offices = published.offices()
    take_in("offices", folder, ["单位代码", "单位名称", "上级单位代码", "层级"], [list(office) for office in offices])
    people = [
        [f"{code}-{identity}", f"{name[1:3]}{identity}", code, word]
        for code, name, *_ in offices
        for identity, word in (
            ("LEADER", "班子成员"),
            ("HEAD", "部门负责人"),
            ("CLERK", "书记员"),
            ("INSPECTOR", "员额检察官"),
        )
    ]
    take_in("people", folder, ["人员编号", "姓名", "单位代码", "人员身份"], people)
    posts = [[f"{code}-INSPECTOR", code, "员额检察官", "检务督察员", "2010-01-01"] for code, *_ in offices]
    take_in("posts", folder, ["人员编号", "单位代码", "人员身份", "职责", "起"], posts)


def as_table(published: Published, rows: Iterator[tuple[str, str, str, str, Month]]) -> Iterator[list[str]]:
    for number, (office, identity, asker, act, month) in enumerate(rows):
        yield [
            f"T{month}-{number}",
            office,
            f"{office}-{identity}",
            f"{month}-05 09:00",
            f"{month}-06 10:00",
            "M1",
            "",
            asker,
            act,
            "电话",
            "来电询问案件办理到了哪一步，问何时能有结果。",
            "拒绝",
        ]


def write_straight(published: Published) -> None:
    offices = {office.code: office for office in Office.objects.all()}
    people = {person.number: person for person in Person.objects.all()}

    def made() -> Iterator[Record]:
        for number, (code, identity, asker, act, month) in enumerate(published.rows()):
            at = datetime(month.year, month.month, 6, 10, 0, tzinfo=SHANGHAI)
            office = offices[code]
            yield Record(
                uid=f"u{number}",
                receipt_code=f"r{number}",
                filer=people[f"{code}-{identity}"],
                home_office=office,
                receiving_office=office,
                counting_office=office,
                position="OTHER",
                identity=identity,
                desk="INSPECTION",
                state="RECORDED",
                happened_at=at,
                filed_at=at,
                entered_at=at,
                filed_month=month.number,
                happened_month=month.number,
                matter="M1",
                channel="PHONE",
                bucket=taxonomy.bucket_of([act]),
                subject=taxonomy.subject_of([asker]),
                acts=act,
                askers=asker,
                is_imported=True,
            )

    Record.objects.bulk_create(made(), batch_size=2_000)


def figures_of(published: Published, **asked: Any) -> dict[str, Any]:
    office = office_by_code(published.top)
    assert office is not None
    period = MonthRange(published.months[0], published.months[-1])
    return json.loads(render(office, Asked(period, digits=published.digits, **asked), "json", at=NOW))  # type: ignore[no-any-return]


@pytest.mark.django_db
@pytest.mark.parametrize("tally", TALLIES)
def test_it_prints_what_was_published(tally: str, tmp_path: Path) -> None:
    published = Published(TALLIES[tally])
    staff(published, tmp_path)
    if published.tally["total"] > LARGE:
        write_straight(published)
    else:
        take_in("records", tmp_path, HEADERS, as_table(published, published.rows()))

    figures = figures_of(published)

    assert figures["total"] == published.tally["total"]
    for group, name, count, percent in published.printed():
        item = next(item for item in figures[group] if name in (item.get("name"), item.get("month")))
        assert item["count"] == count, (group, name)
        assert percent is None or item["percent"] == percent, (group, name)


@pytest.mark.django_db
def test_it_prints_the_growth_over_a_stated_base(tmp_path: Path) -> None:
    """太原：222 件，是 2018 年、2019 年填报数 130 件的 1.7 倍."""
    published = Published(TALLIES["ty-2020-2021"])
    growth = published.tally["growth"][0]
    base = MonthRange(Month(2018, 1), Month(2019, 12))
    staff(published, tmp_path)
    months = islice(cycle(base), growth["base_value"])
    earlier = (("CITY", "CLERK", "P44", "N1", month) for month in months)
    take_in("records", tmp_path, HEADERS, as_table(published, chain(earlier, published.rows())))

    office = office_by_code("CITY")
    assert office is not None
    asked = Asked(MonthRange(published.months[0], published.months[-1]), digits=1, base=base)
    figures = json.loads(render(office, asked, "json", at=NOW))

    assert figures["base"]["count"] == growth["base_value"]
    assert figures["base"]["multiple"] + "倍" == growth["printed"]


@pytest.mark.django_db
def test_tongchuan_adds_up_to_a_hundred(tmp_path: Path) -> None:
    published = Published(TALLIES["tc-201908-2021"])
    staff(published, tmp_path)
    take_in("records", tmp_path, HEADERS, as_table(published, published.rows()))

    figures = figures_of(published)

    assert [(item["name"], item["count"], item["percent"]) for item in figures["by_position"]] == [
        ("班子成员", 143, "34.29"),
        ("部门负责人", 156, "37.41"),
        ("其他人员", 118, "28.30"),
    ]
