"""Rules of draws: what is typed becomes a plan, what people do follows the order, and chances are as counted by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from jingheng.cli.plan_file import read_plan as read_plan_yaml
from jingheng.contexts.draws.rules.after import refuse_not_drawn, refuse_size
from jingheng.contexts.draws.rules.detecting import Sampled, chances_of, samples_of
from jingheng.contexts.draws.rules.lifecycle import (
    DRAW,
    DRAW_STATES,
    DrawFacts,
    Party,
    refuse_no_reason,
    refuse_repeated,
)
from jingheng.contexts.draws.rules.planning import (
    Wanted,
    frame_of,
    ground_of,
    plan_of,
    plan_yaml,
    read_plan,
    refuse_unfit_parties,
    refuse_unfit_title,
    usual_columns,
    wanted_of,
    with_shares,
)
from jingheng.contexts.draws.rules.values import (
    digest_of,
    new_secret,
    refuse_unequal,
    refuse_unfit_digest,
    refuse_unfit_value,
    refuse_unnamed,
    refuse_wrong_secret,
    typed_digest,
    typed_secret,
    typed_value,
)
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, Refused
from jingheng.verify.cases import written
from jingheng.verify.plans import Plan
from tests.verify.draws import COLUMNS, PLAN, frame, plans, rows

OFFICE = 7
PARTIES = (Party("案管", True), Party("检务督察", True))
READY = DrawFacts("DRAFTED", OFFICE, is_planned=True, parties=PARTIES)
COMMITTED = replace(READY, state="COMMITTED")
WANTED = Wanted("案号", "承办人", "5", "2", "必查", "风险分", "6", ("案管", "检务督察"))


def somebody(person: int = 1, *permissions: str, office: int = OFFICE) -> Actor:
    held = permissions or ("draw.read", "draw.attend", "draw.make")
    return Actor(person, "某人", f"{person}", office, "990203", "/990203/", permissions=frozenset(held))


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


# --- the order of things ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("action", "facts", "expected"),
    [
        ("commit", READY, ""),
        ("commit", replace(READY, is_planned=False), "unplanned"),
        ("commit", replace(READY, parties=PARTIES[:1]), "few-parties"),
        ("commit", replace(READY, parties=(PARTIES[0], Party("检务督察", False))), "unsettled"),
        ("commit", COMMITTED, "wrong-state"),
        ("reveal", COMMITTED, ""),
        ("reveal", replace(COMMITTED, is_closed=True), "closed"),
        ("value", COMMITTED, ""),
        ("value", replace(COMMITTED, typed_by=2), "typed"),
        ("confirm", COMMITTED, "untyped"),
        ("confirm", replace(COMMITTED, typed_by=1), "same-person"),
        ("confirm", replace(COMMITTED, typed_by=2), ""),
        ("withdraw", COMMITTED, "untyped"),
        ("withdraw", replace(COMMITTED, typed_by=2), "not-yours"),
        ("withdraw", replace(COMMITTED, typed_by=1), ""),
        ("abandon", READY, ""),
        ("abandon", replace(COMMITTED, is_closed=True), "closed"),
        ("replace", replace(COMMITTED, state="DRAWN"), ""),
        ("enlarge", COMMITTED, "wrong-state"),
    ],
)
def test_each_step_waits_for_the_one_before(action: str, facts: DrawFacts, expected: str) -> None:
    assert code(DRAW.refusal(action, facts, somebody())) == expected


@pytest.mark.parametrize("action", [move.action for move in DRAW])
def test_nobody_acts_for_another_office_or_without_the_duty(action: str) -> None:
    for state in DRAW.move(action).sources:
        facts = replace(READY, state=state, typed_by=2)
        assert code(DRAW.refusal(action, facts, somebody(office=8))) == "not-found"
        assert code(DRAW.refusal(action, facts, somebody(1, "draw.read"))) == "not-permitted"


@dataclass
class Room:
    """What the machine believes, beside the lifecycle."""

    revealed_after_value: bool = False
    drawn_by_one: bool = False


class InTheRoom(RuleBasedStateMachine):
    """Three people press whatever they are offered, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = DrawFacts("DRAFTED", OFFICE)
        self.states = ["DRAFTED"]
        self.room = Room()

    @initialize(is_committed=st.booleans())
    def begins(self, is_committed: bool) -> None:
        self.facts = COMMITTED if is_committed else self.facts
        self.states = [self.facts.state]

    def _does(self, action: str, person: int) -> bool:
        if DRAW.refusal(action, self.facts, somebody(person)) is not None:
            return False
        self.facts = replace(self.facts, state=DRAW.move(action).target)
        self.states.append(self.facts.state)
        return True

    @rule(parties=st.integers(0, 3))
    def plan(self, parties: int) -> None:
        if self._does("plan", 1):
            self.facts = replace(
                self.facts, is_planned=True, parties=tuple(Party(str(n), False) for n in range(parties))
            )

    @rule()
    def share(self) -> None:
        if self._does("share", 2):
            self.facts = replace(self.facts, parties=tuple(replace(one, is_settled=True) for one in self.facts.parties))

    @rule()
    def commit(self) -> None:
        if self._does("commit", 1):
            assert len(self.facts.parties) >= 2
            assert all(party.is_settled for party in self.facts.parties)

    @rule(which=st.integers(0, 2), person=st.integers(1, 3))
    def reveal(self, which: int, person: int) -> None:
        if which < len(self.facts.parties) and self._does("reveal", person):
            self.room.revealed_after_value |= self.facts.is_closed

    @rule(person=st.integers(1, 3))
    def value(self, person: int) -> None:
        if self._does("value", person):
            self.facts = replace(self.facts, is_closed=True, typed_by=person)

    @rule(person=st.integers(1, 3))
    def withdraw(self, person: int) -> None:
        if self._does("withdraw", person):
            self.facts = replace(self.facts, typed_by=None)

    @rule(person=st.integers(1, 3))
    def confirm(self, person: int) -> None:
        first = self.facts.typed_by
        if self._does("confirm", person):
            self.room.drawn_by_one |= first in (None, person)

    @precondition(lambda self: len(self.states) > 4)
    @rule()
    def abandon(self) -> None:
        if self._does("abandon", 1):
            assert not self.facts.is_closed

    @invariant()
    def nothing_goes_back(self) -> None:
        order = list(DRAW_STATES)
        places = [order.index(state) for state in self.states]
        assert places == sorted(places)
        assert self.states.count("DRAWN") <= 1 or "ABANDONED" not in self.states

    @invariant()
    def chance_comes_last_and_by_two(self) -> None:
        assert not self.room.revealed_after_value
        assert not self.room.drawn_by_one
        if self.facts.state == "DRAWN":
            assert self.facts.is_closed


