"""Where a record goes, from who is in it. The cast: a county office with a city office above it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.contexts.records.rules.routing import (
    Because,
    Colleague,
    CopyTo,
    Desk,
    House,
    Involved,
    Route,
    RoutingFacts,
    route,
)

COUNTY, CITY = 1, 2
CHIEF, DEPUTY, OVERSEER, HEAD, INSPECTOR, SECOND, LEADER_OF_DEPARTMENT, FILER, COLLEAGUE, GROUP = range(10, 20)
CITY_CHIEF, CITY_HEAD, CITY_INSPECTOR = range(30, 33)


def _one(person: int, position: str, *duties: str) -> Colleague:
    return Colleague(person, frozenset(duties), position)


county = House(
    COUNTY,
    (
        _one(CHIEF, "LEADER", "CHIEF"),
        _one(DEPUTY, "LEADER", "DEPUTY"),
        _one(OVERSEER, "LEADER", "INSPECTION_DEPUTY"),
        _one(HEAD, "HEAD", "INSPECTION_HEAD", "HEAD"),
        _one(INSPECTOR, "OTHER", "INSPECTOR"),
        _one(SECOND, "OTHER", "INSPECTOR"),
        _one(LEADER_OF_DEPARTMENT, "HEAD", "HEAD"),
        _one(FILER, "OTHER"),
        _one(COLLEAGUE, "OTHER"),
        _one(GROUP, "OTHER", "DISCIPLINE"),
    ),
    lines=frozenset({
        (FILER, LEADER_OF_DEPARTMENT), (COLLEAGUE, LEADER_OF_DEPARTMENT), (LEADER_OF_DEPARTMENT, DEPUTY), (DEPUTY, CHIEF),
        (INSPECTOR, HEAD), (SECOND, HEAD), (HEAD, OVERSEER), (OVERSEER, CHIEF),
    }),
)  # fmt: skip
city = House(
    CITY,
    (
        _one(CITY_CHIEF, "LEADER", "CHIEF"),
        _one(CITY_HEAD, "HEAD", "INSPECTION_HEAD"),
        _one(CITY_INSPECTOR, "OTHER", "INSPECTOR"),
    ),
    lines=frozenset({(CITY_INSPECTOR, CITY_HEAD), (CITY_HEAD, CITY_CHIEF)}),
)


def named(
    *people: int | None, askers: str = "P23", filer: int = FILER, houses: tuple[House, ...] = (county, city)
) -> Route:
    involved = tuple(Involved(Because.NAMED, frozenset({askers}), person) for person in people)
    return route(RoutingFacts(filer, houses, involved))


def test_RTE_1_an_outsider_goes_to_the_offices_inspectors() -> None:
    found = named(None, askers="P31")

    assert (found.desk, found.receiving_office, found.counting_office) == (Desk.INSPECTION, COUNTY, COUNTY)
    assert found.candidates == {HEAD, INSPECTOR, SECOND}


def test_RTE_1_a_colleague_shuts_out_his_own_line() -> None:
    found = named(COLLEAGUE)

    assert found.desk is Desk.INSPECTION
    assert found.excluded_ids == {COLLEAGUE, LEADER_OF_DEPARTMENT}


def test_RTE_2_a_deputy_is_for_head_and_chief() -> None:
    found = named(DEPUTY, askers="P21")

    assert found.desk is Desk.LEADERSHIP
    assert found.candidates == {HEAD}
    assert CHIEF not in found.excluded_ids
    assert {DEPUTY, LEADER_OF_DEPARTMENT, COLLEAGUE} <= found.excluded_ids


def test_RTE_2_a_department_head_nobody_identified_is_for_head_and_chief() -> None:
    assert named(None, askers="P22").desk is Desk.LEADERSHIP


@pytest.mark.parametrize(
    "people", [(CHIEF,), (DEPUTY, OVERSEER), (None,)], ids=["the chief", "several leaders", "a leader not identified"]
)
def test_RTE_3_the_chief_goes_to_the_higher_office(people: tuple[int | None, ...]) -> None:
    found = named(*people, askers="P21")

    assert (found.receiving_office, found.counting_office, found.rule) == (CITY, CITY, "RTE-3")
    assert found.candidates == {CITY_HEAD, CITY_INSPECTOR}


def test_RTE_3_somebody_on_the_chiefs_behalf_is_as_the_chief() -> None:
    facts = RoutingFacts(
        FILER,
        (county, city),
        (Involved(Because.NAMED, frozenset({"P44"})), Involved(Because.PRINCIPAL, person_id=CHIEF)),
    )

    assert route(facts).receiving_office == CITY


def test_RTE_3_a_chiefs_relative_is_as_the_chief() -> None:
    related = replace(county, relatives=frozenset({(COLLEAGUE, CHIEF)}))

    assert named(COLLEAGUE, houses=(related, city)).receiving_office == CITY


def test_RTE_4_the_deputy_in_charge_of_inspection_passes_his_inspectors_by() -> None:
    found = named(OVERSEER, askers="P21")

    assert (found.receiving_office, found.counting_office) == (CITY, CITY)
    assert found.copies == {CopyTo(COUNTY, "CHIEF")}
    assert {HEAD, INSPECTOR, SECOND} <= found.excluded_ids
    assert CHIEF not in found.excluded_ids


@pytest.mark.parametrize("person", [HEAD, INSPECTOR])
def test_RTE_5_inspectors_go_to_the_higher_office_with_copies(person: int) -> None:
    found = named(person)

    assert (found.receiving_office, found.counting_office, found.rule) == (CITY, CITY, "RTE-5")
    assert found.copies == {CopyTo(COUNTY, "CHIEF"), CopyTo(COUNTY, "DISCIPLINE")}


def test_RTE_6_the_discipline_group_is_passed_by() -> None:
    found = named(GROUP)

    assert found.desk is Desk.LEADERSHIP
    assert GROUP in found.excluded_ids


def test_RTE_7_an_office_without_inspectors_keeps_its_count() -> None:
    bare = replace(
        county, colleagues=tuple(c for c in county.colleagues if not c.duties & {"INSPECTOR", "INSPECTION_HEAD"})
    )

    found = named(None, askers="P31", houses=(bare, city))

    assert (found.receiving_office, found.counting_office, found.rule) == (CITY, COUNTY, "RTE-7")


def test_RTE_7_the_only_inspector_does_not_work_on_his_own() -> None:
    alone = replace(county, colleagues=tuple(c for c in county.colleagues if c.person_id not in (INSPECTOR, SECOND)))

    found = named(None, askers="P31", filer=HEAD, houses=(alone, city))

    assert (found.receiving_office, found.counting_office) == (CITY, COUNTY)


def test_RTE_10_without_any_inspector_it_waits_at_home_and_counts_there() -> None:
    bare = replace(
        county, colleagues=tuple(c for c in county.colleagues if not c.duties & {"INSPECTOR", "INSPECTION_HEAD"})
    )

    found = named(None, askers="P31", houses=(bare,))

    assert (found.desk, found.receiving_office, found.counting_office) == (Desk.INSPECTION, COUNTY, COUNTY)
    assert not found.candidates


def test_RTE_10_a_leaders_record_waits_for_a_head() -> None:
    bare = replace(
        county, colleagues=tuple(c for c in county.colleagues if not c.duties & {"INSPECTOR", "INSPECTION_HEAD"})
    )

    found = named(DEPUTY, askers="P21", houses=(bare,))

    assert (found.desk, found.counting_office) == (Desk.LEADERSHIP, COUNTY)
    assert not found.candidates


@pytest.mark.parametrize("filer", [FILER, HEAD], ids=["no head", "the head himself"])
def test_RTE_12_with_inspectors_and_no_head_a_leaders_record_counts_above(filer: int) -> None:
    """The inspectors see the office's figures and their own shares: what counts here and lies with nobody would tell."""
    colleagues = tuple(c for c in county.colleagues if c.person_id != HEAD or filer == HEAD)

    found = named(DEPUTY, askers="P21", filer=filer, houses=(replace(county, colleagues=colleagues), city))

    assert (found.receiving_office, found.counting_office, found.rule) == (CITY, CITY, "RTE-12")


