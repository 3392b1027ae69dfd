"""账本印记: the circular prints what the ledger was, the same each time, and the verifier reads it from the paper."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from docx import Document

from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.circulars.rules.stamp import Stamp, stamp_of
from jingheng.contexts.circulars.usecases.compiling import compile_circular, edit_words, recompile
from jingheng.contexts.ledger.checkpointing import make_checkpoint
from jingheng.contexts.ledger.guards import lift_guards
from jingheng.contexts.ledger.models import Log
from jingheng.kernel.period import Month, MonthRange
from jingheng.platform.documents.codes import qr_png
from jingheng.verify.checkpoints import printed
from jingheng.verify.commands import paper as paper_command
from jingheng.verify.verdict import Broken, Verdict
from tests.factories.audited import Auditor, bound_cast, rewritten
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file
from tests.web.walking import client_of, clock

HOUR = timedelta(hours=1)
OCTOBER = Asked(MonthRange(Month(2026, 10), Month(2026, 10)))


@pytest.fixture
def office(db: None, tmp_path: Path, settings: Any) -> Cast:
    settings.HOME = tmp_path
    cast = bound_cast()
    file(cast.actor("prosecutor"))
    return cast


def log(cast: Cast) -> Log:
    return Log.objects.get(office_id=cast.county.pk)


def compiled(cast: Cast) -> Circular:
    return compile_circular(asked=OCTOBER, actor=cast.actor("head"), at=NOON)


def stamps(circular: Circular) -> tuple[Stamp | None, Stamp | None]:
    circular.refresh_from_db()
    return stamp_of(circular.figures), stamp_of(circular.public_figures)


def test_it_is_the_newest_checkpoint_when_the_circular_was_compiled(office: Cast) -> None:
    made = make_checkpoint(log(office).pk, at=NOON)
    circular = compiled(office)

    wanted = Stamp(log(office).origin, made.size, printed(bytes(made.root)))
    assert stamps(circular) == (wanted, wanted)
    assert [len(group) for group in wanted.root.split(" ")] == [8] * 8


def test_it_stays_with_its_revision(office: Cast) -> None:
    make_checkpoint(log(office).pk, at=NOON)
    circular = compiled(office)
    before = stamps(circular)
    file(office.actor("outsider"), content(NOON + HOUR), at=NOON + HOUR)
    make_checkpoint(log(office).pk, at=NOON + HOUR)
    words = {"title": "通报", "problems": "", "demands": ""}
    edit_words(uid=circular.uid, shown_revision=1, **words, actor=office.actor("head"), at=NOON + HOUR)
    assert stamps(circular) == before

    recompile(uid=circular.uid, actor=office.actor("head"), at=NOON + HOUR)
    after = stamps(circular)[0]
    assert after
    assert before[0]
    assert after.size > before[0].size


def test_before_the_first_checkpoint_there_is_none(office: Cast) -> None:
    assert stamps(compiled(office)) == (None, None)


def paper_of(client: Client, circular: Circular, form: str) -> bytes:
    with clock(NOON):
        answer = client.get(f"/circulars/{circular.uid}/as/{form}")
    assert answer.status_code == 200
    return answer.content


def test_every_form_of_the_paper_prints_it(office: Cast) -> None:
    make_checkpoint(log(office).pk, at=NOON)
    circular = compiled(office)
    stamp = stamps(circular)[0]
    assert stamp
    client = client_of(office, "head")
    page = client.get(f"/circulars/{circular.uid}").content.decode()
    standing = paper_of(client, circular, "html").decode()
    document = BytesIO(paper_of(client, circular, "docx"))

    for html in (page, standing):
        assert "账本印记" in html
        assert stamp.root in html
        assert "<svg" in html.partition("stamp")[2]
    cells = [cell.text for table in Document(document).tables for row in table.rows for cell in row.cells]
    assert any(stamp.root in text and stamp.origin in text for text in cells)
    with ZipFile(document) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert qr_png(stamp.scanned) in pictures
    with ZipFile(BytesIO(paper_of(client, circular, "xlsx"))) as archive:
        assert any(stamp.root.encode() in archive.read(name) for name in archive.namelist())


def checked(out: Path, **given: str | None) -> Verdict:
    asked = {"export": out, "origin": None, "size": None, "root": None, "scan": None, "policy": None}
    return paper_command.run(Namespace(**(asked | given)))


def test_what_the_scanner_types_is_checked_against_the_exported_log(office: Cast, tmp_path: Path) -> None:
    make_checkpoint(log(office).pk, at=NOON)
    stamp = stamps(compiled(office))[0]
    assert stamp
    file(office.actor("outsider"), content(NOON + HOUR), at=NOON + HOUR)
    auditor = Auditor(tmp_path)
    out = auditor.take(NOON + HOUR)

    assert checked(out, scan=stamp.scanned).code == 0
    assert checked(out, scan=stamp.scanned.replace("\n", " ")).code == 0
    assert checked(out / "990203-2026", origin=stamp.origin, size=str(stamp.size), root=stamp.root).code == 0
    other = stamp.scanned.replace(stamp.root, "0" + stamp.root[1:] if stamp.root[0] != "0" else "1" + stamp.root[1:])
    assert checked(out, scan=other).code == 2
    for wrong in ({"scan": "nonsense"}, {"scan": "a 1 " + "0" * 64}, {"origin": stamp.origin}):
        with pytest.raises(Broken):
            checked(out, **wrong)


def test_it_does_not_match_a_log_that_was_written_anew(office: Cast, tmp_path: Path) -> None:
    make_checkpoint(log(office).pk, at=NOON)
    stamp = stamps(compiled(office))[0]
    assert stamp
    lift_guards(connection)  # whoever owns the database does
    rewritten(log(office))

    auditor = Auditor(tmp_path)
    out = auditor.take(NOON)
    assert auditor.logs(out).code == 0, "under the stolen key everything fits: but the paper was printed"
    found = checked(out, scan=stamp.scanned)
    assert found.code == 2
    assert any("改写" in one for one in found.evidence)
