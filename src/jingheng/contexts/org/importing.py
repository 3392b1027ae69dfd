"""Taking in offices, people and posts from tables: every row or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.models import Department, DutyHolding, Office, Person, Post
from jingheng.contexts.org.queries import in_charge
from jingheng.contexts.org.rules.duties import DUTIES, find_duty, refuse_incompatible
from jingheng.contexts.org.rules.identities import IDENTITIES, LEVELS
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refused
from jingheng.kernel.sources import Dictionary
from jingheng.platform.files.sheet_columns import Choice, Column, Row, SheetFormat
from jingheng.platform.files.sheet_faults import Fault, FaultReport
from jingheng.platform.files.sheet_reading import open_table

Progress = Callable[[int], None]


def choices_of(dictionary: Dictionary) -> tuple[Choice, ...]:
    return tuple(Choice(entry.code, entry.name) for entry in dictionary)


_LEVEL_RANK = {code: rank for rank, code in enumerate(LEVELS.codes)}

OFFICES = SheetFormat(
    "offices",
    "机构",
    (
        Column("单位代码", "code", required=True, max_length=20),
        Column("单位名称", required=True, max_length=100),
        Column("上级单位代码", "code", max_length=20, note="最高一级留空"),
        Column("层级", "choices", required=True, choices=choices_of(LEVELS)),
        Column("启用月", "month", note="从这个月起应当报告"),
    ),
)

PEOPLE = SheetFormat(
    "people",
    "人员",
    (
        Column("人员编号", "code", required=True, max_length=40),
        Column("姓名", required=True, max_length=50),
        Column("单位代码", "code", required=True, note="代码或者单位名称"),
        Column("部门", max_length=60, note="没有的部门会自动建立"),
        Column("职务", max_length=60),
        Column("人员身份", "choices", required=True, choices=choices_of(IDENTITIES)),
        Column("入职日期", "date"),
        Column("离职日期", "date"),
    ),
)

POSTS = SheetFormat(
    "posts",
    "任职",
    (
        Column("人员编号", "code", required=True, max_length=40),
        Column("单位代码", "code", required=True, note="代码或者单位名称"),
        Column("部门", max_length=60),
        Column("职务", max_length=60),
        Column("人员身份", "choices", required=True, choices=choices_of(IDENTITIES)),
        Column("职责", "choices", choices=tuple(Choice(d.code, d.name) for d in DUTIES.values()), several=True),
        Column("起", "date", required=True),
        Column("止", "date", note="最后一天的次日;仍在任的留空"),
    ),
)


def refuse_faults(report: FaultReport) -> None:
    """All rows or none: one fault refuses the file."""
    if report:
        raise Refused(*report.refusals())


def import_offices(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Progress, dry_run: bool
) -> int:
    """Offices by code, in any order; an office that moves takes everything below it along."""
    rows = list(open_table(path, OFFICES).rows(report))
    with recording(actor=actor, at=at):
        known = {office.code: office for office in Office.objects.select_for_update()}
        given = _once(rows, "单位代码", report)
        parents = {code: row.text("上级单位代码") for code, row in given.items()}
        levels = {code: office.level for code, office in known.items()} | {
            code: row.text("层级") for code, row in given.items()
        }
        for code, row in given.items():
            _check_parent(row, code, parents, known, levels, report)
            if not _within(actor, code, parents, known):
                report.add(Fault.of(row, "单位代码", "不是本院或下级院,或者上级单位不在本院之内。请由其上级院导入。"))
        refuse_faults(report)
        for code in _parents_first(parents):
            row = given[code]
            office = known.get(code) or Office(code=code)
            parent = known.get(parents[code])
            starts_in = row.maybe("启用月", Month)
            office.name, office.level, office.parent = row.text("单位名称"), row.text("层级"), parent
            office.path = f"{parent.path if parent else '/'}{code}/"
            if starts_in is not None:
                office.starts_in = starts_in.number
            office.save()
            known[code] = office
            progress(1)
        _repath(known)
        note_import("offices", len(given), [known[code] for code in given], actor=actor, at=at)
        _undo(dry_run)
    return len(given)


def _check_parent(
    row: Row, code: str, parents: dict[str, str], known: dict[str, Office], levels: dict[str, str], report: FaultReport
) -> None:
    parent = parents[code]
    if not parent:
        return
    if parent not in parents and parent not in known:
        report.add(Fault.of(row, "上级单位代码", f"没有代码为“{parent}”的单位。请先导入它,或把它放在同一个文件里。"))
        return
    seen = {code}
    while parent:
        if parent in seen:
            report.add(Fault.of(row, "上级单位代码", "上级单位绕成了一圈,请核对。"))
            return
        seen.add(parent)
        parent = parents[parent] if parent in parents else _parent_code(known[parent]) if parent in known else ""
    if _LEVEL_RANK[levels[parents[code]]] >= _LEVEL_RANK[levels[code]]:
        report.add(Fault.of(row, "层级", "上级单位的层级应当高于本单位。"))


def _parent_code(office: Office) -> str:
    above = office.path.strip("/").split("/")[:-1]
    return above[-1] if above else ""


def _within(actor: Actor, code: str, parents: dict[str, str], known: dict[str, Office]) -> bool:
    """Nobody in the browser moves his own office, or changes one that is not below it."""
    if actor.person_id is None:
        return True
    if code in known and not may_import_into(actor, known[code].path):
        return False
    if code == actor.office_code:
        return parents[code] == _parent_code(known[code])
    parent = parents[code]
    return parent in parents or (parent in known and may_import_into(actor, known[parent].path))


def _parents_first(parents: dict[str, str]) -> list[str]:
    ordered: list[str] = []
    waiting = dict(parents)
    while waiting:
        ready = [code for code, parent in waiting.items() if parent not in waiting]
        ordered += ready
        for code in ready:
            del waiting[code]
    return ordered


def _repath(known: dict[str, Office]) -> None:
    """Paths of offices whose parent moved."""
    by_id = {office.pk: office for office in known.values()}
    moved = []
    for office in sorted(known.values(), key=lambda office: _LEVEL_RANK[office.level]):
        parent = by_id.get(office.parent_id or 0)
        path = f"{parent.path if parent else '/'}{office.code}/"
        if path != office.path:
            office.path = path
            moved.append(office)
    Office.objects.bulk_update(moved, ["path"])


def import_people(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Progress, dry_run: bool
) -> int:
    """People by 人员编号; who is known already is brought up to date."""
    rows = list(open_table(path, PEOPLE).rows(report))
    with recording(actor=actor, at=at):
        offices, departments = Offices(actor), Departments()
        given = _once(rows, "人员编号", report)
        known = {
            p.number: p
            for p in Person.objects.select_for_update(of=("self",)).select_related("office").filter(number__in=given)
        }
        added: list[Person] = []
        changed: list[Person] = []
        for number, row in given.items():
            office = offices.find(row, report)
            joined, left = row.maybe("入职日期", date), row.maybe("离职日期", date)
            if joined and left and left < joined:
                report.add(Fault.of(row, "离职日期", "离职日期早于入职日期,请核对。"))
            if number in known and not may_import_into(actor, known[number].office.path):
                report.add(
                    Fault.of(row, "人员编号", f"此人现在是{known[number].office}的人员。调入请由两院共同的上级院导入。")
                )
            if office is None or report:
                continue
            person = known.get(number) or Person(number=number)
            person.name, person.title, person.identity = row.text("姓名"), row.text("职务"), row.text("人员身份")
            person.office, person.joined_on, person.left_on = office, joined, left
            person.department = departments.get(office, row.text("部门"))
            (changed if person.pk else added).append(person)
            progress(1)
        refuse_faults(report)
        Person.objects.bulk_create(added, batch_size=1000)
        fields = ["name", "title", "identity", "office", "joined_on", "left_on", "department"]
        Person.objects.bulk_update(changed, fields, batch_size=500)
        note_import("people", len(given), offices.named, actor=actor, at=at)
        _undo(dry_run)
    return len(given)


def import_posts(
    path: Path, *, actor: Actor, at: datetime, report: FaultReport, progress: Progress, dry_run: bool
) -> int:
    """Posts with their duties. The same post given again is brought up to date, not doubled."""
    rows = list(open_table(path, POSTS).rows(report))
    with recording(actor=actor, at=at) as record:
        offices, departments = Offices(actor), Departments()
        people = {p.number: p for p in Person.objects.filter(number__in={row.text("人员编号") for row in rows})}
        held = _Held(people.values())
        for row in rows:
            person = people.get(row.text("人员编号"))
            office = offices.find(row, report)
            if person is None:
                report.add(Fault.of(row, "人员编号", "没有这个人员编号。请先导入人员。"))
            starts, ends = row.given("起", date), row.maybe("止", date)
            if ends and ends <= starts:
                report.add(Fault.of(row, "止", "“止”应晚于“起”。"))
            if person is None or office is None or report:
                continue
            department = departments.get(office, row.text("部门"))
            Post.objects.update_or_create(
                person=person, office=office, department=department, title=row.text("职务"), starts_on=starts,
                defaults={"identity": row.text("人员身份"), "ends_on": ends},
            )  # fmt: skip
            for duty in row.codes("职责"):
                held.take(row, person, office, duty, department, starts, ends, report)
            progress(1)
        refuse_faults(report)
        for holding in held.granted:
            record(
                "duty.granted", subject=f"person:{holding.person_id}", office_id=holding.office_id, duty=holding.duty
            )
        note_import("posts", len(rows), offices.named, actor=actor, at=at)
        _undo(dry_run)
    return len(rows)


class _Held:
    """Duties held by the people of a file, so that an incompatible one is refused row by row."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.granted: list[DutyHolding] = []
        self._by_person: dict[int, list[DutyHolding]] = {}
        for holding in DutyHolding.objects.filter(person__in=list(people)):
            self._by_person.setdefault(holding.person_id, []).append(holding)

    def take(
        self, row: Row, person: Person, office: Office, code: str, department: Department | None, starts: date, ends: date | None,
        report: FaultReport,
    ) -> None:  # fmt: skip
        duty = find_duty(code)
        assert duty is not None  # the reader accepts only known duties
        if duty.by_department and department is None:
            report.add(Fault.of(row, "部门", f"“{duty.name}”要写明负责哪个部门。"))
            return
        charge = department if duty.by_department else None
        mine = self._by_person.setdefault(person.pk, [])
        at_once = {
            h.duty for h in mine if (h.ends_on is None or h.ends_on > starts) and (ends is None or h.starts_on < ends)
        }
        refusal = refuse_incompatible(at_once, duty.code)
        if refusal is not None:
            report.add(Fault.of(row, "职责", refusal.sentence))
            return
        holding, is_new = DutyHolding.objects.update_or_create(
            person=person,
            office=office,
            duty=duty.code,
            department=charge,
            starts_on=starts,
            defaults={"ends_on": ends},
        )
        if is_new:
            mine.append(holding)
            self.granted.append(holding)


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
    """ORG-3. A person imports for his own office and those below it; a command of the server for all."""
    return actor.person_id is None or office_path.startswith(actor.office_path)


def note_import(kind: str, rows: int, offices: Iterable[Office], *, actor: Actor, at: datetime) -> None:
    """The entry of an import. A command has no person: it acts as whoever is in charge of the offices it touched."""
    acting = actor if actor.person_id is not None else in_charge(offices, on=local_date(at))
    with recording(actor=acting, at=at) as record:
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


def _once(rows: Iterable[Row], header: str, report: FaultReport) -> dict[str, Row]:
    """Rows by their key; a key given twice is a fault of the second row that names the first."""
    found: dict[str, Row] = {}
    for row in rows:
        first = found.setdefault(row.text(header), row)
        if first is not row:
            report.add(Fault.of(row, header, f"与第 {first.number} 行重复。"))
    return found


class DryRun(Exception):
    """Everything was checked and is taken back, as asked."""


def _undo(dry_run: bool) -> None:
    if dry_run:
        raise DryRun
