"""Signing as it is done: on paper with a scan and a second pair of eyes, or by somebody whom the chief has asked to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import IO

from django.core.files.base import File
from django.db import transaction

from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import DutyHolding, Office, Person, end_duty, grant_duty, holders, standing
from jingheng.contexts.records.models import PaperSigning, Record, Report
from jingheng.contexts.records.queries.approval import chief_of, sheet_records
from jingheng.contexts.records.queries.reports import NOT_FOUND, find_report, report_facts
from jingheng.contexts.records.rules.lifecycles import refuse_other_office, refuse_other_revision, refuse_outdated
from jingheng.contexts.records.rules.retention import refuse_destroyed
from jingheng.contexts.records.rules.signing import (
    refuse_delegation,
    refuse_other_scan,
    refuse_overlapping,
    refuse_scan,
    refuse_signing_day,
)
from jingheng.contexts.records.usecases.filing import new_uid
from jingheng.contexts.records.usecases.reading import note_readings
from jingheng.contexts.records.usecases.reports import moving
from jingheng.contexts.records.usecases.review import note_unmasking
from jingheng.contexts.records.usecases.storing import head_of, open_stored, stored
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure


def enter_paper_signing(
    *, uid: str, shown_revision: int, signed_by: int, signed_on: date, scan: File[bytes], actor: Actor, at: datetime
) -> PaperSigning:
    """The scan of a sheet signed by hand. It takes effect when somebody else has confirmed it. All of it or nothing."""
    today = local_date(at)
    report = find_report(actor, uid)
    if report.kind == "URGENT" or not actor.may("report.paper"):
        raise Refused(NOT_FOUND)
    facts = report_facts(report, shown_revision=shown_revision, on=today)
    norms = norms_on(today, office_path=report.office.path)
    ensure(refuse_other_office(facts, actor), refuse_other_revision(facts, actor), refuse_outdated(facts, actor))
    ensure(
        Refusal("wrong-state", "只有已经汇总、等待审签的一稿可以登记纸签。") if report.state != "COMPILED" else None,
        Refusal("not-signatory", "签名人应是检察长，或者当天主持工作的院领导。", "signed_by")
        if signed_by not in signatories(report.office, on=signed_on)
        else None,
        refuse_signing_day(signed_on, compiled_on=local_date(report.compiled_at or at), today=today),
        refuse_scan(head_of(scan), scan.size or 0, most_megabytes=norms["signing.scan_megabytes"]),
    )
    with stored(scan, "signings") as kept, recording(actor=actor, at=at) as ledger:
        signing = PaperSigning.objects.create(
            uid=new_uid(), report=report, revision=report.revision, signed_by_id=signed_by, signed_on=signed_on,
            entered_by_id=actor.me, entered_at=at, **kept._asdict(),
        )  # fmt: skip
        ledger("report.paper-entered", subject=f"report:{uid}", office_id=report.office_id, sha256=kept.sha256)
    return signing


def confirm_paper_signing(*, uid: str, shown_revision: int, shown_scan: str, actor: Actor, at: datetime) -> Report:
    """Another person has held scan and revision side by side: the report is signed from now on, marked 纸签."""
    with moving("sign-paper", uid=uid, shown_revision=shown_revision, actor=actor, at=at) as report:
        signing = waiting_signing(report)
        assert signing is not None  # REP-14 has seen to it
        ensure(refuse_other_scan(signing.uid, shown=shown_scan))
        signing.confirmed_by_id, signing.confirmed_at = actor.me, at
        signing.save(update_fields=["confirmed_by", "confirmed_at"])
        report.signed_by_id, report.signed_at, report.signed_revision = signing.signed_by_id, at, report.revision
        report.signed_as, report.is_paper_signed = (
            _signed_as(report.office, signing.signed_by_id, signing.signed_on),
            True,
        )
    return report


def waiting_signing(report: Report) -> PaperSigning | None:
    """The latest scan of this very revision that nobody has confirmed."""
    rows = PaperSigning.objects.filter(report=report, revision=report.revision, confirmed_at=None)
    return rows.select_related("signed_by", "entered_by").order_by("-id").first()


def signatories(office: Office, *, on: date) -> dict[int, str]:
    """Who may sign for the office on the day: the chief, and whoever acts for him."""
    return {person.pk: person.name for person in holders(office.pk, "CHIEF", "ACTING", on=on)}


def _signed_as(office: Office, person_id: int, on: date) -> str:
    chiefs = {person.pk for person in holders(office.pk, "CHIEF", on=on)}
    return "CHIEF" if person_id in chiefs else "ACTING"


@transaction.atomic
def delegate_signing(*, person_id: int, starts_on: date, last_day: date, actor: Actor, at: datetime) -> DutyHolding:
    """The chief has another leader of the office sign for him, from a day to a day."""
    today = local_date(at)
    office = Office.objects.select_for_update().get(pk=actor.here)
    person = Person.objects.filter(pk=person_id).first()
    if not actor.holds("CHIEF"):
        raise Refused(NOT_FOUND)
    if person is None or (where := standing(person, on=starts_on)).office_id != office.pk:
        raise Refused(Refusal("unknown-person", "本院在册人员中没有这个人，请重新选择。", "person"))
    longest = norms_on(today, office_path=office.path)["signing.delegation_days"]
    others = DutyHolding.objects.filter(office=office, duty="ACTING").select_related("person").order_by("starts_on")
    ensure(
        refuse_delegation(
            is_leader=where.position == "LEADER", is_self=person.pk == actor.person_id, starts_on=starts_on,
            last_day=last_day, today=today, longest=longest,
        ),
        refuse_overlapping(
            [(str(one.person), one.starts_on, one.ends_on) for one in others], starts_on=starts_on, last_day=last_day
        ),
    )  # fmt: skip
    return grant_duty(
        person=person, office=office, duty="ACTING", starts_on=starts_on, ends_on=last_day + timedelta(days=1),
        department=None, actor=actor, at=at,
    )  # fmt: skip


def end_delegation(*, holding_id: int, actor: Actor, at: datetime) -> DutyHolding:
    """The chief is back: it ends at once, and one that has yet to begin never holds."""
    holding = (
        DutyHolding.objects.select_related("person").filter(pk=holding_id, office=actor.here, duty="ACTING").first()
    )
    if holding is None or not actor.holds("CHIEF"):
        raise Refused(NOT_FOUND)
    end_duty(holding=holding, ends_on=max(local_date(at), holding.starts_on), actor=actor, at=at)
    return holding


def read_sheet(*, uid: str, actor: Actor, at: datetime) -> list[Record]:
    """The records behind a 签批单. Each one is a reading, kept and shown to its filer (decisions §15)."""
    report = find_report(actor, uid)
    records = list(
        sheet_records(report, actor, signatory=chief_of(report, on=local_date(at))).select_related(
            "filer", "department"
        )
    )
    note_readings(records, actor=actor, at=at)
    return records


def unmask_on_sheet(*, uid: str, record_uid: str, reason: str, actor: Actor, at: datetime) -> Record:
    """Who filed one of the records on the sheet: the chief says why, and the filer is told."""
    report = find_report(actor, uid)
    record = sheet_records(report, actor, signatory=chief_of(report, on=local_date(at))).filter(uid=record_uid).first()
    if record is None or not actor.holds("CHIEF"):
        raise Refused(NOT_FOUND)
    note_unmasking(record, reason=reason, actor=actor, at=at)
    return record


def open_scan(*, uid: str, actor: Actor) -> tuple[PaperSigning, IO[bytes]]:
    """For those who enter and confirm scans in the report's office, and for whoever signs there."""
    signing = PaperSigning.objects.select_related("report").filter(uid=uid).first()
    if signing is None or signing.report is None or signing.report.office_id != actor.office_id:
        raise Refused(NOT_FOUND)
    find_report(actor, signing.report.uid)
    if not (actor.may("report.paper") or actor.may("report.sign")):
        raise Refused(NOT_FOUND)
    ensure(refuse_destroyed(signing.destroyed_at))
    return signing, open_stored(signing.path)
