"""Working on an exported list: received, mapped, questions decided, imported; or thrown away."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from jingheng.contexts.cases.importing import CASES, save_cases
from jingheng.contexts.cases.listreading import Changes, ListReading, findings_of
from jingheng.contexts.cases.models import CaseIntake, CaseMapping
from jingheng.contexts.cases.queries import (
    FAULTS_FILE,
    NOT_FOUND,
    facts_of,
    file_of,
    find_intake,
    find_mapping,
    folder_of,
    head_rows,
    kept_until,
)
from jingheng.contexts.cases.rules.intakes import INTAKE, OPEN
from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.cases.rules.lists import (
    ASIDE,
    HEAD_ROWS,
    NAME_MAX,
    HeadRow,
    column_names,
    find_header,
    header_key,
    plain_name,
    refuse_columns,
)
from jingheng.contexts.cases.usual import usual
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.org.api import Office, Person, may_import_into, note_import, refuse_faults
from jingheng.kernel.actor import SYSTEM, Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure
from jingheng.platform.files.fault_workbook import write_fault_workbook
from jingheng.platform.files.kept_files import keep_file, readable_name
from jingheng.platform.files.sheet_faults import FaultReport

_NAMELESS_FOR = timedelta(days=1)  # longer than any upload takes


@dataclass(frozen=True, slots=True)
class HandlerChoice:
    """What was said to one question: a person by id or by his number, nobody (`open`), or not these rows (`aside`)."""

    answer: str
    number: str = ""
    for_later: bool = False


def receive_list(*, file: BinaryIO, file_name: str, size: int, actor: Actor, at: datetime) -> CaseIntake:
    """Keep the file and find its headers. Headers that are known need no question."""
    if not actor.may("case.import"):
        raise Refused(NOT_FOUND)
    uid = secrets.token_urlsafe(16)
    path = keep_file(file, size, folder_of(uid), readable_name(file_name), limit=settings.MAX_UPLOAD_BYTES)
    try:
        with recording(actor=actor, at=at) as ledger:
            header = _header_in(head_rows(path), actor)
            intake = CaseIntake(
                uid=uid, office_id=actor.here, brought_by_id=actor.me, brought_at=at, file_name=path.name, state="MAPPING",
                sheet=header.sheet, header_row=header.number, columns=list(column_names(header.texts)),
            )  # fmt: skip
            intake.mapping = _known_mapping(intake)
            if intake.mapping is not None:
                intake.state = INTAKE.move("map").target
            intake.save()
            ledger("cases.list-received", subject=f"list:{uid}")
    except Exception:
        shutil.rmtree(folder_of(uid), ignore_errors=True)
        raise
    if intake.mapping is None:
        return intake
    try:
        return _read_again(intake, actor=actor, at=at)
    except Refused:  # the file itself: it is sent again when it is sound
        drop_intake(uid=uid, version=intake.version, actor=actor, at=at)
        raise


def _header_in(rows: Sequence[HeadRow], actor: Actor) -> HeadRow:
    saved = CaseMapping.objects.filter(office=actor.here)
    known = {name for mapping in saved for name in mapping.columns.values()}
    known |= {name for names in usual().columns.values() for name in names}
    header = find_header([row for row in rows if row.number <= HEAD_ROWS], known)
    if header is None:
        raise Refused(
            Refusal("no-header", f"前 {HEAD_ROWS} 行里没有找到表头。请确认导出的是案件清单，另存为 xlsx 后再试。", "file")
        )  # fmt: skip
    ours = {plain_name(column.header) for column in CASES.columns if column.required}
    if ours <= {plain_name(text) for text in header.texts}:
        raise Refused(
            Refusal("own-template", "这是本系统的案件模板，不用对应列：请选“案件（本系统模板）”导入。", "kind")
        )
    return header


def _known_mapping(intake: CaseIntake) -> CaseMapping | None:
    key = header_key(intake.columns)
    saved = CaseMapping.objects.filter(office=intake.office_id).order_by("-saved_at", "-id")
    return next((mapping for mapping in saved if mapping.header_key == key), None)


def choose_header(*, uid: str, sheet: str, row: int, version: int, actor: Actor, at: datetime) -> CaseIntake:
    """Another line is the one that names the columns."""
    intake = find_intake(actor, uid)
    lines = [line for line in head_rows(_file(intake)) if line.number <= HEAD_ROWS]
    line = next((line for line in lines if (line.sheet, line.number) == (sheet, row)), None)
    with recording(actor=actor, at=at) as ledger:
        intake = _locked(intake)
        INTAKE.ensure("map", facts_of(intake, shown_version=version), actor)
        ensure(Refusal("no-such-line", "没有这一行，请重新选择表头。", "header") if line is None else None)
        assert line is not None
        intake.sheet, intake.header_row, intake.columns = line.sheet, line.number, list(column_names(line.texts))
        intake.mapping = None
        intake.version += 1
        intake.save(update_fields=["sheet", "header_row", "columns", "mapping", "version"])
        ledger("cases.list-reopened", subject=f"list:{uid}")
    return intake


def save_mapping(
    *, uid: str, name: str, columns: Sequence[tuple[str, str]], kind: str, version: int, actor: Actor, at: datetime
) -> CaseIntake:
    """Say which column is what, under a name, for this list and the next ones with these headers; then read the list."""
    intake = find_intake(actor, uid)
    with recording(actor=actor, at=at) as ledger:
        intake = _locked(intake)
        move = INTAKE.ensure("map", facts_of(intake, shown_version=version), actor)
        name = name.strip()
        key = header_key(intake.columns)
        same_headers = _known_mapping(intake)
        namesake = CaseMapping.objects.filter(office=intake.office_id, name=name).first()
        ensure(
            *refuse_columns(columns, intake.columns, kind),
            Refusal("unknown-kind", "请选择案件类型。", "kind") if kind and kind not in CASE_TYPES else None,
            Refusal("needs-name", f"请给这张表起个名字，最多 {NAME_MAX} 个字，例如“审查起诉受理清单”。", "name")
            if not 0 < len(name) <= NAME_MAX
            else None,
            Refusal("name-taken", f"“{name}”已经是另一种表的名字，请换一个。", "name")
            if namesake is not None and namesake != same_headers
            else None,
        )
        mapping = same_headers or CaseMapping(office_id=intake.office_id, header_key=key)
        mapping.name, mapping.columns, mapping.kind = name, dict(columns), "" if "kind" in dict(columns) else kind
        mapping.saved_by_id, mapping.saved_at = actor.me, at
        mapping.save()
        intake.mapping, intake.decisions = mapping, {}
        _to_be_read(intake, move.target)
        ledger(move.event, subject=f"list:{uid}")
    return _read_again(intake, actor=actor, at=at)


def decide(
    *, uid: str, words: Mapping[tuple[str, str], str], handlers: Mapping[str, HandlerChoice], version: int, actor: Actor,
    at: datetime,
) -> CaseIntake:  # fmt: skip
    """Answers to questions: words are remembered, names where it is wished. What is left open is asked again."""
    intake = find_intake(actor, uid)
    with recording(actor=actor, at=at) as ledger:
        intake = _locked(intake)
        move = INTAKE.ensure("decide", facts_of(intake, shown_version=version), actor)
        assert intake.mapping is not None  # a list is mapped before it asks
        mapping = CaseMapping.objects.select_for_update().get(pk=intake.mapping.pk)
        _take_words(intake, mapping, words, actor)
        _take_handlers(intake, mapping, handlers)
        mapping.save(update_fields=["words", "handlers"])
        intake.mapping = mapping
        _to_be_read(intake, move.target)
        ledger(move.event, subject=f"list:{uid}")
    return _read_again(intake, actor=actor, at=at)


def _take_words(
    intake: CaseIntake, mapping: CaseMapping, words: Mapping[tuple[str, str], str], actor: Actor
) -> None:  # fmt: skip
    asked = {(word["field"], word["word"]) for word in intake.findings.get("words", [])}
    offices = {str(o.pk) for o in Office.objects.all() if may_import_into(actor, o.path)}
    fitting = {"kind": {*CASE_TYPES.codes, ASIDE}, "office": {*offices, ASIDE}}
    for (code, word), answer in words.items():
        if (code, word) not in asked or answer not in fitting[code]:
            raise Refused(Refusal("unknown-answer", f"“{word}”没有这个选项，请重新选择。", f"{code}:{word}"))
        mapping.words = {**mapping.words, code: {**mapping.words.get(code, {}), word: answer}}


def _take_handlers(intake: CaseIntake, mapping: CaseMapping, handlers: Mapping[str, HandlerChoice]) -> None:
    doubts = {doubt["key"]: doubt for doubt in intake.findings.get("doubts", [])}
    refusals: list[Refusal] = []
    decided: dict[str, dict[str, object]] = {}
    for key, choice in handlers.items():
        doubt = doubts.get(key)
        if doubt is None:
            raise Refused(NOT_FOUND)
        if choice.answer == "aside":
            decided[key] = {"aside": True}
            continue
        person = _person_of(choice, doubt)
        if person == _NO_SUCH:
            sentence = f"“{doubt['name']}”：没有人员编号“{choice.number.strip()[:40]}”，请核对。"
            refusals.append(Refusal("unknown-person", sentence, key))
            continue
        decided[key] = {"person": person}
        if choice.for_later:
            what = {"office": doubt["office"], "name": doubt["name"], "department": doubt["department"]}
            others = [one for one in mapping.handlers if handler_key(one) != handler_key(what)]
            among = [one["id"] for one in doubt["candidates"] if one["here"]]
            mapping.handlers = [*others, {**what, "person": person, "among": among}]
    ensure(*refusals)
    intake.decisions = {**intake.decisions, **decided}


_NO_SUCH = -1


def _person_of(choice: HandlerChoice, doubt: Mapping[str, object]) -> int | None:
    if choice.answer == "open":
        return None
    if choice.answer == "number":
        found = Person.objects.filter(number=choice.number.strip()).first()
        return found.pk if found else _NO_SUCH
    candidates = doubt["candidates"]
    assert isinstance(candidates, list)
    return next((one["id"] for one in candidates if str(one["id"]) == choice.answer), _NO_SUCH)


def remap(*, uid: str, version: int, actor: Actor, at: datetime) -> CaseIntake:
    """Back to the columns; what was decided of names is asked again."""
    return _moved("remap", uid, version, actor, at)


def rechoose(*, uid: str, version: int, actor: Actor, at: datetime) -> CaseIntake:
    """Back to the questions, with the answers given so far."""
    return _moved("rechoose", uid, version, actor, at)


def drop_intake(*, uid: str, version: int, actor: Actor, at: datetime) -> CaseIntake:
    """Throw a list away, and its file with it."""
    intake = _moved("drop", uid, version, actor, at)
    sweep_intakes(at=at)
    return intake


def start_import(*, uid: str, version: int, actor: Actor, at: datetime) -> CaseIntake:
    """From here on the worker has it."""
    return _moved("start", uid, version, actor, at)


def _moved(action: str, uid: str, version: int, actor: Actor, at: datetime) -> CaseIntake:
    with recording(actor=actor, at=at) as ledger:
        intake = _locked(find_intake(actor, uid))
        move = INTAKE.ensure(action, facts_of(intake, shown_version=version), actor)
        intake.state, intake.version = move.target, intake.version + 1
        if move.target == "DROPPED":
            _close(intake, at)
        intake.save()
        ledger(move.event, subject=f"list:{uid}")
    return intake


def _to_be_read(intake: CaseIntake, state: str) -> None:
    """Until it has been read nothing is known of it: a page that opens now offers to read it once more."""
    intake.state, intake.findings, intake.version = state, {}, intake.version + 1
    intake.save()


def _read_again(intake: CaseIntake, *, actor: Actor, at: datetime) -> CaseIntake:
    """What the list says now, and whether anything is left to decide. Reading takes seconds: it holds no lock meanwhile."""
    assert intake.mapping is not None
    reading = ListReading(intake, intake.mapping, _file(intake), actor=actor, report=FaultReport())
    changes = Changes(reading.fields)
    for lines in reading.batches():
        changes.compare(lines)
    (folder_of(intake.uid) / FAULTS_FILE).unlink(missing_ok=True)
    if reading.report:
        write_fault_workbook(_file(intake), reading.report, folder_of(intake.uid) / FAULTS_FILE)
    with recording(actor=actor, at=at) as ledger:
        known = _locked(intake)
        event = "cases.list-read"
        if known.version == intake.version:  # else a colleague was quicker, and what he did has been read
            known.findings = findings_of(reading, changes)
            if INTAKE.refusal("settle", facts_of(known), actor) is None:
                move = INTAKE.move("settle")
                known.state, event = move.target, move.event
            known.version += 1
            known.save(update_fields=["findings", "state", "version"])
        ledger(event, subject=f"list:{intake.uid}")
    return known


def import_list(
    *, uid: str, actor: Actor, at: datetime, report: FaultReport, progress: Callable[[int], None]
) -> int:  # fmt: skip
    """The worker's part: everything is read and checked once more, then written; all remaining rows or none."""
    with recording(actor=actor, at=at) as ledger:
        intake = _locked(find_intake(actor, uid))
        assert intake.mapping is not None
        reading = ListReading(intake, intake.mapping, _file(intake), actor=actor, report=report)
        columns = ["office", "kind", *sorted(reading.fields - {"number", "office", "kind", "handler", "department"})]
        for lines in reading.batches():
            if not report and not reading.undecided:
                save_cases(lines, columns)
            progress(len(lines))
        refuse_faults(report)
        facts = facts_of(intake)
        move = INTAKE.ensure("finish", replace(facts, undecided=reading.undecided, rows=reading.rows, faults=0), actor)
        intake.state, intake.version, intake.closed_at = move.target, intake.version + 1, at
        intake.decisions = {}
        intake.save(update_fields=["state", "version", "closed_at", "decisions"])
        ledger(move.event, subject=f"list:{uid}")
        note_import("cases", reading.rows, [intake.office], actor=actor, at=at)
    return reading.rows


