"""One person: posts, duties, account. The system administrator keeps accounts, the security administrator grants duties."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jingheng.contexts.org import usecases
from jingheng.contexts.org.models import Account, Department, DutyHolding, Person
from jingheng.contexts.org.queries import people_managed
from jingheng.contexts.org.rules.departments import department_order
from jingheng.contexts.org.rules.duties import DUTIES
from jingheng.contexts.org.rules.identities import IDENTITIES
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.web.forms import DayInput
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response

_DATE = DayInput()
#: Where a one-time password waits in the session for the one page that shows it.
ONE_TIME = "one_time_password"


class DutyForm(forms.Form):
    duty = forms.ChoiceField(label="职责", choices=[(duty.code, duty.name) for duty in DUTIES.values()])
    department = forms.ModelChoiceField(
        Department.objects.none(), label="负责的部门", required=False, empty_label="（不按部门）"
    )
    starts_on = forms.DateField(label="起", widget=_DATE)
    ends_on = forms.DateField(label="止（最后一天的次日）", required=False, widget=_DATE)

    def __init__(self, *args: object, office_id: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Department.objects.filter(office=office_id)
        ordered = sorted(field.queryset, key=lambda department: department_order(department.name))
        field.choices = [("", field.empty_label), *((department.pk, department.name) for department in ordered)]


class AccountForm(forms.Form):
    username = forms.CharField(
        label="用户名", strip=True, help_text="登录时输入。只用英文字母、数字和 . _ -，最多 40 个。"
    )


def found(request: Request, number: str) -> Person | None:
    return people_managed(request.actor).filter(number=number).select_related("office", "department").first()


def person_answer(
    request: Request, person: Person, *, duty: DutyForm | None = None, opening: AccountForm | None = None, password: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    account = Account.objects.filter(person=person).first()
    terms = [
        Term("人员编号", person.number), Term("单位", person.office), Term("部门", person.department or "—"),
        Term("职务", person.title or "—"), Term("人员身份", IDENTITIES.name(person.identity)),
        Term("入职", person.joined_on or "—"), Term("离职", person.left_on or "—"),
    ]  # fmt: skip
    context = {
        "title": person.name, "person": person, "terms": terms, "account": account, "password": password,
        "form": duty or DutyForm(office_id=person.office_id), "opening": opening or AccountForm(initial={"username": person.number}),
        "posts": person.posts.select_related("office", "department").order_by("starts_on"),
        "holdings": [
            (h, DUTIES[h.duty], h.ends_on is None or h.ends_on > local_date(request.at))
            for h in person.duties.select_related("office", "department").order_by("starts_on", "id")
        ],
        "may_grant": request.actor.may("duty.grant"), "may_account": request.actor.may("account.manage"),
        "crumbs": [Link("机构与人员", "/org/"), Link(person.office.name, f"/org/offices/{person.office.code}"), Link(person.name)],
    }  # fmt: skip
    return render(request, "org/person.html", context, status=status)


@require_GET
def person_page(request: Request, number: str) -> HttpResponse:
    person = found(request, number)
    if person is None:
        return not_found(request)
    number, password = request.session.pop(ONE_TIME, ("", ""))
    return person_answer(request, person, password=password if number == person.number else "")


@require_POST
def grant(request: Request, number: str) -> HttpResponse:
    person = found(request, number)
    if person is None or not request.actor.may("duty.grant"):
        return not_found(request)
    form = DutyForm(request.POST, office_id=person.office_id)
    if not form.is_valid():
        return person_answer(request, person, duty=form, status=422)
    try:
        usecases.grant_duty(
            person=person, office=person.office, duty=form.cleaned_data["duty"], starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"], department=form.cleaned_data["department"], actor=request.actor, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.field or None, refusal.sentence)
        return person_answer(request, person, duty=form, status=422)
    messages.success(request, f"已授予{DUTIES[form.cleaned_data['duty']].name}。")
    return redirect("org-person", number=person.number)


@require_POST
def end(request: Request, holding_id: int) -> HttpResponse:
    holding = DutyHolding.objects.filter(pk=holding_id).select_related("person").first()
    if holding is None or not request.actor.may("duty.grant") or found(request, holding.person.number) is None:
        return not_found(request)
    try:
        ends_on = date.fromisoformat(request.POST.get("ends_on", ""))
    except ValueError:
        return refusal_response(
            request, Refusal("no-date", "请写明终止日期，例如 2026-11-30。什么都没有改动。", "ends_on")
        )
    try:
        usecases.end_duty(holding=holding, ends_on=ends_on, actor=request.actor, at=request.at)
    except Refused as refused:
        return refusal_response(request, refused.refusals)
    messages.success(request, f"{DUTIES[holding.duty].name}自 {ends_on} 起终止。")
    return redirect("org-person", number=holding.person.number)
