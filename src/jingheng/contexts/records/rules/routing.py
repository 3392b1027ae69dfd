"""Who works on a record, who reads it, whose it counts as, and to whom it does not exist.

Sources: 《司法机关内部人员过问案件的记录和责任追究规定》第8条 (待核) and the decisions of the house on §1, §3 and §8.
Plain facts in, a `Route` out. Nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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
    houses: tuple[House, ...]  # the filer's office first, then the offices above it, as far as they are on this server
    involved: tuple[Involved, ...] = ()


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

    @property
    def excluded_ids(self) -> frozenset[int]:
        return frozenset(person for person, _ in self.excluded)


#: Each route's number with the sentence that the form shows.
RULES = {
    "RTE-1": "由本院检务督察部门办理,随机分派给一名督察员,检务督察负责人可见。",
    "RTE-2": "涉及本院领导班子成员:只有检务督察负责人和检察长可见。",
    "RTE-3": "涉及检察长(或代检察长、多名班子成员,或未写明是哪位院领导):直报上一级院检务督察,在上级院编号、计数,本院任何人看不到。",
    "RTE-4": "涉及分管检务督察的院领导:报上一级院检务督察和本院检察长,本院检务督察人员看不到。",
    "RTE-5": "涉及检务督察人员:报上一级院检务督察,抄本院检察长和派驻纪检监察组。",
    "RTE-6": "涉及派驻纪检监察组人员:由检务督察负责人和检察长办理,另以书面方式报派出它的纪委监委,该组看不到。",
    "RTE-7": "本院没有可以办理的督察员:由上一级院检务督察代为办理,仍计入本院。",
    "RTE-8": "没有可以接收的上级院:由派驻纪检监察组直接接收,不计入任何院的统计。",
    "RTE-9": "系统内没有可以接收的机构:请使用纸质记录表密封报送,系统不保存内容。",
}


def shut_out(facts: RoutingFacts) -> dict[int, Because]:
    """RTE-0. Whoever is named, asked for, passed it on, their relatives, and whoever reports to or is reported to by them.

    Downward the whole line is shut out, upward the direct superior. The filer himself is not.
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
    found.pop(facts.filer_id, None)
    return found


def route(facts: RoutingFacts) -> Route:
    """The way of a record, from who is involved in any of its revisions."""
    found = shut_out(facts)
    home = facts.houses[0]
    core = frozenset(person for person, because in found.items() if because is not Because.CHAIN)
    if facts.filer_id in {one.person_id for one in facts.involved}:
        core |= {facts.filer_id}

    if _concerns_chief(facts, home, core):
        return _upward(facts, found, counted_at_home=False, rule="RTE-3")
    if core & home.holding("INSPECTION_DEPUTY"):
        return _upward(facts, found, counted_at_home=False, rule="RTE-4", copies=_copies(home, core, "CHIEF"))

    inspectors, heads = home.holding("INSPECTOR", "INSPECTION_HEAD"), home.holding("INSPECTION_HEAD")
    readers = inspectors - set(found) - {facts.filer_id}
    blocked = bool(heads & set(found)) or (bool(inspectors - {facts.filer_id}) and not readers)
    if blocked:
        rule = "RTE-5" if core & inspectors else "RTE-4"
        return _upward(facts, found, counted_at_home=False, rule=rule, copies=_copies(home, core, "CHIEF", "DISCIPLINE"))

    discipline = home.holding("DISCIPLINE")
    named_discipline = bool(core & discipline)
    if named_discipline:
        found = found | {person: Because.CHAIN for person in discipline - set(found)}
    if named_discipline or core & home.leaders or _unnamed(facts, "P22"):
        if not heads - {facts.filer_id}:
            return _upward(facts, found, counted_at_home=True, rule="RTE-7")
        for chief in home.holding("CHIEF"):  # the table names him as a reader although he is above everybody
            if found.get(chief) is Because.CHAIN:
                found = {person: because for person, because in found.items() if person != chief}
        return Route(
            Desk.LEADERSHIP, home.office_id, home.office_id, frozenset(found.items()), heads - {facts.filer_id},
            rule="RTE-6" if named_discipline else "RTE-2",
        )  # fmt: skip
    if not readers:
        return _upward(facts, found, counted_at_home=True, rule="RTE-7")
    return Route(Desk.INSPECTION, home.office_id, home.office_id, frozenset(found.items()), readers)


def _concerns_chief(facts: RoutingFacts, home: House, core: frozenset[int]) -> bool:
    """The chief, somebody on his behalf, several leaders together, or a leader nobody has identified yet."""
    return bool(core & home.holding("CHIEF")) or len(core & home.leaders) > 1 or _unnamed(facts, "P21")


def _unnamed(facts: RoutingFacts, asker: str) -> bool:
    return any(asker in one.askers and one.person_id is None for one in facts.involved)


def _upward(
    facts: RoutingFacts, found: dict[int, Because], *, counted_at_home: bool, rule: str,
    copies: frozenset[CopyTo] = frozenset(),
) -> Route:  # fmt: skip
    """The nearest office above whose inspection may read it; without one, 派驻纪检监察组; without that, paper."""
    home, *above = facts.houses
    excluded = frozenset((person, because) for person, because in found.items() if not _reads_copy(person, home, copies))
    for house in above:
        inspectors, heads = house.holding("INSPECTOR", "INSPECTION_HEAD"), house.holding("INSPECTION_HEAD")
        readers = inspectors - set(found) - {facts.filer_id}
        if readers and not heads & set(found):
            counting = home.office_id if counted_at_home else house.office_id
            return Route(Desk.INSPECTION, house.office_id, counting, excluded, readers, copies, rule)
    group = home.holding("DISCIPLINE") - set(found) - {facts.filer_id}
    if group:
        return Route(Desk.DISCIPLINE, home.office_id, None, excluded, group, rule="RTE-8")
    return Route(Desk.PAPER, None, None, excluded, rule="RTE-9")


def _copies(home: House, core: frozenset[int], *duties: str) -> frozenset[CopyTo]:
    return frozenset(CopyTo(home.office_id, duty) for duty in duties if home.holding(duty) and not home.holding(duty) & core)


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
