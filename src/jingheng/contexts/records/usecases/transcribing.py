"""代录: typed by a named clerk, counted once the person confirms it, by signing in or on paper (decisions §9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import IO

from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Q, QuerySet

from jingheng.contexts.inbox import api as inbox
from jingheng.contexts.ledger.api import recording
from jingheng.contexts.norms.api import norms_on
from jingheng.contexts.org.api import Household, Office, Person, actor_for, household, staff_on, standings
from jingheng.contexts.records import safe
from jingheng.contexts.records.models import Draft, PaperSigning, Record
from jingheng.contexts.records.rules.drafting import Draft as Content
from jingheng.contexts.records.rules.drafting import Party, draft_of, faults, payload_of
from jingheng.contexts.records.rules.routing import Desk
from jingheng.contexts.records.rules.signing import refuse_scan, refuse_signing_day
from jingheng.contexts.records.rules.transcribing import (
    refuse_other_code,
    refuse_own_hand,
    refuse_transcript,
    superiors_of,
)
from jingheng.contexts.records.usecases.filing import draft_norms, file_draft, new_uid
from jingheng.contexts.records.usecases.placing import place
from jingheng.contexts.records.usecases.storing import drop, head_of, open_stored, stored
from jingheng.kernel.actor import Actor
from jingheng.kernel.period import local_date
from jingheng.kernel.refusal import Refusal, Refused, ensure

_NOT_FOUND = Refusal("not-found", "没有找到这份代录。")


def speakers(actor: Actor, *, on: date) -> list[Person]:
    """For whom the actor may type: his departments' people, a liaison the whole office; never for himself."""
    if not actor.may("record.transcribe"):
        return []
    people = [person for person in staff_on(actor.here, on) if person.pk != actor.person_id]
    if actor.holds("LIAISON"):
        return people
    departments, where = actor.charge.get("CLERK", frozenset()), standings(people, on=on)
    return [person for person in people if where[person.pk].department_id in departments]


def start_transcript(*, person_id: int, actor: Actor, at: datetime) -> Draft:
    """An empty form to type what this person says."""
    if person_id not in {person.pk for person in speakers(actor, on=local_date(at))}:
        raise Refused(Refusal("unknown-person", "您不能为这个人代录，请重新选择。", "person"))
    return Draft.objects.create(
        uid=new_uid(), owner_id=actor.me, speaker_id=person_id, typed_by_id=actor.me, payload=safe.seal({}), created_at=at,
        saved_at=at,
    )  # fmt: skip


def ensure_may_be_typed(content: Content, *, actor: Actor, at: datetime) -> None:
    """Not even kept, where it names the clerk or anybody above him."""
    house = household(Office.objects.get(pk=actor.here), on=local_date(at))
    ensure(
        refuse_transcript(
            _named(content, house), clerk=actor.me, superiors=superiors_of(actor.me, house.lines),
            unnamed=any(_unknown(party, house) and party.asker_types & {"P21", "P22"} for party in content.parties),
        )
    )  # fmt: skip


