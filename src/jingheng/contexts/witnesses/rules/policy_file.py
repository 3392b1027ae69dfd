"""The policy file of C2SP tlog-policy: whose word counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def policy_text(logs: Iterable[str], witnesses: Sequence[tuple[str, str, str]], needed: int) -> str:
    """WIT-9. Keys of the logs; witnesses by name, key and address; so many of them must agree. Without witnesses nobody
    need (own design; C2SP tlog-policy, read).
    """
    lines = [f"log {vkey}" for vkey in logs]
    names = []
    for number, (name, vkey, url) in enumerate(witnesses, 1):
        lines.append("# " + _CONTROL.sub(" ", name))
        names.append(f"w{number}")
        lines.append(" ".join(filter(None, ("witness", names[-1], vkey, url))))
    if names:
        lines.append(f"group witnesses {needed} {' '.join(names)}")
    lines.append(f"quorum {'witnesses' if names else 'none'}")
    return "\n".join([*lines, ""])
