"""Whoever has the database, and even the key of the log, changes something: each time somebody outside finds it.

Every attack is proved to have changed the database. `finder` says who finds it: `rows` and `log` are the verifier with
an exported folder alone, `witness` is the verifier with what a witness holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jingheng.contexts.ledger.checkpointing import LogRewritten, make_checkpoint, make_due_checkpoints
from jingheng.contexts.ledger.guards import lift_guards
from jingheng.contexts.ledger.logs import append_open
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Log, Opening, Tile
from jingheng.contexts.ledger.placing import place
from jingheng.contexts.ledger.recording import recording
from jingheng.contexts.records.models import Record, Revision, Step
from jingheng.contexts.records.usecases.pseudonymising import pseudonymise_next
from jingheng.contexts.records.usecases.review import accept_record
from jingheng.kernel.actor import SYSTEM
from jingheng.verify import leaves, notes
from jingheng.verify.hashing import SHA256
from tests.factories.audited import Auditor, bound_cast, cosigned, fingerprint, log_of, refusing_unrecorded
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Scene:
    cast: Cast
    first: Record
    second: Record
    auditor: Auditor
    held: bytes  # what a witness holds of the county's log

    @property
    def log(self) -> Log:
        return log_of(self.cast)

    def leaf_of(self, event: str) -> int:
        return Entry.objects.filter(event=event, office_id=self.cast.county.pk).latest("id").leaf_id


@pytest.fixture
def scene(db: None, tmp_path: Path, settings: Any) -> Scene:
    settings.HOME = tmp_path
    with refusing_unrecorded():
        cast = bound_cast()
        first = file(cast.actor("prosecutor"))
        second = file(cast.actor("colleague"), content(NOON + HOUR), at=NOON + HOUR)
        early = make_checkpoint(log_of(cast).pk, at=NOON + HOUR)
        head = cast.actor("head")
        accept_record(uid=first.uid, actor=head, at=NOON + 2 * HOUR)
        accept_record(uid=second.uid, actor=head, at=NOON + 2 * HOUR)
    lift_guards(connection)  # whoever owns the database does
    assert early.size < log_of(cast).size
    return Scene(cast, first, second, Auditor(tmp_path), cosigned(log_of(cast), NOON + 2 * HOUR))


def sql(statement: str, *values: str | bytes | int | datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- the attacks ------------------------------------------------------------------------------------------------------
def edit_what_a_record_says(scene: Scene) -> None:
    payload = Revision.objects.get(record=scene.first).payload
    assert "透个底" in payload
    sql(
        "UPDATE records_revision SET payload = %s WHERE record_id = %s",
        payload.replace("透个底", "问个好"),
        scene.first.pk,
    )


def edit_it_with_its_digest(scene: Scene) -> None:
    edit_what_a_record_says(scene)
    sql("UPDATE records_revision SET digest = %s WHERE record_id = %s", "0" * 64, scene.first.pk)


def edit_a_field(scene: Scene) -> None:
    sql("UPDATE records_record SET acts = 'A1' WHERE id = %s", scene.first.pk)


def edit_the_state(scene: Scene) -> None:
    sql("UPDATE records_record SET state = 'RECORDED' WHERE id = %s", scene.first.pk)


def back_date(scene: Scene) -> None:
    sql("UPDATE records_record SET filed_at = %s WHERE id = %s", NOON - HOUR, scene.first.pk)


def delete_a_row(scene: Scene) -> None:
    sql("DELETE FROM records_step WHERE record_id = %s", scene.first.pk)


def delete_a_record(scene: Scene) -> None:
    for table in ("revision", "step", "reading", "copy", "exclusion", "identityquestion"):
        sql(f"DELETE FROM records_{table} WHERE record_id = %s", scene.first.pk)
    sql("DELETE FROM records_record WHERE id = %s", scene.first.pk)


def insert_a_row(scene: Scene) -> None:
    sql(
        "INSERT INTO records_step (record_id, action, source, target, by_id, at, code, opinion) "
        "VALUES (%s, 'accept', 'RECORDED', 'ACCEPTED', NULL, %s, '', '')",
        scene.second.pk, NOON,
    )  # fmt: skip


def swap_two_rows(scene: Scene) -> None:
    first, second = Revision.objects.get(record=scene.first), Revision.objects.get(record=scene.second)
    sql("UPDATE records_revision SET payload = %s, digest = %s WHERE id = %s", second.payload, second.digest, first.pk)
    sql("UPDATE records_revision SET payload = %s, digest = %s WHERE id = %s", first.payload, first.digest, second.pk)


def edit_the_log_of_deeds(scene: Scene) -> None:
    sql("UPDATE ledger_entry SET actor_id = %s WHERE event = 'record.accepted'", scene.cast.inspector.pk)


def delete_from_the_log_of_deeds(scene: Scene) -> None:
    sql("DELETE FROM ledger_entry WHERE event = 'record.accepted' AND subject = %s", f"record:{scene.first.uid}")


def edit_a_leaf(scene: Scene) -> None:
    leaf = Leaf.objects.get(pk=scene.leaf_of("record.accepted"))
    changed = bytearray(leaf.entry)
    changed[6] ^= 1
    sql("UPDATE ledger_leaf SET entry = %s WHERE id = %s", bytes(changed), leaf.pk)


def swap_two_leaves(scene: Scene) -> None:
    second, third = Leaf.objects.get(log=scene.log, number=2), Leaf.objects.get(log=scene.log, number=3)
    sql("UPDATE ledger_leaf SET entry = %s WHERE id = %s", bytes(third.entry), second.pk)
    sql("UPDATE ledger_leaf SET entry = %s WHERE id = %s", bytes(second.entry), third.pk)


def edit_row_and_leaf(scene: Scene) -> None:
    """With the leaf's secret everything fits again but the tree."""
    edit_a_field(scene)
    opening = Opening.objects.get(leaf=scene.leaf_of("record.accepted"))
    sql("UPDATE ledger_opening SET secret = %s WHERE leaf_id = %s", b"x" * 32, opening.pk)
    edit_a_leaf(scene)


