"""Signing in and out, changing a password, choosing the office one acts in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm, UsernameField
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org import usecases
from jingheng.contexts.org.models import Account
from jingheng.contexts.org.rules.clients import old_chromium
from jingheng.contexts.org.web.middleware import ACTING_KEY
from jingheng.kernel.period import local_date
from jingheng.platform.web.request import Request

_WRONG = (
    "用户名或密码不正确，或者输错次数过多已被暂时锁定。锁定的，请停 15 分钟后再试；"
    "忘记密码的，请本院系统管理员重置密码，重置后锁定同时解除。"
)


class SignInForm(AuthenticationForm):
    """One sentence for every failure: it does not tell whether the account exists or is locked."""

    username = UsernameField(label="用户名", widget=forms.TextInput(attrs={"autofocus": True}))

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
    _note_failure(request, form)
    return _sign_in_page(request, form, 200 if request.method != "POST" else 422)


def _note_failure(request: HttpRequest, form: AuthenticationForm) -> None:
    """Into the log, if a password was tried. Of a locked account only the try that locked it: nobody fills the log."""
    failures = getattr(request, "axes_failures_since_start", None)  # counted by axes; absent where nothing was tried
    if failures is not None and failures <= settings.AXES_FAILURE_LIMIT:
        usecases.note_failed_sign_in(
            username=form.cleaned_data["username"],
            locked=failures == settings.AXES_FAILURE_LIMIT,
            at=request.at,  # type: ignore[attr-defined]
        )


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Looks exactly like a wrong password."""
    return _sign_in_page(request, LockedForm(request, data=request.POST), 422)


def _sign_in_page(request: HttpRequest, form: AuthenticationForm, status: int) -> HttpResponse:
    context = {
        "form": form, "next": _after(request), "expired": request.GET.get("expired", ""), "old_browser": _old_browser(request),
    }  # fmt: skip
    return render(request, "web/login.html", context, status=status)


def _old_browser(request: HttpRequest) -> str:
    """Said once, at the door."""
    oldest = norms_on(local_date(request.at), office_path="")["client.oldest_chromium"]  # type: ignore[attr-defined]
    version = old_chromium(request.headers.get("User-Agent", ""), oldest=oldest)
    if version is None:
        return ""
    return (
        f"您的浏览器内核是 Chromium {version}，低于 {oldest}：颜色和版式可能不正常（旧版未经实测），填写和提交不受影响。"
        "请联系技术部门升级。"
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/login")


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # takes no argument when it runs
    error_messages = {"password_mismatch": "两次输入的密码不一样，请重新输入。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输入一次新密码"
        self.fields["new_password2"].help_text = ""


@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)
    form = NewPasswordForm(account, request.POST or None)
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
