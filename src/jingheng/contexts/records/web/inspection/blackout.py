"""遮盖: a page of an attachment with rectangles drawn on it by mouse, or typed into a table."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from jingheng.contexts.records.models import BlackedOut
from jingheng.contexts.records.queries.blacked_out import find_copy, find_inspected, name_of
from jingheng.contexts.records.rules.blackout import Box, Rectangle, by_page
from jingheng.contexts.records.usecases import blackout
from jingheng.contexts.records.usecases.blackout import Opened
from jingheng.contexts.records.web.inspection.access import for_inspection
from jingheng.contexts.records.web.inspection.record import crumbs, here
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.web.forms import Form
from jingheng.platform.web.formsets import ADD
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request

_SIDES = ("left", "top", "width", "height")
_WORDS = {"left": "左", "top": "上", "width": "宽", "height": "高"}
_CARRIED = 400  # rows that a form can send; the norm allows fewer


class PurposeForm(Form):
    purpose = forms.CharField(
        label="给谁看、为什么遮盖", widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如：听取陈述申辩时向本人出示，遮去填报人和群众的姓名、电话。只有本件的承办人看得到。",
    )  # fmt: skip


@dataclass(slots=True)
class Row:
    """One line of the table, as it was typed."""

    page: str = ""
    left: str = ""
    top: str = ""
    width: str = ""
    height: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(getattr(self, side) for side in _SIDES)


@dataclass(slots=True)
class Sheet:
    """What is on the page: its rows, the page shown, the purpose."""

    rows: list[Row] = field(default_factory=list)
    page: int = 1
    purpose: str = ""

    def read(self) -> tuple[list[Rectangle], list[Refusal]]:
        rectangles: list[Rectangle] = []
        refusals: list[Refusal] = []
        for number, row in enumerate(self.rows):
            if row.is_blank:
                continue
            try:
                rectangles.append(_rectangle(row, number))
            except Refused as refused:
                refusals += refused.refusals
        return rectangles, refusals


def _posted(given: QueryDict) -> Sheet:
    columns = [given.getlist(name)[:_CARRIED] for name in ("page", *_SIDES)]
    rows = [Row(*(cell.strip() for cell in cells)) for cells in zip(*columns, strict=False)]
    return Sheet(rows, _whole(given.get("at_page", "")) or 1, given.get("purpose", ""))


def _sheet_of(copy: BlackedOut) -> Sheet:
    pages = sorted(copy.rectangles.items(), key=lambda item: int(item[0]))
    return Sheet([Row(page, *map(_percent, box)) for page, boxes in pages for box in boxes])


@require_http_methods(["GET", "POST"])
@for_inspection
def blackout_page(request: Request, uid: str, attachment: str) -> HttpResponse:
    opened = blackout.open_to_black_out(uid=uid, attachment=attachment, actor=request.actor, at=request.at)
    if request.method == "GET":
        return _page(request, opened, Sheet([Row("1")]))
    sheet, given = _posted(request.POST), request.POST
    sheet.page = min(_whole(given.get("show", "")) or sheet.page, opened.pages)
    if ADD in given:
        sheet.rows.append(Row(str(sheet.page)))
    elif "remove" in given:
        number = _whole(given["remove"])
        sheet.rows = [row for index, row in enumerate(sheet.rows) if index != number]
    elif "preview" in given or "save" in given:
        return _checked(request, opened, sheet)
    return _page(request, opened, sheet)


@require_GET
@for_inspection
def again(request: Request, uid: str, copy: str) -> HttpResponse:
    """Begin with the rectangles of an earlier copy: for somebody else, or with one more."""
    found = find_copy(find_inspected(request.actor, uid), copy)
    opened = blackout.open_to_black_out(uid=uid, attachment=found.attachment.uid, actor=request.actor, at=request.at)
    return _page(request, opened, _sheet_of(found))


def _checked(request: Request, opened: Opened, sheet: Sheet) -> HttpResponse:
    rectangles, refusals = sheet.read()
    refusals = refusals or list(opened.refusals(rectangles))
    if "preview" in request.POST:
        if refusals:
            return _page(request, opened, sheet, refusals=refusals)
        picture = opened.picture(sheet.page, by_page(rectangles).get(sheet.page, ()))
        return _page(request, opened, sheet, preview=b64encode(picture).decode())
    form = PurposeForm({"purpose": sheet.purpose})
    if refusals or not form.is_valid():
        return _page(request, opened, sheet, refusals=refusals, form=form)
    try:
        blackout.black_out(
            uid=opened.record.uid, attachment=opened.attachment.uid, rectangles=rectangles, purpose=sheet.purpose,
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        if refused.refusal.code == "not-found":
            raise
        return _page(request, opened, sheet, refusals=refused.refusals, form=form)
    messages.success(request, "遮盖件已保存，列在附件下面。原件没有改动。")
    return HttpResponseRedirect(here(request, opened.record.uid), status=303)


def _page(
    request: Request,
    opened: Opened,
    sheet: Sheet,
    *,
    refusals: Sequence[Refusal] = (),
    form: PurposeForm | None = None,
    preview: str = "",
) -> HttpResponse:
    record, attachment = opened.record, opened.attachment
    form = form or PurposeForm(initial={"purpose": sheet.purpose})
    for refusal in refusals:
        if refusal.field in form.fields:
            form.add_error(refusal.field, refusal.sentence)
    drawn = by_page(sheet.read()[0])
    context = {
        "title": f"遮盖：{opened.name}",
        "crumbs": [*crumbs(request, record), Link("遮盖附件")],
        "record": record,
        "attachment": attachment,
        "sheet": sheet,
        "rows": [_line(number, row, refusals) for number, row in enumerate(sheet.rows)],
        "columns": list(({"page": "页"} | _WORDS).items()),
        "pages": [(number, len(drawn.get(number, ()))) for number in range(1, opened.pages + 1)],
        "previous": sheet.page - 1,
        "next": sheet.page + 1 if sheet.page < opened.pages else 0,
        "shapes": [
            (rectangle.row, *map(_percent, rectangle.box))
            for rectangle in sheet.read()[0]
            if rectangle.page == sheet.page
        ],
        "refusals": [refusal for refusal in refusals if refusal.field not in form.fields],
        "form": form,
        "preview": preview,
        "action_url": _with_query(request, reverse("inspection-blackout", args=[record.uid, attachment.uid])),
        "cancel_url": here(request, record.uid),
    }
    wrong = bool(refusals) or bool(form.errors)
    return render(request, "records/blackout.html", context, status=422 if wrong else 200)


@require_GET
@for_inspection
def page_picture(request: Request, uid: str, attachment: str, page: int) -> HttpResponse:
    opened = blackout.open_to_black_out(uid=uid, attachment=attachment, actor=request.actor, at=request.at)
    return HttpResponse(opened.picture(page), content_type="image/png")


@require_GET
@for_inspection
def download(request: Request, uid: str, copy: str) -> HttpResponseBase:
    name, file = blackout.open_blacked_out(uid=uid, copy=copy, actor=request.actor, at=request.at)
    return FileResponse(file, as_attachment=True, filename=name)


@require_http_methods(["GET", "POST"])
@for_inspection
def throw_away(request: Request, uid: str, copy: str) -> HttpResponse:
    record = find_inspected(request.actor, uid)
    found = find_copy(record, copy)
    if request.method == "POST":
        blackout.throw_blacked_out_away(uid=uid, copy=copy, actor=request.actor, at=request.at)
        messages.success(request, "遮盖件已扔掉。")
        return HttpResponseRedirect(here(request, uid), status=303)
    context = {
        "question": f"扔掉“{name_of(found)}”？",
        "consequences": [
            "这份遮盖件删去，不能恢复；原件不受影响，可以重新遮盖。",
            "日志里仍留有做过这份遮盖件的一条。",
        ],
        "action_url": request.get_full_path(),
        "cancel_url": here(request, uid),
        "confirm_label": "扔掉",
        "danger": True,
        "crumbs": [*crumbs(request, record), Link("扔掉遮盖件")],
    }
    return render(request, "web/confirm.html", context)


def _line(number: int, row: Row, refusals: Sequence[Refusal]) -> dict[str, object]:
    """A row with, for every cell, its name, label, text and whether it is wrong."""
    wrong = {refusal.field for refusal in refusals}
    names = {"page": "页"} | _WORDS
    return {
        "number": number,
        "cells": [
            (name, f"{name}-{number}", f"第 {number + 1} 处 {word}", getattr(row, name), f"{name}-{number}" in wrong)
            for name, word in names.items()
        ],
    }


def _rectangle(row: Row, number: int) -> Rectangle:
    page = _whole(row.page)
    if page is None:
        raise Refused(Refusal("page", f"第 {number + 1} 处：页要写数字。", f"page-{number}"))
    return Rectangle(page, Box(*(_hundredths(getattr(row, side), side, number) for side in _SIDES)), number)


def _hundredths(text: str, side: str, number: int) -> int:
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("%").strip()
    try:
        value = Decimal(plain)
        if not -1000 < value < 1000:  # also what is no number at all
            raise InvalidOperation
    except InvalidOperation:
        sentence = f"第 {number + 1} 处：{_WORDS[side]}要写 0 到 100 的数，如 12.5。"
        raise Refused(Refusal("percent", sentence, f"{side}-{number}")) from None
    return round(value * 100)


def _percent(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:f}"


def _with_query(request: Request, address: str) -> str:
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def _whole(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    return int(plain) if plain.isdecimal() and len(plain) <= 4 else None
