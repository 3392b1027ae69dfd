"""What will happen with a record if it is filed as it stands: who reads it, who does not. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org import api as org
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.colleagues import names_of
from jingheng.contexts.records.queries.facts import contents_of
from jingheng.contexts.records.queries.filers import filer_and_office
from jingheng.contexts.records.queries.visibility import find_own
from jingheng.contexts.records.rules.correcting import refuse_keeping
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.routing import RULES, Because, Desk, Route
from jingheng.contexts.records.usecases.corrections import settled_of
from jingheng.contexts.records.usecases.placing import Placement, Settled, place
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal

_WHY = {
    Because.NAMED: "被记录人",
    Because.PRINCIPAL: "请托来源",
    Because.INTERMEDIARY: "转托人",
    Because.SAME_NAME: "与您写的姓名相同：提交后请您确认是不是他，确认前他看不到",
}


@dataclass(frozen=True, slots=True)
class Sight:
    """Somebody who will see it, or will not, and why."""

    who: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    rule: str
    sentence: str
    readers: tuple[Sight, ...]
    shut_out: tuple[Sight, ...]
    next_steps: tuple[str, ...]
    refusal: Refusal | None = None  # why it may not be kept here at all


def outlook(content: Content, *, actor: Actor, at: datetime, changes: str = "") -> Outlook:
    """`changes`: the record that this corrects. Whoever was named in any of its revisions stays shut out."""
    today = local_date(at)
    filer, home = filer_and_office(actor, on=today)
    earlier: list[Content] = []
    settled: Settled = {}
    changed = find_own(actor, changes) if changes else None
    if changed is not None:
        earlier, settled = contents_of(changed), settled_of(changed)
        home = org.Office.objects.get(pk=changed.home_office_id)
    norms = norms_on(today, office_path=home.path)
    placement = place([*earlier, content], filer_id=filer.pk, office=home, on=today, settled=settled)
    route = placement.route
    refusal = refuse_keeping(route, leadership_on_paper=norms["aid.leadership_on_paper"])
    there = org.Office.objects.get(pk=route.receiving_office) if route.receiving_office else None
    return Outlook(
        rule=route.rule,
        sentence=RULES[route.rule] + (RULES["RTE-13"] if route.passed_by and not refusal else ""),
        readers=() if refusal or there is None else tuple(_readers(route, there, filer, today)),
        shut_out=tuple(_shut_out(route, home)),
        next_steps=() if refusal or there is None else tuple(_next_steps(placement, there, norms, changed)),
        refusal=refusal,
    )


def _readers(route: Route, there: org.Office, filer: org.Person, on: date) -> Iterator[Sight]:
    yield Sight("您本人", "随时可看全文和进度")
    heads = _holders(there, route, filer, "INSPECTION_HEAD", on=on)
    if not route.candidates:
        yield Sight(f"{there.name}检务督察", "目前空缺，任命后才有人看到")
    elif route.desk is Desk.INSPECTION:
        yield Sight(f"{there.name}检务督察员一名", "提交时随机分派，只有他一人")
        if heads:
            yield Sight(f"检务督察负责人{heads}", "受理台负责人")
        if chief := _holders(there, route, filer, "CHIEF", on=on):
            yield Sight(f"检察长{chief}", "只在审定核查的不利结论时")
    elif route.desk is Desk.LEADERSHIP:
        yield Sight(f"{there.name}检务督察负责人{heads}", "办理")
        yield Sight(f"检察长{_holders(there, route, filer, 'CHIEF', on=on)}", "涉及本院班子成员，由其共同办理")
    else:  # 派驻纪检监察组: what goes on paper has been refused
        yield Sight("派驻纪检监察组", "直接接收")
    for copy in sorted(route.copies, key=lambda copy: copy.duty):
        office = org.Office.objects.get(pk=copy.office_id)
        yield Sight(
            f"{office.name}{org.DUTIES[copy.duty].name}{_holders(office, route, filer, copy.duty, on=on)}", "抄送"
        )


def _holders(office: org.Office, route: Route, filer: org.Person, duty: str, *, on: date) -> str:
    out = route.excluded_ids | {filer.pk}
    names = [person.name for person in org.holders(office.pk, duty, on=on) if person.pk not in out]
    return f"（{'、'.join(names)}）" if names else ""


def _shut_out(route: Route, home: org.Office) -> Iterator[Sight]:
    """Names only where the filer has typed them: whose relative somebody is, is not his to learn from us."""
    names = names_of([person for person, because in route.excluded if because in _WHY])
    for person, because in sorted(route.excluded):
        if because in _WHY:
            yield Sight(names[person], _WHY[because])
    if any(because not in _WHY for _, because in route.excluded):
        yield Sight("上列人员的直接上级、全部下级和申报的近亲属", "列表、搜索、统计里都没有")
    if route.receiving_office != home.pk:
        copied = "（抄送的除外）" if route.copies else ""
        yield Sight(f"{home.name}其他人员{copied}", "记录不经过本院")
    yield Sight("部门负责人、分管领导和其他同事", "只看到您“已完成”或“未完成”月度报告")
    yield Sight("系统、安全、审计管理员", "不看业务内容")


def _next_steps(placement: Placement, there: org.Office, norms: Norms, changed: Record | None) -> Iterator[str]:
    if changed is not None:
        yield "存为新的一版，原来的各版都留着；回执码不变。"
    else:
        yield "您得到一个随机回执码；编号在受理时才有。"
    if placement.questions:
        yield "有姓名与同事相同，请您在记录页确认是不是他。"
    whose = f"{there.name}检务督察" if placement.route.desk is not Desk.DISCIPLINE else "派驻纪检监察组"
    if changed is not None and changed.state not in ("RECORDED", "RETURNED"):
        yield f"{whose}在原来的办理中看到改动，不再重新审查。"
        return
    yield f"{whose}在 {norms['record.review_working_days']} 个工作日内形式审查。"
    yield "需要补正的退回给您，写明理由和期限。"
