"""An exported list on its way in, one page per state: columns, questions, preview, done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jingheng.contexts.cases import api as cases
from jingheng.contexts.cases.api import CaseIntake, HandlerChoice
from jingheng.contexts.desk.usecases import ask_case_list, job_of_list
from jingheng.contexts.org.api import Office, may_import_into
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.web.parts import Link, Tile
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found


@require_GET
def intake_page(request: Request, uid: str) -> HttpResponse:
    try:
        intake = cases.find_intake(request.actor, uid)
    except Refused:
        return not_found(request)
    return _page(request, intake)


@require_POST
def intake_act(request: Request, uid: str, act: str) -> HttpResponse:
    try:
        cases.find_intake(request.actor, uid)
        _ACTS[act](request, uid, _version(request.POST))
    except KeyError:
        return not_found(request)
    except Refused as refused:
        if refused.refusal.code == "not-found":
            return not_found(request)
        return _page(request, cases.find_intake(request.actor, uid), refused.refusals, typed=request.POST)
    if act == "start" and (job := job_of_list(request.actor, uid)) is not None:
        return redirect("desk-import", uid=job.uid)
    return redirect("desk-intake", uid=uid)


def drop_page(request: Request, uid: str) -> HttpResponse:
    try:
        intake = cases.find_intake(request.actor, uid)
        if request.method == "POST":
            cases.drop_intake(uid=uid, version=intake.version, actor=request.actor, at=request.at)
            return redirect("desk-imports")
    except Refused as refused:
        if refused.refusal.code == "not-found":
            return not_found(request)
        return _page(request, cases.find_intake(request.actor, uid), refused.refusals)
    context = {
        "question": f"放弃“{intake.file_name}”？", "action_url": request.path, "cancel_url": f"/imports/intakes/{uid}",
        "consequences": ["文件和已作的选择立即清除，案件不变。", "已保存的列对应和“以后都这样”的选择还在。"],
        "confirm_label": "放弃这张清单", "danger": True, "title": "放弃清单",
    }  # fmt: skip
    return render(request, "web/confirm.html", context)


@require_GET
def intake_faults(request: Request, uid: str) -> HttpResponse | FileResponse:
    try:
        intake = cases.find_intake(request.actor, uid)
    except Refused:
        return not_found(request)
    path = cases.folder_of(intake.uid) / cases.FAULTS_FILE
    if not path.exists():
        return not_found(request)
    return FileResponse(path.open("rb"), as_attachment=True, filename="案件清单问题.xlsx")


def _version(given: QueryDict) -> int:
    text = given.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() else 0


def _choose_header(request: Request, uid: str, version: int) -> None:
    row, _, sheet = request.POST.get("header", "").partition("@")
    number = int(row) if row.isascii() and row.isdecimal() else 0
    cases.choose_header(uid=uid, sheet=sheet, row=number, version=version, actor=request.actor, at=request.at)


def _map(request: Request, uid: str, version: int) -> None:
    columns = cases.find_intake(request.actor, uid).columns
    chosen = [
        (field, name) for place, name in enumerate(columns) if (field := request.POST.get(f"c-{place}", ""))
    ]  # fmt: skip
    cases.save_mapping(
        uid=uid, name=request.POST.get("name", ""), columns=chosen, kind=request.POST.get("kind", ""), version=version,
        actor=request.actor, at=request.at,
    )  # fmt: skip


def _decide(request: Request, uid: str, version: int) -> None:
    found = cases.find_intake(request.actor, uid).findings
    words = {
        (word["field"], word["word"]): answer
        for place, word in enumerate(found.get("words", []))
        if (answer := request.POST.get(f"w-{place}", ""))
    }
    handlers = {
        doubt["key"]: HandlerChoice(answer, request.POST.get(f"n-{doubt['key']}", ""), f"l-{doubt['key']}" in request.POST)
        for doubt in found.get("doubts", [])
        if (answer := request.POST.get(f"d-{doubt['key']}", ""))
    }  # fmt: skip
    cases.decide(uid=uid, words=words, handlers=handlers, version=version, actor=request.actor, at=request.at)


def _remap(request: Request, uid: str, version: int) -> None:
    cases.remap(uid=uid, version=version, actor=request.actor, at=request.at)


def _rechoose(request: Request, uid: str, version: int) -> None:
    cases.rechoose(uid=uid, version=version, actor=request.actor, at=request.at)


def _start(request: Request, uid: str, version: int) -> None:
    ask_case_list(uid=uid, version=version, actor=request.actor, at=request.at)


_ACTS = {
    "header": _choose_header, "map": _map, "decide": _decide, "remap": _remap, "rechoose": _rechoose, "start": _start,
}  # fmt: skip


def _page(
    request: Request, intake: CaseIntake, refusals: tuple[Refusal, ...] = (), typed: QueryDict | None = None
) -> HttpResponse:
    contents = {"MAPPING": _mapping, "CHOOSING": _choosing}.get(intake.state, _preview)
    context = {
        "title": {"MAPPING": "对应各列", "CHOOSING": "核对清单", "READY": "导入前核对"}.get(intake.state, "案件清单"),
        "lead": intake.file_name, "crumbs": (Link("导入", "/imports/"), Link("案件清单")), "intake": intake,
        "refusals": refusals, "kept_until": cases.kept_until(intake), "steps": _steps(intake),
    }  # fmt: skip
    try:
        template, more = contents(request, intake, typed or QueryDict())
    except Refused as gone:
        template, more = "desk/intake_preview.html", {"refusals": (*refusals, *gone.refusals), "found": intake.findings}
    return render(request, template, context | more, status=422 if refusals else 200)


def _steps(intake: CaseIntake) -> list[tuple[str, bool]]:
    now = {"MAPPING": 0, "CHOOSING": 1, "READY": 2}.get(intake.state, 3)
    return [(word, place == now) for place, word in enumerate(("对应各列", "核对姓名和用词", "导入前核对", "导入"))]


def _mapping(request: Request, intake: CaseIntake, typed: QueryDict) -> tuple[str, dict[str, Any]]:
    rows = cases.head_rows(_path(intake))
    proposal = cases.proposal_for(intake)
    proposed = {name: code for code, name in proposal.columns.items()}
    samples = cases.samples(rows, intake)
    columns = [
        (place, name, samples[place], typed.get(f"c-{place}", "") if typed else proposed.get(name, ""))
        for place, name in enumerate(intake.columns)
    ]
    rest = [one for one in columns if not one[3]]
    lines = [
        (f"{row.number}@{row.sheet}", f"“{row.sheet}”第 {row.number} 行：{'、'.join(t for t in row.texts if t)[:60]}")
        for row in rows
        if row.number <= cases.HEAD_ROWS and row.filled > 1
    ]
    return "desk/intake_mapping.html", {
        "first": [one for one in columns if one[3]], "rest": rest, "rest_state": f"{len(rest)} 列，不导入",
        "rest_open": len(rest) == len(columns) or bool(typed),
        "fields": cases.FIELDS.values(), "kinds": cases.CASE_TYPES.choices, "lines": lines,
        "header": f"{intake.header_row}@{intake.sheet}", "name": typed.get("name", proposal.name),
        "kind": typed.get("kind", proposal.kind),
    }  # fmt: skip


def _path(intake: CaseIntake) -> Path:
    path = cases.file_of(intake)
    if not path.exists():
        raise Refused(Refusal("file-gone", "这张清单的文件已经清除，请重新上传。"))
    return path


def _choosing(request: Request, intake: CaseIntake, typed: QueryDict) -> tuple[str, dict[str, Any]]:
    found = intake.findings
    offices = [(str(o.pk), o.name) for o in Office.objects.order_by("path") if may_import_into(request.actor, o.path)]
    choices = {"kind": cases.CASE_TYPES.choices, "office": offices}
    words = [
        (place, word, choices[word["field"]], typed.get(f"w-{place}", ""))
        for place, word in enumerate(found.get("words", []))
    ]
    doubts = [
        (doubt, _answer(intake, doubt, typed), typed.get(f"n-{doubt['key']}", ""), f"l-{doubt['key']}" in typed)
        for doubt in found.get("doubts", [])
    ]
    return "desk/intake_choosing.html", {"found": found, "words": words, "doubts": doubts, "aside": cases.ASIDE}


def _answer(intake: CaseIntake, doubt: dict[str, Any], typed: QueryDict) -> str:
    """What is ticked: what was just sent, else what was decided before."""
    if given := typed.get(f"d-{doubt['key']}", ""):
        return given
    decided = intake.decisions.get(doubt["key"])
    if decided is None:
        return ""
    if decided.get("aside"):
        return "aside"
    return "open" if decided["person"] is None else str(decided["person"])


def _preview(request: Request, intake: CaseIntake, typed: QueryDict) -> tuple[str, dict[str, Any]]:
    found = intake.findings
    tiles = [
        Tile("新案件", found.get("new", 0), "件"),
        Tile("更新", found.get("changed", 0), "件", note=f"其中更换承办人 {found.get('handler_count', 0)} 件"),
        Tile("没有变化", found.get("same", 0), "件"),
        Tile("不导入", found.get("aside_count", 0), "行"),
    ]
    offers = {offer.action: offer for offer in cases.INTAKE.offers(cases.facts_of(intake), request.actor)}
    return "desk/intake_preview.html", {
        "found": found, "tiles": tiles if found else [], "start": offers.get("start"), "is_open": intake.state in cases.OPEN,
        "aside": cases.spans_written(found.get("aside", [])), "job": job_of_list(request.actor, intake.uid),
        "faults_url": found.get("fault_count") and intake.has_file,
    }  # fmt: skip
