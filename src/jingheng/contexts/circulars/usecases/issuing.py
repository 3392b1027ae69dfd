"""Signing, returning, numbering and publishing a circular. From its number on nothing in it is ever reckoned again."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.queries.circulars import facts_of, number_refusal
from jingheng.contexts.circulars.rules.lifecycle import CIRCULAR, refuse_no_opinion, refuse_no_reason
from jingheng.contexts.circulars.usecases.compiling import locked
from jingheng.contexts.ledger.api import recording
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import ensure


def sign(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Circular:
    """The chief signs the revision that he has read, and no other."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("sign", facts_of(circular, shown_revision=shown_revision), actor)
        circular.state, circular.signed_at, circular.signed_by_id = move.target, at, actor.person_id
        circular.save(update_fields=["state", "signed_at", "signed_by"])
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular


def send_back(*, uid: str, shown_revision: int, reason: str, actor: Actor, at: datetime) -> Circular:
    """The chief gives the revision that he has read back to its makers, with his reason; a signature falls with it."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("return", facts_of(circular, shown_revision=shown_revision), actor)
        ensure(refuse_no_reason(reason))
        circular.state, circular.return_reason = move.target, reason.strip()
        circular.returned_at, circular.returned_by_id = at, actor.person_id
        circular.signed_at = circular.signed_by = None
        circular.save(update_fields=["state", "return_reason", "returned_at", "returned_by", "signed_at", "signed_by"])
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular


def give_number(*, uid: str, number: str, actor: Actor, at: datetime) -> Circular:
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("number", facts_of(circular), actor)
        number = number.strip()
        ensure(number_refusal(number, on=local_date(at)))
        circular.state, circular.number = move.target, number
        circular.numbered_at, circular.numbered_by_id = at, actor.person_id
        circular.save(update_fields=["state", "number", "numbered_at", "numbered_by"])
        record(move.event, subject=f"circular:{circular.uid}", number=number, revision=circular.revision)
    return circular


def review_secrecy(*, uid: str, agreed: bool, opinion: str, actor: Actor, at: datetime) -> Circular:
    """保密审查: the public version has been examined, with this result. A later one takes its place."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("review", facts_of(circular), actor)
        ensure(refuse_no_opinion(opinion))
        circular.reviewed_by_id, circular.reviewed_at = actor.me, at
        circular.review_agreed, circular.review_opinion = agreed, opinion.strip()
        circular.save(update_fields=["reviewed_by", "reviewed_at", "review_agreed", "review_opinion"])
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision, agreed=agreed)
    return circular


def publish(*, uid: str, actor: Actor, at: datetime) -> Circular:
    """The public version is released; the internal one stays inside."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("publish", facts_of(circular), actor)
        circular.state, circular.published_at, circular.published_by_id = move.target, at, actor.person_id
        circular.save(update_fields=["state", "published_at", "published_by"])
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular
