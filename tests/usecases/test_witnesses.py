"""Who witnesses whom; our checkpoints shown to witnesses over the network and in files; what an attack looks like there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jingheng.contexts.ledger.binding import unrecorded
from jingheng.contexts.ledger.checkpointing import WAIT, make_checkpoint, make_due_checkpoints
from jingheng.contexts.ledger.cosigning import keep_cosignature
from jingheng.contexts.ledger.guards import lift_guards
from jingheng.contexts.ledger.key_life import rotate_key
from jingheng.contexts.ledger.models import Checkpoint, Entry, Leaf, Log, Opening, Place
from jingheng.contexts.org.models import Office
from jingheng.contexts.witnesses.calling import Unreachable, call
from jingheng.contexts.witnesses.models import Asking, Kept, Watched, Witness
from jingheng.contexts.witnesses.queries import overview, own_vkey, policy, whole_overview
from jingheng.contexts.witnesses.usecases.asking import Outcome, push, push_due, read_answers, requests_for
from jingheng.contexts.witnesses.usecases.countersigning import renew_key
from jingheng.contexts.witnesses.usecases.naming import add_witness, remove_witness, unwatch, watch
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.refusal import Refused
from jingheng.verify import notes, witnessing
from jingheng.verify import policy as policies
from scripts.build_verifier import build
from tests.factories.audited import WITNESS, bound_cast, log_of, rebuilt, refusing_unrecorded, rewritten
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file
from tests.factories.witnessing import Standing, answering, home_admin, named
from tests.verify.logs import CITY, LOG, OTHER_LOG, PROVINCE

HOUR = timedelta(hours=1)


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Iterator[Cast]:
    settings.HOME = tmp_path
    with refusing_unrecorded():
        cast = bound_cast()
        file(cast.actor("prosecutor"))
        file(cast.actor("colleague"))
        lift_guards(connection)  # whoever owns the database does
        yield cast


@pytest.fixture
def standing(tmp_path: Path) -> Standing:
    return Standing(tmp_path / "witness")


def signed_logs() -> list[str]:
    make_due_checkpoints(at=NOON)
    return list(Log.objects.exclude(vkey="").order_by("office_id").values_list("vkey", flat=True))


def goes_on(cast: Cast) -> None:
    file(cast.actor("outsider"))
    make_checkpoint(log_of(cast).pk, at=NOON + HOUR)


def by_origin(outcomes: list[Outcome], log: Log) -> Outcome:
    return next(one for one in outcomes if one.log.pk == log.pk)


# --- naming -----------------------------------------------------------------------------------------------------------
def test_the_security_administrator_of_the_servers_office_names_witnesses(office: Cast) -> None:
    actor = home_admin(office)
    witness = add_witness(
        name=" 省院 ", vkey=f"{CITY.verifier}\n", url="https://10.0.0.8:8900/", actor=actor, at=NOON
    )  # fmt: skip

    assert (witness.name, witness.url, witness.added_by_id) == ("省院", "https://10.0.0.8:8900", actor.person_id)
    entry = Entry.objects.latest("id")
    assert (entry.event, entry.leaf.log.origin) == ("witness.added", "jc.990200/server/2026/sha256")
    remove_witness(witness_id=witness.pk, actor=actor, at=NOON + HOUR)
    assert Witness.objects.get().removed_at == NOON + HOUR
    assert Entry.objects.latest("id").event == "witness.removed"
    add_witness(name="省院", vkey=str(CITY.verifier), url="", actor=SYSTEM, at=NOON)
    assert Witness.objects.count() == 2


@pytest.mark.parametrize("who", ["security_admin", "city_chief", "city_head", "prosecutor"])
def test_nobody_else_does(office: Cast, who: str) -> None:
    """Not even the security administrator of a lower office: the witnesses are the whole server's."""
    row = named()
    before = Leaf.objects.count()
    actor = office.actor(who)
    for act in (
        lambda: add_witness(name="x", vkey=str(CITY.verifier), url="", actor=actor, at=NOON),
        lambda: remove_witness(witness_id=row.pk, actor=actor, at=NOON),
        lambda: watch(name="x", vkeys=[str(LOG.verifier)], actor=actor, at=NOON),
        lambda: unwatch(watched_id=1, actor=actor, at=NOON),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusal.code == "not-permitted"
    assert Leaf.objects.count() == before
    assert Witness.objects.get().removed_at is None


def test_what_is_refused_changes_nothing(office: Cast, settings: Any) -> None:
    settings.WITNESS_HOSTS = ["10.0.0.8"]
    actor = home_admin(office)
    before = Leaf.objects.count()
    for name, key, url in (("", CITY, ""), ("省院", LOG, ""), ("省院", CITY, "http://10.0.0.9")):
        with pytest.raises(Refused):
            add_witness(name=name, vkey=str(key.verifier), url=url, actor=actor, at=NOON)
    with pytest.raises(Refused):
        remove_witness(witness_id=1, actor=actor, at=NOON)
    for name, vkeys in (("", [LOG]), ("区院", []), ("区院", [LOG, CITY]), ("区院", [LOG, LOG]), ("区" * 51, [LOG])):
        with pytest.raises(Refused):
            watch(name=name, vkeys=[str(key.verifier) for key in vkeys], actor=actor, at=NOON)
    with pytest.raises(Refused):
        watch(name="区院", vkeys=["nonsense", "more"], actor=actor, at=NOON)
    with pytest.raises(Refused):
        unwatch(watched_id=1, actor=actor, at=NOON)
    assert Leaf.objects.count() == before
    assert not Witness.objects.exists()
    assert not Watched.objects.exists()


def test_logs_of_others_are_watched_all_or_none(office: Cast, tmp_path: Path) -> None:
    rows = watch(
        name="区院", vkeys=["# 名单", str(LOG.verifier), "", str(OTHER_LOG.verifier)], actor=SYSTEM, at=NOON
    )  # fmt: skip

    assert [row.origin for row in rows] == [LOG.name, OTHER_LOG.name]
    assert (tmp_path / "keys" / "witness.key").exists()
    assert Entry.objects.filter(event="witness.watching").count() == 2
    unwatch(watched_id=rows[0].pk, actor=SYSTEM, at=NOON)
    assert Entry.objects.latest("id").event == "witness.unwatched"
    assert Watched.objects.get(removed_at=None).pk == rows[1].pk
    own = own_vkey()[0]
    with pytest.raises(Refused) as refused:
        add_witness(name="自己", vkey=own, url="", actor=SYSTEM, at=NOON)
    assert refused.value.refusal.code == "own-key"


def test_a_lost_witness_key_is_said_and_can_be_renewed(office: Cast, tmp_path: Path) -> None:
    watch(name="区院", vkeys=[str(LOG.verifier)], actor=SYSTEM, at=NOON)
    old = own_vkey()[0]
    Kept.objects.create(origin=LOG.name, note="x")
    (tmp_path / "keys" / "witness.key").unlink()

    assert "不在了" in own_vkey()[1]
    add_witness(name="省院", vkey=str(CITY.verifier), url="", actor=SYSTEM, at=NOON)  # has nothing to do with it
    new = renew_key(actor=SYSTEM, at=NOON)

    assert own_vkey() == (str(new.verifier), "")
    assert str(new.verifier) != old
    assert Entry.objects.latest("id").event == "witness.key-renewed"


# --- over the network -------------------------------------------------------------------------------------------------
def test_new_checkpoints_are_shown_and_the_line_comes_under_them(office: Cast, standing: Standing) -> None:
    standing.know(signed_logs())
    log = log_of(office)
    with standing.serving() as url:
        witness = named(url)
        standing.know(signed_logs())  # the server has a log of its own now
        outcomes = push(at=NOON)
        assert {one.failure for one in outcomes} == {""}
        assert len(outcomes) == Log.objects.count()
        note = Checkpoint.objects.filter(log=log).latest("size").note.encode()
        seen = notes.open_note(note, [*map(notes.parse_key, signed_logs()), WITNESS.verifier]).verified
        assert [one.key.name for one in seen] == [log.origin, WITNESS.name]
        assert push(at=NOON) == []
        goes_on(office)
        (outcome,) = push(at=NOON + HOUR)
    asking = Asking.objects.get(witness=witness, log=log)
    assert (outcome.size, asking.cosigned_size, asking.size) == (Log.objects.get(pk=log.pk).size,) * 3
    assert asking.cosigned_at == NOON
    note = Checkpoint.objects.filter(log=log).latest("size").note.encode()
    judged = policies.judge(note, policies.parse(policy(at=NOON)[0].encode()))
    assert judged.is_satisfied


def test_the_worker_asks_by_itself_and_leaves_whoever_fails_alone_for_a_while(office: Cast, standing: Standing) -> None:
    vkeys = signed_logs()
    asked = 0

    def busy(_data: bytes) -> tuple[int, str, bytes]:
        nonlocal asked
        asked += 1
        return 500, "text/plain", b""

    with answering(busy) as url:
        witness = named(url)
        logs = len(vkeys)
        assert push_due(at=NOON) == 0
        assert asked == logs
        push_due(at=NOON + timedelta(minutes=9))
        assert asked == logs
        push_due(at=NOON + timedelta(minutes=11))
        assert asked == 2 * logs
    assert push_due(at=NOON + HOUR) == 0  # nobody is there: one is tried, the others wait with it
    assert Asking.objects.filter(failure="UNREACHABLE").count() == 1
    assert push_due(at=NOON + HOUR) == 0
    assert Asking.objects.filter(failure="UNREACHABLE").count() == 1
    standing.know(vkeys)
    with standing.serving() as url:
        _move(witness, url)
        assert push_due(at=NOON + 2 * HOUR) == logs
    assert not Asking.objects.exclude(failure="").exists()


def _move(witness: Witness, url: str) -> None:
    with unrecorded():
        Witness.objects.filter(pk=witness.pk).update(url=url)


def test_a_witness_that_holds_another_size_is_asked_once_more_from_there(office: Cast, standing: Standing) -> None:
    standing.know(signed_logs())
    log = log_of(office)
    with standing.serving() as url:
        named(url)
        push(at=NOON)
        Asking.objects.update(size=0, cosigned_size=None)  # our side forgot
        goes_on(office)
        assert by_origin(push(at=NOON + HOUR), log).failure == ""


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ((302, "text/plain", b""), "REFUSED"),
        ((404, "text/plain", b""), "UNKNOWN_LOG"),
        ((403, "text/plain", b""), "UNKNOWN_KEY"),
        ((409, "text/html", b"x"), "BAD_ANSWER"),
        ((200, "text/plain", b"nonsense"), "BAD_ANSWER"),
        ((200, "text/plain", f"{CITY.sign('x', 5).line}".encode()), "BAD_ANSWER"),
        ((200, "text/plain", f"{WITNESS.sign('another text', 5).line}".encode()), "BAD_ANSWER"),
        ((200, "text/plain", b"x" * 100_000), "BAD_ANSWER"),
        ((409, "text/x.tlog.size", b"1\n"), "REFUSED"),
    ],
)
def test_an_answer_that_is_no_signature_is_kept_as_what_it_is(
    office: Cast, answer: tuple[int, str, bytes], failure: str
) -> None:
    signed_logs()
    flips = iter(range(10_000))

    def reply(_data: bytes) -> tuple[int, str, bytes]:
        status, kind, body = answer
        return (status, kind, b"%d\n" % (1 + next(flips) % 2)) if body == b"1\n" else (status, kind, body)

    with answering(reply) as url:
        named(url)
        outcome = by_origin(push(at=NOON), log_of(office))

    assert outcome.failure == failure
    assert Asking.objects.get(log=log_of(office)).failure == failure
    assert len(notes.parse(Checkpoint.objects.filter(log=log_of(office)).latest("size").note.encode()).signatures) == 1


