from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.contexts.circulars.rules.comparison import Comparison
from jingheng.contexts.circulars.rules.masking import (
    Cell,
    Figures,
    Group,
    Link,
    PublicCell,
    PublicFigures,
    PublicGroup,
    mask,
    month_links,
)
from jingheng.kernel.percentages import percent, shares
from jingheng.kernel.period import Month, MonthRange

Place = tuple[str, str]
TOTAL = ("total", "")
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUARTER = MonthRange.parse("2021-01:2021-03")


def group(key: str, *counts: int, whole: bool = True) -> Group:
    return Group(key, tuple(Cell(str(number), count) for number, count in enumerate(counts)), whole)


def figures(*counts: int) -> Figures:
    return Figures(sum(counts), (group("by_position", *counts),))


def compared(period: str, count: int) -> Comparison:
    return Comparison(MonthRange.parse(period), count, "12.00", "1.12")


def offices(*levels: tuple[int, ...]) -> Figures:
    """Levels and the offices in them, each level the sum of its own."""
    flat = [(level, count) for level, counts in enumerate(levels) for count in counts]
    links = tuple(
        Link(("by_level", str(level)), tuple(("by_office", str(n)) for n, each in enumerate(flat) if each[0] == level))
        for level in range(len(levels))
    )
    groups = (group("by_level", *map(sum, levels)), group("by_office", *(count for _, count in flat)))
    return Figures(sum(count for _, count in flat), groups, links=links)


def with_months(months: tuple[int, ...], before: tuple[int, ...], **ranges: str) -> Figures:
    """The quarter by month, the months before it, and compared periods as ranges over all of them."""
    first = QUARTER.first.plus(-len(before))
    nothing_known: dict[str, Comparison | None] = {"same_period_last_year": None}
    counts = {first.plus(number): count for number, count in enumerate((*before, *months))}
    comparisons = {
        key: compared(text, sum(counts[month] for month in MonthRange.parse(text))) for key, text in ranges.items()
    }
    by_month = Group("by_month", tuple(Cell(str(month), counts[month]) for month in QUARTER))
    return Figures(
        sum(months), (by_month,), tuple(comparisons.items()), month_links(QUARTER, nothing_known | comparisons, counts)
    )


def seen(figures: Figures, below: int = 3) -> dict[str, list[int | None]]:
    public = mask(figures, below=below)
    printed: dict[str, list[int | None]] = {each.key: [cell.count for cell in each.cells] for each in public.groups}
    return printed | {key: [comparison.count] for key, comparison in public.comparisons if comparison}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([3, 4, 0], [3, 4, 0], id="nothing small"),
        pytest.param([0, 0], [0, 0], id="nothing at all"),
        pytest.param([1, 40, 30, 9], [None, None, 30, 9], id="a small one takes the largest with it"),
        pytest.param([1, 2, 30, 40], [None, None, 30, 40], id="a 1 and a 2 hide each other"),
        pytest.param([1, 1, 8, 5], [None, None, None, 5], id="two that add up to 2 do not"),
        pytest.param([2, 2, 8, 5], [None, None, None, 5], id="nor two that add up to 4"),
        pytest.param([1, 3, 3], [None, None, None], id="a 3 cannot hide a 1 that a reader knows for small"),
        pytest.param([2, 3, 3], [None, None, 3], id="but it can hide a 2"),
        pytest.param([1, 9, 0, 0], [None, None, 0, 0], id="zeros are shown"),
        pytest.param([2, 2, 0], [None, None, 0], id="nobody can tell 2 and 2 from 1 and 3"),
        pytest.param([1, 1, 1, 0, 0], [None, None, None, None, 0], id="a zero is masked where nothing else is left"),
        pytest.param([5, 5, 1], [None, 5, None], id="the first of the largest"),
    ],
)
def test_MSK_1_as_many_are_masked_as_prevent_reckoning_back(counts: list[int], expected: list[int | None]) -> None:
    assert seen(figures(*counts))["by_position"] == expected


def test_MSK_1_a_total_of_one_or_two_takes_everything_with_it() -> None:
    public = mask(Figures(2, (group("by_position", 2, 0), group("triage", 2, whole=False))))

    assert public.total is None
    assert all(cell.masked for each in public.groups for cell in each.cells)


def test_MSK_1_the_total_is_masked_where_the_parts_alone_cannot_be_hidden() -> None:
    public = mask(Figures(3, (group("by_position", 1, 1, 1), group("by_subject", 3, 0))))

    assert public.total is None
    assert all(cell.masked for each in public.groups for cell in each.cells)


