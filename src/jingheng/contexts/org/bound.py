"""Which rows the ledger binds: who serves where, in what, as what."""

from __future__ import annotations

from jingheng.contexts.ledger.api import SERVER, bind, name_offices
from jingheng.contexts.org import models


def bind_tables() -> None:
    """Of an account whose it is and what it is called; not its password, nor when it was last used."""
    bind(models.Office, office="id")
    for model in (models.Department, models.Person, models.Post, models.DutyHolding, models.ReportingLine):
        bind(model, office="office")
    for relation in (models.Absence, models.Relative):
        bind(relation, office="person__office")
    bind(models.Account, office="person__office", without=["password", "last_login"])
    name_offices(_code)


def _code(office_id: int) -> str:
    offices = (
        models.Office.objects.order_by("path") if office_id == SERVER else models.Office.objects.filter(pk=office_id)
    )
    return offices.values_list("code", flat=True)[0]
