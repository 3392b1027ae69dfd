"""Importing in the browser: choose a table, watch it, fetch the workbook that marks what is wrong."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jingheng.contexts.desk.importing import KINDS
from jingheng.contexts.desk.usecases import ask_import, find_job, own_jobs, report_file, rows_so_far
from jingheng.kernel.refusal import Refused
from jingheng.platform.files.template_workbook import write_template
from jingheng.platform.web.forms import Form
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, workbook_response


class ImportForm(Form):
    kind = forms.ChoiceField(label="导入什么", widget=forms.RadioSelect)
    file = forms.FileField(label="表格文件", help_text="xlsx 或 csv（UTF-8 或 GB18030）。有一处问题就一行都不写入。")
    dry_run = forms.BooleanField(label="只检查，不写入", required=False)

    def __init__(self, *args: object, kinds: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


def _kinds(request: Request) -> list[tuple[str, str]]:
    return [(key, kind.format.title) for key, kind in KINDS.items() if request.actor.may(kind.permission)]


def imports_page(request: Request) -> HttpResponse:
    kinds = _kinds(request)
    if not kinds:
        return not_found(request)
    form = ImportForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": kinds[0][0]})
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            job = ask_import(
                kind=form.cleaned_data["kind"], file=upload.file, file_name=upload.name, size=upload.size,
                dry_run=form.cleaned_data["dry_run"], actor=request.actor, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            form.add_error("file", refused.refusal.sentence)
        else:
            return redirect("desk-import", uid=job.uid)
    context = {"title": "导入", "form": form, "kinds": kinds, "jobs": own_jobs(request.actor)}
    return render(request, "desk/imports.html", context, status=422 if form.errors else 200)


@require_GET
def import_page(request: Request, uid: str) -> HttpResponse:
    try:
        job = find_job(request.actor, uid)
    except Refused:
        return not_found(request)
    title = f"导入{KINDS[job.kind].format.title}"
    return render(request, "desk/import.html", {"title": title, "job": job, "rows": rows_so_far(job)})


@require_GET
def import_report(request: Request, uid: str) -> HttpResponse | FileResponse:
    try:
        job = find_job(request.actor, uid)
    except Refused:
        return not_found(request)
    if not job.report_path or not report_file(job).exists():
        return not_found(request)
    return FileResponse(report_file(job).open("rb"), as_attachment=True, filename="导入问题.xlsx")


@require_GET
def template(request: Request, kind: str) -> HttpResponse:
    if kind not in dict(_kinds(request)):
        return not_found(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(KINDS[kind].format, path)
        content = path.read_bytes()
    return workbook_response(content, f"导入模板-{KINDS[kind].format.title}")
