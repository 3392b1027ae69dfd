"""What an account may be called, and whose account nobody may close."""

from __future__ import annotations

import pytest

from jingheng.contexts.org.rules.accounts import refuse_own, refuse_username


@pytest.mark.parametrize("username", ["fangxl", "990203-admin1", "a.b_c", "9", "x" * 40])
def test_ORG_4_letters_digits_and_three_signs_make_a_user_name(username: str) -> None:
    assert refuse_username(username) is None


@pytest.mark.parametrize("username", ["方小岚", "fang xl", "a@b", "", "fangxl\n", "ａｂｃ"])
def test_ORG_4_other_signs_are_refused(username: str) -> None:
    refusal = refuse_username(username)

    assert refusal is not None
    assert (refusal.code, refusal.field) == ("username-letters", "username")


def test_ORG_4_a_long_user_name_is_refused_and_not_cut() -> None:
    refusal = refuse_username("x" * 41)

    assert refusal is not None
    assert refusal.code == "username-too-long"
    assert "41" in refusal.sentence


def test_ORG_8_nobody_closes_the_account_he_acts_with() -> None:
    assert refuse_own(7, actor=7) is not None
    assert refuse_own(7, actor=8) is None
    assert refuse_own(7, actor=None) is None
