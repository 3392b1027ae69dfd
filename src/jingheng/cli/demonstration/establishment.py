"""Who sits where: five invented offices with their departments, seats and duties, and what changed since 2019.

Plain data; `staff` turns it into people. 196 seats for 196 people, as the published text has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

CITY_CODE, QINGYUAN, ZHENGPING, MINGDE, SHOUZHENG = "990200", "990202", "990203", "990204", "990222"
LEADERS, INSPECTION_ROOM, DISCIPLINE_ROOM = "院领导", "检务督察部", "派驻纪检监察组"
START = date(2019, 1, 1)

#: An office, a department and a place in it; the head of a department, and the chief among leaders, sits at 0.
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Seat:
    office: str
    department: str
    title: str
    identity: str
    duties: tuple[str, ...] = ()  # a department after the colon where the duty is held for one


@dataclass(frozen=True, slots=True)
class Change:
    """On a day somebody takes another's seat, or, where only a title is given, an ordinary one in his department."""

    day: date
    moves: tuple[tuple[Key, Key | str], ...]


@dataclass(frozen=True, slots=True)
class _Department:
    name: str
    staff: str  # one letter each, see `_IDENTITIES`
    duties: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Office:
    code: str
    name: str
    level: str
    leaders: tuple[tuple[str, tuple[str, ...]], ...]  # title and duties
    departments: tuple[_Department, ...]


_IDENTITIES = {
    "H": ("HEAD", ()),
    "P": ("PROSECUTOR", ("四级高级检察官", "一级检察官", "二级检察官", "一级检察官")),
    "A": ("ASSISTANT", ("检察官助理",)),
    "C": ("CLERK", ("书记员",)),
    "B": ("BAILIFF", ("一级警长", "二级警长", "四级警长")),
    "G": ("ADMIN", ("四级主任科员", "一级科员", "二级主任科员")),
    "U": ("PUBLIC", ("技术员",)),
    "T": ("CONTRACT", ("聘用制书记员",)),
}  # fmt: skip


def _deputy(*departments: str, inspection: bool = False) -> tuple[str, ...]:
    return (*(("INSPECTION_DEPUTY",) if inspection else ()), *(f"DEPUTY:{name}" for name in departments))


_DISCIPLINE = {0: ("DISCIPLINE",), 1: ("DISCIPLINE",)}
_GROUP = {0: "派驻纪检监察组组长", 1: "派驻纪检监察组干部"}

