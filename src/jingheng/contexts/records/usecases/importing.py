"""Taking in records from a table: every row or none, by the same routes as a filing, at thousands a second."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import note_written, recording
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.norms.api import change_days as norm_change_days
from jingheng.contexts.org.api import DryRun, Office, Offices, Person, choices_of, note_import, refuse_faults
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Copy, Exclusion, IdentityQuestion, Record, Revision
from jingheng.contexts.records.queries.months import window
from jingheng.contexts.records.queries.timelines import Spell, Standings, Timelines
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import CountedAs
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.draft import Party
from jingheng.contexts.records.rules.drafting.payload import payload_of
from jingheng.contexts.records.rules.drafting.urgency import DraftNorms, lateness
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.usecases.adjusting import Arrivals
from jingheng.contexts.records.usecases.filing import codes_of, draft_norms, new_receipt_code, new_uid
from jingheng.contexts.records.usecases.indexing import index_later_many
from jingheng.contexts.records.usecases.placing import Placement, copies_of, deal, exclusions_of, place_in, questions_of
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.working_calendar import WorkingCalendar
from jingheng.platform.db.bulk import insert_rows
from jingheng.platform.files.sheet_columns import Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import Table, open_table

RECORDS = SheetFormat(
    "records",
    "记录",
    (
        Column("外部编号", "code", max_length=60, note="同一单位内不得重复"),
        Column("单位代码", "code", required=True, note="填报人所在单位，代码或者单位名称"),
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
BATCH = 1_000


def import_records(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Callable[[int], None], dry_run: bool
) -> int:
    """Import a table of records. Memory does not grow with the rows; what one row at fault has refused leaves nothing.

    Imported records count at once and are marked; the importer learns how many there were and nothing else.
    """
    table = open_table(path, RECORDS)
    with recording(actor=actor, at=at):
        importer = _Importer(actor=actor, at=at, report=report)
        total = 0
        rows = table.rows(report)
        while batch := list(islice(rows, BATCH)):
            importer.take(batch)
            total += len(batch)
            progress(len(batch))
        importer.name_repeated(table)
        refuse_faults(report)
        importer.arrivals.write(at=at)
        note_import("records", None, importer.offices.named, actor=actor, at=at)
        if dry_run:
            raise DryRun
    return total


@dataclass
class _Made:
    """One row on its way into the tables: its columns but for those of the content."""

    columns: dict[str, Any]
    content: Content
    placement: Placement


@dataclass
class _Measures:
    """What an office measures a filing by, between two changes of its norms."""

    norms: Norms
    draft: DraftNorms
    calendar: WorkingCalendar
    _due: dict[Month, date] = field(default_factory=dict)

    def due(self, month: Month) -> date:
        if month not in self._due:
            self._due[month] = window(month, self.norms, self.calendar).due
        return self._due[month]


class _Importer:
    def __init__(self, *, actor: Actor, at: datetime, report: FaultReport) -> None:
        self.at, self.report = at, report
        self.offices, self.standings, self.timelines, self.arrivals = (
            Offices(actor),
            Standings(),
            Timelines(),
            Arrivals(),
        )
        self.calendar = inbox.working_calendar()
        self._norm_days: dict[int, list[date]] = {}
        self._measures: dict[tuple[int, int], _Measures] = {}
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
            self.report.add(Fault.of(row, "发生时间", "发生时间晚于填报时间，请核对。"))
        if filed > self.at:
            self.report.add(Fault.of(row, "填报时间", "填报时间晚于现在，请核对。"))
        if filer is not None and office is not None:
            where = self.standings.on(filer, local_date(filed))
            if where.office_id != office.id:
                self.report.add(
                    Fault.of(
                        row,
                        "填报人编号",
                        f"{filer.name}在填报当日不是{office.name}的人员。请核对单位代码，或先导入其任职。",
                    )
                )
        if filer is None or office is None or self.report.total > before:
            return None
        return self._make(row, office, filer, happened, filed)

    def _make(self, row: Row, office: Office, filer: Person, happened: datetime, filed: datetime) -> _Made | None:
        day = local_date(filed)
        where = self.standings.on(filer, day)
        spell = self.timelines.spell(office, day)
        content = _content(row, happened, filer.id, spell)
        placement = place_in(
            [content], filer_id=filer.id, houses=spell.houses, namesakes=spell.by_name, settled={},
            router=partial(self.timelines.route, spell),
        )  # fmt: skip
        route = placement.route
        if route.desk is Desk.PAPER:
            self.report.add(
                Fault.of(
                    row, "被记录人类别", "这一行所涉人员在系统内没有可以接收的机构，应以纸质密封报送，请从文件中移出。"
                )
            )
            return None
        measures = self._measured(office, day)
        happened_in = Month.of(happened)
        late = lateness(content, at=filed, norms=measures.draft)
        external = row.text("外部编号")
        columns = {
            "uid": new_uid(), "receipt_code": new_receipt_code(), "filer_id": filer.id, "home_office_id": office.id,
            "department_id": where.department_id, "position": where.position, "identity": where.identity,
            "state": "RECORDED", "happened_at": happened, "filed_at": filed, "entered_at": self.at,
            "filed_month": Month.of(day).number, "happened_month": happened_in.number,
            "is_late": late is not None and late.is_late, "is_imported": True,
            "is_supplementary": day > measures.due(happened_in),
            "external_key": f"{office.code}:{external}" if external else None,
            "desk": route.desk.value, "receiving_office_id": route.receiving_office,
            "counting_office_id": route.counting_office, "assignee_id": deal(route),
            "passed_by": ";".join(sorted(route.passed_by)),
        }  # fmt: skip
        return _Made(columns | codes_of(content), content, placement)

    def _measured(self, office: Office, day: date) -> _Measures:
        if office.id not in self._norm_days:
            self._norm_days[office.id] = norm_change_days(office_path=office.path)
        key = (office.id, bisect_right(self._norm_days[office.id], day))
        if key not in self._measures:
            norms = norms_on(day, office_path=office.path)
            self._measures[key] = _Measures(norms, draft_norms(norms), self.calendar)
        return self._measures[key]

    def _find_repeated(self, made: list[_Made]) -> None:
        """External numbers given twice, here or before; the rows are named once the file has been read."""
        seen: set[str] = set()
        for one in made:
            key = one.columns["external_key"]
            if key in seen and len(self._repeated) < self.report.cap:
                self._repeated.add(key)
            elif key is not None:
                seen.add(key)
        known = Record.objects.filter(external_key__in=seen).values_list("external_key", flat=True)
        self._repeated |= {key for key in known[: self.report.cap - len(self._repeated)] if key is not None}

    def name_repeated(self, table: Table) -> None:
        """A second look at the file, only when something is repeated: which rows they are."""
        if not self._repeated:
            return
        earlier = set(
            Record.objects.filter(external_key__in=self._repeated, entered_at__lt=self.at).values_list(
                "external_key", flat=True
            )
        )
        rows: dict[str, list[Row]] = {}
        for row in table.rows(FaultReport()):
            office = self.offices.find(row, FaultReport())
            key = f"{office.code}:{row.text('外部编号')}" if office else ""
            if key in self._repeated:
                rows.setdefault(key, []).append(row)
        for key, same in rows.items():
            for row in same:
                if key in earlier:
                    self.report.add(
                        Fault.of(row, "外部编号", "这个外部编号先前已经导入过，没有重复导入。请从文件中删去这一行。")
                    )
                if len(same) > 1:
                    others = "、".join(str(other.number) for other in same if other is not row)
                    self.report.add(
                        Fault.of(row, "外部编号", f"与第 {others} 行的外部编号重复。同一单位内每件只用一个编号。")
                    )

    def _write(self, made: list[_Made]) -> None:
        """The same rows that a filing writes, by the thousand. Ids are the database's: they are asked for afterwards."""
        insert_rows(Record, [one.columns for one in made])
        uids = [one.columns["uid"] for one in made]
        ids: dict[str, int] = dict(Record.objects.filter(uid__in=uids).values_list("uid", "id"))
        insert_rows(Revision, [self._revision(ids[one.columns["uid"]], one) for one in made])
        note_written(Record, ids.values())
        note_written(Revision, Revision.objects.filter(record__in=ids.values()).values_list("pk", flat=True))
        placed = [(Record(pk=ids[one.columns["uid"]]), one.placement) for one in made if _leaves_traces(one.placement)]
        Exclusion.objects.bulk_create([row for record, placement in placed for row in exclusions_of(record, placement)])
        Copy.objects.bulk_create([row for record, placement in placed for row in copies_of(record, placement)])
        IdentityQuestion.objects.bulk_create(
            [row for record, placement in placed for row in questions_of(record, placement)]
        )
        self.arrivals.add(_counted(one.columns) for one in made)
        index_later_many(ids.values())

    def _revision(self, record_id: int, one: _Made) -> dict[str, Any]:
        sealed = safe.seal(payload_of(one.content))
        return {
            "record_id": record_id, "number": 1, "payload": sealed, "digest": safe.digest_of_sealed(sealed),
            "made_by_id": one.columns["filer_id"], "made_at": self.at,
        }  # fmt: skip


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


def _leaves_traces(placement: Placement) -> bool:
    return bool(placement.route.excluded or placement.route.copies or placement.questions)


def _counted(columns: dict[str, Any]) -> CountedAs:
    """As `counted_as` has it for a record that was filed."""
    return CountedAs(
        columns["counting_office_id"], columns["filed_month"], True, columns["happened_month"], columns["position"],
        columns["bucket"], columns["subject"], columns["matter"], columns["channel"], "",
    )  # fmt: skip
