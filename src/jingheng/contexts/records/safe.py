"""The one place where what a record says goes in and out of a table.

`seal` and `unseal` are plain canonical JSON for now; encryption at rest will replace their inside, not their callers.
`keyed` makes the token by which equal secrets are found again without being read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from typing import Any

from django.conf import settings

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(value: Any) -> str:
    """A value as it is stored: canonical JSON, so that equal contents have equal digests."""
    return _CANONICAL.encode(value)


def unseal(stored: str) -> Any:
    """What was sealed; the empty string is nothing."""
    return json.loads(stored) if stored else None


def digest(value: Any) -> str:
    """SHA-256 of the canonical form."""
    return digest_of_sealed(seal(value))


def digest_of_sealed(sealed: str) -> str:
    return hashlib.sha256(sealed.encode("utf-8", "surrogatepass")).hexdigest()


def keyed(kind: str, text: str) -> str:
    """A token for `text` that only this server can make; empty for nothing."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{kind}\0{plain}".encode(), "sha256").hex()
