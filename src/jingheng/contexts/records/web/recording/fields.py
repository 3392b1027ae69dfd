"""Form fields made from the tables of `rules.drafting`. They read what was typed; what may stay, the rules say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jingheng.contexts.records.rules.drafting import Field, Kind
from jingheng.kernel.period import SHANGHAI
from jingheng.platform.web.parts import Answer

_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M")
_YEARS = range(1950, 2100)
_UNREADABLE = "没有这个时间，或者写法认不出来。请按“2026-11-10 09:30”的样子写，年月日和时分都要有。"
#: Long lists go into a menu, short ones stand open.
_MENU = frozenset({"case_stage", "case_kind", "managed_by", "body", "no_evidence_reason"})


class CodeField(forms.ChoiceField):
    """One code. A code that is not in the dictionary passes: the rules refuse it in words of the trade."""

    validate = forms.Field.validate


class CodesField(forms.MultipleChoiceField):
    """Several codes, the same way."""

    validate = forms.Field.validate


class MomentInput(forms.DateTimeInput):
    """A browser's own picker; where what was typed is no moment, a plain line, so that it is not lost."""

    input_type = "datetime-local"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if value and read_moment(str(value)) is None:
            context["widget"]["type"] = "text"
        return context


class MomentField(forms.CharField):
    """A moment to the minute, in the office's time."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]  # a moment, or nothing
        text = str(value or "").strip()
        if not text:
            return None
        found = read_moment(text)
        if found is None:
            raise ValidationError(_UNREADABLE, code="unreadable")
        return found


def read_moment(text: str) -> datetime | None:
    for pattern in _FORMATS:
        try:
            found = datetime.strptime(text.strip(), pattern)
        except ValueError:
            continue
        return found.replace(second=0, tzinfo=SHANGHAI) if found.year in _YEARS else None
    return None


def form_field(field: Field) -> forms.Field:
    """Never compulsory here: a draft is kept as it is."""
    made = _MAKERS[field.kind](field)
    made.required, made.label, made.help_text = False, field.label, field.help
    return made


def _text(field: Field) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _long_text(field: Field) -> forms.Field:
    rows = {"summary": 5, "verbatim": 3}.get(field.name, 2)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}))


def _code(field: Field) -> forms.Field:
    assert field.dictionary is not None
    if field.name in _MENU:
        return CodeField(choices=[("", "请选择"), *field.dictionary.choices])
    return CodeField(choices=_answers(field.dictionary.choices), widget=forms.RadioSelect)


def _codes(field: Field) -> forms.Field:
    assert field.dictionary is not None
    return CodesField(choices=_answers(field.dictionary.choices), widget=forms.CheckboxSelectMultiple)


def _yes_no(field: Field) -> forms.Field:
    return CodeField(choices=[("YES", "是"), ("NO", "否")], widget=forms.RadioSelect)


def _flag(field: Field) -> forms.Field:
    return forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "YES"}))


def _number(field: Field) -> forms.Field:
    messages = {"invalid": "请写数字，例如 2。", "max_value": "这个数太大了，请核对。"}
    return forms.IntegerField(max_value=9999, error_messages=messages, widget=forms.NumberInput(attrs={"min": 1}))


def _answers(choices: list[tuple[str, str]]) -> list[tuple[str, Answer]]:
    return [(code, Answer(name)) for code, name in choices]


_MAKERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.MOMENT: lambda _field: MomentField(),
    Kind.YES_NO: _yes_no,
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
}