TestInTheRoom = InTheRoom.TestCase
TestInTheRoom.settings = settings(max_examples=200, stateful_step_count=25, deadline=None)


def test_reasons_are_written() -> None:
    assert code(refuse_no_reason(" ", why="放弃")) == "required"
    assert code(refuse_no_reason("字" * 501, why="放弃")) == "too-long"
    assert refuse_no_reason("观察员没有到", why="放弃") is None
    assert [state for state in DRAW_STATES if refuse_repeated(state) is None] == ["DRAWN", "ABANDONED"]


# --- what is typed ----------------------------------------------------------------------------------------------------
def test_a_secret_is_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch("([2-9a-hjkmnp-tv-z]{4}-){4}[2-9a-hjkmnp-tv-z]{4}", secret) for secret in made)


def test_a_secret_is_checked_against_its_digest() -> None:
    digest = digest_of("菊花 石榴")
    assert refuse_wrong_secret(typed_secret(" 菊花 石榴\n"), digest, is_revealed=False) is None
    assert code(refuse_wrong_secret("菊花石榴", digest, is_revealed=False)) == "wrong-secret"
    assert code(refuse_wrong_secret("", digest, is_revealed=False)) == "unfit"
    assert code(refuse_wrong_secret("菊花 石榴", digest, is_revealed=True)) == "revealed"


def test_a_digest_may_be_copied_in_groups_and_capitals() -> None:
    digest = digest_of("一")
    assert typed_digest(f" {digest[:32].upper()} {digest[32:]}\n") == digest
    assert refuse_unfit_digest(digest, frozenset()) is None
    assert code(refuse_unfit_digest(digest, frozenset({digest}))) == "copied"
    assert code(refuse_unfit_digest(digest[:-1], frozenset())) == "unfit"


@given(st.lists(st.integers(0, 33), min_size=1, max_size=20), st.data())
def test_how_digits_are_set_apart_does_not_matter(numbers: list[int], data: st.DataObject) -> None:
    between = data.draw(st.lists(st.sampled_from([" ", ",", "，", "、", "  ", " - "]), min_size=20, max_size=20))
    text = "".join(f"{number}{gap}" for number, gap in zip(numbers, between, strict=False))

    assert typed_value(text).split() == [str(number) for number in numbers]
    assert refuse_unequal(typed_value(text), " ".join(map(str, numbers))) is None


def test_a_public_value_is_digits_and_enough_of_them() -> None:
    assert refuse_unfit_value("7 0 3 9", 4) is None
    assert code(refuse_unfit_value("7 0 3", 4)) == "too-short"
    assert code(refuse_unfit_value("", 4)) == "unfit"
    assert code(refuse_unfit_value("七 0", 1)) == "unfit"
    assert code(refuse_unfit_value("1" * 201, 4)) == "too-long"
    assert code(refuse_unequal("1 2", "1 3")) == "unequal"


