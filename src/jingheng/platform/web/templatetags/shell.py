"""The components of the house. `docs/components.md` lists them with what they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BaseFormSet,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jingheng.kernel.lifecycle import Offer
from jingheng.kernel.period import SHANGHAI, local_date
from jingheng.platform.web.figures import Figure, Matrix
from jingheng.platform.web.parts import Light
from jingheng.platform.web.tables import Table

register = template.Library()

ICONS = "vendor/tabler-icons-3.51.0/sprite.svg"


# --- small things -----------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Decoration beside a word; whoever uses an icon alone gives it a word in `.visually-hidden`."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" icon-{size}" if size else "",
        static(ICONS),
        name,
    )


@register.inclusion_tag("web/_light.html")
def light(value: Light | str, word: str = "") -> dict[str, Any]:
    shown = Light(value)
    return {"light": shown, "word": word or shown.word}


@register.inclusion_tag("web/_moment.html")
def moment(value: datetime | date | None, now: datetime | None = None, empty: str = "—") -> dict[str, Any]:
    """The absolute moment; with `now` also the relative one beside it."""
    if value is None:
        return {"empty": empty}
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        machine, text = local.isoformat(timespec="minutes"), f"{local:%Y-%m-%d %H:%M}"
    else:
        machine = text = value.isoformat()
    return {"machine": machine, "text": text, "relative": _relative(value, now) if now else ""}


def _relative(value: datetime | date, now: datetime) -> str:
    day = local_date(value) if isinstance(value, datetime) else value
    days = (day - local_date(now)).days
    near = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
    return near.get(days) or (f"{days} 天后" if days > 0 else f"{-days} 天前")


# --- forms ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Option:
    id: str
    value: str
    label: str
    hint: str
    checked: bool
    disabled: bool


@register.inclusion_tag("web/_field.html", takes_context=True)
def field(context: Context, bound: BoundField, shown_when: str = "", when: str = "", unit: str = "") -> dict[str, Any]:
    """One field with label, help and fault. `shown_when` is reveal.js's condition, `when` the same in words.

    `quiet` in the context holds faults back: the person has not submitted yet, only asked for one more row.
    """
    widget = bound.field.widget
    faults = [] if context.get("quiet") else list(bound.errors)
    base = bound.auto_id
    described = [f"{base}_helptext"] * bool(bound.help_text) + [f"{base}_error"] * bool(faults)
    kind, css = _kind(widget)
    if kind == "file" and bound.form.is_bound and bound.form.errors and not faults:
        faults = ["浏览器不保留选好的文件，请再选一次。"]
        described = [*described, f"{base}_error"]
    attrs: dict[str, Any] = {"class": css + " is-invalid" * bool(faults)}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if faults:
        attrs["aria-invalid"] = "true"
    if bound.field.required and kind != "file":
        attrs["required"] = True
    if bound.field.disabled:
        attrs["disabled"] = True
    if faults and next(iter(bound.form.errors), None) == bound.name:
        attrs["autofocus"] = True
    choice = kind in {"answers", "checks"}
    control = (
        "" if choice else widget.render(bound.html_name, bound.value(), {**attrs, "id": base}, bound.form.renderer)
    )
    return {
        "bound": bound,
        "kind": kind,
        "control": control,
        "faults": faults,
        "described": " ".join(described),
        "unit": unit,
        "groups": list(_groups(bound, autofocus="autofocus" in attrs)) if choice else (),
        "shown_when": shown_when,
        "when": when,
        "multiple": kind == "checks",
    }


def _kind(widget: Any) -> tuple[str, str]:
    if isinstance(widget, CheckboxSelectMultiple):
        return "checks", "form-check-input"
    if isinstance(widget, RadioSelect):
        return "answers", "form-check-input"
    if isinstance(widget, CheckboxInput):
        return "check", "form-check-input"
    if isinstance(widget, FileInput):
        return "file", "form-control"
    if isinstance(widget, Select):
        return "line", "form-select"
    return ("text" if isinstance(widget, Textarea) else "line"), "form-control"


def _groups(bound: BoundField, autofocus: bool) -> Iterator[tuple[str, list[Option], bool]]:
    """Groups of options; the flag says on which group the focus must stand."""
    chosen = bound.value()
    values = (
        [str(value) for value in chosen]
        if isinstance(chosen, (list, tuple, set))
        else [str(chosen if chosen is not None else "")]
    )
    lone: list[Option] = []
    for name, options, _index in bound.field.widget.optgroups(bound.html_name, values, {"id": bound.auto_id}):
        made = [
            Option(
                id=option["attrs"]["id"],
                value=str(option["value"]),
                label=str(option["label"]),
                hint=getattr(option["label"], "hint", ""),
                checked=option["selected"],
                disabled=bool(option["attrs"].get("disabled")) or bound.field.disabled,
            )
            for option in options
        ]
        if name is None:
            lone += made
        else:
            yield str(name), made, autofocus
            autofocus = False
    if lone:
        yield "", lone, autofocus


@register.inclusion_tag("web/_error_summary.html", takes_context=True)
def error_summary(context: Context, *forms: BaseForm | BaseFormSet[Any]) -> dict[str, Any]:
    """Every fault of the given forms and formsets with a link to its field."""
    faults: list[tuple[str, str, str]] = []
    if not context.get("quiet"):
        for form in forms:
            faults += _faults_of_formset(form) if isinstance(form, BaseFormSet) else _faults_of(form)
    return {"faults": faults, "nowhere": bool(faults) and not any(target for target, _, _ in faults)}


def _faults_of(form: BaseForm, where: str = "") -> list[tuple[str, str, str]]:
    found = [("", where, str(sentence)) for sentence in form.non_field_errors()]
    for bound in form:
        found += [(bound.auto_id, f"{where}{bound.label}", str(sentence)) for sentence in bound.errors]
    return found


def _faults_of_formset(formset: BaseFormSet[Any]) -> list[tuple[str, str, str]]:
    found = [("", "", str(sentence)) for sentence in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, 1):
        found += _faults_of(form, f"第 {number} 行 ")
    return found


# --- parts of a page --------------------------------------------------------------------------------------------------
@register.inclusion_tag("web/_lifecycle_buttons.html")
def lifecycle_buttons(
    offers: Iterable[Offer], base: str, primary: str = "", asking: str = "", danger: str = ""
) -> dict[str, Any]:
    """One button for each offer: POST to `base` + action, or for those in `asking` a link to a page that asks first."""
    asks, warns = asking.split(","), danger.split(",")
    buttons = [
        {
            "offer": offer,
            "url": f"{base}{offer.action}",
            "asks": offer.action in asks,
            "tone": "btn-primary" if offer.action == primary else "j-btn-danger" if offer.action in warns else "",
        }
        for offer in offers
    ]
    return {"buttons": buttons}


@register.inclusion_tag("web/_table.html", takes_context=True)
def data_table(context: Context, table: Table) -> dict[str, Any]:
    return {"table": table, "request": context.get("request")}


@register.simple_tag
def filter_control(bound: BoundField, table_key: str) -> SafeString:
    """A filter's control in a table's head: it belongs to the filter form by name, wherever it stands."""
    _kind_of_control, css = _kind(bound.field.widget)
    attrs = {"id": bound.auto_id, "class": f"{css} {css}-sm", "form": f"{table_key}-filter"}
    return SafeString(bound.field.widget.render(bound.html_name, bound.value(), attrs, bound.form.renderer))


@register.inclusion_tag("web/_figure.html")
def figure(value: Figure, level: int = 2) -> dict[str, Any]:
    return {"figure": value, "level": level}


@register.inclusion_tag("web/_matrix.html")
def matrix(value: Matrix) -> dict[str, Any]:
    return {"matrix": value}


@register.inclusion_tag("web/_diff.html")
def text_diff(old: str, new: str, old_label: str = "原文", new_label: str = "新文") -> dict[str, Any]:
    """Two texts beside each other, what was taken out and put in marked by sign, line and word."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    left: list[tuple[bool, str]] = []
    right: list[tuple[bool, str]] = []
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        same = operation == "equal"
        if old_to > old_from:
            left.append((not same, old[old_from:old_to]))
        if new_to > new_from:
            right.append((not same, new[new_from:new_to]))
    return {"left": left, "right": right, "old_label": old_label, "new_label": new_label, "same": old == new}


