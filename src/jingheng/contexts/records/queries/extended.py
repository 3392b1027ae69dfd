"""The figures that are asked for, reckoned for a span of months over some offices, as known when they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from jingheng.contexts.cases.api import Case
from jingheng.contexts.org.api import Office, Person, standings
from jingheng.contexts.records.models import Record, Step
from jingheng.contexts.records.queries.duties import duty_figures
from jingheng.contexts.records.queries.owing import owing
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
from jingheng.kernel.period import SHANGHAI, MonthRange

Values = dict[str, int | str | None]


def extended_figures(offices: Sequence[Office], months: MonthRange, scope: Scope) -> Values:
    """Every figure of `FIGURES` by its key, in that order. About twenty queries, whatever the size."""
    span = Record.objects.filter(
        counting_office__in=offices, filed_month__range=(months.first.number, months.last.number)
    )  # fmt: skip
    if scope == "case":
        span = span.filter(matter=CASE_MATTER)
    counted = span.filter(is_counted=True)
    found: Values = {
        **_duty(offices, months), **_filers(counted, offices, months), **_sizes(counted, offices, months),
        **_times(counted), **_returns(counted), **_codes(counted), **_outcomes(span, counted),
    }  # fmt: skip
    return {figure.key: found[figure.key] for figure in FIGURES}


def _duty(offices: Sequence[Office], months: MonthRange) -> Values:
    duty = duty_figures(offices, months).total
    return {
        "duty.due": duty.due, "duty.exempt": duty.exempt, "duty.reported": duty.reported, "duty.in_time": duty.in_time,
        "duty.report_rate": duty.report_rate, "duty.in_time_rate": duty.in_time_rate,
    }  # fmt: skip


def _filers(counted: QuerySet[Record], offices: Sequence[Office], months: MonthRange) -> Values:
    """Somebody who filed in two positions is one person, and takes part in the position of the end of the period."""
    filers = set(counted.values_list("filer", flat=True).distinct())
    found: Values = {"filers": len(filers)}
    owed = {person for one in owing(offices, [months.last]).values() for person in one.people}
    where = standings(Person.objects.filter(pk__in=owed), on=months.last.last_day)
    for code in taxonomy.POSITIONS.codes:
        people = {person for person, standing in where.items() if standing.position == code}
        found[f"participation.{code}"] = band(len(people & filers), len(people))
    return found


def _sizes(counted: QuerySet[Record], offices: Sequence[Office], months: MonthRange) -> Values:
    named = counted.exclude(case_key="")
    happened = named.annotate(day=TruncDate("happened_at", tzinfo=SHANGHAI)).values("case_key", "day").distinct()
    totals = counted.aggregate(
        records=Count("pk"), people=Sum("party_count"), supplementary=Count("pk", filter=Q(is_supplementary=True)),
        numberless=Count("pk", filter=Q(case_key="")), judicial=Count("pk", filter=Q(matter=CASE_MATTER)),
    )  # fmt: skip
    accepted = Case.objects.filter(
        office__in=offices, accepted_on__range=(months.first.first_day, months.last.last_day)
    ).count()  # fmt: skip
    return {
        "records": totals["records"],
        "cases": named.values("case_key").distinct().count(),
        "people": totals["people"] or 0,
        "matters": happened.count() + totals["numberless"],
        "supplementary": totals["supplementary"],
        "per_hundred_cases": share(totals["judicial"], accepted),
    }


def _times(counted: QuerySet[Record]) -> Values:
    taken = ExpressionWrapper(F("filed_at") - F("happened_at"), output_field=DurationField())
    total = counted.count()
    middle = counted.annotate(taken=taken).order_by("taken", "pk").values_list("taken", flat=True)
    first, last = max(0, (total - 1) // 2), total // 2
    soon = counted.aggregate(
        day=Count("pk", filter=Q(filed_at__lte=F("happened_at") + DAY)),
        days=Count("pk", filter=Q(filed_at__lte=F("happened_at") + DAYS)),
    )  # fmt: skip
    by_day = counted.annotate(day=TruncDate("filed_at", tzinfo=SHANGHAI)).values_list("day").annotate(Count("pk"))
    at_the_end = sum(number for day, number in by_day.order_by() if _is_month_end(day))
    return {
        "median_hours": hours(list(middle[first : last + 1])),
        "within_24_hours": share(soon["day"], total),
        "within_3_days": share(soon["days"], total),
        "last_two_days": share(at_the_end, total),
    }


def _is_month_end(day: date) -> bool:
    return (day + timedelta(days=2)).month != day.month


def _returns(counted: QuerySet[Record]) -> Values:
    steps = Step.objects.filter(action="return", record__in=counted.values("pk"))
    by_reason = dict(steps.values_list("code").annotate(Count("pk")).order_by())
    returned = steps.values("record").distinct().count()
    return {"return_rate": share(returned, counted.count())} | {
        f"returned.{code}": by_reason.get(code, 0) for code in taxonomy.RETURN_REASONS.codes
    }


def _codes(counted: QuerySet[Record]) -> Values:
    """One pass over the combinations of codes that occur."""
    columns = ("askers", "responses", "effect", "case_kind", "case_stage", "sensitive_kinds")
    found: Counter[str] = Counter()
    for askers, responses, effect, kind, stage, sensitive, number in (
        counted.values_list(*columns).annotate(number=Count("pk")).order_by()
    ):
        found.update({f"asker.{key}": number for key, _, codes in ASKERS if holds(askers, codes)})
        found.update({f"response.{code}": number for code in responses.split(";") if code})
        found.update({f"sensitive.{code}": number for code in sensitive.split(";") if code})
        found.update({f"effect.{effect}": number, f"case_kind.{kind}": number, f"case_stage.{stage}": number})
    return _listed(found, ("asker.", "response.", "effect.", "case_kind.", "case_stage.", "sensitive."))


def _outcomes(span: QuerySet[Record], counted: QuerySet[Record]) -> Values:
    triaged = dict(span.values_list("triage").annotate(Count("pk")).order_by())
    by_outcome = dict(counted.filter(state="CONCLUDED").values_list("outcome").annotate(Count("pk")).order_by())
    cleared = Q(is_cleared=True) | Q(state="CONCLUDED", outcome="UNSUBSTANTIATED")
    return {f"triage.{code}": triaged.get(code, 0) for code in taxonomy.TRIAGE.codes} | {
        "verified": Step.objects.filter(action="verify", record__in=counted.values("pk"))
        .values("record")
        .distinct()
        .count(),
        "substantiated": sum(by_outcome.get(code, 0) for code in SUBSTANTIATED),
        "cleared": counted.filter(cleared).count(),
        **{key: by_outcome.get(code, 0) for key, code in OUTCOME_FIGURES.items()},
    }


def _listed(found: Mapping[str, int], prefixes: tuple[str, ...]) -> Values:
    """Every key of these groups, zeros too."""
    return {figure.key: found.get(figure.key, 0) for figure in FIGURES if figure.key.startswith(prefixes)}
