"""代录: typed by a clerk, counted once the person confirms, and then the clerk loses sight of it (decisions §9)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import Department, DutyHolding, Post
from jingheng.contexts.records.models import Draft, PaperSigning, Record
from jingheng.contexts.records.queries.filer_todos import filer_todos
from jingheng.contexts.records.queries.own_records import find_draft, own_drafts
from jingheng.contexts.records.queries.visibility import readable
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.usecases import transcribing
from jingheng.contexts.records.usecases.drafts import keep_draft, submit_draft, throw_away
from jingheng.contexts.records.usecases.filing import file_draft
from jingheng.contexts.records.usecases.transcribing import (
    confirm_signed_transcript,
    enter_signed_transcript,
    find_transcript,
    hand_over,
    handed_over,
    open_scan,
    open_signed_transcript,
    signed_transcript_todos,
    signed_transcripts,
    speakers,
    start_transcript,
    take_back,
)
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, naming
from tests.factories.reporting import code_of

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def office(cast: Cast) -> Cast:
    """outsider is the leaders' clerk, political the liaison of a small office."""
    leaders = Department.objects.get(office=cast.county, name="院领导")
    for person, duty, department in ((cast.outsider, "CLERK", leaders), (cast.political, "LIAISON", None)):
        DutyHolding.objects.filter(person=person).delete()
        DutyHolding.objects.create(
            person=person, office=cast.county, duty=duty, department=department, starts_on=date(2020, 1, 1)
        )
    return cast


def typed(cast: Cast, said: Content | None = None, who: str = "outsider", speaker: str = "deputy") -> Draft:
    actor = cast.actor(who)
    draft = start_transcript(person_id=cast.people[speaker].pk, actor=actor, at=NOON)
    return keep_draft(
        uid=draft.uid, content=said or content(), as_typed={}, version=1, window="w", actor=actor, at=NOON
    )


def handed(cast: Cast, said: Content | None = None, who: str = "outsider", speaker: str = "deputy") -> Draft:
    return hand_over(uid=typed(cast, said, who, speaker).uid, actor=cast.actor(who), at=NOON)


def scanned(cast: Cast, draft: Draft, who: str = "outsider", at: datetime = LATER, **changes: Any) -> PaperSigning:
    said: dict[str, Any] = {"signed_on": LATER.date(), "scan": SimpleUploadedFile("代录.pdf", b"%PDF-1.7 signed")}
    said |= {"code": transcribing.code_of(draft)}
    return enter_signed_transcript(uid=draft.uid, actor=cast.actor(who, at), at=at, **(said | changes))


# --- for whom ---------------------------------------------------------------------------------------------------------
def test_a_clerk_types_for_his_departments_and_a_liaison_for_everybody_but_himself(office: Cast) -> None:
    def names(who: str) -> set[str]:
        return {person.name for person in speakers(office.actor(who), on=NOON.date())}

    assert names("outsider") == {"贺承平", "乔敏行", "沈端方"}
    assert {"方小岚", "贺承平"} < names("political")
    assert "穆清" not in names("political")
    assert names("prosecutor") == names("inspector") == set()


def test_nobody_types_for_somebody_who_is_not_his_to_type_for(office: Cast) -> None:
    for who, speaker in (("outsider", "prosecutor"), ("prosecutor", "deputy"), ("political", "political")):
        actor, person = office.actor(who), office.people[speaker]
        with pytest.raises(Refused) as refused:
            start_transcript(person_id=person.pk, actor=actor, at=NOON)
        assert refused.value.refusal.code == "unknown-person"
    assert not Draft.objects.exists()


# --- by signing in ----------------------------------------------------------------------------------------------------
def test_it_counts_once_the_person_submits_it(office: Cast) -> None:
    draft = handed(office)
    assert not Record.objects.exists()
    deputy = office.actor("deputy")
    assert [line.kind for line in own_drafts(deputy)] == ["待确认"]
    assert [todo.what for todo in filer_todos(deputy, LATER)] == ["核对并确认代录的记录"]

    record = submit_draft(uid=draft.uid, actor=deputy, at=LATER)

    assert (record.filer, record.typed_by, record.filed_at) == (office.deputy, office.outsider, LATER)
    assert (record.position, record.is_paper_signed) == ("LEADER", False)


