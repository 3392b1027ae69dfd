"""Private names go from records that have long been at rest, from every table and for good; the rest stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import (
    Attachment,
    Draft,
    Hearing,
    IdentityQuestion,
    Record,
    Report,
    ReportRevision,
    Revision,
    Step,
)
from jingheng.contexts.records.queries.resting import due_to_forget, standing_of_forgetting
from jingheng.contexts.records.queries.search_text import INDEX
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.rules.progress import FINAL
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.drafts import start_change
from jingheng.contexts.records.usecases.pseudonymising import pseudonymise_next, squeeze_index
from jingheng.contexts.records.usecases.review import accept_record, triage_record
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refused
from jingheng.platform.db.overwriting import empty_log, overwrite_freed
from jingheng.platform.search.models import Entry as Indexed
from tests.factories.cast import NOON, Cast, make_cast
from tests.factories.contents import OUTSIDE_PARTY, content, naming
from tests.factories.contents import file as file_record
from tests.factories.reviewing import about_colleague, filed, heard_and_proposed, triaged
from tests.factories.whole_lives import LAWYER, LEADER, Life, dump, live

DUE = NOON.replace(year=2029)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _disk(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    yield
    storages.__dict__.pop("backends", None)


def night(at: datetime = DUE, limit: int = 50) -> int:
    """The whole pass; how many records were changed."""
    changed = after = 0
    while not (passed := pseudonymise_next(at=at, after=after, limit=limit)).is_last:
        after, changed = passed.after, changed + passed.changed
        assert not passed.failed
    begin = True
    while squeeze_index(at=at, begin=begin):
        begin = False
    return changed


def noted(cast: Cast, at: datetime = NOON, **said: Any) -> Record:
    """An everyday record, kept on file."""
    record = file_record(cast.actor("prosecutor", at), content(at, **said), at=at)
    Record.objects.filter(pk=record.pk).update(assignee=cast.inspector)
    return triaged(record, cast.actor("inspector", at), "T3", at)


def latest(record: Record) -> Revision:
    return Revision.objects.filter(record=record).order_by("-number")[0]


@pytest.mark.parametrize("seed", range(4))
def test_no_sign_of_a_private_name_is_left_anywhere_in_the_database(cast: Cast, seed: int) -> None:
    gone = live(cast, seed)
    kept = live(cast, seed + 100, NOON, ends_at=NOON + DAY)
    before = dump()
    assert gone.signs <= set(before)
    rows_before = _rows_of(kept)

    assert night() == 1

    after = dump()
    assert gone.signs & set(after) - kept.signs == set()
    assert kept.signs <= set(after)
    assert _rows_of(kept) == rows_before
    for name in (LEADER.name, LAWYER.name, LEADER.unit, LAWYER.unit, cast.colleague.name, cast.outsider.name):
        assert _without_index(after).count(name) == _without_index(before).count(name)


def _without_index(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("search_"))


def _rows_of(life: Life) -> list[Any]:
    """All that was written of it."""
    record = life.record
    return [
        list(rows.order_by("pk").values_list())
        for rows in (
            record.revisions.all(), Step.objects.filter(record=record),
            Hearing.objects.filter(record=record), Attachment.objects.filter(record=record),
            Report.objects.filter(record=record), IdentityQuestion.objects.filter(record=record),
        )
    ]  # fmt: skip


def test_the_day_before_nothing_happens(cast: Cast) -> None:
    noted(cast)
    before = dump()

    assert night(DUE - DAY) == 0

    assert dump() == before
    assert night(DUE) == 1


def test_the_ledger_names_record_and_both_digests_and_the_first_digest_stays(cast: Cast) -> None:
    record = noted(cast)
    filed_as = latest(record)

    night()

    now, leaf = latest(record), Entry.objects.get(event="record.pseudonymised")
    assert (now.digest, now.pseudonymised_at) == (filed_as.digest, DUE)
    assert now.pseudonymised_digest == safe.digest_of_sealed(now.payload) != now.digest
    assert (leaf.subject, leaf.office_id, leaf.actor_id) == (f"record:{record.uid}", cast.county.pk, None)
    assert leaf.details["revisions"] == [{"number": 1, "before": now.digest, "after": now.pseudonymised_digest}]


def test_of_an_urgent_report_the_digest_stays_and_the_ledger_has_that_of_the_new_words(cast: Cast) -> None:
    life = live(cast, 1)
    sent_as = list(ReportRevision.objects.order_by("number").values_list("digest", flat=True))

    night()

    leaf = Entry.objects.get(event="record.pseudonymised")
    now = ReportRevision.objects.order_by("number")
    assert [one["before"] for one in leaf.details["reports"]] == sent_as == [one.digest for one in now]
    assert all(one["after"] != one["before"] for one in leaf.details["reports"])
    assert Report.objects.get(record=life.record).digest == sent_as[-1]


def test_what_it_says_now_can_be_read_and_found(cast: Cast) -> None:
    record = noted(cast)

    night()

    said = draft_of(safe.unseal(latest(record).payload))
    assert [one.name for one in said.parties] == ["朋友甲"]
    assert said.summary.startswith("朋友甲来电询问其朋友的盗窃案")
    assert not INDEX.lag()
    assert "甘霖" not in "".join(Indexed.objects.values_list("tokens", flat=True))


def test_a_second_night_changes_nothing(cast: Cast) -> None:
    noted(cast)
    night()
    before = dump()

    assert night(DUE + DAY) == 0

    assert dump() == before


def test_batches_are_bounded_and_one_goes_on_where_the_other_stopped(cast: Cast) -> None:
    for _ in range(5):
        noted(cast)

    first = pseudonymise_next(at=DUE, limit=2)

    assert (first.changed, first.is_last, due_to_forget(on=local_date(DUE)).count()) == (2, False, 3)
    assert night(limit=2) == 3


def test_where_nobody_is_private_it_is_looked_through_once_and_left(cast: Cast) -> None:
    record = noted(cast, parties=(LEADER,))
    before = latest(record).payload

    passed = pseudonymise_next(at=DUE)

    assert (passed.changed, passed.untouched) == (0, 1)
    assert (latest(record).payload, latest(record).pseudonymised_at) == (before, None)
    assert not Entry.objects.filter(event="record.pseudonymised").exists()
    assert pseudonymise_next(at=DUE).is_last


@pytest.mark.parametrize("state", ["RECORDED", "RETURNED", "ACCEPTED", "TRIAGED", "VERIFYING", "HEARING", "PROPOSED"])
def test_what_is_worked_on_is_left(cast: Cast, state: str) -> None:
    record = noted(cast)
    assert state not in FINAL
    Record.objects.filter(pk=record.pk).update(state=state)

    assert night() == 0


def test_while_the_result_is_untold_or_a_review_unanswered_it_is_left(cast: Cast) -> None:
    record = about_colleague(cast)
    heard_and_proposed(cast, record, cast.actor("inspector"))
    Record.objects.filter(pk=record.pk).update(state="CONCLUDED", rested_at=NOON)
    hearings = Hearing.objects.filter(record=record)
    assert night() == 0
    hearings.update(told_at=NOON, review_asked_at=NOON)
    assert night() == 0

    hearings.update(review_answered_at=NOON)

    assert not due_to_forget(on=local_date(DUE - DAY)).exists()
    assert due_to_forget(on=local_date(DUE)).get() == record


@pytest.mark.parametrize(
    ("state", "is_left"), [("COLLECTING", True), ("SENT", True), ("ACCEPTED", False), ("CLOSED", False)]
)
def test_while_its_urgent_report_is_open_it_is_left(cast: Cast, state: str, is_left: bool) -> None:
    record = noted(cast)
    Record.objects.filter(pk=record.pk).update(is_urgent=True)
    assert night() == 0  # nobody has reported it
    Report.objects.create(
        uid="urgent", office=cast.county, kind="URGENT", first_month=1, last_month=1, record=record, state=state,
        due_date=NOON.date(),
    )  # fmt: skip

    assert night() == (0 if is_left else 1)


def test_while_a_name_may_be_a_colleagues_it_is_left_and_said(cast: Cast) -> None:
    record = noted(cast, parties=(naming(cast.colleague, "P44", person_id=None, managed_by=""),))
    assert IdentityQuestion.objects.filter(record=record, answered_at=None).exists()

    assert night() == 0

    standing = standing_of_forgetting(DUE)
    assert (standing.due, standing.unanswered) == (0, 1)
    IdentityQuestion.objects.update(answered_at=NOON, answer=cast.colleague)
    night()
    assert cast.colleague.name in latest(record).payload


def test_a_name_asked_back_and_nobodys_is_not_to_be_found_again_by_its_key(cast: Cast) -> None:
    records = [noted(cast, parties=(naming(cast.colleague, "P44", person_id=None, managed_by=""),)) for _ in range(2)]
    IdentityQuestion.objects.update(answered_at=NOON)
    (key,) = set(IdentityQuestion.objects.values_list("name_key", flat=True))

    night()

    keys = set(IdentityQuestion.objects.values_list("name_key", flat=True))
    assert len(keys) == len(records)
    assert key not in keys


def test_an_office_may_set_years_of_its_own_and_nought_is_never(cast: Cast) -> None:
    noted(cast)
    LocalNorm.objects.create(
        key="privacy.pseudonymise_years", office=cast.county, value=0, instrument="院内规定", valid_from=NOON.date()
    )
    assert night(DUE.replace(year=2099)) == 0

    LocalNorm.objects.update(value=5)

    assert night(DUE) == 0
    assert night(NOON.replace(year=2031)) == 1


def test_a_correction_afterwards_is_measured_by_what_stands_there_and_its_names_go_the_next_night(cast: Cast) -> None:
    record, filer = noted(cast), cast.actor("prosecutor", DUE)
    night()
    said = draft_of(safe.unseal(latest(record).payload))
    with pytest.raises(Refused) as unchanged:
        correct_record(uid=record.uid, content=said, reason="没有改", actor=filer, at=DUE)
    assert unchanged.value.refusal.code == "REC-33"

    more = content(NOON, parties=(*said.parties, OUTSIDE_PARTY), summary=f"{said.summary}甘霖还说要请吃饭。")
    correct_record(uid=record.uid, content=more, reason="甘霖没有写上", actor=filer, at=DUE)

    assert night(DUE + DAY) == 1
    assert "甘霖" not in dump()
    assert [one.name for one in draft_of(safe.unseal(latest(record).payload)).parties] == ["朋友甲", "朋友乙"]
    assert [one.pseudonymised_at for one in record.revisions.order_by("number")] == [DUE, DUE + DAY]
    leaf = Entry.objects.filter(event="record.pseudonymised").order_by("-id")[0]
    first = record.revisions.get(number=1)
    assert leaf.details["revisions"][0]["before"] != first.digest


def test_drafts_are_not_touched(cast: Cast) -> None:
    record = noted(cast)
    start_change(uid=record.uid, actor=cast.actor("prosecutor"), at=NOON)

    night()

    assert "甘霖" in Draft.objects.get().payload


def test_one_that_cannot_be_read_does_not_keep_the_others_waiting(cast: Cast) -> None:
    broken, sound = noted(cast), noted(cast)
    Revision.objects.filter(record=broken).update(payload="no JSON")

    passed = pseudonymise_next(at=DUE)

    assert (passed.changed, passed.failed) == (1, 1)
    assert latest(sound).pseudonymised_at == DUE
    assert due_to_forget(on=local_date(DUE)).get() == broken


def test_doctor_counts_what_is_due_and_what_nobody_did_for_a_week(cast: Cast) -> None:
    noted(cast)

    assert (standing_of_forgetting(DUE - DAY).due, standing_of_forgetting(DUE).due) == (0, 1)
    assert standing_of_forgetting(DUE + 7 * DAY).overdue == 0
    assert standing_of_forgetting(DUE + 8 * DAY).overdue == 1


def test_a_record_comes_to_rest_with_its_last_move(cast: Cast) -> None:
    record, inspector = filed(cast), cast.actor("inspector")
    accept_record(uid=record.uid, actor=inspector, at=NOON)
    assert Record.objects.get().rested_at is None

    triage_record(uid=record.uid, conclusion="T0", opinion="", actor=inspector, at=NOON + DAY)

    assert Record.objects.get().rested_at == NOON + DAY


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_not_even_the_file_holds_a_private_name_any_more() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a matter of one file")
    cast = make_cast()
    overwrite_freed()  # what tests before this one freed is theirs, and so is the draft that was filed
    record = noted(cast, verbatim="只在这里说过的一句话，电话 13912345678，" + "找甘霖。" * 400)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    assert b"13912345678" in _file()

    night()

    assert "甘霖".encode() not in _file()
    assert b"13912345678" not in _file()
    assert "只在这里说过的一句话" in latest(record).payload


def _file() -> bytes:
    empty_log()
    return Path(str(connection.settings_dict["NAME"])).read_bytes()
