"""What the form says will happen is what happens; and it gives nobody's private relations away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jingheng.contexts.org.models import DutyHolding, Person, Relative
from jingheng.contexts.records.models import Draft, Record
from jingheng.contexts.records.queries.colleagues import fits
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.outlook import Outlook, outlook
from tests.factories.cast import NOON, START, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file, naming


def look(cast: Cast, said: Content, changes: str = "") -> Outlook:
    return outlook(said, actor=cast.actor("prosecutor"), at=NOON, changes=changes)


def who(found: Outlook) -> str:
    return "、".join(sight.who for sight in found.readers)


def shut_out(found: Outlook) -> str:
    return "、".join(sight.who for sight in found.shut_out)


def test_an_empty_form_says_where_it_would_go(cast: Cast) -> None:
    found = look(cast, Content())

    assert found.rule == "RTE-1"
    assert cast.head.name in who(found)


@pytest.mark.parametrize(
    ("key", "asker", "rule", "readers"),
    [
        ("colleague", "P23", "RTE-1", ["严守中"]),
        ("deputy", "P21", "RTE-2", ["严守中", "贺承平"]),
        ("chief", "P21", "RTE-3", ["闻知恒"]),
        ("inspection_deputy", "P21", "RTE-4", ["闻知恒", "贺承平"]),
        ("inspector", "P23", "RTE-5", ["闻知恒", "贺承平", "江澄"]),
        ("discipline", "P23", "RTE-6", ["严守中", "贺承平"]),
    ],
)
def test_it_names_the_readers_of_the_route_and_the_one_who_is_shut_out(
    cast: Cast, key: str, asker: str, rule: str, readers: list[str]
) -> None:
    found = look(cast, content(parties=(naming(cast.people[key], asker),)))

    assert found.rule == rule
    assert all(name in who(found) for name in readers)
    assert cast.people[key].name in shut_out(found)
    assert cast.people[key].name not in who(found)


def test_it_does_not_tell_whose_relative_somebody_is(cast: Cast) -> None:
    Relative.objects.create(
        person=cast.colleague, relative=cast.outsider, name="邹静好", relation="夫妻", starts_on=START
    )

    found = look(cast, content(parties=(naming(cast.colleague, "P23"),)))

    assert cast.outsider.name not in who(found) + shut_out(found)


def test_it_keeps_nothing(cast: Cast) -> None:
    look(cast, content())

    assert not Record.objects.exists()
    assert not Draft.objects.exists()


def test_a_vacant_desk_is_said_to_be_vacant(cast: Cast) -> None:
    DutyHolding.objects.filter(person__in=[cast.city_head, cast.city_inspector]).delete()

    found = look(cast, content(parties=(naming(cast.chief, "P21"),)))

    assert found.rule == "RTE-11"
    assert "一名" not in who(found)
    assert any("空缺" in sight.why for sight in found.readers)


def test_where_no_head_is_appointed_none_is_named(cast: Cast) -> None:
    DutyHolding.objects.filter(person__in=[cast.head, cast.chief]).delete()

    found = look(cast, content())

    assert found.rule == "RTE-1"
    assert [sight.who for sight in found.readers] == ["您本人", f"{cast.county.name}检务督察员一名"]


def test_where_nobody_is_above_the_group_of_discipline_inspection_receives_it(cast: Cast) -> None:
    sent = Person.objects.create(number="D", name="江澄", office=cast.city, identity="ADMIN")
    DutyHolding.objects.create(person=sent, office=cast.city, duty="DISCIPLINE", starts_on=START)

    found = outlook(content(parties=(naming(cast.city_chief, "P21"),)), actor=cast.actor("city_office"), at=NOON)

    assert found.rule == "RTE-8"
    assert [sight.who for sight in found.readers] == ["您本人", "派驻纪检监察组"]
    assert any(step.startswith("派驻纪检监察组在") for step in found.next_steps)


def test_taking_everybody_out_of_a_correction_does_not_bring_it_back_from_paper(cast: Cast) -> None:
    """Whoever was named has become the chief since: the correction could not be submitted."""
    actor = cast.actor("city_office")
    record = file(actor, content(parties=(naming(cast.city_publisher, "P24"),)))
    DutyHolding.objects.create(person=cast.city_publisher, office=cast.city, duty="CHIEF", starts_on=START)

    found = outlook(content(parties=()), actor=actor, at=NOON, changes=record.uid)

    assert found.rule == "RTE-9"
    assert found.refusal is not None
    assert (found.readers, found.next_steps) == ((), ())


def test_without_anybody_who_may_receive_it_it_sends_the_filer_to_paper(cast: Cast) -> None:
    said = content(parties=(naming(cast.city_chief, "P21"),))

    found = outlook(said, actor=cast.actor("city_office"), at=NOON)

    assert found.refusal is not None
    assert "打印空白表" in found.refusal.sentence


def test_a_correction_is_looked_at_with_everybody_who_was_named_before(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    foreseen = look(cast, content(), changes=record.uid)
    correct_record(uid=record.uid, content=content(), reason="姓名写错", actor=cast.actor("prosecutor"), at=NOON)

    record.refresh_from_db()
    assert foreseen.rule == "RTE-3"
    assert record.receiving_office == cast.city


def test_a_correction_goes_back_to_the_desk_only_while_nobody_has_accepted_the_record(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"))
    assert any("形式审查" in step for step in look(cast, content(), changes=record.uid).next_steps)

    Record.objects.filter(pk=record.pk).update(state="ACCEPTED", number="正平督〔2026〕1号")

    steps = look(cast, content(), changes=record.uid).next_steps
    assert steps[-1] == f"{cast.county.name}检务督察在原来的办理中看到改动，不再重新审查。"
    assert not any("形式审查" in step for step in steps)


def test_a_name_that_is_also_a_colleagues_is_said_to_be_asked_about(cast: Cast) -> None:
    found = look(cast, content(parties=(replace(OUTSIDE_PARTY, name=cast.colleague.name),)))

    assert cast.colleague.name in shut_out(found)
    assert any("确认是不是他" in step for step in found.next_steps)


@pytest.mark.parametrize(
    ("name", "text", "fitting"),
    [
        ("方小岚", "fxl", True),
        ("方小岚", "FX", True),
        ("方小岚", "小岚", True),
        ("方小岚", "xl", False),
        ("方小岚", "fxlx", False),
        ("方小岚", " ", False),
        ("曾单", "zs", True),
        ("曾单", "cd", True),
        ("𠮷㛃", "𠮷", True),
    ],
)
def test_a_name_is_found_by_a_part_of_it_or_by_its_initials(name: str, text: str, fitting: bool) -> None:
    assert fits(name, text) is fitting
