"""A draw as its pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from jingheng.contexts.draws.models import Draw, Share
from jingheng.contexts.draws.queries.draws import Limits, first_value
from jingheng.contexts.draws.queries.samples import DrawnCase, cases_of
from jingheng.contexts.draws.rules.detecting import Chances, chances_of
from jingheng.contexts.draws.rules.planning import percent_of
from jingheng.contexts.draws.rules.values import THROWN_WITH
from jingheng.platform.web.parts import Happening, Term
from jingheng.platform.web.qr import svg
from jingheng.verify.bundle import Ground
from jingheng.verify.plans import Plan


@dataclass(frozen=True, slots=True)
class Detection:
    percents: tuple[int, ...]
    rows: tuple[Chances, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four that everybody can follow."""

    name: str
    note: str
    is_done: bool = False
    is_current: bool = False


def detection_of(ground: Ground, limits: Limits) -> Detection:
    return Detection(limits.detection_percents, chances_of(ground, limits.detection_percents))


def plan_terms(ground: Ground) -> tuple[Term, ...]:
    plan = ground.plan
    mandatory = sum(case.is_mandatory for case in ground.cases)
    return (
        Term("名单", f"{len(ground.cases)} 件", note=f"编号列“{plan.id}”"),
        Term("每层定额", _quota(plan) if plan.strata else "", note=f"按“{plan.strata}”分层" if plan.strata else ""),
        Term(
            "必抽",
            f"{mandatory} 件" if plan.mandatory else "",
            note=f"“{plan.mandatory}”有内容的" if plan.mandatory else "",
        ),
        Term("另外加权抽取", f"{plan.size} 件", note=f"按“{plan.weight}”加权" if plan.weight else "机会均等"),
    )


def _quota(plan: Plan) -> str:
    return f"{percent_of(plan.rate)}%，至少 {plan.min} 件"


def grouped(digits: str, width: int = 8) -> list[str]:
    return [digits[at : at + width] for at in range(0, len(digits), width)]


def code_of(draw: Draw) -> SafeString:
    """The commitment itself: whoever scans it holds what `--commitment` takes."""
    return svg(draw.commitment, label=f"承诺 {draw.commitment} 的二维码")


def shares_of(draw: Draw) -> list[Share]:
    return list(draw.shares.order_by("party"))


def steps_of(draw: Draw, shares: list[Share]) -> list[Step]:
    said = sum(bool(share.secret) for share in shares)
    typed = first_value(draw)
    is_drawn = draw.state == "DRAWN"
    return [
        Step("先定名单", "名单、方案不再改动", is_done=True),
        Step("公开口令", f"{said} / {len(shares)} 方", draw.closed_at is not None or said == len(shares),
             draw.closed_at is None and said < len(shares)),
        Step("产生公开值", "两人已输入" if is_drawn else f"{typed.typed_by.name}已输入，待复核" if typed else "骰子或号码球",
             is_drawn, not is_drawn and (draw.closed_at is not None or said == len(shares))),
        Step("抽取", "人人可以复算", is_drawn, is_drawn),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was drawn, in its parts."""

    mandatory: list[DrawnCase]
    by_quota: list[DrawnCase]
    by_weight: list[DrawnCase]
    others: list[DrawnCase]  # replacements that turned out unfit themselves

    @property
    def parts(self) -> list[tuple[str, list[DrawnCase]]]:
        named = (
            ("必抽", self.mandatory),
            ("定额", self.by_quota),
            ("加权", self.by_weight),
            ("替补后又不能查的", self.others),
        )
        return [(name, cases) for name, cases in named if cases]

    @property
    def standing(self) -> int:
        return sum(not case.unfit for _, cases in self.parts for case in cases)

    @property
    def counts(self) -> str:
        return "，".join(f"{name} {sum(not case.unfit for case in cases)} 件" for name, cases in self.parts)


def outcome_of(draw: Draw) -> Outcome:
    cases = cases_of(draw)
    return Outcome(
        *([case for case in cases if case.how == how] for how in ("必抽", "定额", "加权", ""))
    )  # fmt: skip


def public_value(draw: Draw) -> str:
    """Only once two people have typed the same: before that nobody is to copy it."""
    return draw.values.get(turn=2).value if draw.state == "DRAWN" else ""


def typists(draw: Draw) -> str:
    return "、".join(draw.values.order_by("turn").values_list("typed_by__name", flat=True))


def thrown(draw: Draw) -> str:
    return f"{draw.thrown_by}（{draw.thrower_unit}），{THROWN_WITH[draw.thrown_with]}" if draw.thrown_by else ""


def history_of(draw: Draw) -> list[Happening]:
    return sorted(_happenings(draw), key=lambda one: one.at, reverse=True)


def _happenings(draw: Draw) -> Iterator[Happening]:
    yield Happening(draw.made_at, "读入名单", draw.made_by.name, f"{draw.frame.name}，{draw.frame.rows} 件")
    for share in draw.shares.select_related("settled_by", "revealed_by"):
        if share.settled_at and share.settled_by:
            yield Happening(share.settled_at, f"{share.party}定口令", share.settled_by.name)
        if share.revealed_at and share.revealed_by:
            yield Happening(share.revealed_at, f"{share.party}公开口令", share.revealed_by.name)
    if draw.committed_at and draw.committed_by:
        yield Happening(draw.committed_at, "先定名单和方案", draw.committed_by.name)
    for value in draw.values.select_related("typed_by"):
        yield Happening(value.typed_at, "输入公开值" if value.turn == 1 else "复核公开值并抽取", value.typed_by.name)
    for unfit in draw.unfit.select_related("noted_by"):
        yield Happening(unfit.noted_at, f"{unfit.case} 不能查，替补", unfit.noted_by.name, unfit.reason)
    for more in draw.enlargements.select_related("made_by"):
        yield Happening(more.made_at, f"加权抽取扩大到 {more.size} 件", more.made_by.name, more.reason)
    if draw.abandoned_at and draw.abandoned_by:
        yield Happening(draw.abandoned_at, "放弃", draw.abandoned_by.name, draw.abandon_reason)
