"""The key of a log is changed, or lost: the next log names the last, and the verifier follows."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jingheng.contexts.ledger.checkpointing import WAIT, make_checkpoint, make_due_checkpoints
from jingheng.contexts.ledger.guards import lift_guards
from jingheng.contexts.ledger.key_life import declare_key_lost, rotate_key
from jingheng.contexts.ledger.keys import KeyLost, path_of, renewed_witness_key, witness_key
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Log
from jingheng.contexts.ledger.recording import recording
from jingheng.contexts.org.models import Department
from jingheng.contexts.records.usecases.review import accept_record
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.refusal import Refused
from jingheng.verify import leaves, notes
from jingheng.verify.commands import log as log_command
from jingheng.verify.verdict import Verdict
from tests.factories.audited import Auditor, bound_cast, cosigned, log_of, refusing_unrecorded
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Iterator[Cast]:
    settings.HOME = tmp_path
    with refusing_unrecorded():
        cast = bound_cast()
        file(cast.actor("prosecutor"))
        yield cast


def verified(out: Path, policy: Path) -> Verdict:
    return log_command.run(Namespace(folder=out, policy=policy))


def policy_of(folder: Path, *logs: Log) -> Path:
    path = folder / "policy"
    path.write_text("".join(f"log {log.vkey}\n" for log in logs) + "quorum none\n")
    return path


def rotated(cast: Cast) -> tuple[Log, Log]:
    new = rotate_key(origin=log_of(cast).origin, actor=SYSTEM, at=NOON)
    return Log.objects.get(office_id=cast.county.pk, part=1), new


# --- changed ----------------------------------------------------------------------------------------------------------
def test_the_old_key_names_the_new_one_and_the_new_log_names_the_last_state(office: Cast) -> None:
    old, new = rotated(office)
    new.refresh_from_db()

    assert (new.origin, new.year, new.part) == ("jc.990203/ledger/2026.02/sha256", 2026, 2)
    last = leaves.Leaf.decoded(bytes(Leaf.objects.get(log=old, number=old.size - 1).entry))
    assert (last.kind, last.said) == ("key.retired", {"next": new.origin, "vkey": new.vkey})
    final = old.checkpoints.latest("size")
    assert final.size == old.size
    assert notes.open_note(final.note.encode(), [notes.parse_key(old.vkey)]).verified
    first = leaves.Leaf.decoded(bytes(Leaf.objects.get(log=new, number=0).entry))
    assert first.said == {
        "origin": new.origin,
        "previous": {"origin": old.origin, "root": bytes(final.root).hex(), "size": old.size},
    }
    assert new.vkey == str(notes.parse_signing_key(path_of(new).read_text().strip()).verifier) != old.vkey
    assert Entry.objects.latest("id").event == "key.rotated"
    assert Entry.objects.latest("id").leaf.log == new


def test_everything_goes_on_in_the_new_log_and_the_old_one_stays_as_it_is(office: Cast, tmp_path: Path) -> None:
    old, new = rotated(office)
    file(office.actor("colleague"), content(NOON + WAIT), at=NOON + WAIT)

    assert Leaf.objects.filter(log=old).count() == old.size
    assert Log.objects.get(pk=new.pk).size > 2
    assert make_checkpoint(old.pk, at=NOON + WAIT).size == old.size
    assert make_due_checkpoints(at=NOON + 2 * WAIT) > 0
    auditor = Auditor(tmp_path)
    out = auditor.take(NOON + 2 * WAIT)
    assert auditor.rows(out).code == 0
    assert {path.name for path in out.iterdir()} >= {"990203-2026", "990203-2026.02", "990203.rows.jsonl"}


def test_a_policy_that_knows_the_old_key_alone_trusts_the_new_one_because_the_old_one_names_it(
    office: Cast, tmp_path: Path
) -> None:
    old, new = rotated(office)
    auditor = Auditor(tmp_path)
    out = auditor.take()
    others = [log for log in Log.objects.exclude(vkey="") if log.pk not in (old.pk, new.pk)]

    found = verified(out, policy_of(tmp_path, old, *others))

    assert found.code == 0
    assert "990203-2026.02 的密钥由前一本账本的末片叶指定" in found.remarks
    assert verified(out, policy_of(tmp_path, *others)).code == 2, "the old key is not known: nobody vouches for the new"


def test_a_key_that_no_leaf_names_is_not_trusted(office: Cast, tmp_path: Path) -> None:
    """Somebody goes on under a key of his own after the office's."""
    old, new = rotated(office)
    stolen = notes.generate(new.origin, notes.ED25519, b"x" * 32)
    path_of(new).write_text(f"{stolen}\n")
    Log.objects.filter(pk=new.pk).update(vkey=str(stolen.verifier))
    for one in Checkpoint.objects.filter(log=new):
        text = notes.parse(one.note.encode()).text
        Checkpoint.objects.filter(pk=one.pk).update(note=notes.signed(text, [stolen.sign(text)]).decode())
    others = [log for log in Log.objects.exclude(vkey="") if log.pk not in (old.pk, new.pk)]

    assert verified(Auditor(tmp_path).take(), policy_of(tmp_path, old, *others)).code == 2