def release_intake(*, uid: str, at: datetime) -> None:
    """The import did not go through: the list waits again, to be looked at once more."""
    move = INTAKE.move("release")
    waiting = CaseIntake.objects.filter(uid=uid, state__in=move.sources).select_related("office").first()
    if waiting is None:
        return
    with recording(actor=SYSTEM, at=at) as ledger:
        intake = _locked(waiting)
        intake.state, intake.version = move.target, intake.version + 1
        intake.save(update_fields=["state", "version"])
        ledger(move.event, subject=f"list:{uid}", office_id=intake.office_id)


def sweep_intakes(*, at: datetime) -> int:
    """Let go of files: of lists that are over, and of open ones that are older than the norm. How many."""
    swept = 0
    for intake in CaseIntake.objects.filter(has_file=True).select_related("office"):
        if intake.state in OPEN and kept_until(intake) < local_date(at):
            with suppress(Refused):  # it was started a moment ago
                _expire(intake, at)
                intake.closed_at = at
        if intake.closed_at is not None:
            shutil.rmtree(folder_of(intake.uid), ignore_errors=True)
            CaseIntake.objects.filter(pk=intake.pk).update(has_file=False)
            swept += 1
    return swept + _sweep_nameless(at)


def _expire(intake: CaseIntake, at: datetime) -> None:
    move = INTAKE.move("expire")
    with recording(actor=SYSTEM, at=at) as ledger:
        known = _locked(intake)
        ensure(Refusal("wrong-state", "这张清单正在导入。") if known.state not in move.sources else None)
        known.state, known.version = move.target, known.version + 1
        _close(known, at)
        known.save()
        ledger(move.event, subject=f"list:{intake.uid}", office_id=intake.office_id)


