"""A draft: what the form shows, what must be there, what cannot be, what follows at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jingheng.contexts.records.rules.drafting import (
    BLOCKS,
    LINK_FIELDS,
    PARTY_FIELDS,
    PARTY_REQUIRED,
    PARTY_SHOWN_WHEN,
    PAYLOAD_FIELDS,
    REQUIRED,
    SHOWN_WHEN,
    Clause,
    Draft,
    DraftNorms,
    Field,
    Intermediary,
    Kind,
    Party,
    draft_of,
    faults,
    is_urgent,
    lateness,
    payload_of,
    relevant_fields,
    relevant_party_fields,
    required_fields,
    required_party_fields,
    urgent_reasons,
)
from jingheng.kernel.period import SHANGHAI

NORMS = DraftNorms()
HAPPENED = datetime(2021, 5, 10, 10, 20, tzinfo=SHANGHAI)
NOW = HAPPENED + timedelta(hours=6)

CLASSMATE = Party(name="陆秉川", asker_types=frozenset({"P42"}), recorder_relation="高中同学")
CALL = Draft(
    parties=(CLASSMATE,),
    matter="M1",
    handling="OWN",
    case_number="清检刑受〔2021〕37号",
    case_stage="S5",
    happened_at=HAPPENED,
    channel="PHONE",
    place_kind="WORKPLACE",
    in_office_hours=True,
    acts=frozenset({"N1"}),
    summary="上午接到高中同学陆秉川电话，问其表弟涉嫌盗窃一案审查到哪一步、什么时候能有结果。",
    responses=frozenset({"LAW"}),
    disclosed=False,
    effect="NONE",
    evidence=frozenset({"AUDIO"}),
)
DINNER = replace(
    CALL,
    acts=frozenset({"C7"}),
    channel="DINNER",
    place_kind="ELSEWHERE",
    place="同学家中",
    in_office_hours=False,
    contact_reason="GATHERING",
    expenses="同学家做东",
    approved=False,
)


def codes(draft: Draft, at: datetime = NOW) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in faults(draft, at=at, norms=NORMS)]


def test_a_plain_call_may_be_filed() -> None:
    assert codes(CALL) == []


def test_a_dinner_with_its_contact_branch_may_be_filed() -> None:
    assert codes(DINNER) == []


def test_an_empty_draft_names_every_fault_in_the_order_of_the_form() -> None:
    found = [field for _, field in codes(Draft())]

    assert found == [
        "parties", "matter", "handling", "happened_at", "channel", "place_kind", "in_office_hours", "acts", "summary",
        "responses", "disclosed", "effect", "evidence",
    ]  # fmt: skip


def test_every_fault_says_what_to_do() -> None:
    for refusal in faults(Draft(), at=NOW, norms=NORMS):
        assert refusal.sentence.endswith("。")


def test_no_two_requirements_share_a_number() -> None:
    numbers = [row.code for row in (*REQUIRED, *PARTY_REQUIRED)]

    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"matter": ""}, ("REC-102", "matter")),
        ({"handling": ""}, ("REC-103", "handling")),
        ({"case_stage": ""}, ("REC-104", "case_stage")),
        ({"matter": "M2"}, ("REC-105", "matter_name")),
        ({"happened_at": None}, ("REC-106", "happened_at")),
        ({"channel": ""}, ("REC-107", "channel")),
        ({"place_kind": ""}, ("REC-108", "place_kind")),
        ({"channel": "FACE"}, ("REC-109", "place")),
        ({"in_office_hours": None}, ("REC-110", "in_office_hours")),
        ({"acts": frozenset()}, ("REC-111", "acts")),
        ({"summary": "  "}, ("REC-112", "summary")),
        ({"responses": frozenset()}, ("REC-113", "responses")),
        ({"responses": frozenset({"SILENT"})}, ("REC-114", "response_note")),
        ({"disclosed": None}, ("REC-115", "disclosed")),
        ({"disclosed": True}, ("REC-116", "disclosed_note")),
        ({"effect": ""}, ("REC-117", "effect")),
        ({"effect": "AFFECTED"}, ("REC-118", "effect_note")),
        ({"evidence": frozenset()}, ("REC-119", "evidence")),
        ({"evidence": frozenset({"ABSENT"})}, ("REC-120", "no_evidence_reason")),
        ({"bribe": True}, ("REC-124", "gifts")),
        ({"case_number": " "}, ("REC-140", "case_number")),
        ({"no_case_number": True}, ("REC-144", "no_case_number")),
        ({"evidence": frozenset({"ABSENT", "AUDIO"}), "no_evidence_reason": "ORAL"}, ("REC-145", "evidence")),
        ({"times": 0}, ("REC-146", "times")),
        ({"channel": "SMOKE"}, ("REC-147", "channel")),
        ({"acts": frozenset({"N1", "Q1", "Q2"})}, ("REC-147", "acts")),
        ({"cause": "案" * 101}, ("REC-148", "cause")),
        ({"summary": "字" * 5001}, ("REC-148", "summary")),
        ({"summary": "问 案 子 到 哪 一 步"}, ("REC-149", "summary")),
    ],
)
def test_one_wrong_answer_is_one_fault(changes: dict[str, object], fault: tuple[str, str]) -> None:
    assert codes(replace(CALL, **changes)) == [fault]  # type: ignore[arg-type]  # the table is data


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"contact_reason": ""}, ("REC-121", "contact_reason")),
        ({"contact_reason": "OTHER"}, ("REC-122", "contact_note")),
        ({"expenses": ""}, ("REC-123", "expenses")),
        ({"acts": frozenset({"C3"})}, ("REC-124", "gifts")),
        ({"approved": None}, ("REC-125", "approved")),
        ({"approved": True}, ("REC-126", "approver")),
    ],
)
def test_the_contact_branch_asks_for_more(changes: dict[str, object], fault: tuple[str, str]) -> None:
    assert codes(replace(DINNER, **changes)) == [fault]  # type: ignore[arg-type]  # the table is data


@pytest.mark.parametrize("changes", [{"case_number": "", "cause": "盗窃"}, {"case_number": "", "no_case_number": True}])
def test_a_case_may_be_named_by_its_cause_or_have_no_number_yet(changes: dict[str, object]) -> None:
    assert codes(replace(CALL, **changes)) == []  # type: ignore[arg-type]  # the table is data


@pytest.mark.parametrize(
    ("party", "fault"),
    [
        (Party(asker_types=frozenset({"P42"})), ("REC-130", "parties-0-name")),
        (Party(name="不详", asker_types=frozenset({"P44"})), ("REC-131", "parties-0-features")),
        (Party(name="陆秉川"), ("REC-132", "parties-0-asker_types")),
        (Party(name="陆秉川", asker_types=frozenset({"P42", "P11"})), ("REC-133", "parties-0-unit")),
        (replace(CLASSMATE, on_behalf=True), ("REC-134", "parties-0-via")),
        (replace(CLASSMATE, on_behalf=True, via=(Intermediary(unit="某公司"),)), ("REC-141", "parties-0-via-0-name")),
        (replace(CLASSMATE, asker_types=frozenset({"P98"}), unit="某院"), ("REC-147", "parties-0-asker_types")),
        (replace(CLASSMATE, title="长" * 101), ("REC-148", "parties-0-title")),
        (
            replace(CLASSMATE, on_behalf=True, via=(Intermediary(name="长" * 101),)),
            ("REC-148", "parties-0-via-0-name"),
        ),
        (replace(CLASSMATE, on_behalf=True, via=(Intermediary(name="甲"),) * 11), ("REC-151", "parties-0-via")),
    ],
)
def test_one_wrong_thing_about_a_person_is_one_fault(party: Party, fault: tuple[str, str]) -> None:
    assert codes(replace(CALL, parties=(party,))) == [fault]


def test_where_several_are_named_the_fault_says_which() -> None:
    [refusal] = faults(replace(CALL, parties=(CLASSMATE, replace(CLASSMATE, name=""))), at=NOW, norms=NORMS)

    assert refusal.field == "parties-1-name"
    assert "第2名" in refusal.sentence


def test_more_persons_than_the_norm_are_several_records() -> None:
    assert codes(replace(CALL, parties=(CLASSMATE,) * 21)) == [("REC-151", "parties")]


def test_an_unnamed_person_with_features_may_be_filed() -> None:
    stranger = Party(
        name="不详", features="四十岁上下，外地口音，自称货车司机", asker_types=frozenset({"P99"}), unit="不详"
    )

    assert codes(replace(CALL, parties=(stranger,))) == []
    assert not stranger.is_named
    assert CLASSMATE.is_named


def test_nothing_happens_after_it_is_filed() -> None:
    tomorrow = NOW + timedelta(days=1)

    assert codes(replace(CALL, happened_at=tomorrow)) == [("REC-142", "happened_at")]
    assert codes(replace(CALL, ended_at=tomorrow)) == [("REC-142", "ended_at")]


def test_nothing_ends_before_it_begins() -> None:
    assert codes(replace(CALL, ended_at=HAPPENED - timedelta(minutes=5))) == [("REC-143", "ended_at")]
    assert codes(replace(CALL, ended_at=HAPPENED + timedelta(minutes=5))) == []


def test_an_end_without_a_beginning_only_misses_the_beginning() -> None:
    assert codes(replace(CALL, happened_at=None, ended_at=HAPPENED)) == [("REC-106", "happened_at")]


@pytest.mark.parametrize("draft", [CALL, DINNER])
def test_the_third_day_is_in_time_and_the_fourth_needs_a_reason(draft: Draft) -> None:
    assert codes(draft, HAPPENED + timedelta(days=3)) == []
    assert codes(draft, HAPPENED + timedelta(days=4)) == [("REC-150", "late_reason")]
    assert codes(replace(draft, late_reason="出差在外，返回后填报"), HAPPENED + timedelta(days=4)) == []


def test_lateness_counts_days_of_the_calendar_in_shanghai() -> None:
    shortly_before_midnight = datetime(2021, 5, 10, 23, 59, tzinfo=SHANGHAI)

    found = lateness(
        replace(CALL, happened_at=shortly_before_midnight),
        at=shortly_before_midnight + timedelta(minutes=2),
        norms=NORMS,
    )

    assert found is not None
    assert (found.days, found.is_late, found.last_day) == (1, False, date(2021, 5, 13))


def test_contact_runs_by_its_own_norm() -> None:
    norms = DraftNorms(late_days=10, contact_days=2)
    at = HAPPENED + timedelta(days=3)
    call, dinner = lateness(CALL, at=at, norms=norms), lateness(DINNER, at=at, norms=norms)

    assert call is not None
    assert dinner is not None
    assert (call.is_late, dinner.is_late) == (False, True)
    assert "接触" in str(dinner.source)


def test_without_a_moment_there_is_no_lateness() -> None:
    assert lateness(Draft(), at=NOW, norms=NORMS) is None


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (replace(CALL, effect="AFFECTED"), "AFFECTED"),
        (replace(CALL, threat=True), "THREAT"),
        (replace(CALL, bribe=True), "BRIBE"),
        (replace(CALL, parties=(replace(CLASSMATE, asker_types=frozenset({"P12", "P42"})),)), "UPPER"),
    ],
)
def test_what_cannot_wait_for_the_month_says_why(draft: Draft, code: str) -> None:
    [reason] = urgent_reasons(draft)

    assert reason.code == code
    assert is_urgent(draft)


def test_a_plain_call_waits_for_the_month() -> None:
    assert not is_urgent(CALL)


def test_a_case_shows_the_fields_of_a_case_and_nothing_of_other_matters() -> None:
    shown = relevant_fields(CALL)

    assert {"case_number", "case_stage", "cause", "sensitive_kinds"} <= shown
    assert "sensitive_kinds" not in required_fields(CALL)
    assert shown.isdisjoint({"matter_name", "contact_reason", "response_note", "gifts", "approver"})


def test_another_matter_shows_its_name_instead() -> None:
    shown = relevant_fields(replace(CALL, matter="M4"))

    assert "matter_name" in shown
    assert "case_number" not in shown


def test_a_field_hides_with_the_field_it_hangs_on() -> None:
    assert "approver" in relevant_fields(replace(DINNER, approved=True))
    assert "approver" not in relevant_fields(replace(DINNER, approved=True, acts=frozenset({"N1"})))


def test_the_chain_of_requests_shows_once_somebody_is_behind_it() -> None:
    assert "via" not in relevant_party_fields(CLASSMATE)
    assert "via" in relevant_party_fields(replace(CLASSMATE, on_behalf=True))


def test_what_is_marked_compulsory_follows_the_answers() -> None:
    assert "place" not in required_fields(CALL)
    assert "place" in required_fields(replace(CALL, channel="FACE"))
    assert "unit" not in required_party_fields(CLASSMATE)
    assert "unit" in required_party_fields(Party(asker_types=frozenset({"P26"})))


def test_a_clause_is_legible_to_the_browser() -> None:
    assert str(Clause("effect", frozenset({"POSSIBLE", "AFFECTED"}))) == "effect=AFFECTED,POSSIBLE"


@pytest.mark.parametrize(
    ("table", "fields"), [(SHOWN_WHEN, PAYLOAD_FIELDS), (PARTY_SHOWN_WHEN, PARTY_FIELDS)], ids=["record", "party"]
)
def test_conditions_speak_of_fields_and_codes_that_exist(
    table: dict[str, tuple[Clause, ...]], fields: tuple[Field, ...]
) -> None:
    known = {field.name: field for field in fields}
    for name, clauses in table.items():
        assert name in known
        for clause in clauses:
            dictionary = known[clause.field].dictionary
            if dictionary is not None:
                assert clause.values <= set(dictionary.codes)


@pytest.mark.parametrize(
    ("fields", "kind"), [(PAYLOAD_FIELDS, Draft), (PARTY_FIELDS, Party), (LINK_FIELDS, Intermediary)]
)
def test_fields_and_facts_have_the_same_names(fields: tuple[Field, ...], kind: type) -> None:
    names = [field.name for field in fields]

    assert sorted(names) == sorted(kind.__dataclass_fields__)  # type: ignore[attr-defined]  # they are dataclasses
    assert {field.block for field in fields} <= set(BLOCKS.codes)


def test_a_field_has_a_dictionary_exactly_when_it_holds_codes() -> None:
    for field in (*PAYLOAD_FIELDS, *PARTY_FIELDS, *LINK_FIELDS):
        assert (field.dictionary is not None) == (field.kind in (Kind.CODE, Kind.CODES))


def test_a_draft_survives_being_kept_and_opened_again() -> None:
    behind = Intermediary(name="许望津", unit="清源区某商行", relation="表兄", person_id=7)
    draft = replace(
        DINNER,
        parties=(replace(CLASSMATE, on_behalf=True, via=(behind,), person_id=5),),
        ended_at=HAPPENED + timedelta(hours=2),
    )

    assert draft_of(json.loads(json.dumps(payload_of(draft)))) == draft


def test_what_the_answers_do_not_need_is_not_kept() -> None:
    kept = payload_of(replace(CALL, matter="M3", matter_name="12309大厅改造", case_number="清检刑受〔2021〕37号"))

    assert "case_number" not in kept
    assert kept["matter_name"] == "12309大厅改造"


def test_codes_are_kept_in_the_order_of_their_dictionary_and_strange_ones_last() -> None:
    kept = payload_of(replace(CALL, acts=frozenset({"N2", "A1", "?"})))

    assert kept["acts"] == ["A1", "N2", "?"]


def test_a_payload_of_an_older_form_opens_with_the_rest_empty() -> None:
    assert draft_of({"matter": "M1", "happened_at": None}) == Draft(matter="M1")


def test_everybody_named_anywhere_in_the_record_is_known() -> None:
    behind = (Intermediary(name="甲", person_id=3), Intermediary(name="乙"))
    draft = replace(CALL, parties=(replace(CLASSMATE, person_id=2, via=behind), CLASSMATE))

    assert draft.person_ids == frozenset({2, 3})
    assert draft.askers == frozenset({"P42"})
    assert Draft().askers == frozenset()
