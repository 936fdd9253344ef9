"""Messages to the portal, made from dossiers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core import signing

from motcua.channels.national.contracts import (
    DossierMessage,
    FeeMessage,
    IdentityMessage,
    PaperMessage,
    ProgressMessage,
    ResultMessage,
    SupplementMessage,
)
from motcua.channels.national.contracts.messages import SUMMARY_LETTERS
from motcua.channels.national.rules.codes import shortened
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import OPINION_PAPER

_SALT = "national.file"
_PERSONAL_DIGITS, _OLD_DIGITS = 12, 9
_REFUSED, _HANDED_BACK = 3, 10
_ENDED = frozenset({7, 8, 9, 10})


def dossier_message(*, dossier: casework.Dossier, status: int, at: datetime, portal_code: str = "") -> DossierMessage:
    """The dossier as the portal takes it, with the status that it had at an instant."""
    agency = _agency(dossier.unit_code, at)
    note = "" if not portal_code or portal_code == dossier.code else json.dumps({"MaHoSoMotCua": dossier.code})
    return DossierMessage(
        code=portal_code or dossier.code, procedure_code=dossier.procedure_code, procedure_name=shortened(dossier.procedure_name, 1000),
        field_name=shortened(dossier.field, 500), channel=str(int(dossier.channel)), owner_number=dossier.party.number,
        owner=dossier.party.name or "–", party_kind=str(int(dossier.party.kind)), other=note, phone=dossier.party.phone,
        summary=shortened(f"{dossier.procedure_name}", SUMMARY_LETTERS), received_at=dossier.received_at, due_at=dossier.due_at,
        status=str(status), handed_back_at=dossier.handed_back_at if status == _HANDED_BACK else None, way="0",
        ended_at=(dossier.resolved_at or at) if status in _ENDED else None, unit=agency, papers=_papers(dossier),
        fees=_fees(dossier), supplements=_supplements(dossier), results=_results(dossier, status), place=agency,
        digitised=any(p.file_id for p in dossier.papers), by_vneid=dossier.party.person_id is not None,
        paid_online="1" if dossier.fee_amount and dossier.payment_id and not dossier.waiting_for_fee else "3",
        refused_at=at if status == _REFUSED else None, identities=_identities(dossier.party.number), submitted_at=dossier.submitted_at,
    )  # fmt: skip


def progress_message(*, dossier: casework.Dossier, status: int, at: datetime, portal_code: str = "") -> ProgressMessage:
    """The step that led to a status at an instant, as the follower reads it on the portal."""
    steps = casework.timeline(code=dossier.code, actor=SYSTEM)
    step = next((s for s in reversed(steps) if s.at <= at and int(s.to_status) == status), None)
    return ProgressMessage(
        code=portal_code or dossier.code, by=shortened(step.actor_label, 200) if step else "", at=at,
        office=shortened(dossier.unit_name, 500), text=shortened(f"{step.title_vi}. {step.note}" if step and step.note else
        step.title_vi if step else dossier.step_name_vi, 4000), status=str(status), from_at=dossier.received_at, due_at=dossier.due_at,
    )  # fmt: skip


def file_link(*, file_id: UUID, name: str) -> str:
    """The address at which the portal fetches a file for some days; nobody else can make one."""
    token = signing.dumps(str(file_id), salt=_SALT)
    return f"{settings.MOTCUA_BASE_URL}/api/v1/national/files/{quote(token)}/{quote(name[:80]) or 'tep'}"


def linked_file(*, token: str, max_age_days: int) -> UUID | None:
    """The file that a link stands for; None when the link is forged or too old."""
    try:
        return UUID(signing.loads(token, salt=_SALT, max_age=max_age_days * 86_400))
    except (signing.BadSignature, ValueError):
        return None


def _papers(dossier: casework.Dossier) -> tuple[PaperMessage, ...]:
    return tuple(
        PaperMessage(
            file_ref=str(p.file_id or ""), name=shortened(p.name or p.file_name, 500), requirement=p.requirement[:100],
            url=file_link(file_id=p.file_id, name=p.file_name) if p.file_id else "", digitised="1" if p.file_id else "0", reused="0",
        )
        for p in dossier.papers if not p.requirement.startswith(OPINION_PAPER)  # between offices: never the portal's
    )  # fmt: skip


def _fees(dossier: casework.Dossier) -> tuple[FeeMessage, ...]:
    if not dossier.fee_amount:
        return ()
    return (FeeMessage(name="Phí, lệ phí", collected="2", amount=dossier.fee_amount, kind="2"),)


def _supplements(dossier: casework.Dossier) -> tuple[SupplementMessage, ...]:
    return tuple(
        SupplementMessage(
            asked_by=shortened(dossier.unit_name, 200), text=shortened("; ".join((s.reason, *s.items)), 4000), asked_at=s.asked_at,
            taken_at=s.answered_at, state="1" if s.answered_at else "0", due_after=dossier.due_at,
        )
        for s in dossier.supplements
    )  # fmt: skip


def _results(dossier: casework.Dossier, status: int) -> tuple[ResultMessage, ...]:
    made = dossier.result
    if made is None or status not in {9, 10}:
        return ()
    url = file_link(file_id=made.file_id, name=f"{made.title}.pdf")
    return (ResultMessage(name=shortened(made.title, 500), file_ref=str(made.file_id), url=url),)


def _identities(number: str) -> tuple[IdentityMessage, ...]:
    kinds = {_PERSONAL_DIGITS: "1", _OLD_DIGITS: "2"}
    kind = kinds.get(len(number)) if number.isdecimal() else None
    return (IdentityMessage(kind=kind, number=number),) if kind else ()


def _agency(unit_code: str, at: datetime) -> str:
    try:
        found: Any = units.get(code=unit_code, on=local_date(at))
    except NamedError:
        return unit_code
    return found.agency_code or unit_code
