"""The index of texts: what is found, in which order, for whom, and what happens while it lags behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingheng.platform.search.index import STRETCH, WINDOW, Hits, Index, Permitted
from jingheng.platform.search.models import Entry, having_all
from jingheng.platform.search.tokens import normalized

pytestmark = pytest.mark.django_db


@dataclass
class Shelf:
    """Letters in a dictionary, and their index."""

    kind: str = "letter"
    letters: dict[int, str] = field(default_factory=dict)

    @property
    def index(self) -> Index:
        return Index(self.kind, self.texts)

    def texts(self, ids: Sequence[int]) -> dict[int, str]:
        return {object_id: self.letters[object_id] for object_id in ids if object_id in self.letters}

    def holding(self, *texts: str) -> Shelf:
        """Letters numbered from 1, indexed."""
        self.letters = dict(enumerate(texts, start=1))
        self.index.put_many(self.letters.items())
        return self

    def found(self, query: str) -> list[int]:
        return list(self.index.matches(query, within=None).object_ids)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def permitting(*ids: int) -> Permitted:
    """Rows with these keys, standing in for the letters one may see; any table with a whole-number key would do."""
    rows = (ContentType(id=number, app_label="letters", model=f"letter{number}") for number in ids)
    ContentType.objects.bulk_create(rows, ignore_conflicts=True)
    return Permitted(ContentType.objects.filter(pk__in=ids))


def in_the_inverted_index(*tokens: str) -> bool:
    return having_all(tokens).exists()


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("检", [3, 2, 1]),
        ("检察", [3, 1]),
        ("检察建议", [1]),
        ("制发检察建议书督促整改", [1]),
        ("0345", [2]),
        ("034", [2]),
        ("陕a", [3]),
        ("检 建议", [2, 1]),
        ("建议检", []),
        (",", []),
    ],
)
def test_terms_of_any_length_find_exactly_what_contains_them(shelf: Shelf, query: str, hits: list[int]) -> None:
    shelf.holding("已制发检察建议书督促整改", "镜检(2021)0345号,另有建议", "检察官驾陕A12345")

    assert shelf.found(query) == hits


LETTERS = "检察建议𠮷\ue00aab12,"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(alphabet=LETTERS, max_size=12), max_size=20),
    term=st.text(alphabet=LETTERS.replace(",", ""), min_size=1, max_size=4),
)
def test_whatever_contains_the_term_is_found_and_nothing_else(shelf: Shelf, texts: list[str], term: str) -> None:
    shelf.index.forget(*shelf.letters)
    shelf.holding(*texts)

    found = shelf.found(term)

    assert sorted(found) == [number for number, text in shelf.letters.items() if normalized(term) in normalized(text)]


def test_the_newest_come_first_and_it_is_said_that_there_are_more(shelf: Shelf) -> None:
    shelf.holding("案", "案", "无", "案")

    assert shelf.index.matches("案", within=None, newest=2) == Hits((4, 2), more=True)
    assert shelf.index.matches("案", within=None, newest=3) == Hits((4, 2, 1), more=False)


def test_rights_come_before_the_limit(shelf: Shelf) -> None:
    shelf.holding(*["案"] * 9)

    hits = shelf.index.matches("案", within=permitting(1, 2, 5), newest=2)

    assert hits == Hits((5, 2), more=True)


def test_old_documents_are_found_beyond_the_newest_ones(shelf: Shelf) -> None:
    shelf.holding("貔貅", "麒麟", *["平常"] * WINDOW)

    assert shelf.found("麒麟") == [2]
    assert list(shelf.index.matches("麒麟", within=permitting(*range(2, WINDOW + 3))).object_ids) == [2]
    assert shelf.index.matches("貔貅", within=permitting(WINDOW + 3)).object_ids == ()


def test_no_document_is_found_twice_or_left_out_where_near_and_far_meet(shelf: Shelf) -> None:
    shelf.holding(*["麒麟" if number % 40 == 0 else "平常" for number in range(1, WINDOW + 200)])

    hits = shelf.index.matches("麒麟", within=None)

    assert hits == Hits(tuple(number for number in range(WINDOW + 199, 0, -1) if number % 40 == 0), more=False)


def test_lookalikes_do_not_crowd_out_a_hit(shelf: Shelf) -> None:
    """They have both pairs of the term, apart from each other, and are sifted out one page after the other."""
    shelf.holding("乙甲乙", *["甲乙丙乙甲"] * 20, *["平常"] * WINDOW)

    assert shelf.index.matches("乙甲乙", within=None, newest=3) == Hits((1,), more=False)


def test_it_takes_no_more_queries_for_more_documents(shelf: Shelf) -> None:
    permitted = permitting(*range(1, WINDOW + 200))
    shelf.holding("麒麟", "案")
    with CaptureQueriesContext(connection) as few:
        shelf.index.matches("麒麟", within=permitted)

    shelf.holding("麒麟", *["案"] * (WINDOW + 100))
    for query in ("麒麟", "案"):
        with CaptureQueriesContext(connection) as many:
            shelf.index.matches(query, within=permitted)

        assert len(many) <= len(few)


def test_a_whole_page_can_be_asked_for(shelf: Shelf) -> None:
    page = "".join(chr(0x4E00 + number) for number in range(3_000))
    shelf.holding(page, page[1:])

    assert shelf.found(page) == [1]


def test_kinds_do_not_mix() -> None:
    letters, parcels = Shelf("letter").holding("案"), Shelf("parcel").holding("无", "案")

    assert (letters.found("案"), parcels.found("案")) == ([1], [2])


@pytest.mark.parametrize("kind", ["", "Letter", "letters", "a b", "a_b", "1st"])
def test_a_kind_that_would_not_fit_is_a_mistake(kind: str) -> None:
    with pytest.raises(ValueError, match="six small letters"):
        Index(kind, Shelf().texts)


@pytest.mark.parametrize("object_id", [-1, STRETCH])
def test_an_object_that_would_fall_among_another_kind_is_a_mistake(shelf: Shelf, object_id: int) -> None:
    with pytest.raises(ValueError, match=str(object_id)):
        shelf.index.put(object_id, "案")


def test_a_changed_text_is_found_by_its_new_words_only(shelf: Shelf) -> None:
    shelf.holding("原先的说法")
    shelf.letters[1] = "后来的说法"

    shelf.index.put(1, shelf.letters[1])

    assert (shelf.found("原先"), shelf.found("后来")) == ([], [1])
    assert (in_the_inverted_index("原先"), in_the_inverted_index("后来")) == (False, True)


def test_what_is_forgotten_leaves_nothing_behind(shelf: Shelf) -> None:
    shelf.holding("麒麟", "麒麟", "貔貅")

    shelf.index.forget(1, 3)

    assert shelf.found("麒麟") == [2]
    assert not in_the_inverted_index("貔貅")
    assert Entry.objects.count() == 1


def test_the_inverted_index_agrees_with_the_table_after_all_sorts_of_changes(shelf: Shelf) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own indexes; on SQLite triggers do")
    shelf.holding("甲", "乙", "丙")
    shelf.index.put(2, "丁")
    shelf.index.enqueue([3, 4])
    shelf.index.forget(1)
    shelf.index.index_pending()

    with connection.cursor() as cursor:  # raises if a single token differs
        cursor.execute("INSERT INTO search_entry_fts (search_entry_fts, rank) VALUES ('integrity-check', 1)")


def test_what_waits_is_counted_and_found_after_its_turn_the_newest_first(shelf: Shelf) -> None:
    shelf.letters = {1: "案", 2: "案", 3: "案"}
    shelf.index.enqueue([1, 2, 3])
    assert (shelf.index.lag(), shelf.found("案")) == (3, [])

    assert shelf.index.index_pending(2) == 2
    assert (shelf.index.lag(), shelf.found("案")) == (1, [3, 2])

    assert (shelf.index.index_pending(2), shelf.index.index_pending(2)) == (1, 0)
    assert (shelf.index.lag(), shelf.found("案")) == (0, [3, 2, 1])


def test_a_changed_text_that_waits_is_never_found_by_words_it_no_longer_has(shelf: Shelf) -> None:
    shelf.holding("原先的说法")
    shelf.letters[1] = "后来的说法"

    shelf.index.enqueue([1])

    assert (shelf.found("原先"), shelf.found("的说法"), shelf.found("后来")) == ([], [1], [])
    shelf.index.index_pending()
    assert shelf.found("后来") == [1]


def test_waiting_twice_is_waiting_once(shelf: Shelf) -> None:
    shelf.letters = {1: "案"}
    shelf.index.enqueue([1])

    shelf.index.enqueue([1])

    assert shelf.index.lag() == 1


def test_indexing_at_once_ends_the_waiting(shelf: Shelf) -> None:
    shelf.letters = {1: "案"}
    shelf.index.enqueue([1])

    shelf.index.put(1, "案")

    assert shelf.index.lag() == 0


def test_what_is_gone_when_its_turn_comes_is_forgotten(shelf: Shelf) -> None:
    shelf.holding("案")
    shelf.index.enqueue([1, 2])
    shelf.letters = {}

    shelf.index.index_pending()

    assert not Entry.objects.exists()


def test_a_change_that_is_taken_back_leaves_the_index_as_it_was(shelf: Shelf) -> None:
    shelf.holding("原先的说法")

    with transaction.atomic():
        shelf.index.put(1, "后来的说法")
        transaction.set_rollback(True)

    assert shelf.found("原先") == [1]
    assert not in_the_inverted_index("后来")


@pytest.mark.django_db(transaction=True)
def test_who_changes_a_text_while_it_is_being_indexed_has_the_last_word(shelf: Shelf) -> None:
    def change() -> None:
        shelf.letters[1] = "后来的说法"
        shelf.index.put(1, shelf.letters[1])
        connections.close_all()

    changing = Thread(target=change)

    def texts_and_then_a_change(ids: Sequence[int]) -> dict[int, str]:
        texts = shelf.texts(ids)
        changing.start()
        changing.join(timeout=0.2)
        return texts

    shelf.letters = {1: "原先的说法"}
    shelf.index.enqueue([1])

    Index(shelf.kind, texts_and_then_a_change).index_pending()
    changing.join()

    assert in_the_inverted_index("后来")
    assert not in_the_inverted_index("原先")