def test_a_time_that_is_none_is_a_bad_answer(office: Cast) -> None:
    signed_logs()

    def reply(data: bytes) -> tuple[int, str, bytes]:
        text = notes.parse(witnessing.parse(data).note).text
        return 200, "text/plain", WITNESS.sign(text, 2**60).line.encode()

    with answering(reply) as url:
        named(url)
        assert {one.failure for one in push(at=NOON)} == {"BAD_ANSWER"}


def test_only_addresses_of_the_settings_are_called(settings: Any) -> None:
    with pytest.raises(Unreachable):
        call("file:///etc/hostname", b"")
    settings.WITNESS_HOSTS = ["10.0.0.8"]
    with pytest.raises(Unreachable):
        call("http://10.0.0.9", b"")


# --- attacks, as the witness sees them --------------------------------------------------------------------------------
def cut_off(log: Log, leaves_: int = 1) -> None:
    """Cleanly: leaves, what they bound, and what was signed over them."""
    size = Log.objects.get(pk=log.pk).size - leaves_
    gone = Leaf.objects.filter(log=log, number__gte=size)
    Entry.objects.filter(leaf__in=gone).delete()
    Opening.objects.filter(leaf__in=gone).delete()
    Place.objects.filter(leaf__in=gone).delete()
    Checkpoint.objects.filter(log=log, size__gt=size).delete()
    gone.delete()
    rebuilt(log)