OFFICES = (
    _Office(
        CITY_CODE, "澄明市人民检察院", "CITY",
        (
            ("检察长", ("CHIEF",)),
            ("副检察长", _deputy("第一检察部", "第二检察部", "司法警察支队")),
            ("副检察长", _deputy(INSPECTION_ROOM, "案件管理部", "检察技术部", inspection=True)),
            ("副检察长", _deputy("第三检察部", "第四检察部", "计划财务装备部")),
            ("政治部主任", _deputy("政治部", "办公室")),
            ("检委会专职委员", _deputy("第五检察部")),
            ("检委会专职委员", ()),
        ),
        (
            _Department("第一检察部", "HPPPAC", {5: ("CLERK",)}),
            _Department("第二检察部", "HPPPAC"),
            _Department("第三检察部", "HPPAC"),
            _Department("第四检察部", "HPPAT"),
            _Department("第五检察部", "HPPA"),
            _Department("案件管理部", "HPACT", {2: ("CASE_MANAGEMENT",)}),
            _Department(INSPECTION_ROOM, "HPAA", {0: ("INSPECTION_HEAD",), **dict.fromkeys((1, 2, 3), ("INSPECTOR",))}),
            _Department("办公室", "HGGGPT", {1: ("GENERAL_OFFICE",), 2: ("PUBLISHER",), 3: ("LIAISON",)}),
            _Department("政治部", "HGGGA", {0: ("POLITICAL",)}, {0: "政治部副主任"}),
            _Department("检察技术部", "HUUUU", {1: ("SYSTEM_ADMIN",), 2: ("SECURITY_ADMIN",), 3: ("AUDIT_ADMIN",)}),
            _Department("计划财务装备部", "HGG"),
            _Department("司法警察支队", "HBBBB", titles={0: "司法警察支队支队长"}),
            _Department(DISCIPLINE_ROOM, "GG", _DISCIPLINE, _GROUP),
        ),
    ),
    _Office(
        QINGYUAN, "清源区人民检察院", "BASIC",
        (
            ("检察长", ("CHIEF",)),
            ("副检察长", _deputy("第一检察部", "第二检察部")),
            ("副检察长", _deputy(INSPECTION_ROOM, "案件管理部", "办公室", inspection=True)),
            ("检委会专职委员", _deputy("第三检察部", "政治部", "司法警察大队")),
        ),
        (
            _Department("第一检察部", "HPPPAAC", {6: ("CLERK",)}),
            _Department("第二检察部", "HPPAAC"),
            _Department("第三检察部", "HPAC"),
            _Department("案件管理部", "HAC", {1: ("CASE_MANAGEMENT",)}),
            _Department(INSPECTION_ROOM, "HPA", {0: ("INSPECTION_HEAD",), 1: ("INSPECTOR",), 2: ("INSPECTOR",)}),
            _Department("办公室", "HGGT", {1: ("GENERAL_OFFICE",)}),
            _Department("政治部", "HGG", {0: ("POLITICAL",)}),
            _Department("司法警察大队", "HBB", titles={0: "司法警察大队大队长"}),
            _Department(DISCIPLINE_ROOM, "G", _DISCIPLINE, _GROUP),
        ),
    ),
    _Office(
        ZHENGPING, "正平区人民检察院", "BASIC",
        (
            ("检察长", ("CHIEF",)),
            ("副检察长", _deputy("第一检察部", "第二检察部")),
            ("副检察长", _deputy(INSPECTION_ROOM, "案件管理部", inspection=True)),
            ("检委会专职委员", _deputy("第三检察部", "办公室", "政治部")),
        ),
        (
            _Department("第一检察部", "HPPPAC", {5: ("CLERK",)}),
            _Department("第二检察部", "HPPAC"),
            _Department("第三检察部", "HPAC"),
            _Department("案件管理部", "HAC", {1: ("CASE_MANAGEMENT",)}),
            _Department(INSPECTION_ROOM, "HPA", {0: ("INSPECTION_HEAD",), 1: ("INSPECTOR",), 2: ("INSPECTOR",)}),
            _Department("办公室", "HGGT", {1: ("GENERAL_OFFICE",)}),
            _Department("政治部", "HGG", {0: ("POLITICAL",)}),
            _Department(DISCIPLINE_ROOM, "GG", _DISCIPLINE, _GROUP),
        ),
    ),
    _Office(
        MINGDE, "明德区人民检察院", "BASIC",
        (
            ("检察长", ("CHIEF",)),
            ("副检察长", _deputy("第一检察部", "第二检察部")),
            ("副检察长", _deputy(INSPECTION_ROOM, "案件管理部", "办公室", inspection=True)),
            ("检委会专职委员", _deputy("第三检察部", "政治部")),
        ),
        (
            _Department("第一检察部", "HPPPAC", {5: ("CLERK",)}),
            _Department("第二检察部", "HPPAC"),
            _Department("第三检察部", "HPA"),
            _Department("案件管理部", "HAC", {1: ("CASE_MANAGEMENT",)}),
            _Department(INSPECTION_ROOM, "HA", {0: ("INSPECTION_HEAD",), 1: ("INSPECTOR",)}),
            _Department("办公室", "HGGT", {1: ("GENERAL_OFFICE",)}),
            _Department("政治部", "HGG", {0: ("POLITICAL",)}),
            _Department(DISCIPLINE_ROOM, "G", _DISCIPLINE, _GROUP),
        ),
    ),
    _Office(
        SHOUZHENG, "守正县人民检察院", "BASIC",
        (
            ("检察长", ("CHIEF",)),
            ("副检察长", _deputy("第一检察部", "第二检察部")),
            ("副检察长", _deputy("综合业务部", "办公室", "政治部", inspection=True)),
        ),
        (
            _Department("第一检察部", "HPPAAC", {5: ("CLERK",)}),
            _Department("第二检察部", "HPPAC"),
            _Department("综合业务部", "HAAC", {0: ("INSPECTION_HEAD",), 1: ("CASE_MANAGEMENT",)}),
            _Department("办公室", "HGGT", {1: ("GENERAL_OFFICE",), 2: ("LIAISON",)}),
            _Department("政治部", "HG", {0: ("POLITICAL",)}),
            _Department(DISCIPLINE_ROOM, "G", _DISCIPLINE, _GROUP),
        ),
    ),
)  # fmt: skip

