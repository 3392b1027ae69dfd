"""Two papers from one quarter: what the committee is told, and how papers leave the office (decisions §6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import DutyHolding, Office
from jingheng.contexts.records.models import Exclusion, OutgoingPaper, Reading, Record, Report, ReportRevision
from jingheng.contexts.records.papers import FORMS, paper_for, told_of
from jingheng.contexts.records.queries.report_figures import figures_of, is_current
from jingheng.contexts.records.queries.report_todos import report_todos
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.problems import Followed, Problems
from jingheng.contexts.records.usecases import outgoing
from jingheng.contexts.records.usecases.corrections import correct_record
from jingheng.contexts.records.usecases.urgent_reports import report_urgently
from jingheng.kernel.period import SHANGHAI, Month
from jingheng.platform.documents.paper import Heading, Paper, Paragraph, Table
from tests.factories.cast import NOON, Cast
from tests.factories.contents import OUTSIDE_PARTY, content, file
from tests.factories.reporting import URGENT, Desk, code_of

JANUARY = datetime(2027, 1, 8, 9, 0, tzinfo=SHANGHAI)
QUARTER = Month(2026, 10)
PDF = b"%PDF-1.7\n%a receipt\n"


def leader(unit: str = "正平区住建局", asker: str = "P11", name: str = "关山", **changes: Any) -> Content:
    party = replace(
        OUTSIDE_PARTY, name=name, unit=unit, title="局长", asker_types=frozenset({asker}), managed_by="OWN_PARTY"
    )
    summary = f"{name}来电，说当事人是他的外甥，要求对这起盗窃案从轻处理，并要在本周内给他一个准话。"
    return content(
        **({"parties": (party,), "acts": frozenset({"A1"}), "summary": summary, "verbatim": "“从轻。”"} | changes)
    )


def quarter(cast: Cast, **more: Any) -> Report:
    """Of a quarter whose months are signed; compiled."""
    desk = Desk(cast, JANUARY)
    for number in (10, 11, 12):
        if not Report.objects.filter(first_month=Month(2026, number).number, kind="MONTH").exists():
            desk.signed(first=Month(2026, number))
    return desk.act("compile", desk.open("QUARTER", QUARTER), "head", words="加强培训。", **more)


def signed(cast: Cast) -> Report:
    return Desk(cast, JANUARY).act("sign", quarter(cast), "chief")


def written(cast: Cast, report: Report, form: str, who: str = "head", **more: Any) -> str:
    """The paper's words, all of them."""
    paper = paper_for(form, told_of(report, form, actor=cast.actor(who, JANUARY), at=JANUARY, **more))
    return words_of(paper)


def words_of(paper: Paper) -> str:
    said = [paper.title, paper.addressees, paper.number, paper.copy_number, paper.secrecy, paper.urgency, paper.signer]
    for block in paper.body:
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case Table():
                said += [block.caption, *(cell for row in (*block.rows, block.total) for cell in row)]
    return "\n".join(said)


# --- what each is told ------------------------------------------------------------------------------------------------
def test_the_committee_is_told_of_leaders_and_contacts_and_of_nothing_else(cast: Cast) -> None:
    filer = cast.actor("prosecutor")
    file(filer, leader())
    file(filer, content(acts=frozenset({"N1"})))  # a citizen asks how his case stands
    file(filer, leader(name="杜康", matter="M2", matter_name="某次选任", case_number="", acts=frozenset({"X2"})))
    file(filer, leader(name="贺兰", asker="P26", acts=frozenset({"B1"})))

    report = quarter(cast)

    told = report.figures["committee"]
    assert (report.figures["scopes"]["all"]["total"], told["total"]) == (4, 1)
    assert told["by_act"] == {"A1": 1}
    assert told["by_asker"] == {"P11": 1}
    paper = written(cast, report, "COMMITTEE")
    assert "关山" in paper
    assert not [name for name in ("甘霖", "杜康", "贺兰") if name in paper]
    assert "4件" in written(cast, report, "SUPERIOR")


