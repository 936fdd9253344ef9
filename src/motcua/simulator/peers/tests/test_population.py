"""The population register answers its connection, about residents, and no more than was asked."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from motcua.simulator.peers.wire import Wire
from motcua.simulator.people import person

SECRET = {"x-provider-secret": "demo-only-population"}


def ask(peers: Wire, number: str, **query: str) -> httpx.Response:
    return peers.get(f"/population/v1/persons/{number}", params=query, headers=SECRET)


def test_tells_identity_and_residence(peers: Wire) -> None:
    found = ask(peers, person(0).cccd).json()
    assert (found["full_name"], found["born_on"], found["sex"]) == ("Đỗ Thị Hải Yến", "1991-04-12", "female")
    assert found["residence"]["unit_code"] == "11359"
    assert "household" not in found


def test_household_is_told_when_asked(peers: Wire) -> None:
    headers = SECRET | {"x-road-issue": "000.00.29.H24-261122-0001"}
    found = peers.get(f"/population/v1/persons/{person(7).cccd}", params={"fields": "household"}, headers=headers).json()
    assert found["household"]["head"]["full_name"] == "Đỗ Thị Hải Yến"
    assert [m["relation"] for m in found["household"]["members"]] == ["head", "spouse", "child", "child"]
    assert "born_on" not in found


def test_household_is_not_told_without_a_ground(peers: Wire) -> None:
    answer = ask(peers, person(7).cccd, fields="household")
    assert (answer.status_code, answer.json()["error"]) == (403, "population.ground_wanted")


@pytest.mark.parametrize("number", ["031191900999", "031191000000", "x", person(20_000).cccd])
def test_unknown_number_is_404_and_not_repeated(peers: Wire, number: str) -> None:
    response = ask(peers, number)
    assert (response.status_code, response.json()["error"]) == (404, "population.person_not_found")
    assert number not in response.text or len(number) == 1


@pytest.mark.parametrize("headers", [{}, {"x-provider-secret": "guess"}])
def test_needs_the_connection_secret(peers: Wire, headers: dict[str, str]) -> None:
    assert peers.get(f"/population/v1/persons/{person(0).cccd}", headers=headers).status_code == 401


def test_unknown_field_is_refused(peers: Wire) -> None:
    assert ask(peers, person(0).cccd, fields="religion").status_code == 400


def test_faults(peers: Wire, fault: Callable[..., None]) -> None:
    fault("population", "http_500", times=1)
    assert ask(peers, person(0).cccd).status_code == 500
    fault("population", "garbage", times=1)
    with pytest.raises(ValueError, match="Expecting value"):
        ask(peers, person(0).cccd).json()
    assert ask(peers, person(0).cccd).status_code == 200
