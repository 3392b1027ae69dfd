"""Receipts: a sheet and a file that prove an act was in the log, and say nothing else."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from jingheng.contexts.ledger.checkpointing import WAIT, make_due_checkpoints
from jingheng.contexts.ledger.exporting import export
from jingheng.contexts.ledger.guards import lift_guards
from jingheng.contexts.ledger.models import Entry, Leaf, Log
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.statements import sign_statement
from jingheng.kernel.period import Month
from jingheng.verify import proofs
from jingheng.verify.commands import receipt as receipt_command
from jingheng.verify.verdict import Verdict
from tests.factories.audited import fingerprint
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.web.walking import client_of, clock

IN_WINDOW = NOON.replace(day=28)  # the month can be signed


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with clock(IN_WINDOW):
        yield


def signed_off() -> None:
    make_due_checkpoints(at=IN_WINDOW + WAIT)


def filer(cast: Cast) -> Client:
    return client_of(cast, "prosecutor", at=IN_WINDOW)


def month_of(cast: Cast, key: str = "colleague") -> str:
    month = Month.of(IN_WINDOW)
    sign_statement(month=month, actor=cast.actor(key, IN_WINDOW), at=IN_WINDOW)
    return f"/statements/{month}/receipt"


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def main_of(text: str) -> str:
    return text.split("<main")[1]


def judged(folder: Path, proof: bytes) -> Verdict:
    held = folder / "receipt.txt"
    held.write_bytes(proof)
    out = folder / "out"
    if not out.exists():
        export(out, Log.objects.all(), with_rows=False, at=IN_WINDOW + 2 * WAIT)
    return receipt_command.run(Namespace(proof=held, entry=None, export=out, policy=None))


def test_the_file_proves_it_without_the_server(cast: Cast, tmp_path: Path) -> None:
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    signed_off()

    proof = filer(cast).get(f"/records/{record.uid}/receipt/file").content
    verdict = judged(tmp_path, proof)

    assert verdict.evidence == ()
    code = verdict.facts["code"]
    assert isinstance(code, str)
    assert len(code) == 20
    assert any(code in remark for remark in verdict.remarks)


def test_somebody_elses_code_on_ones_own_receipt_is_found(cast: Cast, tmp_path: Path) -> None:
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    signed_off()
    proof = filer(cast).get(f"/records/{record.uid}/receipt/file").content
    parsed = proofs.parse(proof)
    slip = proofs.slip_of(parsed.extra or b"")
    assert slip
    forged = proofs.Slip(slip.entry, "A" * 20, slip.salt).encoded()
    changed = proofs.Proof(parsed.index, parsed.path, parsed.note, forged)

    assert any("账本码" in one for one in judged(tmp_path, bytes(changed)).evidence)


def test_before_a_checkpoint_there_is_none_and_none_is_signed_for_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    client = filer(cast)
    client.get("/")
    before = fingerprint()

    asked = page(client, f"/records/{record.uid}/receipt/print")

    assert "至多隔 60 分钟" in asked
    assert fingerprint() == before


def test_taking_one_leaves_no_trace(cast: Cast) -> None:
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    signed_off()
    client = filer(cast)
    client.get("/")
    before = fingerprint()

    client.get(f"/records/{record.uid}/receipt/print")
    client.get(f"/records/{record.uid}/receipt/file")

    assert fingerprint() == before


def test_of_a_month_with_nothing_in_it_it_looks_like_that_of_a_record(cast: Cast) -> None:
    """Sheet and file are equal but for the values in which any two receipts differ."""
    empty = month_of(cast)
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    signed_off()
    theirs, mine = client_of(cast, "colleague", at=IN_WINDOW), filer(cast)

    sheets = [page(theirs, f"{empty}/print"), page(mine, f"/records/{record.uid}/receipt/print")]
    files = [theirs.get(f"{empty}/file").content, mine.get(f"/records/{record.uid}/receipt/file").content]

    assert shape(sheets[0], cast.people["colleague"].name) == shape(sheets[1], cast.people["prosecutor"].name)
    told = [proofs.parse(one) for one in files]  # the path is as long as the place wants it
    assert len({(len(one.extra or b""), one.note) for one in told}) == 1


def shape(sheet: str, name: str) -> str:
    printed = re.sub(r'<svg.*?</svg>|<p class="s-only-screen">.*?</p>', "", main_of(sheet), flags=re.S)
    said = printed.replace(name, "某人")
    return re.sub(r"([A-Z2-7]{4} ){4}[A-Z2-7]{4}|第 \d+ 片叶", "", said)


def test_of_a_record_that_went_past_the_office_it_warns_first(cast: Cast) -> None:
    about = content(IN_WINDOW, parties=(naming(cast.chief, "P21"),))
    record = file(cast.actor("prosecutor", IN_WINDOW), about, at=IN_WINDOW)
    signed_off()
    client = filer(cast)

    for form, there in (("print", "账本码"), ("file", "c2sp.org/tlog-proof@v1")):
        first = page(client, f"/records/{record.uid}/receipt/{form}")
        then = client.post(f"/records/{record.uid}/receipt/{form}").content.decode()
        assert "别的单位的账本" in main_of(first)
        assert there not in main_of(first)
        assert there in then
    assert "别的单位" not in page(client, f"/statements/{Month.of(IN_WINDOW)}/receipt/print")


def test_a_day_on_which_nobody_signs_warns_too(cast: Cast) -> None:
    early = NOON.replace(day=16)
    with clock(early):
        record = file(cast.actor("prosecutor", early), content(early), at=early)
        make_due_checkpoints(at=early + WAIT)
        first = page(client_of(cast, "prosecutor", at=early), f"/records/{record.uid}/receipt/print")

    assert "不在月度签署期内" in first


def test_a_corrected_record_that_moved_up_has_its_receipt_at_home(cast: Cast, tmp_path: Path) -> None:
    actor = cast.actor("prosecutor", IN_WINDOW)
    record = file(actor, content(IN_WINDOW), at=IN_WINDOW)
    about = content(IN_WINDOW, parties=(naming(cast.chief, "P21"),))
    correct_record(uid=record.uid, content=about, reason="写错了人", actor=actor, at=IN_WINDOW + timedelta(minutes=1))
    signed_off()

    proof = filer(cast).post(f"/records/{record.uid}/receipt/file").content

    verdict = judged(tmp_path, proof)
    assert verdict.evidence == ()
    assert f"/{IN_WINDOW.year}/" in verdict.checked
    assert Log.objects.get(office_id=record.home_office_id).origin in proof.decode()


def test_a_leaf_that_was_changed_gives_no_receipt(cast: Cast) -> None:
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    signed_off()
    leaf = Entry.objects.get(subject=f"record:{record.uid}").leaf
    other = bytes(leaf.entry).replace(b'"c":"', b'"c":"0')[: len(bytes(leaf.entry))]
    lift_guards(connection)
    Leaf.objects.filter(pk=leaf.pk).update(entry=other)

    response = filer(cast).get(f"/records/{record.uid}/receipt/print")

    assert response.status_code != 200
    assert "与已经签发的检查点不符" in response.content.decode()


@pytest.mark.parametrize("form", ["print", "file"])
def test_nobody_elses_is_there(cast: Cast, form: str) -> None:
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    address = month_of(cast)
    signed_off()

    for key in ("head", "chief", "system_admin"):
        client = client_of(cast, key, at=IN_WINDOW)
        assert client.get(f"/records/{record.uid}/receipt/{form}").status_code == 404
        assert client.get(f"{address}/{form}").status_code == 404  # his own, not signed
    assert client_of(cast, "colleague", at=IN_WINDOW).get(f"/statements/never/receipt/{form}").status_code == 404


def test_records_that_came_in_a_bulk_have_theirs(cast: Cast) -> None:
    """Without an event of their own: by the row."""
    record = file(cast.actor("prosecutor", IN_WINDOW), content(IN_WINDOW), at=IN_WINDOW)
    signed_off()
    lift_guards(connection)
    Entry.objects.filter(subject=f"record:{record.uid}").update(subject="import:1")

    assert "账本码" in page(filer(cast), f"/records/{record.uid}/receipt/print")
