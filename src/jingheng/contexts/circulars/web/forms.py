"""What is typed to make, word, sign and number a circular."""

from __future__ import annotations

from typing import Any

from django import forms

from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.kernel.period import MonthRange
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import MonthField, PasswordAgain
from jingheng.platform.web.parts import Answer
from jingheng.platform.web.request import Request


def _month_picker() -> forms.TextInput:
    """Browsers that have a picker of months show it."""
    return forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"})


class CompileForm(forms.Form):
    first = MonthField(label="起月", widget=_month_picker())
    last = MonthField(label="止月", widget=_month_picker(), help_text="起止月都含在内。")
    scope = forms.ChoiceField(
        label="口径",
        choices=[
            ("all", Answer("全部重大事项", "司法办案、干部选任、项目安排、工程建设、监督执纪等")),
            ("case", Answer("只计司法办案", "2024 年起全国通报的口径（待核）")),
        ],
        widget=forms.RadioSelect,
        initial="all",
    )
    digits = forms.TypedChoiceField(
        label="占比小数位", choices=[(0, "整数"), (1, "一位"), (2, "两位")], coerce=int, initial=2
    )
    rounding = forms.ChoiceField(
        label="凑整",
        choices=[
            ("absorb", Answer("最大项吸收余差，各项合计 100%", "全国通报的做法")),
            ("plain", Answer("各项单独四舍五入", "各项之和可能差 0.01")),
        ],
        widget=forms.RadioSelect,
        initial="absorb",
    )
    base_first = MonthField(
        label="另一个对比期的起月",
        required=False,
        widget=_month_picker(),
        help_text="可不填。上一期间和上年同期总会列出。",
    )
    base_last = MonthField(label="另一个对比期的止月", required=False, widget=_month_picker())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._in_order(given, "first", "last")
        self._in_order(given, "base_first", "base_last")
        if bool(given.get("base_first")) != bool(given.get("base_last")):
            self.add_error("base_last", "对比期的起月和止月要么都填，要么都不填。")
        return given

    def _in_order(self, given: dict[str, Any], first: str, last: str) -> None:
        if given.get(first) and given.get(last) and given[last] < given[first]:
            self.add_error(last, "止月早于起月，请核对。")

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        base = MonthRange(given["base_first"], given["base_last"]) if given["base_first"] else None
        period = MonthRange(given["first"], given["last"])
        return Asked(period, given["scope"], given["digits"], given["rounding"], public=False, base=base)


class WordsForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=120)
    problems = forms.CharField(
        label="存在问题", required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每段一行。写事不写人，不评件数多少。只进内部版。",
    )  # fmt: skip
    demands = forms.CharField(
        label="下步要求", required=False, widget=forms.Textarea(attrs={"rows": 8}), help_text="每段一行。只进内部版。"
    )


class SignForm(PasswordAgain):
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request


class ReturnForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="退回理由", max_length=500, widget=forms.Textarea(attrs={"rows": 4}), help_text="起草人据此修改。",
        error_messages={"required": "请写明退回的理由，起草人据此修改。"},
    )  # fmt: skip


class RevisionForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)


class NumberForm(forms.Form):
    number = forms.CharField(label="发文字号", max_length=40)

    def __init__(self, *args: Any, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = help_text


class FinalNumberForm(forms.Form):
    """The second step: the number as it was given, and that it has been read once more."""

    number = forms.CharField(label="发文字号", max_length=40, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class ReviewForm(forms.Form):
    agreed = forms.ChoiceField(
        label="审查结论", choices=[("YES", "同意公布"), ("NO", "不同意公布")], widget=forms.RadioSelect,
        error_messages={"required": "请选择审查结论。"},
    )  # fmt: skip
    opinion = forms.CharField(
        label="审查意见", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“公开版不涉密，同意公布（保密审查单〔2026〕3号）”。", error_messages={"required": "请写明审查意见和依据。"},
    )  # fmt: skip


class PublishForm(forms.Form):
    """Nothing but a yes: what stands against it is the life cycle's to say."""


def show_refusals(form: forms.Form, refused: Refused) -> None:
    """Put each refusal beside its field."""
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
