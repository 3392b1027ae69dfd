"""Which browsers show the pages as they are meant (issue of the county office: clients as they are)."""

from __future__ import annotations

import re

_CHROMIUM = re.compile(r"(?:Chrome|Chromium)/(\d+)")


def old_chromium(user_agent: str, *, oldest: int) -> int | None:
    """The version of a Chromium, the domestic browsers' kernel too, that is older than what we know to be well."""
    found = _CHROMIUM.search(user_agent)
    version = int(found[1]) if found else oldest
    return version if version < oldest else None
