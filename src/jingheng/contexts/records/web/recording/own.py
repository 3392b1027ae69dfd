"""The filer's own records: the list, the page of one, what he can do with it, what he can print."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.facts import contents_of
from jingheng.contexts.records.queries.filer_todos import filer_todos
from jingheng.contexts.records.queries.own_records import (
    Read,
    attachments_of,
    history_of,
    last_return,
    own_drafts,
    questions_of,
    readings_of,
    revisions_of,
    titles_of,
)
from jingheng.contexts.records.queries.receipts import goes_past
from jingheng.contexts.records.queries.visibility import find_own, own
from jingheng.contexts.records.rules.progress import PROGRESS
from jingheng.contexts.records.usecases import drafts
from jingheng.contexts.records.usecases.attachments import open_attachment
from jingheng.contexts.records.usecases.corrections import AlreadyAnswered, answer_identity
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.contexts.records.web.recording.form import NONE_OF_THEM, whole
from jingheng.contexts.records.web.recording.showing import blank_sections, changes, sections
from jingheng.kernel.period import local_date
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.parts import Happening, Light, Link, ToDoLine
from jingheng.platform.web.request import Request
from jingheng.platform.web.tables import PAGING, Cell, Column, Row, Table

_COLUMNS = (
    Column("receipt", "回执码"), Column("title", "谁、什么事"), Column("state", "办理情况"),
    Column("happened", "发生", "date"), Column("filed", "提交", "date"), Column("number", "编号"),
    Column("readers", "谁看过"),
)  # fmt: skip
_LIGHTS = {inbox.Light.RED: Light.LATE, inbox.Light.YELLOW: Light.SOON, inbox.Light.GREEN: Light.FINE}


@require_GET
def records(request: Request) -> HttpResponse:
    """What waits for the filer first, then everything he has filed, the latest on top."""
    today = local_date(request.at)
    lines = own_drafts(request.actor)
    page = page_of(own(request.actor), order=("-id",), cursor=request.GET.get(PAGING, ""), size=25)
    read = readings_of(page.rows, on=today, office_path=request.actor.office_path)
    titles = titles_of(page.rows)
    context = {
        "title": "我的记录",
        "lines": _waiting(request, {f"draft:{line.uid}": line.title for line in lines}),
        "memos": [line for line in lines if line.kind == "备忘"],
        "table": Table(
            caption="已提交的记录",
            columns=_COLUMNS,
            rows=[_row(record, titles, read) for record in page.rows],
            params=request.GET,
            page=page,
            key="own",
            empty="还没有提交过记录。",
            empty_next="有人来过问时，点“新的记录”。",
        ),
    }
    return render(request, "records/own.html", context)


@answering
@require_GET
def record(request: Request, uid: str) -> HttpResponse:
    found = find_own(request.actor, uid)
    today = local_date(request.at)
    revisions = revisions_of(found)
    versions = [
        {
            "number": revision.number,
            "at": revision.made_at,
            "reason": reason,
            "changes": changes(older[1], content) if older else (),
        }
        for (revision, content, reason), older in zip(revisions, [*revisions[1:], None], strict=True)
    ]
    context = {
        "title": f"记录 {found.receipt_code}",
        "crumbs": [Link("我的记录", reverse("records-own")), Link(found.receipt_code)],
        "record": found,
        "progress": PROGRESS[found.state],
        "returned": last_return(found),
        "questions": questions_of(found, contents_of(found), on=today),
        "sections": sections(revisions[0][1], pseudonymised=revisions[0][0].pseudonymised_at is not None),
        "latest": revisions[0][0],
        "kept_words": "第三人姓名以外的原文不会被覆盖" if revisions[0][0].pseudonymised_at else "原文不会被覆盖",
        "versions": versions if len(versions) > 1 else (),
        "happenings": [Happening(step.at, step.word, note=step.note) for step in history_of(found)],
        "readings": readings_of([found], on=today, office_path=request.actor.office_path).get(found.pk, ()),
        "attachments": attachments_of(found),
    }
    return render(request, "records/record.html", context)


@answering
@require_POST
def change(request: Request, uid: str) -> HttpResponse:
    draft = drafts.start_change(uid=uid, actor=request.actor, at=request.at)
    return HttpResponseRedirect(reverse("records-draft", args=[draft.uid]), status=303)


@answering
@require_POST
def answer(request: Request, uid: str) -> HttpResponse:
    chosen = request.POST.get("person", "")
    if not chosen:
        messages.error(request, "还没有选：请选一位同事，或者选“都不是”。")
        return HttpResponseRedirect(reverse("records-record", args=[uid]) + "#identity", status=303)
    person_id = None if chosen == NONE_OF_THEM else whole(chosen) or -1  # nobody has that key: it is refused
    try:
        answer_identity(
            uid=uid, name_key=request.POST.get("name", ""), person_id=person_id, actor=request.actor, at=request.at
        )
    except AlreadyAnswered as already:
        messages.info(request, already.refusal.sentence)
    else:
        messages.success(request, "已确认。谁能看到这份记录，已按您的回答重新核定。")
    return HttpResponseRedirect(reverse("records-record", args=[uid]), status=303)


@answering
@require_GET
def receipt(request: Request, uid: str) -> HttpResponse:
    found = find_own(request.actor, uid)
    return render(request, "records/receipt.html", {
        "title": "已提交",
        "crumbs": [Link("我的记录", reverse("records-own")), Link("回执")],
        "record": found,
        "progress": PROGRESS[found.state],
        "asked": found.identity_questions.filter(answered_at=None).exists(),
        "goes_past": goes_past(found),
    })  # fmt: skip


@answering
@require_http_methods(["GET", "POST"])
def record_print(request: Request, uid: str) -> HttpResponse:
    found = find_own(request.actor, uid)
    template = (
        "records/print_warning.html" if goes_past(found) and request.method == "GET" else "records/record_sheet.html"
    )
    latest = revisions_of(found)[0]
    return render(request, template, _printed(request, found) | {
        "what": "记录表",
        "back": reverse("records-record", args=[uid]),
        "sections": sections(latest[1], pseudonymised=latest[0].pseudonymised_at is not None),
        "revision": latest[0],
        "attachments": attachments_of(found),
    })  # fmt: skip


@answering
@require_GET
def attachment(request: Request, uid: str) -> HttpResponseBase:
    """Handed over as bytes to be saved: never shown in the page, whatever it calls itself."""
    name, file = open_attachment(uid=uid, actor=request.actor, at=request.at)
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
def paper_form(request: Request) -> HttpResponse:
    """The empty table for writing by hand: what may not be entered here goes in a sealed envelope."""
    return render(request, "records/paper_form.html", {"blank": blank_sections(), "back": reverse("records-own")})


def _waiting(request: Request, titles: dict[str, str]) -> list[ToDoLine]:
    """The same to-dos as on the home page, with what each draft is about: here one is among oneself."""
    today = local_date(request.at)
    return [
        ToDoLine(
            light=_LIGHTS[todo.light],
            what=todo.what,
            url=todo.url,
            whose=titles.get(todo.key, todo.whose),
            due=todo.due,
            why=todo.why,
            days_left=(todo.due - today).days if todo.due else None,
            action=todo.button,
        )
        for todo in inbox.by_urgency(filer_todos(request.actor, request.at))
    ]


def _row(found: Record, titles: dict[int, str], read: dict[int, list[Read]]) -> Row:
    return Row(
        cells=(
            Cell(found.receipt_code, mark="补报" if found.is_supplementary else ""),
            Cell(titles.get(found.pk, "")),
            Cell(PROGRESS[found.state].word, note=f"{found.due_date}前" if found.state == "RETURNED" else ""),
            Cell(f"{local_date(found.happened_at)}"),
            Cell(f"{local_date(found.filed_at)}"),
            Cell(found.number or ""),
            Cell("、".join(one.who for one in read.get(found.pk, ())) or "还没有"),
        ),
        url=reverse("records-record", args=[found.uid]),
        tone="late" if found.state == "RETURNED" else "",
    )


def _printed(request: Request, found: Record) -> dict[str, object]:
    return {"record": found, "person": found.filer, "office": found.home_office, "title": "打印", "at": request.at}