def test_only_the_key_of_a_log_that_is_written_to_is_changed(office: Cast) -> None:
    old, new = rotated(office)
    before = Leaf.objects.count()
    for origin, code in ((old.origin, "closed"), ("jc.990203/ledger/1999/sha256", "not-found")):
        with pytest.raises(Refused) as refused:
            rotate_key(origin=origin, actor=SYSTEM, at=NOON)
        assert refused.value.refusal.code == code
    path_of(new).unlink()
    with pytest.raises(KeyLost):
        rotate_key(origin=new.origin, actor=SYSTEM, at=NOON)
    assert Leaf.objects.count() == before


def test_when_the_year_has_ended_there_is_nothing_to_change(office: Cast) -> None:
    old = log_of(office)
    with pytest.raises(Refused) as refused:
        rotate_key(origin=old.origin, actor=SYSTEM, at=NOON.replace(year=2027))
    assert refused.value.refusal.code == "not-written"
    assert not Log.objects.filter(year=2027).exists()


# --- lost -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def lost(office: Cast) -> Log:
    """Signed once; then came a filing, an acceptance, a department and its end; then the key was gone."""
    log = log_of(office)
    with recording(actor=SYSTEM, at=NOON) as ledger:
        room = Department.objects.create(office=office.county, name="新室")
        ledger("import.offices", subject="office:1", office_id=office.county.pk)
    make_checkpoint(log.pk, at=NOON)
    record = file(office.actor("colleague"))
    accept_record(uid=record.uid, actor=office.actor("head"), at=NOON)
    with recording(actor=SYSTEM, at=NOON) as ledger:
        Department.objects.filter(pk=room.pk).delete()
        ledger("import.offices", subject="office:1", office_id=office.county.pk)
    path_of(log).unlink()
    return log


def test_the_log_ends_where_it_was_signed_and_the_rest_is_stated_again(office: Cast, lost: Log, tmp_path: Path) -> None:
    signed = lost.checkpoints.latest("size")

    goes_on, unsigned = declare_key_lost(origin=lost.origin, actor=SYSTEM, at=NOON + WAIT)

    assert unsigned >= 3
    said = leaves.Leaf.decoded(bytes(Leaf.objects.get(log=goes_on, kind="key.lost").entry)).said
    assert said == {"origin": lost.origin, "root": bytes(signed.root).hex(), "size": signed.size}
    auditor = Auditor(tmp_path)
    out = auditor.take(NOON + WAIT)
    found = auditor.rows(out)
    assert (found.code, found.evidence) == (0, ())
    assert any("密钥已经丢失" in one for one in found.remarks)
    assert Entry.objects.latest("id").event == "key.lost"
    file(office.actor("outsider"), content(NOON + 2 * WAIT), at=NOON + 2 * WAIT)
    assert auditor.rows(auditor.take(NOON + 2 * WAIT)).code == 0


