"""What is typed about witnesses. Each takes the password once more."""

from __future__ import annotations

from typing import Any

from django import forms

from jingheng.kernel.refusal import Refused
from jingheng.platform.web.forms import PasswordAgain
from jingheng.platform.web.request import Request


class Confirmed(PasswordAgain):
    undone = "什么都没有改动"

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["password"].help_text = "办理前再核一次是您本人。"


class WitnessForm(Confirmed):
    name = forms.CharField(label="见证人", help_text="用本院的叫法，例如“省院见证服务器”。")
    vkey = forms.CharField(
        label="见证人的公钥",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text="由对方给出的一整行：对方用镜衡的，在“账本与见证”页上；用独立见证程序的，是 jingheng-witness init 显示的那一行。",
    )
    url = forms.CharField(
        label="地址",
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text="网络能通的，写对方地址：镜衡服务器是 https://主机名/witness ，独立见证程序是 http://地址:端口 。不通的留空，用文件交换。",
    )
    field_order = ("name", "vkey", "url", "password")


class WatchForm(Confirmed):
    name = forms.CharField(label="谁的账本", help_text="用本院的叫法，例如“明德区院”。")
    vkeys = forms.CharField(
        label="账本公钥",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="一行一把，由对方从“账本与见证”页复制。每年有新的账本和新的公钥，年初要再加一次。",
    )
    field_order = ("name", "vkeys", "password")


def show_refusals(form: forms.Form, refused: Refused) -> None:
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
