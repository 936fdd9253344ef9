"""Fixtures of the room."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity.testing import new_peers
from motcua.platform.casework import testing as t
from motcua.platform.casework.testing import module_town
from motcua.platform.exchange.contracts import GatewayUnreachable
from motcua.platform.exchange.testing import FakeGateway

__all__ = ["module_town"]
CHILD, CARD = "031326990001", "TE1313199000001"


class Agencies:
    """What the three agencies say; ``say`` replaces answers of one step, ``down`` makes the exchange unreachable for so many calls."""

    def __init__(self) -> None:
        self.say: dict[str, list[tuple[int, Any]]] = {}
        self.down = 0
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, *, service: Any, method: str, path: str, **message: Any) -> tuple[int, Any]:
        if self.down:
            self.down -= 1
            raise GatewayUnreachable
        reading = method == "GET"
        kinds = {"births": ("birth", "number"), "residences": ("residence",) * 2, "child-cards": ("card_order", "card")}
        step = kinds[service.service_code][reading]
        self.asked.append((step, message))
        if self.say.get(step):
            return self.say[step].pop(0)
        return 200, {
            "birth": {"register_no": "01/2026", "personal_number": CHILD}, "number": {"register_no": "01/2026", "personal_number": CHILD},
            "residence": {"residence_no": "TT-11359-1", "unit_code": "11359"}, "card_order": {"order_id": "B1", "state": "accepted"},
            "card": {"state": "issued", "card_number": CARD, "valid_until": "2032-03-01"},
        }[step]  # fmt: skip


@pytest.fixture
def town(module_town, db):
    """A commune with its desk; papers and signatures take no time."""
    load_purposes()
    with t.quick_papers():
        yield module_town


@pytest.fixture
def peers(tmp_path):
    """Agencies without a memory: tests give their dossiers the same codes, and an agency does nothing twice for one code."""
    with new_peers(tmp_path / "peers") as found:
        yield found


@pytest.fixture
def agencies(monkeypatch):
    """The exchange with agencies that answer as told."""
    found = Agencies()
    FakeGateway(monkeypatch, answer=found)
    return found
