"""A circular from its first figures to its publication: who may do what, and what never changes again."""

from __future__ import annotations

import copy
from datetime import datetime

import pytest

from jingheng.contexts.circulars.api import Asked, todos
from jingheng.contexts.circulars.models import Circular
from jingheng.contexts.circulars.queries.circulars import (
    circular_seen,
    issue_before,
    listed_circulars,
    offers,
    proposed_number,
    versions,
)
from jingheng.contexts.circulars.usecases.compiling import compile_circular, discard, edit_words, recompile, submit
from jingheng.contexts.circulars.usecases.issuing import give_number, publish, review_secrecy, send_back, sign
from jingheng.contexts.ledger.models import Entry
from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.records.usecases.adjusting import seal_month
from jingheng.kernel.period import SHANGHAI, Month, MonthRange
from jingheng.kernel.refusal import Refused
from tests.factories.cast import NOON, Cast
from tests.factories.counted import counted, save_all

QUARTER = MonthRange(Month(2026, 7), Month(2026, 9))
LATER = datetime(2026, 11, 12, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def circular(cast: Cast) -> Circular:
    save_all(counted(cast.prosecutor, cast.county, Month(2026, 8)) for _ in range(5))
    return compile_circular(asked=Asked(QUARTER), actor=cast.actor("city_head"), at=NOON)


def submitted(cast: Cast, circular: Circular) -> Circular:
    return submit(uid=circular.uid, shown_revision=circular.revision, actor=cast.actor("city_head"), at=NOON)


def signed(cast: Cast, circular: Circular) -> Circular:
    submitted(cast, circular)
    return sign(uid=circular.uid, shown_revision=circular.revision, actor=cast.actor("city_chief"), at=NOON)


def numbered(cast: Cast, circular: Circular, number: str = "澄检发〔2026〕12号") -> Circular:
    signed(cast, circular)
    return give_number(uid=circular.uid, number=number, actor=cast.actor("city_office"), at=NOON)


def test_it_keeps_both_versions_and_is_recorded(circular: Circular) -> None:
    assert circular.state == "COMPILED"
    assert circular.figures["figures"]["total"] == 5
    assert circular.public_figures["public"] is True
    assert circular.public_figures["by_office_month"] == []
    assert Entry.objects.get().event == "circular.compiled"


@pytest.mark.parametrize("who", ["city_chief", "city_office", "city_publisher", "prosecutor", "system_admin"])
def test_others_cannot_compile(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        compile_circular(asked=Asked(QUARTER), actor=cast.actor(who), at=NOON)

    assert not Circular.objects.exists()
    assert not Entry.objects.exists()


def test_a_period_that_has_not_come_is_refused(cast: Cast) -> None:
    ahead = MonthRange(Month(2026, 10), Month(2026, 12))

    with pytest.raises(Refused) as refused:
        compile_circular(asked=Asked(ahead), actor=cast.actor("city_head"), at=NOON)

    assert refused.value.refusal.field == "last"


def test_a_time_before_the_start_without_records_is_refused(cast: Cast) -> None:
    before = Asked(MonthRange(Month(2026, 5), Month(2026, 6)))
    with pytest.raises(Refused) as refused:
        compile_circular(asked=before, actor=cast.actor("city_head"), at=NOON)
    assert refused.value.refusal.code == "before-start"

    save_all([counted(cast.prosecutor, cast.county, Month(2026, 6))])
    assert compile_circular(asked=before, actor=cast.actor("city_head"), at=NOON).figures["figures"]["total"] == 1


def test_the_words_do_not_name_who_filed(cast: Cast) -> None:
    save_all([counted(cast.prosecutor, cast.city, Month(2026, 8))])
    circular = compile_circular(asked=Asked(QUARTER), actor=cast.actor("city_head"), at=NOON)

    for field in ("title", "problems", "demands"):
        words = {"title": "通报", "problems": "", "demands": "", field: f"{cast.prosecutor.name}填报较迟。"}
        with pytest.raises(Refused) as refused:
            edit_words(uid=circular.uid, shown_revision=1, actor=cast.actor("city_head"), at=NOON, **words)
        assert (refused.value.refusal.code, refused.value.refusal.field) == ("names-filer", field)

    assert Circular.objects.get().revision == 1


def test_the_chief_returns_it_with_his_reason_and_its_maker_mends_it(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)

    back = send_back(
        uid=circular.uid, shown_revision=1, reason=" 附表缺一院。 ", actor=cast.actor("city_chief"), at=LATER
    )

    assert (back.state, back.return_reason, back.returned_by, back.signed_at) == (
        "RETURNED",
        "附表缺一院。",
        cast.city_chief,
        None,
    )
    assert [todo.button for todo in todos(cast.actor("city_head"), at=LATER)] == ["修改"]
    with pytest.raises(Refused):
        signed(cast, back)
    assert recompile(uid=circular.uid, actor=cast.actor("city_head"), at=LATER).state == "COMPILED"


def test_nothing_is_returned_without_a_reason(cast: Cast, circular: Circular) -> None:
    submitted(cast, circular)
    with pytest.raises(Refused) as refused:
        send_back(uid=circular.uid, shown_revision=1, reason=" ", actor=cast.actor("city_chief"), at=NOON)

    assert refused.value.refusal.field == "reason"
    assert Circular.objects.get().state == "SUBMITTED"


def test_a_discarded_draft_keeps_its_row_and_leaves_the_lists(cast: Cast, circular: Circular) -> None:
    head = cast.actor("city_head")

    discard(uid=circular.uid, shown_revision=1, actor=head, at=LATER)

    kept = Circular.objects.get()
    assert (kept.state, kept.discarded_by, kept.discarded_at) == ("DISCARDED", cast.city_head, LATER)
    assert not listed_circulars(head).exists()
    assert listed_circulars(head, discarded=True).get() == kept
    assert offers(kept, head) == []
    assert list(todos(cast.actor("city_chief"), at=LATER)) == []


def test_what_is_signed_is_not_discarded(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)

    with pytest.raises(Refused) as refused:
        discard(uid=circular.uid, shown_revision=1, actor=cast.actor("city_head"), at=NOON)

    assert refused.value.refusal.code == "wrong-state"


def test_a_number_that_is_none_is_refused_before_it_is_final(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)

    with pytest.raises(Refused) as refused:
        give_number(uid=circular.uid, number="abc<b>", actor=cast.actor("city_office"), at=NOON)

    assert refused.value.refusal.code == "malformed"
    assert Circular.objects.get().number is None


def test_the_next_number_is_proposed_from_the_offices_own(cast: Cast, circular: Circular) -> None:
    assert proposed_number(circular, on=NOON.date()) == ""

    numbered(cast, circular)

    assert proposed_number(circular, on=NOON.date()) == "澄检发〔2026〕13号"


def test_whoever_only_publishes_has_the_public_version_alone(cast: Cast) -> None:
    assert versions(cast.actor("city_publisher")) == ("public",)
    assert versions(cast.actor("city_head")) == ("internal", "public")
    assert versions(cast.actor("prosecutor")) == ("internal", "public")


def test_months_whose_reports_are_not_in_are_kept_with_the_figures(cast: Cast) -> None:
    """Duty begins in September: what lies before is open to nobody's reproach. November is not over at noon."""
    seal_month(office=cast.county, month=Month(2026, 9), at=NOON)
    asked = Asked(MonthRange(Month(2026, 8), Month(2026, 11)))

    made = compile_circular(asked=asked, actor=cast.actor("city_head"), at=NOON)

    known = made.figures["provisional"]
    assert {row["code"]: row["months"] for row in known["offices"]} == {
        cast.city.code: ["2026-09", "2026-10", "2026-11"],
        cast.county.code: ["2026-10", "2026-11"],
        cast.sister.code: ["2026-09", "2026-10", "2026-11"],
    }
    assert (known["some"], known["every"], known["running"]) == (True, False, "2026-11")
    assert made.public_figures["provisional"]["offices"] == []


def test_recompiling_counts_again_and_takes_the_signature_away(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)
    save_all([counted(cast.prosecutor, cast.county, Month(2026, 9))])

    again = recompile(uid=circular.uid, actor=cast.actor("city_head"), at=LATER)

    assert (again.state, again.revision, again.signed_at) == ("COMPILED", 2, None)
    assert again.figures["figures"]["total"] == 6


def test_the_words_of_the_author_make_a_new_revision(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)

    changed = edit_words(
        uid=circular.uid,
        shown_revision=1,
        title="通报",
        problems="要素不全。",
        demands="补正。",
        actor=cast.actor("city_inspector"),
        at=LATER,
    )

    assert (changed.state, changed.revision, changed.problems, changed.signed_by) == ("COMPILED", 2, "要素不全。", None)


def test_CIR_2_a_signature_is_for_the_revision_that_was_read(cast: Cast, circular: Circular) -> None:
    submitted(cast, recompile(uid=circular.uid, actor=cast.actor("city_head"), at=NOON))

    with pytest.raises(Refused) as refused:
        sign(uid=circular.uid, shown_revision=1, actor=cast.actor("city_chief"), at=NOON)

    assert refused.value.refusal.code == "stale"
    assert Circular.objects.get().state == "SUBMITTED"


@pytest.mark.parametrize("who", ["city_head", "city_office", "chief", "city_publisher"])
def test_only_its_own_chief_signs(cast: Cast, circular: Circular, who: str) -> None:
    submitted(cast, circular)
    with pytest.raises(Refused):
        sign(uid=circular.uid, shown_revision=1, actor=cast.actor(who), at=NOON)

    assert Circular.objects.get().signed_at is None


def test_without_a_signature_there_is_no_number(cast: Cast, circular: Circular) -> None:
    with pytest.raises(Refused) as refused:
        give_number(uid=circular.uid, number="澄检发〔2026〕12号", actor=cast.actor("city_office"), at=NOON)

    assert refused.value.refusal.code == "wrong-state"


def test_a_number_is_used_once(cast: Cast, circular: Circular) -> None:
    numbered(cast, circular)
    second = signed(cast, compile_circular(asked=Asked(QUARTER), actor=cast.actor("city_head"), at=NOON))

    with pytest.raises(Refused) as refused:
        give_number(uid=second.uid, number=" 澄检发〔2026〕12号", actor=cast.actor("city_office"), at=NOON)

    assert refused.value.refusal.code == "taken"


def test_what_has_its_number_is_never_reckoned_again(cast: Cast, circular: Circular) -> None:
    printed = copy.deepcopy(numbered(cast, circular).figures)
    save_all([counted(cast.prosecutor, cast.county, Month(2026, 9))])

    with pytest.raises(Refused):
        recompile(uid=circular.uid, actor=cast.actor("city_head"), at=LATER)
    with pytest.raises(Refused):
        edit_words(
            uid=circular.uid,
            shown_revision=1,
            title="x",
            problems="",
            demands="",
            actor=cast.actor("city_head"),
            at=LATER,
        )

    assert Circular.objects.get().figures == printed


def test_later_changes_stand_in_the_next_circular_once(cast: Cast, circular: Circular) -> None:
    numbered(cast, circular)
    save_all([counted(cast.prosecutor, cast.county, Month(2026, 9))])
    october = Asked(MonthRange(Month(2026, 10), Month(2026, 10)))

    following = compile_circular(asked=october, actor=cast.actor("city_head"), at=LATER)
    numbered(cast, following, "澄检发〔2026〕13号")
    third = compile_circular(asked=october, actor=cast.actor("city_head"), at=LATER)

    (correction,) = following.figures["corrections"]
    assert (correction["printed"], correction["known_now"]) == (5, 6)
    assert "澄检发〔2026〕12号" in correction["sentence"]
    assert "原通报不改" in correction["sentence"]
    assert third.figures["corrections"] == []


def test_the_publisher_publishes_what_has_a_number(cast: Cast, circular: Circular) -> None:
    numbered(cast, circular)
    publisher = cast.actor("city_publisher")
    with pytest.raises(Refused) as refused:
        publish(uid=circular.uid, actor=publisher, at=LATER)
    assert refused.value.refusal.code == "unreviewed"
    assert not [todo for todo in todos(publisher, at=LATER) if ":publish" in todo.key]
    assert [todo.button for todo in todos(cast.actor("city_office"), at=LATER)] == ["保密审查"]
    office = cast.actor("city_office")
    review_secrecy(uid=circular.uid, agreed=False, opinion="含工作秘密。", actor=office, at=LATER)
    with pytest.raises(Refused) as refused:
        publish(uid=circular.uid, actor=publisher, at=LATER)
    assert refused.value.refusal.code == "unreviewed"
    reviewed = review_secrecy(
        uid=circular.uid, agreed=True, opinion="不涉密，同意公布。", actor=cast.actor("city_office"), at=LATER
    )
    assert (reviewed.state, reviewed.reviewed_by) == ("NUMBERED", cast.city_office)
    assert [todo for todo in todos(publisher, at=LATER) if ":publish" in todo.key]

    published = publish(uid=circular.uid, actor=publisher, at=LATER)

    assert (published.state, published.published_by) == ("PUBLISHED", cast.city_publisher)
    assert list(Entry.objects.order_by("id").values_list("event", flat=True)) == [
        "circular.compiled",
        "circular.submitted",
        "circular.signed",
        "circular.numbered",
        "circular.secrecy-reviewed",
        "circular.secrecy-reviewed",
        "circular.published",
    ]


@pytest.mark.parametrize(
    ("who", "draft", "issued"),
    [
        ("city_head", True, True),
        ("city_chief", True, True),
        ("city_office", True, True),
        ("city_publisher", False, True),
        ("prosecutor", False, True),
        ("chief", False, True),
        ("sister_head", False, True),
        ("system_admin", False, True),
    ],
)
def test_drafts_stay_with_their_makers_and_numbered_ones_go_down(
    cast: Cast, circular: Circular, who: str, draft: bool, issued: bool
) -> None:
    before = circular_seen(circular.uid, cast.actor(who))
    numbered(cast, circular)
    after = circular_seen(circular.uid, cast.actor(who))

    assert (before is not None, after is not None) == (draft, issued)


def test_a_circular_does_not_go_up_or_across(cast: Cast) -> None:
    county = compile_circular(asked=Asked(QUARTER), actor=cast.actor("head"), at=NOON)
    submit(uid=county.uid, shown_revision=1, actor=cast.actor("head"), at=NOON)
    sign(uid=county.uid, shown_revision=1, actor=cast.actor("chief"), at=NOON)
    give_number(uid=county.uid, number="正检发〔2026〕1号", actor=cast.actor("head"), at=NOON)

    assert circular_seen(county.uid, cast.actor("prosecutor"))
    assert circular_seen(county.uid, cast.actor("city_head")) is None
    assert circular_seen(county.uid, cast.actor("sister_head")) is None


def test_each_step_is_on_the_list_of_whoever_is_to_take_it(cast: Cast, circular: Circular) -> None:
    def waiting() -> dict[str, list[str]]:
        people = ("city_inspector", "city_head", "city_chief", "city_office", "city_publisher", "chief", "prosecutor")
        found = {who: [todo.button for todo in todos(cast.actor(who), at=NOON)] for who in people}
        return {who: buttons for who, buttons in found.items() if buttons}

    assert waiting() == {"city_inspector": ["送审签"], "city_head": ["送审签"]}
    submitted(cast, circular)
    assert waiting() == {"city_chief": ["审签"]}
    sign(uid=circular.uid, shown_revision=1, actor=cast.actor("city_chief"), at=NOON)
    assert waiting() == {"city_office": ["编号"]}
    assert [todo.url for todo in todos(cast.actor("city_office"), at=NOON)] == [f"/circulars/{circular.uid}/number"]
    give_number(uid=circular.uid, number="澄检发〔2026〕12号", actor=cast.actor("city_office"), at=NOON)
    assert waiting() == {"city_office": ["保密审查"]}
    [review] = todos(cast.actor("city_office"), at=NOON)
    assert review.url == f"/circulars/{circular.uid}?version=public"
    review_secrecy(uid=circular.uid, agreed=True, opinion="同意公布。", actor=cast.actor("city_office"), at=NOON)
    assert waiting() == {"city_publisher": ["对外公布"]}


def test_where_there_is_no_general_office_the_head_numbers(cast: Cast, circular: Circular) -> None:
    signed(cast, circular)
    DutyHolding.objects.filter(duty="GENERAL_OFFICE").delete()

    assert [todo.button for todo in todos(cast.actor("city_head"), at=NOON)] == ["编号"]


@pytest.mark.parametrize(
    "changes", [{"state": "DISCARDED"}, {"problems": "", "demands": ""}, {"last_month": Month(2026, 9).number}]
)
def test_the_issue_before_has_words_and_ended_earlier(
    cast: Cast, circular: Circular, changes: dict[str, object]
) -> None:
    discarded = {"discarded_at": NOON, "discarded_by": cast.city_head} if "state" in changes else {}
    before = compile_circular(
        asked=Asked(MonthRange(Month(2026, 8), Month(2026, 8))), actor=cast.actor("city_head"), at=NOON
    )
    Circular.objects.filter(pk=before.pk).update(problems="要素不全。")
    assert issue_before(circular) == before
    assert issue_before(before) is None

    Circular.objects.filter(pk=before.pk).update(**changes, **discarded)

    assert issue_before(circular) is None


def test_buttons_are_offered_in_its_own_office_only(cast: Cast, circular: Circular) -> None:
    assert [offer.action for offer in offers(circular, cast.actor("city_chief"))] == []
    assert [offer.action for offer in offers(circular, cast.actor("city_head"))] == [
        "recompile",
        "edit",
        "discard",
        "submit",
    ]
    submitted(cast, circular)
    circular.refresh_from_db()
    assert [offer.action for offer in offers(circular, cast.actor("city_chief"))] == ["sign", "return"]
    assert offers(circular, cast.actor("chief")) == []
