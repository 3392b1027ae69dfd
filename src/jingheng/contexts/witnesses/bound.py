"""Which rows the ledger binds: whom we ask, and for whom we sign. Both are the server's."""

from __future__ import annotations

from jingheng.contexts.ledger.api import bind
from jingheng.contexts.witnesses import models


def bind_tables() -> None:
    """What was asked and what was cosigned is not bound: it is signed by others, and a leaf for each of them would never
    let two servers that witness each other come to rest.
    """
    bind(models.Witness, office=None)
    bind(models.Watched, office=None)
    bind(models.OtherStory, office=None)
