from __future__ import annotations

from django import forms

from jingheng.platform.web.forms import DayInput
from jingheng.platform.web.parts import Answer


class SampleForm(forms.Form):
    visitor = forms.CharField(label="来访人姓名", max_length=40, help_text="只写姓名；身份证号、电话不要写。")
    visited_on = forms.DateField(
        label="来访日期",
        widget=DayInput(),
        help_text="记不清的，写大致日期并在内容里说明。",
    )
    channel = forms.ChoiceField(
        label="方式",
        widget=forms.RadioSelect,
        choices=[
            ("VISIT", Answer("当面", "走廊、办公室、饭局都算")),
            ("PHONE", Answer("电话")),
            ("PAPER", Answer("来函来文", "含批示、批条")),
        ],
    )
    said_by = forms.CharField(label="通话时长", required=False)
    kinds = forms.MultipleChoiceField(
        label="属于哪一类",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("本单位", [("A1", "在职人员"), ("A2", Answer("退休人员", "退休三年以内也算"))]),
            ("外单位", [("B1", "机关干部"), ("B2", "企业人员"), ("B3", "律师"), ("B4", "其他")]),
        ],
    )
    narrative = forms.CharField(
        label="内容",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="按先后写：谁、什么时候、怎么说的、您怎么回答的。",
    )
    office = forms.ChoiceField(
        label="来自单位", required=False, choices=[("", "请选择"), ("1", "澄明市"), ("2", "白石县")]
    )
    scan = forms.FileField(label="附件", required=False, help_text="PDF 或图片，每个不超过 20 MB；不要上传涉密材料。")
    true = forms.BooleanField(label="以上内容是本人如实填写")


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名")
    post = forms.CharField(label="职务", required=False)


PersonRows = forms.formset_factory(PersonForm, extra=1, can_delete=False)


class FilterForm(forms.Form):
    q = forms.CharField(label="关键词", required=False)
    number = forms.CharField(label="编号", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("open", "办理中"), ("done", "已办结")]
    )
    department = forms.ChoiceField(
        label="部门", required=False, choices=[("", "全部"), ("1", "第一部门"), ("2", "第三部门")]
    )


class LoginForm(forms.Form):
    username = forms.CharField(
        label="人员编号", widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "numeric"})
    )
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="退回的原因", widget=forms.Textarea(attrs={"rows": 3}), help_text="登记人会看到这段话。"
    )
