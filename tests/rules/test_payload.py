"""A draft as JSON and back."""

from __future__ import annotations

from datetime import datetime

from jingheng.contexts.records.rules.drafting import UNNAMED, Draft, Intermediary, Party, draft_of, payload_of
from jingheng.kernel.period import SHANGHAI


def test_what_was_said_comes_back() -> None:
    said = Draft(
        parties=(
            Party(name=UNNAMED, features="戴眼镜", asker_types=frozenset({"P44", "P11"}), managed_by="OTHER"),
            Party(name="周亦舟", on_behalf=True, via=(Intermediary(name="单云鹤", relation="表兄"),), person_id=7),
        ),
        matter="M1", case_number="7号", happened_at=datetime(2026, 11, 10, 9, 30, tzinfo=SHANGHAI), acts=frozenset({"C1", "N1"}),
        responses=frozenset({"SILENT"}), response_note="没有说话", approved=False, times=2, bribe=True,
    )  # fmt: skip

    assert draft_of(payload_of(said)) == said


def test_what_does_not_show_is_not_kept() -> None:
    said = Draft(
        matter="M2", case_number="7号", response_note="没有说话", parties=(Party(name="甘霖", features="戴眼镜"),)
    )

    payload = payload_of(said)

    assert not {"case_number", "response_note"} & payload.keys()
    assert "features" not in payload["parties"][0]


def test_codes_stand_in_the_order_of_their_dictionary() -> None:
    assert payload_of(Draft(responses=frozenset({"SILENT", "REFUSED", "LAW"})))["responses"] == [
        "REFUSED",
        "LAW",
        "SILENT",
    ]


def test_no_two_payloads_share_a_list() -> None:
    payload_of(Draft())["acts"].append("A1")

    assert payload_of(Draft())["acts"] == []