@pytest.fixture
def witnessed(office: Cast, standing: Standing) -> Iterator[Cast]:
    standing.know(signed_logs())
    with standing.serving() as url:
        named(url)
        standing.know(signed_logs())
        assert {one.failure for one in push(at=NOON)} == {""}
        yield office


def test_a_clean_cut_is_refused_by_the_witness(witnessed: Cast) -> None:
    log = log_of(witnessed)
    cut_off(log)
    make_checkpoint(log.pk, at=NOON + HOUR)
    Asking.objects.all().delete()  # who cuts the log also makes us forget how far the witness was

    assert by_origin(push(at=NOON + HOUR), log).failure == "SHORTER"
    assert overview(witnessed.actor("head"), at=NOON + HOUR).logs[0].is_alarming


def test_a_clean_cut_is_seen_before_anybody_is_asked(witnessed: Cast) -> None:
    log = log_of(witnessed)
    cut_off(log, 2)
    make_checkpoint(log.pk, at=NOON + HOUR)
    Asking.objects.filter(log=log).update(cosigned_size=None)

    assert by_origin(push(at=NOON + HOUR), log).failure == "SHORTER"


def test_an_old_copy_that_goes_on_writing_is_refused_by_the_witness(witnessed: Cast) -> None:
    log = log_of(witnessed)
    cut_off(log)
    Asking.objects.filter(log=log).update(size=log.size - 1, cosigned_size=log.size - 1)
    for number in range(3):
        at = NOON + (number + 1) * HOUR
        file(witnessed.actor("outsider"), content(at), at=at)
    make_checkpoint(log.pk, at=NOON + 4 * HOUR)

    assert by_origin(push(at=NOON + 4 * HOUR), log).failure == "REWRITTEN"