def test_MSK_1_groups_that_do_not_add_up_need_no_more_than_their_small_ones() -> None:
    public = mask(Figures(40, (group("triage", 1, 20, 0, whole=False),)))

    assert public.groups[0].cells == (
        PublicCell("0", None, None, masked=True),
        PublicCell("1", 20, "50.00"),
        PublicCell("2", 0, "0.00"),
    )


def triage(*counts: int, outside: int = 0) -> Group:
    """Results of records in the total, and last of all one that stands outside it."""
    cells = group("triage", *counts, outside).cells
    return Group("triage", cells, whole=False, part=True, outside=frozenset({cells[-1].name}))


@pytest.mark.parametrize(
    ("total", "counts", "expected"),
    [
        pytest.param(14, [0, 1, 13, 0], [0, None, None, 0, 0], id="13 of 14 leave a star nothing but 1"),
        pytest.param(14, [0, 1, 12, 0], [0, None, 12, 0, 0], id="12 of 14 leave it 1 or 2"),
        pytest.param(14, [2, 0, 12, 0], [None, 0, 12, 0, 0], id="and a 2 as well"),
        pytest.param(14, [1, 1, 12, 0], [None, None, None, 0, 0], id="two stars in 2 are two ones"),
        pytest.param(40, [1, 20, 0, 0], [None, 20, 0, 0, 0], id="a wide rest hides it alone"),
        pytest.param(3, [1, 1, 1, 0], [None, None, None, None, 0], id="a zero where nothing else is left"),
    ],
)
def test_MSK_1_a_part_of_the_total_is_bounded_by_it(total: int, counts: list[int], expected: list[int | None]) -> None:
    figures = Figures(total, (group("by_position", total), triage(*counts)))

    assert seen(figures)["triage"] == expected


def test_MSK_1_what_stands_outside_the_total_bounds_nothing() -> None:
    assert seen(Figures(14, (triage(1, 12, outside=9),)))["triage"] == [None, 12, 9]
    assert seen(Figures(14, (triage(0, 14, outside=1),)))["triage"] == [0, 14, None]


def test_MSK_1_results_later_than_the_sealed_total_are_no_fault() -> None:
    assert seen(Figures(9, (triage(1, 12),)))["triage"] == [None, 12, 0]


def test_MSK_1_a_masked_office_cannot_be_reckoned_back_from_its_level() -> None:
    assert seen(offices((51,), (2, 9, 19))) == {"by_level": [51, 30], "by_office": [51, None, 9, None]}


def test_MSK_1_a_masked_level_masks_the_offices_that_make_it_up() -> None:
    assert seen(offices((30,), (2, 0))) == {"by_level": [None, None], "by_office": [None, None, 0]}


def test_MSK_1_a_level_of_two_single_records_does_not_give_them_away() -> None:
    assert seen(offices((100,), (20, 10), (1, 1, 0)))["by_office"] == [None, None, 10, None, None, 0]


def test_MSK_1_other_thresholds_mask_more() -> None:
    assert seen(figures(4, 40, 30), below=5)["by_position"] == [None, None, 30]
    assert seen(figures(4, 40, 30), below=4)["by_position"] == [4, 40, 30]


def test_MSK_1_a_threshold_that_hides_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="至少是 3"):
        mask(figures(1, 5), below=2)


def test_figures_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="total 为 9，各部分之和却是 8"):
        mask(Figures(9, (group("by_position", 3, 5),)))
    with pytest.raises(ValueError, match="by_level/0 为 4，各部分之和却是 5"):
        mask(Figures(4, (group("by_level", 4),), links=(Link(("by_level", "0"), (), (Cell("2021-01", 5),)),)))


def test_figures_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="不能为负"):
        mask(figures(-1, 5))


def test_MSK_2_a_small_comparison_is_masked_with_its_growth() -> None:
    public = mask(Figures(9, (), (("previous_period", compared("2020-10:2020-12", 2)), ("base", None))))

    assert public.total == 9
    comparison = dict(public.comparisons)["previous_period"]
    assert comparison is not None
    assert comparison.as_dict() == {
        "from": "2020-10",
        "to": "2020-12",
        "count": None,
        "change_percent": None,
        "multiple": None,
        "masked": True,
    }
    assert dict(public.comparisons)["base"] is None


def test_MSK_2_growth_does_not_give_away_a_masked_total() -> None:
    public = mask(Figures(2, (), (("previous_period", compared("2020-10:2020-12", 40)),)))

    comparison = dict(public.comparisons)["previous_period"]
    assert comparison is not None
    assert (comparison.count, comparison.change_percent, comparison.multiple) == (40, None, None)
    assert comparison.refused == "本期总数不公布，不列增减和倍数"