def test_nobody_who_recorded_is_in_either_and_no_private_person_is_named(cast: Cast) -> None:
    party = replace(OUTSIDE_PARTY, name="单雄", asker_types=frozenset({"P31"}))
    said = leader(
        summary="关山带单雄来找方小岚，请方小岚关照单雄的案子，说他们是多年的老朋友，希望从轻处理。", case_handler="方小岚",
        acts=frozenset({"A1", "A2"}),
    )  # fmt: skip
    file(cast.actor("prosecutor"), replace(said, parties=(*said.parties, party)))

    report = quarter(cast)

    for form in FORMS:
        assert "方小岚" not in written(cast, report, form)
    paper = written(cast, report, "COMMITTEE")
    assert "单雄" not in paper
    assert "单某" in paper


def test_a_body_whose_leader_is_recorded_is_told_nothing_and_the_office_above_tells_its_own(cast: Cast) -> None:
    file(cast.actor("prosecutor"), leader("正平区委政法委", name="邢岳"))

    below = quarter(cast)

    assert below.figures["committee"]["total"] == 0
    assert below.figures["scopes"]["all"]["total"] == 1
    above = figures_of(
        Report(office=cast.city, kind="QUARTER", first_month=QUARTER.number, last_month=QUARTER.number + 2)
    )
    assert (above["committee"]["total"], above["committee"]["passed_on"]) == (1, 1)
    assert above["scopes"]["all"]["total"] == 0


def test_what_is_about_a_leader_above_is_not_passed_to_the_committee_beside_him(cast: Cast) -> None:
    file(cast.actor("prosecutor"), leader("澄明市委", "P12"))

    above = figures_of(
        Report(office=cast.city, kind="QUARTER", first_month=QUARTER.number, last_month=QUARTER.number + 2)
    )

    assert above["committee"]["total"] == 0


def test_a_month_tells_the_committee_nothing(cast: Cast) -> None:
    file(cast.actor("prosecutor"), leader())
    report = Desk(cast, JANUARY).signed(first=Month(2026, 11))

    assert report.figures["committee"] is None
    assert code_of(lambda: told_of(report, "COMMITTEE", actor=cast.actor("head", JANUARY), at=JANUARY)) == "not-found"


def test_the_year_tells_each_what_its_quarters_told(cast: Cast) -> None:
    file(cast.actor("prosecutor"), leader())
    file(cast.actor("prosecutor"), content(acts=frozenset({"N1"})))
    desk = Desk(cast, JANUARY)
    for number in (9, 10, 11, 12):
        desk.signed(first=Month(2026, number))

    year = desk.act("compile", desk.open("YEAR", Month(2026, 1)), "head", words="")

    assert "2026年度" in written(cast, year, "COMMITTEE")
    assert "共记录1件" in written(cast, year, "COMMITTEE")
    assert "共填报重大事项2件" in written(cast, year, "SUPERIOR")


def test_a_correction_after_compiling_makes_the_paper_stale(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader())
    report = quarter(cast)
    assert is_current(report)

    correct_record(
        uid=record.uid, content=leader(acts=frozenset({"A2"})), reason="行为类别选错了。", actor=cast.actor("prosecutor", JANUARY),
        at=JANUARY,
    )  # fmt: skip

    assert not is_current(report)
    assert "请托说情" in written(cast, report, "COMMITTEE")  # as it read when it was compiled


# --- who reads which --------------------------------------------------------------------------------------------------
def test_only_head_and_chief_read_what_the_committee_is_told_and_the_filer_sees_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader())
    report = signed(cast)
    DutyHolding.objects.create(
        person=cast.outsider, office=cast.county, duty="GENERAL_OFFICE", starts_on=date(2020, 1, 1)
    )

    for who in ("inspector", "outsider", "deputy", "city_head", "political"):
        assert code_of(partial(written, cast, report, "COMMITTEE", who)) == "not-found"
    assert not Reading.objects.filter(record=record, at=JANUARY).exists()
    written(cast, report, "COMMITTEE", "chief")
    assert Reading.objects.filter(record=record, person=cast.chief, duty="CHIEF").exists()
    written(cast, report, "SUPERIOR", "outsider")


