"""The offices and people of the bench: a province with nine cities of ten counties each, staffed as such offices are."""

from __future__ import annotations

import random
from datetime import date, datetime

from jingheng.contexts.org.models import Account, Department, DutyHolding, Office, Person, Post
from jingheng.kernel.period import SHANGHAI, Month

SINCE = date(2015, 1, 1)
CITIES, COUNTIES = 9, 10
STAFF = {"PROVINCE": 250, "CITY": 110, "BASIC": 60}
#: The county office whose pages are looked at: a tenth of all records are its own.
BUSY = "990101"
_DEPARTMENTS = ("院领导", "检务督察部", "第一检察部", "第二检察部", "第三检察部", "第四检察部", "办公室", "政治部")
_DUTIES = ("CHIEF", "INSPECTION_DEPUTY", "INSPECTION_HEAD", "INSPECTOR", "INSPECTOR", "INSPECTOR", "DISCIPLINE")
_RANK = {
    "CHIEF": "LEADER",
    "INSPECTION_DEPUTY": "LEADER",
    "DEPUTY": "LEADER",
    "INSPECTION_HEAD": "HEAD",
    "HEAD": "HEAD",
}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
_GIVEN = "安邦成达恩凡光海恒宏嘉建景静君凯兰朗磊立林敏明宁培平启青仁荣善世书思松涛文希晓欣修雅言宜勇雨远云哲珍正知志子"


def hire(rng: random.Random, *, starts_in: Month) -> None:
    """Into an empty database. Everybody with a duty has it by a post, as after an import of posts."""
    offices = _found(starts_in)
    for office in offices:
        _staff(rng, office)
    opened = datetime(2026, 1, 1, tzinfo=SHANGHAI)
    people = Person.objects.filter(office__code=BUSY).order_by("id")
    Account.objects.bulk_create(
        Account(username=person.number, person=person, password="!", must_change_password=False, created_at=opened)
        for person in people
    )


def _found(starts_in: Month) -> list[Office]:
    begun = starts_in.number
    top = Office.objects.create(
        code="990000", name="清江省人民检察院", level="PROVINCE", path="/990000/", starts_in=begun
    )
    found = [top]
    for city in range(1, CITIES + 1):
        code = f"99{city:02}00"
        path = f"{top.path}{code}/"
        middle = Office.objects.create(
            code=code, name=f"清江省第{city}市人民检察院", level="CITY", parent=top, path=path, starts_in=begun
        )
        counties = [
            Office(
                code=f"99{city:02}{county:02}", name=f"第{city}市第{county}区人民检察院", level="BASIC", parent=middle,
                path=f"{path}99{city:02}{county:02}/", starts_in=begun,
            )
            for county in range(1, COUNTIES + 1)
        ]  # fmt: skip
        found += [middle, *Office.objects.bulk_create(counties)]
    return found


def _staff(rng: random.Random, office: Office) -> None:
    rooms = Department.objects.bulk_create(Department(office=office, name=name) for name in _DEPARTMENTS)
    work = rooms[2:]
    seats: list[tuple[str, Department, Department | None]] = [
        (duty, rooms[0] if duty in ("CHIEF", "INSPECTION_DEPUTY") else rooms[1], None) for duty in _DUTIES
    ]
    seats += [("DEPUTY", rooms[0], room) for room in work[::2]] + [("HEAD", room, room) for room in work]
    seats += [("", rng.choice(work), None) for _ in range(STAFF[office.level] - len(seats))]
    people = Person.objects.bulk_create(
        Person(
            number=f"{office.code}{index:04}", name=rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2)), office=office,
            department=room, title="检察人员", identity=_RANK.get(duty, rng.choice(("PROSECUTOR", "ASSISTANT", "CLERK"))),
            joined_on=SINCE,
        )
        for index, (duty, room, _) in enumerate(seats, 1)
    )  # fmt: skip
    on_duty = [(person, duty, charge) for person, (duty, _, charge) in zip(people, seats, strict=True) if duty]
    DutyHolding.objects.bulk_create(
        DutyHolding(person=person, office=office, duty=duty, department=charge, starts_on=SINCE)
        for person, duty, charge in on_duty
    )
    Post.objects.bulk_create(
        Post(
            person=person, office=office, department=person.department, title=person.title, identity=person.identity,
            starts_on=SINCE,
        )
        for person, _, _ in on_duty
    )  # fmt: skip
