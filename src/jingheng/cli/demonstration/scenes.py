"""What is going on at the moment: something for every duty to do at the first sign-in."""

from __future__ import annotations

from datetime import timedelta

from jingheng.cli.demonstration.establishment import (
    CITY_CODE,
    INSPECTION_ROOM,
    LEADERS,
    MINGDE,
    QINGYUAN,
    SHOUZHENG,
    ZHENGPING,
)
from jingheng.cli.demonstration.handling import CHECKED, DISCLOSED, NOTED, RETURNED, UNFOUNDED
from jingheng.cli.demonstration.staff import Member
from jingheng.cli.demonstration.stage import (
    Stage,
    accepted,
    asked,
    concluded,
    opened_for,
    proposed,
    returned,
    triaged,
    verified,
)
from jingheng.contexts.org.api import register_absence
from jingheng.contexts.records.models import Record
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import Party
from jingheng.contexts.records.usecases.drafts import start_draft
from jingheng.contexts.records.usecases.review import reassign_record
from jingheng.contexts.records.usecases.signing import delegate_signing
from jingheng.kernel.period import local_date

BY_PROCEDURE = "当事人按程序查询进展，不属填报范围。"
_OPEN = ("RECORDED", "ACCEPTED", "TRIAGED", "VERIFYING")


def play(stage: Stage) -> None:
    _zhengping(stage)
    _zhengping_upward(stage)
    _qingyuan(stage)
    _mingde_and_shouzheng(stage)
    _city(stage)
    stage.run()
    _drafts(stage)
    _give_everybody_something(stage)
    _away(stage)


def _away(stage: Stage) -> None:
    """Zhengping's chief is on a course and has a deputy sign; one of its people is on leave, one lent to the city."""
    day = local_date(stage.at)

    def holding(duty: str) -> Member:
        return stage.roster.holding(duty, ZHENGPING, day)[0]

    deputies = stage.roster.holding("DEPUTY", ZHENGPING, day)
    deputy = next(one for one in deputies if not one.holds("INSPECTION_DEPUTY", day))
    chief, political = stage.actor(holding("CHIEF"), stage.at), stage.actor(holding("POLITICAL"), stage.at)
    delegate_signing(
        person_id=deputy.person.pk, starts_on=day, last_day=day + timedelta(days=13), actor=chief, at=stage.at
    )
    for member, reason, host in (
        (_people(stage, ZHENGPING, "第三检察部")[2], "MATERNITY", None),
        (_people(stage, ZHENGPING, "案件管理部")[2], "SECONDED", stage.roster.city),
    ):
        register_absence(
            person_id=member.person.pk, reason=reason, host=host, host_name="", starts_on=day - timedelta(days=3),
            last_day=day + timedelta(days=90), basis="正检政〔2026〕8号", actor=political, at=stage.at,
        )  # fmt: skip


def recorder(stage: Stage) -> Member:
    """The prosecutor whose account shows what filing is like."""
    return _people(stage, ZHENGPING, "第一检察部", "PROSECUTOR")[0]


def heard(stage: Stage) -> Member:
    """Who has a hearing to answer."""
    return _people(stage, ZHENGPING, "第二检察部", "ASSISTANT")[0]


def owing(stage: Stage) -> list[Member]:
    """Who has not signed last month."""
    day = local_date(stage.at)
    roster = stage.roster
    return [roster.holding("CLERK", ZHENGPING, day)[0], roster.holding("CASE_MANAGEMENT", QINGYUAN, day)[0]]


def _people(stage: Stage, office: str, department: str, identity: str = "") -> list[Member]:
    return stage.roster.seated(office, department, local_date(stage.at), identity)


