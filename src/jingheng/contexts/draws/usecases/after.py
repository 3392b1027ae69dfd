"""After the draw: a case that cannot be looked at, a sample that is to be larger. Neither is chosen by hand."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.draws.models import Enlargement, Unfit
from jingheng.contexts.draws.queries.draws import facts_of, limits_of
from jingheng.contexts.draws.queries.samples import as_it_stands, size_of
from jingheng.contexts.draws.rules.after import refuse_not_drawn, refuse_size
from jingheng.contexts.draws.rules.lifecycle import DRAW, refuse_no_reason
from jingheng.contexts.draws.usecases.drafting import locked
from jingheng.contexts.ledger.api import recording
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import ensure


def replace_case(*, uid: str, case: str, reason: str, actor: Actor, at: datetime) -> list[str]:
    """An unfit case is passed over: the next of its layer takes its place. Says which; none if there is no next."""
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("replace", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        before = as_it_stands(draw).ids
        ensure(refuse_not_drawn(case, before), refuse_no_reason(reason, why="替补"))
        Unfit.objects.create(draw=draw, case=case, reason=reason.strip(), noted_by_id=actor.me, noted_at=at)
        record(move.event, subject=f"draw:{draw.uid}")
        return [id for id in as_it_stands(draw).ids if id not in before]


def enlarge(*, uid: str, size: int, reason: str, actor: Actor, at: datetime) -> list[str]:
    """More by weight, to `size` in all. What has been drawn stays; says what was added."""
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("enlarge", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        ensure(refuse_size(size, size_of(draw), draw.frame.rows), refuse_no_reason(reason, why="扩大"))
        before = as_it_stands(draw).ids
        Enlargement.objects.create(draw=draw, size=size, reason=reason.strip(), made_by_id=actor.me, made_at=at)
        record(move.event, subject=f"draw:{draw.uid}", size=size)
        return [id for id in as_it_stands(draw).ids if id not in before]
