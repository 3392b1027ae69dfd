"""Who filed a record is never told: what counts as telling, and what does not."""

from __future__ import annotations

import pytest

from jingheng.contexts.records.rules.telling import Source, refuse_source

FILERS = (Source("邹静好", "9902010007"), Source("高明", "K-12"), Source("王一", "36"), Source("某", ""))


def sentence(words: str) -> str:
    refusal = refuse_source(words, FILERS, field="words", where="“报告内容”")
    return refusal.sentence if refusal else ""


@pytest.mark.parametrize("words", ["邹静好反映", "邹 静\n好反映", "邹·静\u200b好反映", "据　邹　静　好"])
def test_REC_28_a_name_is_refused_however_spaced(words: str) -> None:
    assert sentence(words) == "“报告内容”里出现了填报人的姓名（邹某），请删去或改写为“有关人员”。"


@pytest.mark.parametrize("words", ["编号９９０２０１０００７", "99020 10007 来报", "由 k-12 填报", "工号：36 的同志"])
def test_REC_28_a_number_is_refused_as_a_whole(words: str) -> None:
    assert "填报人的编号" in sentence(words)


@pytest.mark.parametrize(
    "words", ["ABCD-2345-WXYZ", "回执abcd2345wxyz", "A B C D 2345—WXYZ", "ＡＢＣＤ－２３４５－ＷＸＹＺ"]
)
def test_REC_28_whatever_is_shaped_like_a_receipt_code_is_refused(words: str) -> None:
    assert "回执码" in sentence(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "某部门迟报，一切正常",
        "本月 36 件，其中 2026-11-12 前 136 件",
        "99020100071",
        "2345-6789-2345",
        "（2026）浙0102刑初36号",
        "two departments reported",
    ],
)
def test_what_only_looks_alike_may_be_said(words: str) -> None:
    assert sentence(words) == ""


def test_the_refusal_stands_beside_its_field() -> None:
    refusal = refuse_source("高明同志", FILERS, field="problems")

    assert refusal is not None
    assert (refusal.code, refusal.field) == ("names-filer", "problems")
    assert "高明" not in refusal.sentence
