"""月度台账: who has which lines, what stands on them, and that opening it is reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.records.models import Reading, Record
from jingheng.contexts.records.queries.month_ledger import Line
from jingheng.contexts.records.usecases import month_ledger
from jingheng.contexts.records.usecases.filing import add_revision
from jingheng.contexts.records.usecases.hearings import correct_person
from jingheng.contexts.records.usecases.month_ledger import read_ledger, take_ledger
from jingheng.contexts.records.usecases.review import open_record
from jingheng.kernel.period import SHANGHAI, Month
from tests.factories.cast import NOON, Cast
from tests.factories.contents import content, file, naming
from tests.factories.reporting import code_of
from tests.factories.reviewing import about_colleague, filed, triaged

NOVEMBER = Month(2026, 11)
LATER = NOON + timedelta(hours=1)


def lines(cast: Cast, who: str = "head", month: Month = NOVEMBER, **more: Any) -> list[Line]:
    at = more.pop("at", LATER)
    return read_ledger(month=month, actor=cast.actor(who, at), at=at, **more)


def test_a_line_says_who_filed_what_about_whom_and_what_became_of_it(cast: Cast) -> None:
    record = triaged(filed(cast), cast.actor("head"), "T2")

    (line,) = lines(cast)

    assert (line.serial, line.label, line.uid) == (1, "990203督〔2026〕1号", record.uid)
    assert (line.filer.name, line.filer.place) == ("方小岚", "第一检察部")
    assert line.parties == ("甘霖（澄明市城建集团 部门经理）",)
    assert line.about == "盗窃罪 正检刑诉受〔2026〕118号"
    assert (line.channel, line.acts, line.responses) == ("电话", "了解案（事）件进展", "告知按程序提出、拒绝")
    assert line.summary.startswith("甘霖来电询问")
    assert line.became == "涉嫌说情打招呼、违规打听案情；待核查"
    assert (line.filed_at, line.remarks) == (NOON, "")


def test_opening_it_is_reading_each_record_once_in_ten_minutes(cast: Cast) -> None:
    record = filed(cast)
    open_record(uid=record.uid, actor=cast.actor("head"), at=LATER)

    lines(cast, at=LATER + timedelta(minutes=9))
    assert Reading.objects.count() == 1
    lines(cast, at=LATER + timedelta(minutes=10))

    readings = Reading.objects.filter(person=cast.head, record=record, duty="INSPECTION_HEAD")
    assert readings.count() == 2
    events = Entry.objects.filter(event="record.read", subject=f"record:{record.uid}")
    assert list(events.values_list("actor_id", flat=True)) == [cast.head.pk] * 2


def test_an_empty_month_leaves_no_trace(cast: Cast) -> None:
    filed(cast)
    before = Entry.objects.count()

    assert lines(cast, month=Month(2026, 10)) == []
    assert (Reading.objects.count(), Entry.objects.count()) == (0, before)


def test_taking_it_away_is_noted_too(cast: Cast) -> None:
    filed(cast)

    taken = take_ledger(month=NOVEMBER, actor=cast.actor("head"), at=LATER)

    assert taken == lines(cast)
    assert Entry.objects.get(event="record.list-exported").details == {"rows": 1}
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    "who", ["chief", "inspector", "deputy", "political", "prosecutor", "system_admin", "discipline"]
)
def test_nobody_but_the_head_has_one(cast: Cast, who: str) -> None:
    filed(cast)
    before = Entry.objects.count()

    assert code_of(lambda: lines(cast, who)) == "not-found"
    assert code_of(lambda: take_ledger(month=NOVEMBER, actor=cast.actor(who), at=LATER)) == "not-found"
    assert (Reading.objects.count(), Entry.objects.count()) == (0, before)


def test_a_month_to_come_has_none(cast: Cast) -> None:
    assert code_of(lambda: lines(cast, month=Month(2026, 12))) == "not-found"


def test_what_the_head_may_not_see_is_not_there_and_leaves_no_gap(cast: Cast) -> None:
    """Decisions §1: about herself, filed by herself, about the chief, of another office."""
    first = filed(cast)
    about_head = file(cast.actor("colleague"), content(parties=(naming(cast.head, "P22"),)))
    own = file(cast.actor("head"))
    about_chief = file(cast.actor("outsider"), content(parties=(naming(cast.chief, "P21"),)))
    elsewhere = file(cast.actor("sister_prosecutor"))
    last = filed(cast)

    found = lines(cast)

    assert [(line.serial, line.uid) for line in found] == [(1, first.uid), (2, last.uid)]
    hidden = {about_head.uid, own.uid, about_chief.uid, elsewhere.uid}
    assert hidden.isdisjoint(Reading.objects.values_list("record__uid", flat=True))
    assert {line.uid for line in lines(cast, "sister_head")} == {elsewhere.uid}


def test_leaders_records_are_marked(cast: Cast) -> None:
    file(cast.actor("prosecutor"), content(parties=(naming(cast.deputy, "P21"),)))

    assert [line.remarks for line in lines(cast)] == ["限阅"]


def test_a_record_received_for_another_office_says_whose_filer_it_is(cast: Cast) -> None:
    file(cast.actor("prosecutor"), content(parties=(naming(cast.chief, "P21"),)))

    (line,) = lines(cast, "city_head")

    assert line.filer.place == "正平区人民检察院 第一检察部"


def test_a_month_is_that_of_filing_in_our_time(cast: Cast) -> None:
    begins = datetime(2026, 11, 1, 0, 0, tzinfo=SHANGHAI)
    moments = (begins - timedelta(minutes=1), begins, NOON)
    for moment in moments:
        file(cast.actor("prosecutor", moment), content(moment), at=moment)

    assert [line.filed_at for line in lines(cast)] == [begins, NOON]
    assert [line.filed_at for line in lines(cast, month=Month(2026, 10))] == [moments[0]]


def test_a_page_of_it_goes_on_counting(cast: Cast) -> None:
    records = [filed(cast) for _ in range(5)]

    found = lines(cast, uids=[record.uid for record in records[2:4]])

    assert [(line.serial, line.uid) for line in found] == [(3, records[2].uid), (4, records[3].uid)]
    assert Reading.objects.count() == 2
    assert lines(cast, uids=["unknown"]) == []


def test_a_long_month_is_read_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [filed(cast) for _ in range(5)]
    monkeypatch.setattr(month_ledger, "_BATCH", 2)

    found = lines(cast)

    assert [(line.serial, line.uid) for line in found] == [(n, one.uid) for n, one in enumerate(records, 1)]
    assert Reading.objects.count() == 5


def test_private_names_are_cut_once_the_record_is_not_followed_up(cast: Cast) -> None:
    triaged(filed(cast), cast.actor("head"), "T3")

    (line,) = lines(cast)

    assert line.parties == ("甘某（澄明市城建集团 部门经理）",)
    assert "甘霖" not in line.summary


def test_whoever_was_named_by_mistake_is_on_no_line(cast: Cast) -> None:
    record = about_colleague(cast)
    assert "周亦舟" in lines(cast)[0].parties[0]

    correct_person(uid=record.uid, person=cast.colleague, note="系同名", actor=cast.actor("inspector"), at=LATER)

    (line,) = lines(cast)
    assert line.parties == ("（记错，已更正）",)
    assert line.became == "已填报；已澄清"


def test_the_latest_revision_is_told(cast: Cast) -> None:
    record = filed(cast)
    record.revision_count = 2
    record.save(update_fields=["revision_count"])
    add_revision(record, content(cause="诈骗罪"), reason="案由写错", by=cast.prosecutor.pk, at=NOON)

    assert lines(cast)[0].about == "诈骗罪 正检刑诉受〔2026〕118号"


def test_to_whom_the_recorder_is_masked_he_is_masked_here(cast: Cast) -> None:
    said = content(summary="方小岚接到甘霖来电，询问其朋友的盗窃案办到什么程度，希望尽快有个结果。")
    record = file(cast.actor("prosecutor"), said)
    Record.objects.filter(pk=record.pk).update(typed_by=cast.outsider)
    head = cast.actor("head")
    both = replace(head, duties=head.duties | {"CHIEF"})

    (line,) = read_ledger(month=NOVEMBER, actor=both, at=LATER)

    assert (line.filer.name, line.filer.place) == ("（已隐去）", "其他人员")
    assert line.summary.startswith("记录人接到甘霖来电")
    assert line.remarks == ""
