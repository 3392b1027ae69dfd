"""Which rows the ledger binds, and in whose log: a record's in that of the office that received it (decisions §1)."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from jingheng.contexts.ledger.api import bind
from jingheng.contexts.records import models
from jingheng.contexts.records.safe import unseal


def bind_tables() -> None:
    """A draft is its owner's alone and not bound; nor is where a file lies."""
    of_record = "record__receiving_office"
    bind(models.Record, office="receiving_office")
    bind(models.Revision, office=of_record, sealed={"payload": unseal, "reason": unseal})
    bind(models.Step, office=of_record, sealed={"opinion": unseal})
    for model in (models.Exclusion, models.Copy, models.IdentityQuestion, models.Reading, models.NationalNumber):
        bind(model, office=of_record)
    bind(models.Clearance, office=of_record, sealed={"note": unseal})
    words = ("disclosed", "answer", "result_text", "review_text", "review_answer")
    bind(models.Hearing, office=of_record, sealed=dict.fromkeys(words, unseal))
    bind(models.Attachment, office=of_record, sealed={"name": unseal}, without=["path"])
    bind(
        models.BlackedOut,
        office=f"attachment__{of_record}",
        sealed={"purpose": unseal, "name": unseal},
        without=["path"],
    )
    bind(models.PaperSigning, office=Coalesce("report__office", of_record), sealed={"name": unseal}, without=["path"])
    bind(models.Destruction, office="office", sealed={"reason": unseal, "answer": unseal})
    bind(models.Report, office="office", sealed={"words": unseal, "problems": unseal})
    bind(models.ReportRevision, office="report__office", sealed={"words": unseal, "problems": unseal})
    bind(models.ReportStep, office="report__office")
    bind(models.OutgoingPaper, office="report__office", sealed={"name": unseal}, without=["path"])
    registers = models.MonthSeal, models.Adjustment, models.NationalMonth, models.Series, models.PaperCount
    for register in (models.Statement, *registers):
        bind(register, office="office")
    bind(models.Reminder, office="person__office")
    bind(models.NationalDifference, office="month__office", sealed={"note": unseal})
