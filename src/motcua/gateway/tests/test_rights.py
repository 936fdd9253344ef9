"""Several rights of one client to one service: worth what they are worth together, whatever their order."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.core.directory import Directory, Grant
from motcua.gateway.core.filtering import filter_json

ME = gw.ClientId("VN-HP", "GOV", "H24", "one-stop")
SERVICE = gw.ServiceId("VN-HP", "GOV", "C06", "population", "persons")
NAME, BIRTH = gw.Right(subject=str(ME), fields=("full_name",), agreement="DX-1"), gw.Right(subject=str(ME), fields=("born_on",), agreement="DX-2")
ALL, ENDED = gw.Right(subject=str(ME), method="GET"), gw.Right(subject=str(ME), fields=("sex",), valid_until=50)
ANSWER = b'{"full_name":"VU THI HOA","born_on":"1990-01-01","sex":"female"}'


def grant(*rights: gw.Right, method: str = "GET") -> Grant | None:
    members = tuple(
        gw.Member(member_class="GOV", member_code=code, subsystems=(gw.Subsystem(code=system),))
        for code, system in (("H24", "one-stop"), ("C06", "population"))
    )
    service = gw.Service(id=str(SERVICE), base_url="http://127.0.0.1:1", rights=rights)
    directory = Directory(gw.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=members, services=(service,)))
    return directory.require_route(SERVICE).grant(client=ME, method=method, path="/1", at_s=100)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_fields_of_all_rights_pass_and_ended_ones_give_nothing(order):
    rights = (NAME, BIRTH, ENDED)
    found = grant(*(rights[place] for place in order))
    assert found is not None
    assert found.fields is not None
    assert json.loads(filter_json(ANSWER, found.fields)) == {"full_name": "VU THI HOA", "born_on": "1990-01-01"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_right_to_everything_wins_where_it_covers_the_call(order):
    rights = (NAME, ALL, BIRTH)
    chosen = tuple(rights[place] for place in order)
    assert grant(*chosen).fields is None
    assert grant(*chosen, method="POST").fields is not None


def test_without_a_right_that_holds_there_is_none():
    assert grant(ENDED) is None
    assert grant() is None
