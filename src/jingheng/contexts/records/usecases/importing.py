"""Taking in records from a table: every row or none, by the same routes as a filing, at thousands a second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import DryRun, Office, Offices, Person, choices_of, refuse_faults
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Copy, Exclusion, IdentityQuestion, Record, Revision
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.queries.timelines import Spell, Standings, Timelines
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.draft import Party
from jingheng.contexts.records.rules.drafting.payload import payload_of
from jingheng.contexts.records.rules.drafting.urgency import lateness
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.usecases.adjusting import note_imported
from jingheng.contexts.records.usecases.filing import apply_route, describe, draft_norms, new_receipt_code, new_uid
from jingheng.contexts.records.usecases.indexing import index_later_many
from jingheng.contexts.records.usecases.placing import Placement, exclusions_of, copies_of, place_in, questions_of
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.platform.files.sheet_columns import Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import Table, open_table

RECORDS = SheetFormat(
    "records",
    "记录",
    (
        Column("外部编号", "code", max_length=60, note="同一单位内不得重复"),
        Column("单位代码", "code", required=True, note="填报人所在单位,代码或者单位名称"),
        Column("填报人编号", "code", required=True, max_length=40),
        Column("发生时间", "moment", required=True),
        Column("填报时间", "moment", required=True),
        Column("事项类别", "choices", required=True, choices=choices_of(taxonomy.MATTERS)),
        Column("被记录人姓名", max_length=50),
        Column("被记录人单位", max_length=100),
        Column("被记录人职务", max_length=60),
        Column("被记录人类别", "choices", required=True, choices=choices_of(taxonomy.ASKERS), several=True),
        Column("行为类别", "choices", required=True, choices=choices_of(taxonomy.ACTS), several=True),
        Column("方式", "choices", required=True, choices=choices_of(taxonomy.CHANNELS)),
        Column("案件编号", "code", max_length=60),
        Column("内容", required=True, max_length=10_000),
        Column("处理方式", "choices", required=True, choices=choices_of(taxonomy.RESPONSES), several=True),
        Column("是否影响办案", "choices", choices=choices_of(taxonomy.EFFECTS)),
    ),
)
BATCH = 2_000


@dataclass
class _Made:
    """One row on its way into the tables."""

    record: Record
    content: Content
    placement: Placement


def import_records(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Callable[[int], None], dry_run: bool
) -> int:
    """Import a table of records. Memory does not grow with the rows; what one row at fault has refused leaves nothing.

    Imported records count at once and are marked; the importer learns how many there were and nothing else.
    """
    table = open_table(path, RECORDS)
    with recording(actor=actor, at=at) as ledger:
        importer = _Importer(at=at, report=report)
        total = 0
        rows = table.rows(report)
        while batch := list(islice(rows, BATCH)):
            importer.take(batch)
            total += len(batch)
            progress(len(batch))
        importer.name_repeated(table)
        refuse_faults(report)
        ledger("import.records", subject=f"import:{total}", rows=total)
        if dry_run:
            raise DryRun
    return total


class _Importer:
    def __init__(self, *, at: datetime, report: FaultReport) -> None:
        self.at, self.report = at, report
        self.offices, self.standings, self.timelines = Offices(), Standings(), Timelines()
        self.calendar = inbox.working_calendar()
        self._norms: dict[tuple[int, Month], Norms] = {}
        self._repeated: set[str] = set()

    def take(self, batch: list[Row]) -> None:
        """Check a batch and, while nothing at all is at fault, write it."""
        self.standings.load(row.text("填报人编号") for row in batch)
        made = [one for row in batch if (one := self._row(row)) is not None]
        self._find_repeated(made)
        if not self.report and not self._repeated:
            self._write(made)

    def _row(self, row: Row) -> _Made | None:
        before = self.report.total
        office = self.offices.find(row, self.report)
        filer = self.standings.person(row.text("填报人编号"))
        happened, filed = row.given("发生时间", datetime), row.given("填报时间", datetime)
        if filer is None:
            self.report.add(Fault.of(row, "填报人编号", "没有这个人员编号。请先导入人员。"))
        if happened > filed:
            self.report.add(Fault.of(row, "发生时间", "发生时间晚于填报时间,请核对。"))
        if filed > self.at:
            self.report.add(Fault.of(row, "填报时间", "填报时间晚于现在,请核对。"))
        if filer is not None and office is not None:
            where = self.standings.on(filer, local_date(filed))
            if where.office_id != office.pk:
                self.report.add(Fault.of(row, "填报人编号", f"{filer.name}在填报当日不是{office.name}的人员。请核对单位代码,或先导入其任职。"))
        if filer is None or office is None or self.report.total > before:
            return None
        return self._make(row, office, filer, happened, filed)

    def _make(self, row: Row, office: Office, filer: Person, happened: datetime, filed: datetime) -> _Made | None:
        day = local_date(filed)
        where = self.standings.on(filer, day)
        spell = self.timelines.spell(office, day)
        content = _content(row, happened, filer.pk, spell)
        placement = place_in([content], filer_id=filer.pk, houses=spell.houses, namesakes=spell.by_name, settled={})
        if placement.route.desk is Desk.PAPER:
            self.report.add(Fault.of(row, "被记录人类别", "这一行所涉人员在系统内没有可以接收的机构,应以纸质密封报送,请从文件中移出。"))
            return None
        norms = self._norms_of(office, Month.of(filed))
        late = lateness(content, at=filed, norms=draft_norms(norms))
        record = Record(
            uid=new_uid(), receipt_code=new_receipt_code(), filer=filer, home_office=office, department_id=where.department_id,
            position=where.position, identity=where.identity, state="RECORDED", happened_at=happened, filed_at=filed,
            entered_at=self.at, filed_month=Month.of(filed).number, happened_month=Month.of(happened).number,
            is_late=late is not None and late.is_late, is_imported=True,
            is_supplementary=day > window(Month.of(happened), norms, self.calendar).due,
            external_key=f"{office.code}:{row.text('外部编号')}" if row.text("外部编号") else None,
        )  # fmt: skip
        describe(record, content)
        apply_route(record, placement)
        return _Made(record, content, placement)

    def _norms_of(self, office: Office, month: Month) -> Norms:
        key = (office.pk, month)
        if key not in self._norms:
            self._norms[key] = norms_on(month.last_day, office_path=office.path)
        return self._norms[key]

    def _find_repeated(self, made: list[_Made]) -> None:
        """External numbers given twice, here or before; the rows are named once the file has been read."""
        keys = [one.record.external_key for one in made if one.record.external_key]
        seen: set[str] = set()
        self._repeated |= {key for key in keys if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
        self._repeated |= {
            key for key in Record.objects.filter(external_key__in=seen).values_list("external_key", flat=True) if key
        }

    def name_repeated(self, table: Table) -> None:
        """A second look at the file, only when something is repeated: which rows they are."""
        if not self._repeated:
            return
        first: dict[str, int] = {}
        for row in table.rows(FaultReport()):
            office = self.offices.find(row, FaultReport())
            key = f"{office.code}:{row.text('外部编号')}" if office else ""
            if key not in self._repeated:
                continue
            if key in first:
                self.report.add(Fault.of(row, "外部编号", f"与第 {first[key]} 行的外部编号重复。"))
            first.setdefault(key, row.number)
            if Record.objects.filter(external_key=key, entered_at__lt=self.at).exists():
                self.report.add(Fault.of(row, "外部编号", "这个外部编号先前已经导入过。"))

    def _write(self, made: list[_Made]) -> None:
        Record.objects.bulk_create([one.record for one in made])
        Revision.objects.bulk_create(_revision(one, self.at) for one in made)
        Exclusion.objects.bulk_create([row for one in made for row in exclusions_of(one.record, one.placement)])
        Copy.objects.bulk_create([row for one in made for row in copies_of(one.record, one.placement)])
        IdentityQuestion.objects.bulk_create([row for one in made for row in questions_of(one.record, one.placement)])
        note_imported((one.record for one in made), at=self.at)
        index_later_many(one.record.pk for one in made)


def _content(row: Row, happened: datetime, filer_id: int, spell: Spell) -> Content:
    """The row as a form would have it. A colleague whose name is unique is identified; other names are asked back."""
    askers = frozenset(row.codes("被记录人类别"))
    name = row.text("被记录人姓名").strip()
    same = [person for person in spell.by_name.get(name, []) if person != filer_id]
    here = [person for person in same if person in spell.at_home]
    meant = here if askers & taxonomy.OWN_STAFF_ASKERS else same if "P24" in askers else []
    party = Party(
        name=name, unit=row.text("被记录人单位"), title=row.text("被记录人职务"), asker_types=askers,
        person_id=meant[0] if len(meant) == 1 else None,
    )  # fmt: skip
    return Content(
        parties=(party,), matter=row.text("事项类别"), case_number=row.text("案件编号"), happened_at=happened,
        channel=row.text("方式"), acts=frozenset(row.codes("行为类别")), summary=row.text("内容"),
        responses=frozenset(row.codes("处理方式")), effect=row.text("是否影响办案") or "NONE",
    )  # fmt: skip


def _revision(one: _Made, at: datetime) -> Revision:
    payload = payload_of(one.content)
    sealed = safe.seal(payload)
    return Revision(
        record=one.record, number=1, payload=sealed, digest=safe.digest_of_sealed(sealed), made_by_id=one.record.filer_id, made_at=at
    )


