"""What a record counts as, and what of a change a closed month is told."""

from __future__ import annotations

from jingheng.contexts.records.rules.counting import (
    LISTED,
    SHOWN,
    CountedAs,
    Reason,
    Tally,
    difference,
    fold,
    reason_of,
)

FILED = CountedAs(1, 24322, True, 24321, "OTHER", "NORMAL", "EXTERNAL", "M1", "PHONE", "")


def test_every_reason_has_a_word_of_its_own() -> None:
    assert len({reason.word for reason in Reason}) == len(Reason)
    assert Reason.EXCLUDED.word == "甄别为不属填报范围"


def test_a_record_that_has_moved_on_is_shown_in_no_figure_of_the_office_it_left() -> None:
    assert Reason.MOVED not in SHOWN
    assert set(LISTED) < set(SHOWN)


def test_rows_are_summed_by_office_and_month() -> None:
    tallies = fold([(*FILED, 2), (*FILED._replace(bucket="CONTACT"), 3), (*FILED._replace(office_id=2), 4)])

    assert {key: tally.total for key, tally in tallies.items()} == {(1, 24322): 5, (2, 24322): 4}
    assert tallies[1, 24322].plain()["by_bucket"] == {"CONTACT": 3, "NORMAL": 2}
    assert tallies[1, 24322].plain()["by_month_happened"] == {"24321": 5}


def test_what_was_excluded_is_a_result_of_triage_and_nothing_else() -> None:
    [tally] = fold([(*FILED._replace(is_counted=False, triage="T0"), 1)]).values()

    assert (tally.total, tally.plain()) == (0, {"triage": {"T0": 1}})


def test_a_change_takes_away_the_old_and_adds_the_new() -> None:
    change = difference(FILED, FILED._replace(bucket="IMPROPER"), "all")

    assert (change.total, change.plain()) == (0, {"by_bucket": {"IMPROPER": 1, "NORMAL": -1}})


def test_what_is_new_to_a_month_is_added_to_it() -> None:
    assert difference(None, FILED, "all").total == 1
    assert difference(FILED, None, "all").total == -1


def test_outside_the_scope_nothing_changes() -> None:
    other_matter = FILED._replace(matter="M2")

    assert difference(None, other_matter, "case") == Tally()
    assert difference(other_matter, FILED, "case").total == 1


def test_CNT_1_a_result_of_triage_corrects_nothing() -> None:
    change = difference(FILED, FILED._replace(triage="T2"), "all")

    assert reason_of(change, Reason.CORRECTED) is Reason.TRIAGED
    assert reason_of(change, Reason.MOVED) is Reason.MOVED


def test_CNT_1_a_change_of_what_was_filed_keeps_its_reason() -> None:
    excluded = difference(FILED, FILED._replace(is_counted=False, triage="T0"), "all")
    sorted_anew = difference(FILED, FILED._replace(bucket="IMPROPER"), "all")

    assert reason_of(excluded, Reason.EXCLUDED) is Reason.EXCLUDED
    assert reason_of(sorted_anew, Reason.CORRECTED) is Reason.CORRECTED
