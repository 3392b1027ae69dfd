"""Every row of a draw is in the ledger, whatever was done to it; a change past the product is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from jingheng.contexts.draws.usecases.after import enlarge, replace_case
from jingheng.contexts.draws.usecases.drawing import confirm_value, withdraw_value
from jingheng.contexts.ledger.api import unrecorded
from tests.factories.audited import Auditor, bound_cast, refusing_unrecorded
from tests.factories.cast import NOON
from tests.factories.drawing import PUBLIC, committed, revealed, typed

pytestmark = pytest.mark.django_db


def test_a_whole_life_is_bound_and_a_change_behind_its_back_is_found(tmp_path: Path) -> None:
    auditor = Auditor(tmp_path)
    with refusing_unrecorded():
        cast = bound_cast()
        draw = committed(cast)
        revealed(cast, draw, "案管")
        typed(cast, draw, value="1" * 12)
        withdraw_value(uid=draw.uid, actor=cast.actor("head"), at=NOON)
        typed(cast, draw)
        draw = confirm_value(uid=draw.uid, value=PUBLIC, actor=cast.actor("inspector"), at=NOON)
        case = draw.result.content.split('"weighted":["')[1].split('"')[0]
        replace_case(uid=draw.uid, case=case, reason="并案", actor=cast.actor("head"), at=NOON)
        enlarge(uid=draw.uid, size=8, reason="问题较多", actor=cast.actor("head"), at=NOON)
        assert auditor.rows(auditor.take()).evidence == ()

        frame = draw.frame
        with unrecorded():
            frame.content = bytes(frame.content).replace("〔2026〕7号".encode(), "〔2026〕8号".encode())
            frame.save()
        assert "draws.frame" in "".join(auditor.rows(auditor.take()).evidence)
