"""What the person heard sees: what was disclosed to him, his own words, the result. Nothing else of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DUTIES
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Clearance, Copy, Hearing, Record
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.rules.taxonomy import OUTCOMES
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused

#: In step with `queries.visibility`: who works on the records of each desk.
_READERS = {
    Desk.INSPECTION: "看得到的人：您本人、承办的检务督察员、检务督察负责人；须由检察长审定结论的，还有检察长。应当回避的都看不到。",
    Desk.LEADERSHIP: "看得到的人：您本人、检务督察负责人、检察长。应当回避的都看不到。",
    Desk.DISCIPLINE: "看得到的人：您本人、派驻纪检监察组。应当回避的都看不到。",
}


@dataclass(frozen=True, slots=True)
class Notice:
    uid: str
    office: str
    opened_at: datetime
    due_date: date
    disclosed: str
    answer: str
    answered_at: datetime | None
    can_answer: bool
    result: str
    result_text: str
    told_at: datetime | None
    review_until: date | None
    can_ask_review: bool
    review_text: str
    review_asked_at: datetime | None
    review_answer: str
    review_answered_at: datetime | None
    is_cleared: bool  # 澄清 or 更正, once he has been told
    readers: str  # who reads what stands here

    @property
    def state(self) -> str:
        """Where it stands, in the words that he is told."""
        if self.told_at is None:
            return "已答复，等待结论" if self.answered_at else "等待您的陈述申辩"
        if self.review_asked_at is None:
            return "已告知结论"
        return "复核已答复" if self.review_answered_at else "复核中"


def own_hearing_notices(actor: Actor, *, at: datetime) -> list[Notice]:
    found = Hearing.objects.filter(person=actor.person_id).select_related("record__receiving_office").order_by("-id")
    return [_notice(hearing, at) for hearing in found]


def own_hearing_notice(actor: Actor, uid: str, *, at: datetime) -> Notice:
    hearing = Hearing.objects.filter(person=actor.person_id, uid=uid).select_related("record__receiving_office").first()
    if hearing is None:
        raise Refused(Refusal("not-found", "没有找到这份陈述申辩通知。"))
    return _notice(hearing, at)


def _notice(hearing: Hearing, at: datetime) -> Notice:
    office, today = hearing.record.receiving_office, local_date(at)
    days = norms_on(today, office_path=office.path)["hearing.review_days"]
    until = local_date(hearing.told_at) + timedelta(days=days) if hearing.told_at else None
    cleared = (
        hearing.result == "UNSUBSTANTIATED"
        or Clearance.objects.filter(record=hearing.record_id, person=hearing.person_id).exists()
    )
    return Notice(
        uid=hearing.uid, office=office.name, opened_at=hearing.opened_at, due_date=hearing.due_date,
        disclosed=_text(hearing.disclosed), answer=_text(hearing.answer), answered_at=hearing.answered_at,
        can_answer=hearing.told_at is None, result=OUTCOMES.name(hearing.result) if hearing.result else "",
        result_text=_text(hearing.result_text), told_at=hearing.told_at, review_until=until,
        can_ask_review=until is not None and today <= until and hearing.review_asked_at is None,
        review_text=_text(hearing.review_text), review_asked_at=hearing.review_asked_at,
        review_answer=_text(hearing.review_answer), review_answered_at=hearing.review_answered_at,
        is_cleared=cleared and hearing.told_at is not None, readers=_readers(hearing.record),
    )  # fmt: skip


def _readers(record: Record) -> str:
    """Everybody who may open the record, by duty and never by name: he is told no more of them than the route's rule."""
    copied = Copy.objects.filter(record=record).select_related("office").order_by("id")
    copies = "、".join(f"{copy.office.name}{DUTIES[copy.duty].name}" for copy in copied)
    return _READERS[Desk(record.desk)] + (f"另外抄送{copies}阅看。" if copies else "")


def _text(sealed: str) -> str:
    return str(safe.unseal(sealed) or "")
