"""Reading circulars: the list, the page that reads like the paper, and the paper itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.papers import MEDIA_TYPES, Heads, pdf_available, written
from jingheng.contexts.circulars.queries.circulars import (
    asked_of,
    circular_seen,
    is_draft,
    listed_circulars,
    offers,
    versions,
)
from jingheng.contexts.circulars.queries.extended import may_see_extended
from jingheng.contexts.circulars.rules.lifecycle import CIRCULAR_STATES
from jingheng.contexts.circulars.rules.outline import hidden_from_public, outline
from jingheng.contexts.circulars.rules.stamp import stamp_of
from jingheng.contexts.circulars.rules.words import addressees
from jingheng.contexts.circulars.web.laying_out import Drilling, chapters
from jingheng.kernel.period import local_date, period_words
from jingheng.kernel.refusal import Refused
from jingheng.platform.documents.codes import qr_svg
from jingheng.platform.documents.typography import typeset
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.parts import Happening, Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response
from jingheng.platform.web.tables import PAGING, Cell, Column, Row, Table

_COLUMNS = (
    Column("title", "通报"),
    Column("period", "期间"),
    Column("office", "单位"),
    Column("state", "状态"),
    Column("number", "发文字号"),
    Column("compiled", "汇总日期", "date"),
)
_VERSIONS = {"internal": "内部版", "public": "公开版"}
_FORMATS = (("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel"), ("json", "JSON"), ("html", "网页"))


@require_GET
def listed(request: Request) -> HttpResponse:
    discarded = request.GET.get("show") == "discarded"
    rows = listed_circulars(request.actor, discarded=discarded)
    page = page_of(rows, order=["-id"], cursor=request.GET.get(PAGING, ""), size=40)
    table = Table(
        caption="已作废的通报" if discarded else "通报",
        columns=_COLUMNS,
        rows=[_row(circular) for circular in page.rows],
        params=request.GET,
        page=page,
        empty="还没有可以看的通报。",
        empty_next="本院汇总的、以及本院和上级院已编号印发的通报，会列在这里。",
    )
    context = {
        "title": "通报",
        "table": table,
        "may_compile": request.actor.may("circular.compile"),
        "discarded": discarded,
    }
    return render(request, "circulars/list.html", context)


def _row(circular: Circular) -> Row:
    url = f"/circulars/{circular.uid}"
    cells = (
        Cell(circular.title, url=url),
        Cell(period_words(asked_of(circular).period)),
        Cell(circular.office.name),
        Cell(CIRCULAR_STATES[circular.state]),
        Cell(circular.number or "—"),
        Cell(local_date(circular.compiled_at)),
    )
    return Row(cells, url=url, key=circular.uid)


@require_GET
def shown(request: Request, uid: str) -> HttpResponse:
    circular = circular_seen(uid, request.actor)
    offered = versions(request.actor)
    version = request.GET.get("version", offered[0])
    if circular is None or version not in offered:
        return not_found(request)
    public = version == "public"
    compiled = circular.public_figures if public else circular.figures
    words = {} if public else {"problems": circular.problems, "demands": circular.demands}
    told = outline(compiled, **words)
    found, stamp = offers(circular, request.actor), stamp_of(compiled)
    review = next((offer for offer in found if offer.action == "review" and offer.enabled), None) if public else None
    context = {
        "title": circular.title,
        "crumbs": [Link("通报", "/circulars/"), Link(period_words(asked_of(circular).period))],
        "circular": circular,
        "state": CIRCULAR_STATES[circular.state],
        "is_draft": is_draft(circular),
        "public": public,
        "versions": [(each, _VERSIONS[each]) for each in offered],
        "version": version,
        "heading": typeset(circular.title),
        "period": period_words(asked_of(circular).period),
        "lead_words": typeset(told.lead),
        "cautions": typeset(told.cautions),
        "addressees": "" if public else addressees(circular.figures["figures"]),
        "chapters": chapters(told, Drilling.of(compiled["figures"], request.actor)),
        "definitions": told.definitions,
        "stamp": stamp,
        "code": qr_svg(stamp.scanned) if stamp else "",
        "extended": None if public else _extended(circular, request),
        "hidden": _hidden(circular) if public and len(offered) > 1 else (),
        "primary": "submit" if circular.state == "COMPILED" else "sign",
        "offers": found,
        "review": review,
        "formats": [(form, label) for form, label in _FORMATS if form != "pdf" or pdf_available()],
        "has_pdf": pdf_available(),
        "history": list(_history(circular)),
        "now": request.at,
    }
    return render(request, "circulars/circular.html", context)


def _hidden(circular: Circular) -> tuple[str, ...]:
    return hidden_from_public(
        circular.figures, circular.public_figures, problems=circular.problems, demands=circular.demands
    )


def _extended(circular: Circular, request: Request) -> dict[str, Any] | None:
    """Rows by group, for those who lead records in the circular's own office; a circular of before has none."""
    kept = circular.figures.get("extended")
    if not kept or not may_see_extended(circular.office_id, request.actor):
        return None
    rows = [(one, [one["values"][key] for key in kept["spans"]]) for one in kept["figures"]]
    groups = [(group, list(found)) for group, found in groupby(rows, key=lambda row: row[0]["group"])]
    return {"spans": list(kept["spans"].values()), "groups": groups}


def _history(circular: Circular) -> Iterator[Happening]:
    moments = (
        (circular.compiled_at, "汇总", circular.compiled_by, f"第 {circular.revision} 稿"),
        (circular.submitted_at, "送审签", circular.submitted_by, ""),
        (circular.returned_at, "退回", circular.returned_by, circular.return_reason),
        (circular.signed_at, "审签", circular.signed_by, ""),
        (circular.numbered_at, "编号印发", circular.numbered_by, circular.number or ""),
        (
            circular.reviewed_at,
            "保密审查",
            circular.reviewed_by,
            f"{'同意' if circular.review_agreed else '不同意'}。{circular.review_opinion}",
        ),
        (circular.published_at, "对外公布", circular.published_by, "公布的是公开版"),
        (circular.discarded_at, "作废", circular.discarded_by, ""),
    )
    known = [(at, what, who.name, note) for at, what, who, note in moments if at is not None and who is not None]
    for at, what, name, note in sorted(known, key=lambda each: each[0]):
        yield Happening(at, what, name, note)


@require_GET
def paper(request: Request, uid: str, form: str) -> HttpResponse:
    """One of the formats, from the very figures that the page shows."""
    circular = circular_seen(uid, request.actor)
    offered = versions(request.actor)
    version = request.GET.get("version", offered[0])
    if circular is None or form not in MEDIA_TYPES or version not in offered:
        return not_found(request)
    public = version == "public"
    heads = Heads(
        issuer=circular.office.name,
        title=circular.title,
        dated=local_date(circular.numbered_at or circular.compiled_at),
        public=public,
        number=circular.number or "",
        secrecy=circular.secrecy,
        is_draft=is_draft(circular),
        addressees=addressees(circular.figures["figures"]),
    )
    compiled = circular.public_figures if public else circular.figures
    try:
        content = written(
            compiled, heads, form, at=circular.compiled_at, problems=circular.problems, demands=circular.demands,
            extended=not public and may_see_extended(circular.office_id, request.actor),
        )  # fmt: skip
    except Refused as refused:
        return refusal_response(request, refused.refusals)
    response = HttpResponse(content, content_type=MEDIA_TYPES[form])
    name = f"{circular.title}（{heads.version}）.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