def hand_over(*, uid: str, actor: Actor, at: datetime) -> Draft:
    """Complete: from now on it is the person's own draft, to look through and to submit."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(uid=uid, owner=actor.person_id).first()
        if draft is None or not draft.is_being_typed:
            raise Refused(_NOT_FOUND)
        payload = safe.unseal(draft.payload)
        unreadable = [name for name in payload.get("as_typed", {}) if not name.endswith("-person_id")]
        ensure(*(Refusal("unreadable", "这里写的认不出来，请改写。", name) for name in unreadable))
        content = draft_of(payload)
        ensure_may_be_typed(content, actor=actor, at=at)
        norms = norms_on(local_date(at), office_path=actor.office_path)
        ensure(*faults(content, at=at, norms=draft_norms(norms)))
        assert draft.speaker is not None  # it is being typed
        draft.owner, draft.saved_at, draft.version = draft.speaker, at, draft.version + 1
        draft.handed_code = code_of(draft)
        draft.save(update_fields=["owner", "saved_at", "version", "handed_code"])
    return draft


def handed_over(actor: Actor) -> QuerySet[Draft]:
    """What the actor has typed and the person has not confirmed yet."""
    rows = Draft.objects.filter(typed_by=actor.person_id, speaker=F("owner"))
    return rows.select_related("speaker").order_by("-saved_at", "-id")


def find_transcript(actor: Actor, uid: str) -> Draft:
    """As it was handed over. What the person has changed since is his alone, and a clerk no longer in office sees nothing."""
    draft = handed_over(actor).filter(uid=uid).first()
    if draft is None or not actor.may("record.transcribe"):
        raise Refused(_NOT_FOUND)
    ensure(
        Refusal("changed", "送出以后本人改动过内容，请本人登录确认；改后的内容您看不到。")
        if draft.handed_code != code_of(draft)
        else None
    )
    return draft


def take_back(*, uid: str, actor: Actor, at: datetime) -> Draft:
    """A slip is put right before the person has confirmed it. What was signed of it falls away."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=find_transcript(actor, uid).pk)
        drop_signings(draft)
        draft.owner_id, draft.handed_code, draft.saved_at, draft.version = actor.me, "", at, draft.version + 1
        draft.save(update_fields=["owner", "handed_code", "saved_at", "version"])
    return draft


def drop_signings(draft: Draft) -> None:
    """Before a transcript is thrown away: its scans hold what it said. Inside the caller's transaction."""
    drop(PaperSigning.objects.filter(draft=draft))


def code_of(draft: Draft) -> str:
    """What paper and draft are held together by: the digest of what it says, and of nothing beside it."""
    return safe.digest(payload_of(draft_of(safe.unseal(draft.payload))))


def enter_signed_transcript(
    *, uid: str, code: str, signed_on: date, scan: File[bytes], actor: Actor, at: datetime
) -> PaperSigning:  # fmt: skip
    """The scan of the printed transcript with the person's signature. It counts when a third person has confirmed it.

    `code`: what the clerk has compared with the paper. A second scan takes the place of the first.
    """
    draft, today = find_transcript(actor, uid), local_date(at)
    norms = norms_on(today, office_path=actor.office_path)
    ensure(
        refuse_other_code(code, code_of(draft)),
        refuse_signing_day(signed_on, compiled_on=local_date(draft.saved_at), today=today),
        refuse_scan(head_of(scan), scan.size or 0, most_megabytes=norms["signing.scan_megabytes"]),
    )
    with stored(scan, "signings") as kept, recording(actor=actor, at=at) as ledger:
        draft = Draft.objects.select_for_update().get(pk=find_transcript(actor, uid).pk)
        assert draft.speaker_id is not None  # it was typed for somebody
        drop_signings(draft)
        signing = PaperSigning.objects.create(
            uid=new_uid(), draft=draft, digest=code_of(draft), signed_by_id=draft.speaker_id, signed_on=signed_on,
            entered_by_id=actor.me, entered_at=at, **kept._asdict(),
        )  # fmt: skip
        ledger("transcript.paper-entered", subject=f"signing:{signing.uid}", anonymous=True)
    return signing


def signed_transcripts(actor: Actor, *, at: datetime) -> list[PaperSigning]:
    """Scans that wait for a third person: one of those who will read the record anyway, and nobody else."""
    if not actor.may("record.inspect"):
        return []
    rows = PaperSigning.objects.filter(draft__isnull=False, confirmed_at=None)
    rows = rows.exclude(Q(entered_by=actor.person_id) | Q(signed_by=actor.person_id))
    waiting = rows.select_related("draft__owner", "signed_by", "entered_by").order_by("id")
    return [
        signing
        for signing in waiting
        if signing.draft and signing.digest == code_of(signing.draft) and _will_read(signing, actor, at)
    ]


