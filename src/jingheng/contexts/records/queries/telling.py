"""Whether words that go to others say who filed a record. Asked only of records that their writer may read: a refusal
must not tell him of one that he does not know.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from jingheng.contexts.org.api import Person
from jingheng.contexts.records.models import Record, Step
from jingheng.contexts.records.queries.visibility import masks_filer, official
from jingheng.contexts.records.rules.telling import Source, refuse_source
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import MonthRange
from jingheng.kernel.refusal import Refusal


def refuse_telling(
    words: str, *, months: MonthRange, actor: Actor, field: str, where: str = "这一栏"
) -> Refusal | None:
    """Of records filed in these months. `where` names the field to its writer.

    From whom the filer is masked is asked only of those whom he has had shown to him: else he could try names out.
    """
    if not words.strip():
        return None
    records = official(actor).filter(filed_month__range=(months.first.number, months.last.number))
    if masks_filer(actor):
        shown = Step.objects.filter(record=OuterRef("pk"), action="unmask", by=actor.person_id)
        records = records.filter(Exists(shown))
    return refuse_source(words, sources_of(records), field=field, where=where)


def sources_of(records: QuerySet[Record]) -> list[Source]:
    people = Person.objects.filter(pk__in=records.values("filer")).order_by("number")
    return [Source(name, number) for name, number in people.values_list("name", "number")]
