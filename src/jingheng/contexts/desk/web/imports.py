"""Importing in the browser: choose a table, watch it, fetch the workbook that marks what is wrong."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jingheng.contexts.cases import api as cases
from jingheng.contexts.desk.importing import CASE_LIST, KINDS, title_of
from jingheng.contexts.desk.usecases import ask_import, find_job, own_jobs, report_file, rows_so_far
from jingheng.kernel.refusal import Refused
from jingheng.platform.files.pasted_text import FILE_NAME, csv_of
from jingheng.platform.files.template_workbook import write_template
from jingheng.platform.web.forms import Form
from jingheng.platform.web.parts import Answer
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, workbook_response


class ImportForm(Form):
    kind = forms.ChoiceField(label="导入什么", widget=forms.RadioSelect)
    file = forms.FileField(
        label="表格文件", required=False, help_text="xlsx 或 csv（UTF-8 或 GB18030）。有一处问题就一行都不写入。"
    )
    pasted = forms.CharField(
        label="或者从 Excel 复制后粘贴", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4, "wrap": "off"}),
        help_text="连同表头一起选中、复制，粘贴在这里；与上传文件办理方式相同。",
    )  # fmt: skip
    dry_run = forms.BooleanField(label="只检查，不写入", required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, Answer]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "file" not in self.errors and bool(given.get("file")) == bool((given.get("pasted") or "").strip()):
            both = (
                "文件和粘贴的内容只能选一样：请去掉一样。"
                if given.get("file")
                else "请选择表格文件，或者粘贴表格内容。"
            )
            self.add_error("file", both)
        return given

    def table(self) -> tuple[BinaryIO, str, int]:
        """The file, or what was pasted as the file that it might have been: content, name, size."""
        upload = self.cleaned_data.get("file")
        if upload:
            return upload.file, upload.name, upload.size
        content = csv_of(self.cleaned_data["pasted"])
        return io.BytesIO(content), FILE_NAME, len(content)


def _kinds(request: Request) -> list[tuple[str, Answer]]:
    """What one may import; of cases the exported list first, which is what offices have."""
    found = [(key, Answer(kind.format.title)) for key, kind in KINDS.items() if request.actor.may(kind.permission)]
    if request.actor.may(KINDS["cases"].permission):
        found = [
            (key, Answer("案件（本系统模板）", "承办人写人员编号") if key == "cases" else answer)
            for key, answer in found
        ]
        found.insert(0, (CASE_LIST, Answer("案件清单（业务应用系统导出）", "列名不同也可以；核对之后才导入")))
    return found


def imports_page(request: Request) -> HttpResponse:
    kinds = _kinds(request)
    if not kinds:
        return not_found(request)
    form = ImportForm(request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": kinds[0][0]})
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except Refused as refused:
            field = refused.refusal.field
            form.add_error(field if field in form.fields else "file", refused.refusal.sentence)
    context = {
        "title": "导入", "form": form, "templates": [(key, title) for key, title in kinds if key in KINDS],
        "jobs": own_jobs(request.actor), "intakes": cases.intakes(request.actor), "mappings": cases.mappings(request.actor),
    }  # fmt: skip
    return render(request, "desk/imports.html", context, status=422 if form.errors else 200)


def _taken(request: Request, form: ImportForm) -> HttpResponse:
    file, name, size = form.table()
    kind, actor, at = form.cleaned_data["kind"], request.actor, request.at
    if kind == CASE_LIST:
        intake = cases.receive_list(file=file, file_name=name, size=size, actor=actor, at=at)
        return redirect("desk-intake", uid=intake.uid)
    job = ask_import(
        kind=kind, file=file, file_name=name, size=size, dry_run=form.cleaned_data["dry_run"], actor=actor, at=at
    )
    return redirect("desk-import", uid=job.uid)


@require_GET
def import_page(request: Request, uid: str) -> HttpResponse:
    try:
        job = find_job(request.actor, uid)
    except Refused:
        return not_found(request)
    title = f"导入{title_of(job.kind)}"
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
    if kind not in KINDS or kind not in dict(_kinds(request)):
        return not_found(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(KINDS[kind].format, path)
        content = path.read_bytes()
    return workbook_response(content, f"导入模板-{KINDS[kind].format.title}")