def test_a_complete_rewrite_under_the_stolen_key_is_refused_by_the_witness(witnessed: Cast) -> None:
    log = log_of(witnessed)
    rewritten(log)
    make_checkpoint(log.pk, at=NOON + HOUR)
    Asking.objects.filter(log=log).update(cosigned_size=None)  # the same size with another root
    assert by_origin(push(at=NOON + HOUR), log).failure == "REWRITTEN"
    goes_on(witnessed)  # and a larger one
    assert by_origin(push(at=NOON + 2 * HOUR), log).failure == "REWRITTEN"


def test_leaves_that_are_missing_prove_nothing(witnessed: Cast) -> None:
    goes_on(witnessed)
    log = log_of(witnessed)
    leaf = Leaf.objects.get(log=log, number=0)
    Leaf.objects.filter(pk=leaf.pk).update(number=None)

    assert by_origin(push(at=NOON + HOUR), log).failure == "REWRITTEN"


# --- in files ---------------------------------------------------------------------------------------------------------
def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(program), *arguments], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin"}
    )  # fmt: skip


def test_files_go_to_the_standalone_witness_and_come_back(office: Cast, tmp_path: Path) -> None:
    program = build("jingheng-witness", tmp_path)
    where = ("--state", str(tmp_path / "state"), "--key", str(tmp_path / "key"))
    vkey = run(program, "init", "--name", "jianwei.example/w1", *where).stdout.strip()
    witness = add_witness(name="纪检组", vkey=vkey, url="", actor=SYSTEM, at=NOON)
    (tmp_path / "state" / "logs").write_text("\n".join(signed_logs()) + "\n")
    data, logs = requests_for(witness)
    assert len(logs) == Log.objects.count()
    (tmp_path / "out").write_bytes(data)

    signed = run(program, "sign", str(tmp_path / "out"), "--out", str(tmp_path / "in"), *where)

    assert signed.returncode == 0, signed.stderr
    outcomes = read_answers(witness, (tmp_path / "in").read_bytes(), at=NOON)
    assert {(one.log.pk, one.failure) for one in outcomes} == {(log.pk, "") for log in logs}
    assert requests_for(witness) == (b"", [])

    goes_on(office)  # one log alone: the answer is lines without a text
    data, (log,) = requests_for(witness)
    (tmp_path / "out").write_bytes(data)
    assert run(program, "sign", str(tmp_path / "out"), "--out", str(tmp_path / "in"), *where).returncode == 0
    (outcome,) = read_answers(witness, (tmp_path / "in").read_bytes(), at=NOON)
    assert (outcome.log.pk, outcome.failure) == (log.pk, "")
    assert read_answers(witness, (tmp_path / "in").read_bytes(), at=NOON) == []  # read twice: nothing is due

    Asking.objects.update(size=0, cosigned_size=None)  # we forgot: it tells us where it stands
    data, _ = requests_for(witness)
    (tmp_path / "out").write_bytes(data)
    refused = run(program, "sign", str(tmp_path / "out"), "--out", str(tmp_path / "in"), *where)
    assert refused.returncode == 3
    assert "上次见证的规模是" in refused.stderr
    assert {one.failure for one in read_answers(witness, (tmp_path / "in").read_bytes(), at=NOON)} == {""}


