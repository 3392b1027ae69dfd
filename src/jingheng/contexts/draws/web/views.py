"""Reading draws: the list, the page of a draw, what observers see, what they take home."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.queries.draws import (
    bundle_of,
    draw_seen,
    ground,
    limits_of,
    may,
    offers,
    visible_draws,
)
from jingheng.contexts.draws.rules.lifecycle import DRAW_STATES
from jingheng.contexts.draws.rules.planning import KINDS
from jingheng.contexts.draws.web import laying_out
from jingheng.contexts.draws.web.asking import CRUMB
from jingheng.kernel.period import local_date
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found
from jingheng.platform.web.tables import PAGING, Cell, Column, Row, Table

_COLUMNS = (
    Column("title", "抽取编号"),
    Column("kind", "种类"),
    Column("rows", "名单", "number", unit="件"),
    Column("state", "状态"),
    Column("made", "设置日期", "date"),
    Column("drawn", "抽取日期", "date"),
)


@require_GET
def listed(request: Request) -> HttpResponse:
    if not request.actor.may("draw.read"):
        return not_found(request)
    page = page_of(visible_draws(request.actor), order=["-id"], cursor=request.GET.get(PAGING, ""), size=40)
    table = Table(
        caption="抽查",
        columns=_COLUMNS,
        rows=[_row(draw) for draw in page.rows],
        params=request.GET,
        page=page,
        empty="还没有抽查。",
        empty_next="先定名单，再当众产生公开值：谁被抽中由不得任何人，事后人人可以复算。",
    )
    context = {"title": "抽查", "table": table, "may_make": request.actor.may("draw.make")}
    return render(request, "draws/list.html", context)


def _row(draw: Draw) -> Row:
    url = f"/draws/{draw.uid}"
    cells = (
        Cell(draw.title, url=url, note=f"重新抽取，前一次是“{draw.replaces.title}”" if draw.replaces else ""),
        Cell(KINDS[draw.kind]),
        Cell(draw.frame.rows),
        Cell(DRAW_STATES[draw.state]),
        Cell(local_date(draw.made_at)),
        Cell(local_date(draw.drawn_at) if draw.drawn_at else "—"),
    )
    return Row(cells, url=url, key=draw.uid, tone="muted" if draw.state == "ABANDONED" else "")


@require_GET
def shown(request: Request, uid: str) -> HttpResponse:
    draw = draw_seen(uid, request.actor)
    if draw is None:
        return not_found(request)
    on = local_date(request.at)
    settled = ground(draw) if draw.plan else None
    shares = laying_out.shares_of(draw)
    context = _of(draw) | {
        "crumbs": [CRUMB, Link(draw.title)],
        "kind": KINDS[draw.kind],
        "offers": offers(draw, request.actor, on=on),
        "primary": _primary(draw, [bool(share.sha256) for share in shares]),
        "terms": laying_out.plan_terms(settled) if settled else (),
        "detection": laying_out.detection_of(settled, limits_of(request.actor, on=on))
        if settled and draw.state == "DRAFTED"
        else None,
        "shares": shares,
        "may_settle": may("share", draw, request.actor, on=on),
        "may_reveal": may("reveal", draw, request.actor, on=on),
        "may_replace": may("replace", draw, request.actor, on=on),
        "may_repeat": request.actor.may("draw.make") and draw.state in ("DRAWN", "ABANDONED"),
        "redraws": list(draw.redraws.order_by("id")),
        "history": laying_out.history_of(draw),
        "now": request.at,
    }
    return render(request, "draws/draw.html", context)


def _primary(draw: Draw, settled: list[bool]) -> str:
    if draw.state == "DRAFTED":
        return "commit" if settled and all(settled) else "plan"
    return "confirm" if draw.values.exists() else "value"


@require_GET
def observed(request: Request, uid: str) -> HttpResponse:
    """For a projector: nothing is typed here."""
    draw = _committed(request, uid)
    if draw is None:
        return not_found(request)
    shares = laying_out.shares_of(draw)
    context = _of(draw) | {
        "kind": KINDS[draw.kind],
        "office": draw.office,
        "shares": shares,
        "steps": laying_out.steps_of(draw, shares),
    }
    return render(request, "draws/observe.html", context)


@require_GET
def sheet(request: Request, uid: str) -> HttpResponse:
    """On paper: the commitment, what came of it, and room for the observers' names."""
    draw = _committed(request, uid)
    if draw is None:
        return not_found(request)
    settled = ground(draw)
    context = _of(draw) | {
        "back": f"/draws/{uid}", "kind": KINDS[draw.kind], "shares": laying_out.shares_of(draw),
        "terms": laying_out.plan_terms(settled), "root": laying_out.grouped(settled.root.hex()), "lines": range(8),
    }  # fmt: skip
    return render(request, "draws/sheet.html", context)


@require_GET
def bundle(request: Request, uid: str) -> HttpResponse:
    draw = _committed(request, uid)
    if draw is None or draw.state != "DRAWN":
        return not_found(request)
    return _file(bundle_of(draw), "application/zip", f"{draw.title}-抽取包.zip")


@require_GET
def commitment(request: Request, uid: str) -> HttpResponse:
    draw = _committed(request, uid)
    if draw is None:
        return not_found(request)
    return _file(draw.commitment_json.encode(), "application/json", f"{draw.title}-承诺.json")


def _committed(request: Request, uid: str) -> Draw | None:
    draw = draw_seen(uid, request.actor)
    return draw if draw and draw.commitment else None


def _of(draw: Draw) -> dict[str, Any]:
    return {
        "title": draw.title,
        "draw": draw,
        "state": DRAW_STATES[draw.state],
        "digits": laying_out.grouped(draw.commitment),
        "qr": laying_out.code_of(draw) if draw.commitment else "",
        "public": laying_out.public_value(draw),
        "thrown": laying_out.thrown(draw),
        "typists": laying_out.typists(draw),
        "outcome": laying_out.outcome_of(draw) if draw.state == "DRAWN" else None,
    }


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    kept_as = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": kept_as or "attachment"})
