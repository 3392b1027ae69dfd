"""What somebody is still writing: his own, never lost by a second window, and nothing kept that may not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from jingheng.contexts.norms.models import LocalNorm
from jingheng.contexts.org.models import Person
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, Record
from jingheng.contexts.records.rules.decision_aid import VERDICTS
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import draft_of
from jingheng.contexts.records.usecases.corrections import AlreadyChanged, correct_record
from jingheng.contexts.records.usecases.drafts import (
    keep_draft,
    start_change,
    start_draft,
    start_from_verdict,
    start_note,
    submit_draft,
    throw_away,
    turn_memo,
)
from jingheng.contexts.records.usecases.filing import AlreadyFiled, save_draft
from jingheng.kernel.actor import SYSTEM
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming

LATER = NOON + timedelta(hours=1)


def started(cast: Cast, said: Content | None = None, *, is_memo: bool = False) -> Draft:
    actor = cast.actor("prosecutor")
    return start_draft(content=content() if said is None else said, actor=actor, at=NOON, is_memo=is_memo)


def keep(
    cast: Cast, draft: Draft, said: Content | None = None, *, version: int | None = None, window: str = "w",
    who: str = "prosecutor", reason: str = "", as_typed: dict[str, str] | None = None,
) -> Draft:  # fmt: skip
    return keep_draft(
        uid=draft.uid, content=said or content(), as_typed=as_typed or {}, version=version or draft.version, window=window,
        reason=reason, actor=cast.actor(who), at=LATER,
    )  # fmt: skip


def submit(cast: Cast, uid: str, who: str = "prosecutor") -> Record:
    return submit_draft(uid=uid, actor=cast.actor(who), at=LATER)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return no.value.refusal.code


def test_a_draft_begins_with_what_is_known_already(cast: Cast) -> None:
    draft = start_draft(
        content=content(), actor=cast.actor("prosecutor"), at=NOON, quick=True, as_typed={"happened_at": "前天"}
    )

    payload = safe.unseal(draft.payload)
    assert (draft.owner, draft.version, draft.is_memo) == (cast.prosecutor, 1, False)
    assert (payload["quick"], payload["as_typed"]) == (True, {"happened_at": "前天"})
    assert draft_of(payload) == content()


def test_whoever_has_left_begins_nothing(cast: Cast) -> None:
    Person.objects.filter(pk=cast.prosecutor.pk).update(left_on=NOON.date() - timedelta(days=1))
    cast.prosecutor.refresh_from_db()

    assert refused(lambda: started(cast)) == "not-permitted"
    assert not Draft.objects.exists()


def test_the_system_writes_no_drafts(cast: Cast) -> None:
    assert refused(lambda: save_draft(uid="u", payload={}, version=1, actor=SYSTEM, at=NOON)) == "no-person"


def test_what_the_decision_aid_knows_for_certain_stands_in_the_form(cast: Cast) -> None:
    verdict = VERDICTS["FILE_LETTER"]

    draft = start_from_verdict(verdict=verdict, actor=cast.actor("prosecutor"), at=NOON)

    begun = draft_of(safe.unseal(draft.payload))
    assert (begun.channel, begun.parties[0].asker_types) == ("LETTER", frozenset({"P15"}))
    assert len(verdict.prefill["acts"]) > 1
    assert begun.acts == frozenset()  # several are offered, none is chosen for him
    assert safe.unseal(draft.payload)["verdict"] == "FILE_LETTER"


def test_a_note_in_haste_is_kept_to_be_completed_unless_it_is_of_tomorrow(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    with pytest.raises(Refused) as refused:
        start_note(content=content(happened_at=LATER), as_typed={}, actor=actor, at=NOON)
    assert (refused.value.refusal.code, refused.value.refusal.field) == ("REC-142", "happened_at")
    assert not Draft.objects.exists()

    note = start_note(content=content(happened_at=NOON), as_typed={}, actor=actor, at=NOON)

    payload = safe.unseal(note.payload)
    assert draft_of(payload).happened_at == NOON
    assert payload["quick"] is True


def test_what_may_only_go_on_paper_is_not_even_a_draft(cast: Cast) -> None:
    LocalNorm.objects.create(
        key="aid.leadership_on_paper",
        office=cast.county,
        value=True,
        instrument="区院规定",
        valid_from=date(2026, 1, 1),
    )
    about_deputy = content(parties=(naming(cast.deputy, "P21"),))

    assert refused(lambda: started(cast, about_deputy)) == "paper"
    kept = started(cast)
    assert refused(lambda: keep(cast, kept, about_deputy)) == "paper"
    assert draft_of(safe.unseal(Draft.objects.get().payload)) == content()


def test_an_empty_form_is_kept(cast: Cast) -> None:
    assert draft_of(safe.unseal(started(cast, Content()).payload)) == Content()


def test_the_page_that_saved_last_may_save_again(cast: Cast) -> None:
    draft = keep(cast, started(cast))

    again = keep(cast, draft, content(place="走廊"), version=1)

    assert (again.version, safe.unseal(again.payload)["place"]) == (3, "走廊")


@pytest.mark.parametrize("window", ["other", ""])
def test_another_page_overwrites_nothing_that_it_has_not_seen(cast: Cast, window: str) -> None:
    draft = keep(cast, started(cast))

    assert refused(lambda: keep(cast, draft, content(place="走廊"), version=1, window=window)) == "stale"
    assert safe.unseal(Draft.objects.get().payload)["place"] == content().place


def test_saving_keeps_what_only_the_draft_knows(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    draft = start_change(uid=record.uid, actor=cast.actor("prosecutor"), at=NOON)

    payload = safe.unseal(keep(cast, draft, reason="漏写", as_typed={"happened_at": "前天"}).payload)

    assert (payload["changes"], payload["written_on"]) == (record.uid, 1)
    assert (payload["reason"], payload["as_typed"], payload["window"]) == ("漏写", {"happened_at": "前天"}, "w")


def test_nobody_saves_the_draft_of_another(cast: Cast) -> None:
    draft = started(cast)

    assert refused(lambda: keep(cast, draft, who="colleague")) == "not-found"


def test_a_page_left_open_after_filing_is_told_that_it_is_filed(cast: Cast) -> None:
    draft = started(cast)
    record = submit(cast, draft.uid)

    with pytest.raises(AlreadyFiled) as already:
        keep(cast, draft)

    assert already.value.uid == record.uid
    assert not Draft.objects.exists()


def test_a_second_click_on_submit_files_nothing_more(cast: Cast) -> None:
    draft = started(cast)
    submit(cast, draft.uid)

    with pytest.raises(AlreadyFiled):
        submit(cast, draft.uid)

    assert Record.objects.count() == 1


def test_a_change_is_submitted_as_the_change_that_it_is_and_once(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    draft = start_change(uid=record.uid, actor=cast.actor("prosecutor"), at=NOON)
    keep(cast, draft, content(place="走廊"), reason="写错地点")

    assert submit(cast, draft.uid) == record
    with pytest.raises(AlreadyChanged) as already:
        submit(cast, draft.uid)

    assert already.value.uid == record.uid
    assert record.revisions.count() == 2


@pytest.mark.parametrize("who", ["colleague", "head"])
def test_nobody_submits_the_draft_of_another(cast: Cast, who: str) -> None:
    uid = started(cast).uid

    assert refused(lambda: submit(cast, uid, who)) == "not-found"
    assert not Record.objects.exists()


def test_what_could_not_be_read_is_refused_beside_its_field(cast: Cast) -> None:
    draft = started(cast)
    keep(cast, draft, as_typed={"happened_at": "前天下午", "parties-0-person_id": "方"})

    with pytest.raises(Refused) as no:
        submit(cast, draft.uid)

    assert [(refusal.code, refusal.field) for refusal in no.value.refusals] == [("unreadable", "happened_at")]
    assert not Record.objects.exists()


def test_a_change_begun_on_an_older_revision_is_not_taken_up_again(cast: Cast) -> None:
    record, actor = file(cast.actor("prosecutor")), cast.actor("prosecutor")
    started(cast)  # of something else
    older = start_change(uid=record.uid, actor=actor, at=NOON)
    correct_record(uid=record.uid, content=content(place="走廊"), reason="写错地点", actor=actor, at=LATER)

    newer = start_change(uid=record.uid, actor=actor, at=LATER)

    assert newer.uid != older.uid
    assert safe.unseal(newer.payload)["written_on"] == 2
    assert safe.unseal(newer.payload)["place"] == "走廊"


def test_a_memo_becomes_a_draft_like_any_other(cast: Cast) -> None:
    memo = started(cast, is_memo=True)

    turned = turn_memo(uid=memo.uid, actor=cast.actor("prosecutor"), at=LATER)

    assert (turned.pk, turned.is_memo, turned.saved_at) == (memo.pk, False, LATER)
    assert submit(cast, memo.uid).filer == cast.prosecutor


def test_nobody_turns_the_memo_of_another(cast: Cast) -> None:
    memo = started(cast, is_memo=True)

    assert refused(lambda: turn_memo(uid=memo.uid, actor=cast.actor("colleague"), at=LATER)) == "not-found"
    assert Draft.objects.get().is_memo


def test_throwing_away_twice_is_no_fault_and_takes_only_ones_own(cast: Cast) -> None:
    draft, other = started(cast), started(cast)

    throw_away(uid=other.uid, actor=cast.actor("colleague"))
    for _ in range(2):
        throw_away(uid=draft.uid, actor=cast.actor("prosecutor"))

    assert Draft.objects.get() == other