def note_of(log: Log, text: str | None = None, at: int = 5) -> bytes:
    text = text or notes.parse(make_checkpoint(log.pk, at=NOON).note.encode()).text
    return notes.signed(text, [WITNESS.sign(text, at)])


def test_what_a_file_may_say_besides(office: Cast) -> None:
    witness = named()
    log = log_of(office)
    held = note_of(log)
    size = Log.objects.get(pk=log.pk).size

    def failures(data: bytes) -> list[str]:
        return [one.failure for one in read_answers(witness, data, at=NOON)]

    root = notes.tobase64(b"x" * 32)
    assert failures(note_of(log, f"{log.origin}\n{size + 9}\n{root}\n")) == ["SHORTER"]
    assert failures(note_of(log, f"{log.origin}\n2\n{root}\n")) == ["REWRITTEN"]
    assert failures(note_of(log, f"somebody/else\n2\n{root}\n")) == []
    assert failures(held.replace(b"jc.990200/witness", b"jc.990201/witness")) == ["BAD_ANSWER"]
    assert failures(CITY.sign("x", 5).line.encode()) == []
    assert failures(held) == [""]
    file(office.actor("outsider"))
    before = {one.size for one in Checkpoint.objects.filter(log=log)}
    make_checkpoint(log.pk, at=NOON + HOUR)
    Checkpoint.objects.filter(log=log, size__in=before).delete()
    (outcome,) = read_answers(witness, held, at=NOON)  # true, but of a state that we no longer have signed
    assert (outcome.failure, outcome.held) == ("REFUSED", size)


