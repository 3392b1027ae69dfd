"""What is secret is written on paper; here one more is counted, and nothing else is kept."""

from __future__ import annotations

from datetime import timedelta

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Post
from jingheng.contexts.records.models import Draft, PaperCount, Record
from jingheng.contexts.records.usecases.paper import count_paper
from jingheng.kernel.period import Month
from tests.factories.cast import NOON, START, Cast

NOVEMBER = Month(2026, 11).number


def counted() -> list[tuple[int, int, int]]:
    return list(PaperCount.objects.order_by("office", "month").values_list("office", "month", "count"))


def test_one_more_is_counted_and_nothing_else_is_kept(cast: Cast) -> None:
    for who in ("prosecutor", "colleague"):
        count_paper(actor=cast.actor(who), at=NOON)

    assert counted() == [(cast.county.pk, NOVEMBER, 2)]
    assert not Record.objects.exists()
    assert not Draft.objects.exists()


def test_the_ledger_names_nobody(cast: Cast) -> None:
    count_paper(actor=cast.actor("prosecutor"), at=NOON)

    entry = Entry.objects.get()
    assert (entry.event, entry.actor_id, entry.office_id) == ("statement.filed", None, cast.county.pk)
    assert (entry.subject, entry.details) == ("paper:2026-11", {})


def test_each_office_and_month_is_counted_by_itself(cast: Cast) -> None:
    count_paper(actor=cast.actor("prosecutor"), at=NOON)
    count_paper(actor=cast.actor("sister_prosecutor"), at=NOON)
    count_paper(actor=cast.actor("prosecutor"), at=NOON + timedelta(days=30))

    assert counted() == [
        (cast.county.pk, NOVEMBER, 1), (cast.county.pk, NOVEMBER + 1, 1), (cast.sister.pk, NOVEMBER, 1),
    ]  # fmt: skip


def test_it_counts_where_the_filer_stands_and_not_where_he_acts(cast: Cast) -> None:
    Post.objects.create(person=cast.prosecutor, office=cast.sister, identity="PROSECUTOR", starts_on=START)

    count_paper(actor=cast.actor("prosecutor"), at=NOON)

    assert counted() == [(cast.sister.pk, NOVEMBER, 1)]
