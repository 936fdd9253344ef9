"""Calling a service of another member through the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from motcua.foundation.audit import api as audit
from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.platform.exchange import conf, rules
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import CITY_CODE, MEMBER_CLASS, ONE_STOP, ExchangeResponse, ServiceUnknown, UserRefused

PURPOSE_HEADER = "Motcua-Purpose"


def call(
    *,
    service: str,
    path: str = "",
    query: Mapping[str, str] | None = None,
    user_id: str | None = None,
    issue: str | None = None,
    purpose: str,
    actor: Actor,
    now: datetime,
    timeout: float = conf.CALL_SECONDS,
    method: str = "GET",
    body: bytes | None = None,
) -> ExchangeResponse:
    """Ask a service over the wire and wait ``timeout`` seconds at most; a status of the provider's own is an answer.

    ``user_id`` is ``VN`` and the personal number of the person on whose behalf we ask, ``issue`` the dossier code, ``purpose`` why
    (it travels with the message, is signed into the log and is audited before the call goes out).
    Raises GatewayUnreachable, ServiceRefused, AnswerUnreadable, ServiceUnknown, UserRefused.
    """
    if user_id is not None and not rules.is_user(user_id):
        raise UserRefused
    try:
        target = protocol.ServiceId.parse(service)
    except protocol.IdentifierError:
        raise ServiceUnknown(name=service) from None
    message_id = f"{conf.INSTANCE}-{uuid7()}"
    audit.record(
        action="exchange.call",
        object_ref=f"exchange.message:{message_id}",
        actor=actor,
        now=now,
        ground=purpose,
        details={"service": service, "method": method, "issue": issue or ""},
    )
    return gateway.send(
        client=protocol.ClientId(conf.INSTANCE, MEMBER_CLASS, CITY_CODE, ONE_STOP),
        service=target,
        method=method,
        path=path,
        query=query,
        body=body,
        headers={PURPOSE_HEADER: quote(purpose[:200])},
        user_id=user_id,
        issue=issue,
        message_id=message_id,
        timeout_s=timeout,
    )
