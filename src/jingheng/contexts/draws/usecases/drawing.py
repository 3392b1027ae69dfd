"""Committing a draw, revealing secrets, typing the public value twice, and what follows from all of it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from jingheng.contexts.draws.models import Draw, PublicValue, Result
from jingheng.contexts.draws.queries.draws import (
    facts_of,
    ground,
    limits_of,
    planned,
    secrets_of,
)
from jingheng.contexts.draws.rules.lifecycle import DRAW
from jingheng.contexts.draws.rules.planning import ground_of, plan_yaml, with_shares
from jingheng.contexts.draws.rules.values import (
    refuse_unequal,
    refuse_unfit_value,
    refuse_unnamed,
    refuse_wrong_secret,
    typed_secret,
    typed_value,
)
from jingheng.contexts.draws.usecases.drafting import locked, share_of
from jingheng.contexts.ledger.api import recording, say_openly
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import ensure
from jingheng.verify import bundle
from jingheng.verify.draw_log import COMMITTED, DRAWN, REVEALED


def commit(*, uid: str, actor: Actor, at: datetime) -> Draw:
    """List, plan and digests are settled; the log says so openly, and nothing of them changes any more."""
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("commit", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        content = bytes(draw.frame.content)
        plan = with_shares(planned(draw), draw.shares.values_list("party", "sha256"))
        settled, words = ground_of(content, plan), plan_yaml(plan)
        draw.plan, draw.plan_yaml, draw.commitment = plan.json().decode(), words, settled.commitment.hex()
        draw.commitment_json = settled.commitment_json(content, words.encode()).decode()
        draw.state, draw.committed_by_id, draw.committed_at = move.target, actor.person_id, at
        draw.save()
        _say(draw, COMMITTED, at)
        record(move.event, subject=f"draw:{draw.uid}")
    return draw


def reveal(*, uid: str, party: str, secret: str, actor: Actor, at: datetime) -> None:
    """A party says its secret, before the public value exists."""
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("reveal", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        share, secret = share_of(draw, party), typed_secret(secret)
        ensure(refuse_wrong_secret(secret, share.sha256, is_revealed=bool(share.secret)))
        share.secret, share.revealed_by_id, share.revealed_at = secret, actor.person_id, at
        share.save(update_fields=["secret", "revealed_by", "revealed_at"])
        _say(draw, REVEALED, at, party=party)
        record(move.event, subject=f"draw:{draw.uid}", party=party)


def type_value(
    *, uid: str, value: str, thrown_with: str, thrown_by: str, thrower_unit: str, actor: Actor, at: datetime
) -> None:
    """What the dice or balls showed, by one person. From now on nobody reveals a secret."""
    with recording(actor=actor, at=at) as record:
        draw, limits = locked(uid, actor), limits_of(actor, on=local_date(at))
        move = DRAW.ensure("value", facts_of(draw, limits), actor)
        value = typed_value(value)
        ensure(
            refuse_unfit_value(value, limits.public_digits),
            *refuse_unnamed(thrown_with, thrown_by.strip(), thrower_unit.strip()),
        )
        PublicValue.objects.create(draw=draw, turn=1, value=value, typed_by_id=actor.me, typed_at=at)
        draw.closed_at = draw.closed_at or at
        draw.thrown_with, draw.thrown_by, draw.thrower_unit = thrown_with, thrown_by.strip(), thrower_unit.strip()
        draw.save(update_fields=["closed_at", "thrown_with", "thrown_by", "thrower_unit"])
        record(move.event, subject=f"draw:{draw.uid}")


def withdraw_value(*, uid: str, actor: Actor, at: datetime) -> None:
    """Mistyped: taken back by whoever typed it. Secrets stay closed."""
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("withdraw", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        draw.values.all().delete()
        record(move.event, subject=f"draw:{draw.uid}")


def confirm_value(*, uid: str, value: str, actor: Actor, at: datetime) -> Draw:
    """The same value by another person: the cases follow."""
    with recording(actor=actor, at=at) as record:
        draw, limits = locked(uid, actor), limits_of(actor, on=local_date(at))
        move = DRAW.ensure("confirm", facts_of(draw, limits), actor)
        value = typed_value(value)
        ensure(refuse_unequal(draw.values.get(turn=1).value, value))
        PublicValue.objects.create(draw=draw, turn=2, value=value, typed_by_id=actor.me, typed_at=at)
        settled = ground(draw)
        content = bundle.carry_out(settled, bundle.revealed(settled.plan, secrets_of(draw)), value).result_json()
        digest = sha256(content).hexdigest()
        Result.objects.create(draw=draw, content=content.decode(), sha256=digest)
        draw.state, draw.drawn_at = move.target, at
        draw.save(update_fields=["state", "drawn_at"])
        _say(draw, DRAWN, at, public=value, result=digest)
        record(move.event, subject=f"draw:{draw.uid}")
    return draw


def _say(draw: Draw, kind: str, at: datetime, **said: str) -> None:
    opened = {"commitment": draw.commitment, "draw": draw.title, **said}
    say_openly(draw.office_id, kind, opened, on=local_date(at))
