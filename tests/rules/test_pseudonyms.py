"""REC-62: who loses his name, what he is called instead, and whose name stays."""

from __future__ import annotations

from typing import Any

import pytest

from jingheng.contexts.records.rules.drafting import Draft, Intermediary, Party, draft_of, payload_of
from jingheng.contexts.records.rules.private_names import HIDDEN
from jingheng.contexts.records.rules.pseudonyms import (
    CONTACT,
    Forgetting,
    forgetting,
    is_pseudonym,
    without_names,
    without_names_in,
)


def party(name: str, *askers: str, **said: Any) -> Party:
    return Party(name=name, asker_types=frozenset(askers), **said)


FRIEND, MOTHER = party("甘霖", "P44"), party("柳如是", "P41")


def after(*drafts: Draft, staff: frozenset[str] = frozenset()) -> list[Draft]:
    """Every revision as it reads afterwards."""
    gone = forgetting(drafts, staff=staff)
    return [draft_of(without_names(payload_of(draft), draft, gone)) for draft in drafts]


def called(*drafts: Draft) -> list[list[str]]:
    return [[one.name for one in draft.parties] for draft in after(*drafts)]


def test_REC_62_a_pseudonym_is_a_part_and_a_letter_in_order_of_appearance() -> None:
    assert called(Draft(parties=(FRIEND, MOTHER))) == [["朋友甲", "亲属乙"]]


@pytest.mark.parametrize(
    ("code", "part"),
    [("P31", "当事人"), ("P33", "特殊关系人"), ("P41", "亲属"), ("P42", "同学"), ("P43", "战友"), ("P44", "朋友")],
)
def test_REC_62_every_private_kind_has_its_word(code: str, part: str) -> None:
    assert called(Draft(parties=(party("甘霖", code),))) == [[f"{part}甲"]]


def test_beyond_ten_people_numbers_follow() -> None:
    many = Draft(parties=tuple(party(f"甘霖{sign}", "P44") for sign in "一二三四五六七八九十元亨"))

    assert called(many)[0][9:] == ["朋友癸", "朋友11", "朋友12"]


def test_one_person_is_the_same_in_every_revision_of_the_record() -> None:
    assert called(Draft(parties=(FRIEND,)), Draft(parties=(MOTHER, FRIEND))) == [["朋友甲"], ["亲属乙", "朋友甲"]]


def test_the_same_person_is_not_the_same_in_another_record() -> None:
    one, other = called(Draft(parties=(FRIEND, MOTHER))), called(Draft(parties=(MOTHER, FRIEND)))

    assert (one[0][0], other[0][1]) == ("朋友甲", "朋友乙")


@pytest.mark.parametrize(
    "who",
    [
        party("欧阳文", "P11", unit="区政府", title="副区长"),
        party("欧阳文", "P44", "P11", unit="区政府"),
        party("秦律", "P32", unit="某律师事务所"),
        party("方小岚", "P44", person_id=7, unit="本院"),
        party("欧阳文", unit="不详"),
    ],
    ids=["a leader", "a leader who is a friend", "a lawyer", "one of ours", "nobody knows what"],
)
def test_REC_62_whoever_is_not_private_keeps_all(who: Party) -> None:
    said = Draft(parties=(who, FRIEND), summary=f"{who.name}和甘霖一起来。")

    (left,) = after(said)

    assert left.parties[0] == who
    assert left.summary == f"{who.name}和朋友甲一起来。"


def test_a_name_that_the_filer_has_said_to_be_a_colleagues_stays() -> None:
    said = Draft(parties=(party("周亦舟", "P44"),), summary="周亦舟来电。")

    (left,) = after(said, staff=frozenset({"周亦舟"}))

    assert (left.parties[0].name, left.summary) == ("周亦舟", "周亦舟来电。")


