"""What the index stores of a text, and what a hit is.

A hit is plain: the normalised text contains every term of the query, as a find-in-page would see it (`holds`). The
tokens are only a sieve in front of it. Whatever contains a term has all of the term's tokens, so nothing is missed;
what merely has the same tokens in another order is sifted out afterwards by `holds`. So neither order nor place of a
token is stored, no token is ever looked up by its beginning, and every token may pass through a keyed hash.

Of every run of Chinese characters all single characters and overlapping pairs are stored; of every run of latin letters
and digits (file numbers, car plates, telephone numbers, of which people remember a part) also the triples, because
pairs of digits sift too little. A query asks for the longest of these that fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_IN_WORD = 3
LONGEST_IN_SCRIPT = 2

# Private use (rare surnames in older systems) and the planes of Han characters, which a Python may know too little of.
_BEYOND = "\ue000-\uf8ff\U00020000-\U0003fffd\U000f0000-\U0010fffd"
_SCRIPT = rf"(?:[^\W_0-9a-z]|[{_BEYOND}])"
_RUN = re.compile(rf"([0-9a-z]+)|({_SCRIPT}+)")
# Soft hyphens, zero-width characters and variation selectors come along with copied text; nobody can see or type them.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")
# File numbers are written with whichever brackets a keyboard offers: 〔2026〕, (2026), [2026], 【2026】.
_BRACKETS = str.maketrans("[〔【［]〕】］", "(((())))")
# "张 三" in a list of names, or a line that was broken: space between Chinese characters is layout.
_LAYOUT = re.compile(rf"(?<={_SCRIPT})\s+(?={_SCRIPT})")


def normalized(text: str) -> str:
    """Full width made half, capitals small, compatibility forms and brackets made one, layout taken out."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _LAYOUT.sub("", _INVISIBLE.sub("", folded)).translate(_BRACKETS)


def index_tokens(text: str) -> list[str]:
    """Every token of a text once, in an order that says nothing about the text."""
    return sorted(
        {
            keyed(token)
            for run, longest in _runs(normalized(text))
            for length in range(1, longest + 1)
            for token in _pieces(run, length)
        }
    )


def query_tokens(query: str) -> list[str]:
    """The tokens a text must have to be worth looking at; none if the query has nothing but punctuation."""
    return sorted(
        {
            keyed(token)
            for term in terms(query)
            for run, longest in _runs(term)
            for token in _pieces(run, min(longest, len(run)))
        }
    )


def terms(query: str) -> list[str]:
    """What is asked for: words with space between them, all of which must occur."""
    return [normalized(word) for word in query.split()]


def holds(text: str, query: str) -> bool:
    """Whether a text is a hit."""
    clean = normalized(text)
    return all(term in clean for term in terms(query))


def keyed(token: str) -> str:
    """The one door through which tokens enter the index and queries: the place for a keyed hash.

    What it returns must be letters and digits only, of one case if they are ASCII.
    """
    return token


def _runs(clean: str) -> Iterator[tuple[str, int]]:
    for word, script in _RUN.findall(clean):
        yield (word, LONGEST_IN_WORD) if word else (script, LONGEST_IN_SCRIPT)


def _pieces(run: str, length: int) -> Iterator[str]:
    return (run[start : start + length] for start in range(len(run) - length + 1))
