"""Several people on one form: the owner asks others, each confirms the answers as they stand."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.identifiers import parse_personal_number
from motcua.kernel.text import squeeze
from motcua.kit.fields import blind_index
from motcua.platform.eforms import queries
from motcua.platform.eforms.contracts import (
    AnswerGroup,
    ConfirmationsMissing,
    DraftFrozen,
    DraftUnknown,
    SignerRefused,
    SignerState,
    SignerView,
)
from motcua.platform.eforms.models import DraftRow, Signer

MOST = 20


def _index(number: str) -> str:
    return blind_index(number, purpose="eforms.signer")


def digest_of(row: DraftRow) -> str:
    """Names the answers of a draft: another answer, another digest."""
    kept = row.answers or {}
    told = json.dumps({"values": kept.get("values", {}), "raw": kept.get("raw", {})}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def invite_signer(*, draft_id: UUID, number: str, name: str, actor: Actor, now: datetime) -> SignerView:
    """Ask the person with this personal number to confirm the form; asking twice changes nothing.

    Errors: ``DraftUnknown``, ``DraftFrozen``, ``InvalidPersonalNumber``, ``SignerRefused`` for the owner herself or beyond twenty.
    """
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    parsed = parse_personal_number(number).number
    own = identity.person(person_id=actor.subject_id).personal_number if actor.kind == ActorKind.CITIZEN and actor.subject_id else ""
    if parsed == own:
        raise SignerRefused(reason_vi="đây là số của chính bạn.", reason_en="this is your own number.")
    if row.signers.exclude(number_index=_index(parsed)).count() >= MOST:
        raise SignerRefused(reason_vi=f"tối đa {MOST} người.", reason_en=f"at most {MOST} people.")
    facts = {"number": parsed, "name": squeeze(name)[:120], "asked_at": now}
    signer, _ = Signer.objects.get_or_create(draft=row, number_index=_index(parsed), defaults=facts)
    return _view(signer, row)


@transaction.atomic
def withdraw_invitation(*, draft_id: UUID, signer_id: UUID, actor: Actor, now: datetime) -> None:
    """The owner no longer asks somebody. ``DraftUnknown``, ``DraftFrozen``."""
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    row.signers.filter(uuid=signer_id).delete()


@transaction.atomic
def answer_invitation(*, signer_id: UUID, confirms: bool, digest: str, actor: Actor, now: datetime) -> SignerView:
    """The invited person confirms the answers that ``digest`` names (those shown), or declines. A later change lapses a confirmation.

    Errors: ``DraftUnknown`` when it is not the actor's invitation; ``DraftFrozen``; ``SignerRefused`` when the answers changed meanwhile.
    """
    signer = _invitation(signer_id, actor)
    row = DraftRow.objects.select_for_update(of=("self",)).select_related("form").get(pk=signer.draft_id)
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    if confirms and digest != digest_of(row):
        raise SignerRefused(
            reason_vi="người lập vừa sửa biểu mẫu; đọc lại rồi xác nhận.", reason_en="the form has just changed; read it again and confirm."
        )
    signer.state = Signer.CONFIRMED if confirms else Signer.DECLINED
    signer.digest, signer.answered_at = digest if confirms else "", now
    signer.save(update_fields=["state", "digest", "answered_at"])
    return _view(signer, row)


def _invitation(signer_id: UUID, actor: Actor) -> Signer:
    """The invitation, when the actor's own personal number is the invited one and the draft is still there."""
    if actor.kind == ActorKind.CITIZEN and actor.subject_id is not None:
        number = identity.person(person_id=actor.subject_id).personal_number
        rows = Signer.objects.select_related("draft__form").filter(uuid=signer_id, draft__discarded_at=None)
        if number and (found := rows.filter(number_index=_index(number)).first()):
            return found
    raise DraftUnknown


def invitation(*, signer_id: UUID, actor: Actor, now: datetime, language: str) -> tuple[SignerView, tuple[AnswerGroup, ...], str]:
    """An invitation of the actor's: itself, the answers in words, and the digest that a confirmation names. ``DraftUnknown``."""
    signer = _invitation(signer_id, actor)
    return (
        _view(signer, signer.draft),
        queries.summary(draft=queries.to_draft(signer.draft), now=now, language=language),
        digest_of(signer.draft),
    )


def invitations(*, actor: Actor, now: datetime) -> tuple[SignerView, ...]:
    """The forms that others ask the actor to confirm, newest first."""
    if actor.kind != ActorKind.CITIZEN or actor.subject_id is None:
        return ()
    number = identity.person(person_id=actor.subject_id).personal_number
    rows = Signer.objects.select_related("draft__form").filter(number_index=_index(number or "-"), draft__discarded_at=None)
    rows = rows.filter(draft__state=DraftRow.OPEN, draft__expires_at__gt=now).order_by("-asked_at")
    return tuple(_view(row, row.draft) for row in rows[:50])


def signers(*, draft_id: UUID, actor: Actor) -> tuple[SignerView, ...]:
    """Whom the owner has asked, in order. ``DraftUnknown``."""
    return views(queries.row_of(draft_id=draft_id, actor=actor))


def views(row: DraftRow) -> tuple[SignerView, ...]:
    """The signers of a row."""
    return tuple(_view(signer, row) for signer in row.signers.order_by("id"))


def require_all(row: DraftRow) -> None:
    """``ConfirmationsMissing`` unless everybody who was asked has confirmed these answers."""
    waiting = [view.name or f"…{view.number_end}" for view in views(row) if view.state != SignerState.CONFIRMED]
    if waiting:
        raise ConfirmationsMissing(names=", ".join(waiting))


def _view(signer: Signer, row: DraftRow) -> SignerView:
    form = queries.form_of(row)
    state = SignerState(signer.state)
    if state == SignerState.CONFIRMED and row.state == DraftRow.OPEN and signer.digest != digest_of(row):
        state = SignerState.LAPSED
    title = str(row.context.get("title_vi") or form.title_vi), str(row.context.get("title_en") or form.title_en)
    return SignerView(
        signer.uuid, row.uuid, signer.name, signer.number[-3:], state, *title, asked_at=signer.asked_at, answered_at=signer.answered_at
    )
