"""Setting up a draw: its list, its plan, the parties' secrets."""

from __future__ import annotations

import secrets
from datetime import datetime

from jingheng.contexts.draws.models import Draw, Frame, Share
from jingheng.contexts.draws.queries.draws import facts_of, limits_of
from jingheng.contexts.draws.rules.lifecycle import DRAW, NOT_FOUND, refuse_no_reason, refuse_repeated
from jingheng.contexts.draws.rules.planning import (
    KINDS,
    Wanted,
    frame_of,
    ground_of,
    plan_of,
    refuse_unfit_parties,
    refuse_unfit_title,
)
from jingheng.contexts.draws.rules.values import digest_of, new_secret, refuse_unfit_digest, typed_digest
from jingheng.contexts.ledger.api import recording
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_NOT_PERMITTED = Refusal("not-permitted", "您目前的职责不能设置抽查。")


def draft(*, title: str, kind: str, name: str, content: bytes, actor: Actor, at: datetime) -> Draw:
    """A new draw from a list."""
    with recording(actor=actor, at=at) as record:
        draw = _drafted(title=title, kind=kind, name=name, content=content, actor=actor, at=at)
        record("draw.drafted", subject=f"draw:{draw.uid}")
    return draw


def draft_again(
    *, replaces: str, title: str, reason: str, name: str, content: bytes | None, actor: Actor, at: datetime
) -> Draw:
    """Drawn once more under another id, with a reason: both stay. Without a new list it is the one before."""
    with recording(actor=actor, at=at) as record:
        before = locked(replaces, actor)
        ensure(refuse_repeated(before.state), refuse_no_reason(reason, why="重新抽取"))
        if content is None:
            name, content = before.frame.name, bytes(before.frame.content)
        draw = _drafted(title=title, kind=before.kind, name=name, content=content, actor=actor, at=at)
        draw.replaces, draw.reason = before, reason.strip()
        draw.save(update_fields=["replaces", "reason"])
        record("draw.drafted", subject=f"draw:{draw.uid}", replaces=before.uid)
    return draw


def plan(*, uid: str, wanted: Wanted, actor: Actor, at: datetime) -> Draw:
    """By which columns, how many, who brings a secret. Parties that stay keep the secrets that they have settled."""
    with recording(actor=actor, at=at) as record:
        draw, limits = locked(uid, actor), limits_of(actor, on=local_date(at))
        move = DRAW.ensure("plan", facts_of(draw, limits), actor)
        ensure(refuse_unfit_parties(wanted.parties, limits.least_parties))
        planned = plan_of(wanted, title=draw.title, encoding=draw.frame.encoding)
        ground_of(bytes(draw.frame.content), planned)
        draw.plan = planned.json().decode()
        draw.save(update_fields=["plan"])
        draw.shares.exclude(party__in=wanted.parties).delete()
        known = set(draw.shares.values_list("party", flat=True))
        Share.objects.bulk_create(Share(draw=draw, party=party) for party in wanted.parties if party not in known)
        record(move.event, subject=f"draw:{draw.uid}")
    return draw


def generate_secret(*, uid: str, party: str, actor: Actor, at: datetime) -> str:
    """A secret for a party, said once. Of it only the SHA-256 is kept."""
    secret = new_secret()
    _settle(uid, party, digest_of(secret), actor, at)
    return secret


def settle_digest(*, uid: str, party: str, sha256: str, actor: Actor, at: datetime) -> None:
    """A party has thought of a secret by itself and says its SHA-256 alone."""
    _settle(uid, party, typed_digest(sha256), actor, at)


def abandon(*, uid: str, reason: str, actor: Actor, at: datetime) -> Draw:
    """It is not drawn; what was committed stays, and everybody sees that it was."""
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("abandon", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        ensure(refuse_no_reason(reason, why="放弃"))
        draw.state, draw.abandon_reason = move.target, reason.strip()
        draw.abandoned_by_id, draw.abandoned_at = actor.person_id, at
        draw.save(update_fields=["state", "abandon_reason", "abandoned_by", "abandoned_at"])
        record(move.event, subject=f"draw:{draw.uid}")
    return draw


def locked(uid: str, actor: Actor) -> Draw:
    """The draw of the actor's own office, locked. Anybody else's does not exist."""
    draw = None
    if actor.may("draw.read"):
        draw = Draw.objects.select_for_update().filter(uid=uid, office=actor.office_id).first()
    if draw is None:
        raise Refused(NOT_FOUND)
    return draw


def _drafted(*, title: str, kind: str, name: str, content: bytes, actor: Actor, at: datetime) -> Draw:
    if not actor.may("draw.make"):
        raise Refused(_NOT_PERMITTED)
    title = title.strip()
    most = limits_of(actor, on=local_date(at)).list_megabytes
    ensure(
        refuse_unfit_title(title),
        _refuse_taken(title, actor),
        None if kind in KINDS else Refusal("unknown", "请选择抽查种类。", "kind"),
        Refusal("too-large", f"名单文件超过 {most} MB，请只留抽取要用的列。", "frame")
        if len(content) > most * 2**20
        else None,
    )
    encoding, rows = frame_of(content)
    draw = Draw.objects.create(
        uid=secrets.token_urlsafe(16), office_id=actor.here, title=title, kind=kind, state="DRAFTED",
        made_by_id=actor.me, made_at=at,
    )  # fmt: skip
    Frame.objects.create(draw=draw, name=name[-200:], content=content, encoding=encoding, rows=len(rows.rows))
    return draw


def _refuse_taken(title: str, actor: Actor) -> Refusal | None:
    """A draft that was put away leaves its id free; what was committed never does."""
    others = Draw.objects.filter(office=actor.office_id, title=title)
    if others.exclude(state="ABANDONED", commitment="").exists():
        return Refusal("taken", f"抽取编号“{title}”已经用过。一次抽取一个编号，重新抽取的也另起一个。", "title")
    return None


def _settle(uid: str, party: str, digest: str, actor: Actor, at: datetime) -> None:
    with recording(actor=actor, at=at) as record:
        draw = locked(uid, actor)
        move = DRAW.ensure("share", facts_of(draw, limits_of(actor, on=local_date(at))), actor)
        share = share_of(draw, party)
        others = draw.shares.exclude(pk=share.pk).values_list("sha256", flat=True)
        ensure(refuse_unfit_digest(digest, frozenset(others)))
        share.sha256, share.settled_by_id, share.settled_at = digest, actor.person_id, at
        share.save(update_fields=["sha256", "settled_by", "settled_at"])
        record(move.event, subject=f"draw:{draw.uid}", party=party)


def share_of(draw: Draw, party: str) -> Share:
    share = draw.shares.filter(party=party).first()
    if share is None:
        raise Refused(NOT_FOUND)
    return share
