"""Reads of one dossier: the full view, its clock, its history, what can be done, its files; and the public look-up."""

from __future__ import annotations

import hmac
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import (
    WORKING_PAPERS,
    AvailableAction,
    Channel,
    Dossier,
    DossierPage,
    DossierStatus,
    DossierUnknown,
    Due,
    EventKind,
    FilingKind,
    OpinionView,
    Outcome,
    PaperItem,
    Party,
    PartyKind,
    PauseReason,
    PauseView,
    ReceiptNotReady,
    ResultNotReady,
    ResultView,
    SideAction,
    SupplementView,
    TimelineItem,
)
from motcua.platform.casework.models import Dossier as Row
from motcua.platform.casework.models import DossierEvent, Paper, Result, Sheet
from motcua.platform.casework.queries import loading, opinions, sides, views
from motcua.platform.casework.queries.answers import answers_of, changed_of
from motcua.platform.casework.rules import clock, masking, process, wording
from motcua.platform.casework.rules.codes import normal_dossier_code
from motcua.platform.casework.rules.state import State, fold


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
    issued = _results(row) if open_to else ()
    names, asked = _unit_names(row), opinions.of_row(row, actor=actor)
    return Dossier(
        uuid=row.uuid, code=row.code, procedure_code=row.procedure_code, procedure_name=row.definition.procedure.name.rstrip(": "),
        definition_version=row.definition.version, field=row.field, unit_code=row.unit_code,
        unit_name=names[row.unit_code], channel=Channel(row.channel), party=_party(row, open_to=open_to),
        status=DossierStatus(row.status), step=row.step, step_name_vi=step.name_vi, step_name_en=step.name_en,
        assigned_to=row.assigned_to, submitted_at=row.submitted_at, received_at=row.received_at, due_at=row.due_at,
        resolved_at=row.resolved_at, handed_back_at=row.handed_back_at, fee_amount=row.fee_amount, waiting_for_fee=row.waiting_for_fee,
        payment_id=row.payment_id if open_to else None, tracking_code=row.tracking_code if open_to else "",
        answers=answers_of(row, language=language) if open_to else (), papers=_papers(row, actor=actor, answers=asked) if open_to else (),
        supplements=_supplements(row) if open_to else (), pauses=_pauses(row),
        result=next((r for r in issued if r.revoked_at is None), None), revoked_results=tuple(r for r in issued if r.revoked_at),
        receipt_file_id=receipt if open_to else None, proposed=Outcome(row.proposed_outcome) if row.proposed_outcome else None,
        handler_code=row.handler_code, handler_name=names.get(row.handler_code, ""), intake_code=row.intake_code,
        intake_name=names.get(row.intake_code, ""), authority_code=row.authority_code, authority_name=names.get(row.authority_code, ""),
        help_code=row.help_code, filing=FilingKind(row.filing), submitter=_submitter(row, open_to=open_to),
        filing_file_id=row.filing_file_id if open_to else None, step_entered_at=row.step_entered_at, step_due_at=row.step_due_at,
        intake_due_at=row.intake_due_at, warned=row.warned, extensions=row.extensions, gross_minutes=row.gross_minutes,
        net_minutes=row.net_minutes, origin=row.origin, external_ref=row.external_ref,
        parent_code=row.parent.code if row.parent_id and row.parent else "", opinions=asked,
        changed=changed_of(row, language=language) if open_to else (), legal_basis=definition.legal_basis,
        appeal_procedure=definition.appeal_procedure,
    )


def _unit_names(row: Row) -> dict[str, str]:
    """The names of the units on record; those of today, the unit in whose name it runs as it was."""
    on = local_date(row.step_entered_at or row.submitted_at)
    names = {row.unit_code: units.by_id(unit_id=row.unit_id).full_name}
    return names | opinions.names_of({row.handler_code, row.intake_code, row.authority_code} - {row.unit_code, ""}, on=on)


