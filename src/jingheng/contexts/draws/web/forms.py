"""What is typed to set up a draw and to carry it out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from jingheng.contexts.draws.rules.planning import KINDS, Wanted
from jingheng.contexts.draws.rules.values import THROWN_WITH
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import Form
from jingheng.platform.web.parts import Answer

_LIST_HELP = "CSV 文件，第 1 行是列名，一行一件。Excel 里“另存为 CSV UTF-8”即可。不要带当事人姓名等用不着的列。"
_KINDS = {
    "FILINGS": Answer(KINDS["FILINGS"], "抽查填报是否及时、完整"),
    "CASES": Answer(KINDS["CASES"], "按承办人抽取案件评查"),
    "OTHER": Answer(KINDS["OTHER"]),
}


class StartForm(Form):
    title = forms.CharField(
        label="抽取编号", max_length=200, help_text="例如“2026年11月评查”。一次抽取一个编号，记入账本，不能重用。"
    )
    kind = forms.ChoiceField(label="种类", choices=list(_KINDS.items()), widget=forms.RadioSelect, initial="CASES")
    frame = forms.FileField(label="名单", help_text=_LIST_HELP)


class AgainForm(Form):
    title = forms.CharField(label="新的抽取编号", max_length=200, help_text="另起一个编号；前一次的结果原样留存。")
    reason = forms.CharField(
        label="重新抽取的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为什么前一次不能用。会印在观察页和打印页上。",
    )  # fmt: skip
    frame = forms.FileField(label="名单", required=False, help_text=f"不选文件则沿用前一次的名单。{_LIST_HELP}")


class PlanForm(Form):
    id = forms.ChoiceField(label="编号列", help_text="每件一个、互不相同的那一列。")
    strata = forms.ChoiceField(label="分层列", required=False, help_text="一般选承办人：每人都抽到。不分层可不选。")
    percent = forms.CharField(label="每层抽取比例（%）", max_length=12)
    least = forms.CharField(label="每层最少（件）", max_length=9)
    mandatory = forms.ChoiceField(label="必抽列", required=False, help_text="这一列有内容的都抽，不占比例。")
    size = forms.CharField(label="另外加权抽取（件）", max_length=9, help_text="从余下的里面再抽几件；不用写 0。")
    weight = forms.ChoiceField(
        label="权重列", required=False, help_text="整数，越大越容易抽到，0 不抽；不选则机会均等。"
    )
    parties = forms.CharField(
        label="参与方", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个，至少两个，例如案管、检务督察、人民监督员。每一方定一个口令，抽取当场公开。",
    )  # fmt: skip

    def __init__(self, *args: Any, columns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in columns if name]
        for role in ("id", "strata", "mandatory", "weight"):
            field = self.fields[role]
            assert isinstance(field, forms.ChoiceField)
            field.choices = names if role == "id" else [("", "不用"), *names]

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        parties = [line.strip() for line in given["parties"].splitlines() if line.strip()]
        texts = {name: given[name] for name in ("id", "strata", "percent", "least", "mandatory", "weight", "size")}
        return Wanted(**texts, parties=tuple(parties))


class DigestForm(Form):
    sha256 = forms.CharField(
        label="自定口令的 SHA-256", max_length=200,
        help_text="口令自己想、自己记，几个不相干的词；在自己的电脑上算：printf %s '口令' | sha256sum；"
        "Windows 上把口令存成不换行的文本文件，用 certutil -hashfile 文件名 SHA256。",
    )  # fmt: skip


class SecretForm(Form):
    secret = forms.CharField(label="口令", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ConfirmForm(Form):
    value = forms.CharField(
        label="公开值", max_length=400, help_text="照骰子或者号码球的次序输入数字，中间用空格隔开。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )  # fmt: skip


class ValueForm(ConfirmForm):
    thrown_with = forms.ChoiceField(
        label="用什么产生", choices=list(THROWN_WITH.items()), widget=forms.RadioSelect, initial="DICE"
    )
    thrown_by = forms.CharField(label="掷出的人", max_length=40, help_text="人民监督员或者派驻纪检监察组人员的姓名。")
    thrower_unit = forms.CharField(label="他的单位", max_length=80, help_text="例如“人民监督员，区图书馆”。")


class YesForm(Form):
    """Nothing but a yes: what stands against it is the life cycle's to say."""


class ReasonForm(Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReplaceForm(ReasonForm):
    case = forms.ChoiceField(label="不能查的案件", help_text="只选哪一件不能查；由哪一件替补，按原来的次序算出。")
    field_order = ("case", "reason")

    def __init__(self, *args: Any, cases: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(case, case) for case in cases]


class EnlargeForm(ReasonForm):
    size = forms.IntegerField(
        label="加权抽取共（件）", min_value=1, error_messages={"invalid": "请填写整数。"},
        help_text="连同已经抽的一共几件。已抽中的都保留。",
    )  # fmt: skip
    field_order = ("size", "reason")


def show_refusals(form: forms.Form, refused: Refused) -> None:
    """Put each refusal beside its field."""
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