def test_who_threw_is_named() -> None:
    assert [one for one in refuse_unnamed("DICE", "田静", "人民监督员") if one] == []
    assert [code(one) for one in refuse_unnamed("X", "", "") if one] == ["unknown", "required", "required"]
    assert [one.field for one in refuse_unnamed("BALLS", "字" * 41, "字" * 81) if one] == ["thrown_by", "thrower_unit"]


# --- the plan ---------------------------------------------------------------------------------------------------------
def test_a_plan_from_the_form_is_the_plan_of_the_verifier() -> None:
    plan = plan_of(WANTED, title=PLAN.draw, encoding=PLAN.encoding)

    assert with_shares(plan, PLAN.shares) == PLAN
    assert read_plan(PLAN.json().decode()) == PLAN
    assert wanted_of(PLAN, WANTED.parties) == WANTED


@given(plans)
def test_the_plan_for_people_says_the_same(plan: Plan) -> None:
    assert read_plan_yaml(plan_yaml(plan).encode(), plan.encoding) == plan


def test_what_is_not_used_is_left_out() -> None:
    plan = plan_of(Wanted("案号", size="3"), title="甲: 乙 # 丙", encoding="utf-8")

    assert read_plan_yaml(plan_yaml(plan).encode(), "utf-8") == plan
    assert (plan.rate, plan.min) == ("0", "0")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (replace(WANTED, percent="101"), "percent"),
        (replace(WANTED, percent="-1"), "percent"),
        (replace(WANTED, percent=""), "percent"),
        (replace(WANTED, least="二"), "least"),
        (replace(WANTED, size="1.5"), "size"),
        (replace(WANTED, id=" 案号"), "id"),
        (Wanted("案号"), "size"),
    ],
)
def test_a_fault_is_said_beside_its_field(wanted: Wanted, field: str) -> None:
    with pytest.raises(Refused) as refused:
        plan_of(wanted, title="甲", encoding="utf-8")

    assert refused.value.refusal.field == field
    assert not set(",:;") & set(refused.value.refusal.sentence)


def test_parties_and_titles() -> None:
    assert refuse_unfit_parties(("甲", "乙"), 2) is None
    assert [
        code(refuse_unfit_parties(parties, 2))
        for parties in (("甲",), tuple(map(str, range(21))), ("甲", "甲"), ("甲", "乙 "))
    ] == ["few-parties", "many-parties", "twice", "unfit"]
    assert refuse_unfit_title("2026年11月评查") is None
    assert code(refuse_unfit_title("")) == "unfit"


def test_lists_are_read_as_the_verifier_reads_them() -> None:
    encoding, found = frame_of("案号,承办人\n1号,甲\n".encode("gb18030"))
    assert (encoding, found.columns) == ("gb18030", ("案号", "承办人"))
    assert usual_columns(found.columns) == {"id": "案号", "strata": "承办人", "mandatory": "", "weight": ""}
    for content in (b"\xff\xff", "案号\n".encode()):
        with pytest.raises(Refused):
            frame_of(content)
    with pytest.raises(Refused) as refused:
        ground_of(written(COLUMNS, rows(3) + rows(1)), PLAN)
    assert "相同" in refused.value.refusal.sentence


# --- how much is found ------------------------------------------------------------------------------------------------
def test_chances_are_those_counted_by_hand() -> None:
    ground = ground_of(frame(), PLAN)
    assert samples_of(ground) == (Sampled("全部", 95, 14), Sampled("甲", 20, 2), Sampled("丁", 25, 2))

    whole, least, most = chances_of(ground, (5, 10, 100))

    assert whole.chances == (_percent(95, 5, 14), _percent(95, 10, 14), "100.0%")
    assert (least.chances[0], most.chances[1]) == (_percent(20, 1, 2), _percent(25, 3, 2))


def _percent(rows: int, bad: int, drawn: int) -> str:
    tenths = round((1 - Fraction(comb(rows - bad, drawn), comb(rows, drawn))) * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def test_what_is_nearly_certain_is_not_said_to_be() -> None:
    many = ground_of(
        frame(rows(4000)), replace(PLAN, strata="", rate="0", min="0", weight="", mandatory="", size="2000")
    )
    (whole,) = chances_of(many, (20,))
    assert whole.chances == (">99.9%",)


def test_where_all_is_mandatory_nothing_is_left_to_chance() -> None:
    every = [[*row[:2], "是", *row[3:]] for row in rows(3)]

    assert samples_of(ground_of(frame(every), PLAN)) == (Sampled("全部", 0, 0),)


# --- afterwards -------------------------------------------------------------------------------------------------------
def test_only_what_stands_in_the_sample_is_replaced_and_it_only_grows() -> None:
    assert refuse_not_drawn("甲", ("甲", "乙")) is None
    assert code(refuse_not_drawn("丙", ("甲", "乙"))) == "not-drawn"
    assert refuse_size(7, 6, 10) is None
    assert (code(refuse_size(6, 6, 10)), code(refuse_size(11, 6, 10))) == ("smaller", "too-many")