def _submitter(row: Row, *, open_to: bool) -> Party | None:
    if not row.submitter_id and not row.submitter_index:
        return None
    return Party(
        kind=PartyKind.CITIZEN, person_id=row.submitter_id if open_to else None, organisation_id=None,
        name=row.submitter_name if open_to else masking.mask_name(row.submitter_name), number=row.submitter_number if open_to else "",
        phone=row.submitter_phone if open_to else "", address=row.submitter_address if open_to else "",
    )


def due_of(*, code: str, actor: Actor, now: datetime) -> Due:
    """The clock of a dossier at ``now``: due instant, working minutes left, minutes paused."""
    row = row_of(code=code, actor=actor)
    return _due(row, loading.state_of(row), now=now)


def available_actions(*, code: str, actor: Actor, now: datetime) -> tuple[AvailableAction, ...]:
    """What the actor can do with the dossier now, the main action first; what is blocked says why."""
    row = row_of(code=code, actor=actor)
    return _actions(row, loading.state_of(row), actor=actor, now=now)


def side_actions(*, code: str, actor: Actor, now: datetime) -> tuple[SideAction, ...]:
    """What the actor can do beside the steps of the definition: assign, hand over, ask for opinions, extend, pause, revoke, appeal."""
    row = row_of(code=code, actor=actor)
    return sides.of(row, loading.state_of(row), actor=actor, now=now)


def dossier_page(*, code: str, actor: Actor, now: datetime, language: str = "vi") -> DossierPage:
    """Everything that the page of a dossier shows, with the row and its history read once. ``DossierUnknown``."""
    return page_of_row(row_of(code=code, actor=actor), actor=actor, now=now, language=language)


def page_of_row(
    row: Row, *, actor: Actor, now: datetime, language: str, events: list[DossierEvent] | None = None
) -> DossierPage:
    """The same for a row in hand, with its history when that is in hand too."""
    events = loading.history(row) if events is None else events
    state = fold(loading.fact(e) for e in events)
    return DossierPage(
        dossier=view_of(row, actor=actor, language=language), due=_due(row, state, now=now),
        timeline=timeline_of(row, actor=actor, events=events), actions=_actions(row, state, actor=actor, now=now),
        beside=sides.of(row, state, actor=actor, now=now), sheets=dict(Sheet.objects.filter(dossier=row).values_list("event_seq", "form")),
    )


def _due(row: Row, state: State, *, now: datetime) -> Due:
    calendar = loading.calendar(local_date(now), unit_code=row.unit_code)
    return clock.due(limit=loading.limit_of(row), state=state, now=now, calendar=calendar)


def _actions(row: Row, state: State, *, actor: Actor, now: datetime) -> tuple[AvailableAction, ...]:
    definition = loading.definition_of(row)
    role = definition.step(state.step).role
    found: list[AvailableAction] = []
    context = cache(lambda: views.context(row, state, now=now))
    for way in process.offers(definition=definition, state=state):
        if policies.can_act(actor=actor, row=row, way=way, role=role):
            found.append(process.describe(way, state=state, primary=not found, fee=row.fee_amount, context=context))
    return tuple(found)


def timeline(*, code: str, actor: Actor, language: str = "vi") -> tuple[TimelineItem, ...]:
    """The history of a dossier, first fact first. Officers see who acted; the owner sees which desk; notes only who may see them."""
    row = row_of(code=code, actor=actor)
    return timeline_of(row, actor=actor)


def timeline_of(row: Row, *, actor: Actor | None, events: list[DossierEvent] | None = None) -> tuple[TimelineItem, ...]:
    """The history as ``actor`` may see it; None is the public. Work between officers is not in the owner's or the public's."""
    officer = actor is not None and actor.kind is not ActorKind.CITIZEN and policies.sees_personal(actor=actor, row=row)
    inside = actor is not None and actor.kind is not ActorKind.CITIZEN
    owner = actor is not None and (policies.owns(actor=actor, row=row) or policies.filed(actor=actor, row=row))
    return tuple(
        _item(event, named=officer, noted=officer or (owner and event.kind in wording.NOTES_FOR_OWNER))
        for event in (loading.history(row) if events is None else events)
        if inside or event.kind not in wording.BETWEEN_OFFICERS
    )


