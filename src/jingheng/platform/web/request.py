"""What a view gets: a request that knows who acts and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from jingheng.kernel.actor import Actor


class Request(HttpRequest):
    actor: Actor
    at: datetime
    todos: Sequence[Any]  # set by the page that lists them, so that the shell need not ask again
    offices: Sequence[Any]  # the offices one may act in, the first where one stands
