"""Calling a service of another member through the gateway."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import Denied
from motcua.platform.exchange import conf, rules
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import CITY_CODE, ExchangeResponse, ServiceUnknown, UserRefused
from motcua.platform.exchange.queries.register import own_client

PURPOSE_HEADER = "Motcua-Purpose"
_OK, _REDIRECT = 200, 300


def call(
    *, service: str, path: str = "", query: Mapping[str, str] | None = None, user_id: str | None = None, issue: str | None = None,
    purpose: str, actor: Actor, now: datetime, timeout: float = conf.CALL_SECONDS, method: str = "GET", body: bytes | None = None,
    ground: str = "", reason: str = "", subject_id: UUID | None = None, facts: Collection[str] = (), message_id: str = "",
) -> ExchangeResponse:  # fmt: skip
    """Ask a service over the wire and wait ``timeout`` seconds at most; a status of the provider's own is an answer.

    ``user_id`` is ``VN`` and the personal number of the person on whose behalf we ask, ``issue`` the dossier code, ``reason`` (default:
    ``purpose``) says why in words: it travels with the message, is signed into the log and is audited before the call goes out.
    A call about a person (``user_id``, or a number in the address) needs a published ``purpose`` that holds for her now, and a ``ground``
    or a dossier (Luật 91/2025/QH15; NĐ 278/2025/NĐ-CP); what was answered is noted for her, with the names of the ``facts``.
    ``message_id``: that of a message which is sent again (default: one of its own).
    Raises GatewayUnreachable, ServiceRefused, AnswerUnreadable, ServiceUnknown, UserRefused, consent.GroundMissing.
    """
    if user_id is not None and not rules.is_user(user_id):
        raise UserRefused
    try:
        target = protocol.ServiceId.parse(service)
    except protocol.IdentifierError:
        raise ServiceUnknown(name=service) from None
    number = rules.person_in(user_id=user_id, path=path, query=query)
    basis = ""
    if number:
        basis = _ground(
            purpose, ground=ground or issue or "", subject_id=subject_id, number=number, issue=issue or "", actor=actor, now=now
        )
    message_id, words = message_id or f"{conf.INSTANCE}-{uuid7()}", reason or purpose
    audit.record(
        action="exchange.call", object_ref=f"exchange.message:{message_id}", actor=actor, now=now, ground=words,
        details={"service": service, "method": method, "issue": issue or "", **({"purpose": purpose, "ground": basis} if basis else {})},
    )  # fmt: skip
    answer = gateway.send(
        client=own_client(), service=target, method=method, path=path, query=query,
        body=body, headers={PURPOSE_HEADER: quote(words[:200])}, user_id=user_id, issue=issue, message_id=message_id, timeout_s=timeout,
    )  # fmt: skip
    if number and _OK <= answer.status < _REDIRECT:
        consent.note_access(
            subject_id=subject_id, subject_number=number, reader=actor, purpose=purpose, ground=basis, dossier=issue or "", fields=facts,
            source=f"exchange.call:{target.subsystem_code}/{target.service_code}", now=now,
        )  # fmt: skip
    return answer


def _ground(
    purpose: str, *, ground: str, subject_id: UUID | None, number: str, issue: str, actor: Actor, now: datetime
) -> str:
    """The law or consent that lets us ask about the person, or ``GroundMissing``."""
    if not ground:
        raise consent.GroundMissing(reason_vi="thiếu căn cứ hoặc mã hồ sơ.", reason_en="neither a ground nor a dossier was named.")
    controller = next((p.unit_code for p in actor.positions), CITY_CODE)
    decision = consent.decide(
        purpose=purpose, subject_id=subject_id, subject_number=number, controller=controller, dossier=issue, at=now
    )
    if isinstance(decision, Denied):
        raise consent.GroundMissing(reason_vi=decision.reason_vi, reason_en=decision.reason_en)
    return decision.ground