def test_what_describes_him_goes_too_and_what_he_did_stays() -> None:
    who = party(
        "甘霖", "P44", unit="城建集团", title="经理", litigant_relation="表兄", recorder_relation="同学", managed_by=""
    )

    (left,) = after(Draft(parties=(who,), case_parties="李四", acts=frozenset({"N1"}), matter="M1"))

    one = left.parties[0]
    assert {one.unit, one.title, one.litigant_relation, one.recorder_relation, left.case_parties} == {HIDDEN}
    assert (one.asker_types, left.acts) == (frozenset({"P44"}), frozenset({"N1"}))


def test_who_was_not_named_is_described_no_more() -> None:
    (left,) = after(Draft(parties=(party("不详", "P44", features="左眉有痣，姓甘"),)))

    assert (left.parties[0].name, left.parties[0].features) == ("不详", HIDDEN)


@pytest.mark.parametrize("field", ["summary", "verbatim", "present", "place", "response_note", "late_reason", "cause"])
def test_the_name_goes_wherever_it_stands(field: str) -> None:
    gone = forgetting([Draft(parties=(FRIEND,))])
    payload = {"parties": [{"name": "甘霖", "asker_types": ["P44"]}], field: "甘霖说，甘 霖、甘·霖也说"}

    left = without_names(payload, draft_of(payload), gone)

    assert left[field] == "朋友甲说，朋友甲、朋友甲也说"


def test_fields_of_another_form_are_cut_as_well_and_codes_never() -> None:
    gone = forgetting([Draft(parties=(party("N1", "P44"),))])
    payload = {
        "parties": [{"name": "N1", "asker_types": ["P44"]}],
        "acts": ["N1"],
        "times": 2,
        "older": {"x": "N1说", "n": 1},
    }

    left = without_names(payload, draft_of(payload), gone)

    assert (left["acts"], left["times"], left["older"]) == (["N1"], 2, {"x": "朋友甲说", "n": 1})


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("甘霖（其兄）", "甘霖来了", "朋友甲来了"),
        ("甘霖、甘雨", "甘霖带甘雨来", "朋友甲带朋友甲来"),
        ("甘", "甘愿如此", "甘愿如此"),
        ("朋友", "其朋友的案子", "其朋友的案子"),
        ("Smith", "SMITH来信", "朋友甲来信"),
    ],
    ids=["with a bracket", "two in one field", "a single sign", "no name at all", "capitals"],
)
def test_running_text_is_cut_by_names_and_by_nothing_else(name: str, text: str, left: str) -> None:
    (draft,) = after(Draft(parties=(party(name, "P44"),), summary=text))

    assert (draft.parties[0].name, draft.summary) == ("朋友甲", left)


def test_a_longer_name_that_stays_is_not_cut_up() -> None:
    leader = party("王明远", "P11")

    (left,) = after(Draft(parties=(party("王明", "P44"), leader), summary="王明远带王明来。"))

    assert left.summary == "王明远带朋友甲来。"


def test_of_two_with_one_name_text_keeps_it_and_the_private_ones_row_does_not() -> None:
    (left,) = after(Draft(parties=(FRIEND, party("甘霖", "P11", unit="区政府")), summary="甘霖来电。"))

    assert [one.name for one in left.parties] == ["朋友甲", "甘霖"]
    assert (left.parties[1].unit, left.summary) == ("区政府", "甘霖来电。")


def test_the_last_revision_that_names_somebody_says_what_he_is() -> None:
    leader = party("甘霖", "P11", unit="区政府")

    assert called(Draft(parties=(FRIEND,)), Draft(parties=(leader,))) == [["甘霖"], ["甘霖"]]
    assert called(Draft(parties=(leader,)), Draft(parties=(FRIEND,))) == [["朋友甲"], ["朋友甲"]]
    assert called(Draft(parties=(FRIEND,)), Draft(parties=(MOTHER,))) == [["朋友甲"], ["亲属乙"]]


