"""Reads of one dossier: the full view, its clock, its history, what can be done, its files; and the public look-up."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import (
    AvailableAction,
    Channel,
    Dossier,
    DossierStatus,
    DossierUnknown,
    Due,
    EventKind,
    Outcome,
    PaperItem,
    Party,
    PartyKind,
    PauseReason,
    PauseView,
    ReceiptNotReady,
    ResultNotReady,
    ResultView,
    SupplementView,
    TimelineItem,
)
from motcua.platform.casework.models import Dossier as Row
from motcua.platform.casework.models import DossierEvent, Result, Sheet
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.answers import answers_of
from motcua.platform.casework.rules import clock, masking, process, wording
from motcua.platform.casework.rules.codes import normal_dossier_code


def row_of(*, code: str, actor: Actor) -> Row:
    """The row of a dossier that the actor may know of. ``DossierUnknown``."""
    visible = policies.visible_to(actor=actor).select_related("definition", "definition__procedure")
    row = visible.filter(code=normal_dossier_code(code)).first()
    if row is None:
        raise DossierUnknown(dossier_code=code)
    return row


def dossier(*, code: str, actor: Actor, language: str = "vi") -> Dossier:
    """A dossier as the actor may see it; without personal data for the operator. ``DossierUnknown``."""
    return view_of(row_of(code=code, actor=actor), actor=actor, language=language)


def by_id(*, dossier_id: UUID, actor: Actor, language: str = "vi") -> Dossier:
    """The same, found by its uuid (events carry it)."""
    visible = policies.visible_to(actor=actor).select_related("definition", "definition__procedure")
    row = visible.filter(uuid=dossier_id).first()
    if row is None:
        raise DossierUnknown(dossier_code=str(dossier_id))
    return view_of(row, actor=actor, language=language)


def view_of(row: Row, *, actor: Actor, language: str) -> Dossier:
    """The contract of a row, cut to what the actor may see."""
    open_to = policies.sees_personal(actor=actor, row=row)
    definition = loading.definition_of(row)
    step = definition.step(row.step)
    receipt = Sheet.objects.filter(dossier=row, form=Sheet.RECEIPT).values_list("file_id", flat=True).first()
    return Dossier(
        uuid=row.uuid, code=row.code, procedure_code=row.procedure_code, procedure_name=row.definition.procedure.name.rstrip(": "),
        definition_version=row.definition.version, field=row.field, unit_code=row.unit_code,
        unit_name=units.by_id(unit_id=row.unit_id).full_name, channel=Channel(row.channel), party=_party(row, open_to=open_to),
        status=DossierStatus(row.status), step=row.step, step_name_vi=step.name_vi, step_name_en=step.name_en,
        assigned_to=row.assigned_to, submitted_at=row.submitted_at, received_at=row.received_at, due_at=row.due_at,
        resolved_at=row.resolved_at, handed_back_at=row.handed_back_at, fee_amount=row.fee_amount, waiting_for_fee=row.waiting_for_fee,
        payment_id=row.payment_id if open_to else None, tracking_code=row.tracking_code if open_to else "",
        answers=answers_of(row, language=language) if open_to else (), papers=_papers(row) if open_to else (),
        supplements=_supplements(row) if open_to else (), pauses=_pauses(row), result=_result(row) if open_to else None,
        receipt_file_id=receipt if open_to else None, proposed=Outcome(row.proposed_outcome) if row.proposed_outcome else None,
    )


def due_of(*, code: str, actor: Actor, now: datetime) -> Due:
    """The clock of a dossier at ``now``: due instant, working minutes left, minutes paused."""
    row = row_of(code=code, actor=actor)
    state = loading.state_of(row)
    return clock.due(limit=loading.limit_of(row), state=state, now=now, calendar=loading.calendar(local_date(now)))


def available_actions(*, code: str, actor: Actor, now: datetime) -> tuple[AvailableAction, ...]:
    """What the actor can do with the dossier now, the main action first; what is blocked says why."""
    row = row_of(code=code, actor=actor)
    definition, state = loading.definition_of(row), loading.state_of(row)
    role = definition.step(state.step).role
    found: list[AvailableAction] = []
    for way in process.offers(definition=definition, state=state):
        if policies.can_act(actor=actor, row=row, way=way, role=role):
            found.append(process.describe(way, state=state, primary=not found, fee=row.fee_amount))
    return tuple(found)


def timeline(*, code: str, actor: Actor, language: str = "vi") -> tuple[TimelineItem, ...]:
    """The history of a dossier, first fact first. Officers see who acted; the owner sees which desk; notes only who may see them."""
    row = row_of(code=code, actor=actor)
    return timeline_of(row, actor=actor)


def timeline_of(row: Row, *, actor: Actor | None) -> tuple[TimelineItem, ...]:
    """The history as ``actor`` may see it; None is the public."""
    officer = actor is not None and actor.kind is not ActorKind.CITIZEN and policies.sees_personal(actor=actor, row=row)
    owner = actor is not None and policies.owns(actor=actor, row=row)
    return tuple(
        _item(event, named=officer, noted=officer or (owner and event.kind in wording.NOTES_FOR_OWNER)) for event in loading.history(row)
    )


def result_file(*, code: str, actor: Actor) -> UUID:
    """The file of the issued result. ``ResultNotReady``; ``DossierUnknown`` for those who may not see the dossier's papers."""
    row = _with_papers(code=code, actor=actor)
    found = Result.objects.filter(dossier=row).values_list("file_id", flat=True).first()
    if found is None:
        raise ResultNotReady(dossier_code=row.code)
    return found


