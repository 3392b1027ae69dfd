"""The figures that are asked for against a slow reference that goes through every record by itself, on random data."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingheng.contexts.cases.models import Case
from jingheng.contexts.cases.rules.kinds import CASE_TYPES
from jingheng.contexts.circulars.queries.extended import may_see_extended
from jingheng.contexts.circulars.queries.figures import compiled
from jingheng.contexts.circulars.rules.asking import Asked
from jingheng.contexts.org.api import Office, Person, standing
from jingheng.contexts.org.models import Absence
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Record, Report, Statement, Step
from jingheng.contexts.records.queries.extended import extended_figures
from jingheng.contexts.records.rules import taxonomy
from jingheng.contexts.records.rules.counting import SCOPES, Scope
from jingheng.contexts.records.rules.extended import ASKERS, FIGURES, SUBSTANTIATED
from jingheng.contexts.records.rules.problems import PROGRESS
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.counted import counted, save_all

AUTUMN = MonthRange.parse("2026-09:2026-11")


def some(rng: random.Random, codes: tuple[str, ...], most: int = 3) -> str:
    return ";".join(sorted(rng.sample(codes, rng.randint(1, most))))


def resemble(record: Record, rng: random.Random) -> None:
    """Some are the everyday one, of which there are many alike."""
    if rng.random() < 0.4:
        record.askers, record.responses, record.effect, record.matter = "P22;P32", "LAW;REFUSED", "NONE", "M1"
        record.case_kind, record.case_stage, record.sensitive_kinds = "K1", "S5", "V3;V7"


def invent(cast: Cast, rng: random.Random) -> None:
    """Three months of records, returns, verifications, signatures, leave and cases that follow no rule but chance."""
    people, offices = list(cast.people.values()), list(cast.offices.values())
    records = []
    for _ in range(rng.randint(0, 60)):
        month = rng.choice([*AUTUMN, AUTUMN.first.previous()])
        filed = datetime(
            month.year, month.month, rng.randint(1, 30), rng.randrange(24), rng.randrange(60), tzinfo=SHANGHAI
        )
        happened = filed - timedelta(minutes=rng.choice([0, 30, 1440, 1441, 4320, 4321, rng.randint(1, 40_000)]))
        matter = rng.choice(["M1", "M1", "M3"])
        record = counted(
            rng.choice(people), rng.choice(offices), month, happened=Month.of(happened), matter=matter,
            triage=rng.choice(["", *taxonomy.TRIAGE.codes]), effect=rng.choice(taxonomy.EFFECTS.codes),
            responses=some(rng, taxonomy.RESPONSES.codes), party_count=rng.randint(1, 3),
            case_kind=rng.choice(["", *taxonomy.CASE_KINDS.codes]) if matter == "M1" else "",
            case_stage=rng.choice(["", *taxonomy.CASE_STAGES.codes]) if matter == "M1" else "",
            sensitive_kinds=rng.choice(["", some(rng, taxonomy.SENSITIVE_KINDS.codes)]) if matter == "M1" else "",
            case_key=rng.choice(["", "k1", "k2", "k3"]), is_supplementary=rng.random() < 0.2, is_cleared=rng.random() < 0.1,
        )  # fmt: skip
        record.filed_at, record.happened_at = filed, happened
        record.askers = some(rng, taxonomy.ASKERS.codes)
        resemble(record, rng)
        record.is_counted = record.triage != "T0"
        if rng.random() < 0.3:
            record.state, record.outcome = "CONCLUDED", rng.choice(taxonomy.OUTCOMES.codes)
            record.number = record.uid
        records.append(record)
    for record in save_all(records):
        for action in rng.choices(["return", "verify", "accept"], k=rng.randint(0, 3)):
            code = rng.choice(taxonomy.RETURN_REASONS.codes) if action == "return" else ""
            Step.objects.create(record=record, action=action, source="", target="", at=NOON, code=code)
    for person in people:
        if rng.random() < 0.2:
            start = date(2026, rng.randint(8, 11), 15)
            Absence.objects.create(
                person=person, office=person.office, reason="SICK", exempts=rng.random() < 0.7, basis="—", starts_on=start,
                ends_on=start + timedelta(days=rng.randint(1, 60)), entered_at=NOON,
            )  # fmt: skip
        for month in AUTUMN:
            if rng.random() < 0.7:
                Statement.objects.create(
                    person=person, office=person.office, month=month.number, due_date=month.last_day, signed_at=NOON,
                    is_late=rng.random() < 0.3,
                )  # fmt: skip
    _report(offices, rng)
    for number in range(rng.randint(0, 9)):
        Case.objects.create(
            number=f"C{number}", office=rng.choice(offices), handler=rng.choice(people), kind=CASE_TYPES.codes[0],
            accepted_on=date(2026, rng.randint(8, 12), rng.choice([1, 15, 30])),
        )  # fmt: skip


def _report(offices: list[Office], rng: random.Random) -> None:
    """Reports that answer for some problems, or for none."""
    for office, month in product(offices, AUTUMN):
        followed = [
            {"text": f"问题{number}", "state": rng.choice(PROGRESS.codes), "note": ""} for number in range(rng.randint(0, 3))
        ]  # fmt: skip
        Report.objects.create(
            uid=f"r{office.pk}{month}", office=office, kind=rng.choice(["MONTH", "MONTH", "QUARTER"]), state="COLLECTING",
            first_month=month.number, last_month=month.number, due_date=NOON.date(),
            problems=rng.choice(["", safe.seal({"found": ["甲"], "followed": followed})]),
        )  # fmt: skip


def slow_problems(offices: list[Office], months: MonthRange) -> dict[str, int]:
    followed = mended = 0
    for report in Report.objects.all():
        month = Month.from_number(report.first_month)
        if report.office in offices and report.kind == "MONTH" and month in list(months) and report.problems:
            answers = json.loads(report.problems)["followed"]
            followed += len(answers)
            mended += len([one for one in answers if one["state"] == "MENDED"])
    return {"problems.followed": followed, "problems.mended": mended}


def percentage(part: int, whole: int) -> str | None:
    return None if whole == 0 else f"{(part * 20_000 + whole) // (2 * whole) / 100:.2f}"


def slow(offices: list[Office], months: MonthRange, scope: Scope) -> dict[str, Any]:
    """One record after the other, in plain Python."""
    ids = {office.pk for office in offices}
    span = [
        record
        for record in Record.objects.all()
        if record.counting_office_id in ids
        and months.first.number <= record.filed_month <= months.last.number
        and (scope == "all" or record.matter == "M1")
    ]
    mine = [record for record in span if record.is_counted]
    steps = {record.pk: list(record.steps.all()) for record in mine}
    found: Counter[str] = Counter({figure.key: 0 for figure in FIGURES})
    for record in mine:
        asked = set(record.askers.split(";"))
        found.update(f"asker.{key}" for key, _, codes in ASKERS if asked & codes)
        found.update(f"response.{code}" for code in record.responses.split(";"))
        found.update([f"effect.{record.effect}", f"case_kind.{record.case_kind}", f"case_stage.{record.case_stage}"])
        found.update(f"sensitive.{code}" for code in taxonomy.SENSITIVE_KINDS.codes if code in record.sensitive_kinds)
        found.update(f"returned.{step.code}" for step in steps[record.pk] if step.action == "return")
        found["verified"] += any(step.action == "verify" for step in steps[record.pk])
        done = record.outcome if record.state == "CONCLUDED" else ""
        found["substantiated"] += done in SUBSTANTIATED
        found["unsubstantiated"] += done == "UNSUBSTANTIATED"
        found["educated"] += done == "EDUCATION"
        found["talks"] += done == "TALK"
        found["transferred"] += done == "TRANSFERRED"
        found["notices"] += done == "NOTICE_OTHER_UNIT"
        found["cleared"] += record.is_cleared or done == "UNSUBSTANTIATED"
        found["people"] += record.party_count
        found["supplementary"] += record.is_supplementary
    found.update(f"triage.{record.triage}" for record in span)
    plain: dict[str, Any] = {figure.key: found[figure.key] for figure in FIGURES}
    total = len(mine)
    taken = sorted(record.filed_at - record.happened_at for record in mine)
    days = [record.filed_at.astimezone(SHANGHAI).date() for record in mine]
    named = [record for record in mine if record.case_key]
    middle = (taken[(total - 1) // 2] + taken[total // 2]) / 2 if taken else None
    accepted = sum(
        case.office_id in ids and months.first.first_day <= case.accepted_on <= months.last.last_day
        for case in Case.objects.all()
    )
    plain |= {
        "records": total,
        "filers": len({record.filer_id for record in mine}),
        "cases": len({record.case_key for record in named}),
        "matters": total - len(named)
        + len({(record.case_key, record.happened_at.astimezone(SHANGHAI).date()) for record in named}),
        "per_hundred_cases": percentage(sum(record.matter == "M1" for record in mine), accepted),
        "median_hours": None if middle is None else int(middle / timedelta(hours=1) + 0.5),
        "within_24_hours": percentage(sum(one <= timedelta(days=1) for one in taken), total),
        "within_3_days": percentage(sum(one <= timedelta(days=3) for one in taken), total),
        "last_two_days": percentage(sum(day >= Month.of(NOON.replace(year=day.year, month=day.month, day=1)).last_day
                                        - timedelta(days=1) for day in days), total),
        "return_rate": percentage(sum(any(s.action == "return" for s in steps[r.pk]) for r in mine), total),
    }  # fmt: skip
    plain |= slow_problems(offices, months)
    return plain | slow_duty(offices, months) | slow_parts(offices, months, {record.filer_id for record in mine})


def slow_duty(offices: list[Office], months: MonthRange) -> dict[str, Any]:
    """Person by person, month by month: where he stood, whether he was away, whether he signed."""
    counts: Counter[str] = Counter()
    begun = {office.pk: office.starts_in or 0 for office in offices}
    for person in Person.objects.all():
        for month in months:
            where = standing(person, on=month.last_day).office_id
            if where not in begun or month.number < begun[where]:
                continue
            if Absence.objects.on(month.last_day).filter(person=person, exempts=True).exists():
                counts["exempt"] += 1
                continue
            signed = Statement.objects.filter(person=person, month=month.number).first()
            counts.update(due=1, reported=signed is not None, in_time=signed is not None and not signed.is_late)
    rates = {
        "report_rate": percentage(counts["reported"], counts["due"]),
        "in_time_rate": percentage(counts["in_time"], counts["due"]),
    }
    return {f"duty.{key}": counts[key] for key in ("due", "exempt", "reported", "in_time")} | {
        f"duty.{key}": rate for key, rate in rates.items()
    }


def slow_parts(offices: list[Office], months: MonthRange, filers: set[int]) -> dict[str, Any]:
    day, ids = months.last.last_day, {office.pk for office in offices}
    positions: dict[int, str] = {}
    for person in Person.objects.all():
        where = standing(person, on=day)
        if where.office_id in ids and not Absence.objects.on(day).filter(person=person, exempts=True).exists():
            positions[person.pk] = where.position
    found = {}
    for code in taxonomy.POSITIONS.codes:
        people = [person for person, position in positions.items() if position == code]
        part = sum(person in filers for person in people) / len(people) if people else None
        limits = ((0, "无"), (0.1, "10% 以下"), (0.25, "10%—25%"), (0.5, "25%—50%"), (0.75, "50%—75%"), (1, "75% 以上"))
        found[f"participation.{code}"] = (
            "—" if part is None else next(words for limit, words in limits if part <= limit)
        )
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scope", SCOPES)
def test_every_figure_is_what_the_slow_reference_says(cast: Cast, seed: int, scope: Scope) -> None:
    invent(cast, random.Random(seed))
    for offices in ([cast.county], list(cast.offices.values())):
        for months in (AUTUMN, MonthRange(AUTUMN.last, AUTUMN.last)):
            assert extended_figures(offices, months, scope) == slow(offices, months, scope)


def test_a_filed_record_brings_its_codes_along(cast: Cast) -> None:
    file(cast.actor("prosecutor"), content(parties=(naming(cast.colleague, "P23"), naming(cast.political, "P22"))))

    found = extended_figures([cast.county], AUTUMN, "all")

    assert (found["people"], found["asker.staff_own"], found["asker.staff_heads"]) == (2, 1, 1)
    assert (found["response.REFUSED"], found["case_kind.K1"], found["case_stage.S5"]) == (1, 1, 1)


def test_a_case_may_be_sensitive_in_several_ways(cast: Cast) -> None:
    file(cast.actor("prosecutor"), content(sensitive_kinds=frozenset({"V4", "V7"})))
    for _ in range(2):
        file(cast.actor("prosecutor"), content(sensitive_kinds=frozenset({"V7"})))
    elsewhere = content(
        matter="M3",
        case_number="",
        case_kind="",
        case_stage="",
        matter_name="某项目",
        sensitive_kinds=frozenset({"V3"}),
    )
    file(cast.actor("prosecutor"), elsewhere)

    found = extended_figures([cast.county], AUTUMN, "all")

    assert (found["sensitive.V4"], found["sensitive.V7"], found["sensitive.V3"]) == (1, 3, 0)


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            extended_figures(list(cast.offices.values()), AUTUMN, "all")
        return len(queries)

    before = asked()
    invent(cast, random.Random(3))

    assert asked() == before


# --- with a circular --------------------------------------------------------------------------------------------------
def circular(cast: Cast, *, public: bool = False) -> dict[str, Any]:
    return compiled(cast.county, Asked(AUTUMN, public=public), on=NOON.date())


def test_a_circular_carries_every_figure_for_every_span(cast: Cast) -> None:
    file(cast.actor("prosecutor"))

    extended = json.loads(json.dumps(circular(cast)["extended"]))

    assert list(extended["spans"]) == ["period", "year_to_date", "since_start", "rolling_twelve_months"]
    assert [one["key"] for one in extended["figures"]] == [figure.key for figure in FIGURES]
    values = next(one["values"] for one in extended["figures"] if one["key"] == "records")
    assert set(values.values()) == {1}


def test_the_public_version_carries_none(cast: Cast) -> None:
    assert circular(cast, public=True)["extended"] is None


def test_only_head_and_chief_of_its_own_office_see_them(cast: Cast) -> None:
    """Decisions §1: a row such as 本院班子成员 tells that a record about a leader exists."""
    seeing = {who for who in cast.people if may_see_extended(cast.county.pk, cast.actor(who))}

    assert seeing == {"head", "chief"}


def test_a_record_that_went_past_the_office_is_in_none_of_them(cast: Cast) -> None:
    file(cast.actor("prosecutor"), content(parties=(naming(cast.colleague, "P23"),)))
    before = extended_figures([cast.county], AUTUMN, "all")

    file(cast.actor("colleague"), content(parties=(naming(cast.chief, "P21"),)))

    assert extended_figures([cast.county], AUTUMN, "all") == before
