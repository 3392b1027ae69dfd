"""Problems that a report names, and what became of those of the period before."""

from __future__ import annotations

from jingheng.contexts.records.rules.problems import Followed, Problems, lines_of, problems_of, refuse_unanswered


def test_what_is_not_mended_is_carried_on() -> None:
    said = Problems(
        ("原话写得少",), (Followed("迟报", "MENDED"), Followed("漏填", "OPEN"), Followed("套话", "MENDING"))
    )

    assert said.carried == ("漏填", "套话", "原话写得少")
    assert said.mended == 1


def test_it_is_kept_and_read_back() -> None:
    said = Problems(("甲", "乙"), (Followed("丙", "MENDED", "已培训"),))

    assert problems_of(said.plain()) == said
    assert problems_of(None) == Problems()


def test_one_problem_a_line_without_the_numbers_of_a_pasted_list() -> None:
    assert lines_of("1. 迟报较多\n\n（2）原话要点少\n3.\n三、漏填") == ("迟报较多", "原话要点少", "三、漏填")


def test_REP_16_every_problem_of_the_last_report_is_answered() -> None:
    carried = ("迟报", "漏填")

    assert refuse_unanswered(carried, [Followed("迟报", "MENDED"), Followed("漏填", "OPEN")]) == ()
    (refusal,) = refuse_unanswered(carried, [Followed("迟报", "MENDED"), Followed("漏填", "LATER")])
    assert (refusal.code, refusal.field) == ("unanswered", "followed-1-state")
    assert "漏填" in refusal.sentence
