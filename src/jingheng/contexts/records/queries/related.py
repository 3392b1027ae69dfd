"""What else is known: other records of the same case, the same colleague, the same leader, as far as one may read them.

Private persons are never followed from record to record (REC-60).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Clearance, Exclusion, Record, Revision
from jingheng.contexts.records.queries.facts import named_staff
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.queries.worklists import label_of
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES
from jingheng.contexts.records.rules.private_names import LEADING_ASKERS, is_followed_leader
from jingheng.contexts.records.rules.routing import Because
from jingheng.kernel.actor import Actor

_FEW = 5
_LEADERS_LOOKED_AT = 200  # what a leader's name is compared with: there is no index of names, on purpose


@dataclass(frozen=True, slots=True)
class Related:
    uid: str
    label: str
    state: str
    happened_at: datetime
    bucket: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    records: tuple[Related, ...]


def related(record: Record, content: Content, actor: Actor) -> list[Group]:
    """The same case, the same colleague, the same leader: as far as this actor may read. Private persons never."""
    others = official(actor).exclude(pk=record.pk)
    groups = [Group("同一案件", _lines(others.filter(case_key=record.case_key)))] if record.case_key else []
    if not record.is_cleared:
        groups += _same_staff(record, others)
        groups += _same_leaders(content, others)
    return [group for group in groups if group.records]


def _same_staff(record: Record, others: QuerySet[Record]) -> list[Group]:
    people = named_staff(record)
    forgotten = Clearance.objects.filter(record=OuterRef("record"), person=OuterRef("person"))
    rows = (
        Exclusion.objects.filter(~Exists(forgotten), person__in=people, because__in=[Because.NAMED, Because.PRINCIPAL])
        .filter(record__in=others.filter(is_cleared=False).values("pk"))
        .select_related("record", "person")
        .order_by("person__number", "-record__happened_at")
    )
    found: dict[int, list[Exclusion]] = {}
    for row in rows[: _FEW * max(1, len(people))]:
        found.setdefault(row.person_id, []).append(row)
    return [
        Group(f"反映同一人员：{here[0].person.name}", tuple(_line(row.record) for row in here[:_FEW]))
        for here in found.values()
    ]


def _same_leaders(content: Content, others: QuerySet[Record]) -> list[Group]:
    names = {party.name.strip() for party in content.parties if is_followed_leader(party)}
    if not names:
        return []
    asks_as_leader = reduce(or_, (Q(askers__contains=code) for code in sorted(LEADING_ASKERS)))
    latest = Revision.objects.filter(record__in=others.filter(asks_as_leader, is_cleared=False))
    found: dict[str, dict[int, Record]] = {name: {} for name in names}
    rows = latest.select_related("record").order_by("-record_id", "-number")[:_LEADERS_LOOKED_AT]
    for revision in rows:
        if revision.number != revision.record.revision_count:
            continue
        for party in draft_of(safe.unseal(revision.payload)).parties:
            if party.name.strip() in names and is_followed_leader(party):
                found[party.name.strip()].setdefault(revision.record_id, revision.record)
    return [
        Group(f"反映同一领导干部：{name}", tuple(_line(record) for record in list(records.values())[:_FEW]))
        for name, records in sorted(found.items())
    ]


def _lines(records: QuerySet[Record]) -> tuple[Related, ...]:
    return tuple(_line(record) for record in records.order_by("-happened_at", "-id")[:_FEW])


def _line(record: Record) -> Related:
    return Related(
        uid=record.uid,
        label=label_of(record),
        state=RECORD_STATES[record.state],
        happened_at=record.happened_at,
        bucket=taxonomy.BUCKETS.name(record.bucket),
        outcome=taxonomy.OUTCOMES.name(record.outcome) if record.state == "CONCLUDED" else "",
    )