def test_then_the_clerk_loses_sight_of_it(office: Cast) -> None:
    draft, clerk = handed(office), office.actor("outsider")
    assert find_draft(clerk, draft.uid) is None
    assert find_transcript(clerk, draft.uid).pk == draft.pk

    submit_draft(uid=draft.uid, actor=office.actor("deputy"), at=LATER)

    assert code_of(lambda: find_transcript(clerk, draft.uid)) == "not-found"
    assert not handed_over(clerk).exists()
    assert not readable(clerk).exists()


def test_the_clerk_cannot_submit_it_himself(office: Cast) -> None:
    draft = typed(office)

    assert code_of(lambda: file_draft(uid=draft.uid, actor=office.actor("outsider"), at=NOON)) == "being-typed"
    assert not Record.objects.exists()


def test_what_is_not_complete_is_not_handed_over(office: Cast) -> None:
    draft = typed(office, content(summary="打听案情"))

    with pytest.raises(Exception, match="字"):
        hand_over(uid=draft.uid, actor=office.actor("outsider"), at=NOON)
    assert Draft.objects.get().is_being_typed


def test_the_person_may_throw_it_away(office: Cast) -> None:
    draft = handed(office)

    throw_away(uid=draft.uid, actor=office.actor("deputy"))

    assert not Draft.objects.exists()
    assert not handed_over(office.actor("outsider")).exists()


def test_the_clerk_takes_it_back_before_it_is_confirmed(office: Cast) -> None:
    draft = handed(office)
    with pytest.raises(Exception, match="没有找到"):
        take_back(uid=draft.uid, actor=office.actor("deputy"), at=NOON)

    take_back(uid=draft.uid, actor=office.actor("outsider"), at=NOON)

    assert Draft.objects.get().is_being_typed
    assert not handed_over(office.actor("outsider")).exists()
    hand_over(uid=draft.uid, actor=office.actor("outsider"), at=NOON)
    assert Draft.objects.get().owner == office.deputy


# --- about whom -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["outsider", "chief"])
@pytest.mark.parametrize("identified", [True, False])
def test_what_names_the_clerk_or_anybody_above_him_is_not_even_kept(office: Cast, key: str, identified: bool) -> None:
    party = naming(office.people[key], "P21")
    draft = start_transcript(person_id=office.deputy.pk, actor=office.actor("outsider"), at=NOON)
    if not identified:
        party = type(party)(name=party.name, unit="某单位", asker_types=frozenset({"P44"}))

    refused = code_of(
        lambda: keep_draft(
            uid=draft.uid, content=content(parties=(party,)), as_typed={}, version=1, window="w",
            actor=office.actor("outsider"), at=NOON,
        )
    )  # fmt: skip

    assert refused == "names-superior"
    assert Draft.objects.get().payload == "{}"


def test_what_he_saved_before_it_named_a_superior_is_still_there(office: Cast) -> None:
    draft, actor = typed(office), office.actor("outsider")
    kept = draft.payload

    refused = code_of(
        lambda: keep_draft(
            uid=draft.uid, content=content(parties=(naming(office.chief, "P21"),)), as_typed={}, version=draft.version,
            window="w", actor=actor, at=LATER,
        )
    )  # fmt: skip

    assert refused == "names-superior"
    assert Draft.objects.get().payload == kept
    assert find_draft(actor, draft.uid) is not None


def test_whom_he_does_not_report_to_he_may_type_about(office: Cast) -> None:
    assert handed(office, content(parties=(naming(office.colleague, "P23"),))).owner == office.deputy


