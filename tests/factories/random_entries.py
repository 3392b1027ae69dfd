"""Records that come in by another hand: imported from a table, or typed by a clerk and confirmed by whoever spoke."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.org.models import Office
from jingheng.contexts.records.models import Draft, Record
from jingheng.contexts.records.usecases.drafts import keep_draft, submit_draft
from jingheng.contexts.records.usecases.transcribing import (
    code_of,
    confirm_signed_transcript,
    enter_signed_transcript,
    hand_over,
    signed_transcripts,
    speakers,
    start_transcript,
)
from jingheng.kernel.actor import SYSTEM, Actor
from jingheng.kernel.period import SHANGHAI, Month, local_date
from jingheng.kernel.refusal import Refusal, Refused
from tests.factories.imports import Given, bring_in
from tests.factories.random_events import Event, Waits, World, later, moment
from tests.factories.random_handling import handling
from tests.factories.random_offices import Drawn
from tests.factories.random_papers import MAKERS
from tests.factories.random_records import Said, asker_of, draw_codes, draw_marker


# --- imported ---------------------------------------------------------------------------------------------------------
def row_of(drawn: Drawn, name: str, filer: str, said: Said, filed: datetime) -> Given:
    """A record as a row of the table; of several people in it the first."""
    person, codes = drawn.people[filer], dict(said.codes)
    how, key = said.ways[0]
    if how == "outsider":
        called, unit, asker = key, "澄明市城建集团", "P44"
    elif how == "unidentified":
        called, unit, asker = "不详", "不详", key
    else:
        named = drawn.people[key]
        asker = "P44" if how == "same-name" else asker_of(named, person.office_id)
        called, unit = named.name, str(named.office)
    return {
        "外部编号": _external(name), "单位代码": person.office.code, "填报人编号": person.number,
        "发生时间": f"{filed - timedelta(hours=3):%Y-%m-%d %H:%M}", "填报时间": f"{filed:%Y-%m-%d %H:%M}", "事项类别": "司法办案",
        "被记录人姓名": called, "被记录人单位": unit, "被记录人职务": "干部", "被记录人类别": asker,
        "行为类别": "；".join(codes["acts"]), "方式": codes["channel"], "案件编号": "正检刑诉受〔2026〕118号",
        "内容": f"来人打听案件办到什么程度，事由编号{said.marker}，已经告知按程序办理。", "处理方式": "拒绝",
        "是否影响办案": codes["effect"],
    }  # fmt: skip


def bring(rows: list[Given], *, actor: Actor = SYSTEM, at: datetime) -> None:
    """All of them or none."""
    with TemporaryDirectory() as folder:
        outcome = bring_in("records", Path(folder) / "records.csv", rows, actor=actor, at=at)
    if outcome.refused:
        fault = str(outcome.report.faults[0])
        raise Refused(Refusal("paper" if "纸质" in fault else "faulty", fault))


def imported(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    """What was kept in a table before, of this month and of one long closed."""
    rng = random.Random(f"{office.code} {month} imported")
    makers, staff = drawn.holding(office, *MAKERS), drawn.staff(office)
    if not makers or rng.random() < 0.7:
        return
    day, batch = month.first_day + timedelta(days=rng.randint(12, 25)), f"{office.code} {month} import"
    drawn_rows = []
    for number in range(rng.randint(2, 4)):
        filer, other = rng.sample(staff, 2)
        said = Said(draw_marker(rng), (rng.choice([("outsider", "甘霖"), ("named", other)]),), draw_codes(rng))
        filed = datetime.combine(day - timedelta(days=rng.choice([3, 8, 70])), time(10, number), tzinfo=SHANGHAI)
        drawn_rows.append((f"{batch} row {number}", filer, said, filed))

    def do(world: World, at: datetime) -> None:
        bring([row_of(drawn, *one) for one in drawn_rows], actor=drawn.actor(maker, at), at=at)
        for name, filer, said, _ in drawn_rows:
            world.filed(name, record_in(drawn, name, filer).uid, filer, said, at)

    at, maker = moment(rng, day), rng.choice(makers)
    yield Event(at, f"{batch} imported", do)
    for name, _, said, _ in drawn_rows:
        yield from handling(random.Random(name), drawn, name, at, said)


def record_in(drawn: Drawn, name: str, filer: str) -> Record:
    """What has become of a row."""
    return Record.objects.get(external_key=f"{drawn.people[filer].office.code}:{_external(name)}")


def _external(name: str) -> str:
    return name.replace(" ", "-")


# --- typed by a clerk -------------------------------------------------------------------------------------------------
def typed(drawn: Drawn, office: Office, month: Month) -> Iterator[Event]:
    """By whoever may type for somebody; confirmed by him, or on paper before a third person."""
    rng = random.Random(f"{office.code} {month} typed")
    clerks, staff = drawn.holding(office, "LIAISON", "CLERK"), drawn.staff(office)
    if not clerks or rng.random() < 0.5:
        return
    name, at = f"{office.code} {month} transcript", moment(rng, month.first_day + timedelta(days=rng.randint(1, 20)))
    way = rng.choice([("outsider", "甘霖"), ("outsider", "甘霖"), ("named", rng.choice(staff))])
    said = Said(draw_marker(rng), (way,), draw_codes(rng))
    it = _Transcript(drawn, name, rng.choice(clerks), rng.random(), said)
    yield Event(at, f"{name} handed over", it.hand_over)
    if rng.random() < 0.5:
        at = later(rng, at, 1, 2)
        yield Event(at, f"{name} scanned", it.scan)
        at = later(rng, at, 1, 2)
        yield Event(at, f"{name} confirmed on paper", it.check)
    else:
        at = later(rng, at, 1, 3)
        yield Event(at, f"{name} confirmed", it.confirm)
    yield from handling(random.Random(name), drawn, name, at, said)


@dataclass(frozen=True)
class _Transcript:
    drawn: Drawn
    name: str
    clerk: str
    chosen: float  # of those for whom the clerk may type
    said: Said

    def hand_over(self, world: World, at: datetime) -> None:
        people = speakers(self.drawn.actor(self.clerk, at), on=local_date(at))
        if not people:
            raise Waits
        filer = self.drawn.key_of(people[int(self.chosen * len(people))].pk)
        world.uids[self.name] = type_for(self.drawn, self.clerk, filer, self.said, at).uid

    def confirm(self, world: World, at: datetime) -> None:
        draft = self._draft(world)
        filer = self.drawn.key_of(draft.owner_id)
        submit_draft(uid=draft.uid, actor=self.drawn.actor(filer, at), at=at)
        world.filed(self.name, draft.uid, filer, self.said, at)

    def scan(self, world: World, at: datetime) -> None:
        scan, actor = SimpleUploadedFile("代录.pdf", b"%PDF-1.7 signed"), self.drawn.actor(self.clerk, at)
        draft = self._draft(world)
        enter_signed_transcript(
            uid=draft.uid, code=code_of(draft), signed_on=local_date(at), scan=scan, actor=actor, at=at
        )

    def check(self, world: World, at: datetime) -> None:
        """By the first for whom it waits, here or above."""
        draft = self._draft(world)
        for actor in [self.drawn.actor(key, at) for key in self.drawn.people]:
            for signing in [one for one in signed_transcripts(actor, at=at) if one.draft == draft]:
                confirm_signed_transcript(uid=signing.uid, actor=actor, at=at)
                world.filed(self.name, draft.uid, self.drawn.key_of(draft.owner_id), self.said, at)
                return
        raise Waits

    def _draft(self, world: World) -> Draft:
        draft = Draft.objects.filter(uid=world.uids.get(self.name)).first()
        if draft is None:
            raise Waits
        return draft


def type_for(drawn: Drawn, clerk: str, filer: str, said: Said, at: datetime) -> Draft:
    """A clerk types what somebody says and hands it over to him."""
    actor = drawn.actor(clerk, at)
    draft = start_transcript(person_id=drawn.people[filer].pk, actor=actor, at=at)
    content = said.content(drawn, filer, at)
    keep_draft(uid=draft.uid, content=content, as_typed={}, version=1, window="w", actor=actor, at=at)
    return hand_over(uid=draft.uid, actor=actor, at=at)
