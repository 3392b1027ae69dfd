"""The demonstration: Tongchuan's figures come out, nothing in it breaks a rule, and every duty has something to do."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from jingheng.cli.demonstration.build import build, demo_accounts
from jingheng.cli.demonstration.filings import PERIOD
from jingheng.contexts.cases.models import Case
from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.desk.api import todos
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.api import actor_for, holders, staff_on, standing
from jingheng.contexts.org.models import Account, DutyHolding, Office, Person, Post
from jingheng.contexts.org.rules.duties import DUTIES, refuse_incompatible
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import (
    Exclusion,
    Hearing,
    IdentityQuestion,
    OutgoingPaper,
    Reading,
    Record,
    Report,
    Revision,
    Statement,
    Step,
)
from jingheng.contexts.records.queries.completion import completion
from jingheng.contexts.records.queries.counts import count, imbalances, recount
from jingheng.contexts.records.queries.report_figures import figures_of
from jingheng.contexts.records.queries.visibility import official
from jingheng.contexts.records.rules.drafting import DraftNorms, draft_of, faults
from jingheng.contexts.records.rules.lifecycles import RECORD_STATES
from jingheng.contexts.records.rules.taxonomy import ADVERSE_OUTCOMES
from jingheng.kernel.actor import Actor
from jingheng.kernel.percentages import percent
from jingheng.kernel.period import SHANGHAI, Month, MonthRange, local_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TODAY = local_date(NOW)
CLOSED = MonthRange(PERIOD.first, Month(2026, 9))
#: Duties that wait for nobody: their holders watch, read, or keep the system.
WITHOUT_TODOS = {
    "HEAD",
    "DEPUTY",
    "INSPECTION_DEPUTY",
    "POLITICAL",
    "LIAISON",
    "SYSTEM_ADMIN",
    "SECURITY_ADMIN",
    "AUDIT_ADMIN",
}


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Built once, and gone after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(at=NOW)
        yield
        transaction.set_rollback(True)


def offices() -> list[int]:
    return list(Office.objects.order_by("code").values_list("pk", flat=True))


def actors() -> list[Actor]:
    """Everybody who holds a duty, in the office where he holds it."""
    people = Person.objects.filter(pk__in=DutyHolding.objects.on(TODAY).values("person"))
    return [actor_for(person, on=TODAY) for person in people.order_by("pk")]


def test_the_published_figures_come_out() -> None:
    counts = count(offices(), PERIOD)

    assert counts.total == 417
    assert counts.by_position == {"LEADER": 143, "HEAD": 156, "OTHER": 118}
    shares = [percent(n, counts.total, 2) for n in counts.by_position.values()]
    assert shares == ["34.29", "37.41", "28.30"]


def test_no_office_and_no_month_of_the_period_is_at_zero() -> None:
    counts = count(offices(), PERIOD)

    assert min(counts.by_office.values()) > 0
    assert min(counts.by_month.values()) > 0
    assert len(counts.by_office) == 5


def test_nothing_of_the_period_is_excluded_as_T0() -> None:
    assert count(offices(), PERIOD).triage["T0"] == 0
    assert recount(offices(), PERIOD).total == Record.objects.filter(filed_month__lte=PERIOD.last.number).count()


def test_more_is_filed_in_early_2021_than_in_any_month_before() -> None:
    by_month = count(offices(), PERIOD).by_month

    spring = [n for month, n in by_month.items() if month >= Month(2021, 3)]
    assert min(spring) > max(n for month, n in by_month.items() if month < Month(2021, 3))


def test_there_are_196_staff_then_and_now() -> None:
    for day in (date(2019, 8, 1), date(2021, 5, 31), TODAY):
        assert sum(staff_on(office, day).count() for office in offices()) == 196
    assert Person.objects.count() == 196


def test_positions_are_those_of_the_day_and_not_of_today() -> None:
    moved = Post.objects.exclude(ends_on=None).values("person")
    changed = [
        record
        for record in Record.objects.filter(filer__in=moved).select_related("filer")
        if record.position != standing(record.filer, on=TODAY).position
    ]

    assert changed
    for record in Record.objects.select_related("filer"):
        assert record.position == standing(record.filer, on=local_date(record.filed_at)).position


def test_nobody_holds_duties_that_watch_each_other() -> None:
    held: dict[tuple[int, date], set[str]] = defaultdict(set)
    for holding in DutyHolding.objects.all():
        held[holding.person_id, holding.starts_on].add(holding.duty)

    assert [refuse_incompatible(duties, duty) for duties in held.values() for duty in duties] == [None] * sum(
        map(len, held.values())
    )


def test_every_closed_month_balances() -> None:
    assert imbalances(offices(), CLOSED) == []
    assert count(offices(), CLOSED).sealed == {(office, month) for office in offices() for month in CLOSED}


def test_old_reports_state_what_a_compilation_would_count() -> None:
    reports = Report.objects.exclude(kind="URGENT").filter(last_month__lte=CLOSED.last.number, office__code="990203")

    for report in [
        *reports.filter(kind="YEAR"),
        *reports.filter(kind="QUARTER")[:3],
        *reports.filter(kind="MONTH")[:3],
    ]:
        now = json.loads(json.dumps(figures_of(report)))
        now.pop("rests_on")
        assert {name: value for name, value in report.figures.items() if name != "rests_on"} == now


def test_running_numbers_have_no_gap_and_follow_acceptance() -> None:
    series: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    accepted = dict(Step.objects.filter(action="accept").order_by("id").values_list("record", "at"))
    for pk, number in Record.objects.exclude(number=None).values_list("pk", "number"):
        head, _, last = str(number).rpartition("〕")
        series[head].append((accepted[pk], int(last.removesuffix("号"))))

    for found in series.values():
        assert sorted(n for _, n in found) == list(range(1, len(found) + 1))
    old = [sorted(found) for head, found in series.items() if not head.endswith("2026")]
    assert all([n for _, n in found] == sorted(n for _, n in found) for found in old)


def test_each_record_could_be_filed_as_it_stands() -> None:
    latest = {revision.record_id: revision for revision in Revision.objects.order_by("number").select_related("record")}

    for revision in latest.values():
        content = draft_of(safe.unseal(revision.payload))
        assert faults(content, at=revision.record.filed_at, norms=DraftNorms()) == (), revision.record_id


def test_nobody_sees_a_record_that_shuts_him_out() -> None:
    seen = [
        (actor.name, record.pk)
        for actor in actors()
        for record in official(actor).filter(exclusions__person=actor.person_id)
    ]

    assert Exclusion.objects.exists()
    assert seen == []


def test_a_record_about_a_chief_is_seen_by_nobody_of_his_office() -> None:
    about = [
        record
        for record in Record.objects.filter(askers__contains="P21").exclude(home_office__code="990200")
        if record.exclusions.filter(
            because="NAMED", person__in=holders(record.home_office_id, "CHIEF", on=local_date(record.filed_at))
        )
    ]

    everybody = actors()
    assert len(about) >= 3
    for record in about:
        assert record.receiving_office.code == record.counting_office.code == "990200"  # type: ignore[union-attr]
        home = [actor for actor in everybody if actor.office_id == record.home_office_id]
        assert [actor.name for actor in home if official(actor).filter(pk=record.pk).exists()] == []


def test_the_record_about_the_chief_waits_at_the_city() -> None:
    chief = holders(Office.objects.get(code="990203").pk, "CHIEF", on=TODAY)
    record = Record.objects.get(exclusions__person__in=chief, exclusions__because="NAMED", state="RECORDED")

    assert record.assignee is not None
    assert standing(record.assignee, on=TODAY).office_id == Office.objects.get(code="990200").pk


def test_the_present_stands_in_every_state() -> None:
    assert set(RECORD_STATES) == set(Record.objects.values_list("state", flat=True))
    assert 25 <= Record.objects.filter(filed_at__gt=NOW - timedelta(days=45)).count() <= 45
    assert IdentityQuestion.objects.filter(answered_at=None).count() == 1
    assert Hearing.objects.filter(answered_at=None).count() == 1
    assert Record.objects.filter(is_cleared=True).exists()


def test_nothing_happens_in_the_future() -> None:
    assert Step.objects.filter(at__gt=NOW).count() == 0
    assert Statement.objects.filter(signed_at__gt=NOW).count() == 0
    assert Entry.objects.filter(at__gt=NOW).count() == 0
    assert Circular.objects.filter(published_at__gt=NOW).count() == 0


def test_the_ledger_is_in_the_order_of_time() -> None:
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))

    assert moments == sorted(moments)


def test_whoever_worked_on_a_record_has_read_it_before() -> None:
    read: dict[tuple[int, int | None], datetime] = {}
    for record, person, moment in Reading.objects.order_by("-at").values_list("record", "person", "at"):
        read[record, person] = moment  # the first one stays
    steps = Step.objects.exclude(action__in=("file", "supplement", "answer", "reassign")).exclude(by=None)

    unread = [
        f"{step.action} {step.record_id}" for step in steps if read.get((step.record_id, step.by_id), NOW) >= step.at
    ]
    assert unread == []


def test_what_is_told_has_the_punctuation_of_chinese() -> None:
    told = [safe.unseal(revision.payload).get("summary", "") for revision in Revision.objects.all()]

    assert [text for text in told if re.search(r"[\u4e00-\u9fff][,;:?!]", text)] == []


def test_adverse_conclusions_about_our_own_were_heard_and_decided_by_a_second_person() -> None:
    for record in Record.objects.filter(outcome__in=ADVERSE_OUTCOMES, state="CONCLUDED"):
        by = dict(record.steps.filter(action__in=["propose", "conclude"]).values_list("action", "by"))
        assert by["propose"] != by["conclude"]
        assert record.filer_id not in by.values()
        if record.exclusions.filter(because="NAMED").exists():
            assert record.hearings.exclude(answered_at=None).exists()


def test_all_but_two_have_signed_last_month() -> None:
    owing = [row for office in Office.objects.all() for row in completion(office, Month(2026, 10)) if not row.done]

    assert len(owing) == 2
    for month in (Month(2019, 8), Month(2021, 5), Month(2026, 9)):
        assert all(row.done for office in Office.objects.all() for row in completion(office, month))


def test_last_months_reports_are_on_their_way() -> None:
    states = dict(
        Report.objects.filter(kind="MONTH", first_month=Month(2026, 10).number).values_list("office__code", "state")
    )

    assert states == {"990200": "COMPILED", "990202": "SENT", "990203": "COMPILED", "990222": "ACCEPTED"}


def test_papers_are_numbered_by_the_general_office() -> None:
    numbered = OutgoingPaper.objects.values_list("report__office__code", "numbered_by__account__username").distinct()

    assert {"990200": "xiayizhou", "990203": "yeanlan"}.items() <= dict(numbered.order_by("numbered_at")).items()
    by = set(OutgoingPaper.objects.values_list("numbered_by", flat=True))
    assert by <= set(DutyHolding.objects.filter(duty="GENERAL_OFFICE").values_list("person", flat=True))


def test_circulars_stand_at_every_stage() -> None:
    assert Counter(Circular.objects.values_list("state", flat=True)) == {
        "PUBLISHED": 2,
        "NUMBERED": 1,
        "SIGNED": 1,
        "SUBMITTED": 1,
    }
    assert Circular.objects.get(last_month=PERIOD.last.number).figures["figures"]["total"] == 417


def test_cases_are_asked_about_by_their_numbers() -> None:
    keys = {safe.keyed("case", number) for number in Case.objects.values_list("number", flat=True)}

    assert 250 <= len(keys) <= 350
    assert Record.objects.filter(case_key__in=keys).count() > 250


@pytest.mark.parametrize("duty", sorted(set(DUTIES) - WITHOUT_TODOS))
def test_every_duty_has_an_account_with_something_to_do(duty: str) -> None:
    people = Person.objects.filter(
        account__isnull=False, pk__in=DutyHolding.objects.on(TODAY).filter(duty=duty).values("person")
    )

    assert any(todos(actor_for(person, on=TODAY), at=NOW) for person in people)


@pytest.mark.parametrize("duty", sorted(DUTIES))
def test_every_duty_has_an_account(duty: str) -> None:
    held = DutyHolding.objects.on(TODAY).filter(duty=duty)
    assert Account.objects.filter(person__in=held.values("person")).exists()


def test_the_printed_accounts_open() -> None:
    notice, *lines = demo_accounts(at=NOW)
    found = [re.search(r"用户名 (\S+)  密码 (\S+)", line) for line in lines]

    assert "只供演示" in notice
    assert len(lines) == Account.objects.count()
    assert found[0]
    assert all(found)
    assert all(re.search(r"待办 \d+ 项：|没有待办，可以看", line) for line in lines)
    assert any("办公室" in line and "编号通报" in line for line in lines)
    account = Account.objects.get(username=found[0][1])
    assert account.check_password(found[0][2])
    assert not account.must_change_password
