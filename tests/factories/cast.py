"""The cast that everybody knows: one city office, two county offices below it, and the same people in every test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from jingheng.contexts.org.models import Department, DutyHolding, Office, Person
from jingheng.contexts.org.queries import actor_for
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month, local_date

START = date(2019, 1, 1)
#: A Tuesday in the middle of a month: no window is open, nothing is late.
STARTS_IN = Month(2026, 9)
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=SHANGHAI)
#: The last working day of that month: the window is open.
MONTH_END = datetime(2026, 11, 30, 17, 50, tzinfo=SHANGHAI)

_CITY, _COUNTY, _SISTER = "990200", "990203", "990204"

#: key → office, department, name, title, identity, duties (a department after the colon where held for one)
_PEOPLE = {
    "city_chief": (_CITY, "院领导", "商怀远", "检察长", "LEADER", ["CHIEF"]),
    "city_head": (_CITY, "检务督察部", "闻知恒", "检务督察部主任", "HEAD", ["INSPECTION_HEAD", "HEAD:检务督察部"]),
    "city_inspector": (_CITY, "检务督察部", "匡正言", "四级高级检察官", "PROSECUTOR", ["INSPECTOR"]),
    "city_office": (_CITY, "办公室", "纪书宁", "办公室主任", "HEAD", ["GENERAL_OFFICE", "HEAD:办公室"]),
    "city_publisher": (_CITY, "办公室", "宣白", "新闻宣传", "ADMIN", ["PUBLISHER"]),
    "chief": (_COUNTY, "院领导", "贺承平", "检察长", "LEADER", ["CHIEF"]),
    "deputy": (_COUNTY, "院领导", "乔敏行", "副检察长", "LEADER", ["DEPUTY:第一检察部"]),
    "inspection_deputy": (
        _COUNTY,
        "院领导",
        "沈端方",
        "副检察长",
        "LEADER",
        ["INSPECTION_DEPUTY", "DEPUTY:检务督察部"],
    ),
    "head": (_COUNTY, "检务督察部", "严守中", "检务督察部主任", "HEAD", ["INSPECTION_HEAD", "HEAD:检务督察部"]),
    "inspector": (_COUNTY, "检务督察部", "程见微", "检察官助理", "ASSISTANT", ["INSPECTOR"]),
    "second_inspector": (_COUNTY, "检务督察部", "陆以宁", "检察官助理", "ASSISTANT", ["INSPECTOR"]),
    "department_head": (_COUNTY, "第一检察部", "梁伯言", "第一检察部主任", "HEAD", ["HEAD:第一检察部"]),
    "prosecutor": (_COUNTY, "第一检察部", "方小岚", "员额检察官", "PROSECUTOR", []),
    "colleague": (_COUNTY, "第一检察部", "周亦舟", "检察官助理", "ASSISTANT", []),
    "outsider": (_COUNTY, "第二检察部", "邹静好", "书记员", "CLERK", []),
    "discipline": (_COUNTY, "派驻纪检监察组", "江澄", "组长", "ADMIN", ["DISCIPLINE"]),
    "political": (_COUNTY, "政治部", "穆清", "政治部主任", "HEAD", ["POLITICAL", "HEAD:政治部"]),
    "system_admin": (_COUNTY, "办公室", "于立", "技术员", "ADMIN", ["SYSTEM_ADMIN"]),
    "security_admin": (_COUNTY, "办公室", "安和", "技术员", "ADMIN", ["SECURITY_ADMIN"]),
    "audit_admin": (_COUNTY, "办公室", "申明", "技术员", "ADMIN", ["AUDIT_ADMIN"]),
    "sister_head": (_SISTER, "检务督察部", "柯文远", "检务督察部主任", "HEAD", ["INSPECTION_HEAD", "HEAD:检务督察部"]),
    "sister_prosecutor": (_SISTER, "第一检察部", "苗青", "员额检察官", "PROSECUTOR", []),
}


@dataclass
class Cast:
    offices: dict[str, Office] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, key: str) -> Person:
        try:
            return self.__dict__["people"][key]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(key) from None

    @property
    def city(self) -> Office:
        return self.offices[_CITY]

    @property
    def county(self) -> Office:
        return self.offices[_COUNTY]

    @property
    def sister(self) -> Office:
        return self.offices[_SISTER]

    def actor(self, key: str, at: datetime = NOON) -> Actor:
        return actor_for(self.people[key], on=local_date(at))


def make_offices(*, starts_in: Month = STARTS_IN) -> dict[str, Office]:
    city = Office.objects.create(
        code=_CITY, name="澄明市人民检察院", level="CITY", path=f"/{_CITY}/", starts_in=starts_in.number
    )
    offices = {_CITY: city}
    for code, name in ((_COUNTY, "正平区人民检察院"), (_SISTER, "明德区人民检察院")):
        offices[code] = Office.objects.create(
            code=code, name=name, level="BASIC", parent=city, path=f"/{_CITY}/{code}/", starts_in=starts_in.number
        )
    return offices


def make_cast() -> Cast:
    cast = Cast(offices=make_offices())
    departments: dict[tuple[str, str], Department] = {}
    for index, (key, (code, department, name, title, identity, duties)) in enumerate(_PEOPLE.items(), 1):
        office = cast.offices[code]
        for wanted in (department, *(duty.partition(":")[2] for duty in duties if ":" in duty)):
            if (code, wanted) not in departments:
                departments[code, wanted] = Department.objects.create(office=office, name=wanted)
        person = Person.objects.create(
            number=f"{code}{index:04d}", name=name, office=office, department=departments[code, department], title=title,
            identity=identity,
        )  # fmt: skip
        cast.people[key] = person
        for duty in duties:
            word, _, charge = duty.partition(":")
            DutyHolding.objects.create(
                person=person, office=office, duty=word, starts_on=START,
                department=departments[code, charge] if charge else None,
            )  # fmt: skip
    return cast
