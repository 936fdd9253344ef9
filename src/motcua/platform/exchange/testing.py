"""For tests: a gateway that answers in memory, and logged calls."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway import protocol
from motcua.gateway.protocol.record import encode_record, number
from motcua.kernel.evidence.merkle import merkle_root
from motcua.kernel.ids import uuid7
from motcua.platform.exchange import api
from motcua.platform.exchange.actions.tallying import tally
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import ExchangeResponse, SandboxAnswer
from motcua.platform.exchange.models import Call
from motcua.platform.exchange.rules.watching import outcome_of


class FakeGateway:
    """Stands in for the process: ``answer`` decides what a provider says, the log is sealed with a key of its own."""

    def __init__(self, monkeypatch: Any, *, answer: Callable[..., tuple[int, Any]] = lambda **_: (200, {})) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.batches: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.answer = answer
        self.last = 0
        self.handovers: list[dict[str, Any]] = []
        self.more: dict[str, Any] = {}
        self.tried: list[dict[str, Any]] = []
        self.sandbox: SandboxAnswer | Exception = SandboxAnswer(status=200, headers=(), body=b"{}", took_ms=1)
        monkeypatch.setattr(gateway, "send", self.send)
        monkeypatch.setattr(gateway, "try_out", self.try_out)
        monkeypatch.setattr(gateway, "read_log", self.read_log)
        monkeypatch.setattr(gateway, "shards", self.shards)
        monkeypatch.setattr(gateway, "health", lambda: {"ready": True, "log": True, "config_current": True})

    def send(self, **message: Any) -> ExchangeResponse:
        """Answer as told and keep what was asked."""
        self.sent.append(message)
        status, content = self.answer(**message)
        return ExchangeResponse(status, content, message["message_id"], str(uuid7()), 1)

    def try_out(self, **message: Any) -> SandboxAnswer:
        """The answer of the sandbox as it was set; an error that was set is raised."""
        self.tried.append(message)
        if isinstance(self.sandbox, Exception):
            raise self.sandbox
        return self.sandbox

    def log(self, *changes: dict[str, Any]) -> None:
        """Log one sealed batch of messages that differ from the usual by ``changes``."""
        records = [msgspec.structs.replace(usual_record(), **change) for change in changes]
        raws = [number(encode_record(record), self.last + n) for n, record in enumerate(records, 1)]
        first, self.last = self.last + 1, self.last + len(raws)
        bare = protocol.Seal(
            first=first, last=self.last, root=merkle_root(raws).hex(), chain="", at_ms=1, key_id=protocol.key_id(self.key.public_key())
        )
        signature = base64.b64encode(self.key.sign(bare.signed_bytes(), ec.ECDSA(hashes.SHA256()))).decode()
        self.batches.append({"seal": {**msgspec.to_builtins(bare), "signature": signature}, "records": [raw.decode() for raw in raws]})

    def hand_over(self) -> None:
        """A new key takes over."""
        fresh = ec.generate_private_key(ec.SECP256R1())
        old_key, new_key = (protocol.key_text(key.public_key()) for key in (self.key, fresh))
        bare = protocol.HandOver(old_key=old_key, new_key=new_key, chain="", at_ms=1)
        self.handovers.append(msgspec.to_builtins(bare.signed(old=self.key, new=fresh)))
        self.key = fresh

    def shards(self, address: str) -> dict[int, str]:
        """One shard, whatever the address."""
        return {0: protocol.key_id(self.key.public_key())}

    def read_log(self, address: str, *, shard: int = 0, after: int, limit: int = 500) -> dict[str, Any]:
        """The page that the process would serve."""
        pem = self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        batches = [b for b in self.batches if b["seal"]["last"] > after]
        return {"batches": batches, "last": self.last, "public_key": pem.decode(), "handovers": self.handovers, **self.more}


def public_pem() -> str:
    """A signing key's public half as another security server would give it; always the same."""
    key = ec.derive_private_key(7, ec.SECP256R1()).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def usual_record() -> protocol.Record:
    """A call of the one-stop system to the population register that went well; every one has ids of its own."""
    return protocol.Record(
        request_id=str(uuid7()),
        message_id=f"VN-HP-{uuid7()}",
        client="VN-HP/GOV/H24/one-stop",
        service="VN-HP/GOV/C06-sim/population/persons",
        method="GET",
        target="/r1/VN-HP/GOV/C06-sim/population/persons/031190000000",
        user_id="VN031190000000",
        issue="000.00.29.H24-261122-0001",
        request_in_ms=1_795_300_000_000,
        response_out_ms=1_795_300_000_021,
        request_head="GET\r\n/r1/x\r\nMotcua-Purpose:C%E1%BA%A5p%20gi%E1%BA%A5y%20t%E1%BB%9D\r\n",
        request_hash="aGFzaA==",
        response_head="200\r\nOK\r\n",
        response_size=120,
        status=200,
    )


def call_row(*, now: datetime, seq: int = 1, **changes: Any) -> Call:
    """A logged call in the table."""
    facts: dict[str, Any] = {
        "request_id": uuid7(), "message_id": "m", "client": "VN-HP/GOV/H24/one-stop", "service": "VN-HP/GOV/C06-sim/population/persons",
        "method": "GET", "status": 200, "took_ms": 21, "at": now, "request_size": 0, "response_size": 10,
        "request_hash": "h", "key_id": "k", "seq": seq, "seal_first": 1, "seal_last": seq, "seal_root": "r",
    }  # fmt: skip
    facts |= changes
    facts.setdefault("outcome", outcome_of(status=facts["status"], fault=facts.get("fault", "")))
    ended_ms = round(facts["at"].timestamp() * 1000)
    tally([msgspec.structs.replace(
        usual_record(), client=facts["client"], service=facts["service"], status=facts["status"], fault=facts.get("fault") or None,
        request_in_ms=ended_ms - facts["took_ms"], response_out_ms=ended_ms,
    )])  # fmt: skip
    return Call.objects.create(**facts)


def until(act: Callable[[], Any], *, seconds: float = 20.0) -> Any:
    """What ``act`` gives once it gives something true; the last thing it gave when it never does. For other processes' work."""
    end = time.monotonic() + seconds
    while not (found := act()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


@contextmanager
def gateway_running(settings: Any, *, port: int = 0, now: datetime) -> Iterator[Path]:
    """The process on the files that the room wrote, on a port of its own or on the one that others know; gives the folder of its log."""
    api.load_reference(now=now)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = port or s.getsockname()[1]
    settings.MOTCUA_GATEWAY_URL = f"http://127.0.0.1:{port}"
    path = gateway.config_path()
    command = [sys.executable, "-m", "motcua.gateway", "--config", str(path), "--data", str(path.parent), "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if api.gateway_state().ready:
                break
            time.sleep(0.05)
        yield path.parent
    finally:
        process.terminate()
        process.wait(10)
