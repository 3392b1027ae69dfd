"""The one address that machines of other offices call: C2SP tlog-witness `add-checkpoint`."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jingheng.contexts.ledger.api import KeyLost
from jingheng.contexts.witnesses.usecases.countersigning import MOST_BYTES, countersign
from jingheng.verify.witness_state import BROKEN, TEXT_TYPE, BrokenState

_log = logging.getLogger("jingheng.witness")


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """No cookie, no name: what is asked is signed by a log that we know, or it is refused."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return HttpResponse(status=413 if length.isdecimal() else 411, content_type=TEXT_TYPE)
    try:
        answer = countersign(request.read(int(length)), at=timezone.now())
    except (BrokenState, KeyLost):
        _log.exception("见证没有办成")
        return HttpResponse("见证人状态有误\n", status=BROKEN, content_type=TEXT_TYPE)
    if answer.decision.is_evidence:
        _log.error("见证时发现两种说法：%s", answer.decision.reason)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