def _sweep_nameless(at: datetime) -> int:
    """Folders that no list has: a power cut came between a file and its row."""
    lists = folder_of("")
    if not lists.exists():
        return 0
    known = set(CaseIntake.objects.filter(has_file=True).values_list("uid", flat=True))
    old = (at - _NAMELESS_FOR).timestamp()
    nameless = [path for path in lists.iterdir() if path.name not in known and path.stat().st_mtime < old]
    for path in nameless:
        shutil.rmtree(path, ignore_errors=True)
    return len(nameless)


def forget(*, mapping_id: int, what: str, actor: Actor, at: datetime) -> CaseMapping:
    """One remembered word (`field:word`) or name (`handler:place in the list`) is asked again from now on."""
    field, _, which = what.partition(":")
    with recording(actor=actor, at=at) as ledger:
        mapping = CaseMapping.objects.select_for_update().get(pk=find_mapping(actor, mapping_id).pk)
        told = [handler_key(one) for one in mapping.handlers]
        if field == "handler" and which in told:
            mapping.handlers = [one for one in mapping.handlers if handler_key(one) != which]
        elif which in mapping.words.get(field, {}):
            left = {word: code for word, code in mapping.words[field].items() if word != which}
            mapping.words = {**mapping.words, field: left}
        else:
            raise Refused(Refusal("not-found", "这一条已经不在了。"))
        mapping.save(update_fields=["words", "handlers"])
        ledger("cases.mapping-corrected", subject=f"mapping:{mapping.pk}")
    return mapping


