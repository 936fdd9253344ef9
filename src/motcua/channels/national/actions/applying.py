"""What each kind of news does to a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.channels.national.adapters import opening
from motcua.channels.national.adapters.opening import Given, Owner
from motcua.channels.national.adapters.tables import code_tables
from motcua.channels.national.contracts import (
    DossierMessage,
    FeeNews,
    News,
    NotYetHere,
    ProcedureNotHere,
    StatusNews,
    SupplementNews,
    UnitNotHere,
)
from motcua.channels.national.events import DossierArrived, MirrorChanged
from motcua.channels.national.models import Intake, Mirror
from motcua.channels.national.rules import codes
from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import parse_procedure_code
from motcua.platform.casework import api as casework


def apply(news: News, *, held: Intake, given: Sequence[Given], now: datetime) -> str:
    """Apply news in the running transaction; returns the code of the dossier it concerned. A named error parks the message."""
    if isinstance(news, DossierMessage):
        return _dossier(news, given=given, now=now)
    if isinstance(news, StatusNews):
        return _status(news, now=now)
    ref = opening.dossier_of(portal_code=news.code)
    if ref is None:
        raise NotYetHere(code=news.code)
    key = f"national:{held.message_id}"
    if isinstance(news, SupplementNews):
        papers = _asked_for(ref.code, given)
        casework.supply(code=ref.code, papers=papers, actor=SYSTEM, now=now, note=news.text, idempotency_key=key)
    elif isinstance(news, FeeNews):
        _fee(ref, news, now=now)
    else:
        opening.rate(code=ref.code, score=news.score, text=news.text, key=key, now=now)
    return ref.code


def _dossier(message: DossierMessage, *, given: Sequence[Given], now: datetime) -> str:
    procedure = _procedure(message.procedure_code)
    unit = _unit(message.unit or message.place, message.submitted_at or now)
    if opening.ministry_is_master(procedure_code=procedure, on=local_date(message.submitted_at or now)):
        status = codes.status_of(message.status, tables=code_tables()) or 0
        _mirror(message.code, status=status, word="", procedure=procedure, unit=unit, told_at=message.submitted_at or now, now=now)
        return ""
    known = opening.dossier_of(portal_code=message.code)
    if known is not None:
        return known.code  # a repetition under another identifier: the dossier is here
    submitted_at = min(message.submitted_at or now, now)  # the portal's clock may be ahead of ours
    ref = opening.open_dossier(
        portal_code=message.code, procedure_code=procedure, unit_code=unit, answers=codes.answers_of(message.other),
        owner=_owner(message), papers=given, submitted_at=submitted_at, channel=int(message.channel), now=now,
        fee_paid=codes.fee_paid(paid_online=message.paid_online, amounts=tuple(f.amount for f in message.fees)),
    )  # fmt: skip
    arrived = DossierArrived(
        portal_code=message.code, dossier_id=ref.uuid, dossier_code=ref.code, procedure_code=procedure, unit_code=unit,
        submitted_at=submitted_at, arrived_at=now,
    )  # fmt: skip
    outbox.publish(event=arrived, now=now)
    return ref.code


def _status(news: StatusNews, *, now: datetime) -> str:
    """A status from outside. Where a ministry is master it is mirrored; else only the citizen's withdrawal changes our dossier."""
    status = codes.status_of(news.status, tables=code_tables())
    told_at = news.at or now
    mirror = Mirror.objects.filter(portal_code=news.code).first()
    ref = opening.dossier_of(portal_code=news.code)
    procedure = mirror.procedure_code if mirror else ""
    if not procedure and ref is not None:
        procedure = casework.by_id(dossier_id=ref.uuid, actor=SYSTEM).procedure_code
    if not procedure and news.procedure_code:
        procedure = _procedure(news.procedure_code)
    if procedure and opening.ministry_is_master(procedure_code=procedure, on=local_date(told_at)):
        _mirror(
            news.code, status=status, word=news.status, procedure=procedure, unit=mirror.unit_code if mirror else "", told_at=told_at,
            now=now, dossier_code=ref.code if ref else "",
        )  # fmt: skip
        return ref.code if ref else ""
    if ref is None:
        raise NotYetHere(code=news.code)
    if status == codes.WITHDRAWN:
        held = casework.by_id(dossier_id=ref.uuid, actor=SYSTEM)
        if int(held.status) != codes.WITHDRAWN:
            casework.withdraw(code=ref.code, actor=SYSTEM, now=now, reason=news.text, idempotency_key=f"national:{news.code}:7")
    return ref.code  # any other word is the echo of what we told; the nightly comparison shows where it is not


