"""For tests: a result that was just issued, with a real signature."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx

from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.ids import uuid7
from motcua.platform.casework.events import DossierResolved
from motcua.platform.signing import api as signing
from motcua.platform.signing.testing import LEADER, document
from motcua.services.vault.contracts import HeldDocument
from motcua.simulator.peers.wire import Wire

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KIND = "1.001193"


def resolved(person_id: UUID | None, **changes: Any) -> DossierResolved:
    """The fact that a dossier of this person has a signed result."""
    dossier_id = changes.pop("dossier_id", uuid7())
    if "result_file_id" not in changes:
        signed = signing.sign_pdf(pdf=document(), signer=LEADER, reason="Ký kết quả", idempotency_key=f"test:{dossier_id}", now=NOW)
        kept = files.put(content=signed.pdf, name="Giấy khai sinh.pdf", purpose="casework.result", actor=SYSTEM, now=NOW)
        changes["result_file_id"] = kept.uuid
    facts = {
        "dossier_id": dossier_id,
        "dossier_code": f"H24.1-20261120-{str(dossier_id)[-4:]}",
        "procedure_code": KIND,
        "field": "Hộ tịch",
        "unit_code": "11329",
        "at": NOW,
        "due_at": NOW,
        "resolved_at": NOW,
        "on_time": True,
        "outcome": "granted",
        "person_id": person_id,
    }
    return DossierResolved(**{**facts, **changes})


@contextmanager
def casework_knows(
    title: str = "Giấy khai sinh", unit_name: str = "UBND phường Ngô Quyền", organisation_id: UUID | None = None,
    *, issued: tuple[SimpleNamespace, ...] = (), answers: Mapping[str, Any] | None = None,
) -> Iterator[None]:  # fmt: skip
    """Casework answers with this result for any dossier; ``issued`` is what it says it issued, ``answers`` what its form said."""
    party = SimpleNamespace(organisation_id=organisation_id, name="Đỗ Thị Thử 0")
    said = [SimpleNamespace(name=name, value=f"{value} (bằng chữ)") for name, value in (answers or {}).items()]
    found = SimpleNamespace(result=SimpleNamespace(title=title), procedure_name=title, unit_name=unit_name, party=party, answers=said)
    door = "motcua.platform.casework.api"
    given = patch(f"{door}.answers_given", lambda **_: answers or {})
    with patch(f"{door}.by_id", lambda **_: found), patch(f"{door}.issued_of", lambda **_: issued), given:
        yield


def picture(seed: int = 0) -> bytes:
    """A small photograph; another one for another seed."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 30), (seed % 256, seed // 256 % 256, 90)).save(out, "PNG")
    return out.getvalue()


def held(actor: Actor, *, kind: str = "driving_licence", seed: int = 0, confirmed: bool = True, **fields: str) -> HeldDocument:
    """A paper of the actor's own in her store."""
    from motcua.services.vault import api

    told = {"number": "310123456789", "class": "B", "expires_on": "31/12/2030"} if kind == "driving_licence" else {}
    typed = api.PaperTyped(fields={**told, **fields}, confirmed=confirmed)
    return api.add_paper(kind=kind, typed=typed, content=picture(seed), name="anh.png", actor=actor, now=NOW)


class Bridge(httpx.BaseTransport):
    """Plain calls into the simulated peers in this process, with what was asked for kept in order."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.calls: list[tuple[str, bytes]] = []
        self.turn = threading.Lock()  # a call that nobody waits for any more still runs to its end

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One call, as the peer answers it."""
        content = request.read()
        self.calls.append((request.url.path, content))
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        with self.turn:
            answer = self.wire.run(self.wire.client.request(request.method, request.url.path, content=content, headers=headers))
        return httpx.Response(answer.status_code, stream=httpx.ByteStream(answer.content), headers=dict(answer.headers))


@dataclass
class Joined:
    """The real adapter, joined to the simulated store: its shelf, what was asked of it, and its faults."""

    store: Any
    wire: Wire
    bridge: Bridge
    app: Any

    @property
    def shelf(self) -> Any:
        """What the simulated store holds."""
        return self.app.state.results.shelf

    def fault(self, kind: str, **more: Any) -> None:
        """Switch a fault on."""
        assert self.wire.post("/control", json={"peer": "results", "fault": kind, **more}).status_code == 200

    def heal(self) -> None:
        """Switch all faults off."""
        self.wire.delete("/control")

    def asked(self, path: str) -> list[dict[str, Any]]:
        """The bodies of the calls to an address."""
        return [json.loads(body) for called, body in self.bridge.calls if called.endswith(path)]


@contextmanager
def joined(folder: Path) -> Iterator[Joined]:
    """The store behind the room's adapter is the simulated one."""
    from motcua.services.vault import conf
    from motcua.services.vault.adapters import national
    from motcua.simulator.peers.conf import Settings
    from motcua.simulator.peers.factory import build

    app = build(Settings(data=folder / "peers", base_url="http://127.0.0.1"))
    wire = Wire(app)
    bridge = Bridge(wire)
    store = national.HttpNationalStore(transport=bridge)
    with patch.object(conf, "NATIONAL_URL", "http://127.0.0.1/kho-ket-qua"), national.instead(store):
        yield Joined(store, wire, bridge, app)
    with bridge.turn:
        wire.close()
    app.state.store.close()
