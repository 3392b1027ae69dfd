"""签批: the sheet, the signature by hand with its scan, and who signs for the chief (decisions §7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records.models import PaperSigning, Reading, Record, Report
from jingheng.contexts.records.queries.own_records import history_of
from jingheng.contexts.records.queries.report_todos import report_todos
from jingheng.contexts.records.usecases.signing import (
    confirm_paper_signing,
    delegate_signing,
    end_delegation,
    enter_paper_signing,
    open_scan,
    read_sheet,
    unmask_on_sheet,
)
from jingheng.kernel.period import SHANGHAI
from jingheng.kernel.refusal import Refused
from tests.factories.cast import Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import DECEMBER, Desk, code_of

LATE_NOVEMBER = datetime(2026, 11, 27, 10, 0, tzinfo=SHANGHAI)
PDF = b"%PDF-1.7\n%a signature\n"


def compiled(cast: Cast) -> Report:
    desk = Desk(cast)
    return desk.compile(desk.open())


def scanned(cast: Cast, report: Report, who: str = "head", body: bytes = PDF, **changes: Any) -> PaperSigning:
    said: dict[str, Any] = {"signed_by": cast.chief.pk, "signed_on": DECEMBER.date(), "shown_revision": report.revision}
    return enter_paper_signing(
        uid=report.uid, scan=SimpleUploadedFile("签批单.pdf", body), actor=cast.actor(who, DECEMBER), at=DECEMBER,
        **(said | changes),
    )  # fmt: skip


def confirmed(cast: Cast, report: Report, who: str = "inspector", shown: PaperSigning | None = None) -> Report:
    shown = shown or PaperSigning.objects.filter(report=report).order_by("id").last()
    return confirm_paper_signing(
        uid=report.uid, shown_revision=report.revision, shown_scan=shown.uid if shown else "",
        actor=cast.actor(who, DECEMBER), at=DECEMBER,
    )  # fmt: skip


def todo_keys(cast: Cast, who: str) -> list[str]:
    return [todo.key for todo in report_todos(cast.actor(who, DECEMBER), DECEMBER)]


# --- by hand ----------------------------------------------------------------------------------------------------------
def test_one_enters_the_scan_and_another_confirms_it(cast: Cast) -> None:
    report = compiled(cast)
    signing = scanned(cast, report)
    assert Report.objects.get().state == "COMPILED"
    assert f"scanned:{report.uid}" in todo_keys(cast, "inspector")
    assert f"scanned:{report.uid}" not in todo_keys(cast, "head")

    confirmed(cast, report)

    kept = Report.objects.get()
    assert (kept.state, kept.signed_by, kept.signed_revision) == ("SIGNED", cast.chief, 1)
    assert (kept.is_paper_signed, kept.signed_as) == (True, "CHIEF")
    signing.refresh_from_db()
    assert (signing.entered_by, signing.confirmed_by) == (cast.head, cast.inspector)
    events = list(Entry.objects.order_by("id").values_list("event", flat=True))
    assert events[-2:] == ["report.paper-entered", "report.signed-on-paper"]


def test_whoever_entered_it_does_not_confirm_it(cast: Cast) -> None:
    report = compiled(cast)
    scanned(cast, report)

    assert code_of(lambda: confirmed(cast, report, "head")) == "same-hand"
    assert Report.objects.get().state == "COMPILED"


def test_a_scan_that_was_replaced_since_is_not_confirmed(cast: Cast) -> None:
    report = compiled(cast)
    first = scanned(cast, report)
    second = scanned(cast, report, body=PDF + b" again")

    with pytest.raises(Refused) as refused:
        confirmed(cast, report, shown=first)

    assert refused.value.refusal.code == "other-scan"
    assert PaperSigning.objects.filter(confirmed_at=None).count() == 2
    assert confirmed(cast, report, shown=second).state == "SIGNED"


def test_without_a_scan_there_is_nothing_to_confirm(cast: Cast) -> None:
    report = compiled(cast)

    assert code_of(lambda: confirmed(cast, report)) == "no-scan"


def test_a_new_revision_needs_a_new_signature(cast: Cast) -> None:
    report = compiled(cast)
    scanned(cast, report)
    Desk(cast).compile(report, words="补充问题。")
    report.refresh_from_db()

    assert code_of(lambda: confirmed(cast, report)) == "no-scan"
    assert f"scanned:{report.uid}" not in todo_keys(cast, "inspector")


def test_compiled_again_it_is_no_longer_signed_on_paper(cast: Cast) -> None:
    report = compiled(cast)
    scanned(cast, report)
    Desk(cast).compile(confirmed(cast, report))

    kept = Report.objects.get()
    assert (kept.is_paper_signed, kept.signed_as, kept.signed_by) == (False, "", None)


def test_the_general_office_finds_what_waits_for_a_signature_and_nothing_earlier(cast: Cast) -> None:
    DutyHolding.objects.create(
        person=cast.outsider, office=cast.county, duty="GENERAL_OFFICE", starts_on=date(2020, 1, 1)
    )
    desk = Desk(cast)
    report = desk.open()
    assert code_of(lambda: scanned(cast, report, "outsider")) == "not-found"

    scanned(cast, desk.compile(report), "outsider")

    report.refresh_from_db()
    confirmed(cast, report, "head")
    assert Report.objects.get().state == "SIGNED"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_by": "prosecutor"}, "not-signatory"),
        ({"signed_on": date(2026, 12, 9)}, "in-future"),
        ({"signed_on": date(2026, 12, 7)}, "before-compiled"),
        ({"body": b"PK\x03\x04 a workbook"}, "not-a-scan"),
        ({"shown_revision": 7}, "stale"),
        ({"who": "chief"}, "not-found"),
        ({"who": "sister_head"}, "not-found"),
    ],
)
def test_a_scan_that_cannot_be_leaves_nothing(cast: Cast, changes: dict[str, Any], code: str) -> None:
    report = compiled(cast)
    if "signed_by" in changes:
        changes = {"signed_by": cast.people[changes["signed_by"]].pk}

    assert code_of(lambda: scanned(cast, report, **changes)) == code
    assert not PaperSigning.objects.exists()


def test_the_scan_is_for_those_who_work_on_it(cast: Cast) -> None:
    signing = scanned(cast, compiled(cast))

    for who in ("head", "inspector", "chief"):
        _, opened = open_scan(uid=signing.uid, actor=cast.actor(who, DECEMBER))
        assert opened.read() == PDF
        opened.close()
    for who in ("prosecutor", "political", "city_head", "sister_head"):
        with pytest.raises(Refused):
            open_scan(uid=signing.uid, actor=cast.actor(who, DECEMBER))


# --- the sheet --------------------------------------------------------------------------------------------------------
def on_sheet(cast: Cast, report: Report, who: str = "chief") -> set[int]:
    return {record.pk for record in read_sheet(uid=report.uid, actor=cast.actor(who, DECEMBER), at=DECEMBER)}


def filed(cast: Cast, *parties: Any, who: str = "prosecutor") -> Record:
    said = content(LATE_NOVEMBER, **({"parties": parties} if parties else {}))
    return file(cast.actor(who, LATE_NOVEMBER), said, at=LATE_NOVEMBER)


def test_behind_the_figures_stand_the_records_that_the_chief_may_read(cast: Cast) -> None:
    plain, about_deputy = filed(cast), filed(cast, naming(cast.deputy, "P21"))
    about_chief = filed(cast, naming(cast.chief, "P21"))
    own = filed(cast, who="chief")
    report = compiled(cast)

    found = on_sheet(cast, report)

    assert found == {plain.pk, about_deputy.pk}
    assert about_chief.pk not in found
    assert own.pk not in found
    assert Reading.objects.filter(person=cast.chief, duty="CHIEF").count() == 2
    on_sheet(cast, report)
    assert Reading.objects.filter(person=cast.chief).count() == 2  # the same sitting


def test_the_head_prints_what_chief_and_head_may_both_read(cast: Cast) -> None:
    plain, about_head = filed(cast), filed(cast, naming(cast.head, "P22"))
    report = compiled(cast)

    assert on_sheet(cast, report, "head") == {plain.pk}
    assert about_head.pk not in on_sheet(cast, report)


@pytest.mark.parametrize("who", ["inspector", "acting"])
def test_nobody_else_gets_the_records(cast: Cast, who: str) -> None:
    filed(cast)
    cast.people["acting"] = cast.deputy
    acting(cast)

    assert on_sheet(cast, compiled(cast), who) == set()


def test_a_quarter_lists_no_records(cast: Cast) -> None:
    filed(cast)
    report = compiled(cast)
    Report.objects.filter(pk=report.pk).update(kind="QUARTER", first_month=F("first_month") - 1)

    assert on_sheet(cast, report) == set()


def test_the_chief_unmasks_with_a_reason_and_the_filer_reads_it(cast: Cast) -> None:
    record = filed(cast)
    report = compiled(cast)
    asked: dict[str, Any] = {"uid": report.uid, "record_uid": record.uid, "at": DECEMBER}
    chief, head = cast.actor("chief", DECEMBER), cast.actor("head", DECEMBER)

    assert code_of(lambda: unmask_on_sheet(**asked, reason=" ", actor=chief)) == "needs-reason"
    assert code_of(lambda: unmask_on_sheet(**asked, reason="想知道", actor=head)) == "not-found"
    unmask_on_sheet(**asked, reason="需当面了解情况", actor=chief)

    assert "理由：需当面了解情况" in [one.note for one in history_of(record)]


# --- for the chief ----------------------------------------------------------------------------------------------------
def acting(cast: Cast, who: str = "deputy", days: int = 30, by: str = "chief") -> DutyHolding:
    return delegate_signing(
        person_id=cast.people[who].pk, starts_on=DECEMBER.date(), last_day=DECEMBER.date() + timedelta(days=days - 1),
        actor=cast.actor(by, DECEMBER), at=DECEMBER,
    )  # fmt: skip


def test_a_deputy_signs_for_the_chief_within_his_days(cast: Cast) -> None:
    acting(cast)
    report = compiled(cast)

    signed = Desk(cast).act("sign", report, "deputy")

    assert (signed.signed_by, signed.signed_as) == (cast.deputy, "ACTING")
    later = DECEMBER + timedelta(days=30)
    assert not cast.actor("deputy", later).may("report.sign")


def test_he_signs_by_hand_too(cast: Cast) -> None:
    acting(cast)
    report = compiled(cast)
    scanned(cast, report, signed_by=cast.deputy.pk)

    assert confirmed(cast, report).signed_as == "ACTING"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"who": "prosecutor"}, "not-a-leader"),
        ({"who": "chief"}, "self"),
        ({"who": "city_chief"}, "unknown-person"),
        ({"days": 61}, "too-long"),
        ({"by": "head"}, "not-found"),
        ({"who": "inspection_deputy"}, "incompatible"),
    ],
)
def test_a_delegation_that_cannot_be(cast: Cast, changes: dict[str, Any], code: str) -> None:
    assert code_of(lambda: acting(cast, **changes)) == code
    assert not DutyHolding.objects.filter(duty="ACTING").exists()


def test_the_chief_ends_it_when_he_is_back(cast: Cast) -> None:
    holding = acting(cast)

    def end(who: str) -> None:
        end_delegation(holding_id=holding.pk, actor=cast.actor(who, DECEMBER), at=DECEMBER)

    assert code_of(lambda: end("deputy")) == "not-found"
    assert code_of(lambda: end("city_chief")) == "not-found"
    end("chief")

    holding.refresh_from_db()
    assert (holding.ends_on, holding.ended_at) == (DECEMBER.date(), DECEMBER)
    assert Entry.objects.latest("id").event == "duty.ended"


@pytest.mark.parametrize("begun", [0, 3], ids=["begun today", "begun earlier"])
def test_from_that_moment_he_signs_nothing(cast: Cast, begun: int) -> None:
    holding, now = acting(cast), DECEMBER + timedelta(days=begun)
    assert cast.actor("deputy", now).may("report.sign")

    end_delegation(holding_id=holding.pk, actor=cast.actor("chief", now), at=now)

    assert not cast.actor("deputy", now).may("report.sign")


def test_one_that_has_yet_to_begin_never_holds(cast: Cast) -> None:
    start = DECEMBER.date() + timedelta(days=5)
    chief = cast.actor("chief", DECEMBER)
    holding = delegate_signing(
        person_id=cast.deputy.pk, starts_on=start, last_day=start + timedelta(days=5), actor=chief, at=DECEMBER
    )

    end_delegation(holding_id=holding.pk, actor=chief, at=DECEMBER)

    for day in range(12):
        assert not cast.actor("deputy", DECEMBER + timedelta(days=day)).may("report.sign")
    assert code_of(lambda: end_delegation(holding_id=holding.pk, actor=chief, at=DECEMBER)) == "already-ended"


def test_one_leader_at_a_time_signs_for_the_chief(cast: Cast) -> None:
    first = acting(cast)
    assert code_of(lambda: acting(cast)) == "overlaps"

    end_delegation(holding_id=first.pk, actor=cast.actor("chief", DECEMBER), at=DECEMBER)
    second = acting(cast)

    assert [one.ends_on == one.starts_on for one in DutyHolding.objects.filter(duty="ACTING").order_by("id")] == [
        True,
        False,
    ]
    assert second.person == cast.deputy
    assert cast.actor("deputy", DECEMBER).may("report.sign")


def test_whoever_acts_cannot_tell_that_there_is_a_record_about_him(cast: Cast) -> None:
    """Decisions §1: a list held against its total would tell him; so he has the total alone, in both worlds."""
    acting(cast)
    filed(cast, naming(cast.deputy, "P21"))
    report = compiled(cast)

    assert on_sheet(cast, report, "deputy") == set()
    assert not Reading.objects.filter(person=cast.deputy).exists()


# --- what may go wrong with files -------------------------------------------------------------------------------------
def test_a_scan_whose_row_could_not_be_written_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report, dropped = compiled(cast), list[str]()
    monkeypatch.setattr(PaperSigning.objects, "create", _fails)
    monkeypatch.setattr(default_storage, "delete", dropped.append)

    with pytest.raises(RuntimeError):
        scanned(cast, report)

    assert len(dropped) == 1
    assert dropped[0].startswith("signings/")


def test_a_scan_that_is_lost_is_told_in_words(cast: Cast) -> None:
    signing = scanned(cast, compiled(cast))
    default_storage.delete(signing.path)

    assert code_of(lambda: open_scan(uid=signing.uid, actor=cast.actor("head", DECEMBER))) == "file-missing"


def test_a_reader_of_reports_opens_no_scan(cast: Cast) -> None:
    signing = scanned(cast, compiled(cast))
    confirmed(cast, Report.objects.get())

    assert code_of(lambda: open_scan(uid=signing.uid, actor=cast.actor("political", DECEMBER))) == "not-found"


def _fails(**_columns: object) -> None:
    raise RuntimeError("the database refuses")
