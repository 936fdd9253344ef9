"""What no detour gets round: the end of a right, the three people behind one, and what went with a revoked agreement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from motcua.kernel.actors import SYSTEM, Actor
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, NotUndone
from motcua.platform.exchange.rest.govstack import mapping
from motcua.platform.exchange.tests.test_sharing import CLIENT, NOW, SERVICE, WHO, enforced, in_force, move, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db


def test_the_end_of_a_request_and_of_a_right_by_hand_reach_the_gateways(people: dict[str, Actor]) -> None:
    in_force(people, until_on=date(2027, 11, 23))
    api.register_right(service=SERVICE, client=CLIENT, purpose="Tra cứu", path="/x", valid_until=datetime(2026, 12, 1, tzinfo=UTC), **WHO)
    ends = {datetime.fromtimestamp(right.valid_until, tz=UTC) for right in enforced()}
    assert ends == {datetime(2027, 11, 22, 17, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)}, "the last day ends at midnight of the city"


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_a_right_that_went_with_its_request_is_not_taken_back_by_hand(people: dict[str, Actor], act: str) -> None:
    """Undoing the entry of the log would give a right for which nobody asked, without its end and its three people."""
    code = in_force(people)
    move(people, code, act, "owner")
    entry = next(e for e in api.past(kind=Kind.SERVICE, id=SERVICE, **WHO) if e.action == "exchange.revoke_right")
    assert not entry.undo
    with pytest.raises(NotUndone):
        api.undo(entry=entry.id, **WHO)
    assert enforced() == ()


def test_an_earlier_configuration_brings_no_ended_agreement_back(people: dict[str, Actor]) -> None:
    code = in_force(people)
    number = api.versions(actor=SYSTEM)[0].number
    move(people, code, "revoke", "owner")
    api.restore_version(number=number, reason="Nhầm", **WHO)
    assert enforced() == ()


def test_the_mediators_interface_takes_no_right_of_a_request(people: dict[str, Actor]) -> None:
    """It knows pairs of service and application alone, so it could neither tell nor give back what was agreed."""
    code = in_force(people)
    api.register_right(service=SERVICE, client=CLIENT, purpose="Tra cứu", **WHO)
    mapping.deny(SERVICE, [CLIENT], actor=SYSTEM, now=NOW)
    assert [right.agreement for right in enforced()] == [code]


def test_what_a_gateway_is_told_goes_to_gateways_alone(client: Any, people: dict[str, Actor]) -> None:
    """Its configuration holds providers' secrets: neither a token of another kind nor one that was replaced opens it."""
    secret = "Bi-mat-cua-noi-cung-cap"
    api.change_service(service=SERVICE, settings={"provider_headers": {"X-Provider-Secret": secret}}, **WHO)
    api.set_gateway(code="gw7", name_vi="Cổng bảy", **WHO)
    old, new = (api.make_gateway_token(code="gw7", **WHO) for _ in range(2))
    told = {name: client.get("/api/v1/exchange/config", HTTP_AUTHORIZATION=f"Bearer {token}") for name, token in (("old", old), ("new", new))}
    assert [(name, answer.status_code, secret.encode() in answer.content) for name, answer in told.items()] == [
        ("old", 401, False), ("new", 200, True),
    ]  # fmt: skip
    assert told["new"]["Cache-Control"] == "no-store"
    for address in ("services", "settings", "credentials", "versions"):
        assert client.get(f"/api/v1/exchange/{address}", HTTP_AUTHORIZATION=f"Bearer {new}").status_code == 403
