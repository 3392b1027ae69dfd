"""The home page: the to-do list."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.desk.api import todos
from jingheng.contexts.inbox.api import Light, ToDo
from jingheng.kernel.period import local_date
from jingheng.platform.web.parts import Light as Shown
from jingheng.platform.web.parts import ToDoLine
from jingheng.platform.web.request import Request

_SHOWN = {Light.RED: Shown.LATE, Light.YELLOW: Shown.SOON, Light.GREEN: Shown.FINE}


@require_GET
def home(request: Request) -> HttpResponse:
    request.todos = found = todos(request.actor, at=request.at)
    return render(request, "desk/home.html", {"title": "待办", "lines": [_line(todo, request) for todo in found]})


def _line(todo: ToDo, request: Request) -> ToDoLine:
    days = (todo.due - local_date(request.at)).days if todo.due else None
    return ToDoLine(
        light=_SHOWN[todo.light], what=todo.what, url=todo.url, whose=todo.whose, due=todo.due,
        why=todo.why + ("（截止日暂定：该年放假安排尚未公布）" if todo.provisional else ""), days_left=days, action=todo.button,
    )  # fmt: skip
