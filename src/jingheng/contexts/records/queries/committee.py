"""What 同级党委政法委 is told of a period: interference by leaders and improper contacts, as its norms say (decisions §6).

Nothing of what concerns its own body is told (REC-63): the office above tells its own committee instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jingheng.contexts.norms.api import Norms
from jingheng.contexts.org.api import Office
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Copy, Record, Report, Revision
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.masked_recorder import without_recorder
from jingheng.contexts.records.rules.private_names import without_private_names
from jingheng.kernel.period import MonthRange

_COLUMNS = {
    "by_asker": ("askers", taxonomy.ASKERS),
    "by_channel": ("channel", taxonomy.CHANNELS),
    "by_kind": ("case_kind", taxonomy.CASE_KINDS),
    "by_stage": ("case_stage", taxonomy.CASE_STAGES),
    "by_response": ("responses", taxonomy.RESPONSES),
    "by_effect": ("effect", taxonomy.EFFECTS),
    "by_triage": ("triage", taxonomy.TRIAGE),
}


def committee_figures(office: Office, months: MonthRange, norms: Norms) -> dict[str, Any]:
    """Plain values: counts by code, zeros left out, and which record in which revision they rest on."""
    acts = norms["paper.committee_acts"]
    in_scope = of_concern(norms).filter(filed_month__range=(months.first.number, months.last.number))
    own = list(in_scope.filter(counting_office=office, passed_by="").order_by("happened_at", "id"))
    passed_on = list(_passed_on(in_scope, office).order_by("happened_at", "id"))
    records = own + passed_on
    counted = {
        group: _counted([getattr(record, column) for record in records], dictionary.codes)
        for group, (column, dictionary) in _COLUMNS.items()
    }
    return {
        "total": len(records),
        "people": sum(record.party_count for record in records),
        "passed_on": len(passed_on),
        "by_act": _counted([record.acts for record in records], acts),
        **counted,
        "records": [[record.uid, record.revision_count] for record in records],
    }


def of_concern(norms: Norms) -> QuerySet[Record]:
    """Records of the kind that the committee is told of, wherever they are."""
    found = Q(pk__in=[])
    for act in norms["paper.committee_acts"]:
        found |= Q(acts__contains=act)
    return Record.objects.filter(found, is_counted=True, matter__in=norms["paper.committee_matters"])


def _passed_on(in_scope: QuerySet[Record], office: Office) -> QuerySet[Record]:
    """Of the offices below, whose own committee must not be told; not where it is about a leader of our level or higher."""
    copies = Copy.objects.filter(office=office, duty="INSPECTION_HEAD").values("record")
    return (
        in_scope.filter(pk__in=copies, counting_office__parent=office)
        .exclude(passed_by="")
        .exclude(askers__contains="P12")
    )


def _counted(joined: Sequence[str], codes: Sequence[str]) -> dict[str, int]:
    found = Counter(code for codes_of_one in joined for code in set(codes_of_one.split(";")))
    return {code: found[code] for code in codes if found[code]}


def committee_items(report: Report, figures: dict[str, Any]) -> list[tuple[Record, Content]]:
    """Each of the records behind a compilation as it read then: nobody who recorded it, no private person's name."""
    wanted = [(uid, number) for uid, number in figures["records"]]
    records = {
        one.uid: one for one in Record.objects.filter(uid__in=[uid for uid, _ in wanted]).select_related("filer")
    }
    revisions = {
        (one.record.uid, one.number): one
        for one in Revision.objects.filter(record__in=records.values()).select_related("record")
    }
    return [(records[uid], _told(revisions[uid, number], records[uid].filer.name)) for uid, number in wanted]


def _told(revision: Revision, filer: str) -> Content:
    """Names that have given way to pseudonyms need no cutting."""
    content = without_recorder(draft_of(safe.unseal(revision.payload)), filer)
    return content if revision.pseudonymised_at else without_private_names(content)
