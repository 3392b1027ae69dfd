"""月度台账: the records that an office took in during a month, for whoever leads its desk; one line each, oldest first.

What he may not see is not there: the lines are numbered as they stand, and nothing below them adds them up (decisions §1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q, QuerySet

from jingheng.contexts.org.api import Office
from jingheng.contexts.records.models import Clearance, Record
from jingheng.contexts.records.queries.case_file import Filer, filers_of, latest_contents
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.queries.worklists import label_of
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.masked_recorder import without_recorder
from jingheng.contexts.records.rules.month_ledger import LineFacts, about, became, cut, forgetting, parties_of, remarks
from jingheng.contexts.records.rules.routing import Desk
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.kernel.sources import Dictionary

NOT_FOUND = Refusal("not-found", "没有找到这个页面。")
ORDER = ("filed_at", "id")


@dataclass(frozen=True, slots=True)
class Line:
    """One record as the ledger has it."""

    uid: str
    serial: int
    label: str
    filer: Filer
    filed_at: datetime
    happened_at: datetime
    parties: tuple[str, ...]
    about: str
    channel: str
    acts: str
    summary: str
    responses: str
    became: str
    remarks: str


def may_see_ledger(actor: Actor) -> bool:
    return actor.may("record.desk")


def ledger_records(actor: Actor, month: Month, *, today: Month) -> QuerySet[Record]:
    """What came to the actor's own office in the month and he may read. Raises `Refused` where there is no such ledger."""
    if not may_see_ledger(actor) or month > today:
        raise Refused(NOT_FOUND)
    first, end = (datetime.combine(one.first_day, time(), tzinfo=SHANGHAI) for one in (month, month.next()))
    mine = official(actor).filter(receiving_office=actor.here, filed_at__gte=first, filed_at__lt=end)
    return mine.select_related("filer", "department").order_by(*ORDER)


def lines_of(records: Sequence[Record], actor: Actor, *, first: int) -> list[Line]:
    """In the order given, numbered from `first`. A handful of queries, whatever the number."""
    contents, filers, cleared = latest_contents(records), filers_of(records, actor), _cleared(records)
    here = Office.objects.get(pk=actor.here).name
    return [
        _line(record, contents[record.pk], filers[record.pk].within(here), cleared[record.pk], serial)
        for serial, record in enumerate(records, first)
    ]


def serial_of(records: QuerySet[Record], first: Record) -> int:
    """The number of a page's first line."""
    earlier = Q(filed_at__lt=first.filed_at) | Q(filed_at=first.filed_at, pk__lt=first.pk)
    return records.filter(earlier).count() + 1


def _line(record: Record, content: Content, filer: Filer, cleared: dict[int, str], serial: int) -> Line:
    said = forgetting(without_recorder(content, record.filer.name) if filer.is_masked else content, cleared)
    facts = LineFacts(
        state=record.state, triage=record.triage, outcome=record.outcome, is_cleared=record.is_cleared,
        is_urgent=record.is_urgent, is_late=record.is_late, is_supplementary=record.is_supplementary,
        is_imported=record.is_imported, is_typed=record.typed_by_id is not None, is_paper_signed=record.is_paper_signed,
        is_restricted=record.desk == Desk.LEADERSHIP,
    )  # fmt: skip
    return Line(
        uid=record.uid, serial=serial, label=label_of(record), filer=filer, filed_at=record.filed_at,
        happened_at=record.happened_at, parties=parties_of(said), about=about(said),
        channel=taxonomy.CHANNELS.name(record.channel), acts=_names(taxonomy.ACTS, record.acts), summary=cut(said.summary),
        responses=_names(taxonomy.RESPONSES, record.responses), became=became(facts),
        remarks=remarks(facts, masked=filer.is_masked),
    )  # fmt: skip


def _names(dictionary: Dictionary, joined: str) -> str:
    return "、".join(dictionary.name(code) for code in joined.split(";") if code in dictionary)


def _cleared(records: Iterable[Record]) -> defaultdict[int, dict[int, str]]:
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = Clearance.objects.filter(record__in=[record.pk for record in records])
    for record_id, person_id, name in rows.values_list("record_id", "person_id", "person__name"):
        found[record_id][person_id] = name
    return found