def test_an_older_line_does_not_set_a_newer_one_back(office: Cast) -> None:
    witness = named()
    log = log_of(office)
    first = note_of(log)
    read_answers(witness, first, at=NOON)
    goes_on(office)
    read_answers(witness, note_of(log), at=NOON)
    read_answers(witness, first, at=NOON)

    assert Asking.objects.get(log=log).cosigned_size == Log.objects.get(pk=log.pk).size


def test_a_witness_signs_a_checkpoint_once_and_the_newest_line_stays(office: Cast) -> None:
    log = log_of(office)
    text = notes.parse(make_checkpoint(log.pk, at=NOON).note.encode()).text
    log = Log.objects.get(pk=log.pk)
    for at in (5, 6):
        keep_cosignature(log, WITNESS.verifier, [WITNESS.sign(text, at)])
    lines = notes.parse(log.checkpoints.latest("size").note.encode()).signatures
    assert [line.name for line in lines] == [log.origin, WITNESS.name]
    assert lines[1] == WITNESS.sign(text, 6)


# --- what is seen of it -----------------------------------------------------------------------------------------------
def test_the_window_is_what_enough_witnesses_have_not_signed(office: Cast) -> None:
    signed_logs()
    first, second = named(name="省院"), named(name="纪检组", key=PROVINCE)
    log = log_of(office)
    read_answers(first, note_of(log), at=NOON)
    state = next(one for one in whole_overview(at=NOON).logs if one.log.pk == log.pk)
    assert (state.witnessed, state.window.leaves) == (0, state.log.size)

    text = notes.parse(note_of(log)).text
    read_answers(second, notes.signed(text, [PROVINCE.sign(text, 9)]), at=NOON)
    state = next(one for one in whole_overview(at=NOON).logs if one.log.pk == log.pk)
    assert (state.witnessed, state.window.leaves, state.window.is_wide) == (state.log.size, 0, False)

    later = NOON + 30 * HOUR
    file(office.actor("outsider"), content(NOON + HOUR), at=NOON + HOUR)
    state = next(one for one in whole_overview(at=later).logs if one.log.pk == log.pk)
    assert (state.window.leaves, state.window.minutes, state.window.is_wide) == (1, 29 * 60, True)


def test_each_sees_the_logs_of_his_office_and_below(office: Cast) -> None:
    named()
    signed_logs()

    def seen(who: str) -> set[int]:
        return {one.log.office_id for one in overview(office.actor(who), at=NOON).logs}

    assert seen("audit_admin") == {office.county.pk}
    assert seen("city_head") == {0, *Office.objects.values_list("pk", flat=True)}


def test_a_log_that_ended_stands_apart(office: Cast) -> None:
    old = log_of(office)
    make_checkpoint(old.pk, at=NOON)
    new = rotate_key(origin=old.origin, actor=SYSTEM, at=NOON)
    found = overview(office.actor("head"), at=NOON)

    assert [one.log.pk for one in found.logs] == [new.pk]
    assert [one.log.pk for one in found.closed] == [old.pk]
    assert "第 2 把密钥" in found.logs[0].title


def test_the_policy_warns_where_it_should(office: Cast) -> None:
    vkeys = signed_logs()
    text, caution = policy(at=NOON)
    assert "只认账本自己" in caution
    assert [str(key) for key in policies.parse(text.encode()).logs] == vkeys
    named()
    named(name="纪检组", key=PROVINCE)
    assert policy(at=NOON)[1] == ""
    text, caution = policy(at=NOON, quorum=1)
    assert "没有过半" in caution
    assert policies.parse(text.encode()).agrees({WITNESS.verifier})


def test_checkpoints_are_made_and_shown_after_an_hour(witnessed: Cast) -> None:
    file(witnessed.actor("outsider"), content(NOON + HOUR), at=NOON + HOUR)
    made = make_due_checkpoints(at=NOON + WAIT)
    assert made > 0
    assert push_due(at=NOON + WAIT) == made