def test_MSK_2_a_base_inside_the_period_does_not_give_away_its_month() -> None:
    printed = seen(with_months((1, 20, 30), (), base="2021-01:2021-02"))

    assert printed == {"by_month": [None, None, 30], "base": [21]}


def test_MSK_2_a_base_that_adds_two_periods_does_not_give_away_either() -> None:
    printed = seen(
        with_months((9, 9, 9), (2, 10), one="2020-11:2020-11", two="2020-12:2020-12", base="2020-11:2020-12")
    )

    assert printed == {"by_month": [9, 9, 9], "one": [None], "two": [10], "base": [None]}


def test_MSK_2_a_base_around_the_period_does_not_give_away_a_masked_total() -> None:
    printed = seen(with_months((2, 0, 0), (40,), previous_period="2020-12:2020-12", base="2020-12:2021-03"))

    assert printed == {"by_month": [None, None, None], "previous_period": [40], "base": [None]}


def test_MSK_2_three_compared_periods_of_which_each_is_small() -> None:
    printed = seen(with_months((9, 9, 9), (1, 1), one="2020-11:2020-11", two="2020-12:2020-12", base="2020-11:2020-12"))

    assert printed == {"by_month": [9, 9, 9], "one": [None], "two": [None], "base": [None]}


def test_MSK_3_percentages_stay_those_of_the_full_figures_where_they_tell_nothing() -> None:
    public = mask(figures(1, 2, 30, 40))

    assert [cell.percent for cell in public.groups[0].cells] == [None, None, *shares([1, 2, 30, 40], 2)[2:]]


def test_MSK_3_the_largest_does_not_give_away_how_the_masked_ones_were_rounded() -> None:
    """Of 18, 1 and 7 leave the largest 55.5, 2 and 6 would leave it 55.6; what 8 leaves it tells nobody."""
    public = mask(offices((10,), (1, 7)), digits=1)

    assert shares([10, 1, 7], 1)[0] == "55.5"
    assert shares([10, 2, 6], 1)[0] == "55.6"
    assert public.groups[1].cells == (
        PublicCell("0", 10, "55.6"),
        PublicCell("1", None, None, masked=True),
        PublicCell("2", None, None, masked=True),
    )


def test_MSK_3_plain_percentages_tell_nothing() -> None:
    public = mask(offices((10,), (1, 9)), digits=0, rounding="plain")

    assert public.groups[1].cells[0] == PublicCell("0", 10, "50")


def test_a_cell_is_printed_as_the_contract_says() -> None:
    masked, shown = mask(figures(1, 40, 30)).groups[0].cells[1:]

    assert masked.as_dict() == {"count": None, "percent": None, "masked": True}
    assert shown.as_dict() == {"count": 30, "percent": "42.25"}


# --- The attacker: every table of whole numbers that fits what is printed, tried one by one. ---