def _zhengping(stage: Stage) -> None:
    first, second, third = (_people(stage, ZHENGPING, f"第{n}检察部") for n in "一二三")
    mine, asking = recorder(stage), heard(stage)
    stage.file(mine, 22, asked("N1", "P42"), accepted, triaged("T3", NOTED[0]))
    stage.file(mine, 5, asked("N2", "P44", "CHAT"), returned("R2", RETURNED))
    stage.file(mine, 3, asked("N1", "P44"), called=third[1].person.name)  # is it he? the filer is asked
    stage.file(first[2], 2, asked("N1", "P11"))
    stage.file(second[1], 1, asked("C3", "P33", "FACE"))  # a gift: to be reported at once
    stage.file(second[0], 7, asked("N1", "P32"), accepted)
    stage.file(_people(stage, ZHENGPING, LEADERS)[1], 8, asked("N4", "P51"), accepted)
    stage.file(first[4], 12, asked("B1", "P26"), accepted, triaged("T2"))
    stage.file(third[1], 16, asked("C7", "P32", "DINNER"), accepted, triaged("T4"), verified)
    stage.file(
        first[3], 8, asked("B1", "P23", "FACE"), accepted, triaged("T2"), verified,
        opened_for(asking.person, DISCLOSED), about=asking,
    )  # fmt: skip
    stage.file(
        third[0],
        18,
        asked("A1", "P11", stage="S4"),
        accepted,
        triaged("T1"),
        verified,
        proposed("TRANSFERRED", CHECKED[0]),
    )


def _zhengping_upward(stage: Stage) -> None:
    """About leaders and inspectors: to the city, to the two who may read it, in copy to 派驻纪检监察组."""
    day = local_date(stage.at)
    third = _people(stage, ZHENGPING, "第三检察部")
    chief = stage.roster.holding("CHIEF", ZHENGPING, day)[0]
    leaders = _people(stage, ZHENGPING, LEADERS, "LEADER")
    deputy = next(member for member in leaders if "DEPUTY:第一检察部" in member.on(day).duties)
    inspector = _people(stage, ZHENGPING, INSPECTION_ROOM)[1]
    stage.file(_people(stage, ZHENGPING, "第一检察部")[2], 4, asked("N1", "P21", "FACE"), about=chief)
    stage.file(third[2], 5, asked("N1", "P21"), about=deputy)
    stage.file(third[1], 6, asked("N1", "P23", "FACE"), about=inspector)


def _qingyuan(stage: Stage) -> None:
    first, second, third = (_people(stage, QINGYUAN, f"第{n}检察部") for n in "一二三")
    leaders = _people(stage, QINGYUAN, LEADERS, "LEADER")
    head = stage.roster.holding("INSPECTION_HEAD", QINGYUAN, local_date(stage.at))[0]
    stage.file(first[1], 2, asked("N1", "P44", stage="S4"))
    stage.file(second[0], 4, asked("N2", "P33", "FACE"), accepted)
    stage.file(second[1], 10, asked("N1", "P43"), accepted, triaged("T3", NOTED[1]))
    stage.file(leaders[1], 15, asked("N1", "P53", matter="M4"), accepted, triaged("T3", NOTED[2]))
    stage.file(third[1], 9, asked("N2", "P31", kind="K2", stage="S8"), accepted, triaged("T0", BY_PROCEDURE))
    stage.file(first[3], 6, asked("B4", "P26"), accepted, triaged("T2"))
    notice = proposed("NOTICE_OTHER_UNIT", CHECKED[1])
    stage.file(first[0], 24, asked("B1", "P26"), accepted, triaged("T2"), verified, notice, concluded(stage, head))