def edit_what_is_behind_a_leaf(scene: Scene) -> None:
    opening = Opening.objects.get(leaf=scene.leaf_of("record.accepted"))
    facts = [fact for fact in json.loads(opening.facts) if fact[1] != "records.step"]
    sql("UPDATE ledger_opening SET facts = %s WHERE leaf_id = %s", json.dumps(facts), opening.pk)


def delete_what_is_behind_a_leaf(scene: Scene) -> None:
    sql("DELETE FROM ledger_opening WHERE leaf_id = %s", scene.leaf_of("record.accepted"))


def edit_with_another_secret(scene: Scene) -> None:
    """A row and the secret of its salts together: the digest in the leaf was made of others."""
    edit_a_field(scene)
    sql("UPDATE ledger_place SET secret = %s WHERE key = %s", b"x" * 32, scene.first.pk)


def claim_another_leaf(scene: Scene) -> None:
    """The row as it stood before, said to stand in the leaf of then."""
    before = Leaf.objects.get(log=scene.log, number=1)
    sql("UPDATE records_record SET state = 'RECORDED' WHERE id = %s", scene.first.pk)
    sql("UPDATE ledger_place SET leaf_id = %s WHERE key = %s", before.pk, scene.first.pk)


def delete_a_leaf(scene: Scene) -> None:
    """From the middle, with all that hangs on it; those behind it move up."""
    leaf = Leaf.objects.get(log=scene.log, number=2)
    _forget(leaf.pk)
    for later in Leaf.objects.filter(log=scene.log, number__gt=2).order_by("number"):
        sql("UPDATE ledger_leaf SET number = number - 1 WHERE id = %s", later.pk)
    _rebuilt(scene.log)


def delete_record_and_leaf(scene: Scene) -> None:
    delete_a_record(scene)
    delete_a_leaf(scene)


