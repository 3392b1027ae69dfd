"""The demonstration's records: believable, varied, true to their codes, and about nobody who exists."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from jingheng.cli.demonstration.matters import CAUSES
from jingheng.cli.demonstration.people import CITY, COMMUNITIES, DISTRICTS, Colleague, invent_name, locality_of
from jingheng.cli.demonstration.profiles import Profile, pick_moment, pick_profile
from jingheng.cli.demonstration.stories import Case, write_record
from jingheng.contexts.records.rules.drafting import (
    PARTY_FIELDS,
    PAYLOAD_FIELDS,
    Draft,
    DraftNorms,
    draft_of,
    faults,
    urgent_reasons,
)
from jingheng.contexts.records.rules.taxonomy import ACTS, ASKERS, CHANNELS, MATTERS, bucket_of, is_contact, is_internal
from jingheng.kernel.period import SHANGHAI

OFFICES = ("澄明市人民检察院", *(f"{district}人民检察院" for district in DISTRICTS))
TITLES = ("检察长", "副检察长", "第一检察部主任", "一级检察官", "检察官助理", "书记员", "政治部主任")
MORNING = datetime(2020, 9, 16, 9, 30, tzinfo=SHANGHAI)
EVENING = datetime(2020, 9, 16, 19, 30, tzinfo=SHANGHAI)
CALL: dict[str, Any] = {
    "matter": "M1",
    "acts": ("N1",),
    "askers": ("P42",),
    "channel": "PHONE",
    "filer_title": "检察官",
    "office_name": "清源区人民检察院",
    "happened_at": MORNING,
}

#: What a reader would look for, kept apart from the phrases themselves.
SIGNS_OF_CHANNEL = {
    "PHONE": ("电话", "来电", "座机"), "SMS": ("短信",), "CHAT": ("微信",), "LETTER": ("函", "情况说明"),
    "MEETING": ("会", "汇报"), "NOTE": ("便条", "批注"), "MATERIAL": ("材料",), "POST": ("信件", "快递"),
    "DINNER": ("席", "聚会", "宴", "饭馆"), "ERRAND": ("之托", "传话", "请他来问"), "NET": ("邮件",),
}  # fmt: skip
SIGNS_OF_RESPONSE = {
    "REFUSED": ("拒绝", "回绝", "没有答应", "谢绝"), "PROCEDURE": ("程序",), "LAW": ("依法",),
    "EDUCATED": ("规定", "登记", "记录", "规矩"), "FORWARDED": ("转",), "RETURNED": ("退",), "REPORTED": ("报告",),
    "RECUSED": ("回避",), "SILENT": ("没有表态",),
}  # fmt: skip
SIGNS_OF_ASKER = {
    "P31": ("当事人",), "P32": ("律师事务所",), "P33": ("当事人家属",), "P27": ("本院退休干部",),
    "P52": ("记者", "编导"), "P51": ("人大代表", "政协委员"), "P26": ("法院", "公安局", "司法局"),
    "P43": ("战友",), "P42": ("同学",),
}  # fmt: skip


@cache
def written(seed: int = 417, count: int = 417) -> tuple[tuple[Profile, datetime, dict[str, Any]], ...]:
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        profile = pick_profile(rng)
        day = date(2019, 8, 1) + timedelta(days=rng.randrange(665))
        moment = pick_moment(rng, day, profile)
        filed_at = moment + timedelta(days=rng.choice((0, 0, 1, 2, 6)), minutes=20)
        payload = write_record(
            rng, matter=profile.matter, acts=profile.acts, askers=profile.askers, channel=profile.channel,
            filer_title=rng.choice(TITLES), office_name=rng.choice(OFFICES), happened_at=moment, filed_at=filed_at,
            at_work=profile.at_work, case_kind=profile.case_kind, case_stage=profile.case_stage,
        )  # fmt: skip
        found.append((profile, filed_at, payload))
    return tuple(found)


def write(seed: int = 1, **changes: Any) -> Draft:
    return draft_of(write_record(random.Random(seed), **(CALL | changes)))


def trigrams(text: str) -> frozenset[str]:
    return frozenset(text[index : index + 3] for index in range(len(text) - 2))


def test_every_record_may_be_filed_as_it_stands() -> None:
    for _, filed_at, payload in written():
        assert faults(draft_of(payload), at=filed_at, norms=DraftNorms()) == (), payload


def test_payloads_hold_the_fields_of_the_form_and_nothing_else() -> None:
    fields, party_fields = ({field.name for field in table} for table in (PAYLOAD_FIELDS, PARTY_FIELDS))
    for _, _, payload in written():
        assert set(payload) <= fields
        assert all(set(party) <= party_fields for party in payload["parties"])


def test_narratives_are_neither_short_nor_long() -> None:
    assert all(40 <= len(payload["summary"]) <= 180 for _, _, payload in written())


def test_no_blank_of_a_phrase_is_left_open() -> None:
    for _, _, payload in written():
        text = payload["summary"] + payload["verbatim"]
        assert not set("{}").intersection(text)
        assert ",," not in text
        assert "。。" not in text


@pytest.mark.parametrize("seed", [417, 11])
def test_no_two_of_417_records_read_alike(seed: int) -> None:
    texts = [trigrams(payload["summary"]) for _, _, payload in written(seed)]
    shared = ((len(one & other), len(one) + len(other)) for one, other in combinations(texts, 2))
    alike = [common / (both - common) for common, both in shared]

    assert max(alike) <= 0.75
    assert sum(likeness > 0.6 for likeness in alike) <= 3


def test_the_narrative_tells_how_they_came() -> None:
    for profile, _, payload in written():
        signs = SIGNS_OF_CHANNEL.get(profile.channel, ("",))
        assert any(sign in payload["summary"] for sign in signs), payload["summary"]


def test_the_narrative_tells_each_response() -> None:
    for _, _, payload in written():
        for response in payload["responses"]:
            assert any(sign in payload["summary"] for sign in SIGNS_OF_RESPONSE[response]), payload["summary"]


def test_the_narrative_names_the_asker_and_calls_him_what_he_is() -> None:
    for profile, _, payload in written():
        assert payload["parties"][0]["name"] in payload["summary"]
        signs = SIGNS_OF_ASKER.get(profile.askers[0], ("",))
        assert any(sign in payload["summary"] for sign in signs), payload["summary"]


def test_the_narrative_names_the_cause_or_the_matter() -> None:
    for _, _, payload in written():
        name = payload["cause"] if payload["matter"] == "M1" else payload["matter_name"].partition("年")[2]
        assert name in payload["summary"]


def test_the_time_told_is_the_time_entered() -> None:
    parts = {"早上": (0, 9), "上午": (9, 12), "中午": (12, 14), "下午": (14, 18), "傍晚": (18, 19), "晚上": (19, 24)}
    for _, _, payload in written():
        hour = datetime.fromisoformat(payload["happened_at"]).hour
        told = [part for part in parts if part in payload["summary"]]
        if payload["channel"] != "OTHER":
            assert any(parts[part][0] <= hour < parts[part][1] for part in told), payload["summary"]


def test_codes_are_the_ones_that_were_ordered() -> None:
    for profile, _, payload in written():
        assert set(payload["acts"]) == set(profile.acts)
        assert set(payload["parties"][0]["asker_types"]) == set(profile.askers)
        assert (payload["matter"], payload["channel"]) == (profile.matter, profile.channel)
        assert payload.get("case_stage", "") == profile.case_stage


def test_over_nine_in_ten_are_ordinary_and_about_one_in_nine_from_our_own_house() -> None:
    profiles = [profile for profile, _, _ in written()]
    buckets = Counter(bucket_of(profile.acts) for profile in profiles)

    assert buckets["NORMAL"] / len(profiles) > 0.9
    assert min(buckets["CONTACT"], buckets["IMPROPER"]) >= 5
    assert 0.07 < sum(is_internal(profile.askers) for profile in profiles) / len(profiles) < 0.16
    assert sum(profile.matter == "M1" for profile in profiles) / len(profiles) > 0.88


def test_a_profile_never_names_our_own_leaders() -> None:
    rng = random.Random(5)

    assert all("P21" not in pick_profile(rng).askers for _ in range(2000))


def test_acts_fit_whoever_does_them() -> None:
    rng = random.Random(6)
    for _ in range(2000):
        profile = pick_profile(rng)
        assert {"B": is_internal(profile.askers) or "P26" in profile.askers, "H": "P32" in profile.askers}.get(
            profile.acts[0][0], True
        )


def test_contacts_carry_their_branch_and_benefits_are_urgent() -> None:
    present = write(acts=("C3",), askers=("P33",), channel="FACE")

    assert present.contact_reason
    assert present.gifts
    assert [reason.code for reason in urgent_reasons(present)] == ["BRIBE"]
    assert not any(is_contact(draft_of(payload).acts) != ("expenses" in payload) for _, _, payload in written())


@pytest.mark.parametrize("act", ACTS.codes)
@pytest.mark.parametrize("matter", ["M1", "M4"])
def test_every_act_can_be_told_of_a_case_and_of_any_other_matter(act: str, matter: str) -> None:
    for seed in range(5):
        draft = write(seed, acts=(act,), askers=("P32",) if act[0] == "H" else ("P11",), matter=matter)
        assert faults(draft, at=MORNING, norms=DraftNorms()) == ()


@pytest.mark.parametrize("channel", CHANNELS.codes)
def test_every_channel_can_be_told_at_work_and_after(channel: str) -> None:
    for moment, at_work in ((MORNING, True), (EVENING, False)):
        draft = write(channel=channel, happened_at=moment, at_work=at_work)
        assert (draft.channel, draft.in_office_hours) == (channel, at_work)
        assert faults(draft, at=EVENING, norms=DraftNorms()) == ()


@pytest.mark.parametrize("asker", ASKERS.codes)
@pytest.mark.parametrize("office_name", ["澄明市人民检察院", "守正县人民检察院"])
def test_every_kind_of_asker_can_come(asker: str, office_name: str) -> None:
    for seed in range(8):
        draft = write(seed, askers=(asker,), office_name=office_name)
        assert faults(draft, at=MORNING, norms=DraftNorms()) == ()
        assert draft.askers == {asker}


@pytest.mark.parametrize("matter", MATTERS.codes)
def test_every_matter_can_be_asked_about(matter: str) -> None:
    assert write(matter=matter).matter == matter


def test_the_same_seed_tells_the_same_story() -> None:
    assert write(7) == write(7)
    assert write(7) != write(8)


def test_a_colleague_is_named_and_identified() -> None:
    colleague = Colleague("顾望津", "清源区人民检察院", "第二检察部主任", 42)
    draft = write(askers=("P22",), colleague=colleague)

    assert draft.person_ids == {42}
    assert "本院第二检察部主任顾望津" in draft.summary


def test_a_colleague_is_not_mixed_up_with_outsiders() -> None:
    assert write(askers=("P44",), colleague=Colleague("顾望津", "某院", "主任", 42)).person_ids == frozenset()


@pytest.mark.parametrize("asker", ["P31", "P33", "P44"])
def test_a_given_case_is_the_one_that_is_asked_about(asker: str) -> None:
    case = Case("清检刑受〔2020〕8号", "K1", "S5", "盗窃", "许望津", handler="韩少堃")
    draft = write(askers=(asker,), case=case)

    assert (draft.case_number, draft.case_stage, draft.case_handler) == (case.number, "S5", "韩少堃")
    assert draft.case_parties == "许望津"
    assert "盗窃" in draft.summary


def test_a_cause_that_is_not_on_the_list_can_be_told_too() -> None:
    assert "妨害公务" in write(case=Case("澄检刑受〔2020〕8号", "K1", "S4", "妨害公务", "许望津")).summary


def test_late_filing_is_explained_and_timely_filing_is_not() -> None:
    assert write(filed_at=MORNING + timedelta(days=9)).late_reason
    assert not write(filed_at=MORNING + timedelta(days=1)).late_reason
    assert not write().late_reason


def test_fathers_and_sons_share_their_surname() -> None:
    for seed in range(40):
        draft = write(seed, askers=("P33",), case_kind="K1")
        [party] = draft.parties
        if party.litigant_relation in ("系当事人父亲", "系当事人儿子", "系当事人哥哥", "系当事人妹妹"):
            assert party.name[0] == draft.case_parties[0]


def test_names_that_are_taken_are_not_invented() -> None:
    rng = random.Random(9)
    taken = frozenset(invent_name(rng) for _ in range(3000))

    assert taken.isdisjoint(invent_name(rng, taken) for _ in range(500))


def test_only_invented_places_occur() -> None:
    for _, _, payload in written():
        for party in payload["parties"]:
            place = re.match("[^市县区]{1,3}[市县区]", party["unit"])
            assert place is None or place[0] in (CITY, *DISTRICTS, *COMMUNITIES, "澄明都市"), party["unit"]


def test_a_district_is_known_with_and_without_its_city() -> None:
    assert locality_of("澄明市清源区人民检察院") == locality_of("清源区人民检察院") == "清源区"
    assert locality_of("澄明市人民检察院") == CITY


def test_moments_keep_to_office_hours_or_out_of_them() -> None:
    rng = random.Random(3)
    for offset in range(300):
        profile = pick_profile(rng)
        moment = pick_moment(rng, date(2020, 1, 1) + timedelta(days=offset), profile)
        in_hours = 8 <= moment.hour < 12 or 14 <= moment.hour < 18
        assert in_hours or not profile.at_work
        assert moment.weekday() >= 5 or in_hours == profile.at_work


def test_each_cause_belongs_to_one_kind_of_case() -> None:
    assert len({cause.name for cause in CAUSES}) == len(CAUSES)
