"""What records say, in tests: a complete everyday one to vary."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from jingheng.contexts.org.models import Person
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.draft import Party
from jingheng.contexts.records.rules.drafting.payload import payload_of
from jingheng.contexts.records.usecases.filing import file_draft, new_uid, save_draft
from jingheng.kernel.actor import Actor
from tests.factories.cast import NOON

OUTSIDE_PARTY = Party(
    name="甘霖",
    unit="澄明市城建集团",
    title="部门经理",
    asker_types=frozenset({"P44"}),
    litigant_relation="朋友",
    recorder_relation="大学同学",
)


def content(at: datetime = NOON, **changes: Any) -> Content:
    """A friend rings up to ask how a case stands; he is told to go by the book."""
    plain = Content(
        parties=(OUTSIDE_PARTY,),
        matter="M1", handling="OWN", case_number="正检刑诉受〔2026〕118号", case_kind="K1", cause="盗窃罪", case_stage="S5",
        happened_at=at - timedelta(hours=3), channel="PHONE", place_kind="WORKPLACE", place="办公室", in_office_hours=True,
        acts=frozenset({"N1"}),
        summary="甘霖来电询问其朋友的盗窃案办到什么程度，希望尽快有个结果，并问能不能提前告诉他处理意见。",
        verbatim="“能不能先透个底，大概什么时候起诉？”",
        responses=frozenset({"REFUSED", "PROCEDURE"}), disclosed=False, effect="NONE", evidence=frozenset({"ABSENT"}),
        no_evidence_reason="ORAL",
    )  # fmt: skip
    return replace(plain, **changes)


def naming(person: Person, asker: str, **changes: Any) -> Party:
    """A colleague, identified, as the one who asked."""
    plain = Party(
        name=person.name,
        unit=str(person.office),
        title=person.title,
        asker_types=frozenset({asker}),
        recorder_relation="同事",
        managed_by="OWN_OFFICE" if asker in ("P21", "P22", "P24") else "",
        person_id=person.pk,
    )
    return replace(plain, **changes)


def file(actor: Actor, said: Content | None = None, *, at: datetime = NOON) -> Record:
    """Keep a draft and file it, as the form does."""
    uid = new_uid()
    save_draft(uid=uid, payload=payload_of(said or content(at)), version=1, actor=actor, at=at)
    return file_draft(uid=uid, actor=actor, at=at)
