"""The ledger: every change to a bound row is in the leaf of its use-case, and nothing else is legible in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction

from jingheng.contexts.ledger import checkpointing, exporting
from jingheng.contexts.ledger.binding import SERVER, UnrecordedWrite, note_written, unrecorded
from jingheng.contexts.ledger.checkpointing import LEAVES, WAIT, make_checkpoint, make_due_checkpoints
from jingheng.contexts.ledger.keys import KeyLost, path_of
from jingheng.contexts.ledger.logs import append_open, log_of
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Log, Opening, Place, Tile
from jingheng.contexts.ledger.placing import nodes_of, root_of_log
from jingheng.contexts.ledger.recording import NothingRecorded, recording
from jingheng.contexts.org.models import Department, Person
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.period import Month
from jingheng.verify import leaves, notes
from jingheng.verify.hashing import SHA256, SM3
from jingheng.verify.tree import inclusion_path, leaf_hash, root_at, verify_inclusion
from tests.factories.audited import Auditor, bound_cast, refusing_unrecorded
from tests.factories.audited import log_of as the_log
from tests.factories.cast import MONTH_END, NOON, Cast, make_offices
from tests.factories.contents import content, file

ANOTHER_YEAR = NOON + timedelta(days=300)


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Cast:
    settings.HOME = tmp_path
    return bound_cast()


def facts_of(leaf: Leaf) -> str:
    return Opening.objects.get(leaf=leaf).facts


def newest(cast: Cast) -> Leaf:
    return Leaf.objects.filter(log=the_log(cast)).latest("number")


# --- what is noticed --------------------------------------------------------------------------------------------------
def saved(cast: Cast) -> None:
    cast.outsider.title = "检察官助理"
    cast.outsider.save()


def updated(cast: Cast) -> None:
    Person.objects.filter(pk=cast.outsider.pk).update(title="检察官助理")


def updated_through_the_office(cast: Cast) -> None:
    cast.county.people.filter(pk=cast.outsider.pk).update(title="检察官助理")


def updated_in_bulk(cast: Cast) -> None:
    cast.outsider.title = "检察官助理"
    Person.objects.bulk_update([cast.outsider], ["title"])


def written_past_the_models(cast: Cast) -> None:
    note_written(Person, [cast.outsider.pk])


WAYS = [saved, updated, updated_through_the_office, updated_in_bulk, written_past_the_models]


@pytest.mark.parametrize("change", WAYS, ids=lambda change: change.__name__)
def test_a_change_is_noticed_whichever_way_it_is_made(office: Cast, tmp_path: Path, change: Any) -> None:
    with recording(actor=office.actor("system_admin"), at=NOON) as ledger:
        change(office)
        ledger("import.people", subject="office:1")

    assert f'"org.person", {office.outsider.pk},' in facts_of(newest(office))
    assert Place.objects.get(table="org.person", key=office.outsider.pk).leaf == newest(office)
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take()).code == 0


@pytest.mark.parametrize("change", WAYS, ids=lambda change: change.__name__)
def test_outside_a_use_case_it_is_refused(office: Cast, change: Any) -> None:
    with refusing_unrecorded(), pytest.raises(UnrecordedWrite):
        change(office)


def test_what_is_not_bound_may_be_written_unrecorded(office: Cast) -> None:
    with refusing_unrecorded(), unrecorded():
        saved(office)


def test_rows_that_come_in_bulk_and_rows_that_go_are_noticed(office: Cast, tmp_path: Path) -> None:
    with recording(actor=SYSTEM, at=NOON) as ledger:
        rows = Department.objects.bulk_create([Department(office=office.county, name=f"第{n}室") for n in range(3)])
        ledger("import.offices", subject="office:1", office_id=office.county.pk)
    with recording(actor=SYSTEM, at=NOON) as ledger:
        Department.objects.filter(pk=rows[0].pk).delete()
        ledger("import.offices", subject="office:1", office_id=office.county.pk)

    assert f'["gone", "org.department", {rows[0].pk}]' in facts_of(newest(office))
    assert not Place.objects.filter(table="org.department", key=rows[0].pk).exists()
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take()).code == 0


def test_rows_of_which_nobody_could_tell_are_refused(office: Cast) -> None:
    room = Department(office=office.county, name="新室")
    with unrecorded(), pytest.raises(NotImplementedError):
        Department.objects.bulk_create([room], ignore_conflicts=True)


def test_a_row_that_moves_to_another_office_leaves_the_log(office: Cast, tmp_path: Path) -> None:
    with recording(actor=SYSTEM, at=NOON) as ledger:
        Person.objects.filter(pk=office.outsider.pk).update(office=office.sister, department=None)
        ledger("import.people", subject="office:1", office_id=office.sister.pk)

    assert f'["left", "org.person", {office.outsider.pk}]' in facts_of(newest(office))
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take()).code == 0


def test_nothing_recorded_is_a_bug_and_changes_nothing(office: Cast) -> None:
    before = the_log(office).size
    with pytest.raises(NothingRecorded), recording(actor=SYSTEM, at=NOON):
        saved(office)
    with pytest.raises(NothingRecorded), recording(actor=SYSTEM, at=NOON, may_be_nothing=True):
        saved(office)
    with recording(actor=SYSTEM, at=NOON, may_be_nothing=True):
        pass

    assert the_log(office).size == before
    assert Person.objects.get(pk=office.outsider.pk).title == "书记员"


# --- what a leaf shows ------------------------------------------------------------------------------------------------
def test_a_filing_a_statement_and_any_other_act_are_leaves_of_one_form(office: Cast) -> None:
    file(office.actor("prosecutor"))
    one = newest(office)
    sign_statement(month=Month(2026, 11), actor=office.actor("colleague", MONTH_END), at=MONTH_END)
    other = newest(office)

    assert one.number != other.number
    assert len(one.entry) == len(other.entry)
    for leaf in (one, other):
        read = leaves.Leaf.decoded(bytes(leaf.entry))
        assert (read.kind, read.said) == ("", None)


def test_equal_acts_have_nothing_in_common(office: Cast) -> None:
    file(office.actor("prosecutor"))
    file(office.actor("prosecutor"))
    first, second = (leaves.Leaf.decoded(bytes(leaf.entry)) for leaf in Leaf.objects.order_by("-id")[:2])
    assert first.facts != second.facts
    assert first.receipt != second.receipt


def test_a_failed_use_case_leaves_no_gap(office: Cast) -> None:
    before = the_log(office).size
    with transaction.atomic():
        file(office.actor("prosecutor"))
        transaction.set_rollback(True)
    file(office.actor("prosecutor"))

    assert list(Leaf.objects.filter(log=the_log(office)).order_by("number").values_list("number", flat=True)) == list(
        range(before + 1)
    )


def test_days_never_go_back_whatever_the_clock_says(office: Cast) -> None:
    file(office.actor("prosecutor"))
    earlier = NOON - timedelta(days=20)
    file(office.actor("colleague", earlier), content(earlier), at=earlier)

    days = [leaves.Leaf.decoded(bytes(leaf.entry)).day for leaf in Leaf.objects.order_by("id")]
    assert days == sorted(days)
    assert Entry.objects.filter(event="statement.filed").latest("id").at == earlier


# --- logs -------------------------------------------------------------------------------------------------------------
def test_a_new_year_begins_a_log_that_names_the_one_before(office: Cast, tmp_path: Path) -> None:
    with recording(actor=SYSTEM, at=ANOTHER_YEAR) as ledger:
        saved(office)
        ledger("import.people", subject="office:1", office_id=office.county.pk)

    old, new = Log.objects.filter(office_id=office.county.pk).order_by("year")
    first = leaves.Leaf.decoded(bytes(Leaf.objects.get(log=new, number=0).entry))
    assert first.kind == "log.opened"
    assert first.said == {
        "origin": "jc.990203/ledger/2027/sha256",
        "previous": {"origin": old.origin, "root": root_of_log(old).hex(), "size": old.size},
    }
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take(ANOTHER_YEAR)).code == 0


def test_on_a_server_that_began_with_SM3_every_log_is_on_SM3(db: None) -> None:
    offices = make_offices()
    with transaction.atomic():
        server = log_of(SERVER, on=NOON.date(), algorithm="sm3")
        county = log_of(offices["990203"].pk, on=NOON.date())

    assert (server.origin, county.origin) == ("jc.990200/server/2026/sm3", "jc.990203/ledger/2026/sm3")
    assert bytes.fromhex(county.front) == leaf_hash(SM3, bytes(Leaf.objects.get(log=county).entry))


def test_every_leaf_is_proved_from_leaves_and_tiles(office: Cast) -> None:
    log = the_log(office)
    for number in range(600):
        append_open(log, "test.leaf", {"n": number}, on=NOON.date())
    size, root = log.size, root_of_log(log)

    assert [(one.level, one.number) for one in Tile.objects.filter(log=log).order_by("level", "number")] == [
        (0, 0),
        (0, 1),
    ]
    assert root_at(SHA256, nodes_of(log), size) == root
    for number in (0, 1, 255, 256, 511, 512, size - 1):
        entry = bytes(Leaf.objects.get(log=log, number=number).entry)
        path = inclusion_path(SHA256, nodes_of(log), number, size)
        assert verify_inclusion(SHA256, number, size, leaf_hash(SHA256, entry), path, root)


# --- checkpoints ------------------------------------------------------------------------------------------------------
def test_a_checkpoint_is_signed_by_the_logs_own_key(office: Cast) -> None:
    log = the_log(office)
    made = make_checkpoint(log.pk, at=NOON)

    key = notes.parse_signing_key(path_of(log).read_text().strip()).verifier
    assert notes.open_note(made.note.encode(), [key]).text.startswith(f"{log.origin}\n{log.size}\n")
    assert path_of(log).stat().st_mode & 0o777 == 0o600
    assert make_checkpoint(log.pk, at=NOON + WAIT).pk == made.pk


def test_checkpoints_are_due_by_time_and_by_leaves(office: Cast) -> None:
    logs = Log.objects.count()
    assert make_due_checkpoints(at=NOON) == logs
    assert make_due_checkpoints(at=NOON + WAIT) == 0
    file(office.actor("prosecutor"))
    assert make_due_checkpoints(at=NOON + WAIT / 2) == 0
    assert make_due_checkpoints(at=NOON + WAIT) == 1
    log = the_log(office)
    for number in range(LEAVES):
        append_open(log, "test.leaf", {"n": number}, on=NOON.date())
    assert make_due_checkpoints(at=NOON + WAIT) == 1


def test_a_lost_key_is_said_and_never_replaced(
    office: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpointing, "_told", set())
    log = the_log(office)
    make_checkpoint(log.pk, at=NOON)
    path_of(log).unlink()
    file(office.actor("prosecutor"))

    with pytest.raises(KeyLost, match="密钥"):
        make_checkpoint(log.pk, at=NOON + WAIT)
    make_due_checkpoints(at=NOON + WAIT)
    make_due_checkpoints(at=NOON + WAIT)
    assert Checkpoint.objects.filter(log=log).count() == 1
    assert not path_of(log).exists()
    assert sum(log.origin in one.getMessage() for one in caplog.records) == 1


def test_a_spoilt_key_is_said(office: Cast) -> None:
    log = the_log(office)
    make_checkpoint(log.pk, at=NOON)
    path_of(log).write_text("PRIVATE+KEY+nothing")
    file(office.actor("prosecutor"))
    with pytest.raises(KeyLost, match="不是"):
        make_checkpoint(log.pk, at=NOON + WAIT)


def test_with_the_next_state_of_a_row_the_secret_of_the_one_before_is_gone(office: Cast) -> None:
    """Nobody who holds the database can guess at what the row said before."""
    with recording(actor=office.actor("system_admin"), at=NOON) as ledger:
        saved(office)
        ledger("import.people", subject="office:1")
    before = bytes(Place.objects.get(table="org.person", key=office.outsider.pk).secret)

    with recording(actor=office.actor("system_admin"), at=NOON) as ledger:
        updated(office)
        ledger("import.people", subject="office:1")

    assert bytes(Place.objects.get(table="org.person", key=office.outsider.pk).secret) != before
    assert before not in [bytes(secret) for secret in Opening.objects.values_list("secret", flat=True)]


@pytest.mark.django_db(transaction=True)
def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    cast = bound_cast()
    auditor = Auditor(tmp_path)
    file(cast.actor("prosecutor"))
    wrote: list[Thread] = []

    def files_another() -> None:
        file(cast.actor("prosecutor"))
        connection.close()

    def meanwhile(log: Log) -> str:
        if not wrote:
            wrote.append(Thread(target=files_another))
            wrote[0].start()
            wrote[0].join(timeout=20)
            assert not wrote[0].is_alive()  # nobody has to wait for an export
        return named(log)

    named = exporting.name_of
    with mock.patch.object(exporting, "name_of", meanwhile):
        out = auditor.take()

    assert auditor.rows(out).code == 0
    assert Record.objects.count() == 2
