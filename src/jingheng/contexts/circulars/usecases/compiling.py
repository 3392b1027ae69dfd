"""Making a circular: its figures in both versions, the words of its author, handing it in, putting a draft away."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.queries.circulars import asked_of, facts_of, months_of
from jingheng.contexts.circulars.queries.figures import compiled, corrections
from jingheng.contexts.circulars.queries.open_months import beginnings
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.rules.lifecycle import CIRCULAR, refuse_before_start, refuse_unended
from jingheng.contexts.circulars.rules.words import title
from jingheng.contexts.ledger.api import recording, signed_state
from jingheng.contexts.org.api import Office, Person
from jingheng.contexts.records.api import refuse_telling
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import Month, local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure
from jingheng.verify.checkpoints import printed

_NOT_FOUND = Refusal("not-found", "没有找到这份通报。")
_WORDS = {"title": "标题", "problems": "存在问题", "demands": "下步要求"}
_NOT_PERMITTED = Refusal("not-permitted", "您目前的职责不能汇总通报。")


def compile_circular(*, asked: Asked, actor: Actor, at: datetime) -> Circular:
    """A new circular of the office acted in."""
    with recording(actor=actor, at=at) as record:
        if actor.person_id is None or not actor.may("circular.compile"):
            raise Refused(_NOT_PERMITTED)
        office = Office.objects.get(code=actor.office_code)
        ensure(
            refuse_unended(asked.period.last, Month.of(at)),
            refuse_before_start(asked.period.last, *beginnings(office)),
        )
        figures, public_figures = _figures(office, asked, at)
        circular = Circular.objects.create(
            uid=secrets.token_urlsafe(16), office=office, first_month=asked.period.first.number,
            last_month=asked.period.last.number, scope=asked.scope, digits=asked.digits, rounding=asked.rounding,
            base_first=asked.base.first.number if asked.base else None,
            base_last=asked.base.last.number if asked.base else None,
            state="COMPILED", title=title(figures["whole"], asked.period, asked.scope), figures=figures,
            public_figures=public_figures, compiled_by_id=actor.person_id, compiled_at=at,
        )  # fmt: skip
        record("circular.compiled", subject=f"circular:{circular.uid}", revision=1)
    return circular


def recompile(*, uid: str, actor: Actor, at: datetime) -> Circular:
    """Count again, as long as the circular has no number. A signature falls with the revision that it was put under."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("recompile", facts_of(circular), actor)
        circular.figures, circular.public_figures = _figures(circular.office, asked_of(circular), at)
        circular.compiled_by, circular.compiled_at = Person.objects.get(number=actor.number), at
        _new_revision(circular, move.target)
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular


def edit_words(
    *, uid: str, shown_revision: int, title: str, problems: str, demands: str, actor: Actor, at: datetime
) -> Circular:
    """存在问题 and 下步要求 in the author's own words."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("edit", facts_of(circular, shown_revision=shown_revision), actor)
        title = title.strip()
        written = {"title": title, "problems": problems.strip(), "demands": demands.strip()}
        ensure(
            Refusal("required", "请填写标题。", "title") if not title else None,
            Refusal("too-long", "标题最多 120 字。", "title") if len(title) > 120 else None,
            *(
                refuse_telling(words, months=months_of(circular), actor=actor, field=field, where=f"“{_WORDS[field]}”")
                for field, words in written.items()
            ),
        )
        circular.title, circular.problems, circular.demands = title, written["problems"], written["demands"]
        _new_revision(circular, move.target)
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular


def submit(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Circular:
    """Its makers are done with it: the chief is asked to sign."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("submit", facts_of(circular, shown_revision=shown_revision), actor)
        circular.state, circular.submitted_at, circular.submitted_by_id = move.target, at, actor.person_id
        circular.save(update_fields=["state", "submitted_at", "submitted_by"])
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular


def discard(*, uid: str, shown_revision: int, actor: Actor, at: datetime) -> Circular:
    """A draft that leads nowhere is put away: its row stays, no list shows it unasked."""
    with recording(actor=actor, at=at) as record:
        circular = locked(uid, actor)
        move = CIRCULAR.ensure("discard", facts_of(circular, shown_revision=shown_revision), actor)
        circular.state, circular.discarded_at, circular.discarded_by_id = move.target, at, actor.person_id
        circular.save(update_fields=["state", "discarded_at", "discarded_by"])
        record(move.event, subject=f"circular:{circular.uid}", revision=circular.revision)
    return circular


def locked(uid: str, actor: Actor) -> Circular:
    """The circular of the actor's own office, locked. Anybody else's does not exist."""
    circular = Circular.objects.select_for_update().filter(uid=uid, office=actor.office_id).first()
    if circular is None:
        raise Refused(_NOT_FOUND)
    return circular


def _figures(office: Office, asked: Asked, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    day = local_date(at)
    internal = compiled(office, replace(asked, public=False), on=day)
    internal["corrections"] = corrections(office, asked)
    public = compiled(office, replace(asked, public=True), on=day)
    return internal | _ledger(office), public | _ledger(office)


def _ledger(office: Office) -> dict[str, Any]:
    """What `stamp_of` prints; nothing before the office's log has been signed for the first time."""
    state = signed_state(office.pk)
    return {"ledger": {"origin": state.origin, "size": state.size, "root": printed(state.root)}} if state else {}


def _new_revision(circular: Circular, state: str) -> None:
    circular.state = state
    circular.revision += 1
    circular.submitted_by = circular.submitted_at = circular.signed_by = circular.signed_at = None
    circular.save()
