"""Naming witnesses, and the logs of others that this server countersigns: the security administrator's, or a command's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from jingheng.contexts.ledger.api import SERVER, KeyLost, Log, recording
from jingheng.contexts.witnesses.models import Watched, Witness
from jingheng.contexts.witnesses.queries import may_manage, own_key
from jingheng.contexts.witnesses.rules.naming import refuse_address, refuse_watched, refuse_witness
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, Refused, ensure
from jingheng.verify.notes import parse_key

_NOT_PERMITTED = Refusal("not-permitted", "见证人由管理本服务器的单位的安全管理员设置。")
_NOT_FOUND = Refusal("not-found", "名单里没有这一项，可能已经移除。")


def add_witness(*, name: str, vkey: str, url: str, actor: Actor, at: datetime) -> Witness:
    """From now on the checkpoints of every log are shown to this witness."""
    name, vkey, url = name.strip(), vkey.strip(), url.strip().rstrip("/")
    with recording(actor=actor, at=at) as record:
        _ensure_entitled(actor)
        taken = Witness.objects.select_for_update().filter(removed_at=None).values_list("vkey", flat=True)
        ensure(
            refuse_witness(name, vkey, taken=list(taken), own=_own_witness()),
            refuse_address(url, allowed=settings.WITNESS_HOSTS),
        )
        witness = Witness.objects.create(name=name, vkey=vkey, url=url, added_by_id=actor.person_id, added_at=at)
        record("witness.added", subject=f"witness:{witness.pk}", office_id=SERVER, name=name)
    return witness


def remove_witness(*, witness_id: int, actor: Actor, at: datetime) -> Witness:
    """It is asked no more, and its signatures count no more; those that it gave stay where they are."""
    with recording(actor=actor, at=at) as record:
        _ensure_entitled(actor)
        witness = Witness.objects.select_for_update().filter(pk=witness_id, removed_at=None).first()
        if witness is None:
            raise Refused(_NOT_FOUND)
        witness.removed_at = at
        witness.save(update_fields=["removed_at"])
        record("witness.removed", subject=f"witness:{witness.pk}", office_id=SERVER, name=witness.name)
    return witness


def watch(*, name: str, vkeys: Sequence[str], actor: Actor, at: datetime) -> list[Watched]:
    """This server countersigns these logs of somebody else from now on. All of them, or none."""
    name, vkeys = name.strip(), [line.strip() for line in vkeys if line.strip() and not line.strip().startswith("#")]
    with recording(actor=actor, at=at) as record:
        _ensure_entitled(actor)
        taken = list(Watched.objects.select_for_update().filter(removed_at=None).values_list("vkey", flat=True))
        own = list(Log.objects.exclude(vkey="").values_list("vkey", flat=True))
        ensure(
            Refusal("name", "请写这是谁的账本，最多 50 字，例如“明德区院”。", "name")
            if not 0 < len(name) <= 50
            else None,
            Refusal("required", "请粘贴账本公钥，一行一把。", "vkeys") if not vkeys else None,
            *(
                refuse_watched(vkey, taken=[*taken, *vkeys[:number]], own=own) if _readable(vkeys[:number]) else None
                for number, vkey in enumerate(vkeys)
            ),
        )
        own_key(makes=True)  # so that there is one to hand out
        rows = [
            Watched.objects.create(
                origin=parse_key(vkey).name, vkey=vkey, name=name, added_by_id=actor.person_id, added_at=at
            )
            for vkey in vkeys
        ]
        for row in rows:
            record("witness.watching", subject=f"log:{row.origin}", office_id=SERVER, name=name)
    return rows


def unwatch(*, watched_id: int, actor: Actor, at: datetime) -> Watched:
    """Not countersigned any more. What was cosigned last is kept: whoever comes back goes on from there."""
    with recording(actor=actor, at=at) as record:
        _ensure_entitled(actor)
        row = Watched.objects.select_for_update().filter(pk=watched_id, removed_at=None).first()
        if row is None:
            raise Refused(_NOT_FOUND)
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        record("witness.unwatched", subject=f"log:{row.origin}", office_id=SERVER, name=row.name)
    return row


def _ensure_entitled(actor: Actor) -> None:
    """WIT-10. Who witnesses whom is set by the security administrator of the office whose server it is, or by the command
    on the server itself; never by whoever reads or files records (own design, 三员分立, 待核).
    """
    ensure(_NOT_PERMITTED if actor.person_id is not None and not may_manage(actor) else None)


def _own_witness() -> list[str]:
    try:
        key = own_key()
    except KeyLost:
        return []
    return [str(key.verifier)] if key else []


def _readable(vkeys: Sequence[str]) -> bool:
    """Whether the lines before are keys: of several faults the first is told."""
    return all(refuse_watched(one, taken=(), own=()) is None for one in vkeys)
