"""Finding cases by either number, and lists by the office they were brought to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from jingheng.contexts.cases.models import Case, CaseIntake, CaseMapping
from jingheng.contexts.cases.rules.intakes import IntakeFacts
from jingheng.contexts.cases.rules.lists import HEAD_ROWS, NAME_MAX, SHOWN_ROWS, HeadRow, propose, still_there
from jingheng.contexts.cases.usual import usual
from jingheng.contexts.norms.api import norms_on
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.files.foreign_tables import first_lines

NOT_FOUND = Refusal("not-found", "没有找到这张清单。")
FAULTS_FILE = "问题.xlsx"
_SHOWN = 30


def find_case(number: str, *, office_id: int | None = None) -> Case | None:
    """The case of that number, wherever it is handled; by its department's number in that office, or where only one has it."""
    number = number.strip()
    if not number:
        return None
    cases = Case.objects.select_related("office")
    case = cases.filter(number=number).first()
    if case is not None:
        return case
    found = list(cases.filter(department_number=number).order_by("pk")[:_SHOWN])
    here = [case for case in found if case.office_id == office_id]
    return here[0] if here else found[0] if len(found) == 1 else None


def intakes(actor: Actor) -> list[CaseIntake]:
    """Lists of the office, the newest first, for whoever imports cases there."""
    if not actor.may("case.import"):
        return []
    return list(
        CaseIntake.objects.filter(office=actor.here).select_related("brought_by", "mapping").order_by("-id")[:_SHOWN]
    )  # fmt: skip


def find_intake(actor: Actor, uid: str) -> CaseIntake:
    if not actor.may("case.import"):
        raise Refused(NOT_FOUND)
    intake = (
        CaseIntake.objects.filter(uid=uid, office=actor.here).select_related("office", "mapping", "brought_by").first()
    )  # fmt: skip
    if intake is None:
        raise Refused(NOT_FOUND)
    return intake


def mappings(actor: Actor) -> list[CaseMapping]:
    if not actor.may("case.import"):
        return []
    return list(CaseMapping.objects.filter(office=actor.here).select_related("saved_by").order_by("name"))


def find_mapping(actor: Actor, pk: int) -> CaseMapping:
    found = next((mapping for mapping in mappings(actor) if mapping.pk == pk), None)
    if found is None:
        raise Refused(Refusal("not-found", "没有找到这个列对应。"))
    return found


def facts_of(intake: CaseIntake, *, shown_version: int | None = None) -> IntakeFacts:
    found = intake.findings
    return IntakeFacts(
        state=intake.state,
        office_id=intake.office_id,
        version=intake.version,
        shown_version=intake.version if shown_version is None else shown_version,
        undecided=found.get("undecided", 0),
        faults=found.get("fault_count", 0),
        rows=found.get("rows", 0),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the mapping page begins with."""

    name: str
    columns: dict[str, str]
    kind: str


def proposal_for(intake: CaseIntake) -> Proposal:
    """What was saved for this list, else for the most similar one, filled up with usual names."""
    if intake.mapping is not None:
        return Proposal(intake.mapping.name, intake.mapping.columns, intake.mapping.kind)
    saved = [still_there(one.columns, intake.columns) for one in CaseMapping.objects.filter(office=intake.office)]
    nearest = max(saved, key=len, default={})
    usually = propose(intake.columns, usual().columns)
    taken = set(nearest.values())
    rest = {code: name for code, name in usually.items() if code not in nearest and name not in taken}
    return Proposal(Path(intake.file_name).stem[:NAME_MAX], nearest | rest, "")


def kept_until(intake: CaseIntake) -> date:
    """The last day on which an open list and its file are kept."""
    day = local_date(intake.brought_at)
    days: int = norms_on(day, office_path=intake.office.path)["cases.intake_days"]
    return day + timedelta(days=days)


def folder_of(uid: str) -> Path:
    folder: Path = settings.HOME / "intakes" / uid
    return folder


def file_of(intake: CaseIntake) -> Path:
    return folder_of(intake.uid) / intake.file_name


def head_rows(path: Path) -> list[HeadRow]:
    """The lines among which the headers stand, with those right under them."""
    return [HeadRow(*line) for line in first_lines(path, HEAD_ROWS + SHOWN_ROWS)]


def samples(rows: list[HeadRow], intake: CaseIntake) -> list[tuple[str, ...]]:
    """For every column, what stands in the first rows under its header."""
    below = [row.texts for row in rows if row.sheet == intake.sheet and row.number > intake.header_row][:SHOWN_ROWS]
    return [tuple(texts[i] if i < len(texts) else "" for texts in below) for i in range(len(intake.columns))]
