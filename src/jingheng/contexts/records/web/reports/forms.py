"""What is typed about a report: problems, a password, a reason, a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jingheng.contexts.records.rules.problems import PROGRESS, Followed, Problems, lines_of
from jingheng.kernel.period import Month, MonthRange
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import PasswordAgain
from jingheng.platform.web.request import Request

_LONG = 36  # months: a table of rates that still fits on a page and in a moment


class DeedForm(forms.Form):
    """Of a deed that needs nothing but a yes. `given` are the use-case's further arguments."""

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def given(self) -> dict[str, Any]:
        return {}


class CompileForm(DeedForm):
    """Beside the fields below: state and note of every problem that the last report left behind."""

    problems = forms.CharField(
        label="存在问题",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行写一个问题，下期要回答整改了没有；没有的空着。不写填报人和被记录人的姓名。",
    )
    words = forms.CharField(
        label="情况说明和下步打算",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="未完成和迟报的原因、下步打算。不写填报人和被记录人的姓名。",
    )

    def __init__(self, *args: Any, carried: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried = carried
        for number, text in enumerate(carried):
            choices = [("", "请选择"), *PROGRESS.choices]
            self.fields[f"followed-{number}-state"] = forms.ChoiceField(
                label=f"上期问题：{text}", choices=choices, required=False
            )
            self.fields[f"followed-{number}-note"] = forms.CharField(
                label="整改说明", max_length=200, required=False, help_text="可以不写。"
            )
        self.order_fields([name for name in self.fields if name.startswith("followed")])

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        followed = tuple(
            Followed(text, said[f"followed-{number}-state"], said[f"followed-{number}-note"])
            for number, text in enumerate(self.carried)
            if said[f"followed-{number}-state"]
        )
        return {"words": said["words"], "problems": Problems(lines_of(said["problems"]), followed)}


class SignForm(DeedForm, PasswordAgain):
    """The chief's password, and nothing besides."""


class PaperSignedForm(DeedForm):
    compared = forms.BooleanField(
        label="已打开扫描件核对：签名、日期、稿次和校验码都与上面所列一致",
        error_messages={"required": "请先打开扫描件核对，一致的再确认；不一致的，请登记人重新登记。"},
    )
    scan = forms.CharField(widget=forms.HiddenInput)

    def given(self) -> dict[str, Any]:
        return {"shown_scan": self.cleaned_data["scan"]}


class OpinionForm(DeedForm):
    opinion = forms.CharField(
        label="退回的理由和要改什么", widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明退回的理由和要改什么。"},
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        return {"opinion": self.cleaned_data["opinion"]}


class UrgentForm(forms.Form):
    words = forms.CharField(
        label="报告内容",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="什么事、影响到什么、已经采取什么措施、需要上级做什么。不写填报人姓名。",
    )


class PeriodForm(forms.Form):
    """A period as two months in the address. What is asked in vain falls back to the default."""

    first = forms.CharField(
        label="自", required=False, widget=forms.TextInput(attrs={"placeholder": "2026-01", "size": 8})
    )
    last = forms.CharField(
        label="至", required=False, widget=forms.TextInput(attrs={"placeholder": "2026-12", "size": 8})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            months = MonthRange(Month.parse(cleaned.get("first", "")), Month.parse(cleaned.get("last", "")))
        except ValueError as fault:
            raise ValidationError(str(fault)) from fault
        if len(months) > _LONG:
            raise ValidationError(f"一次最多看 {_LONG} 个月，请缩短期间。")
        return cleaned | {"months": months}


def show_refusals(form: forms.Form, refused: Refused) -> None:
    """Put each refusal beside its field."""
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