@register.simple_block_tag
def panel(content: str, title: str, *, note: str = "", id: str = "", level: int = 2, flush: bool = False) -> SafeString:
    """A framed part of a page. `flush`: no padding, for tables and lists."""
    return format_html(
        '<section class="j-panel"{}><header class="j-panel-head"><h{} class="j-panel-title">{}</h{}>{}</header>'
        '<div class="j-panel-body{}">{}</div></section>',
        format_html(' id="{}"', id) if id else "",
        level,
        title,
        level,
        format_html('<span class="j-note">{}</span>', note) if note else "",
        " j-flush" if flush else "",
        SafeString(content),
    )


@register.simple_block_tag
def fold(content: str, title: str, *, state: str = "", open: bool = True, id: str = "", number: str = "") -> SafeString:
    """A block of a long form that folds, and stands open where it holds a fault. `state`: 已填好, 还差 2 项."""
    return format_html(
        '<details class="j-fold"{}{}><summary>{}<span class="j-fold-title">{}</span>{}</summary>'
        '<div class="j-fold-body">{}</div></details>',
        format_html(' id="{}"', id) if id else "",
        SafeString(" open") if open or "j-field-wrong" in content else "",
        format_html('<span class="j-fold-number">{}</span>', number) if number else "",
        title,
        format_html('<span class="j-fold-state">{}</span>', state) if state else "",
        SafeString(content),
    )
