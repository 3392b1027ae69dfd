"""Which draws somebody may see, and what stands in one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from jingheng.contexts.draws.models import Draw, PublicValue
from jingheng.contexts.draws.rules.lifecycle import DRAW, DrawFacts, Party
from jingheng.contexts.draws.rules.planning import ground_of, read_plan
from jingheng.contexts.norms.api import norms_on
from jingheng.kernel.actor import Actor
from jingheng.kernel.lifecycle import Offer
from jingheng.verify import bundle
from jingheng.verify.bundle import Ground
from jingheng.verify.plans import Plan


@dataclass(frozen=True, slots=True)
class Limits:
    """What the norms say of draws."""

    quota_percent: int
    quota_least: int
    least_parties: int
    public_digits: int
    detection_percents: tuple[int, ...]
    list_megabytes: int


def limits_of(actor: Actor, *, on: date) -> Limits:
    norms = norms_on(on, office_path=actor.office_path)
    return Limits(
        norms["draw.quota_percent"], norms["draw.quota_least"], norms["draw.least_parties"],
        norms["draw.public_digits"], tuple(norms["draw.detection_percents"]), norms["draw.list_megabytes"],
    )  # fmt: skip


def visible_draws(actor: Actor) -> QuerySet[Draw]:
    """Those of the office acted in, newest first."""
    shown = Draw.objects.filter(office=actor.office_id) if actor.may("draw.read") else Draw.objects.none()
    return shown.select_related("office", "made_by", "committed_by", "abandoned_by", "replaces", "frame").defer(
        "frame__content"
    ).order_by("-id")  # fmt: skip


def draw_seen(uid: str, actor: Actor) -> Draw | None:
    return visible_draws(actor).filter(uid=uid).first()


def facts_of(draw: Draw, limits: Limits) -> DrawFacts:
    first = first_value(draw)
    return DrawFacts(
        state=draw.state,
        office_id=draw.office_id,
        is_planned=bool(draw.plan),
        parties=tuple(
            Party(share.party, bool(share.sha256), bool(share.secret)) for share in draw.shares.order_by("party")
        ),
        least_parties=limits.least_parties,
        is_closed=draw.closed_at is not None,
        typed_by=first.typed_by_id if first else None,
    )


def offers(draw: Draw, actor: Actor, *, on: date) -> list[Offer]:
    """Buttons. Secrets are settled and revealed party by party, cases replaced one by one: those stand beside them.

    Of the public value only the step that comes next.
    """
    beside, elsewhere = {"share", "reveal", "replace"}, {"typed", "untyped", "not-yours"}
    found = DRAW.offers(facts_of(draw, limits_of(actor, on=on)), actor)
    return [
        offer
        for offer in found
        if offer.action not in beside and (offer.refusal is None or offer.refusal.code not in elsewhere)
    ]


def may(action: str, draw: Draw, actor: Actor, *, on: date) -> bool:
    return DRAW.refusal(action, facts_of(draw, limits_of(actor, on=on)), actor) is None


def first_value(draw: Draw) -> PublicValue | None:
    """As one person typed it, until another has typed the same."""
    return draw.values.filter(turn=1).select_related("typed_by").first()


def planned(draw: Draw) -> Plan:
    return read_plan(draw.plan)


def ground(draw: Draw) -> Ground:
    return ground_of(bytes(draw.frame.content), planned(draw))


def result_of(draw: Draw) -> dict[str, Any] | None:
    if draw.state != "DRAWN":
        return None
    found: dict[str, Any] = json.loads(draw.result.content)
    return found


def secrets_of(draw: Draw) -> dict[str, str]:
    return dict(draw.shares.exclude(secret="").values_list("party", "secret"))


def members_of(draw: Draw) -> dict[str, bytes]:
    """The bundle's files, as they were when it was drawn."""
    shares = bundle.revealed(planned(draw), secrets_of(draw))
    return {
        "commitment.json": draw.commitment_json.encode(),
        "frame.csv": bytes(draw.frame.content),
        "plan.json": draw.plan.encode(),
        "plan.yaml": draw.plan_yaml.encode(),
        "public.txt": draw.values.get(turn=2).value.encode(),
        "result.json": draw.result.content.encode(),
        "shares.json": bundle.shares_json(shares),
    }


def bundle_of(draw: Draw) -> bytes:
    return bundle.pack(members_of(draw))
