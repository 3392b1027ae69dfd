from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jingheng.kernel.refusal import Refusal
from jingheng.platform.web import faults
from jingheng.platform.web.gallery import lists, papers, things
from jingheng.platform.web.gallery.forms import LoginForm
from jingheng.platform.web.responses import refusal_response
from jingheng.platform.web.shell import Acting, NavGroup, NavItem, Role, Shell

AT = datetime(2026, 11, 22, 9, 50, tzinfo=UTC)
FAULTS = {
    "400": faults.NOT_UNDERSTOOD,
    "403": faults.FORBIDDEN,
    "404": faults.NOT_FOUND,
    "413": faults.TOO_LARGE,
    "429": faults.TOO_MANY,
    "500": faults.BROKEN,
    "503": faults.BUSY,
    "507": faults.FULL,
    "csrf": faults.CSRF,
}

PARTS = {
    "to-do": lists.to_do,
    "table": lists.table,
    "form": things.form,
    "thing": things.thing,
    "paper": papers.paper,
    "matrix": papers.matrix,
    "confirm": things.confirm,
    "progress": things.progress,
    "question": things.question,
}


def shell(here: str) -> Shell:
    def item(label: str, icon: str, part: str, badge: int = 0, late: bool = False) -> NavItem:
        return NavItem(label, icon, f"/gallery/{part}", active=part == here, badge=badge, late=late)

    return Shell(
        acting=Acting(
            person="沈知远",
            number="990217",
            office="澄明市人民检察院",
            role="督察员",
            roles=(Role("1", "澄明市院 · 督察员", True), Role("2", "澄明市院 · 第三部门负责人")),
            switch_url="/gallery/",
        ),
        at=AT,
        navigation=(
            NavGroup("", (item("待办", "checklist", "to-do", 7, late=True),)),
            NavGroup(
                "登记",
                (
                    item("新登记", "file-plus", "form"),
                    item("办理中的登记", "inbox", "table", 12),
                    item("一件登记", "file-text", "thing"),
                ),
            ),
            NavGroup(
                "通报与统计", (item("通报", "chart-bar", "paper"), item("单位月度表", "calendar-event", "matrix"))
            ),
            NavGroup(
                "设置",
                (
                    item("人员与岗位", "users", "confirm"),
                    item("后台工作", "clock", "progress"),
                    item("分步问答", "help-circle", "question"),
                ),
            ),
        ),
        to_do_count=7,
        to_do_late=1,
        support="内线 8120（信息技术科）",
    )


def page(request: HttpRequest, part: str = "to-do") -> HttpResponse:
    if part in FAULTS:
        return faults.page(request, FAULTS[part])
    if part == "login":
        form = LoginForm(request.POST or None)
        return render(
            request,
            "web/login.html",
            {"form": form, "office": "澄明市人民检察院", "support": "内线 8120", "expired": request.GET.get("expired")},
        )
    if part == "refused":
        return refusal_response(
            request, Refusal("too-late", "本月的汇总已经签发，不能再退回。需要更正的，请办理“更正”。")
        )
    builder = PARTS.get(part)
    if builder is None:
        raise Http404
    context = builder(request)
    template = context.pop("template", f"web/gallery/{part.replace('-', '_')}.html")
    return render(request, template, {"shell": shell(part), **context}, status=context.pop("status", 200))


def draft(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"saved_at": "17:50"})