def test_whoever_were_shut_out_of_one_of_its_records_would_not_read_it(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader())
    report = quarter(cast)
    Exclusion.objects.create(record=record, person=cast.head, because="CHAIN")

    assert code_of(lambda: written(cast, report, "COMMITTEE")) == "not-found"


def test_what_stands_behind_it_is_no_easier_to_read_than_the_paper(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader())
    report = quarter(cast)

    for who in ("inspector", "deputy"):
        read = partial(outgoing.read_committee_paper, uid=report.uid, actor=cast.actor(who, JANUARY), at=JANUARY)
        assert code_of(read) == "not-found"
    assert not Reading.objects.filter(record=record, at=JANUARY).exists()


def test_the_general_office_prints_what_is_signed_and_no_meetings_paper(cast: Cast) -> None:
    DutyHolding.objects.create(
        person=cast.outsider, office=cast.county, duty="GENERAL_OFFICE", starts_on=date(2020, 1, 1)
    )
    report = quarter(cast)

    assert code_of(lambda: written(cast, report, "SUPERIOR", "outsider")) == "not-found"
    assert code_of(lambda: written(cast, report, "MEETING", "outsider")) == "not-found"
    assert (
        "草稿"
        in paper_for("MEETING", told_of(report, "MEETING", actor=cast.actor("chief", JANUARY), at=JANUARY)).watermark
    )


# --- its way out ------------------------------------------------------------------------------------------------------
def number(cast: Cast, report: Report, who: str = "head", **changes: Any) -> OutgoingPaper:
    said: dict[str, Any] = {
        "addressee": "COMMITTEE", "shown_revision": report.revision, "number": "正检督〔2027〕1号",
        "recipient": "中共正平区委政法委员会", "secrecy": "工作秘密", "urgency": "URGENT", "copies": 2,
    }  # fmt: skip
    return outgoing.number_paper(uid=report.uid, actor=cast.actor(who, JANUARY), at=JANUARY, **(said | changes))


def send(cast: Cast, report: Report, who: str = "head", **changes: Any) -> OutgoingPaper:
    said: dict[str, Any] = {
        "addressee": "COMMITTEE", "shown_revision": report.revision, "channel": "EXCHANGE", "docket": "机0108",
        "sent_on": JANUARY.date(),
    }  # fmt: skip
    return outgoing.send_paper(uid=report.uid, actor=cast.actor(who, JANUARY), at=JANUARY, **(said | changes))


def receive(cast: Cast, report: Report, who: str = "head", body: bytes = PDF, **changes: Any) -> OutgoingPaper:
    said: dict[str, Any] = {
        "addressee": "COMMITTEE", "shown_revision": report.revision, "receiver": "区委政法委", "received_there_by": "王某",
        "receipt_number": "收7号", "received_on": JANUARY.date(),
    }  # fmt: skip
    return outgoing.receive_paper(
        uid=report.uid, scan=SimpleUploadedFile("回执.pdf", body), actor=cast.actor(who, JANUARY), at=JANUARY, **(said | changes)
    )  # fmt: skip


def todos(cast: Cast, who: str = "head") -> list[str]:
    found = report_todos(cast.actor(who, JANUARY), JANUARY)
    return [todo.what for todo in found if todo.key.startswith("paper:")]


