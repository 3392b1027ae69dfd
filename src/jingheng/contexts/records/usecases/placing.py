"""Where a record goes: from what it says, in all its revisions, to desk, reader and the people shut out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jingheng.contexts.org.api import Office, Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Copy, Exclusion, IdentityQuestion, Record
from jingheng.contexts.records.queries.houses import Houses
from jingheng.contexts.records.rules.bodies import passed_by
from jingheng.contexts.records.rules.drafting.draft import Draft as Content
from jingheng.contexts.records.rules.drafting.draft import Party
from jingheng.contexts.records.rules.routing import Because, House, Involved, Route, RoutingFacts, route

#: The filer's answers: key of a name asked back (`name_key`) → the colleague meant, or None for none of them.
Settled = Mapping[str, int | None]
Router = Callable[[RoutingFacts], Route]


@dataclass(frozen=True, slots=True)
class Question:
    """A name that may be a colleague's, asked back to the filer."""

    party: int
    name_key: str
    candidates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """A route with the questions that stay open."""

    route: Route
    questions: tuple[Question, ...] = ()


def name_key(name: str) -> str:
    return safe.keyed("name", name)


def place(
    contents: Sequence[Content], *, filer_id: int, office: Office, on: date, settled: Settled | None = None
) -> Placement:
    """Route the union of all revisions; the last one is the current.

    A name that equals a colleague's is asked back to the filer; until he answers, everybody of that name is shut out.
    """
    houses = Houses(office, on=on)
    namesakes = _namesakes(contents, houses)
    if not (namesakes or settled or any(content.person_ids for content in contents)):
        houses = Houses(office, on=on, staff_involved=False)
    return place_in(contents, filer_id=filer_id, houses=houses, namesakes=namesakes, settled=settled or {})


def place_in(
    contents: Sequence[Content], *, filer_id: int, houses: Sequence[House], namesakes: dict[str, list[int]],
    settled: Settled, router: Router = route,
) -> Placement:  # fmt: skip
    """The same with everything at hand: an import asks it once per record without a query."""
    involved: list[Involved] = []
    questions: list[Question] = []
    for content in contents:
        for index, party in enumerate(content.parties):
            open_ones = _involve(party, filer_id, namesakes, settled, involved)
            if open_ones and content is contents[-1]:
                questions.append(Question(index, name_key(party.name), tuple(open_ones)))
    facts = RoutingFacts(filer_id, houses, tuple(involved), passed_by(contents))
    return Placement(router(facts), tuple(questions))


def _involve(
    party: Party, filer_id: int, namesakes: dict[str, list[int]], settled: Settled, into: list[Involved]
) -> list[int]:
    """Add everybody of one party to `into`; the candidates of a name still to be asked about are returned."""
    same = [person for person in namesakes.get(party.name.strip(), []) if person != filer_id]
    for link in party.via:
        links = [link.person_id] if link.person_id is not None else namesakes.get(link.name.strip(), [])
        into.extend(Involved(Because.PRINCIPAL, person_id=person) for person in links)
    if party.person_id is not None:
        into.append(Involved(Because.NAMED, party.asker_types, party.person_id))
        return []
    key = name_key(party.name) if settled else ""
    if key in settled:
        into.append(Involved(Because.NAMED, party.asker_types, settled[key]))
        return []
    into.append(Involved(Because.NAMED, party.asker_types))
    into.extend(Involved(Because.SAME_NAME, party.asker_types, person) for person in same)
    return same


def _namesakes(contents: Iterable[Content], houses: Sequence[House]) -> dict[str, list[int]]:
    names = {
        name.strip()
        for content in contents
        for party in content.parties
        for name in (party.name, *(link.name for link in party.via))
        if name.strip()
    }
    bearers = list(Person.objects.filter(name__in=names).values_list("id", "name").order_by("id")) if names else []
    if not bearers:
        return {}
    known = {colleague.person_id for house in houses for colleague in house.colleagues}
    found: dict[str, list[int]] = {}
    for person_id, name in bearers:
        if person_id in known:
            found.setdefault(name, []).append(person_id)
    return found


def deal(route: Route) -> int | None:
    """Choose the inspector by chance: a rotation would let a colleague infer what he was not given."""
    return secrets.choice(sorted(route.candidates)) if route.candidates else None


def write_placement(record: Record, placement: Placement) -> None:
    """Rows of exclusion, copies and open questions. Exclusions are only ever added."""
    shut = set(Exclusion.objects.filter(record=record).values_list("person_id", flat=True))
    Exclusion.objects.bulk_create([one for one in exclusions_of(record, placement) if one.person_id not in shut])
    sent = set(Copy.objects.filter(record=record).values_list("office_id", "duty"))
    Copy.objects.bulk_create([one for one in copies_of(record, placement) if (one.office_id, one.duty) not in sent])
    asked = set(IdentityQuestion.objects.filter(record=record).values_list("name_key", flat=True))
    IdentityQuestion.objects.bulk_create([one for one in questions_of(record, placement) if one.name_key not in asked])


def exclusions_of(record: Record, placement: Placement) -> list[Exclusion]:
    return [
        Exclusion(record=record, person_id=person, because=because)
        for person, because in sorted(placement.route.excluded)
    ]


def copies_of(record: Record, placement: Placement) -> list[Copy]:
    return [Copy(record=record, office_id=copy.office_id, duty=copy.duty) for copy in placement.route.copies]


def questions_of(record: Record, placement: Placement) -> list[IdentityQuestion]:
    return [
        IdentityQuestion(
            record=record, party=question.party, name_key=question.name_key, candidates=list(question.candidates)
        )
        for question in placement.questions
    ]
