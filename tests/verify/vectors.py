"""The published vectors under docs/vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "vectors"


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())