class Attacker:
    """Knows the rule, all sums, and which masked numbers are small, unless all above 0 of a sum are masked."""

    def __init__(self, figures: Figures, public: PublicFigures, below: int, digits: int) -> None:
        self.public, self.below, self.digits = public, below, digits
        self.truth: dict[Place, int] = {TOTAL: figures.total}
        self.truth |= {(key, ""): each.count or 0 for key, each in figures.comparisons if each}
        self.truth |= {(each.key, cell.name): cell.count for each in figures.groups for cell in each.cells}
        self.hidden = {("", cell.name): cell.count for link in figures.links for cell in link.unprinted}
        self.masked = {(each.key, cell.name) for each in public.groups for cell in each.cells if cell.masked}
        self.masked |= {(key, "") for key, each in public.comparisons if each and each.masked}
        self.masked |= {TOTAL} if public.total is None else set()
        self.sums: list[tuple[Place, list[Place]]] = [
            (link.parent, [*link.children, *(("", cell.name) for cell in link.unprinted)]) for link in figures.links
        ]
        self.sums += [(TOTAL, [(each.key, cell.name) for cell in each.cells]) for each in figures.groups if each.whole]
        self.wholes = {each.key for each in figures.groups if each.whole}
        for each in figures.groups:
            if each.part:
                inside = [(each.key, cell.name) for cell in each.cells if cell.name not in each.outside]
                self.hidden["", each.key] = figures.total - sum(self.truth[place] for place in inside)
                self.sums.append((TOTAL, [*inside, ("", each.key)]))

    def could_be_otherwise(self, place: Place, *, knows_which_are_small: bool) -> bool:
        domains = {each: self._domain(each, knows_which_are_small) for each in (*self.masked, *self.hidden)}
        values = sorted(set(domains[place]) - {self.truth[place]}, key=lambda value: abs(value - self.truth[place]))
        return any(next(self._tables({**domains, place: [value]}), None) is not None for value in values)

    def _domain(self, place: Place, knows_which_are_small: bool) -> list[int]:
        cap = max(self.truth.values()) + 2
        if place in self.hidden:
            return list(range(cap + 1))
        least = self._open_from(place)
        if least is None and not knows_which_are_small:
            least = 0 if any(self.truth[each] == 0 for each in self.masked) else 1
        if least is not None:
            return list(range(least, cap + 1))
        if self.truth[place] == 0:
            return [0]
        return list(range(1, self.below)) if self.truth[place] < self.below else list(range(self.below, cap + 1))

    def _open_from(self, place: Place) -> int | None:
        """From where on the number may lie if nobody can say whether it is a small one; `None` if one can."""
        parts = [
            set(children) for _, children in self.sums if place in children and self.hidden.keys().isdisjoint(children)
        ] + [self._tied_to(place)]
        parts = [part for part in parts if sum(self.truth[each] > 0 for each in part) > 1]
        least = [
            0 if any(self.truth[each] == 0 for each in part & self.masked) else 1
            for part in parts
            if part and all(each in self.masked for each in part if self.truth[each])
        ]
        return min(least, default=None)

    def _tied_to(self, place: Place) -> set[Place]:
        tied: set[Place] = set()
        further = {place}
        while further:
            tied |= further
            touched = [{parent, *children} - {TOTAL} for parent, children in self.sums]
            further = set().union(*(each for each in touched if each & tied)) - tied
        return set() if tied == {place} else tied - self.hidden.keys()

    def _tables(self, domains: dict[Place, list[int]]) -> Iterator[dict[Place, int]]:
        parents = {parent for parent, _ in self.sums}
        shown = {place: count for place, count in self.truth.items() if place not in domains}
        leaves = sorted(domains.keys() - parents, key=lambda place: (len(domains[place]), place))
        return self._extended(shown, leaves, domains)

    def _extended(
        self, table: dict[Place, int], left: list[Place], domains: dict[Place, list[int]]
    ) -> Iterator[dict[Place, int]]:
        if not left:
            yield from self._completed(table, domains)
            return
        truth = (self.truth | self.hidden)[left[0]]
        for value in sorted(domains[left[0]], key=lambda value: abs(value - truth)):
            further = {**table, left[0]: value}
            if self._fits(further):
                yield from self._extended(further, left[1:], domains)

    def _completed(self, table: dict[Place, int], domains: dict[Place, list[int]]) -> Iterator[dict[Place, int]]:
        """Links stand before groups, so a level is known before it is added up itself."""
        whole = dict(table)
        for parent, children in self.sums:
            added = sum(whole[child] for child in children)
            if parent in domains and (whole.setdefault(parent, added) != added or added not in domains[parent]):
                return
        if self._fits(whole) and all(self._prints_the_same(whole, each) for each in self.public.groups):
            yield whole

    def _fits(self, table: dict[Place, int]) -> bool:
        for parent, children in self.sums:
            if parent in table:
                known = [table[child] for child in children if child in table]
                if sum(known) > table[parent] or (len(known) == len(children) and sum(known) != table[parent]):
                    return False
        return True

    def _prints_the_same(self, table: dict[Place, int], group: PublicGroup) -> bool:
        """Percentages are facts too, unless they are just what everybody reckons from the printed counts."""
        if group.key not in self.wholes:
            return True
        counts = [table[group.key, cell.name] for cell in group.cells]
        shown = [cell for cell in group.cells if not cell.masked]
        together = sum(counts) - sum(cell.count or 0 for cell in shown)
        if [cell.percent for cell in shown] == shares([*(cell.count or 0 for cell in shown), together], self.digits)[
            :-1
        ]:
            return True
        full = dict(zip((cell.name for cell in group.cells), shares(counts, self.digits), strict=True))
        return all(full[cell.name] == cell.percent for cell in shown)


SMALLISH = st.sampled_from([0, 0, 1, 1, 2, 2, 3, 4, 5, 9])


@st.composite
def tables(draw: st.DrawFn) -> Figures:
    return figures(*draw(st.lists(SMALLISH, min_size=1, max_size=5)))


@st.composite
def trees(draw: st.DrawFn) -> Figures:
    levels = st.lists(SMALLISH, min_size=1, max_size=3).map(tuple)
    return offices(*draw(st.lists(levels, min_size=1, max_size=3)))


