"""Fields of the record form: what the answers must say for them to show, and long lists with the likely ones first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context

from jingheng.contexts.records.rules.drafting import (
    PARTY_FIELDS,
    PARTY_SHOWN_WHEN,
    PAYLOAD_FIELDS,
    SHOWN_WHEN,
    Clause,
    Field,
)
from jingheng.contexts.records.rules.taxonomy import ACTS, ASKERS
from jingheng.kernel.sources import Dictionary
from jingheng.platform.web.templatetags.shell import field as shell_field

register = template.Library()

_ACT_GROUPS = {
    "N": "一般过问（不一定违规，但要记）",
    "A": "领导干部干预、插手",
    "B": "司法机关内部人员违规过问",
    "X": "非办案事项打招呼",
    "C": "不当接触交往",
    "H": "与律师不正当接触交往",
    "Z": "归不了类",
}
_ASKER_GROUPS = {
    "检察机关的人": ("P21", "P22", "P23", "P24", "P25", "P27"),
    "领导干部和有关单位": ("P11", "P12", "P13", "P14", "P15"),
    "其他司法机关": ("P26", "P28"),
    "当事人、律师、中介": ("P31", "P32", "P33", "P34"),
    "亲友熟人": ("P41", "P42", "P43", "P44"),
    "其他": ("P51", "P52", "P53", "P99"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    code: str
    name: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    choices: tuple[Choice, ...]
    open: bool


@register.inclusion_tag("web/_field.html", takes_context=True)
def record_field(context: Context, bound: BoundField, unit: str = "") -> dict[str, Any]:
    """A field of the record form with its condition, read from the table of the rules."""
    row = bound.name
    prefix = f"{bound.form.prefix}-" if bound.form.prefix else ""
    table, fields = (PARTY_SHOWN_WHEN, PARTY_FIELDS) if prefix else (SHOWN_WHEN, PAYLOAD_FIELDS)
    clauses = table.get(row, ())
    return shell_field(context, bound, condition(clauses, prefix), _words(clauses, fields), unit)


@register.simple_tag
def shown_when(name: str, prefix: str = "") -> str:
    """The condition of a field for `data-shown-when`, where the template draws the field itself."""
    return condition((PARTY_SHOWN_WHEN if prefix else SHOWN_WHEN)[name], f"{prefix}-" if prefix else "")


@register.inclusion_tag("records/_grouped.html", takes_context=True)
def grouped_field(context: Context, bound: BoundField, suggested: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Acts or kinds of askers: those that the decision aid suggests first, the others in groups that open."""
    first = tuple(suggested.get(bound.name, ()))
    chosen = set(bound.value() or ())
    dictionary, groups = (ACTS, _acts()) if bound.name == "acts" else (ASKERS, _ASKER_GROUPS)
    rest = [
        _group(bound, title, [code for code in codes if code not in first], dictionary, chosen, always=not first)
        for title, codes in groups.items()
    ]
    rest = [group for group in rest if group.choices]
    if bound.name == "acts" and not first:  # thirty-five at once are a wall: the everyday ones stand open
        rest = [
            Group(group.title, group.choices, group.open and (not index or _any(group)))
            for index, group in enumerate(rest)
        ]
    return {
        "bound": bound,
        "faults": list(bound.errors),
        "lead": _group(bound, "按刚才的回答，多半是", list(first), dictionary, chosen, always=True) if first else None,
        "groups": rest,
        "folded": bool(first),
        "folded_open": any(_any(group) for group in rest),
        "focus": bool(bound.errors) and next(iter(bound.form.errors), None) == bound.name,
    }


def condition(clauses: Iterable[Clause], prefix: str) -> str:
    """As reveal.js reads it: `acts=C1|C2||bribe=YES`, names as they are posted."""
    return "||".join(f"{prefix}{clause.field}={'|'.join(sorted(clause.values))}" for clause in clauses)


def _words(clauses: Iterable[Clause], fields: tuple[Field, ...]) -> str:
    """The same for whoever has no script."""
    rows = {row.name: row for row in fields}
    return "或者".join(
        f"“{rows[clause.field].label}”选了{_names(clause, rows[clause.field].dictionary)}" for clause in clauses
    )


def _names(clause: Clause, dictionary: Dictionary | None) -> str:
    codes = [code for code in dictionary.codes if code in clause.values] if dictionary else sorted(clause.values)
    names = [dictionary.name(code) if dictionary else {"YES": "是"}.get(code, code) for code in codes]
    return "、".join(f"“{name}”" for name in names[:3]) + ("等" if len(names) > 3 else "")


def _acts() -> dict[str, list[str]]:
    return {title: [code for code in ACTS.codes if code[0] == letter] for letter, title in _ACT_GROUPS.items()}


def _group(
    bound: BoundField, title: str, codes: Iterable[str], dictionary: Dictionary, chosen: set[str], *, always: bool
) -> Group:
    choices = tuple(
        Choice(f"{bound.auto_id}_{code}", code, dictionary.name(code), code in chosen)
        for code in codes
        if code in dictionary
    )
    return Group(title, choices, always or any(choice.checked for choice in choices))


def _any(group: Group) -> bool:
    return any(choice.checked for choice in group.choices)
