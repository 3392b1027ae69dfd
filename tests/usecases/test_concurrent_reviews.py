"""Two reviewers at one record, many acceptances in one series: on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records.models import Record, Step
from jingheng.contexts.records.usecases.review import accept_record, conclude_record, reject_outcome, return_record
from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast, make_cast
from tests.factories.reviewing import filed, proposed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd() -> Iterator[Cast]:
    """Rows that other threads see: nothing is rolled back, so the next test begins with an empty database."""
    yield make_cast()
    connections.close_all()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or why it was refused; all of them begin together."""
    ready = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        ready.wait()
        try:
            results[index] = act()
        except Refused as no:
            results[index] = no.refusal
        except BaseException as broken:
            results[index] = broken
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_reviewers_the_second_hears_what_the_first_did(crowd: Cast) -> None:
    record = filed(crowd)
    inspector, head = crowd.actor("inspector"), crowd.actor("head")

    results = at_once(
        lambda: accept_record(uid=record.uid, actor=inspector, at=NOON).state,
        lambda: return_record(uid=record.uid, reason="R1", opinion="", actor=head, at=NOON).state,
    )

    state = Record.objects.get().state
    refusals = [result for result in results if not isinstance(result, str)]
    assert [result for result in results if isinstance(result, str)] == [state]
    assert [refusal.code for refusal in refusals] == ["wrong-state"]  # type: ignore[attr-defined]
    assert "请刷新" in refusals[0].sentence  # type: ignore[attr-defined]
    assert Step.objects.exclude(action="file").count() == 1


def test_a_proposal_is_decided_once(crowd: Cast) -> None:
    record = filed(crowd, by="prosecutor")
    proposed(record, crowd.actor("inspector"))
    head = crowd.actor("head")

    results = at_once(
        lambda: conclude_record(uid=record.uid, opinion="", actor=head, at=NOON).state,
        lambda: reject_outcome(uid=record.uid, opinion="再核", actor=head, at=NOON).state,
    )

    assert sum(isinstance(result, str) for result in results) == 1
    assert Step.objects.filter(action__in=["conclude", "reject"]).count() == 1


def test_numbers_have_no_gap_however_many_accept_at_once(crowd: Cast) -> None:
    records = [filed(crowd, to=to) for to in ("inspector", "second_inspector", "head") for _ in range(4)]
    actors: dict[int | None, Actor] = {
        crowd.people[key].pk: crowd.actor(key) for key in ("inspector", "second_inspector", "head")
    }

    def accept(record: Record) -> Callable[[], object]:
        return lambda: accept_record(uid=record.uid, actor=actors[record.assignee_id], at=NOON).number

    results = at_once(*(accept(record) for record in records), accept(records[0]))

    numbers = sorted(int(str(result).split("〕")[1].rstrip("号")) for result in results if isinstance(result, str))
    assert numbers == list(range(1, 13))
    assert [result.code for result in results if not isinstance(result, str)] == ["wrong-state"]  # type: ignore[attr-defined]
    assert Entry.objects.filter(event="record.accepted").count() == 12
