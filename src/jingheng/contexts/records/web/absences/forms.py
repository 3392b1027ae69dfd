"""Who is away, why and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from jingheng.contexts.org.api import REASONS, Office, by_department, staff_on
from jingheng.platform.web.forms import DayInput, Form

_DATE = DayInput()


class AbsenceForm(Form):
    person = forms.TypedChoiceField(label="人员", coerce=int)
    reason = forms.ChoiceField(label="事由", choices=[("", "请选择"), *REASONS.choices])
    host = forms.TypedChoiceField(
        label="借入单位（只有借调才填）",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="在本系统内的，在这里选。",
    )
    host_name = forms.CharField(
        label="借入单位名称（只有借调才填）",
        required=False,
        max_length=100,
        help_text="不在本系统内的，写明名称，例如“区委政法委”。",
    )
    starts_on = forms.DateField(label="开始日期", widget=_DATE)
    last_day = forms.DateField(
        label="最后一天", required=False, widget=_DATE, help_text="还不知道何时返岗的留空，返岗时再填。"
    )
    basis = forms.CharField(
        label="依据", max_length=100, help_text="批准文号或者会议，例如“正检政〔2026〕8号”。不要写病情、家庭情况。"
    )

    def __init__(self, *args: Any, office: Office, on: date, asked_by: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = [person for person in staff_on(office.pk, on) if person.pk != asked_by]  # nobody enters his own
        self.fields["person"].choices = [("", "请选择"), *by_department(staff, on=on)]  # type: ignore[attr-defined]
        others = Office.objects.exclude(pk=office.pk).order_by("path").values_list("id", "name")
        self.fields["host"].choices = [("", "（不在本系统内，或者不是借调）"), *others]  # type: ignore[attr-defined]
