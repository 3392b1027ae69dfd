"""What every import shares: which offices it may touch, in whose name it stands, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.models import Department, Office
from jingheng.contexts.org.queries import in_charge
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.kernel.sources import Dictionary
from jingheng.platform.files.sheet_columns import Choice, Row
from jingheng.platform.files.sheet_faults import Fault, FaultReport

Progress = Callable[[int], None]


def choices_of(dictionary: Dictionary) -> tuple[Choice, ...]:
    return tuple(Choice(entry.code, entry.name) for entry in dictionary)


def refuse_faults(report: FaultReport) -> None:
    """All rows or none: one fault refuses the file."""
    if report:
        raise Refused(*report.refusals())


class Offices:
    """Offices by code or name, as tables name them. In the browser nobody imports beyond his own office and those below it."""

    def __init__(self, actor: Actor) -> None:
        offices = list(Office.objects.all())
        self._found = {office.name: office for office in offices} | {office.code: office for office in offices}
        self._beyond = {office.pk for office in offices if not may_import_into(actor, office.path)}
        self._named: dict[int, Office] = {}

    @property
    def named(self) -> list[Office]:
        """Those that were found so far."""
        return list(self._named.values())

    def find(self, row: Row, report: FaultReport, header: str = "单位代码") -> Office | None:
        office = self._found.get(row.text(header))
        if office is None:
            report.add(Fault.of(row, header, f"没有代码或名称为“{row.text(header)}”的单位。请先导入机构。"))
            return None
        if office.id in self._beyond:
            report.add(Fault.of(row, header, f"{office.name}不是本院或下级院。请由该院或其上级院导入。"))
            return None
        self._named[office.id] = office
        return office


def may_import_into(actor: Actor, office_path: str) -> bool:
    """ORG-3. A person imports for his own office and those below it; a command of the server for all (own design)."""
    return actor.person_id is None or office_path.startswith(actor.office_path)


def in_whose_name(actor: Actor, offices: Iterable[Office], *, at: datetime) -> Actor:
    """A command has no person: it acts as whoever is in charge of the offices it touched."""
    return actor if actor.person_id is not None else in_charge(offices, on=local_date(at))


def note_import(kind: str, rows: int | None, offices: Iterable[Office], *, actor: Actor, at: datetime) -> None:
    """The entry of an import in the ledger. Of records it does not say how many: held against the office's own figures, the
    number would tell that one went past it (decisions §1).
    """
    with recording(actor=in_whose_name(actor, offices, at=at), at=at) as record:
        if rows is None:
            record(f"import.{kind}", subject=f"import:{kind}")
        else:
            record(f"import.{kind}", subject=f"import:{rows}", rows=rows)


class Departments:
    """Departments by office and name; an unknown one is made."""

    def __init__(self) -> None:
        self._found = {(d.office_id, d.name): d for d in Department.objects.all()}

    def get(self, office: Office, name: str) -> Department | None:
        if not name:
            return None
        if (office.pk, name) not in self._found:
            self._found[office.pk, name] = Department.objects.create(office=office, name=name)
        return self._found[office.pk, name]


def rows_by(rows: Iterable[Row], header: str, report: FaultReport) -> dict[str, Row]:
    """Rows by their key; a key given twice is a fault of the second row that names the first."""
    found: dict[str, Row] = {}
    for row in rows:
        first = found.setdefault(row.text(header), row)
        if first is not row:
            report.add(Fault.of(row, header, f"与第 {first.number} 行重复。"))
    return found


class DryRun(Exception):
    """Everything was checked and is taken back, as asked."""


def undo(dry_run: bool) -> None:
    if dry_run:
        raise DryRun