# --- on paper ---------------------------------------------------------------------------------------------------------
def test_signed_on_paper_it_is_filed_when_a_third_person_confirms_it(office: Cast) -> None:
    signing = scanned(office, handed(office))
    assert not Record.objects.exists()
    assert [one.pk for one in signed_transcripts(office.actor("head", LATER), at=LATER)] == [signing.pk]
    assert [todo.key for todo in signed_transcript_todos(office.actor("head", LATER), at=LATER)] == [
        f"signed:{signing.uid}"
    ]
    for who in ("outsider", "deputy", "political", "chief", "sister_head", "city_head"):
        assert signed_transcripts(office.actor(who, LATER), at=LATER) == []

    record = confirm_signed_transcript(uid=signing.uid, actor=office.actor("head", LATER), at=LATER)

    assert (record.filer, record.typed_by, record.is_paper_signed) == (office.deputy, office.outsider, True)
    kept = PaperSigning.objects.get()
    assert (kept.record, kept.draft, kept.confirmed_by) == (record, None, office.head)
    filed = Entry.objects.get(event="statement.filed")
    assert filed.actor_id is None


def test_neither_the_clerk_nor_the_person_confirms_the_paper(office: Cast) -> None:
    for person in (office.deputy, office.outsider):
        DutyHolding.objects.create(person=person, office=office.county, duty="INSPECTOR", starts_on=date(2020, 1, 1))
    signing = scanned(office, handed(office))

    for who in ("outsider", "deputy"):
        with pytest.raises(Refused) as refused:
            confirm_signed_transcript(uid=signing.uid, actor=office.actor(who, LATER), at=LATER)
        assert refused.value.refusal.code in ("same-hand", "not-found")
    assert not Record.objects.exists()


def test_paper_signed_before_the_person_changed_the_text_is_void(office: Cast) -> None:
    draft = handed(office)
    signing = scanned(office, draft)
    keep_draft(
        uid=draft.uid, content=content(verbatim="“另一句话”"), as_typed={}, version=draft.version, window="x",
        actor=office.actor("deputy", LATER), at=LATER,
    )  # fmt: skip

    actor = office.actor("head", LATER)
    assert signed_transcripts(actor, at=LATER) == []
    assert code_of(lambda: confirm_signed_transcript(uid=signing.uid, actor=actor, at=LATER)) == "stale"


def test_only_who_will_read_the_record_reads_the_paper(office: Cast) -> None:
    """Decisions §1: about the head of inspection it goes to the city, and nobody at home learns of the paper either."""
    signing = scanned(office, handed(office, content(parties=(naming(office.head, "P22"),))))

    for who in ("head", "inspector", "political", "chief"):
        actor = office.actor(who, LATER)
        assert signed_transcripts(actor, at=LATER) == []
        assert list(signed_transcript_todos(actor, at=LATER)) == []
        with pytest.raises(Refused) as refused:
            open_signed_transcript(uid=signing.uid, actor=actor, at=LATER)
        assert refused.value.refusal.code == "not-found"
    city = office.actor("city_head", LATER)
    assert confirm_signed_transcript(uid=signing.uid, actor=city, at=LATER).receiving_office == office.city


def test_a_leader_who_is_not_named_may_be_above_the_clerk(office: Cast) -> None:
    for name in ("不详", "贺成平", "贺检"):  # the chief is 贺承平: misheard, or called by his office
        party = type(OUTSIDE_PARTY)(name=name, features="院领导", asker_types=frozenset({"P21"}))

        assert code_of(partial(typed, office, content(parties=(party,)))) == "names-superior"


def test_of_what_the_person_writes_afterwards_the_clerk_sees_nothing(office: Cast) -> None:
    draft = handed(office)
    keep_draft(
        uid=draft.uid, content=content(parties=(naming(office.chief, "P21"),)), as_typed={}, version=draft.version,
        window="x", actor=office.actor("deputy", LATER), at=LATER,
    )  # fmt: skip

    assert code_of(lambda: find_transcript(office.actor("outsider"), draft.uid)) == "changed"


