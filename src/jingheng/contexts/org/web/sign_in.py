"""Signing in and out, changing a password, choosing the office one acts in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jingheng.contexts.org import usecases
from jingheng.contexts.org.models import Account
from jingheng.contexts.org.web.middleware import ACTING_KEY
from jingheng.platform.web.request import Request

_WRONG = "用户名或密码不正确，或者尝试次数过多已被暂时锁定（15 分钟）。如多次失败，请联系系统管理员。"


class SignInForm(AuthenticationForm):
    """One sentence for every failure: it does not tell whether the account exists or is locked."""

    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"


class LockedForm(SignInForm):
    """The same form and the same sentence, without asking whether the password was right."""

    def clean(self) -> dict[str, Any]:
        raise ValidationError(_WRONG)


@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(_after(request))
    return _sign_in_page(request, form, 200 if request.method == "GET" else 422)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Looks exactly like a wrong password."""
    return _sign_in_page(request, LockedForm(request, data=request.POST), 422)


def _sign_in_page(request: HttpRequest, form: AuthenticationForm, status: int) -> HttpResponse:
    context = {"form": form, "next": _after(request), "expired": request.GET.get("expired", "")}
    return render(request, "web/login.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/login")


@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)
    form: SetPasswordForm[Account] = SetPasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        usecases.change_password(
            account=account, password=form.cleaned_data["new_password1"], actor=request.actor, at=request.at
        )
        update_session_auth_hash(request, account)
        return redirect("/")
    return render(request, "org/password.html", {"form": form, "first": account.must_change_password})


@require_POST
def act_in(request: Request) -> HttpResponse:
    """Choose the office one acts in, among those where one stands or holds a duty."""
    code = request.POST.get("role", "")
    if any(office.code == code for office in request.offices):
        request.session[ACTING_KEY] = code
    return redirect("/")  # the page one came from may not exist in the other office