def cut_off_the_tail(scene: Scene) -> None:
    """Cleanly: the last leaf, what it bound, the signature under it. What is left fits together."""
    leaf = Leaf.objects.filter(log=scene.log).latest("number")
    table = Step._meta.db_table
    sql(f"DELETE FROM {table} WHERE record_id = %s", scene.second.pk)
    sql("UPDATE records_record SET state = 'RECORDED', number = NULL WHERE id = %s", scene.second.pk)
    sql("DELETE FROM ledger_checkpoint WHERE log_id = %s AND size > %s", scene.log.pk, leaf.number)
    _forget(leaf.pk)
    _rebuilt(scene.log)


def edit_a_tile(scene: Scene) -> None:
    tile = Tile.objects.get(log=scene.log, level=0, number=0)
    changed = bytearray(tile.hashes)
    changed[100] ^= 1
    sql("UPDATE ledger_tile SET hashes = %s WHERE id = %s", bytes(changed), tile.pk)


def edit_the_size(scene: Scene) -> None:
    front = " ".join(["00" * 32] * (scene.log.size - 1).bit_count())
    sql("UPDATE ledger_log SET size = size - 1, front = %s WHERE id = %s", front, scene.log.pk)


def _forget(leaf: int) -> None:
    sql("DELETE FROM ledger_entry WHERE leaf_id = %s", leaf)
    sql("DELETE FROM ledger_opening WHERE leaf_id = %s", leaf)
    sql("DELETE FROM ledger_place WHERE leaf_id = %s", leaf)
    sql("DELETE FROM ledger_leaf WHERE id = %s", leaf)


def _rebuilt(log: Log) -> None:
    """The whole tree anew over the leaves that are there: size, front and tiles fit."""
    rows = list(Leaf.objects.filter(log=log).order_by("number"))
    Tile.objects.filter(log=log).delete()
    Log.objects.filter(pk=log.pk).update(size=0, front="", last_day=date(2000, 1, 1))
    place(Log.objects.get(pk=log.pk), rows)


FOUND_BY_ROWS: list[Callable[[Scene], None]] = [
    edit_what_a_record_says, edit_it_with_its_digest, edit_a_field, edit_the_state, back_date, delete_a_row, delete_a_record,
    insert_a_row, swap_two_rows, edit_the_log_of_deeds, delete_from_the_log_of_deeds, edit_what_is_behind_a_leaf,
    delete_what_is_behind_a_leaf, edit_with_another_secret, claim_another_leaf,
]  # fmt: skip


@pytest.mark.parametrize("attack", FOUND_BY_ROWS, ids=lambda attack: attack.__name__)
def test_a_change_to_rows_is_found_by_the_verifier_alone(scene: Scene, attack: Callable[[Scene], None]) -> None:
    assert scene.auditor.rows(scene.auditor.take()).code == 0
    before = fingerprint()

    attack(scene)

    assert fingerprint() != before
    out = scene.auditor.take()
    assert scene.auditor.logs(out).code == 0, "the tree itself was not touched"
    found = scene.auditor.rows(out)
    assert found.code == 2
    assert any("记录" not in one and ("第" in one or "账本" in one) for one in found.evidence)


FOUND_BY_SIGNING: list[Callable[[Scene], None]] = [
    edit_a_leaf, swap_two_leaves, edit_row_and_leaf, delete_a_leaf, delete_record_and_leaf, edit_the_size,
]  # fmt: skip


@pytest.mark.parametrize("attack", FOUND_BY_SIGNING, ids=lambda attack: attack.__name__)
def test_a_tree_that_was_changed_is_not_signed_again(scene: Scene, attack: Callable[[Scene], None]) -> None:
    """The server itself refuses, and the night's round goes on with the other logs."""
    before = fingerprint()
    attack(scene)
    assert fingerprint() != before

    with pytest.raises(LogRewritten):
        make_checkpoint(scene.log.pk, at=NOON + 3 * HOUR)
    assert make_due_checkpoints(at=NOON + 30 * HOUR) >= 0