def _close(intake: CaseIntake, at: datetime) -> None:
    """Of what was thrown away nothing is kept but that it was."""
    intake.closed_at, intake.decisions, intake.findings = at, {}, {}


def handler_key(one: Mapping[str, object]) -> str:
    return f"{one['office']}|{one['department']}|{one['name']}"


def delete_mapping(*, mapping_id: int, actor: Actor, at: datetime) -> None:
    with recording(actor=actor, at=at) as ledger:
        mapping = find_mapping(actor, mapping_id)
        in_use = CaseIntake.objects.filter(mapping=mapping, state__in=(*OPEN, "IMPORTING")).exists()
        ensure(
            Refusal("in-use", "还有清单正在用这个对应，请先导入或者放弃那张清单。") if in_use else None
        )  # fmt: skip
        CaseIntake.objects.filter(mapping=mapping).update(mapping=None)
        ledger("cases.mapping-deleted", subject=f"mapping:{mapping.pk}")
        mapping.delete()


def _locked(intake: CaseIntake) -> CaseIntake:
    """Once more, with nobody else at it."""
    return CaseIntake.objects.select_for_update(of=("self",)).select_related("office", "mapping").get(pk=intake.pk)


def _file(intake: CaseIntake) -> Path:
    path = file_of(intake)
    if not path.exists():
        raise Refused(Refusal("file-gone", "这张清单的文件已经清除，请重新上传。"))
    return path