def result_file(*, code: str, actor: Actor) -> UUID:
    """The file of the issued result. ``ResultNotReady``; ``DossierUnknown`` for those who may not see the dossier's papers."""
    row = _with_papers(code=code, actor=actor)
    found = Result.objects.filter(dossier=row, revoked_at=None).values_list("file_id", flat=True).first()
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
    found = row.papers.filter(pk=paper_id, file_id__isnull=False).first()
    if found is None or found.file_id is None:
        raise DossierUnknown(dossier_code=code)
    if found.requirement in _hidden(row, actor=actor):
        raise DossierUnknown(dossier_code=code)
    if found.requirement.startswith(Paper.OPINION) and found.pk not in _files_of(opinions.of_row(row, actor=actor)):
        raise DossierUnknown(dossier_code=code)
    return found.file_id


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


def _papers(row: Row, *, actor: Actor, answers: tuple[OpinionView, ...]) -> tuple[PaperItem, ...]:
    """The papers of the dossier; what came with an opinion only for who may read that opinion, working papers as ``_hidden`` says."""
    readable, hidden = _files_of(answers), _hidden(row, actor=actor)
    return tuple(
        PaperItem(
            paper_id=p.pk, requirement=p.requirement, name=p.name, file_id=p.file_id, file_name=p.file_name, size=p.size,
            state=str(p.state), added_at=p.added_at, working=p.requirement in WORKING_PAPERS.values(), **_source(p.source),
        )
        for p in row.papers.order_by("id")
        if (p.pk in readable or not p.requirement.startswith(Paper.OPINION)) and p.requirement not in hidden
    )


def _source(kept: dict[str, str] | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {"source_vi": kept["vi"], "source_en": kept["en"], "read_at": datetime.fromisoformat(kept["at"])}


def _hidden(row: Row, *, actor: Actor) -> frozenset[str]:
    """The working papers of officers that the actor does not see: for people all that the definition does not show them."""
    if actor.kind is not ActorKind.CITIZEN:
        return frozenset()
    shown = loading.definition_of(row).shown_papers
    return frozenset(requirement for name, requirement in WORKING_PAPERS.items() if name not in shown)


def _files_of(answers: tuple[OpinionView, ...]) -> set[int]:
    return {paper_id for answer in answers for paper_id, _ in answer.files}


def _supplements(row: Row) -> tuple[SupplementView, ...]:
    asked = list(row.supplements.order_by("id"))
    if not asked:
        return ()
    sheets = list(Sheet.objects.filter(dossier=row, form=Sheet.SUPPLEMENT).order_by("event_seq").values_list("file_id", flat=True))
    return tuple(
        SupplementView(
            items=tuple(s.items), reason=s.reason, asked_at=s.asked_at, deadline_at=s.deadline_at, answered_at=s.answered_at,
            closed_at=s.closed_at, note=s.note, file_id=file_id,
        )
        for s, file_id in zip(asked, [*sheets, *[None] * len(asked)], strict=False)
    )


def _pauses(row: Row) -> tuple[PauseView, ...]:
    return tuple(
        PauseView(reason=PauseReason(p.reason), from_at=p.from_at, to_at=p.to_at, paused_minutes=p.paused_minutes, basis=p.basis)
        for p in row.pauses.order_by("from_at", "id")
    )


def _results(row: Row) -> tuple[ResultView, ...]:
    """Every issued result, the one in force last."""
    return tuple(
        ResultView(
            outcome=Outcome(r.outcome), title=r.title, file_id=r.file_id, signed_by=r.signed_by, signed_at=r.signed_at, level=r.level,
            revoked_at=r.revoked_at,
        )
        for r in Result.objects.filter(dossier=row).order_by("id") if r.file_id is not None
    )


def same_text(given: str, kept: str) -> bool:
    """Whether a secret is right, in a time that tells nothing."""
    return bool(kept) and hmac.compare_digest(given.strip().upper().encode(), kept.upper().encode())


