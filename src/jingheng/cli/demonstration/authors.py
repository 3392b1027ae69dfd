"""From who files when to what he writes: codes, colleague, case, narrative."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jingheng.cli.demonstration.docket import Docket, Entry
from jingheng.cli.demonstration.establishment import CITY_CODE, DISCIPLINE_ROOM, INSPECTION_ROOM
from jingheng.cli.demonstration.people import Colleague
from jingheng.cli.demonstration.profiles import Profile, pick_moment, pick_profile
from jingheng.cli.demonstration.staff import Member, Roster
from jingheng.cli.demonstration.stories import write_record
from jingheng.contexts.inbox.api import working_calendar
from jingheng.contexts.org.rules.duties import ADMINISTRATORS
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.taxonomy import bucket_of
from jingheng.kernel.period import local_date

_REGISTERED = 0.48  # of the records about cases are about one of the registry
_POSITION_OF = {"P21": "LEADER", "P22": "HEAD", "P23": "OTHER"}
_APART = frozenset({INSPECTION_ROOM, DISCIPLINE_ROOM, "综合业务部"})  # naming them is a scene of its own
_OF_THE_HOUSE = frozenset({"P22", "P23", "P24", "P25"})


@dataclass(frozen=True, slots=True)
class Written:
    filer: Member
    filed_at: datetime
    profile: Profile
    payload: dict[str, Any]

    @property
    def content(self) -> Content:
        return draft_of(self.payload)


class Author:
    def __init__(self, rng: random.Random, roster: Roster, docket: Docket) -> None:
        self.rng, self.roster, self.docket = rng, roster, docket
        self.calendar = working_calendar()
        self.avoid = roster.names

    def write(
        self, filer: Member, filed_at: datetime, *, profile: Profile | None = None, about: Member | None = None,
        in_time: bool = False, plain: bool = False,
    ) -> Written:  # fmt: skip
        """What this person files at this moment; `about` is the colleague who asked, `plain` is never verified."""
        day = local_date(filed_at)
        seat, office = filer.on(day), self.roster.office(filer, day)
        profile = profile or self._profile(filer, day, plain=plain)
        happened_at = self._happened(filed_at, profile, in_time=in_time)
        colleague = about or self._colleague(profile.askers[0], filer, day)
        entry = self._case(profile, filer, local_date(happened_at))
        payload = write_record(
            self.rng, matter=profile.matter, acts=profile.acts, askers=profile.askers, channel=profile.channel,
            filer_title=seat.title, office_name=office.name, happened_at=happened_at, filed_at=filed_at,
            at_work=profile.at_work, case_kind=profile.case_kind, case_stage=profile.case_stage,
            case=entry.told if entry else None, avoid=self.avoid,
            colleague=self._as_colleague(colleague, day) if colleague else None,
        )  # fmt: skip
        if entry:
            self._settle(entry, payload, filer, colleague, day)
        return Written(filer, filed_at, profile, payload)

    def _profile(self, filer: Member, day: date, *, plain: bool) -> Profile:
        """Nobody below stands under a county office, and the province's people are not on this server."""
        while True:
            profile = pick_profile(self.rng)
            at_city = filer.on(day).office == CITY_CODE
            possible = profile.askers[0] != ("P24" if at_city else "P25")
            if possible and not (plain and bucket_of(profile.acts) != "NORMAL"):
                return profile

    def _happened(self, filed_at: datetime, profile: Profile, *, in_time: bool) -> datetime:
        late = 0 if in_time else 6
        lag = self.rng.choices((0, 1, 2, 3, self.rng.randint(4, 12)), (40, 30, 14, 10, late))[0]
        day = local_date(filed_at) - timedelta(days=lag)
        while True:
            if self.calendar.is_working_day(day) or not profile.at_work:
                moment = pick_moment(self.rng, day, profile)
                if moment < filed_at - timedelta(minutes=20):
                    return moment
            day -= timedelta(days=1)

    def _colleague(self, asker: str, filer: Member, day: date) -> Member | None:
        """Whoever of the house asks is a person of the demonstration: nobody is left to be guessed at."""
        if asker not in _OF_THE_HOUSE:
            return None
        here = filer.on(day).office
        found = [
            member
            for member in self.roster.members
            if member is not filer
            and self._may_be_named(member, day)
            and _stands(member.on(day).office, here, asker)
            and member.position(day) == _POSITION_OF.get(asker, "OTHER")
        ]
        return self.rng.choice(found)

    def _may_be_named(self, member: Member, day: date) -> bool:
        seat = member.on(day)
        return seat.department not in _APART and ADMINISTRATORS.isdisjoint(seat.duties)

    def _as_colleague(self, member: Member, day: date) -> Colleague:
        return Colleague(
            member.person.name, self.roster.office(member, day).name, member.on(day).title, member.person.pk
        )

    def _case(self, profile: Profile, filer: Member, day: date) -> Entry | None:
        if profile.matter != "M1" or self.rng.random() >= _REGISTERED:
            return None
        return self.docket.case_for(self.roster.office(filer, day), day, profile.case_kind, profile.case_stage)

    def _settle(
        self, entry: Entry, payload: dict[str, Any], filer: Member, colleague: Member | None, day: date
    ) -> None:
        own = payload["handling"] == "OWN" and filer.on(day).identity == "PROSECUTOR"
        if entry.handler is None:
            named = {filer.person.pk} | ({colleague.person.pk} if colleague else set())
            handler = filer if own else self.docket.handler_at(entry.row.office, day, named)
            self.docket.settle(entry, handler, payload["case_parties"])
        assert entry.handler is not None
        payload["case_handler"] = entry.handler.person.name
        if payload["handling"] == "OWN" and entry.handler is not filer:
            payload["handling"] = "GROUP"


def _stands(there: str, here: str, asker: str) -> bool:
    if asker == "P24":
        return there == CITY_CODE
    return there != here if asker == "P25" else there == here
