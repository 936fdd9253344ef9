"""Fault switches: which peer misbehaves, how, at which endpoint and how many times more."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from motcua.simulator.peers.errors import BadRequest, NotAuthorised, PeerDown
from motcua.simulator.peers.store import Store

KINDS: dict[str, frozenset[str]] = {
    "vneid": frozenset({"slow", "http_500", "wrong_signature", "wrong_nonce", "wrong_audience", "expired_code", "other_name"}),
    "dvcqg": frozenset({"slow", "http_500", "wrong_signature", "wrong_nonce", "wrong_audience", "expired_code", "other_name"}),
    "bank": frozenset(
        {"slow", "http_500", "notify_twice", "notify_late", "notify_amount", "notify_never", "notify_wrong_signature", "notify_stale"}
    ),
    "platform": frozenset(
        {
            "slow", "http_500", "notify_twice", "notify_late", "notify_never", "notify_wrong_hash", "wrong_hash", "paid_twice",
            "payout_refused",
        }
    ),
    "population": frozenset({"slow", "http_500", "garbage", "not_found", "lost_answer"}),
    "civil_status": frozenset({"slow", "http_500", "refuse", "lost_answer", "number_late"}),
    "insurance": frozenset({"slow", "http_500", "refuse", "lost_answer", "card_late"}),
    "systems": frozenset({"slow", "http_500", "garbage"}),
    "data_node": frozenset({"slow", "http_500", "refuse", "lost_answer", "job_late", "job_fails"}),
    "sms": frozenset(
        {
            "slow", "http_500", "too_many", "lost_answer", "undeliverable", "report_twice", "report_late", "report_never", "report_forged",
        }
    ),
    "post": frozenset(
        {
            "slow", "http_500", "refuse", "lost_answer", "returned", "event_twice", "event_never", "event_forged", "out_of_order",
        }
    ),
    "results": frozenset(
        {
            "slow", "http_500", "wrong_signature", "truncated_file", "wrong_type", "duplicate", "revoked", "small_pages", "unknown_kind",
            "other_person", "foreign_row", "traversal", "no_token", "refuse", "lost_answer",
        }
    ),
    "time_stamps": frozenset({"slow", "http_500", "refuse", "wrong_clock"}),
    "witness": frozenset({"slow", "http_500", "garbage", "forgets"}),
    "judicial": frozenset(
        {"slow", "http_500", "hanging", "html", "soap_fault", "broken_xml", "wrong_encoding", "entities", "missing_element"}
    ),
    "budget_units": frozenset({"slow", "http_500", "broken_xml", "wrong_encoding", "unknown_code"}),
    "card_batches": frozenset(
        {"slow", "never", "wrong_digest", "wrong_encoding", "broken_csv", "missing_column", "unknown_receipt"}
    ),
    "national": frozenset({"slow", "http_500", "duplicate", "out_of_order", "malformed", "no_session", "refuse"}),
}
"""Faults known for each peer; ``slow``, ``hanging``, ``notify_late``, ``report_late``, ``card_late``, ``job_late`` take seconds,
``notify_amount`` đồng."""

_KIND = "fault"


class Faults:
    """Switched-on faults, kept in the store so that a restart does not heal a peer by accident."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def switch_on(self, *, peer: str, fault: str, value: float = 0, endpoint: str = "", times: int | None = None) -> None:
        """Switch a fault on; ``times`` None means until switched off."""
        if fault not in KINDS.get(peer, frozenset()):
            raise BadRequest(reason=f"{peer}/{fault}")
        body = {"peer": peer, "fault": fault, "value": value, "endpoint": endpoint, "times": times}
        self._store.put(_KIND, f"{peer}/{fault}/{endpoint}", body)

    def switch_off(self, *, peer: str = "", fault: str = "") -> None:
        """Switch matching faults off; no argument means all."""
        for document in self._store.all(_KIND):
            if (not peer or document.body["peer"] == peer) and (not fault or document.body["fault"] == fault):
                self._store.remove(_KIND, document.key)

    def listed(self) -> list[dict[str, Any]]:
        """What is switched on now."""
        return [document.body for document in self._store.all(_KIND)]

    def hit(self, *, peer: str, fault: str, endpoint: str = "") -> float | None:
        """The fault's value if it strikes now (using up one of its times), else None."""
        for key in dict.fromkeys((f"{peer}/{fault}/{endpoint}", f"{peer}/{fault}/")):
            body = self._store.get(_KIND, key, now=0)
            if body is None:
                continue
            if body["times"] is not None:
                body["times"] -= 1
                if body["times"] > 0:
                    self._store.put(_KIND, key, body)
                else:
                    self._store.remove(_KIND, key)
            return float(body["value"])
        return None

    async def gate(self, *, peer: str, endpoint: str) -> None:
        """Called first by every endpoint: waits when slow, raises ``PeerDown`` when failing."""
        seconds = self.hit(peer=peer, fault="slow", endpoint=endpoint)
        if seconds:
            await asyncio.sleep(seconds)
        if self.hit(peer=peer, fault="http_500", endpoint=endpoint) is not None:
            raise PeerDown


def routes(*, faults: Faults, control_key: str) -> list[Route]:
    """``/control``: GET lists, POST switches on, DELETE switches off; a key is asked for when one is set."""

    async def control(request: Request) -> JSONResponse:
        if control_key and not hmac.compare_digest(request.headers.get("x-control-key", ""), control_key):
            raise NotAuthorised
        if request.method == "POST":
            try:
                wanted = await request.json()
                faults.switch_on(**wanted)
            except (ValueError, TypeError) as unreadable:
                raise BadRequest(reason=str(unreadable)) from unreadable
        elif request.method == "DELETE":
            faults.switch_off(peer=request.query_params.get("peer", ""), fault=request.query_params.get("fault", ""))
        return JSONResponse({"known": {peer: sorted(kinds) for peer, kinds in KINDS.items()}, "on": faults.listed()})

    return [Route("/control", control, methods=["GET", "POST", "DELETE"])]
