"""What inspection types: filters, reasons and opinions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from jingheng.contexts.org.api import Person
from jingheng.contexts.records.queries.worklists import Wanted
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES
from jingheng.platform.web.forms import Form, MonthField
from jingheng.platform.web.parts import Answer
from jingheng.platform.web.tables import SORT

_ALL = ("", "全部")
_YES_NO = [_ALL, ("yes", "是"), ("no", "否")]


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[_ALL, *choices])


class FilterForm(Form):
    number = forms.CharField(label="编号、回执码", required=False, max_length=40)
    month = MonthField(
        label="填报月", required=False, widget=forms.TextInput(attrs={"placeholder": "2026-11", "size": 8})
    )
    urgent = forms.ChoiceField(label="紧急", required=False, choices=_YES_NO)
    late = forms.ChoiceField(label="迟填", required=False, choices=_YES_NO)
    imported = forms.ChoiceField(label="导入", required=False, choices=_YES_NO)
    due = _choice("时限", [("late", "逾期"), ("soon", "临期"), ("none", "无期限")])
    state = _choice("状态", list(RECORD_STATES.items()))
    triage = _choice("甄别", taxonomy.TRIAGE.choices)
    matter = _choice("事项", taxonomy.MATTERS.choices)
    bucket = _choice("内容分类", taxonomy.BUCKETS.choices)
    channel = _choice("方式", taxonomy.CHANNELS.choices)
    position = _choice("填报人", taxonomy.POSITIONS.choices)


def wanted_from(params: QueryDict, show: str = "") -> Wanted:
    """The list that an address asks for. What is not understood shows nothing: everything would pass for an answer."""
    form = FilterForm(params)
    understood = form.is_valid()
    given: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value}
    return Wanted(
        show=show or params.get("show") or "open", sort=params.get(SORT, ""), not_understood=not understood, **given
    )


class _Opinion(Form):
    opinion = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(_Opinion):
    opinion = forms.CharField(
        label="要补正什么",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="填报人会看到。理由为“其他”时必须写。",
    )


class TriageForm(_Opinion):
    opinion = forms.CharField(label="甄别意见", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ProposeForm(_Opinion):
    outcome = forms.ChoiceField(label="核查结论", widget=forms.RadioSelect, choices=taxonomy.OUTCOMES.choices)
    opinion = forms.CharField(label="核查情况和理由", widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (code, Answer(name, "不利结论：由另一人审定" if code in taxonomy.ADVERSE_OUTCOMES else ""))
            for code, name in taxonomy.OUTCOMES.choices
        ]


class DecideForm(_Opinion):
    opinion = forms.CharField(
        label="审定意见", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="退回重核时必须写明理由。"
    )


class UnmaskForm(Form):
    reason = forms.CharField(
        label="查看填报人的理由", widget=forms.Textarea(attrs={"rows": 2}), help_text="理由会告知填报人。"
    )


class BulkReturnForm(Form):
    reason = forms.ChoiceField(label="退回理由", widget=forms.RadioSelect, choices=taxonomy.RETURN_REASONS.choices)
    opinion = forms.CharField(
        label="要补正什么",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每位填报人都会看到同一段话。",
    )


class PersonForm(Form):
    """Choose one of a few colleagues by key."""

    person = forms.ChoiceField(label="人员", widget=forms.RadioSelect, choices=[])

    def __init__(self, people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(person.pk), person.name) for person in people]  # type: ignore[attr-defined]
        if len(people) == 1:
            self.initial.setdefault("person", str(people[0].pk))


class HearForm(PersonForm):
    disclosed = forms.CharField(
        label="告知的事实", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写清反映他做了什么；不写是谁填报的、什么时候填报的。出现填报人姓名、编号、回执码的，系统不发。",
    )  # fmt: skip


class CorrectForm(PersonForm):
    note = forms.CharField(label="认定记错人的依据", widget=forms.Textarea(attrs={"rows": 4}))


class ReassignForm(PersonForm):
    pass
