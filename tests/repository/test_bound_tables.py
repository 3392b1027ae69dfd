"""Every table of the product is bound in the ledger, or says here why it is not."""

from __future__ import annotations

from django.apps import apps

from jingheng.contexts.ledger.api import Bound
from jingheng.contexts.ledger.binding import bindings

_ITSELF = "the ledger itself"
_FRAMEWORK = "sessions, failed sign-ins and the framework's own; what of it matters is an event"
NOT_BOUND = {
    "ledger.Log": _ITSELF,
    "ledger.Leaf": _ITSELF,
    "ledger.Opening": _ITSELF,
    "ledger.Place": _ITSELF,
    "ledger.Entry": _ITSELF,
    "ledger.Tile": _ITSELF,
    "ledger.Checkpoint": _ITSELF,
    "sessions.Session": _FRAMEWORK,
    "axes.AccessAttempt": _FRAMEWORK,
    "axes.AccessAttemptExpiration": _FRAMEWORK,
    "axes.AccessFailureLog": _FRAMEWORK,
    "axes.AccessLog": _FRAMEWORK,
    "auth.Group": _FRAMEWORK,
    "auth.Permission": _FRAMEWORK,
    "contenttypes.ContentType": _FRAMEWORK,
    "search.Entry": "made from the records again at any time",
    "cases.CaseMapping": "how columns are named in an export: a convenience",
    "cases.CaseIntake": "rows on their way in, gone once they are taken over",
    "records.Draft": "its owner's alone; not business yet",
    "witnesses.Asking": "how far a witness has come: its own signature says so",
    "witnesses.Kept": "what we cosigned: signed by the log and by us; a leaf for each would never let two servers rest",
    "desk.ImportJob": "how far a job has come",
}


def test_every_table_is_bound_or_says_why_not() -> None:
    bound = {model._meta.label for model in bindings()}
    tables = {model._meta.label for model in apps.get_models()}

    assert bound & NOT_BOUND.keys() == set()
    assert bound | NOT_BOUND.keys() == tables


def test_what_is_bound_notices_its_changes() -> None:
    assert [model for model in bindings() if not issubclass(model, Bound)] == []


def test_what_may_change_unnoticed_is_a_column() -> None:
    for binding in bindings().values():
        columns = {one.attname for one in binding.model._meta.concrete_fields}
        assert binding.without <= columns
        assert binding.sealed.keys() <= columns
