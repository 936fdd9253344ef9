"""PR-MESSTRANSP: the order in which a provider's server checks, and what is logged of a message."""

from __future__ import annotations

from motcua.gateway.tests.conftest import OTHER, Rig

from .asking import R1, ask


def code(rig: Rig, target: str, client: str) -> str:
    return ask(rig, target, ("X-Road-Client", client), client=False).headers["x-road-error"]


def test_the_client_is_checked_before_the_provider(gate: Rig) -> None:
    assert code(gate, "/r1/VN-HP/GOV/X/y/z", "VN-HP/GOV/X/nobody") == "Server.ClientProxy.UnknownMember"


def test_the_provider_is_checked_before_the_service(gate: Rig) -> None:
    assert code(gate, "/r1/VN-HP/GOV/X/y/nothing", str(OTHER)) == "Server.ServerProxy.UnknownMember"


def test_the_service_is_checked_before_the_right(gate: Rig) -> None:
    assert code(gate, f"{R1}/nothing", str(OTHER)) == "Server.ServerProxy.UnknownService"


def test_the_right_is_checked_before_the_service_is_found_disabled(gate: Rig) -> None:
    assert code(gate, f"{R1}/closed/x", str(OTHER)) == "Server.ServerProxy.AccessDenied"


def test_a_refused_message_is_logged_like_an_answered_one(gate: Rig) -> None:
    before = gate.records()[-1].seq if gate.records() else 0
    ask(gate, f"{R1}/foreign/x", ("X-Road-Id", "refused-1"))
    ask(gate, f"{R1}/persons/x", ("X-Road-Id", "answered-1"))
    fresh = [record for record in gate.records() if record.seq > before]
    assert [(r.message_id, r.succeeded, r.forwarded) for r in fresh] == [("refused-1", False, None), ("answered-1", True, "/api/x")]
