"""Reading an exported list by its saved mapping, batch by batch: cases, questions, faults. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jingheng.contexts.cases.importing import CaseChecks, Line, batches
from jingheng.contexts.cases.models import Case, CaseIntake, CaseMapping
from jingheng.contexts.cases.rules.handlers import Answer, Candidate, Doubt, match, plain_person, question_key
from jingheng.contexts.cases.rules.lists import ASIDE, FIELDS, WORDED, is_closing_line, spans, word_of
from jingheng.contexts.cases.usual import usual
from jingheng.contexts.org.api import Department, Office, Person, Post, may_import_into, posts_of
from jingheng.kernel.actor import Actor
from jingheng.platform.files.cell_parsing import Cell, written
from jingheng.platform.files.file_guards import Limits
from jingheng.platform.files.foreign_tables import PickedColumns, lines_under
from jingheng.platform.files.sheet_columns import Column, Row
from jingheng.platform.files.sheet_faults import FaultReport

ASKED_AT_ONCE = 100  # questions on one page; the next ones come when these are answered
_ROWS_TOLD = 5
_CHANGES_TOLD = 100
_REMEMBERED = 10_000
_LIMITS = Limits(rows=100_000)  # it is read while somebody waits for the page


@dataclass(slots=True)
class Question:
    """One thing to be decided, for all rows that ask it."""

    what: dict[str, Any]
    rows: list[int] = field(default_factory=list)  # the first ones
    count: int = 0
    decided: bool = False

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.rows) < _ROWS_TOLD:
            self.rows.append(row)


@dataclass(slots=True)
class _Named:
    """A row whose cells are read and whose words are known, before it is known who handles it."""

    row: Row
    number: str
    department_number: str | None
    office: Office
    kind: str
    accepted: date
    closed: date | None
    name: str
    department: str


class ListReading:
    """One pass over the file. What it found is asked afterwards."""

    def __init__(
        self, intake: CaseIntake, mapping: CaseMapping, path: Path, *, actor: Actor, report: FaultReport
    ) -> None:
        self._intake, self._mapping, self._path = intake, mapping, path
        self._headers: Mapping[str, str] = mapping.columns
        self.words: dict[tuple[str, str], Question] = {}
        self.doubts: dict[str, Question] = {}
        self.set_aside: list[int] = []
        self.rows = 0
        self._offices = {o.pk: o for o in Office.objects.all() if may_import_into(actor, o.path)}
        self._home = self._offices[intake.office_id]
        self._known_offices = {word_of(text): o.pk for o in self._offices.values() for text in (o.name, o.code)}
        self._people = _People(mapping.handlers)
        self._remembered = {
            (h["office"], h["name"], h["department"]): Answer(h["person"], frozenset(h["among"]))
            for h in mapping.handlers
        }
        self._columns = self._picked()
        report.layout = self._columns.layout
        self.report = report
        self._checks = CaseChecks(
            actor, self.report, number=self._headers["number"], closed=self._headers.get("closed_on", ""),
            department_number=self._headers.get("department_number", ""),
        )  # fmt: skip

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self._headers)

    @property
    def undecided(self) -> int:
        return len(self.words) + sum(not doubt.decided for doubt in self.doubts.values())

    def _picked(self) -> PickedColumns:
        places = {name: place for place, name in enumerate(self._intake.columns)}
        picked = {
            places[header]: Column(header, FIELDS[code].kind, FIELDS[code].required, max_length=FIELDS[code].max_length)
            for code, header in self._headers.items()
        }
        return PickedColumns("案件清单", self._intake.sheet, self._intake.header_row, picked)

    def batches(self) -> Iterator[list[Line]]:
        """The cases, batch by batch; rows that ask, that are set aside and that are faulty are not among them."""
        for batch in batches(self._rows()):
            named = [one for row in batch if (one := self._named(row)) is not None]
            self._people.meet({one.name for one in named})
            lines = [line for one in named if (line := self._line(one)) is not None]
            self._checks.batch(lines)
            yield lines

    def _rows(self) -> Iterator[Row]:
        for number, cells in lines_under(self._path, self._intake.sheet, self._intake.header_row, _LIMITS):
            self.report.rows += 1
            read = self._columns.read(number, cells)
            if isinstance(read, Row):
                yield read
            elif is_closing_line(_first(cells), usual()):
                self.set_aside.append(number)
            else:
                for fault in read:
                    self.report.add(fault)

    def _named(self, row: Row) -> _Named | None:
        office, kind = self._office(row), self._kind(row)
        if ASIDE in (office, kind):
            self.set_aside.append(row.number)
            return None
        if not isinstance(office, Office) or kind is None:
            return None
        return _Named(
            row,
            number=row.text(self._headers["number"]),
            department_number=self._text(row, "department_number") or None,
            office=office,
            kind=kind,
            accepted=row.given(self._headers["accepted_on"], date),
            closed=row.maybe(self._headers["closed_on"], date) if "closed_on" in self._headers else None,
            name=plain_person(self._text(row, "handler")),
            department=word_of(self._text(row, "department")) if self._text(row, "department") else "",
        )

    def _text(self, row: Row, code: str) -> str:
        return row.text(self._headers[code]) if code in self._headers else ""

    def _office(self, row: Row) -> Office | str | None:
        if "office" not in self._headers:
            return self._home
        word = word_of(self._text(row, "office"))
        said = self._mapping.words.get("office", {}).get(word)
        if said == ASIDE:
            return ASIDE
        found = self._offices.get(int(said)) if said else None
        if found is None and word in self._known_offices:
            found = self._offices[self._known_offices[word]]
        if found is None:
            self._ask_word("office", word, row)
        return found

    def _kind(self, row: Row) -> str | None:
        if "kind" not in self._headers:
            return str(self._mapping.kind)
        word = word_of(self._text(row, "kind"))
        said = self._mapping.words.get("kind", {}).get(word) or usual().kinds.get(word.casefold())
        if said is None:
            self._ask_word("kind", word, row)
        return said

    def _ask_word(self, code: str, word: str, row: Row) -> None:
        assert code in WORDED
        self.words.setdefault((code, word), Question({"field": code, "word": word})).add(row.number)

    def _line(self, one: _Named) -> Line | None:
        handler = None
        if one.name:
            candidates = self._people.of(one.name, one.office.pk, one.department, one.accepted)
            found = match(
                candidates, one.office.pk, self._remembered.get((one.office.pk, one.name, one.department))
            )  # fmt: skip
            if isinstance(found, Doubt):
                said = self._ask_handler(one, candidates)
                if said is None:
                    return None
                if said.get("aside"):
                    self.set_aside.append(one.row.number)
                    return None
                handler = said["person"]
            else:
                handler = found.person_id
        self.rows += 1
        case = Case(
            number=one.number, department_number=one.department_number, office=one.office, handler_id=handler,
            kind=one.kind, cause=self._text(one.row, "cause"), accepted_on=one.accepted, closed_on=one.closed,
            result=self._text(one.row, "result"),
        )  # fmt: skip
        return Line(one.row, case, names_handler=bool(one.name))

    def _ask_handler(self, one: _Named, candidates: list[Candidate]) -> Mapping[str, Any] | None:
        key = question_key(one.office.pk, one.name, one.department, candidates)
        said: Mapping[str, Any] | None = self._intake.decisions.get(key)
        if key not in self.doubts:
            shown = [
                {
                    "id": c.person_id, "number": c.number, "name": c.name, "here": one.office.pk in c.offices,
                    "posts": list(c.posts),
                }
                for c in candidates
            ]  # fmt: skip
            self.doubts[key] = Question(
                {
                    "key": key, "office": one.office.pk, "office_name": one.office.name, "name": one.name,
                    "department": one.department, "candidates": shown,
                },
                decided=said is not None,
            )  # fmt: skip
        self.doubts[key].add(one.row.number)
        return said


def findings_of(reading: ListReading, changes: Changes) -> dict[str, Any]:
    """What is kept of a reading: enough for its pages, nothing of its unmapped columns."""
    doubts = sorted(reading.doubts.values(), key=lambda doubt: doubt.decided)
    return {
        "read": reading.report.rows,
        "rows": reading.rows,
        "new": changes.new,
        "changed": changes.changed,
        "same": reading.rows - changes.new - changes.changed,
        "handlers": changes.handlers,
        "handler_count": changes.handler_count,
        "words": [_told(question) for question in list(reading.words.values())[:ASKED_AT_ONCE]],
        "doubts": [_told(question) for question in doubts[:ASKED_AT_ONCE]],
        "undecided": reading.undecided,
        "aside": spans(reading.set_aside),
        "aside_count": len(reading.set_aside),
        "faults": [str(fault) for fault in reading.report.faults[:50]],
        "fault_count": reading.report.total,
    }


def _told(question: Question) -> dict[str, Any]:
    return {**question.what, "rows": question.rows, "count": question.count, "decided": question.decided}


class Changes:
    """How a list differs from what is known."""

    def __init__(self, fields: frozenset[str]) -> None:
        columns = {"kind", "accepted_on", "cause", "closed_on", "result", "department_number"}
        self._columns = ["office_id", "kind", *sorted(columns & fields - {"kind"})]
        self.new = self.changed = self.handler_count = 0
        self.handlers: list[list[str]] = []

    def compare(self, lines: list[Line]) -> None:
        cases = Case.objects.filter(number__in=[line.case.number for line in lines]).select_related("handler")
        known = {case.number: case for case in cases}
        other = Person.objects.in_bulk({line.case.handler_id for line in lines if line.case.handler_id})
        for line in lines:
            before = known.get(line.case.number)
            if before is None:
                self.new += 1
                continue
            passes_on = line.names_handler and before.handler_id != line.case.handler_id
            if passes_on:
                self.handler_count += 1
                if len(self.handlers) < _CHANGES_TOLD:
                    names = (before.handler, other.get(line.case.handler_id or 0))
                    self.handlers.append([line.case.number, *(p.name if p else "" for p in names)])
            self.changed += passes_on or any(getattr(before, c) != getattr(line.case, c) for c in self._columns)


class _People:
    """Everybody of the names that a list gives, with their posts; asked once per name."""

    def __init__(self, remembered: list[dict[str, Any]]) -> None:
        self._by_name: dict[str, list[Person]] = {}
        self._posts: dict[int, list[Post]] = {}
        self._offices = {office.pk: office.name for office in Office.objects.all()}
        self._departments = dict(Department.objects.values_list("pk", "name"))
        self._seen: dict[tuple[str, int, str, date], list[Candidate]] = {}
        chosen = {one["person"] for one in remembered if one["person"]}
        self._chosen = Person.objects.in_bulk(chosen)
        self._by_memory = {
            (one["office"], one["name"], one["department"]): self._chosen[one["person"]]
            for one in remembered
            if one["person"] in self._chosen
        }
        self._posts |= posts_of(self._chosen.values())

    def meet(self, names: set[str]) -> None:
        unknown = names - self._by_name.keys() - {""}
        if not unknown:
            return
        found = list(Person.objects.filter(name__in=unknown).order_by("number"))
        self._posts |= posts_of(found)
        self._by_name |= {name: [] for name in unknown}
        for person in found:
            self._by_name[person.name].append(person)

    def of(self, name: str, office_id: int, department: str, day: date) -> list[Candidate]:
        """Those of that name, and whoever was chosen for it under another; who stands in the office first."""
        known = self._seen.get((name, office_id, department, day))
        if known is not None:
            return known
        people = list(self._by_name[name])
        chosen = self._by_memory.get((office_id, name, department))
        if chosen is not None and chosen not in people:
            people.append(chosen)
        candidates = [self._candidate(person, day) for person in people]
        candidates.sort(
            key=lambda c: (office_id not in c.offices, not any(department in post for post in c.posts), c.number)
        )  # fmt: skip
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen[name, office_id, department, day] = candidates
        return candidates

    def _candidate(self, person: Person, day: date) -> Candidate:
        on_staff = (person.joined_on is None or person.joined_on <= day) and (
            person.left_on is None or person.left_on >= day
        )
        held = [p for p in self._posts[person.pk] if p.starts_on <= day and (p.ends_on is None or p.ends_on > day)]
        held = [post for post in held if post.is_secondment] or held  # whoever is lent stands there alone
        stands = [(p.office_id, p.department_id, p.title) for p in held] or [
            (person.office_id, person.department_id, person.title)
        ]
        if not on_staff:
            stands = []
        words = [
            " ".join(part for part in (self._offices[office], self._departments.get(department or 0, ""), title) if part)
            for office, department, title in stands
        ]  # fmt: skip
        return Candidate(
            person.pk, person.number, person.name, frozenset(office for office, _, _ in stands), tuple(words)
        )  # fmt: skip


def _first(cells: list[Cell]) -> str:
    return next((text for cell in cells if (text := written(cell).strip())), "")
