from __future__ import annotations

from jingheng.contexts.circulars.rules.reckoning import Place, Reckoning, Sum, Unknown


def at(name: str) -> Place:
    return ("cell", name)


def test_two_unknowns_of_a_known_sum_can_trade_a_unit() -> None:
    reckoning = Reckoning([Sum(at("sum"), (at("a"), at("b")))], {at("a"): Unknown(1, 1, 2), at("b"): Unknown(7, 3)})

    assert reckoning.alternative(at("a")) == {at("a"): 1, at("b"): -1}


def test_an_unknown_alone_in_a_known_sum_is_exposed() -> None:
    reckoning = Reckoning([Sum(at("sum"), (at("a"), at("b")))], {at("a"): Unknown(1, 1, 2)})

    assert reckoning.alternative(at("a")) is None


def test_bounds_that_leave_no_room_expose() -> None:
    unknowns = {at("a"): Unknown(1, 1, 2), at("b"): Unknown(3, 3)}

    assert Reckoning([Sum(at("sum"), (at("a"), at("b")))], unknowns).alternative(at("a")) is None
    assert Reckoning([], {at("a"): Unknown(1, 1, 1)}).alternative(at("a")) is None


def test_an_unknown_in_no_sum_is_safe_by_itself() -> None:
    assert Reckoning([], {at("a"): Unknown(1, 1, 2)}).alternative(at("a")) == {at("a"): 1}


def test_every_sum_must_come_right() -> None:
    sums = [Sum(at("level"), (at("a"), at("b"))), Sum(at("total"), (at("a"), at("c")))]
    unknowns = {at("a"): Unknown(1, 1, 2), at("b"): Unknown(9, 3)}

    assert Reckoning(sums, unknowns).alternative(at("a")) is None
    assert Reckoning(sums, unknowns | {at("c"): Unknown(9, 3)}).alternative(at("a")) == {
        at("a"): 1,
        at("b"): -1,
        at("c"): -1,
    }


def test_a_number_that_rights_one_sum_and_upsets_another_twice_does_not_help() -> None:
    """The level is a part of the total beside the cell that it contains: both would have to go up at once."""
    sums = [Sum(at("level"), (at("a"),)), Sum(at("total"), (at("a"), at("level")))]

    assert Reckoning(sums, {at("a"): Unknown(1, 1, 2), at("level"): Unknown(1, 0)}).alternative(at("a")) is None
