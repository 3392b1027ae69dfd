"""The home page: the to-do list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.desk.api import todos
from jingheng.contexts.inbox.api import Light, ToDo
from jingheng.contexts.records.api import Standing, standing
from jingheng.kernel.period import local_date
from jingheng.platform.web.parts import Light as Shown
from jingheng.platform.web.parts import Tile, ToDoLine
from jingheng.platform.web.request import Request

_SHOWN = {Light.RED: Shown.LATE, Light.YELLOW: Shown.SOON, Light.GREEN: Shown.FINE}


@require_GET
def home(request: Request) -> HttpResponse:
    request.todos = found = todos(request.actor, at=request.at)
    return render(
        request,
        "desk/home.html",
        {
            "title": "待办",
            "lines": [_line(todo, request) for todo in found],
            "tiles": _tiles(standing(request.actor, at=request.at)),
        },
    )


def _tiles(stands: Standing | None) -> list[Tile]:
    """Who is late and what has changed, each with the way to its page."""
    if stands is None:
        return []
    tiles = []
    if (month := stands.completed) is not None:
        tiles.append(
            Tile(
                f"{month.month} 未完成", month.missing, "人", url=f"/months/{month.month}",
                note=f"应报 {month.due} 人，已完成 {month.done} 人", tone="late" if month.missing and month.is_over else "",
            )
        )  # fmt: skip
    if (report := stands.reported) is not None:
        tiles.append(
            Tile(
                f"{report.month} 填报",
                report.total,
                "件",
                url=f"/reports/{report.uid}",
                note=_change(report.total, report.before),
            )
        )
    if stands.below:
        names = "、".join(stands.late_offices[:3]) + "等" * (len(stands.late_offices) > 3)
        tiles.append(Tile("下级院逾期未报", stands.below, "份", url="/reports/received/", note=names, tone="late"))
    return tiles


def _change(total: int, before: int | None) -> str:
    if before is None:
        return "没有上月可比"
    return "与上月持平" if total == before else f"比上月{'增加' if total > before else '减少'} {abs(total - before)} 件"


def _line(todo: ToDo, request: Request) -> ToDoLine:
    days = (todo.due - local_date(request.at)).days if todo.due else None
    return ToDoLine(
        light=_SHOWN[todo.light], what=todo.what, url=todo.url, whose=todo.whose, due=todo.due,
        why=todo.why + ("（截止日暂定：该年放假安排尚未公布）" if todo.provisional else ""), days_left=days, action=todo.button,
    )  # fmt: skip
