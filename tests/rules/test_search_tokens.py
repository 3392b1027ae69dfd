"""What is a hit, and that the sieve of tokens lets every hit through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingheng.platform.search.tokens import holds, index_tokens, normalized, query_tokens

LETTERS = "检察建议𠮷\ue00aabAB12１Ａ,,  "
texts = st.text(alphabet=LETTERS, max_size=30)
terms = st.text(alphabet=LETTERS.replace(" ", "").replace(" ", ""), min_size=1, max_size=11)


@given(text=texts, term=terms)
def test_a_text_is_a_hit_exactly_when_it_contains_the_term(text: str, term: str) -> None:
    assert holds(text, term) == (normalized(term) in normalized(text))


@given(before=texts, term=terms, after=texts)
def test_the_tokens_of_a_term_are_among_those_of_whatever_contains_it(before: str, term: str, after: str) -> None:
    text = before + term + after

    assert set(query_tokens(term)) <= set(index_tokens(text))


@given(
    text=texts, term=st.one_of(*(st.text(alphabet=letters, min_size=1, max_size=2) for letters in ("检察𠮷", "ab12")))
)
def test_a_term_of_one_or_two_characters_is_settled_by_its_tokens_alone(text: str, term: str) -> None:
    assert (set(query_tokens(term)) <= set(index_tokens(text))) == holds(text, term)


def test_characters_and_pairs_are_stored_of_chinese_and_triples_too_of_words_and_numbers() -> None:
    assert index_tokens("检察院，Ab12") == sorted(
        ["检", "察", "院", "检察", "察院", "a", "b", "1", "2", "ab", "b1", "12", "ab1", "b12"]
    )


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        ("检", ["检"]),
        ("检察", ["检察"]),
        ("检察建", ["察建", "检察"]),
        ("1", ["1"]),
        ("12", ["12"]),
        ("0345", ["034", "345"]),
        ("陕A12", ["a12", "陕"]),
        ("检察 建议", ["建议", "检察"]),
        ("《检察》", ["检察"]),
        (",。—", []),
        ("", []),
    ],
)
def test_a_query_asks_for_the_longest_tokens_that_fit(query: str, tokens: list[str]) -> None:
    assert query_tokens(query) == tokens


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("（２０２１）镜检刑诉0345号", "(2021)"),
        ("车牌陕A12345", "a1234"),
        ("ＷｅＣｈａｔ", "wechat"),
        ("微信WeChat", "wechat"),
        ("当事人𠮷田某", "𠮷田"),
        ("姓\ue00a的人", "\ue00a"),
        ("金\uf90a", "金金"),  # a compatibility ideograph of the same character
        ("⽅某", "方"),  # a Kangxi radical, as some PDF files give it back
        ("葛\U000e0100某", "葛某"),  # a variation selector chose the shape
        ("张\u200b三", "张三"),
        ("张 三", "张三"),
        ("承办检\n察官", "检察官"),
        ("张三与李四", "李四 张三"),
        ("张三", "张 三"),
        ("张三", " 张三 "),
    ],
)
def test_it_is_found_however_it_was_typed(text: str, query: str) -> None:
    assert holds(text, query)
    assert set(query_tokens(query)) <= set(index_tokens(text))


@pytest.mark.parametrize(
    ("text", "query"), [("张三李四", "张李"), ("张三，李四", "三李"), ("ab cd", "bc"), ("甲乙丙乙甲", "乙甲乙")]
)
def test_characters_that_do_not_stand_together_are_no_hit(text: str, query: str) -> None:
    assert not holds(text, query)


@pytest.mark.parametrize(
    "query", ["(2026)154号", "（2026）154号", "[2026]154号", "【2026】154号", "〔2026〕154号", "［2026］154号"]
)
def test_brackets_of_every_kind_are_one(query: str) -> None:
    assert holds("正检刑受〔2026〕154号", f"正检刑受{query}")
