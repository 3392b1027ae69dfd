"""The figures that are asked for, reckoned for a span of months over some offices, as known when they are asked.

The records are read once and counted here: a query for each figure would walk through all of them each time.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast, Concat

from jingheng.contexts.cases.api import Case
from jingheng.contexts.org.api import Office, Person, standings
from jingheng.contexts.records.models import Record, Step
from jingheng.contexts.records.queries.duties import duty_figures
from jingheng.contexts.records.queries.owing import owing
from jingheng.contexts.records.queries.problems import followed_up
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import CASE_MATTER, Scope
from jingheng.contexts.records.rules.extended import (
    ASKERS,
    DAY,
    DAYS,
    FIGURES,
    OUTCOME_FIGURES,
    SUBSTANTIATED,
    band,
    holds,
    hours,
    share,
)
from jingheng.kernel.period import MonthRange
from jingheng.platform.db.moments import Seconds, local_day

Values = dict[str, int | str | None]
_FIRST_DAY = date(1970, 1, 1)
_CODES = ("askers", "responses", "effect", "case_kind", "case_stage", "sensitive_kinds")
_ENDS = ("state", "triage", "outcome", "is_cleared")


@dataclass(slots=True)
class _Read:
    """What one walk through the records of a span finds."""

    seconds: array[int] = field(default_factory=lambda: array("q"))  # from happening to filing, one for each record
    filers: set[int] = field(default_factory=set)
    days: Counter[int] = field(default_factory=Counter)  # of filing
    codes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    ends: Counter[tuple[str, str, str, bool]] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)  # results of triage of what is not counted
    people: int = 0
    judicial: int = 0
    supplementary: int = 0

    @property
    def total(self) -> int:
        return len(self.seconds)


def extended_figures(offices: Sequence[Office], months: MonthRange, scope: Scope) -> Values:
    """Every figure of `FIGURES` by its key, in that order. About twenty queries, whatever the size."""
    span = Record.objects.filter(
        counting_office__in=offices, filed_month__range=(months.first.number, months.last.number)
    )  # fmt: skip
    if scope == "case":
        span = span.filter(matter=CASE_MATTER)
    counted, read = span.filter(is_counted=True), _read(span)
    found: Values = {
        **_duty(offices, months), **_filers(read.filers, offices, months), **_sizes(read, counted, offices, months),
        **_times(read), **_steps(read.total, counted), **_codes(read.codes), **_outcomes(read),
        **_problems(offices, months),
    }  # fmt: skip
    return {figure.key: found[figure.key] for figure in FIGURES}


def _read(span: QuerySet[Record]) -> _Read:
    found = _Read()
    rows = span.annotate(taken=Seconds("filed_at") - Seconds("happened_at"), day=local_day("filed_at")).values_list(
        "is_counted", "taken", "day", "filer", "party_count", "matter", "is_supplementary", *_CODES, *_ENDS
    )
    coded = 7 + len(_CODES)
    for row in rows.iterator(chunk_size=20_000):
        is_counted, taken, day, filer, people, matter, late = row[:7]
        if not is_counted:
            found.excluded[row[coded + 1]] += 1
            continue
        found.seconds.append(taken)
        found.filers.add(filer)
        found.days[day] += 1
        found.people += people
        found.judicial += matter == CASE_MATTER
        found.supplementary += late
        found.codes[row[7:coded]] += 1
        found.ends[row[coded:]] += 1
    return found


def _duty(offices: Sequence[Office], months: MonthRange) -> Values:
    duty = duty_figures(offices, months).total
    return {
        "duty.due": duty.due, "duty.exempt": duty.exempt, "duty.reported": duty.reported, "duty.in_time": duty.in_time,
        "duty.report_rate": duty.report_rate, "duty.in_time_rate": duty.in_time_rate,
    }  # fmt: skip


def _filers(filers: set[int], offices: Sequence[Office], months: MonthRange) -> Values:
    """Somebody who filed in two positions is one person, and takes part in the position of the end of the period."""
    found: Values = {"filers": len(filers)}
    owed = {person for one in owing(offices, [months.last]).values() for person in one.people}
    where = standings(Person.objects.filter(pk__in=owed), on=months.last.last_day)
    for code in taxonomy.POSITIONS.codes:
        people = {person for person, standing in where.items() if standing.position == code}
        found[f"participation.{code}"] = band(len(people & filers), len(people))
    return found


def _sizes(read: _Read, counted: QuerySet[Record], offices: Sequence[Office], months: MonthRange) -> Values:
    """Cases are told apart by the database: there may be as many as records."""
    same_day = Concat("case_key", Value(" "), Cast(local_day("happened_at"), CharField()))
    named = counted.exclude(case_key="").aggregate(
        records=Count("pk"), cases=Count("case_key", distinct=True), matters=Count(same_day, distinct=True)
    )
    accepted = Case.objects.filter(
        office__in=offices, accepted_on__range=(months.first.first_day, months.last.last_day)
    ).count()  # fmt: skip
    return {
        "records": read.total,
        "cases": named["cases"],
        "people": read.people,
        "matters": named["matters"] + read.total - named["records"],
        "supplementary": read.supplementary,
        "per_hundred_cases": share(read.judicial, accepted),
    }


def _times(read: _Read) -> Values:
    total, ordered = read.total, sorted(read.seconds)
    middle = ordered[max(0, (total - 1) // 2) : total // 2 + 1]
    at_the_end = sum(n for day, n in read.days.items() if _is_month_end(_FIRST_DAY + timedelta(days=day)))
    return {
        "median_hours": hours([timedelta(seconds=taken) for taken in middle]),
        "within_24_hours": share(bisect_right(ordered, DAY.total_seconds()), total),
        "within_3_days": share(bisect_right(ordered, DAYS.total_seconds()), total),
        "last_two_days": share(at_the_end, total),
    }


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=2)).month != day.month


def _steps(total: int, counted: QuerySet[Record]) -> Values:
    """How often records were sent back, and how many were verified."""
    steps = Step.objects.filter(action__in=["return", "verify"], record__in=counted.values("pk"))
    returned: set[int] = set()
    verified: set[int] = set()
    reasons: Counter[str] = Counter()
    for action, code, record in steps.values_list("action", "code", "record").iterator(chunk_size=20_000):
        if action == "verify":
            verified.add(record)
        else:
            returned.add(record)
            reasons[code] += 1
    found: Values = {"return_rate": share(len(returned), total), "verified": len(verified)}
    return found | {f"returned.{code}": reasons[code] for code in taxonomy.RETURN_REASONS.codes}


def _codes(combinations: Mapping[tuple[str, ...], int]) -> Values:
    found: Counter[str] = Counter()
    for (askers, responses, effect, kind, stage, sensitive), number in combinations.items():
        found.update({f"asker.{key}": number for key, _, codes in ASKERS if holds(askers, codes)})
        found.update({f"response.{code}": number for code in responses.split(";") if code})
        found.update({f"sensitive.{code}": number for code in sensitive.split(";") if code})
        found.update({f"effect.{effect}": number, f"case_kind.{kind}": number, f"case_stage.{stage}": number})
    return _listed(found, ("asker.", "response.", "effect.", "case_kind.", "case_stage.", "sensitive."))


def _outcomes(read: _Read) -> Values:
    triaged, concluded = read.excluded.copy(), Counter[str]()
    cleared = 0
    for (state, triage, outcome, is_cleared), number in read.ends.items():
        triaged[triage] += number
        concluded[outcome] += number if state == "CONCLUDED" else 0
        cleared += number if is_cleared or (state, outcome) == ("CONCLUDED", "UNSUBSTANTIATED") else 0
    found: Values = {f"triage.{code}": triaged[code] for code in taxonomy.TRIAGE.codes}
    return found | {
        "substantiated": sum(concluded[code] for code in SUBSTANTIATED),
        "cleared": cleared,
        **{key: concluded[code] for key, code in OUTCOME_FIGURES.items()},
    }


def _problems(offices: Sequence[Office], months: MonthRange) -> Values:
    followed, mended = followed_up(offices, months)
    return {"problems.followed": followed, "problems.mended": mended}


def _listed(found: Mapping[str, int], prefixes: tuple[str, ...]) -> Values:
    """Every key of these groups, zeros too."""
    return {figure.key: found.get(figure.key, 0) for figure in FIGURES if figure.key.startswith(prefixes)}
