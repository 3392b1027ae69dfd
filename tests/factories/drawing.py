"""A draw in the county office, brought to any point of its life."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.rules.planning import Wanted
from jingheng.contexts.draws.usecases.drafting import draft, plan, settle_digest
from jingheng.contexts.draws.usecases.drawing import commit, confirm_value, reveal, type_value
from tests.factories.cast import NOON, Cast
from tests.verify.draws import SECRETS, digest, frame

TITLE = "2026年11月评查"
PUBLIC = "7 0 3 9 9 1 4 2 5 5 8 6"
WANTED = Wanted("案号", "承办人", "5", "2", "必查", "风险分", "6", tuple(sorted(SECRETS)))
THROWN = {"thrown_with": "DICE", "thrown_by": "田静", "thrower_unit": "人民监督员"}


def drafted(cast: Cast, *, title: str = TITLE, content: bytes | None = None, at: datetime = NOON) -> Draw:
    given = frame() if content is None else content
    return draft(title=title, kind="CASES", name="名单.csv", content=given, actor=cast.actor("head"), at=at)


def planned(cast: Cast, wanted: Wanted = WANTED, *, title: str = TITLE, content: bytes | None = None) -> Draw:
    draw = drafted(cast, title=title, content=content)
    return plan(uid=draw.uid, wanted=wanted, actor=cast.actor("head"), at=NOON)


def settled(cast: Cast, wanted: Wanted = WANTED, *, title: str = TITLE, content: bytes | None = None) -> Draw:
    draw = planned(cast, wanted, title=title, content=content)
    for party in wanted.parties:
        settle_digest(uid=draw.uid, party=party, sha256=digest(SECRETS[party]), actor=cast.actor("inspector"), at=NOON)
    return draw


def committed(cast: Cast, wanted: Wanted = WANTED, *, title: str = TITLE, content: bytes | None = None) -> Draw:
    draw = settled(cast, wanted, title=title, content=content)
    return commit(uid=draw.uid, actor=cast.actor("head"), at=NOON)


def revealed(cast: Cast, draw: Draw, *parties: str) -> None:
    for party in parties:
        reveal(uid=draw.uid, party=party, secret=SECRETS[party], actor=cast.actor("inspector"), at=NOON)


def typed(cast: Cast, draw: Draw, *, value: str = PUBLIC, who: str = "head") -> None:
    type_value(uid=draw.uid, value=value, actor=cast.actor(who), at=NOON, **THROWN)


def drawn(cast: Cast, wanted: Wanted = WANTED, *, title: str = TITLE, content: bytes | None = None) -> Draw:
    draw = committed(cast, wanted, title=title, content=content)
    revealed(cast, draw, *wanted.parties)
    typed(cast, draw)
    return confirm_value(uid=draw.uid, value=PUBLIC, actor=cast.actor("inspector"), at=NOON)