def test_numbered_sent_and_acknowledged(cast: Cast) -> None:
    report = signed(cast)
    assert todos(cast) == ["编号 2026 年第 4 季度季报（同级党委政法委）"]

    number(cast, report)
    assert todos(cast)[0].startswith("送出")
    send(cast, report)
    assert todos(cast)[0].startswith("登记回执")
    paper = receive(cast, report)

    assert todos(cast) == []
    assert (paper.state, paper.number, paper.receiver) == ("RECEIVED", "正检督〔2027〕1号", "区委政法委")
    assert paper.received_there_by == "王某"
    with default_storage.open(paper.path) as kept:
        assert kept.read() == PDF
    events = list(Entry.objects.filter(event__startswith="paper.").order_by("id").values_list("event", flat=True))
    assert events == ["paper.numbered", "paper.sent", "paper.received"]


def test_the_heading_stands_on_the_paper_and_every_copy_has_its_number(cast: Cast) -> None:
    report = signed(cast)
    number(cast, report)

    paper = written(cast, report, "COMMITTEE", copy=2)

    for said in ("正检督〔2027〕1号", "中共正平区委政法委员会", "工作秘密", "加急", "000002"):
        assert said in paper
    assert "00000" not in written(cast, report, "COMMITTEE", copy=3)
    assert "00000" not in written(cast, report, "COMMITTEE")


def test_it_changes_nothing_when_refused(cast: Cast) -> None:
    report = quarter(cast)
    assert code_of(lambda: number(cast, report)) == "not-signed"
    Desk(cast, JANUARY).act("sign", report, "chief")
    report.refresh_from_db()

    assert code_of(lambda: number(cast, report, secrecy="绝密")) == "secrecy"
    assert code_of(lambda: number(cast, report, addressee="NOBODY")) == "not-found"
    assert code_of(lambda: number(cast, report, "chief")) == "not-permitted"
    assert code_of(lambda: number(cast, report, "outsider")) == "not-found"
    assert not OutgoingPaper.objects.exists()
    number(cast, report)
    assert code_of(lambda: send(cast, report, sent_on=date(2027, 1, 9))) == "in-future"
    assert code_of(lambda: receive(cast, report)) == "wrong-state"
    send(cast, report)
    assert code_of(lambda: receive(cast, report, body=b"MZ")) == "not-a-scan"
    assert OutgoingPaper.objects.get().state == "SENT"
    assert not Entry.objects.filter(event="paper.received").exists()


def test_a_number_is_used_once_and_may_be_put_right_until_it_is_sent(cast: Cast) -> None:
    report = signed(cast)
    number(cast, report)
    number(cast, report, number="正检督〔2027〕2号")

    assert code_of(lambda: number(cast, report, addressee="SUPERIOR", number="正检督〔2027〕2号")) == "number-taken"
    number(cast, report, addressee="SUPERIOR", number="正检督〔2027〕1号")
    send(cast, report)
    assert code_of(lambda: number(cast, report)) == "wrong-state"


def test_compiled_again_it_is_another_paper(cast: Cast) -> None:
    report = signed(cast)
    number(cast, report)

    Desk(cast, JANUARY).act("compile", report, "head", words="改了。")
    report.refresh_from_db()

    assert written(cast, report, "COMMITTEE").count("正检督") == 0
    assert OutgoingPaper.objects.get().revision == 1


def test_the_next_paper_goes_to_the_addressee_of_the_last(cast: Cast) -> None:
    report = quarter(cast)
    assert "中共正平区委政法委员会" in written(cast, report, "COMMITTEE")
    assert "澄明市人民检察院" in written(cast, report, "SUPERIOR")
    Desk(cast, JANUARY).act("sign", report, "chief")
    report.refresh_from_db()
    number(cast, report, recipient="区委政法委")
    Desk(cast, JANUARY).act("compile", report, "head", words="改了。")
    report.refresh_from_db()

    assert "区委政法委" in written(cast, report, "COMMITTEE")


def test_the_scan_is_for_those_who_deliver_and_those_who_read(cast: Cast) -> None:
    report = signed(cast)
    number(cast, report)

    def opened(who: str) -> bytes:
        _paper, scan = outgoing.open_receipt(uid=report.uid, addressee="COMMITTEE", actor=cast.actor(who, JANUARY))
        with scan:
            return scan.read()

    assert code_of(lambda: opened("head")) == "not-found"
    send(cast, report)
    receive(cast, report)
    assert opened("head") == opened("chief") == opened("inspector") == PDF
    assert code_of(lambda: opened("inspection_deputy")) == "not-found"


