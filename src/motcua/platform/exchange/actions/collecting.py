"""Reading the gateway's signed log into the city's own records: every seal is checked, every message is told once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.kit.fields import blind_index
from motcua.platform.exchange import events, rules
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import Collected
from motcua.platform.exchange.models import Call, GatewayLog

logger = logging.getLogger(__name__)


def collect(*, now: datetime) -> Collected:
    """Take over what the gateway logged since the last reading. Raises GatewayUnreachable; repeating takes nothing twice.

    A batch whose seal does not hold, or a missing number, stops the reading there and is named until it is mended.
    """
    known = GatewayLog.objects.order_by("-checked_at").first()
    page = gateway.read_log(after=known.last_seq if known else 0)
    key_id = protocol.key_id(protocol.load_public_key(page["public_key"].encode()))
    keys = _keys(page, known)
    if key_id not in keys:
        mine = GatewayLog.objects.filter(key_id=key_id).first()
        page = gateway.read_log(after=mine.last_seq if mine else 0)
        keys, known = _keys(page, mine) if mine else {key_id: protocol.load_public_key(page["public_key"].encode())}, mine
    return _take_over(page, key_id=key_id, keys=keys, after=known.last_seq if known else 0, now=now)


def _keys(page: dict[str, Any], known: GatewayLog | None) -> dict[str, Any]:
    """The keys to which that of a known log was handed over, by id; whoever holds none of them writes another log."""
    if known is None:
        return {}
    return protocol.lineage(known.public_key.encode(), (protocol.HandOver(**made) for made in page.get("handovers", ())))


@transaction.atomic
def _take_over(page: dict[str, Any], *, key_id: str, keys: dict[str, Any], after: int, now: datetime) -> Collected:
    begun = {"public_key": page["public_key"], "checked_at": now, "last_seq": after}  # a key that takes over goes on where the log is
    GatewayLog.objects.get_or_create(key_id=key_id, defaults=begun)
    log = GatewayLog.objects.select_for_update().get(key_id=key_id)
    count, problem = 0, ""
    if "archived" in page:
        gone = page["archived"]
        problem = f"messages {log.last_seq + 1} to {gone['through']} lie in archives, the last of them {gone['archive']}"
    for batch in page["batches"]:
        seal = protocol.Seal(**batch["seal"])
        if seal.last <= log.last_seq:
            continue
        raws = [text.encode() for text in batch["records"]]
        if seal.first != log.last_seq + 1:
            problem = f"messages {log.last_seq + 1} to {seal.first - 1} are missing"
        elif seal.key_id not in keys or not protocol.verify_seal(keys[seal.key_id], seal, raws):
            problem = f"the seal of messages {seal.first} to {seal.last} does not hold"
        if problem:
            logger.error("gateway log: %s", problem)
            break
        for record in map(protocol.decode_record, raws):
            count += _keep(record, seal=seal, now=now)
        log.last_seq = seal.last
    log.checked_at, log.problem = now, problem
    log.save(update_fields=["last_seq", "checked_at", "problem"])
    return Collected(messages=count, problem=problem)


def _keep(record: protocol.Record, *, seal: protocol.Seal, now: datetime) -> int:
    at = datetime.fromtimestamp(record.response_out_ms / 1000, tz=UTC)
    took_ms = max(record.response_out_ms - record.request_in_ms, 0)
    fault = record.fault or ""
    Call.objects.create(
        request_id=UUID(record.request_id),
        message_id=record.message_id[:200],
        client=record.client[:300],
        service=record.service[:300],
        method=record.method,
        status=record.status,
        fault=fault,
        outcome=rules.outcome_of(status=record.status, fault=fault),
        took_ms=took_ms,
        at=at,
        user_index=blind_index(record.user_id, purpose="exchange.user") if record.user_id else "",
        issue=(record.issue or "")[:200],
        purpose=rules.purpose_in(record.request_head),
        request_size=record.request_size,
        response_size=record.response_size,
        request_hash=record.request_hash,
        key_id=seal.key_id,
        seq=record.seq,
        seal_first=seal.first,
        seal_last=seal.last,
        seal_root=seal.root,
    )
    fact = events.MessageExchanged(
        message_id=record.message_id[:100], client=record.client, service=record.service, status=record.status, took_ms=took_ms, at=at
    )
    outbox.publish(event=fact, now=now)
    return 1
