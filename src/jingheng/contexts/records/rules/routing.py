"""Who works on a record, who reads it, whose it counts as, and to whom it does not exist.

Sources: 《司法机关内部人员过问案件的记录和责任追究规定》第8条 (待核) and the decisions of the house on §1, §3 and §8.
Plain facts in, a `Route` out. Nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jingheng.contexts.records.rules.taxonomy import DESIGN, HOUSE, INSIDERS, UNDERSTOOD
from jingheng.kernel.sources import RuleSource


class Desk(StrEnum):
    INSPECTION = "INSPECTION"  # dealt out among inspectors; the head sees all of it
    LEADERSHIP = "LEADERSHIP"  # 检务督察负责人 and 检察长
    DISCIPLINE = "DISCIPLINE"  # 派驻纪检监察组
    PAPER = "PAPER"  # nothing is kept here: a sealed envelope


class Because(StrEnum):
    NAMED = "NAMED"
    PRINCIPAL = "PRINCIPAL"  # it was asked on his behalf
    INTERMEDIARY = "INTERMEDIARY"  # he passed it on
    SAME_NAME = "SAME_NAME"  # may be the one meant, until the filer has answered
    RELATIVE = "RELATIVE"
    CHAIN = "CHAIN"  # reports to, or is reported to by, one of the above


@dataclass(frozen=True, slots=True)
class Colleague:
    person_id: int
    duties: frozenset[str]
    position: str  # LEADER, HEAD, OTHER


@dataclass(frozen=True, slots=True)
class House:
    """An office on the day of filing. `lines` are pairs subordinate → superior, `relatives` unordered pairs."""

    office_id: int
    colleagues: tuple[Colleague, ...]
    lines: frozenset[tuple[int, int]] = frozenset()
    relatives: frozenset[tuple[int, int]] = frozenset()
    leaders: frozenset[int] = field(init=False, repr=False, compare=False)
    _holders: Mapping[str, frozenset[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Once per house: an import routes thousands of records through the same one."""
        holders: dict[str, set[int]] = {}
        for colleague in self.colleagues:
            for duty in colleague.duties:
                holders.setdefault(duty, set()).add(colleague.person_id)
        object.__setattr__(self, "_holders", {duty: frozenset(people) for duty, people in holders.items()})
        leaders = frozenset(c.person_id for c in self.colleagues if c.position == "LEADER")
        object.__setattr__(self, "leaders", leaders | self.holding("CHIEF"))

    def holding(self, *duties: str) -> frozenset[int]:
        found = [self._holders[duty] for duty in duties if duty in self._holders]
        return found[0] if len(found) == 1 else frozenset().union(*found)


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody in what was recorded: identified among the staff, or not (`person_id` None)."""

    because: Because
    askers: frozenset[str] = frozenset()
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    filer_id: int
    houses: Sequence[House]  # the filer's office first, then the offices above it, as far as they are on this server
    involved: tuple[Involved, ...] = ()
    passed_by: frozenset[str] = frozenset()  # bodies outside our house whose leaders are recorded (REC-63)


@dataclass(frozen=True, slots=True)
class CopyTo:
    office_id: int
    duty: str


@dataclass(frozen=True, slots=True)
class Route:
    desk: Desk
    receiving_office: int | None  # None: sealed paper
    counting_office: int | None  # None: in no office's figures
    excluded: frozenset[tuple[int, Because]]
    candidates: frozenset[int] = frozenset()  # among whom the record is dealt out
    copies: frozenset[CopyTo] = frozenset()
    rule: str = "RTE-1"
    passed_by: frozenset[str] = frozenset()

    @property
    def excluded_ids(self) -> frozenset[int]:
        return frozenset(person for person, _ in self.excluded)


@dataclass(frozen=True, slots=True)
class RouteRule:
    """Why a record goes the way it goes, as the form says it."""

    code: str
    sentence: str
    source: RuleSource


def _rule(number: int, sentence: str, article: str, instrument: str = HOUSE) -> RouteRule:
    certainty = DESIGN if instrument == HOUSE else UNDERSTOOD
    return RouteRule(f"RTE-{number}", sentence, RuleSource(instrument, article, certainty))


ROUTES = (
    _rule(1, "由本院检务督察部门办理，随机分派给一名督察员，检务督察负责人可见。", "ADR 2"),
    _rule(2, "涉及本院领导班子成员：只有检务督察负责人和检察长可见。", "第8条（二）", INSIDERS),
    _rule(
        3,
        "涉及检察长（或代检察长、多名班子成员，或未写明是哪位院领导）：直报上一级院检务督察，在上级院编号、计数，本院任何人看不到。",
        "第8条（二）",
        INSIDERS,
    ),
    _rule(4, "涉及分管检务督察的院领导：报上一级院检务督察和本院检察长，本院检务督察人员看不到。", "decisions §3"),
    _rule(5, "涉及检务督察人员：报上一级院检务督察，抄本院检察长和派驻纪检监察组。", "dossier §6.5"),
    _rule(
        6,
        "涉及派驻纪检监察组人员：由检务督察负责人和检察长办理，另以书面方式报派出它的纪委监委，该组看不到。",
        "dossier §6.5",
    ),
    _rule(7, "本院没有可以办理的督察员：由上一级院检务督察代为办理，仍计入本院。", "decisions §8"),
    _rule(8, "没有可以接收的上级院：由派驻纪检监察组直接接收，不计入任何院的统计。", "decisions §3"),
    _rule(9, "系统内没有可以接收的机构：请使用纸质记录表密封报送，系统不保存内容。", "decisions §3"),
    _rule(10, "本院和上级院目前都没有可以办理的督察员：先封存在本院，任命后办理，仍计入本院。", "ADR 4"),
    _rule(11, "上一级院目前没有督察员：先封存在上级院，任命后办理，本院任何人看不到。", "ADR 4"),
    _rule(
        12,
        "涉及本院领导班子成员或者派驻纪检监察组人员，而本院没有可以办理的检务督察负责人：报上一级院检务督察，"
        "在上级院编号、计数，本院任何人看不到。",
        "ADR 4",
    ),
    _rule(
        13,
        "涉及同级党委、政法委、纪委监委人员：不列入报政法委的材料，抄上一级院检务督察负责人；涉及纪委监委的，派驻纪检监察组看不到。",
        "decisions §3",
    ),
)
RULES = {rule.code: rule.sentence for rule in ROUTES}


def shut_out(facts: RoutingFacts) -> dict[int, Because]:
    """RTE-0. Shut out are whoever is named, asked for or passed it on, their relatives, everybody below one of these, and
    his direct superior (own design, decisions §3).

    `route` lets the filer keep what he wrote himself.
    """
    found: dict[int, Because] = {}
    for one in facts.involved:
        if one.person_id is not None:
            found.setdefault(one.person_id, one.because)
    if not found:
        return found
    for house in facts.houses:
        for a, b in house.relatives:
            for person, other in ((a, b), (b, a)):
                if person in found and found[person] is not Because.RELATIVE:
                    found.setdefault(other, Because.RELATIVE)
    core = frozenset(found)
    lines = frozenset(line for house in facts.houses for line in house.lines)
    for person in _below(core, lines) | {superior for subordinate, superior in lines if subordinate in core}:
        found.setdefault(person, Because.CHAIN)
    return found


def route(facts: RoutingFacts) -> Route:
    """The way of a record, from who is involved in any of its revisions."""
    found_way = _route(facts)
    return _pass_by(facts, found_way) if facts.passed_by else found_way


def _pass_by(facts: RoutingFacts, way: Route) -> Route:
    """RTE-13, on top of every other: the office above has a copy, and 派驻纪检监察组 is of 纪委监委."""
    home, *above = facts.houses
    copies = set(way.copies)
    heads = above[0].holding("INSPECTION_HEAD") if above else frozenset()
    if heads and not heads & way.excluded_ids and way.receiving_office == home.office_id:
        copies.add(CopyTo(above[0].office_id, "INSPECTION_HEAD"))
    excluded = way.excluded
    if "DISCIPLINE" in facts.passed_by:
        copies = {copy for copy in copies if copy.duty != "DISCIPLINE"}
        group = home.holding("DISCIPLINE") - way.excluded_ids - {facts.filer_id}
        excluded |= {(person, Because.CHAIN) for person in group}
        if way.desk is Desk.DISCIPLINE:
            return Route(Desk.PAPER, None, None, excluded, rule="RTE-9", passed_by=facts.passed_by)
    return replace(way, excluded=excluded, copies=frozenset(copies), passed_by=facts.passed_by)


def _route(facts: RoutingFacts) -> Route:
    found = shut_out(facts)
    home = facts.houses[0]
    core = frozenset(person for person, because in found.items() if because is not Because.CHAIN)
    found.pop(facts.filer_id, None)

    if _concerns_chief(facts, home, core):
        return _upward(facts, found, rule="RTE-3")
    if core & home.holding("INSPECTION_DEPUTY"):
        return _upward(facts, found, rule="RTE-4", copies=_copies(home, core, "CHIEF"))
    inspectors = home.holding("INSPECTOR", "INSPECTION_HEAD")
    if _is_blocked(home, found, inspectors - {facts.filer_id}):
        rule = "RTE-5" if core & inspectors else "RTE-4"
        return _upward(facts, found, rule=rule, copies=_copies(home, core, "CHIEF", "DISCIPLINE"))
    if core & (home.leaders | home.holding("DISCIPLINE")) or _unnamed(facts, "P22"):
        return _to_head_and_chief(facts, found, core)
    readers = inspectors - set(found) - {facts.filer_id}
    if not readers:
        return _upward(facts, found, rule="RTE-7", waits_at=Desk.INSPECTION)
    return Route(Desk.INSPECTION, home.office_id, home.office_id, frozenset(found.items()), readers)


def _to_head_and_chief(facts: RoutingFacts, found: dict[int, Because], core: frozenset[int]) -> Route:
    """By RTE-2, or RTE-6: with somebody of the discipline group named, the whole group is shut out.

    RTE-12 where there are inspectors and no head who may work on it (ADR 4).
    """
    home = facts.houses[0]
    heads = home.holding("INSPECTION_HEAD") - {facts.filer_id}
    group = home.holding("DISCIPLINE")
    rule = "RTE-6" if core & group else "RTE-2"
    if rule == "RTE-6":
        found = found | dict.fromkeys(group - set(found), Because.CHAIN)
    if not heads and home.holding("INSPECTOR") - {facts.filer_id}:
        return _upward(facts, found, rule="RTE-12")  # in the figures and on no desk of theirs, it would tell them
    if not heads:
        return _upward(facts, found, rule="RTE-7", waits_at=Desk.LEADERSHIP)
    # the table names the chief as a reader although everybody reports to him
    chiefs = {person for person in home.holding("CHIEF") if found.get(person) is Because.CHAIN}
    excluded = frozenset((person, because) for person, because in found.items() if person not in chiefs)
    return Route(Desk.LEADERSHIP, home.office_id, home.office_id, excluded, heads, rule=rule)


def _is_blocked(home: House, found: dict[int, Because], inspectors: frozenset[int]) -> bool:
    """Nobody in inspection may know, or the head may not: he sees the whole desk and would see the gap."""
    return bool(home.holding("INSPECTION_HEAD") & set(found)) or (bool(inspectors) and inspectors <= set(found))


def _concerns_chief(facts: RoutingFacts, home: House, core: frozenset[int]) -> bool:
    """The chief, somebody on his behalf, several leaders together, or a leader nobody has identified yet."""
    return bool(core & home.holding("CHIEF")) or len(core & home.leaders) > 1 or _unnamed(facts, "P21")


def _unnamed(facts: RoutingFacts, asker: str) -> bool:
    return any(asker in one.askers and one.person_id is None for one in facts.involved)


def _upward(
    facts: RoutingFacts,
    found: dict[int, Because],
    *,
    rule: str,
    waits_at: Desk | None = None,
    copies: frozenset[CopyTo] = frozenset(),
) -> Route:
    """The nearest office above whose inspection may read it.

    With `waits_at` nobody is in the way, somebody is only missing: it stays the home office's, and where nobody above
    works on it either it waits there until an inspector is appointed. Otherwise it is the receiving office's, be its
    inspection vacant; without any office above 派驻纪检监察组 receives it, and without that it is paper.
    """
    home, *above = facts.houses
    excluded = frozenset(
        (person, because) for person, because in found.items() if not _reads_copy(person, home, copies)
    )
    for house in above:
        inspectors, heads = house.holding("INSPECTOR", "INSPECTION_HEAD"), house.holding("INSPECTION_HEAD")
        readers = inspectors - set(found) - {facts.filer_id}
        if readers and not heads & set(found):
            counting = home.office_id if waits_at else house.office_id
            return Route(Desk.INSPECTION, house.office_id, counting, excluded, readers, copies, rule)
    if waits_at:
        return Route(waits_at, home.office_id, home.office_id, excluded, rule="RTE-10")
    for house in above:
        if not house.holding("INSPECTOR", "INSPECTION_HEAD"):
            return Route(Desk.INSPECTION, house.office_id, house.office_id, excluded, copies=copies, rule="RTE-11")
    group = home.holding("DISCIPLINE") - set(found) - {facts.filer_id}
    if group:
        return Route(Desk.DISCIPLINE, home.office_id, None, excluded, group, rule="RTE-8")
    return Route(Desk.PAPER, None, None, excluded, rule="RTE-9")


def _copies(home: House, core: frozenset[int], *duties: str) -> frozenset[CopyTo]:
    return frozenset(
        CopyTo(home.office_id, duty) for duty in duties if home.holding(duty) and not home.holding(duty) & core
    )


def _reads_copy(person: int, home: House, copies: Iterable[CopyTo]) -> bool:
    return any(copy.office_id == home.office_id and person in home.holding(copy.duty) for copy in copies)


def _below(people: frozenset[int], lines: frozenset[tuple[int, int]]) -> set[int]:
    """Everybody who reports, directly or through others, to one of `people`."""
    found: set[int] = set()
    frontier = set(people)
    while frontier:
        frontier = {subordinate for subordinate, superior in lines if superior in frontier} - found - people
        found |= frontier
    return found