def test_who_sent_a_private_person_is_private_unless_ours_or_of_a_stated_body() -> None:
    links = (
        Intermediary("白露", relation="姑母"),
        Intermediary("方小岚", unit="本院", person_id=7),
        Intermediary("欧阳文", unit="区政府", relation="上级"),
    )
    said = Draft(parties=(party("甘霖", "P44", on_behalf=True, via=links),), summary="白露托的，欧阳文也知道。")

    (left,) = after(said)

    assert [(one.name, one.relation) for one in left.parties[0].via] == [
        ("请托人乙", HIDDEN),
        ("方小岚", ""),
        ("欧阳文", "上级"),
    ]
    assert left.summary == "请托人乙托的，欧阳文也知道。"


def test_the_parties_of_the_case_go_also_where_only_a_leader_asked() -> None:
    said = Draft(
        parties=(party("欧阳文", "P11"),),
        matter="M1",
        case_parties="犯罪嫌疑人：李小四（盗窃）、王五等，澄明市城建集团有限公司",
        summary="问李小四和王五的案子，城建集团也在打听。",
    )

    (left,) = after(said)

    assert left.case_parties == HIDDEN
    assert left.summary == "问案件当事人甲和案件当事人乙的案子，城建集团也在打听。"


@pytest.mark.parametrize(
    "contact",
    [
        "13812345678",
        "138 1234 5678",
        "+86-13812345678",
        "0919-3184567",
        "110101199003077578",
        "gan.lin@mail.example.cn",
    ],
)
def test_contact_details_go_where_somebody_private_is_concerned(contact: str) -> None:
    (left,) = after(Draft(parties=(FRIEND,), verbatim=f"打{contact}找我"))
    (kept,) = after(Draft(parties=(party("欧阳文", "P11"),), verbatim=f"打{contact}找我"))

    assert left.verbatim == f"打{CONTACT}找我"
    assert contact in kept.verbatim


def test_a_chat_name_goes_and_the_word_before_it_stays() -> None:
    (left,) = after(Draft(parties=(FRIEND,), verbatim="加我微信号：ganlin_88，QQ 123456"))

    assert left.verbatim == f"加我微信{CONTACT}，QQ{CONTACT}"


def test_figures_of_the_case_are_no_contact_details() -> None:
    said = Draft(parties=(FRIEND,), matter="M1", case_number="13812345678", summary="问13812345678号案，2026年11月。")

    (left,) = after(said)

    assert (left.case_number, left.summary) == (said.case_number, said.summary)


def test_a_second_night_changes_nothing() -> None:
    said = Draft(parties=(FRIEND, MOTHER), matter="M1", case_parties="李小四", summary="甘霖、柳如是、李小四。")

    once = after(said)

    assert after(*once) == once


def test_a_name_that_a_later_correction_brings_gets_a_letter_of_its_own() -> None:
    (first,) = after(Draft(parties=(FRIEND,), summary="甘霖来。"))
    second = Draft(parties=(*first.parties, party("白露", "P41")), summary="白露也来。")

    assert called(first, second) == [["朋友甲"], ["朋友甲", "亲属乙"]]


def test_where_nobody_is_private_nothing_is_touched() -> None:
    gone = forgetting([Draft(parties=(party("欧阳文", "P11"),))])

    assert not gone.touches
    assert without_names_in("欧阳文，13812345678", gone) == "欧阳文，13812345678"
    assert without_names_in("甘霖", Forgetting()) == "甘霖"


def test_those_who_worked_on_it_keep_their_names_in_running_text() -> None:
    gone = forgetting([Draft(parties=(party("程见微", "P44"),))], bystanders=["程见微"])

    assert without_names_in("由程见微核查", gone) == "由程见微核查"


@pytest.mark.parametrize(("name", "so"), [("朋友甲", True), ("亲属11", True), ("朋友", False), ("甘霖", False)])
def test_a_pseudonym_is_known_again(name: str, so: bool) -> None:
    assert is_pseudonym(name) is so
