"""The draw itself: in whole numbers, the same from any order, fair, and never by hand."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from math import ceil

from consistent_sampler import sampler
from hypothesis import example, given
from hypothesis import strategies as st

from jingheng.verify.cases import Case
from jingheng.verify.plans import Plan
from jingheng.verify.sampling import (
    basis_of,
    commitment_of,
    draw,
    frame_root,
    ratio_key,
    seed_of,
    smallest_tickets,
    ticket,
)
from tests.verify.draws import PLAN, cases, digest, ids, lists, plans, seeds

BY_WEIGHT = replace(PLAN, strata="", mandatory="", rate="0", min="0")


def seed(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


@given(lists, plans, seeds, st.randoms())
def test_the_order_of_the_list_does_not_matter(
    found: list[Case], plan: Plan, seed: bytes, shuffling: random.Random
) -> None:
    other = shuffling.sample(found, len(found))

    assert draw(other, plan, seed) == draw(found, plan, seed)
    assert frame_root(other) == frame_root(found)


@given(lists, plans, seeds)
def test_mandatory_all_in_quota_exactly_met_and_the_parts_disjoint(found: list[Case], plan: Plan, seed: bytes) -> None:
    sample = draw(found, plan, seed)

    rest = [case for case in found if not case.is_mandatory]
    rate, least = Fraction(plan.rate), int(plan.min)
    assert set(sample.mandatory) == {case.id for case in found if case.is_mandatory}
    assert {one.name: one.rows for one in sample.strata} == Counter(case.stratum for case in rest)
    for stratum in sample.strata:
        assert len(stratum.drawn) == min(stratum.rows, max(least, ceil(rate * stratum.rows)))
    assert len(set(sample.ids)) == len(sample.ids)
    left = [case for case in rest if case.id not in sample.by_quota and case.weight]
    assert len(sample.weighted) == min(int(plan.size), len(left))


@given(lists, plans, seeds)
def test_a_stratum_gives_its_smallest_tickets(found: list[Case], plan: Plan, seed: bytes) -> None:
    sample = draw(found, plan, seed)

    for stratum in sample.strata:
        own = [case.id for case in found if case.stratum == stratum.name and not case.is_mandatory]
        assert list(stratum.drawn) == sorted(own, key=lambda id: ticket(seed, id))[: len(stratum.drawn)]


@given(lists, plans, seeds)
def test_the_weighted_come_in_the_order_of_the_exact_ratio_and_weight_0_never(
    found: list[Case], plan: Plan, seed: bytes
) -> None:
    sample = draw(found, plan, seed)

    left = [case for case in found if not case.is_mandatory and case.id not in sample.by_quota and case.weight]
    exact = sorted(left, key=lambda case: Fraction(ticket(seed, case.id), case.weight))
    assert list(sample.weighted) == [case.id for case in exact][: int(plan.size)]


numbers = st.integers(1, 50) | st.integers(1, 2**40)


@example(1, 49, 1, 50)
@example(2**40, 2**40 - 1, 2**40 - 1, 2**40 - 2)
@given(numbers, numbers, numbers, numbers)
def test_rounded_down_the_ratios_keep_their_order(one: int, v: int, other: int, w: int) -> None:
    largest = max(v, w)
    first, second = ratio_key(one, v, largest), ratio_key(other, w, largest)

    assert (first < second, first == second) == (one * w < other * v, one * w == other * v)


@given(lists, plans, seeds, st.integers(0, 10))
def test_a_larger_sample_contains_the_smaller(found: list[Case], plan: Plan, seed: bytes, more: int) -> None:
    larger = replace(plan, size=str(int(plan.size) + more))
    smaller_sample, larger_sample = draw(found, plan, seed), draw(found, larger, seed)

    assert larger_sample.ids[: len(smaller_sample.ids)] == smaller_sample.ids


@given(lists, plans, seeds, st.data())
def test_whoever_cannot_be_used_is_replaced_by_the_next_and_all_others_stay(
    found: list[Case], plan: Plan, seed: bytes, data: st.DataObject
) -> None:
    before = draw(found, plan, seed)
    unfit = data.draw(st.sets(st.sampled_from(before.ids))) if before.ids else set()

    after = draw(found, plan, seed, unfit)

    assert set(before.ids) - unfit <= set(after.ids)
    assert not unfit & set(after.ids)
    fit = {case.stratum for case in found}
    for name in fit:
        size = next((one for one in before.strata if one.name == name), None)
        now = next((one for one in after.strata if one.name == name), None)
        if size and now:
            usable = sum(c.stratum == name and not c.is_mandatory and c.id not in unfit for c in found)
            assert len(now.drawn) == min(len(size.drawn), usable)


def test_every_input_changes_the_seed_and_size_only_the_commitment() -> None:
    found = cases(5)
    root = frame_root(found)
    base = basis_of(PLAN, ("案号",), 5, root)
    shares = (("案管", "一"), ("督察", None))
    seeds = [
        seed_of(base, shares, "7"),
        seed_of(base, shares, "8"),
        seed_of(base, (("案管", "二"), ("督察", None)), "7"),
        seed_of(base, (("案管", "一"), ("督察", "二")), "7"),
        seed_of(base, (("案管", None), ("督察", "一")), "7"),
        seed_of(basis_of(PLAN, ("案号",), 5, frame_root(cases(6))), shares, "7"),
        seed_of(basis_of(PLAN, ("号",), 5, root), shares, "7"),
        seed_of(basis_of(replace(PLAN, draw="另一次"), ("案号",), 5, root), shares, "7"),
        seed_of(basis_of(replace(PLAN, rate="0.06"), ("案号",), 5, root), shares, "7"),
    ]
    larger = replace(PLAN, size="99")

    assert len(set(seeds)) == len(seeds)
    assert basis_of(larger, ("案号",), 5, root) == base
    assert commitment_of(base, larger.size) != commitment_of(base, PLAN.size)
    assert seed_of(base, tuple(reversed(shares)), "7") == seeds[0]


@given(st.lists(ids, min_size=1, max_size=20, unique=True), st.data())
def test_one_row_changed_or_gone_changes_the_root(names: list[str], data: st.DataObject) -> None:
    found = [Case(name, (name, "甲")) for name in names]
    at = data.draw(st.integers(0, len(found) - 1))

    changed = [*found[:at], replace(found[at], cells=(found[at].id, "乙")), *found[at + 1 :]]
    assert len({frame_root(found), frame_root(changed), frame_root(found[:at] + found[at + 1 :])}) == 3


def test_the_root_is_that_of_rfc_6962() -> None:
    """Three leaves by hand."""
    one, two, three = (sha256(b'\0["%b"]' % name).digest() for name in (b"a", b"b", b"c"))
    both = sha256(b"\1" + one + two).digest()

    assert frame_root([Case(name, (name,)) for name in "cab"]) == sha256(b"\1" + both + three).digest()
    assert frame_root([]) == sha256(b"").digest()


@given(st.lists(ids, unique=True, max_size=50), seeds, st.integers(0, 60))
def test_the_plain_draw_is_the_weighted_one_with_equal_weights(names: list[str], seed: bytes, count: int) -> None:
    plain = smallest_tickets(seed, names, count)

    staged = draw([Case(name, ()) for name in names], replace(BY_WEIGHT, size=str(count)), seed)
    assert plain == list(staged.ids)
    assert plain == sorted(names, key=lambda name: ticket(seed, name))[:count]


def test_over_20000_seeds_each_case_is_drawn_as_often_as_any_other() -> None:
    """χ² with 59 degrees of freedom: between 31 and 98 in all but two of a thousand tries of a fair draw."""
    names, take, tries = [f"案{n}" for n in range(60)], 20, 20_000
    times = Counter(name for number in range(tries) for name in smallest_tickets(seed(number), names, take))
    expected, share = tries * take / len(names), 1 - take / len(names)

    statistic = sum((times[name] - expected) ** 2 for name in names) / (expected * share) * (1 - 1 / len(names))
    assert 31 < statistic < 98


def test_over_2000_seeds_the_chance_follows_the_weight() -> None:
    weights, take, tries = (0, 1, 2, 5, 10), 10, 2_000
    found = [Case(f"案{n}", (), weight=weights[n % 5]) for n in range(250)]
    plan, total = replace(BY_WEIGHT, size=str(take)), sum(case.weight for case in found)
    of = {case.id: case.weight for case in found}
    times = Counter(of[id] for number in range(tries) for id in draw(found, plan, seed(number)).weighted)

    for weight in weights:
        target = tries * take * weight * 50 / total
        assert abs(times[weight] - target) <= 5 * target**0.5 + 0.02 * target


def test_with_tickets_of_consistent_sampler_the_same_are_drawn() -> None:
    """A second opinion on "the smallest tickets": its tickets, our order."""
    names = [f"案{n}" for n in range(300)]
    inner = sha256(b"seed").hexdigest()

    def their_ticket(name: str) -> str:
        return f"{int(sha256((inner + name).encode()).hexdigest(), 16):064d}"[::-1]

    assert sorted(names, key=their_ticket)[:30] == [one[1] for one in sampler(names, seed="seed", take=30)]


def test_tickets_start_at_one() -> None:
    assert ticket(b"\0" * 32, "x") == int(sha256(b"ticket/v1\0" + b"\0" * 32 + b"x").hexdigest(), 16) + 1
    assert digest("abc").startswith("ba7816bf")
