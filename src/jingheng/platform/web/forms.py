"""Forms that say in a sentence what is missing, by the name of the field, instead of "this field is required"."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from jingheng.kernel.period import Month
from jingheng.platform.web.request import Request

_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|(\d{2}))", re.ASCII)
_CHOSEN = (forms.ChoiceField, forms.FileField)


class DayInput(forms.DateInput):
    """The browser's own calendar. It takes a day in this one spelling and shows nothing where it gets another."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


class MonthField(forms.CharField):
    """A month, in any of the spellings of an office: 2026-11, 202611, 2026年11月, 2026/11."""

    def to_python(self, value: Any) -> Month | None:  # type: ignore[override]  # a month, or nothing
        text = unicodedata.normalize("NFKC", str(value or "")).replace(" ", "")
        if not text:
            return None
        parts = _MONTH.fullmatch(text)
        try:
            if parts:
                return Month(int(parts[1]), int(parts[2] or parts[3] or parts[4]))
        except ValueError:  # there is no such month: said below like any other
            parts = None
        raise ValidationError(
            "“%(value)s”不是能识别的月份，请写作 2026-11。", code="invalid", params={"value": str(value).strip()[:40]}
        )

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Month) else value


class Form(forms.Form):
    """A form whose fields speak in our own sentences, wherever a field brings none of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            usual = _usual_messages(field)
            ours = {
                code: said
                for code, said in _sentences(field).items()
                if field.error_messages.get(code) == usual.get(code)
            }
            field.error_messages |= ours


class PasswordAgain(Form):
    """A signature takes the password once more (decisions §7); failures count as failed sign-ins."""

    request: Request
    undone = "没有审签"  # what has not happened after a wrong password
    password = forms.CharField(label="登录密码", widget=forms.PasswordInput, help_text="审签前再核一次是您本人。")

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.request.user.get_username(), password=typed) is None:
            raise ValidationError(f"密码不正确，{self.undone}，请再输一次。连着输错会被锁定，锁定后请停 15 分钟再试。")
        return typed


def _sentences(field: forms.Field) -> dict[str, str]:
    name = str(field.label or "这一项")
    label = name.replace("%", "%%")
    wish = "勾选" if isinstance(field, forms.BooleanField) else "选择" if isinstance(field, _CHOSEN) else "填写"
    return {
        "required": f"请{wish}{name}。",
        "invalid_choice": f"“{label}”里没有“%(value)s”这一项，请重新选择。",
        "max_length": f"“{label}”最多 %(limit_value)d 个字，现在有 %(show_value)d 个：请缩短。",
        "empty": f"{name}是空的，请核对后重选。",
    }


def _usual_messages(field: forms.Field) -> dict[str, Any]:
    """What Django itself would say."""
    found: dict[str, Any] = {}
    for one in reversed(type(field).__mro__):
        found |= getattr(one, "default_error_messages", {})
    return found
