"""Changing what was filed: with a reason, on the newest revision, and never what may only go on paper."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.correcting import (
    refuse_keeping,
    refuse_outdated,
    refuse_returned,
    refuse_unchanged,
    refuse_unreasoned,
)
from jingheng.contexts.records.rules.routing import ROUTES, Desk, Route


def by(rule: str, desk: Desk = Desk.INSPECTION) -> Route:
    return Route(desk, 1, 1, frozenset(), rule=rule)


def test_REC_31_a_correction_says_why() -> None:
    refusal = refuse_unreasoned(" \n", longest=10)

    assert refusal is not None
    assert (refusal.code, refusal.field) == ("REC-31", "reason")


def test_REC_31_the_reason_fits() -> None:
    refusal = refuse_unreasoned("字" * 11, longest=10)

    assert refusal is not None
    assert "11字，最多10字" in refusal.sentence


def test_REC_31_spaces_around_a_reason_do_not_count() -> None:
    assert refuse_unreasoned(f"  {'字' * 10}  ", longest=10) is None


def test_REC_32_what_was_returned_is_supplemented_instead() -> None:
    refusal = refuse_returned("RETURNED")

    assert refusal is not None
    assert "补正" in refusal.sentence
    assert refuse_returned("ACCEPTED") is None


def test_REC_33_a_revision_that_changes_nothing_is_none() -> None:
    assert refuse_unchanged("same", "same") is not None
    assert refuse_unchanged("one", "other") is None


def test_REC_34_a_correction_builds_on_the_newest_revision() -> None:
    refusal = refuse_outdated(1, 2)

    assert refusal is not None
    assert "第 2 版" in refusal.sentence
    assert refuse_outdated(2, 2) is None


@pytest.mark.parametrize("leadership_on_paper", [True, False])
def test_REC_35_nothing_is_kept_of_what_goes_on_paper(leadership_on_paper: bool) -> None:
    assert refuse_keeping(by("RTE-9", Desk.PAPER), leadership_on_paper=leadership_on_paper) is not None


@pytest.mark.parametrize("rule", [rule.code for rule in ROUTES if rule.code != "RTE-9"])
def test_REC_35_where_leaders_go_on_paper_only_what_concerns_none_of_them_is_kept(rule: str) -> None:
    not_about_leaders = {"RTE-1", "RTE-5", "RTE-6", "RTE-7", "RTE-10", "RTE-13"}

    refusal = refuse_keeping(by(rule), leadership_on_paper=True)

    assert (refusal is None) == (rule in not_about_leaders)
    assert refuse_keeping(by(rule), leadership_on_paper=False) is None
