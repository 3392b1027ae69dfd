"""The outbox: leaves commit without a place and get one from the worker. What is proved is the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from jingheng.contexts.ledger.models import Leaf, Log
from jingheng.contexts.ledger.outbox import place_waiting
from jingheng.contexts.records.usecases.review import accept_record
from jingheng.verify.leaves import Leaf as Decoded
from tests.factories.audited import Auditor, bound_cast
from tests.factories.cast import NOON, Cast
from tests.factories.contents import file


@pytest.fixture
def cast(db: None, tmp_path: Path, settings: Any) -> Cast:
    settings.HOME = tmp_path
    return bound_cast()


@pytest.fixture
def outbox(cast: Cast, settings: Any) -> None:
    settings.LEDGER_OUTBOX = True


def home(cast: Cast) -> Log:
    return Log.objects.filter(office_id=cast.prosecutor.office_id).order_by("-year")[0]


def days(log: Log) -> list[str]:
    entries = Leaf.objects.filter(log=log).order_by("number").values_list("entry", flat=True)
    return [str(Decoded.decoded(bytes(entry)).day) for entry in entries]


@pytest.mark.usefixtures("outbox")
def test_a_leaf_waits_and_is_placed(cast: Cast, tmp_path: Path) -> None:
    record = file(cast.actor("prosecutor"))
    accept_record(uid=record.uid, actor=cast.actor("head"), at=NOON)
    log = home(cast)
    assert Leaf.objects.filter(log=log, number=None).count() == 2

    assert place_waiting() == 2
    assert place_waiting() == 0

    numbers = Leaf.objects.filter(log=log).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(home(cast).size))
    auditor = Auditor(tmp_path)
    out = auditor.take()
    assert (auditor.logs(out).code, auditor.rows(out).code) == (0, 0)


@pytest.mark.usefixtures("outbox")
def test_an_export_places_first(cast: Cast, tmp_path: Path) -> None:
    file(cast.actor("prosecutor"))
    auditor = Auditor(tmp_path)

    assert auditor.rows(auditor.take()).code == 0


@pytest.mark.usefixtures("outbox")
def test_more_than_one_round_and_a_full_tile(cast: Cast, tmp_path: Path) -> None:
    file(cast.actor("prosecutor"))
    log = home(cast)
    entry = Leaf.objects.get(log=log, number=None).entry
    Leaf.objects.bulk_create([Leaf(log=log, entry=entry) for _ in range(259)])

    assert [place_waiting(limit=200) for _ in range(3)] == [200, 60, 0]

    auditor = Auditor(tmp_path)
    assert auditor.logs(auditor.take()).code == 0


@pytest.mark.usefixtures("outbox")
def test_what_waits_while_the_next_year_is_opened_goes_there(cast: Cast, tmp_path: Path) -> None:
    file(cast.actor("prosecutor"))
    place_waiting()
    file(cast.actor("prosecutor"), at=NOON + timedelta(minutes=1))
    old = home(cast)
    with override_settings(LEDGER_OUTBOX=False):
        file(cast.actor("prosecutor", NOON + timedelta(days=60)), at=NOON + timedelta(days=60))
    assert home(cast).year == old.year + 1

    place_waiting()

    assert not Leaf.objects.filter(log=old, number=None).exists()
    assert Leaf.objects.filter(log=home(cast)).count() == 3
    assert days(home(cast)) == sorted(days(home(cast)))
    auditor = Auditor(tmp_path)
    assert auditor.rows(auditor.take()).code == 0
