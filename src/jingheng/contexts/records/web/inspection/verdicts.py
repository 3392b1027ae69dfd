"""One small function per verdict: from what was posted to the use-case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jingheng.contexts.org.api import Person
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.queries.visibility import find_workable
from jingheng.contexts.records.usecases import review
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.platform.web.request import Request


def _accept(request: Request, uid: str) -> Record:
    return review.accept_record(uid=uid, actor=request.actor, at=request.at)


def _return(request: Request, uid: str) -> Record:
    given = request.POST
    return review.return_record(
        uid=uid, reason=given.get("reason", ""), opinion=given.get("opinion", ""), actor=request.actor, at=request.at
    )


def _triage(request: Request, uid: str) -> Record:
    given = request.POST
    return review.triage_record(
        uid=uid,
        conclusion=given.get("conclusion", ""),
        opinion=given.get("opinion", ""),
        actor=request.actor,
        at=request.at,
    )


def _verify(request: Request, uid: str) -> Record:
    return review.open_verification(uid=uid, actor=request.actor, at=request.at)


def _propose(request: Request, uid: str) -> Record:
    given = request.POST
    return review.propose_outcome(
        uid=uid, outcome=given.get("outcome", ""), opinion=given.get("opinion", ""), actor=request.actor, at=request.at
    )


def _conclude(request: Request, uid: str) -> Record:
    return review.conclude_record(uid=uid, opinion=request.POST.get("opinion", ""), actor=request.actor, at=request.at)


def _reject(request: Request, uid: str) -> Record:
    return review.reject_outcome(uid=uid, opinion=request.POST.get("opinion", ""), actor=request.actor, at=request.at)


def _reassign(request: Request, uid: str) -> Record:
    given = request.POST.get("person", "")
    find_workable(request.actor, uid)
    to = Person.objects.filter(pk=int(given)).first() if given.isdecimal() else None
    if to is None:
        raise Refused(Refusal("not-eligible", "请选择改派给谁。", "to"))
    return review.reassign_record(uid=uid, to=to, actor=request.actor, at=request.at)


def _unmask(request: Request, uid: str) -> Record:
    return review.unmask_filer(uid=uid, reason=request.POST.get("reason", ""), actor=request.actor, at=request.at)


ACTS: Mapping[str, Callable[[Request, str], Record]] = {
    "accept": _accept,
    "return": _return,
    "triage": _triage,
    "verify": _verify,
    "propose": _propose,
    "conclude": _conclude,
    "reject": _reject,
    "reassign": _reassign,
    "unmask": _unmask,
}
SAID = {
    "accept": "已受理，已编号",
    "return": "已退回补正",
    "triage": "已甄别",
    "verify": "已开始核查",
    "propose": "结论已提出，等待审定",
    "conclude": "已办结",
    "reject": "已退回重核",
    "reassign": "已改派",
    "unmask": "已显示填报人，理由会告知填报人",
}
