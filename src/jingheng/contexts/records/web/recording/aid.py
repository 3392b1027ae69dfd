"""要不要填: one question at a time. The answers travel with the buttons, never in the address: computers are shared."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.records.rules.decision_aid import (
    MAX_QUESTIONS,
    AidNorms,
    Outcome,
    Question,
    Verdict,
    next_question,
    trail,
)
from jingheng.contexts.records.rules.drafting import Draft
from jingheng.contexts.records.usecases import drafts
from jingheng.contexts.records.usecases.paper import count_paper
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.web.parts import Link
from jingheng.platform.web.request import Request
from jingheng.platform.web.responses import refusal_response


@require_http_methods(["GET", "POST"])
def aid(request: Request) -> HttpResponse:
    answers = _answers(request.POST.get("path", ""))
    norms = _norms(request)
    found = next_question(answers, norms)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is not None:
        try:
            return deed(request, found)
        except Refused as refused:
            return refusal_response(request, refused.refusals)
    walked = trail(answers, norms)
    answers = {question.code: answer.code for question, answer in walked}
    passed = [
        {"question": question.text, "answer": answer.text, "path": _path(answers, upto)}
        for upto, (question, answer) in enumerate(walked)
    ]
    context = {
        "title": "新的记录",
        "crumbs": [Link("我的记录", reverse("records-own")), Link("新的记录")],
        "trail": passed,
        "path": _path(answers, len(passed)),
        "back": passed[-1]["path"] if passed else None,
    }
    if isinstance(found, Verdict):
        return render(request, "records/aid_verdict.html", context | _verdict(found))
    base = _path(answers, len(passed))
    offered = [(".".join(filter(None, (base, f"{found.code}:{answer.code}"))), answer.text) for answer in found.answers]
    more = {
        "question": found,
        "offered": offered,
        "step": len(passed) + 1,
        "most": MAX_QUESTIONS,
        "may_skip": _may_skip(found),
    }
    return render(request, "records/aid_question.html", context | more)


def _verdict(verdict: Verdict) -> dict[str, object]:
    title, _, words = verdict.sentence.partition("。")
    return {
        "verdict": verdict,
        "verdict_title": title,
        "verdict_words": words,
        "files": verdict.outcome in (Outcome.FILE, Outcome.FILE_CONTACT),
        "on_paper": verdict.outcome is Outcome.PAPER,
        "counts_paper": verdict.code == "PAPER_SECRET",
    }


def _file(request: Request, found: Question | Verdict) -> HttpResponse:
    """Also against the aid's advice, and from any question after the first ones; never what belongs on paper."""
    if isinstance(found, Verdict) and found.outcome is not Outcome.PAPER:
        draft = drafts.start_from_verdict(verdict=found, actor=request.actor, at=request.at)
    elif isinstance(found, Question) and _may_skip(found):
        draft = drafts.start_draft(content=Draft(), actor=request.actor, at=request.at)
    else:
        return HttpResponseRedirect(reverse("records-aid"), status=303)
    return HttpResponseRedirect(reverse("records-draft", args=[draft.uid]), status=303)


def _memo(request: Request, found: Question | Verdict) -> HttpResponse:
    if not isinstance(found, Verdict) or found.outcome is Outcome.PAPER:
        return HttpResponseRedirect(reverse("records-aid"), status=303)
    draft = drafts.start_draft(content=Draft(), actor=request.actor, at=request.at, is_memo=True, verdict=found.code)
    return HttpResponseRedirect(reverse("records-draft", args=[draft.uid]), status=303)


def _paper(request: Request, found: Question | Verdict) -> HttpResponse:
    if isinstance(found, Verdict) and found.code == "PAPER_SECRET":
        count_paper(actor=request.actor, at=request.at)
        messages.success(request, "已计入 1 件纸质登记，没有保存任何内容。请到保密室登记。")
    return HttpResponseRedirect(reverse("records-own"), status=303)


_DEEDS = {"file": _file, "memo": _memo, "paper": _paper}


def _may_skip(question: Question) -> bool:
    """Whoever knows that it must be filed skips the rest, but never the questions that keep things off this machine."""
    return question.code not in ("SECRET", "OWN_LEADERSHIP")


def _norms(request: Request) -> AidNorms:
    norms = norms_on(local_date(request.at), office_path=request.actor.office_path)
    return AidNorms(norms["aid.leadership_on_paper"], norms["aid.party_by_procedure_is_filed"])


def _answers(path: str) -> dict[str, str]:
    """`SECRET:NO.WHAT:ASKED` as question → answer; what the table does not know is asked again."""
    pairs = (part.partition(":") for part in path.split(".")[: MAX_QUESTIONS + 2])
    return {question: answer for question, _, answer in pairs if question}


def _path(answers: Mapping[str, str], upto: int) -> str:
    return ".".join(f"{question}:{answer}" for question, answer in list(answers.items())[:upto])
