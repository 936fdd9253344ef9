"""Reading the gateway's signed log into the city's own records: every seal is checked, every message is told once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.kit.fields import blind_index
from motcua.platform.exchange import events, rules
from motcua.platform.exchange.actions.tallying import tally
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import Collected, GatewayUnreachable
from motcua.platform.exchange.models import Call, GatewayLog
from motcua.platform.exchange.queries import register
from motcua.platform.exchange.rules.watching import outcome_of

logger = logging.getLogger(__name__)


def collect(*, now: datetime, lead: timedelta = timedelta(0)) -> Collected:
    """Take over what every shard of every gateway logged since the last reading. Raises GatewayUnreachable when none answers.

    ``lead``: how far the city's clock is ahead of the machines' (a demonstration): calls then stand beside the dossiers that they were made
    for; the signed records themselves keep the time of their machine.

    Repeating takes nothing twice. A batch whose seal does not hold, or a missing number, stops the reading of its shard there and is
    named until it is mended.
    """
    messages, problems, silent = 0, [], []
    addresses = gateway.addresses()
    for address in addresses:
        try:
            for shard, key_id in sorted(gateway.shards(address).items()):
                taken = _collect(address, shard, key_id, now=now, lead=lead)
                messages += taken.messages
                problems += [taken.problem] if taken.problem else []
        except GatewayUnreachable:
            silent.append(address)
    if len(silent) == len(addresses):
        raise GatewayUnreachable
    problems += [f"the gateway at {address} does not answer" for address in silent]
    return Collected(messages=messages, problem="; ".join(problems))


def _collect(address: str, shard: int, key_id: str, *, now: datetime, lead: timedelta) -> Collected:
    """One shard; it is known by its key, or by one from which its key was handed over."""
    known = GatewayLog.objects.filter(key_id=key_id).first()
    asked = known.last_seq if known else 0
    page = gateway.read_log(address, shard=shard, after=asked)
    public = protocol.load_public_key(page["public_key"].encode())
    key_id = protocol.key_id(public)
    known, keys = _known(page, key_id)
    after = known.last_seq if known else 0
    if after != asked:
        page = gateway.read_log(address, shard=shard, after=after)
    return _take_over(page, key_id=key_id, keys=keys or {key_id: public}, after=after, now=now, lead=lead)


def _known(page: dict[str, Any], key_id: str) -> tuple[GatewayLog | None, dict[str, Any]]:
    """The log as it was read last, and the keys to which that of this reading was handed over, by id; none for a log that is new."""
    handovers = [protocol.HandOver(**made) for made in page.get("handovers", ())]
    same = GatewayLog.objects.filter(key_id=key_id)
    for known in same or GatewayLog.objects.order_by("-checked_at", "-last_seq"):
        keys = protocol.lineage(known.public_key.encode(), handovers)
        if key_id in keys:
            return known, keys
    return None, {}


@transaction.atomic
def _take_over(
    page: dict[str, Any], *, key_id: str, keys: dict[str, Any], after: int, now: datetime, lead: timedelta
) -> Collected:
    begun = {"public_key": page["public_key"], "checked_at": now, "last_seq": after}  # a key that takes over goes on where the log is
    GatewayLog.objects.get_or_create(key_id=key_id, defaults=begun)
    log = GatewayLog.objects.select_for_update().get(key_id=key_id)
    count, problem, files = 0, "", register.spoken_by_files() if page["batches"] else frozenset()
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
        records = [protocol.decode_record(raw) for raw in raws]
        for record in records:
            count += _keep(record, seal=seal, now=now, lead=lead)
        tally(records, lead=lead, files=files)
        log.last_seq = seal.last
    log.checked_at, log.problem = now, problem
    log.save(update_fields=["last_seq", "checked_at", "problem"])
    return Collected(messages=count, problem=problem)


def _keep(record: protocol.Record, *, seal: protocol.Seal, now: datetime, lead: timedelta) -> int:
    at = datetime.fromtimestamp(record.response_out_ms / 1000, tz=UTC) + lead
    took_ms = max(record.response_out_ms - record.request_in_ms, 0)
    fault = record.fault or ""
    outcome = outcome_of(status=record.status, fault=fault)
    Call.objects.create(
        request_id=UUID(record.request_id),
        message_id=record.message_id[:200],
        client=record.client[:300],
        service=record.service[:300],
        method=record.method,
        status=record.status,
        fault=fault,
        outcome=outcome,
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
    fact = events.MessageTold(
        request_id=UUID(record.request_id), message_id=record.message_id[:100], client=record.client, service=record.service,
        status=record.status, fault=fault, outcome=outcome, took_ms=took_ms, at=at,
    )  # fmt: skip
    outbox.publish(event=fact, now=now)
    return 1
