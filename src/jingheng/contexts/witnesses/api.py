"""The front door of the witnesses."""

from jingheng.contexts.witnesses.models import Watched, Witness
from jingheng.contexts.witnesses.queries import Overview, own_key, own_vkey, policy, watching, whole_overview
from jingheng.contexts.witnesses.rules.answers import FAILURES
from jingheng.contexts.witnesses.usecases.asking import Outcome, push, push_due, read_answers, requests_for
from jingheng.contexts.witnesses.usecases.countersigning import countersign_file, renew_key
from jingheng.contexts.witnesses.usecases.naming import add_witness, remove_witness, unwatch, watch

__all__ = [
    "FAILURES",
    "Outcome",
    "Overview",
    "Watched",
    "Witness",
    "add_witness",
    "countersign_file",
    "own_key",
    "own_vkey",
    "policy",
    "push",
    "push_due",
    "read_answers",
    "remove_witness",
    "renew_key",
    "requests_for",
    "unwatch",
    "watch",
    "watching",
    "whole_overview",
]
