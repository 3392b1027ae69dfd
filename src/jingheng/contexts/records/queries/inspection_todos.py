"""What inspection has to do, and what somebody has to do who is being heard. The lines name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.norms.api import Norms, norms_on
from jingheng.contexts.org.api import holders
from jingheng.contexts.records.models import Hearing, Record, Step
from jingheng.contexts.records.queries.heard import own_hearing_notices
from jingheng.contexts.records.queries.visibility import workable
from jingheng.contexts.records.queries.worklists import flag, label_of, owing, urgent_deadline
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date

_SINGLE = 20
#: state → what is to be done, the button, the norm that sets its deadline.
_WORK = {
    "RECORDED": ("形式审查", "去审查", "record.review_working_days"),
    "ACCEPTED": ("甄别", "去甄别", "record.review_working_days"),
    "TRIAGED": ("开始核查", "去核查", "record.review_working_days"),
    "VERIFYING": ("核查并提出结论", "去核查", "verify.days"),
    "HEARING": ("听取陈述申辩后提出结论", "去办理", "verify.days"),
    "PROPOSED": ("审定核查结论", "去审定", "verify.days"),
}
_ANSWERED = "陈述申辩已答复，提出结论"
_UNANSWERED = "陈述申辩期满未答复，提出结论"


def inspection_todos(actor: Actor, *, at: datetime) -> Iterator[inbox.ToDo]:
    """Records that wait for this person: the most pressing one by one, the rest as one line per state."""
    if not (actor.may("record.inspect") or actor.may("record.decide")):
        return
    today = local_date(at)
    norms = norms_on(today, office_path=actor.office_path)
    mine = _mine(actor, today)
    answers = Hearing.objects.filter(record=OuterRef("pk"), answered_at__isnull=False)
    dated = mine.filter(due_date__isnull=False)
    single = list(
        dated.annotate(
            owes_urgent=flag(owing()), all_heard=flag(_all_heard(today)), any_answer=Exists(answers)
        ).order_by("-owes_urgent", "-all_heard", "due_date", "id")[:_SINGLE]
    )
    yield from (
        _record(record, norms, at, owes_urgent=record.owes_urgent, heard=_heard(record.all_heard, record.any_answer))
        for record in single
    )
    if len(single) == _SINGLE:
        shown = [record.pk for record in single]
        rows = dated.exclude(pk__in=shown).values("state").annotate(many=Count("id")).order_by("state")
        yield from (_rest(row["state"], row["many"], norms) for row in rows)
    yield from _undated(mine.filter(due_date__isnull=True))
    yield from _after_hearings(actor)


def hearing_todos(actor: Actor, *, at: datetime) -> Iterator[inbox.ToDo]:
    """For the person heard: to answer, and to read the result while he may ask for a review."""
    today = local_date(at)
    norms = norms_on(today, office_path=actor.office_path)
    lead = norms["inspection.yellow_days"]
    for notice in own_hearing_notices(actor, at=at):
        url = f"/hearings/{notice.uid}"
        if notice.can_answer and notice.answered_at is None:
            norm = norms.norm("hearing.answer_days")
            yield inbox.ToDo(
                key=f"hearing:{notice.uid}",
                what="提交陈述申辩意见",
                whose=actor.name,
                due=notice.due_date,
                why=f"告知之日起 {norm.written}内（{norm.source}）",
                url=url,
                button="去答复",
                light=inbox.light(notice.due_date, today=today, lead_days=lead),
            )
        elif notice.can_ask_review:
            norm = norms.norm("hearing.review_days")
            yield inbox.ToDo(
                key=f"hearing:{notice.uid}",
                what="查看告知您的结论；不服的可以申请复核",
                whose=actor.name,
                due=notice.review_until,
                why=f"告知之日起 {norm.written}内（{norm.source}）",
                url=url,
                button="查看",
                light=inbox.Light.GREEN,
            )


def _mine(actor: Actor, today: date) -> QuerySet[Record]:
    """Dealt to me, or to nobody who still inspects; proposals, where I decide and did not propose them."""
    work = Q(pk__in=[])
    if actor.may("record.inspect"):
        work |= Q(assignee=actor.person_id)
    if actor.may("record.desk"):
        inspectors = holders(actor.office_id or 0, "INSPECTOR", "INSPECTION_HEAD", on=today)
        work |= Q(assignee__isnull=True) | ~Q(assignee__in=inspectors)
    scope = Q(state__in=set(_WORK) - {"PROPOSED"}) & work
    if actor.may("record.decide"):
        my_proposal = Exists(Step.objects.filter(record=OuterRef("pk"), action="propose", by=actor.person_id))
        scope |= Q(state="PROPOSED") & ~(Q(outcome__in=sorted(ADVERSE_OUTCOMES)) & Q(my_proposal))
    return workable(actor).filter(scope, state__in=_WORK)  # said twice, so that an index by state can be used


def _all_heard(today: date) -> Q:
    """Everybody who is heard has answered, or has let his days pass."""
    awaited = Hearing.objects.filter(record=OuterRef("pk"), answered_at__isnull=True, due_date__gte=today)
    return Q(state="HEARING") & ~Q(Exists(awaited))


def _heard(all_heard: bool, any_answer: bool) -> str:
    """What is to be done now that nobody is waited for any more."""
    return "" if not all_heard else _ANSWERED if any_answer else _UNANSWERED


def _record(record: Record, norms: Norms, at: datetime, *, owes_urgent: bool, heard: str) -> inbox.ToDo:
    what, button, key = _WORK[record.state]
    norm, today = norms.norm(key), local_date(at)
    due, light = record.due_date, inbox.light(record.due_date, today=today, lead_days=norms["inspection.yellow_days"])
    why = f"{norm.name} {norm.written}（{norm.source}）"
    if heard:
        what, button = heard, "提出结论"
        light = light if light is inbox.Light.RED else inbox.Light.YELLOW
    if owes_urgent:
        until, urgent = urgent_deadline(record, norms), norms.norm("record.urgent_hours")
        due, light = local_date(until), inbox.Light.RED if at > until else inbox.Light.YELLOW
        why = f"{urgent.name} {urgent.written}（{urgent.source}），由检务督察负责人报告；请先看这一件"
    return inbox.ToDo(
        key=f"inspection:{record.uid}",
        what=what + ("（紧急）" if record.is_urgent else ""),
        whose=label_of(record),
        due=due,
        why=why,
        url=f"/inspection/{record.uid}?state={record.state}&show=open",
        button=button,
        light=light,
        at_once=owes_urgent,
    )


def _rest(state: str, many: int, norms: Norms) -> inbox.ToDo:
    what, button, key = _WORK[state]
    norm = norms.norm(key)
    return inbox.ToDo(
        key=f"inspection-rest:{state}",
        what=f"{what}：另有 {many} 件",
        whose="受理台",
        due=None,
        why=f"到期都在上列各件之后（{norm.source}）",
        url=f"/inspection/?state={state}",
        button=button,
        light=inbox.Light.GREEN,
    )


def _undated(records: QuerySet[Record]) -> Iterator[inbox.ToDo]:
    """Imported ones bring no deadline of ours."""
    many = records.count()
    if many:
        yield inbox.ToDo(
            key="inspection-imported",
            what=f"办理导入的记录：{many} 件",
            whose="受理台",
            due=None,
            why="导入的记录没有办理期限",
            url="/inspection/?due=none",
            button="去办理",
            light=inbox.Light.GREEN,
        )


def _after_hearings(actor: Actor) -> Iterator[inbox.ToDo]:
    """Who was heard is told the result; who asks for a review is answered, by somebody else."""
    if not actor.may("record.inspect"):
        return
    concluded = workable(actor).filter(state="CONCLUDED", pk=OuterRef("record"))
    mine = concluded.filter(Q(assignee=actor.person_id) | Q(desk=Desk.DISCIPLINE))
    to_tell = Hearing.objects.filter(Exists(mine), told_at__isnull=True)
    asked = Hearing.objects.filter(Exists(concluded), review_asked_at__isnull=False, review_answered_at__isnull=True)
    proposed_by_me = Q(record__steps__action="propose", record__steps__by=actor.person_id)
    for hearing in to_tell.select_related("record").order_by("id"):
        yield _hearing(hearing, "tell", "把结论告知本人", "去告知", "结论审定后应当告知被听取人")
    for hearing in asked.exclude(Q(opened_by=actor.person_id) | proposed_by_me).select_related("record").order_by("id"):
        yield _hearing(hearing, "review", "答复复核申请", "去答复", "复核由原承办人以外的人员办理")


def _hearing(hearing: Hearing, kind: str, what: str, button: str, why: str) -> inbox.ToDo:
    return inbox.ToDo(
        key=f"hearing-{kind}:{hearing.uid}",
        what=what,
        whose=label_of(hearing.record),
        due=None,
        why=why,
        url=f"/inspection/{hearing.record.uid}",
        button=button,
        light=inbox.Light.GREEN,
    )
