"""The tree of offices, one office with its people, and the roles as a page that can be printed."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jingheng.contexts.org.models import Office, Person
from jingheng.contexts.org.queries import offices_managed, people_managed, staff_of
from jingheng.contexts.org.rules.duties import DUTIES, EVERYBODY
from jingheng.contexts.org.rules.identities import IDENTITIES, LEVELS
from jingheng.kernel.period import Month
from jingheng.platform.web.keyset import page_of
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found
from jingheng.platform.web.tables import Cell, Column, Row, Table

_OFFICES = (
    Column("code", "代码"),
    Column("name", "名称"),
    Column("level", "层级"),
    Column("starts", "启用月"),
    Column("people", "在册", "number", unit="人"),
)
_PEOPLE = (
    Column("number", "人员编号"),
    Column("name", "姓名"),
    Column("department", "部门"),
    Column("title", "职务"),
    Column("identity", "人员身份"),
    Column("left", "离职"),
)


class PeopleFilter(forms.Form):
    q = forms.CharField(label="姓名或编号", required=False, max_length=50)


@require_GET
def tree_page(request: Request) -> HttpResponse:
    if not request.actor.may("org.manage") and not request.actor.may("duty.grant"):
        return not_found(request)
    rows = [
        Row(
            (
                Cell(office.code), Cell("　" * (office.path.count("/") - 2) + office.name), Cell(LEVELS.name(office.level)),
                Cell(Month.from_number(office.starts_in) if office.starts_in else "未定"), Cell(staff_of(office)),
            ),
            url=f"/org/offices/{office.code}",
        )
        for office in offices_managed(request.actor)
    ]  # fmt: skip
    table = Table(
        "机构", _OFFICES, rows, request.GET, key="offices", empty="还没有机构。", empty_next="请在“导入”中导入机构表。"
    )
    return render(request, "org/table.html", {"title": "机构与人员", "table": table, "roles": True})


@require_GET
def office_page(request: Request, code: str) -> HttpResponse:
    office = Office.objects.filter(code=code).first()
    if office is None or not offices_managed(request.actor).filter(pk=office.pk).exists():
        return not_found(request)
    form = PeopleFilter(request.GET)
    people = people_managed(request.actor).filter(office=office).select_related("department")
    wanted = request.GET.get("q", "").strip()
    if wanted:
        people = people.filter(Q(name__contains=wanted) | Q(number__startswith=wanted))
    page = page_of(people, order=("number",), cursor=request.GET.get("cursor", ""))
    table = Table(
        f"{office.name}人员", _PEOPLE, [_person(person) for person in page.rows], request.GET, key="people", filters=form, page=page,
        empty="没有符合条件的人员。",
    )  # fmt: skip
    return render(
        request,
        "org/table.html",
        {"title": office.name, "table": table, "crumbs": [Link("机构与人员", "/org/"), Link(office.name)]},
    )


def _person(person: Person) -> Row:
    return Row(
        (
            Cell(person.number), Cell(person.name), Cell(person.department or "—"), Cell(person.title or "—"),
            Cell(IDENTITIES.name(person.identity)), Cell(person.left_on or "—"),
        ),
        url=f"/org/people/{person.number}",
        tone="muted" if person.left_on else "",
    )  # fmt: skip


@require_GET
def roles_page(request: Request) -> HttpResponse:
    """Roles are code; this page prints them."""
    duties = [(duty, sorted(duty.permissions)) for duty in DUTIES.values()]
    return render(request, "org/roles.html", {"title": "职责与权限", "duties": duties, "everybody": sorted(EVERYBODY)})
