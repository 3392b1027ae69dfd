"""Who filed a record is not to be read out of what it says, where he is masked."""

from __future__ import annotations

from dataclasses import replace

from jingheng.contexts.records.rules.drafting import payload_of
from jingheng.contexts.records.rules.masked_recorder import without_recorder
from tests.factories.contents import OUTSIDE_PARTY, content


def test_nothing_that_points_at_the_recorder_is_left() -> None:
    said = content(
        handling="OWN", case_handler="方小岚", summary="甘霖找方小岚打听案情，希望尽快有个结果，方小岚没有回答。",
        verbatim="“小岚，方小岚，帮个忙”", present="方小岚、周亦舟", late_reason="方小岚出差",
        approver="梁伯言", approval_number="1号", expenses="方小岚自付", gifts="方小岚退回", case_parties="方小岚的邻居",
        parties=(replace(OUTSIDE_PARTY, title="方小岚的老师", litigant_relation="方小岚介绍", recorder_relation="方小岚的大学同学"),),
    )  # fmt: skip

    masked = without_recorder(said, "方小岚")

    assert "方小岚" not in str(payload_of(masked))
    assert (masked.approver, masked.approval_number) == ("", "")
    assert (masked.handling, masked.case_handler, masked.parties[0].recorder_relation) == ("", "", "")
    assert masked.summary == "甘霖找记录人打听案情，希望尽快有个结果，记录人没有回答。"


def test_the_rest_stays_as_it_was() -> None:
    said = content()

    masked = without_recorder(said, "方小岚")

    assert masked.parties[0].name == "甘霖"
    assert (masked.summary, masked.case_number, masked.acts) == (said.summary, said.case_number, said.acts)
    assert without_recorder(said, "").summary == said.summary
