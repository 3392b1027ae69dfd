"""`jingheng ledger show`: a field of a record for a court, and nothing else of it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jingheng.cli.main import main
from jingheng.contexts.ledger.checkpointing import make_checkpoint
from jingheng.contexts.ledger.guards import lift_guards
from jingheng.contexts.ledger.models import Opening, Place
from jingheng.contexts.records.models import Revision
from jingheng.verify.commands import receipt as receipt_command
from jingheng.verify.commands import rows as rows_command
from jingheng.verify.verdict import Verdict
from tests.factories.audited import Auditor, bound_cast, log_of
from tests.factories.cast import NOON, Cast
from tests.factories.contents import file
from tests.web.walking import clock

TABLE = "records.revision"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock(NOON):
        yield


@pytest.fixture
def cast(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    (settings.HOME / "jingheng.sqlite3").touch()  # by this the command knows the folder
    monkeypatch.setenv("JINGHENG_HOME", str(settings.HOME))
    return bound_cast()


@pytest.fixture
def revision(cast: Cast) -> Revision:
    return file(cast.actor("prosecutor")).revisions.get()


def checked(proof: Path, cast: Cast, folder: Path) -> Verdict:
    out = Auditor(folder).take()
    assert rows_command.run(Namespace(folder=out, policy=None)).code == 0
    return receipt_command.run(Namespace(proof=proof, entry=None, export=out, policy=None))


def test_a_field_is_shown_with_its_proof(
    cast: Cast, revision: Revision, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_checkpoint(log_of(cast).pk, at=NOON)
    out = tmp_path / "shown"

    assert main(["ledger", "show", TABLE, str(revision.pk)]) == 0
    assert "payload.summary" in capsys.readouterr().out.split()
    assert main(["ledger", "show", TABLE, str(revision.pk), "payload.summary", "--out", str(out)]) == 0

    verdict = checked(out, cast, tmp_path)
    assert verdict.evidence == ()
    shown = verdict.facts["shown"]
    assert isinstance(shown, dict)
    assert list(shown) == ["payload.summary"]
    assert any("没有出示" in remark for remark in verdict.remarks)
    assert "透个底" not in out.read_text() or "透个底" in str(shown["payload.summary"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["records.revision", "999", "x", "--out", "f"], "账本里没有"),
        (["records.nothing", "1"], "账本里没有"),
        (["records.revision", "{pk}", "nothing", "--out", "f"], "没有字段 nothing"),
        (["records.revision", "{pk}", "reason"], "--out"),
        (["records.revision", "{pk}", "reason", "--out", "f"], "还没有检查点"),
    ],
)
def test_what_cannot_be_shown_is_said(
    revision: Revision, typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", "show", *(one.replace("{pk}", str(revision.pk)) for one in typed)]) == 3

    assert said in capsys.readouterr().err


@pytest.mark.parametrize("harm", ["row", "facts", "secret"])
def test_a_row_that_was_changed_is_not_shown(
    cast: Cast, revision: Revision, harm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_checkpoint(log_of(cast).pk, at=NOON)
    lift_guards(connection)
    place = Place.objects.get(table=TABLE, key=revision.pk)
    with connection.cursor() as cursor:
        if harm == "row":
            cursor.execute("UPDATE records_revision SET number = 7 WHERE id = %s", [revision.pk])
        elif harm == "facts":
            Opening.objects.filter(leaf=place.leaf).update(facts="[]")
        else:
            Place.objects.filter(pk=place.pk).update(secret=b"x" * 32)

    assert main(["ledger", "show", TABLE, str(revision.pk), "number", "--out", "f"]) == 3

    assert "不符" in capsys.readouterr().err