def _mingde_and_shouzheng(stage: Stage) -> None:
    first, second = (_people(stage, MINGDE, f"第{n}检察部") for n in "一二")
    leaders = _people(stage, MINGDE, LEADERS, "LEADER")
    stage.file(first[1], 1, asked("N1", "P42"))
    stage.file(second[0], 5, asked("N1", "P41"), accepted)
    stage.file(leaders[1], 14, asked("N1", "P11"), accepted, triaged("T3", NOTED[1]))
    stage.file(second[1], 20, asked("N2", "P24"), accepted, triaged("T3", NOTED[0]))
    first = _people(stage, SHOUZHENG, "第一检察部")
    stage.file(first[1], 2, asked("N1", "P44"))
    stage.file(first[0], 11, asked("N1", "P32"), accepted, triaged("T3", NOTED[1]))
    stage.file(_people(stage, SHOUZHENG, "综合业务部")[0], 6, asked("N1", "P42"))  # the only inspector files himself


def _city(stage: Stage) -> None:
    first, second, third = (_people(stage, CITY_CODE, f"第{n}检察部") for n in "一二三")
    leaders = _people(stage, CITY_CODE, LEADERS, "LEADER")
    day = local_date(stage.at)
    deputy, head = (stage.roster.holding(duty, CITY_CODE, day)[0] for duty in ("INSPECTION_DEPUTY", "INSPECTION_HEAD"))
    stage.file(first[1], 1, asked("N1", "P42", kind="K2", stage="S8"))
    stage.file(second[0], 3, asked("N4", "P51", kind="K4", stage="S2"), accepted)
    stage.file(leaders[1], 9, asked("N1", "P53"), accepted, triaged("T3", NOTED[2]))
    stage.file(second[1], 13, asked("A4", "P11", "MEETING"), accepted, triaged("T1"), verified)
    notice = proposed("NOTICE_OTHER_UNIT", CHECKED[0])
    stage.file(third[2], 17, asked("B1", "P26"), accepted, triaged("T2"), verified, notice)
    stage.file(first[0], 21, asked("N1", "P25"), accepted, triaged("T3", NOTED[0]))
    stage.file(third[1], 5, asked("N1", "P21", "FACE"), about=deputy)  # no office above: to 派驻纪检监察组
    cleared = proposed("UNSUBSTANTIATED", UNFOUNDED)
    stage.file(first[2], 26, asked("B4", "P26"), accepted, triaged("T2"), verified, cleared, concluded(stage, head))


def _drafts(stage: Stage) -> None:
    """A note in haste, and a form left half-way."""
    mine = recorder(stage)
    first, second = stage.ago(2, 12, 40), stage.ago(1, 17, 10)
    friend = Party(name="不详", features="自称是当事人的邻居，四十来岁，本地口音", asker_types=frozenset({"P44"}))
    quick = Content(
        parties=(friend,), channel="PHONE", happened_at=first - timedelta(minutes=20),
        summary="来电问案子，回办公室补。",
    )  # fmt: skip
    start_draft(content=quick, actor=stage.actor(mine, first), at=first, quick=True)
    half = Content(
        parties=(Party(name="孔方舟", unit="朴衡律师事务所", title="律师", asker_types=frozenset({"P32"})),), matter="M1",
        handling="OWN", case_kind="K1", case_stage="S5", channel="CHAT", happened_at=second - timedelta(hours=2),
        acts=frozenset({"N1"}),
    )  # fmt: skip
    start_draft(content=half, actor=stage.actor(mine, second), at=second)


def _give_everybody_something(stage: Stage) -> None:
    """Chance may have passed an inspector by: the head hands him one of another's."""
    day = local_date(stage.at)
    moment = stage.at - timedelta(minutes=30)
    for code, office in stage.roster.offices.items():
        for head in stage.roster.holding("INSPECTION_HEAD", code, day):
            for inspector in stage.roster.holding("INSPECTOR", code, day):
                him = inspector.person
                desk = Record.objects.filter(receiving_office=office, desk="INSPECTION", state__in=_OPEN)
                if not desk.filter(assignee=him).exists():
                    record = desk.exclude(filer=him).exclude(exclusions__person=him).order_by("-filed_at")[0]
                    reassign_record(uid=record.uid, to=him, actor=stage.actor(head, moment, office), at=moment)
