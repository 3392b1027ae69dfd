"""A leader of 同级党委, 政法委 or 纪委监委 is recorded: that body is passed by (decisions §3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jingheng.contexts.records.models import Copy, Exclusion, Record
from jingheng.contexts.records.queries.visibility import official, workable
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.outlook import outlook
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file


def leader_of(unit: str, **changes: Any) -> Content:
    party = replace(
        OUTSIDE_PARTY, name="关山", unit=unit, title="副书记", asker_types=frozenset({"P11"}), managed_by="OWN_PARTY",
        litigant_relation="", **changes,
    )  # fmt: skip
    return content(parties=(party,), acts=frozenset({"A1"}))


def test_the_office_above_reads_a_copy_and_works_on_nothing(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader_of("正平区委政法委"))

    assert (record.passed_by, record.counting_office) == ("COMMITTEE", cast.county)
    assert official(cast.actor("city_head")).filter(pk=record.pk).exists()
    assert not workable(cast.actor("city_head")).filter(pk=record.pk).exists()
    assert not official(cast.actor("city_inspector")).filter(pk=record.pk).exists()
    assert official(cast.actor("head")).filter(pk=record.pk).exists()


def test_the_group_of_the_commission_is_shut_out(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader_of("正平区纪委监委"))

    assert Exclusion.objects.filter(record=record, person=cast.discipline).exists()
    assert record.passed_by == "DISCIPLINE"


def test_another_body_is_not_passed_by(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader_of("正平区委", body="OTHER"))

    assert record.passed_by == ""
    assert not Copy.objects.exists()


def test_a_correction_takes_nothing_back(cast: Cast) -> None:
    filer = cast.actor("prosecutor")
    record = file(filer, leader_of("正平区委"))

    correct_record(uid=record.uid, content=leader_of("正平区政府"), reason="单位写错了。", actor=filer, at=NOON)

    assert Record.objects.get().passed_by == "PARTY"
    assert Copy.objects.get().office == cast.city


def test_the_form_says_so_before_it_is_filed(cast: Cast) -> None:
    found = outlook(leader_of("正平区委政法委"), actor=cast.actor("prosecutor"), at=NOON)

    assert "不列入报政法委的材料" in found.sentence
    assert any("闻知恒" in sight.who and sight.why == "抄送" for sight in found.readers)