def test_RTE_11_a_vacant_higher_office_keeps_it_from_home_all_the_same() -> None:
    vacant = replace(city, colleagues=())

    found = named(CHIEF, askers="P21", houses=(county, vacant))

    assert (found.receiving_office, found.counting_office) == (CITY, CITY)
    assert not found.candidates


def test_RTE_8_the_top_offices_chief_goes_to_the_discipline_group() -> None:
    found = named(CHIEF, askers="P21", houses=(county,))

    assert (found.desk, found.counting_office) == (Desk.DISCIPLINE, None)
    assert found.candidates == {GROUP}


def test_RTE_9_without_any_body_it_is_sealed_paper() -> None:
    bare = replace(county, colleagues=tuple(c for c in county.colleagues if "DISCIPLINE" not in c.duties))

    found = named(CHIEF, askers="P21", houses=(bare,))

    assert (found.desk, found.receiving_office) == (Desk.PAPER, None)


def _passing(*bodies: str, houses: tuple[House, ...] = (county, city), people: tuple[int, ...] = ()) -> Route:
    involved = tuple(Involved(Because.NAMED, frozenset({"P11"}), person) for person in people or (None,))
    return route(RoutingFacts(FILER, houses, involved, frozenset(bodies)))


def test_RTE_13_the_office_above_has_a_copy_where_a_body_is_passed_by() -> None:
    found = _passing("COMMITTEE")

    assert (found.receiving_office, found.counting_office, found.rule) == (COUNTY, COUNTY, "RTE-1")
    assert found.copies == {CopyTo(CITY, "INSPECTION_HEAD")}
    assert found.passed_by == {"COMMITTEE"}
    assert GROUP not in found.excluded_ids


