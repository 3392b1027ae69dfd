"""What a filer is reminded of, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from jingheng.contexts.inbox.api import Light
from jingheng.contexts.records.queries.filer_todos import filer_todos
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.usecases.drafts import start_change, start_draft
from jingheng.contexts.records.usecases.review import return_record
from jingheng.kernel.period import local_date
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file


def test_a_draft_falls_due_some_days_after_what_happened(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    start_draft(content=content(), actor=actor, at=NOON)

    [todo] = filer_todos(actor, NOON)

    assert todo.due == date(2026, 11, 13)
    assert filer_todos(actor, NOON + timedelta(days=2))[0].light is Light.YELLOW
    assert filer_todos(actor, NOON + timedelta(days=4))[0].light is Light.RED


def test_a_draft_without_a_moment_has_no_day(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    start_draft(content=Content(), actor=actor, at=NOON, quick=True)

    [todo] = filer_todos(actor, NOON)

    assert (todo.due, todo.light, todo.button) == (None, Light.GREEN, "去补全")


def test_a_memo_is_nothing_to_do(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    start_draft(content=content(), actor=actor, at=NOON, is_memo=True)

    assert filer_todos(actor, NOON) == []


def test_a_returned_record_and_the_supplement_begun_for_it(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    record = file(actor)
    holder = next(key for key, person in cast.people.items() if person.pk == record.assignee_id)
    return_record(uid=record.uid, reason="R2", opinion="请写原话", actor=cast.actor(holder), at=NOON)
    start_change(uid=record.uid, actor=actor, at=NOON)

    draft, returned = filer_todos(actor, NOON)

    assert draft.due is None
    assert returned.due == date(2026, 11, 17)
    assert returned.url == f"/records/{record.uid}"


def test_one_line_for_a_record_however_many_names_are_asked_about(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    names = (cast.colleague.name, cast.outsider.name)
    record = file(actor, content(parties=tuple(replace(OUTSIDE_PARTY, name=name) for name in names)))

    [todo] = filer_todos(actor, NOON)

    assert todo.url == f"/records/{record.uid}#identity"
    assert not any(name in todo.what + todo.whose + todo.why for name in names)


def test_nobody_is_reminded_of_what_another_writes(cast: Cast) -> None:
    start_draft(content=content(), actor=cast.actor("prosecutor"), at=NOON)

    assert filer_todos(cast.actor("head"), NOON) == []


def test_a_draft_of_a_future_moment_is_reminded_of_from_the_day_it_was_saved(cast: Cast) -> None:
    actor = cast.actor("prosecutor")
    start_draft(content=content(happened_at=NOON + timedelta(days=40)), actor=actor, at=NOON, quick=True)

    (todo,) = filer_todos(actor, NOON)

    assert todo.due == local_date(NOON) + timedelta(days=3)