@st.composite
def with_triages(draw: st.DrawFn) -> Figures:
    counts = draw(st.lists(SMALLISH, min_size=1, max_size=4))
    total = sum(counts) + draw(st.sampled_from([0, 0, 1, 2, 5]))
    parts = (total,) if draw(st.booleans()) else (total - total // 3, total // 3)
    return Figures(total, (group("by_position", *parts), triage(*counts, outside=draw(SMALLISH))))


@st.composite
def calendars(draw: st.DrawFn) -> Figures:
    months = (draw(SMALLISH), draw(SMALLISH), draw(SMALLISH))
    before = draw(st.lists(SMALLISH, min_size=1, max_size=2).map(tuple))
    first = QUARTER.first.plus(-len(before))
    start, length = draw(st.integers(0, len(before) + 2)), draw(st.integers(0, 3))
    base = MonthRange(first.plus(start), min(first.plus(start + length), QUARTER.last))
    return with_months(months, before, previous_period=f"{first}:{Month(2020, 12)}", base=str(base))


@QUICK
@given(
    st.one_of(tables(), trees(), calendars(), with_triages()),
    st.sampled_from([3, 3, 4]),
    st.integers(0, 2),
    st.booleans(),
)
def test_MSK_1_of_no_masked_number_an_attacker_has_but_one_value_left(
    figures: Figures, below: int, digits: int, knows: bool
) -> None:
    attacker = Attacker(figures, mask(figures, below=below, digits=digits), below, digits)

    assert all(place in attacker.masked for place, count in attacker.truth.items() if 0 < count < below)
    if TOTAL in attacker.masked:
        assert attacker.masked >= {(each.key, cell.name) for each in figures.groups for cell in each.cells}
    else:
        for place in sorted(attacker.masked):
            assert attacker.could_be_otherwise(place, knows_which_are_small=knows), place


@QUICK
@given(st.one_of(tables(), trees()))
def test_MSK_1_what_is_shown_is_true(figures: Figures) -> None:
    public = mask(figures)

    assert public.total in (figures.total, None)
    for printed, full in zip(public.groups, figures.groups, strict=True):
        for cell, truth in zip(printed.cells, full.cells, strict=True):
            assert cell.masked or cell.count == truth.count
            if not cell.masked and cell.count and cell.count < max(each.count for each in full.cells):
                assert cell.percent == percent(cell.count, figures.total, 2)
            if cell.masked:
                assert (cell.count, cell.percent) == (None, None)


@pytest.mark.parametrize(
    ("counts", "masked"),
    [((1, 9, 5), {0}), ((1, 1, 8), {0, 1}), ((2, 2, 9), {0, 1}), ((1, 9, 0), {0, 2}), ((1, 3, 9), {0, 1})],
)
def test_the_attacker_finds_out_where_too_little_is_masked(counts: tuple[int, ...], masked: set[int]) -> None:
    printed = shares(counts, 2)
    cells = tuple(
        PublicCell(str(number), None, None, masked=True)
        if number in masked
        else PublicCell(str(number), count, printed[number])
        for number, count in enumerate(counts)
    )
    public = PublicFigures(sum(counts), (PublicGroup("by_position", cells),), ())

    attacker = Attacker(figures(*counts), public, below=3, digits=2)

    assert not attacker.could_be_otherwise(("by_position", "0"), knows_which_are_small=True)


def test_the_attacker_finds_out_where_only_the_total_bounds_a_star() -> None:
    """The circular of the finding: 0, *, 13, 0 of a printed 14."""
    whole = Figures(14, (triage(0, 1, 13),))
    cells = [PublicCell(str(n), c, None, masked=c is None) for n, c in enumerate([0, None, 13, 0])]
    public = PublicFigures(14, (PublicGroup("triage", tuple(cells)),), ())

    attacker = Attacker(whole, public, below=3, digits=2)

    assert not attacker.could_be_otherwise(("triage", "1"), knows_which_are_small=True)


def test_the_attacker_finds_out_from_a_percentage_that_carries_the_residue() -> None:
    whole = offices((11,), (1, 6, 3))
    public = mask(whole, digits=1)
    by_level, by_office = public.groups
    telling = replace(by_office, cells=(replace(by_office.cells[0], percent="52.3"), *by_office.cells[1:]))

    attacker = Attacker(whole, replace(public, groups=(by_level, telling)), below=3, digits=1)

    assert by_office.cells[0].percent == "52.4"
    assert not attacker.could_be_otherwise(("by_office", "1"), knows_which_are_small=True)
