"""The front door of draws: whoever has a list to draw from sets up a draw of it here."""

from __future__ import annotations

from jingheng.contexts.draws.models import Draw
from jingheng.contexts.draws.queries.draws import bundle_of, draw_seen, result_of, visible_draws
from jingheng.contexts.draws.usecases.drafting import draft

__all__ = ["Draw", "bundle_of", "draft", "draw_seen", "result_of", "visible_draws"]