def test_the_top_office_owes_the_province_a_paper(cast: Cast) -> None:
    Office.objects.filter(pk=cast.county.pk).update(parent=None)
    signed(cast)

    assert "编号 2026 年第 4 季度季报（上级院）" in todos(cast)


def test_an_urgent_report_is_delivered_by_whoever_leads_its_record(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), leader(**URGENT))
    urgent = report_urgently(
        record_uid=record.uid, words="已更换承办人。\n请予支持。", actor=cast.actor("head"), at=NOON
    )

    assert "请予支持" in written(cast, urgent, "COMMITTEE")
    assert "请予支持" in written(cast, urgent, "SUPERIOR")
    number(cast, urgent)
    send(cast, urgent)
    assert receive(cast, urgent).state == "RECEIVED"
    assert code_of(lambda: told_of(urgent, "MEETING", actor=cast.actor("head"), at=NOON)) == "not-found"


def test_of_an_urgent_report_about_something_else_the_committee_is_not_told(cast: Cast) -> None:
    record = file(cast.actor("prosecutor"), content(**URGENT))
    urgent = report_urgently(record_uid=record.uid, words="已更换承办人。", actor=cast.actor("head"), at=NOON)

    assert code_of(lambda: number(cast, urgent)) == "not-found"
    assert code_of(lambda: told_of(urgent, "COMMITTEE", actor=cast.actor("head"), at=NOON)) == "not-found"


# --- problems ---------------------------------------------------------------------------------------------------------
def test_a_problem_named_once_is_answered_the_next_time(cast: Cast) -> None:
    desk = Desk(cast, JANUARY)
    october = desk.open(first=Month(2026, 10))
    desk.act("compile", october, "head", words="", problems=Problems(("迟报较多", "原话要点少")))
    november = desk.open(first=Month(2026, 11))

    assert code_of(lambda: desk.act("compile", november, "head", words="")) == "unanswered"
    assert november.revision == 0

    answers = (Followed("迟报较多", "MENDED", "已培训"), Followed("原话要点少", "OPEN"))
    report = desk.act("compile", november, "head", words="", problems=Problems((), answers))
    for form in ("SUPERIOR", "MEETING"):
        paper = written(cast, report, form)
        assert "迟报较多：已整改，已培训。" in paper
        assert "原话要点少：未整改。" in paper
    assert "提请党组研究" in written(cast, report, "MEETING")


def test_problems_never_say_who_filed(cast: Cast) -> None:
    file(cast.actor("prosecutor"))
    desk = Desk(cast, JANUARY)
    report = desk.open(first=Month(2026, 11))

    with pytest.raises(Exception, match="存在问题"):
        desk.act("compile", report, "head", words="", problems=Problems(("方小岚写得太短",)))
    assert not ReportRevision.objects.exists()


@pytest.mark.parametrize("form", ["SUPERIOR", "MEETING"])
def test_a_period_without_anything_is_a_paper_too(cast: Cast, form: str) -> None:
    assert "没有填报重大事项" in written(cast, Desk(cast, JANUARY).signed(first=Month(2026, 11)), form, "chief")


def test_a_quarter_without_interference_says_so(cast: Cast) -> None:
    assert "没有发生应当报告的情况" in written(cast, quarter(cast), "COMMITTEE")
    assert not Record.objects.exists()


def test_what_was_compiled_before_there_was_such_a_paper_has_none(cast: Cast) -> None:
    report = quarter(cast)
    Report.objects.filter(pk=report.pk).update(figures=report.figures | {"committee": None})
    report.refresh_from_db()

    assert code_of(lambda: written(cast, report, "COMMITTEE")) == "not-found"
