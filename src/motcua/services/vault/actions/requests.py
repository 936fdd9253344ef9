"""A unit asks for a paper for its dossier; its holder agrees, which makes a share with that unit, or declines."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.platform.casework import api as casework
from motcua.platform.messaging import api as messaging
from motcua.services.vault import policies
from motcua.services.vault.actions.sharing import ShareTerms, make_share
from motcua.services.vault.adapters.kinds import by_key
from motcua.services.vault.adapters.messages import ASKED
from motcua.services.vault.contracts import DocumentUnknown, KeyReused, PaperRequest, RequestSettled, RequestState, Share
from motcua.services.vault.events import PaperRequestAnswered, PaperRequested
from motcua.services.vault.models import PaperRequestRow
from motcua.services.vault.queries.papers import row_of
from motcua.services.vault.queries.requests import asked_row, of_unit_row, to_request

LASTS = timedelta(days=14)
_SHORTEST, _LONGEST, _LONGEST_REASON = 5, 300, 300


def ask_for_paper(
    *, dossier_code: str, unit_code: str, kind: str, purpose: str, actor: Actor, now: datetime, idempotency_key: str
) -> PaperRequest:
    """Ask the party of a dossier for a paper, in the name of the officer's unit; she has 14 days. The same key again asks once.

    A machine that serves the unit asks too. Errors: ``DossierUnknown`` (no such dossier for the actor), ``Forbidden`` (no post in the
    unit), ``Invalid`` (kind, purpose, or a party that is not known as a person or organisation), ``KeyReused``.
    """
    require(policies.can_ask(actor=actor, unit_code=unit_code))
    dossier = casework.dossier(code=dossier_code, actor=actor)
    if actor.kind is ActorKind.MACHINE:  # it may know the dossier and its state; whose it is stays here
        dossier = casework.by_id(dossier_id=dossier.uuid, actor=SYSTEM)
    party = dossier.party
    holder = f"{policies.ORGANISATION}:{party.organisation_id}" if party.organisation_id else f"{policies.PERSON}:{party.person_id}"
    _judge(kind=kind, purpose=purpose, known=bool(party.organisation_id or party.person_id))
    with transaction.atomic():
        row, made = PaperRequestRow.objects.get_or_create(
            asked_by=actor.ref, idempotency_key=idempotency_key,
            defaults={
                "unit_code": unit_code, "holder": holder, "dossier_code": dossier.code, "kind": kind, "purpose": squeeze(purpose),
                "asked_at": now, "ends_at": now + LASTS,
            },
        )  # fmt: skip
        if (row.unit_code, row.dossier_code, row.kind, row.purpose) != (unit_code, dossier.code, kind, squeeze(purpose)):
            raise KeyReused
        if made:
            told = PaperRequested(request_id=row.uuid, unit_code=unit_code, dossier_code=dossier.code, kind=kind, asked_at=now)
            outbox.publish(event=told, now=now)
            _record("vault.asked", row, actor=actor, now=now)
            if party.person_id is not None:
                _tell(row, party.person_id, now=now)
    return to_request(row)


def agree(*, request_id: UUID, document_id: UUID, terms: ShareTerms, actor: Actor, now: datetime) -> Share:
    """Share a paper with the unit that asked, for its dossier. What ``terms`` say of the unit, the dossier and a PIN does not count.

    Errors: ``RequestUnknown``, ``RequestSettled``, ``DocumentUnknown`` (also a paper of another store), and those of ``share``.
    """
    with transaction.atomic():
        row = _open_row(request_id, actor=actor, now=now)
        paper = row_of(document_id=document_id, actor=actor, lock=True, change=True)
        if paper.holder != row.holder:
            raise DocumentUnknown
        given = ShareTerms(
            purpose=row.purpose, days=terms.days, unit_code=row.unit_code, fields=terms.fields, with_file=terms.with_file,
            may_download=terms.may_download, most_views=terms.most_views, dossier_code=row.dossier_code,
        )  # fmt: skip
        made = make_share(paper, given, actor=actor, now=now, idempotency_key=f"request:{row.uuid}", request_id=row.uuid)
        row.share_id = made.share.uuid
        _settle(row, RequestState.AGREED, actor=actor, now=now)
    return made.share


def decline(*, request_id: UUID, reason: str, actor: Actor, now: datetime) -> PaperRequest:
    """Say no; a reason is welcome and not needed. ``RequestUnknown``, ``RequestSettled``."""
    with transaction.atomic():
        row = _open_row(request_id, actor=actor, now=now)
        row.reason = squeeze(reason)[:_LONGEST_REASON]
        _settle(row, RequestState.DECLINED, actor=actor, now=now)
    return to_request(row)


def take_back(*, request_id: UUID, actor: Actor, now: datetime) -> PaperRequest:
    """The unit does not need the paper any more. ``RequestUnknown`` for officers of other units, ``RequestSettled``."""
    with transaction.atomic():
        row = of_unit_row(request_id=request_id, actor=actor, lock=True)
        _require_open(row, now)
        _settle(row, RequestState.TAKEN_BACK, actor=actor, now=now)
    return to_request(row)


def end_requests(*, now: datetime) -> int:
    """Requests whose 14 days are over end unanswered; how many."""
    with transaction.atomic():
        over = PaperRequestRow.objects.filter(state=RequestState.ASKED.value, ends_at__lte=now)
        rows = list(over.select_for_update(skip_locked=True)[:500])
        for row in rows:
            _settle(row, RequestState.EXPIRED, actor=SYSTEM, now=now)
    return len(rows)


def _judge(*, kind: str, purpose: str, known: bool) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    if kind not in by_key():
        wrong["kind"] = ("Chọn loại giấy tờ.", "Choose the kind of paper.")
    if not _SHORTEST <= len(squeeze(purpose)) <= _LONGEST:
        wrong["purpose"] = ("Ghi mục đích, từ 5 đến 300 ký tự.", "Say what for, in 5 to 300 characters.")
    if not known:
        wrong["dossier_code"] = ("Người nộp hồ sơ này chưa có tài khoản.", "The party of this dossier has no account.")
    if wrong:
        raise Invalid(fields=wrong)


def _open_row(request_id: UUID, *, actor: Actor, now: datetime) -> PaperRequestRow:
    row = asked_row(request_id=request_id, actor=actor, lock=True)
    _require_open(row, now)
    return row


def _require_open(row: PaperRequestRow, now: datetime) -> None:
    if row.state != RequestState.ASKED or row.ends_at <= now:
        raise RequestSettled


def _settle(row: PaperRequestRow, state: RequestState, *, actor: Actor, now: datetime) -> None:
    row.state, row.answered_at = state.value, now
    row.save()
    told = PaperRequestAnswered(
        request_id=row.uuid, unit_code=row.unit_code, dossier_code=row.dossier_code, state=state.value, share_id=row.share_id,
        answered_at=now,
    )  # fmt: skip
    outbox.publish(event=told, now=now)
    _record(f"vault.request_{state.value}", row, actor=actor, now=now)


def _record(action: str, row: PaperRequestRow, *, actor: Actor, now: datetime) -> None:
    audit.record(
        action=action, object_ref=f"vault.request:{row.uuid}", actor=actor, now=now, ground=row.dossier_code, dossier=row.dossier_code,
        unit=row.unit_code, details={"kind": row.kind},
    )


def _tell(row: PaperRequestRow, person_id: UUID, *, now: datetime) -> None:
    names = units.labels(on=local_date(now))
    messaging.send(
        to_person_id=person_id, template=ASKED, dedupe_key=f"vault.asked:{row.uuid}", now=now,
        params={
            "unit": names.get(row.unit_code, row.unit_code), "dossier_code": row.dossier_code,
            "ends": f"{local_date(row.ends_at):%d/%m/%Y}", "request": str(row.uuid),
        },
    )  # fmt: skip
