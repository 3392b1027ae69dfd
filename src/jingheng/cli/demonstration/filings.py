"""Who files when: the published figures of 2019-08 to 2021-05, then a quieter everyday until last month but one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jingheng.cli.demonstration.establishment import CITY_CODE, LEADERS, MINGDE, QINGYUAN, ZHENGPING
from jingheng.cli.demonstration.staff import FIRST_MONTH, Member, Roster
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from jingheng.kernel.working_calendar import WorkingCalendar

#: Filed in each month of the published period: slow to begin, and more each month of the 教育整顿 in early 2021.
PUBLISHED = (9, 8, 7, 9, 11, 7, 5, 9, 12, 14, 15, 14, 16, 17, 15, 18, 24, 26, 31, 46, 54, 50)
PERIOD = MonthRange(FIRST_MONTH, FIRST_MONTH.plus(len(PUBLISHED) - 1))
LEADERS_FILED, HEADS_FILED = 143, 156
_AFTERWARDS = (3, 6)  # a month, at least and at most
_AFTER_SHARES = {"LEADER": 30, "HEAD": 35, "OTHER": 35}


@dataclass(frozen=True, slots=True)
class Filing:
    filer: Member
    at: datetime
    about: Member | None = None  # a leader of the filer's own office, who decides the route


def plan(rng: random.Random, roster: Roster, calendar: WorkingCalendar, until: Month) -> Iterator[Filing]:
    """Every filing from the first month to `until`, in the order of time."""
    total = sum(PUBLISHED)
    others = total - LEADERS_FILED - HEADS_FILED
    positions = ["LEADER"] * LEADERS_FILED + ["HEAD"] * HEADS_FILED + ["OTHER"] * others
    rng.shuffle(positions)
    zeal = {member.person.pk: rng.choice((0.3, 1.0, 1.0, 2.0)) for member in roster.members}
    about = _leaders_asked_about(rng)
    index = 0
    for month in MonthRange(FIRST_MONTH, until):
        if month in PERIOD:
            count = PUBLISHED[month.number - FIRST_MONTH.number]
            wanted = positions[index : index + count]
        else:
            count = rng.randint(*_AFTERWARDS)
            wanted = rng.choices(list(_AFTER_SHARES), list(_AFTER_SHARES.values()), k=count)
        moments = sorted(_moment(rng, calendar, month) for _ in range(count))
        for number, (moment, position) in enumerate(zip(moments, wanted, strict=True), index):
            yield _filing(rng, roster, moment, position=position, zeal=zeal, about=about.get(number))
        index += count


def _filing(
    rng: random.Random, roster: Roster, at: datetime, *, position: str, zeal: dict[int, float],
    about: tuple[str, int] | None,
) -> Filing:  # fmt: skip
    day = at.date()
    leader = None
    if about:
        office, place = about
        leader = roster.seated(office, LEADERS, day, "LEADER")[place]
    found = [
        member
        for member in roster.members
        if member.position(day) == position
        and member is not leader
        and (about is None or member.on(day).office == about[0])
    ]
    return Filing(rng.choices(found, [zeal[member.person.pk] for member in found])[0], at, leader)


def _leaders_asked_about(rng: random.Random) -> dict[int, tuple[str, int]]:
    """Which filings are about a leader: office, and his place among its leaders (0 is the chief, who goes upward)."""
    wanted = ((QINGYUAN, 1), (ZHENGPING, 1), (CITY_CODE, 1), (MINGDE, 3), (QINGYUAN, 0), (MINGDE, 0), (ZHENGPING, 2))
    numbers = rng.sample(range(60, sum(PUBLISHED) - 20), len(wanted))
    return dict(zip(numbers, wanted, strict=True))


def _moment(rng: random.Random, calendar: WorkingCalendar, month: Month) -> datetime:
    days = [day for day in _days(month) if calendar.is_working_day(day)]
    # towards its end a month is remembered
    weights = [1 + (day.day > month.last_day.day - 6) for day in days]
    hour, minute = rng.choice((8, 9, 9, 10, 10, 11, 14, 15, 15, 16, 16, 17)), rng.randrange(60)
    return datetime.combine(rng.choices(days, weights)[0], time(hour, minute), tzinfo=SHANGHAI)


def _days(month: Month) -> Iterator[date]:
    day = month.first_day
    while day <= month.last_day:
        yield day
        day += timedelta(days=1)