CHANGES = (
    Change(date(2020, 9, 1), (
        ((QINGYUAN, "第一检察部", 0), (QINGYUAN, LEADERS, 3)),
        ((QINGYUAN, LEADERS, 3), "四级高级检察官"),
        ((QINGYUAN, "第一检察部", 1), (QINGYUAN, "第一检察部", 0)),
    )),
    Change(date(2021, 3, 1), (
        ((ZHENGPING, "办公室", 0), (ZHENGPING, "政治部", 0)),
        ((ZHENGPING, "政治部", 0), "一级主任科员"),
        ((ZHENGPING, "办公室", 2), (ZHENGPING, "办公室", 0)),
    )),
    Change(date(2022, 3, 15), (
        ((ZHENGPING, LEADERS, 0), (CITY_CODE, LEADERS, 3)),
        ((CITY_CODE, LEADERS, 3), (ZHENGPING, LEADERS, 0)),
    )),
    Change(date(2023, 7, 1), (
        ((MINGDE, "第二检察部", 0), (QINGYUAN, "第二检察部", 0)),
        ((QINGYUAN, "第二检察部", 0), (MINGDE, "第二检察部", 0)),
    )),
    Change(date(2024, 5, 6), (
        ((CITY_CODE, "第五检察部", 0), (CITY_CODE, LEADERS, 6)),
        ((CITY_CODE, LEADERS, 6), "三级高级检察官"),
        ((CITY_CODE, "第五检察部", 1), (CITY_CODE, "第五检察部", 0)),
    )),
)  # fmt: skip


def seats() -> dict[Key, Seat]:
    """Every seat as it was at the start."""
    found: dict[Key, Seat] = {}
    for office in OFFICES:
        for place, (title, duties) in enumerate(office.leaders):
            found[office.code, LEADERS, place] = Seat(office.code, LEADERS, title, "LEADER", duties)
        for department in office.departments:
            for place in range(len(department.staff)):
                found[office.code, department.name, place] = _seat(office.code, department, place)
    return found


def stints() -> dict[Key, list[tuple[date, Seat]]]:
    """Who sat where from which day on; a person is known by the first seat."""
    table = seats()
    occupant = {key: key for key in table}
    careers = {key: [(START, seat)] for key, seat in table.items()}
    for change in CHANGES:
        before = dict(occupant)
        for source, target in change.moves:
            person = before[source]
            if isinstance(target, str):
                seat = Seat(source[0], careers[person][-1][1].department, target, _after_office(target))
            else:
                seat, occupant[target] = table[target], person
            careers[person].append((change.day, seat))
    return careers


def _seat(office: str, department: _Department, place: int) -> Seat:
    identity, titles = _IDENTITIES[department.staff[place]]
    title = department.titles.get(place) or (titles[place % len(titles)] if titles else f"{department.name}主任")
    duties = [f"{duty}:{department.name}" if duty == "CLERK" else duty for duty in department.duties.get(place, ())]
    if identity == "HEAD":
        duties.append(f"HEAD:{department.name}")
    return Seat(office, department.name, title, identity, tuple(duties))


def _after_office(title: str) -> str:
    """The identity of somebody who has given up an office."""
    return "PROSECUTOR" if "检察官" in title else "ADMIN"