def receipt_file(*, code: str, actor: Actor) -> UUID:
    """The file of the receipt (Mẫu 01). ``ReceiptNotReady``."""
    row = _with_papers(code=code, actor=actor)
    found = Sheet.objects.filter(dossier=row, form=Sheet.RECEIPT).values_list("file_id", flat=True).first()
    if found is None:
        raise ReceiptNotReady(dossier_code=row.code)
    return found


def sheet_file(*, code: str, seq: int, actor: Actor) -> UUID:
    """The sheet that was made with the fact ``seq`` of the history. ``DossierUnknown``."""
    row = _with_papers(code=code, actor=actor)
    found = Sheet.objects.filter(dossier=row, event_seq=seq).values_list("file_id", flat=True).first()
    if found is None:
        raise DossierUnknown(dossier_code=code)
    return found


def paper_file(*, code: str, paper_id: int, actor: Actor) -> UUID:
    """The file of one paper of the dossier. ``DossierUnknown``."""
    row = _with_papers(code=code, actor=actor)
    found = row.papers.filter(pk=paper_id).values_list("file_id", flat=True).first()
    if found is None:
        raise DossierUnknown(dossier_code=code)
    return found


def sheets_of(*, code: str, actor: Actor) -> dict[int, str]:
    """Which facts of the history have a sheet: the form by the fact's number."""
    row = row_of(code=code, actor=actor)
    return dict(Sheet.objects.filter(dossier=row).values_list("event_seq", "form"))


def _with_papers(*, code: str, actor: Actor) -> Row:
    row = row_of(code=code, actor=actor)
    if not policies.sees_personal(actor=actor, row=row):
        raise DossierUnknown(dossier_code=code)
    return row


def _item(event: DossierEvent, *, named: bool, noted: bool) -> TimelineItem:
    kind = EventKind(event.kind)
    title = wording.title(kind, event.details)
    return TimelineItem(
        seq=event.seq, kind=kind, at=event.at, title_vi=title[0], title_en=title[1], actor_label=event.actor_label if named else "",
        from_status=DossierStatus(event.from_status) if event.from_status else None, to_status=DossierStatus(event.to_status),
        due_before=_moment(event, "due_before"), due_after=_moment(event, "due_at"), note=event.note if noted else "",
        facts={k: v for k, v in event.details.items() if k in wording.PUBLIC_FACTS},
    )


def _moment(event: DossierEvent, key: str) -> datetime | None:
    text = event.details.get(key)
    return datetime.fromisoformat(text) if text else None


def _party(row: Row, *, open_to: bool) -> Party:
    return Party(
        kind=PartyKind(row.party_kind), person_id=row.person_id, organisation_id=row.organisation_id,
        name=row.party_name if open_to else masking.mask_name(row.party_name), number=row.party_number if open_to else "",
        phone=row.party_phone if open_to else "", address=row.party_address if open_to else "",
    )


def _papers(row: Row) -> tuple[PaperItem, ...]:
    return tuple(
        PaperItem(
            paper_id=p.pk, requirement=p.requirement, name=p.name, file_id=p.file_id, file_name=p.file_name, size=p.size,
            state=str(p.state), added_at=p.added_at,
        )
        for p in row.papers.order_by("id")
    )


def _supplements(row: Row) -> tuple[SupplementView, ...]:
    sheets = list(Sheet.objects.filter(dossier=row, form=Sheet.SUPPLEMENT).order_by("event_seq").values_list("file_id", flat=True))
    asked = row.supplements.order_by("id")
    return tuple(
        SupplementView(
            items=tuple(s.items), reason=s.reason, asked_at=s.asked_at, deadline_at=s.deadline_at, answered_at=s.answered_at,
            closed_at=s.closed_at, note=s.note, file_id=file_id,
        )
        for s, file_id in zip(asked, [*sheets, *[None] * len(asked)], strict=False)
    )


def _pauses(row: Row) -> tuple[PauseView, ...]:
    return tuple(
        PauseView(reason=PauseReason(p.reason), from_at=p.from_at, to_at=p.to_at, paused_minutes=p.paused_minutes)
        for p in row.pauses.order_by("id")
    )


def _result(row: Row) -> ResultView | None:
    found = Result.objects.filter(dossier=row).first()
    if found is None or found.file_id is None:
        return None
    return ResultView(
        outcome=Outcome(found.outcome), title=found.title, file_id=found.file_id, signed_by=found.signed_by, signed_at=found.signed_at,
        level=found.level,
    )


def same_text(given: str, kept: str) -> bool:
    """Whether a secret is right, in a time that tells nothing."""
    return bool(kept) and hmac.compare_digest(given.strip().upper().encode(), kept.upper().encode())


