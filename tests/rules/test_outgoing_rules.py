"""What a paper that leaves the office must satisfy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jingheng.contexts.records.rules.outgoing import (
    OUTGOING,
    OUTGOING_STATES,
    OutgoingFacts,
    addressees_of,
    committee_name,
    in_third_person,
    refuse_heading,
    refuse_receipt,
    refuse_sending,
)
from jingheng.kernel.actor import Actor

FACTS = OutgoingFacts(state="UNNUMBERED", is_own=True, is_urgent=False, is_signed=True, revision=2, shown_revision=2)
NEXT = {"number": {"UNNUMBERED", "NUMBERED"}, "send": {"NUMBERED"}, "receive": {"SENT"}}


def holding(*permissions: str) -> Actor:
    return Actor(1, "某", "1", 1, "990203", "/990203/", permissions=frozenset(permissions))


def code(action: str, facts: OutgoingFacts, actor: Actor | None = None) -> str:
    refusal = OUTGOING.refusal(action, facts, actor or holding("report.deliver"))
    return refusal.code if refusal else ""


@pytest.mark.parametrize("state", OUTGOING_STATES)
@pytest.mark.parametrize("action", NEXT)
def test_every_move_in_every_state(action: str, state: str) -> None:
    facts = replace(FACTS, state=state)

    assert (code(action, facts) == "") == (state in NEXT[action])
    assert code(action, facts, holding("report.compile")) == "not-permitted"


def test_PAP_2_nothing_unsigned_is_numbered_or_sent() -> None:
    assert code("number", replace(FACTS, is_signed=False)) == "not-signed"
    assert code("send", replace(FACTS, state="NUMBERED", is_signed=False)) == "not-signed"


def test_PAP_3_it_is_bound_to_one_revision() -> None:
    assert code("number", replace(FACTS, shown_revision=1)) == "stale"


def test_REP_13_in_ones_own_office_and_an_urgent_one_by_whoever_leads_its_record() -> None:
    urgent = replace(FACTS, is_urgent=True)

    assert code("number", replace(FACTS, is_own=False)) == "not-found"
    assert code("number", urgent) == "not-found"
    assert code("number", urgent, holding("report.deliver", "record.lead")) == ""


def test_PAP_1_the_committee_gets_what_its_norm_says() -> None:
    kinds = ["QUARTER", "URGENT"]

    assert addressees_of("MONTH", kinds) == ("SUPERIOR",)
    assert addressees_of("QUARTER", kinds) == ("SUPERIOR", "COMMITTEE")
    assert addressees_of("URGENT", kinds) == ("SUPERIOR",)
    assert addressees_of("URGENT", kinds, record_in_scope=True) == ("SUPERIOR", "COMMITTEE")


def heading(**changes: Any) -> list[str]:
    plain: dict[str, Any] = {
        "number": "正检督〔2026〕7号", "recipient": "区委政法委", "secrecy": "内部", "marks": ["工作秘密", "内部"],
        "urgency": "URGENT", "copies": 3, "most_copies": 5, "today": date(2026, 10, 12),
    }  # fmt: skip
    return [refusal.field for refusal in refuse_heading(**(plain | changes))]


def test_PAP_4_number_addressee_marks_and_copies() -> None:
    assert heading() == []
    assert heading(secrecy="", urgency="") == []
    assert heading(number=" ", recipient="") == ["number", "recipient"]
    assert heading(number="7") == heading(number="正检督〔2019〕7号") == ["number"]
    assert heading(secrecy="机密") == ["secrecy"]
    assert heading(urgency="FAST") == ["urgency"]
    assert heading(copies=0) == heading(copies=6) == ["copies"]
    assert heading(copies=5) == []


def test_PAP_5_sent_after_it_was_signed_and_not_tomorrow() -> None:
    today, signed = date(2026, 10, 12), date(2026, 10, 9)

    def fields(sent_on: date, channel: str = "EXCHANGE") -> list[str]:
        found = refuse_sending(sent_on=sent_on, signed_on=signed, channel=channel, today=today)
        return [refusal.code for refusal in found]

    assert fields(signed) == fields(today) == []
    assert fields(date(2026, 10, 8)) == ["before-signing"]
    assert fields(date(2026, 10, 13)) == ["in-future"]
    assert fields(today, "PIGEON") == ["channel"]


def test_PAP_6_received_by_somebody_after_it_was_sent() -> None:
    today, sent = date(2026, 10, 12), date(2026, 10, 9)

    def codes(received_on: date, receiver: str = "区委政法委", by: str = "王某") -> list[str]:
        found = refuse_receipt(
            received_on=received_on, sent_on=sent, receiver=receiver, received_there_by=by, today=today
        )
        return [refusal.code for refusal in found]

    assert codes(sent) == codes(today) == []
    assert codes(date(2026, 10, 8)) == ["before-sending"]
    assert codes(date(2026, 10, 13)) == ["in-future"]
    assert codes(today, " ") == ["needs-receiver"]
    assert codes(today, by=" ") == ["needs-receiver"]


def test_the_committee_beside_an_office() -> None:
    assert committee_name("正平区人民检察院") == "中共正平区委政法委员会"
    assert committee_name("铁路运输检察分院") == "同级党委政法委员会"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("他打电话给我，问我院的案子。", "他打电话给填报人，问本院的案子。"),
        ("他说“帮我看看”，我没有答应。", "他说“帮我看看”，填报人没有答应。"),
        ("我国法律、自我介绍、我们、我市", "我国法律、自我介绍、我们、本市"),
    ],
)
def test_PAP_7_a_paper_of_the_office_does_not_say_I(written: str, printed: str) -> None:
    assert in_third_person(written) == printed