def _mirror(
    code: str, *, status: int | None, word: str, procedure: str, unit: str, told_at: datetime, now: datetime, dossier_code: str = ""
) -> None:  # fmt: skip
    """Note the ministry's status; news older than what is known changes nothing."""
    row, made = Mirror.objects.select_for_update().get_or_create(
        portal_code=code,
        defaults={
            "status": status or 0, "word": word[:40], "procedure_code": procedure, "unit_code": unit, "told_at": told_at,
            "changed_at": now, "dossier_code": dossier_code,
        },
    )  # fmt: skip
    if not made:
        if told_at < row.told_at or (told_at == row.told_at and status in (None, row.status)):
            return
        row.status, row.word, row.told_at, row.changed_at = status if status is not None else row.status, word[:40], told_at, now
        row.dossier_code = row.dossier_code or dossier_code
        row.save(update_fields=["status", "word", "told_at", "changed_at", "dossier_code"])
    changed = MirrorChanged(portal_code=code, dossier_code=row.dossier_code, procedure_code=procedure, status=row.status, at=told_at)
    outbox.publish(event=changed, now=now)


def _procedure(text: str) -> str:
    try:
        code = parse_procedure_code(text).base
        casework.procedure(code=code)
    except NamedError as unknown:
        words = ProcedureNotHere(procedure_code=text)
        raise ProcedureNotHere(fields={"MaTTHC": (words.sentence("vi"), words.sentence("en"))}, procedure_code=text) from unknown
    return code


def _unit(text: str, at: datetime) -> str:
    """Code of the unit, from its agency code of either scheme or its administrative code, on the day of submission."""
    on = local_date(at)
    try:
        return units.by_agency_code(agency_code=text, on=on).code
    except units.UnitUnknown:
        try:
            return units.get(code=text, on=on).code
        except units.UnitUnknown as unknown:
            words = UnitNotHere(unit=text)
            raise UnitNotHere(fields={"DonViXuLy": (words.sentence("vi"), words.sentence("en"))}, unit=text) from unknown


def _owner(message: DossierMessage) -> Owner:
    number = message.owner_number or next((i.number for i in message.identities), "")
    known = identity.person_by_number(number=number) if number and message.party_kind == "1" else None
    return Owner(
        kind=int(message.party_kind), name=message.owner, number=number, phone=message.phone, person_id=known.uuid if known else None
    )


def _asked_for(code: str, given: Sequence[Given]) -> list[casework.PaperGiven]:
    """Papers by what was asked for: by their requirement, else by their order (``bo-sung-1`` …)."""
    asked = casework.dossier(code=code, actor=SYSTEM).open_supplement
    known = {f"bo-sung-{n}" for n, _ in enumerate(asked.items if asked else (), 1)}
    made = []
    for n, paper in enumerate(given, 1):
        key = paper.requirement if paper.requirement in known else f"bo-sung-{min(n, max(len(known), 1))}"
        made.append(opening.paper_given(Given(requirement=key, name=paper.name, file_id=paper.file_id)))
    return made


def _fee(ref: casework.DossierRef, news: FeeNews, *, now: datetime) -> None:
    dossier = casework.by_id(dossier_id=ref.uuid, actor=SYSTEM)
    if dossier.payment_id is not None:
        casework.settle_fee(ref=f"casework:{ref.uuid}", amount=news.amount, payment_id=dossier.payment_id, settled_at=news.at or now)
