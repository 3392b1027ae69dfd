"""The order in which an office names its departments."""

from __future__ import annotations

from jingheng.contexts.org.rules.departments import department_order


def test_ORG_5_leaders_come_first_and_numbered_departments_by_their_number() -> None:
    named = [
        "第十一检察部", "第一检察部", "办公室", "第三检察部", "第二检察部", "院领导", "第十检察部", "第二十检察部", "第4检察部",
        "检务督察部",
    ]  # fmt: skip

    assert sorted(named, key=department_order) == [
        "院领导", "第一检察部", "第二检察部", "第三检察部", "第4检察部", "第十检察部", "第十一检察部", "第二十检察部",
        *sorted(["办公室", "检务督察部"]),
    ]  # fmt: skip


def test_ORG_5_twenty_one_follows_twelve() -> None:
    assert department_order("第十二检察部") < department_order("第二十检察部") < department_order("第二十一检察部")