def signed_transcript_todos(actor: Actor, *, at: datetime) -> Iterator[inbox.ToDo]:
    for signing in signed_transcripts(actor, at=at):
        yield inbox.ToDo(
            key=f"signed:{signing.uid}", what="核对并确认代录的纸签", whose=f"{local_date(signing.entered_at)} 登记", due=None,
            why="代录由本人在纸上签名的，登记人和本人以外的另一个人核对后才算填报（待核）",
            url=f"/transcripts/{signing.uid}/confirm", button="去核对", light=inbox.Light.YELLOW,
        )  # fmt: skip


def open_signed_transcript(*, uid: str, actor: Actor, at: datetime) -> tuple[PaperSigning, IO[bytes]]:
    """To check it before it is confirmed."""
    signing = _find_signing(uid, actor, at)
    return signing, open_stored(signing.path)


def open_scan(*, uid: str, actor: Actor, at: datetime) -> tuple[PaperSigning, IO[bytes]]:
    """For whoever will confirm it; and for the clerk who has entered it, as long as he sees the transcript."""
    own = PaperSigning.objects.filter(uid=uid, entered_by=actor.person_id).select_related("draft").first()
    if own is None or own.draft is None:
        return open_signed_transcript(uid=uid, actor=actor, at=at)
    find_transcript(actor, own.draft.uid)
    return own, open_stored(own.path)


def confirm_signed_transcript(*, uid: str, actor: Actor, at: datetime) -> Record:
    """Scan and text agree: it is filed now, in the person's name, marked 纸签."""
    with recording(actor=actor, at=at):
        draft = (
            Draft.objects.select_for_update().filter(paper_signings__uid=uid).first()
        )  # nobody changes it from here on
        signing = _find_signing(uid, actor, at)
        assert draft is not None  # its scan has just been found
        ensure(
            Refusal("stale", "登记扫描件之后，本人又改动了内容，纸上签的不是这一稿。请重新打印、签名、登记。")
            if signing.digest != code_of(draft)
            else None
        )
        record = file_draft(uid=draft.uid, actor=actor_for(draft.owner, on=local_date(at)), at=at)
        record.is_paper_signed = True
        record.save(update_fields=["is_paper_signed"])
        PaperSigning.objects.filter(pk=signing.pk).update(confirmed_by=actor.me, confirmed_at=at)
    return record


def _find_signing(uid: str, actor: Actor, at: datetime) -> PaperSigning:
    """To whoever will not read the record it does not exist."""
    signing = PaperSigning.objects.select_related("draft__owner").filter(uid=uid, draft__isnull=False).first()
    if signing is None or not actor.may("record.inspect"):
        raise Refused(_NOT_FOUND)
    draft = signing.draft
    assert draft is not None  # filtered
    if not _will_read(signing, actor, at):
        raise Refused(_NOT_FOUND)
    ensure(refuse_own_hand(entered_by=signing.entered_by_id, speaker=draft.owner_id, actor=actor.person_id))
    return signing


def _will_read(signing: PaperSigning, actor: Actor, at: datetime) -> bool:
    """Whether the record's route, as it stands, names the actor among those who work on it."""
    draft, today = signing.draft, local_date(at)
    assert draft is not None  # it waits
    speaker = actor_for(draft.owner, on=today)
    content = draft_of(safe.unseal(draft.payload))
    placement = place([content], filer_id=draft.owner_id, office=Office.objects.get(pk=speaker.here), on=today)
    route = placement.route
    if route.receiving_office != actor.office_id or actor.person_id in route.excluded_ids:
        return False
    leads = actor.may("record.desk") and route.desk in (Desk.INSPECTION, Desk.LEADERSHIP)
    return leads or actor.person_id in route.candidates


def _unknown(party: Party, house: Household) -> bool:
    """Nobody of the office is meant by it, for all we know: a name misheard is no other than none."""
    return party.person_id is None and party.name.strip() not in {member.name for member in house.members}


def _named(content: Content, house: Household) -> frozenset[int]:
    """Our own staff who are named: identified, or by a name that equals theirs."""
    names = {name.strip() for party in content.parties for name in (party.name, *(link.name for link in party.via))}
    return content.person_ids | {member.person_id for member in house.members if member.name in names - {""}}
