"""Accounts of people. Every deed leads back to the person's page, so that a reload repeats nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jingheng.contexts.org import usecases
from jingheng.contexts.org.models import Account
from jingheng.contexts.org.web.people import ONE_TIME, AccountForm, found, person_answer
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link, Term
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import not_found, refusal_response


def _reset(account: Account, request: Request) -> None:
    password = usecases.reset_password(account=account, actor=request.actor, at=request.at)
    request.session[ONE_TIME] = (account.person.number, password)


def _disable(account: Account, request: Request) -> None:
    usecases.set_account_active(account=account, active=False, actor=request.actor, at=request.at)


def _enable(account: Account, request: Request) -> None:
    usecases.set_account_active(account=account, active=True, actor=request.actor, at=request.at)


@dataclass(frozen=True, slots=True)
class Deed:
    do: Callable[[Account, Request], None]
    label: str
    question: str
    done: str
    consequences: tuple[str, ...]
    danger: bool = False


DEEDS = {
    "reset": Deed(
        _reset, "重置密码", "重置 {name} 的密码？", "已重置密码。",
        (
            "原密码立即失效，正在使用的会话立即退出；因多次输错而锁定的，同时解除锁定。",
            "新的一次性密码只显示一次，请当面交付；本人首次登录须改成自己的密码。",
        ),
    ),
    "disable": Deed(
        _disable, "停用账号", "停用 {name} 的账号？", "已停用账号。",
        ("本人立即不能登录，正在使用的会话立即退出。", "数据都保留，以后可以重新启用。"), danger=True,
    ),
    "enable": Deed(
        _enable, "启用账号", "启用 {name} 的账号？", "已启用账号。", ("本人可以用原来的密码登录；忘记密码的，请再重置密码。",)
    ),
}  # fmt: skip


@require_POST
def open_(request: Request, number: str) -> HttpResponse:
    person = found(request, number)
    if person is None or not request.actor.may("account.manage"):
        return not_found(request)
    if Account.objects.filter(person=person).exists():  # pressed twice: the page shows what the first has done
        return redirect("org-person", number=number)
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            _, password = usecases.open_account(
                person=person, username=form.cleaned_data["username"], actor=request.actor, at=request.at
            )
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field or None, refusal.sentence)
        else:
            request.session[ONE_TIME] = (number, password)
            messages.success(request, "已开立账号。")
            return redirect("org-person", number=number)
    return person_answer(request, person, opening=form, status=422)


@require_http_methods(["GET", "POST"])
def act(request: Request, number: str, action: str) -> HttpResponse:
    """Asked once, then done."""
    person, deed = found(request, number), DEEDS.get(action)
    if person is None or deed is None or not request.actor.may("account.manage"):
        return not_found(request)
    account = Account.objects.filter(person=person).select_related("person").first()
    if account is None:
        return not_found(request)
    if request.method == "POST":
        try:
            deed.do(account, request)
        except Refused as refused:
            return refusal_response(request, refused.refusals)
        messages.success(request, deed.done)
        return redirect("org-person", number=number)
    question, page = deed.question.format(name=person.name), f"/org/people/{number}"
    office = person.office
    context = {
        "question": question, "title": question, "action_url": request.path, "cancel_url": page,
        "crumbs": [
            Link("机构与人员", "/org/"), Link(office.name, f"/org/offices/{office.code}"), Link(person.name, page),
            Link(deed.label),
        ],
        "terms": (Term("姓名", person.name), Term("人员编号", number), Term("用户名", account.username)),
        "consequences": deed.consequences, "confirm_label": deed.label, "danger": deed.danger,
    }  # fmt: skip
    return render(request, "web/confirm.html", context)
