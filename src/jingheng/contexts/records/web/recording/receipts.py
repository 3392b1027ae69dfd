"""Receipts of what one has filed or signed: a sheet to print, a file to keep. Both are the same for a month with nothing
in it. What they would tell a finder is said before they are made.
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jingheng.contexts.ledger.api import WAIT, Receipt
from jingheng.contexts.org.api import Person
from jingheng.contexts.records.queries.receipts import OwnReceipt, receipt_of_month, receipt_of_record
from jingheng.contexts.records.queries.visibility import NOT_FOUND
from jingheng.contexts.records.rules.receipts import Telling
from jingheng.contexts.records.web.inspection.access import answering
from jingheng.kernel.period import Month
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.qr import TooLong, svg
from jingheng.platform.web.request import Request

_WARNINGS = {
    Telling.GOES_PAST: "这份记录不经本院办理，回执里写着别的单位的账本：拿到它的人看得出您向外报告过。",
    Telling.NOT_A_SIGNATURE: "记入日期不在月度签署期内：拿到它的人看得出您这天填报过，而不只是签署。",
}


@answering
@require_http_methods(["GET", "POST"])
def of_record(request: Request, uid: str, form: str) -> HttpResponseBase:
    own, back = receipt_of_record(request.actor, uid), reverse("records-receipt", args=[uid])
    return _answer(request, own, form, back=back, of="这份记录")


@answering
@require_http_methods(["GET", "POST"])
def of_month(request: Request, month: str, form: str) -> HttpResponseBase:
    try:
        wanted = Month.parse(month)
    except ValueError as error:
        raise Refused(NOT_FOUND) from error
    own, back = receipt_of_month(request.actor, wanted), reverse("records-statements")
    return _answer(request, own, form, back=back, of=f"{wanted} 月度报告")


def _answer(request: Request, own: OwnReceipt, form: str, *, back: str, of: str) -> HttpResponse:
    """POST says that the warning was read."""
    asked = {"back": back, "is_file": form == "file", "of": of}
    if own.proven is None:
        minutes = int(WAIT.total_seconds()) // 60
        return render(request, "records/receipt_later.html", asked | {"title": "回执还没有", "minutes": minutes})
    if own.telling and request.method == "GET":
        return render(
            request, "records/receipt_warning.html",
            asked | {"title": "要取回执吗", "warnings": [_WARNINGS[one] for one in own.telling]},
        )  # fmt: skip
    return _file(own.proven) if form == "file" else _sheet(request, own, own.proven, asked)


def _sheet(request: Request, own: OwnReceipt, proven: Receipt, asked: dict[str, object]) -> HttpResponse:
    try:
        qr = svg(proven.proof.decode(), label="回执文件全文的二维码")
    except TooLong:
        qr = None
    return render(request, "records/receipt_sheet.html", asked | {
        "title": "回执", "office": own.office, "person": Person.objects.get(pk=request.actor.me), "receipt": proven,
        "code": _grouped(proven.code, 4), "root": _grouped(proven.root.hex(), 8), "qr": qr,
    })  # fmt: skip


def _grouped(text: str, width: int) -> str:
    return " ".join(text[at : at + width] for at in range(0, len(text), width))


def _file(proven: Receipt) -> HttpResponse:
    response = HttpResponse(proven.proof, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{proven.code}.txt"'
    return response
