"""A norm that no code reads would tell the reader of the page something untrue."""

from pathlib import Path

import pytest

from jingheng.contexts.norms.registry import Norm, shipped

SOURCE = Path(__file__).parents[2] / "src"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))


@pytest.mark.parametrize("key", sorted({norm.key for norm in shipped()}))
def test_a_shipped_norm_is_read_somewhere(key: str) -> None:
    assert f'"{key}"' in CODE


@pytest.mark.parametrize("norm", shipped(), ids=lambda norm: f"{norm.key} {norm.valid_from}")
def test_a_norm_names_its_source_in_words_of_the_trade(norm: Norm) -> None:
    assert norm.source.instrument
    assert "decisions" not in norm.source.instrument
    assert not set("(),;") & set(norm.name + norm.source.instrument + norm.source.article)
