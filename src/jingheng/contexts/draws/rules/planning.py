"""From what is typed into the form to the plan of `jingheng.verify`, which alone is computed from."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jingheng.kernel.refusal import Refusal, Refused, ensure
from jingheng.verify import bundle, cases, plans
from jingheng.verify.bundle import Ground
from jingheng.verify.cases import BadFrame
from jingheng.verify.plans import BadPlan, Plan

KINDS = {"FILINGS": "填报抽查", "CASES": "案件评查", "OTHER": "其他抽查"}
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
#: How lists name their columns, the likelier first.
_USUAL = {
    "id": ("案号", "统一受案号", "部门受案号", "受案号", "编号", "回执码"),
    "strata": ("承办人", "承办检察官", "检察官", "部门"),
    "mandatory": ("必查", "必抽", "必评"),
    "weight": ("风险分", "权重"),
}
#: key of the plan → field of the form, its words
_FIELDS = {
    "draw": ("title", "抽取编号"),
    "id": ("id", "编号列"),
    "strata": ("strata", "分层列"),
    "quota.min": ("least", "每层最少"),
    "mandatory": ("mandatory", "必抽列"),
    "weight": ("weight", "权重列"),
    "size": ("size", "另外加权抽取"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form asks: columns by name ("" is none), numbers as typed, parties in any order."""

    id: str
    strata: str = ""
    percent: str = "0"
    least: str = "0"
    mandatory: str = ""
    weight: str = ""
    size: str = "0"
    parties: tuple[str, ...] = ()


def usual_columns(columns: Sequence[str]) -> dict[str, str]:
    """DRW-16. Columns that are named as usual are proposed, never taken unasked (own design)."""
    return {role: next((name for name in names if name in columns), "") for role, names in _USUAL.items()}


def rate_of(percent: str) -> str:
    """5 → 0.05, exactly."""
    return format((Decimal(percent) / 100).normalize(), "f")


def percent_of(rate: str) -> str:
    return format((Decimal(rate) * 100).normalize(), "f")


def refuse_unfit_title(title: str) -> Refusal | None:
    """DRW-17. A draw's id is written in one way only, for the log finds draws by it (own design, ADR 14)."""
    if fault := plans.text_fault(title):
        return Refusal("unfit", f"抽取编号{fault.replace(',', '，')}。", "title")
    return None


def refuse_unfit_percent(percent: str) -> Refusal | None:
    """DRW-22. A share of a layer is a decimal from 0 to 100 (own design, ADR 14)."""
    if not _PERCENT.fullmatch(percent) or Decimal(percent) > 100:
        return Refusal("unfit", f"每层抽取比例应是 0 到 100 的数，例如 5，写的是“{percent}”。", "percent")
    return None


def refuse_nothing(wanted: Wanted) -> Refusal | None:
    """DRW-23. A plan by which nothing could be drawn is none (own design, ADR 14)."""
    if not wanted.strata and not wanted.mandatory and wanted.size == "0":
        return Refusal("nothing", "一件也抽不出来：请选分层列或者必抽列，或者写明另外加权抽取几件。", "size")
    return None


def plan_of(wanted: Wanted, *, title: str, encoding: str) -> Plan:
    """The plan without its shares; Refused names the field."""
    by_layers = bool(wanted.strata)
    ensure(refuse_unfit_percent(wanted.percent) if by_layers else None, refuse_nothing(wanted))
    plan = Plan(
        draw=title, id=wanted.id, encoding=encoding, strata=wanted.strata,
        rate=rate_of(wanted.percent) if by_layers else "0", min=wanted.least if by_layers else "0",
        mandatory=wanted.mandatory, weight=wanted.weight, size=wanted.size,
    )  # fmt: skip
    try:
        return plans.checked(plan)
    except BadPlan as error:
        raise Refused(_of_plan(error)) from error


def wanted_of(plan: Plan, parties: Iterable[str] = ()) -> Wanted:
    """Back again, for the form."""
    return Wanted(
        plan.id, plan.strata, percent_of(plan.rate), plan.min, plan.mandatory, plan.weight, plan.size, tuple(parties)
    )


def ground_of(frame: bytes, plan: Plan) -> Ground:
    """List and plan together; Refused says which row does not fit."""
    try:
        return bundle.ground(frame, plan)
    except BadFrame as error:
        raise Refused(of_frame(error, "id")) from error


def frame_of(content: bytes) -> tuple[str, cases.Frame]:
    """The encoding of a list and its cells; Refused if it cannot be read."""
    try:
        encoding = cases.encoding_of(content)
        return encoding, cases.read(content, encoding)
    except BadFrame as error:
        raise Refused(of_frame(error, "frame")) from error


def refuse_unfit_parties(parties: Sequence[str], least: int) -> Refusal | None:
    """DRW-18. Two parties at least bring a secret each, under names of their own (own design, decisions §14)."""
    if len(parties) < least:
        return Refusal("few-parties", f"至少写 {least} 个参与方，每行一个，例如案管、检务督察。", "parties")
    if len(parties) > plans.MOST_PARTIES:
        return Refusal("many-parties", f"参与方最多 {plans.MOST_PARTIES} 个。", "parties")
    if len(set(parties)) < len(parties):
        return Refusal("twice", "同一个参与方写了两次。", "parties")
    if wrong := next((party for party in parties if plans.text_fault(party)), ""):
        return Refusal("unfit", f"参与方“{wrong}”{plans.text_fault(wrong)}。".replace(",", "，"), "parties")
    return None


def with_shares(plan: Plan, shares: Collection[tuple[str, str]]) -> Plan:
    return plans.checked(replace(plan, shares=tuple(sorted(shares))))


def read_plan(text: str) -> Plan:
    return plans.from_json(json.loads(text))


def plan_yaml(plan: Plan) -> str:
    """DRW-19. The plan for people, as `jingheng draw --plan` reads it (own design, ADR 14)."""
    lines = [("draw", plan.draw), ("id", plan.id)]
    lines += [(key, value) for key, value in (("strata", plan.strata),) if value]
    told = [f"{key}: {_quoted(value)}" for key, value in lines]
    if plan.strata:
        told.append(f"quota: {{rate: {plan.rate}, min: {plan.min}}}")
    told += [
        f"{key}: {_quoted(value)}" for key, value in (("mandatory", plan.mandatory), ("weight", plan.weight)) if value
    ]
    told += [f"size: {plan.size}", "shares:", *(f"  {_quoted(party)}: {digest}" for party, digest in plan.shares)]
    return "\n".join(told) + "\n"


def _quoted(text: str) -> str:
    """JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def _of_plan(error: BadPlan) -> Refusal:
    key, _, why = str(error).partition(":")
    field, word = _FIELDS[key]
    return Refusal("bad-plan", f"“{word}”{_full_width(why)}。", field)


def of_frame(error: BadFrame, field: str) -> Refusal:
    return Refusal("bad-frame", f"{_full_width(str(error))}。", field)


def _full_width(sentence: str) -> str:
    return sentence.translate(str.maketrans(",:;", "，：；"))