def test_what_is_changed_after_the_loss_is_found(lost: Log, tmp_path: Path) -> None:
    declare_key_lost(origin=lost.origin, actor=SYSTEM, at=NOON + WAIT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_record SET state = 'NOTED' WHERE state = 'ACCEPTED'")
        assert cursor.rowcount

    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take(NOON + WAIT)).code == 2


def test_a_row_that_was_deleted_before_the_loss_was_declared_is_missed(lost: Log, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_step")
        assert cursor.rowcount
    declare_key_lost(origin=lost.origin, actor=SYSTEM, at=NOON + WAIT)

    auditor = Auditor(tmp_path)
    assert any("被删除" in one for one in auditor.rows(auditor.take(NOON + WAIT)).evidence)


def test_whoever_cuts_the_log_and_calls_it_a_loss_is_found_by_the_witness(office: Cast, tmp_path: Path) -> None:
    log = log_of(office)
    make_checkpoint(log.pk, at=NOON)
    file(office.actor("colleague"))
    held = cosigned(log, NOON)
    lift_guards(connection)
    Checkpoint.objects.filter(log=log).latest("size").delete()
    path_of(log).unlink()
    declare_key_lost(origin=log.origin, actor=SYSTEM, at=NOON + WAIT)

    auditor = Auditor(tmp_path)
    out = auditor.take(NOON + WAIT)
    assert auditor.logs(out).code == 0
    assert any("截短" in one for one in auditor.against_witness(out, log, held).evidence)


def test_the_key_of_a_year_that_is_over_can_be_lost_too(lost: Log, office: Cast, tmp_path: Path) -> None:
    later = NOON.replace(year=2027)
    file(office.actor("outsider", later), content(later), at=later)

    goes_on, unsigned = declare_key_lost(origin=lost.origin, actor=SYSTEM, at=later)

    assert (goes_on.year, goes_on.part) == (2027, 1)
    assert unsigned >= 3
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take(later)).evidence == ()


def test_a_key_that_is_there_is_not_lost(office: Cast, lost: Log) -> None:
    path_of(lost).write_text(f"{notes.generate(lost.origin, notes.ED25519, b'x' * 32)}\n")
    with pytest.raises(KeyLost, match="另一把"):
        make_checkpoint(lost.pk, at=NOON)
    city = Log.objects.get(office_id=office.city.pk)
    for origin in (city.origin,):
        with pytest.raises(Refused) as refused:
            declare_key_lost(origin=origin, actor=SYSTEM, at=NOON)
        assert refused.value.refusal.code == "not-lost"
    declare_key_lost(origin=lost.origin, actor=SYSTEM, at=NOON)
    with pytest.raises(Refused):
        declare_key_lost(origin=lost.origin, actor=SYSTEM, at=NOON)


# --- the key of the witness -------------------------------------------------------------------------------------------
def test_the_witness_key_is_made_once_and_missed_when_it_is_gone(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    assert witness_key("jc.990200/witness", has_signed=False, makes=False) is None
    key = witness_key("jc.990200/witness", has_signed=False, makes=True)
    assert key
    path = tmp_path / "keys" / "witness.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert witness_key("another", has_signed=True, makes=True) == key
    for spoilt in (f"{notes.generate('x', notes.ED25519, b'x' * 32)}\n", "nonsense"):
        path.write_text(spoilt)
        with pytest.raises(KeyLost, match="不是见证密钥"):
            witness_key("jc.990200/witness", has_signed=True, makes=True)
    path.unlink()
    with pytest.raises(KeyLost, match="renew"):
        witness_key("jc.990200/witness", has_signed=True, makes=True)
    new = renewed_witness_key("jc.990200/witness")
    assert new.verifier != key.verifier
    assert renewed_witness_key("jc.990200/witness") != new
    assert len(list(path.parent.glob("*.retired"))) == 1
