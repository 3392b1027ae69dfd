"""Who is meant where a list gives a name."""

from __future__ import annotations

import pytest

from jingheng.contexts.cases.rules.handlers import Answer, Candidate, Doubt, match, plain_person, question_key

HERE, THERE = 1, 2


def somebody(person: int, *offices: int) -> Candidate:
    return Candidate(person, f"N{person}", "李伟", frozenset(offices), tuple(f"院{office}" for office in offices))


@pytest.mark.parametrize(
    ("candidates", "found"),
    [
        ([somebody(5, HERE)], Answer(5)),
        ([somebody(5, HERE), somebody(6, THERE)], Answer(5)),
        ([somebody(5, HERE, THERE)], Answer(5)),
        ([], Doubt()),
        ([somebody(5, HERE), somebody(6, HERE)], Doubt()),
        ([somebody(6, THERE)], Doubt()),
        ([somebody(5)], Doubt()),
    ],
)
def test_CAS_4_exactly_one_in_that_office_on_that_day(candidates: list[Candidate], found: Answer | Doubt) -> None:
    assert match(candidates, HERE, None) == found


@pytest.mark.parametrize(
    ("candidates", "remembered", "found"),
    [
        ([somebody(5, HERE), somebody(6, HERE)], 6, Answer(6)),
        ([somebody(6, THERE)], 6, Answer(6)),
        ([somebody(5, HERE)], 5, Answer(5)),
        ([somebody(5, HERE), somebody(6, THERE)], 6, Doubt()),  # the register says another
        ([somebody(5, HERE), somebody(6)], 6, Doubt()),  # he has left
        ([somebody(6)], 6, Doubt()),
        ([], None, Answer(None)),
        ([somebody(6, THERE)], None, Answer(None)),
        ([somebody(5, HERE)], None, Answer(5)),  # he has come since
        ([somebody(5, HERE), somebody(6, HERE)], None, Doubt()),
    ],
)
def test_CAS_5_a_remembered_choice_holds_until_the_register_speaks_against_it(
    candidates: list[Candidate], remembered: int | None, found: Answer | Doubt
) -> None:
    assert match(candidates, HERE, Answer(remembered)) == found


def test_CAS_5_of_those_who_were_not_meant_nobody_is_asked_again() -> None:
    nobody = Answer(None, frozenset({5, 6}))

    assert match([somebody(5, HERE), somebody(6, HERE)], HERE, nobody) == nobody
    assert match([somebody(5, HERE)], HERE, nobody) == nobody
    assert match([somebody(5, HERE), somebody(7, HERE)], HERE, nobody) == Doubt()
    assert match([somebody(7, HERE)], HERE, nobody) == Answer(7)


def test_a_blank_that_widens_a_name_is_no_part_of_it() -> None:
    assert [plain_person(name) for name in ("方 岚", " 方　岚 ", "Li Wei", "方小岚")] == [
        "方岚",
        "方岚",
        "Li Wei",
        "方小岚",
    ]


def test_the_same_question_is_the_same_words_about_the_same_people_where_they_stood() -> None:
    key = question_key(HERE, "李伟", "一部", [somebody(5, HERE)])

    assert key == question_key(HERE, "李伟", "一部", [somebody(5, HERE)])
    assert len({
        key, question_key(THERE, "李伟", "一部", [somebody(5, HERE)]), question_key(HERE, "李伟", "二部", [somebody(5, HERE)]),
        question_key(HERE, "李伟", "一部", [somebody(5, THERE)]), question_key(HERE, "李伟", "一部", []),
    }) == 5  # fmt: skip