def test_a_tile_that_was_changed_is_not_signed_over(scene: Scene) -> None:
    for number in range(300):
        append_open(Log.objects.get(pk=scene.log.pk), "test.leaf", {"n": number}, on=NOON.date())
    make_checkpoint(scene.log.pk, at=NOON + 3 * HOUR)
    append_open(Log.objects.get(pk=scene.log.pk), "test.leaf", {"n": 300}, on=NOON.date())
    before = fingerprint()

    edit_a_tile(scene)

    assert fingerprint() != before
    with pytest.raises(LogRewritten):
        make_checkpoint(scene.log.pk, at=NOON + 4 * HOUR)


def test_a_clean_cut_is_found_by_the_witness(scene: Scene) -> None:
    before = fingerprint()

    cut_off_the_tail(scene)

    assert fingerprint() != before
    out = scene.auditor.take()
    assert scene.auditor.logs(out).code == 0, "what is left fits together: only somebody outside knows better"
    found = scene.auditor.against_witness(out, scene.log, scene.held)
    assert found.code == 2
    assert "截短" in found.evidence[0]


def test_a_complete_rewrite_under_the_stolen_key_is_found_by_the_witness(scene: Scene) -> None:
    """Rows, secrets, leaves, tree and checkpoints are all made anew, and signed with the log's own key."""
    before = fingerprint()
    leaf = Leaf.objects.get(pk=scene.leaf_of("record.accepted"))
    closed = leaves.Leaf.decoded(bytes(leaf.entry))
    forged = leaves.Leaf(closed.day, leaves.facts_root(SHA256, b"x" * 32, []), closed.receipt)
    sql("UPDATE ledger_leaf SET entry = %s WHERE id = %s", forged.encoded(), leaf.pk)
    sql("UPDATE ledger_opening SET secret = %s, facts = '[]' WHERE leaf_id = %s", b"x" * 32, leaf.pk)
    sql("DELETE FROM ledger_entry WHERE leaf_id = %s", leaf.pk)
    Checkpoint.objects.filter(log=scene.log).delete()
    _rebuilt(scene.log)

    assert fingerprint() != before
    out = scene.auditor.take()
    assert scene.auditor.logs(out).code == 0, "with the key everything fits"
    found = scene.auditor.against_witness(out, scene.log, scene.held)
    assert found.code == 2
    assert any("改写" in one for one in found.evidence)


def test_an_old_copy_that_goes_on_writing_is_found_by_the_witness(scene: Scene) -> None:
    """Restored to before the last two leaves, then used: the sizes pass the old one, the histories part."""
    cut_off_the_tail(scene)
    cut = scene.log.size
    for number in range(3):
        file(scene.cast.actor("outsider"), content(NOON + (number + 3) * HOUR), at=NOON + (number + 3) * HOUR)
    assert scene.log.size > cut + 1

    found = scene.auditor.against_witness(scene.auditor.take(), scene.log, scene.held)

    assert found.code == 2
    assert any("改写" in one for one in found.evidence)


def test_names_that_go_by_the_book_are_no_tampering(scene: Scene) -> None:
    with recording(actor=SYSTEM, at=NOON + 3 * HOUR) as ledger:
        Record.objects.filter(pk=scene.first.pk).update(state="NOTED", rested_at=NOON + 3 * HOUR)
        ledger("record.rested", subject=f"record:{scene.first.uid}", office_id=scene.cast.county.pk)
    before = fingerprint()
    with refusing_unrecorded():
        pseudonymise_next(at=NOON + timedelta(days=4_000))

    assert fingerprint() != before
    assert scene.auditor.rows(scene.auditor.take()).code == 0
    out = scene.auditor.take()
    assert scene.auditor.against_witness(out, scene.log, scene.held).code == 0


def test_the_witness_line_is_somebody_elses(scene: Scene) -> None:
    """What he holds is signed by both."""
    assert len(notes.parse(scene.held).signatures) == 2