def test_a_clerk_no_longer_in_office_sees_nothing(office: Cast) -> None:
    draft = handed(office)
    DutyHolding.objects.filter(person=office.outsider).delete()

    assert code_of(lambda: find_transcript(office.actor("outsider"), draft.uid)) == "not-found"


def test_a_second_scan_takes_the_place_of_the_first(
    office: Cast, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    draft = handed(office)
    first = scanned(office, draft)

    with django_capture_on_commit_callbacks(execute=True):
        second = scanned(office, draft, at=LATER + timedelta(minutes=5))

    assert [one.pk for one in draft.paper_signings.all()] == [second.pk]
    assert (default_storage.exists(first.path), default_storage.exists(second.path)) == (False, True)
    head = office.actor("head", LATER)
    assert code_of(lambda: confirm_signed_transcript(uid=first.uid, actor=head, at=LATER)) == "not-found"
    assert confirm_signed_transcript(uid=second.uid, actor=head, at=LATER).is_paper_signed


def test_the_clerk_opens_the_scan_that_he_entered_until_it_is_confirmed(office: Cast) -> None:
    signing = scanned(office, handed(office))
    clerk, head = office.actor("outsider", LATER), office.actor("head", LATER)
    for actor in (clerk, head):
        with open_scan(uid=signing.uid, actor=actor, at=LATER)[1] as file:
            assert file.read() == b"%PDF-1.7 signed"
    for who in ("deputy", "political", "prosecutor", "chief"):
        assert code_of(partial(open_scan, uid=signing.uid, actor=office.actor(who, LATER), at=LATER)) == "not-found"

    confirm_signed_transcript(uid=signing.uid, actor=head, at=LATER)

    assert code_of(lambda: open_scan(uid=signing.uid, actor=clerk, at=LATER)) == "not-found"


def test_thrown_away_it_takes_its_scan_along(office: Cast) -> None:
    draft = handed(office)
    scanned(office, draft)

    throw_away(uid=draft.uid, actor=office.actor("deputy"))

    assert not PaperSigning.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_on": NOON.date() - timedelta(days=1)}, "before-compiled"),
        ({"signed_on": NOON.date() + timedelta(days=1)}, "in-future"),
        ({"scan": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "not-a-scan"),
        ({"who": "political"}, "not-found"),
        ({"code": "another"}, "other-code"),
    ],
)
def test_a_scan_that_cannot_be_leaves_nothing(office: Cast, changes: dict[str, Any], code: str) -> None:
    draft = handed(office)

    assert code_of(lambda: scanned(office, draft, **changes)) == code
    assert not PaperSigning.objects.exists()


def test_nobody_of_another_office_opens_it(office: Cast) -> None:
    signing = scanned(office, handed(office))
    Post.objects.filter(person=office.sister_head).delete()

    for who in ("sister_head", "city_head", "prosecutor"):
        with pytest.raises(Refused) as refused:
            open_signed_transcript(uid=signing.uid, actor=office.actor(who, LATER), at=LATER)
        assert refused.value.refusal.code == "not-found"


# --- what may go wrong ------------------------------------------------------------------------------------------------
def test_what_is_not_being_typed_is_not_handed_over(office: Cast) -> None:
    draft = handed(office)

    assert code_of(lambda: hand_over(uid=draft.uid, actor=office.actor("deputy"), at=NOON)) == "not-found"


def test_a_scan_whose_row_could_not_be_written_leaves_no_file(office: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, dropped = handed(office), list[str]()
    monkeypatch.setattr(PaperSigning.objects, "create", _fails)
    monkeypatch.setattr(default_storage, "delete", dropped.append)

    with pytest.raises(RuntimeError):
        scanned(office, draft)

    assert len(dropped) == 1


def test_a_scan_that_is_lost_is_told_in_words(office: Cast) -> None:
    signing = scanned(office, handed(office))
    default_storage.delete(signing.path)

    actor = office.actor("head", LATER)
    assert code_of(lambda: open_signed_transcript(uid=signing.uid, actor=actor, at=LATER)) == "file-missing"


def _fails(**_columns: object) -> None:
    raise RuntimeError("the database refuses")