def test_RTE_13_the_group_is_of_the_discipline_commission() -> None:
    assert GROUP in _passing("DISCIPLINE", "PARTY").excluded_ids
    assert _passing("DISCIPLINE", people=(INSPECTOR, SECOND, HEAD)).copies == {CopyTo(COUNTY, "CHIEF")}


def test_RTE_13_what_only_the_group_could_take_goes_on_paper() -> None:
    assert _passing("DISCIPLINE", houses=(county,), people=(CHIEF,)).desk is Desk.PAPER
    assert _passing("PARTY", houses=(county,), people=(CHIEF,)).desk is Desk.DISCIPLINE


def test_RTE_13_no_copy_where_nobody_above_may_read_it() -> None:
    assert not _passing("PARTY", people=(CITY_HEAD,)).copies
    assert not _passing("PARTY", houses=(county,)).copies


def test_the_higher_office_passes_its_own_involved_by() -> None:
    facts = RoutingFacts(
        FILER, (county, city),
        (Involved(Because.NAMED, frozenset({"P21"}), CHIEF), Involved(Because.INTERMEDIARY, person_id=CITY_INSPECTOR)),
    )  # fmt: skip

    found = route(facts)

    assert CITY_INSPECTOR not in found.candidates
    assert found.desk in (
        Desk.DISCIPLINE,
        Desk.PAPER,
    )  # the city's head is above the inspector: nobody there may lead it


_PEOPLE = [c.person_id for c in (*county.colleagues, *city.colleagues)]
_PAIRS = st.tuples(st.sampled_from(_PEOPLE), st.sampled_from(_PEOPLE)).filter(lambda pair: pair[0] != pair[1])


@given(
    people=st.lists(st.one_of(st.none(), st.sampled_from(_PEOPLE)), max_size=4),
    askers=st.sampled_from(["P21", "P22", "P23", "P24", "P31", "P44"]),
    filer=st.sampled_from([c.person_id for c in county.colleagues]),
    lines=st.frozensets(_PAIRS, max_size=6),
    relatives=st.frozensets(_PAIRS, max_size=3),
    because=st.sampled_from([Because.NAMED, Because.PRINCIPAL, Because.INTERMEDIARY, Because.SAME_NAME]),
    bodies=st.frozensets(st.sampled_from(["PARTY", "COMMITTEE", "DISCIPLINE"])),
)
def test_no_route_gives_a_record_to_anybody_in_it(
    people: list[int | None], askers: str, filer: int, lines: frozenset[tuple[int, int]],
    relatives: frozenset[tuple[int, int]], because: Because, bodies: frozenset[str],
) -> None:  # fmt: skip
    house = replace(county, lines=county.lines | lines, relatives=relatives)
    involved = tuple(Involved(because, frozenset({askers}), person) for person in people)

    found = route(RoutingFacts(filer, (house, city), involved, bodies))

    core = {person for person in people if person is not None}
    core |= {b for a, b in relatives if a in core} | {a for a, b in relatives if b in core}
    assert not found.candidates & core
    assert filer not in found.candidates
    assert core - {filer} <= found.excluded_ids
    for copy in found.copies:
        assert not (house if copy.office_id == COUNTY else city).holding(copy.duty) & core
    if "DISCIPLINE" in bodies:
        assert GROUP in found.excluded_ids | {filer}
        assert found.desk is not Desk.DISCIPLINE
    if found.desk is Desk.LEADERSHIP:
        assert not house.holding("CHIEF") & core


@given(people=st.lists(st.sampled_from(_PEOPLE), min_size=1, max_size=4), kept=st.integers(0, 3))
def test_taking_a_name_out_opens_nothing(people: list[int], kept: int) -> None:
    """The route of the union shuts out everybody whom any part of it shuts out."""
    whole, part = named(*people), named(*people[:kept])

    reachable = {
        c.person_id for c in county.colleagues if "CHIEF" in c.duties
    }  # a chain reader whom the table may name
    assert part.excluded_ids - reachable <= whole.excluded_ids | reachable
