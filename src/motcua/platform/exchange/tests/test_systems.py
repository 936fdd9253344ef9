"""The declared systems against the real gateway and the simulated peers: each of the named ones answers, and the log says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
import pytest

from motcua.foundation.consent.testing import load_purposes
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.adapters import declarations
from motcua.platform.exchange.testing import gateway_running, until
from motcua.simulator.people import person

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NAMED = 17


def ask(system: str, service: str, path: str = "", **more: object) -> api.ExchangeResponse:
    one = next(s for s in declarations.systems() if s.code == system)
    found = next(s for s in one.services if s.code == service)
    body = json.dumps(more.pop("body")).encode() if "body" in more else None
    from motcua.platform.exchange.actions.systems import service_id

    return api.call(
        service=service_id(one, found), path=path, method="POST" if body else "GET", body=body, purpose="register-check", ground="x",
        issue="H24.1-261122-0001", actor=SYSTEM, now=NOW, **more,
    )  # fmt: skip


@pytest.fixture
def exchange(db, settings, peers, monkeypatch):
    load_purposes()
    monkeypatch.setattr(conf, "FOLDERS", peers.data)
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = peers.url, True
    with gateway_running(settings, port=peers.gateway_port, now=NOW):
        yield peers


def test_seventeen_named_systems_are_declared_and_nothing_is_declared_twice():
    found = declarations.systems()
    assert len([s for s in found if s.named]) == NAMED
    assert len({s.code for s in found}) == len({(s.owner_code, s.system) for s in found}) == len(found) > NAMED
    assert all(s.source and s.law and s.vi and s.en for s in found)
    assert all(any(v.probe is not None for v in s.services) for s in found if s.named)


def test_each_named_system_answers_through_the_gateway_and_the_log_says_so(exchange):
    assert until(lambda: "BHXH" in api.probe_systems(now=NOW).answered)  # files take a moment
    probed = api.probe_systems(now=NOW)
    assert probed.silent == ()
    assert len(probed.answered) == NAMED
    assert api.collect(now=NOW).messages > NAMED
    states = api.systems(actor=SYSTEM, now=NOW)
    assert [s.declared.code for s in states if s.connected] == sorted(probed.answered)
    assert not any(s.registered for s in states if not s.declared.named)


def test_a_system_that_fails_is_not_connected_until_it_answers_again(exchange):
    exchange.fault("systems", "http_500", endpoint="dkdn")
    assert until(lambda: [code for code, _ in api.probe_systems(now=NOW).silent] == ["DKDN"])
    api.collect(now=NOW)
    assert {s.declared.code for s in api.systems(actor=SYSTEM, now=NOW) if s.registered and not s.connected} == {"DKDN"}
    exchange.heal()
    api.probe_systems(now=NOW)
    api.collect(now=NOW)
    assert all(s.connected for s in api.systems(actor=SYSTEM, now=NOW) if s.registered)


def test_a_birth_gets_its_number_through_the_exchange_and_once(exchange):
    mother = person(0)
    birth = {
        "dossier_code": f"H24.1-261122-{exchange.gateway_port}", "unit_code": "11329", "mother": {"personal_number": mother.cccd},
        "child": {"full_name": "Đỗ Bảo An", "born_on": "2026-11-01", "sex": "female"},
    }  # fmt: skip
    exchange.fault("civil_status", "lost_answer", times=1)
    assert ask("QuanLyHoTich", "births", body=birth).status == HTTPStatus.INTERNAL_SERVER_ERROR
    first, second = (ask("QuanLyHoTich", "births", body=birth).json for _ in range(2))
    assert first == second
    assert (first["state"], first["personal_number"][:6]) == ("registered", "031326")
    other = birth | {"child": birth["child"] | {"full_name": "Đỗ Bảo Bình"}}
    assert ask("QuanLyHoTich", "births", body=other).status == HTTPStatus.CONFLICT
    extract = ask("QuanLyHoTich", "births", f"/{birth['dossier_code']}/extract").json
    assert extract["extract"]["personal_number"] == first["personal_number"]
    found = ask("QuanLyHoTich", "births", "/search", body={"full_name": "do bao an", "born_on": "2026-11-01"}).json
    assert birth["dossier_code"] in {b["dossier_code"] for b in found["births"]}
    api.collect(now=NOW)
    assert {"VN-HP/GOV/BTP-sim/ho-tich"} <= {m.client for m in api.messages()}


def test_the_population_register_says_yes_or_no_and_what_changed(exchange):
    someone = person(0)
    facts = {"personal_number": someone.cccd, "full_name": "DO THI HAI YEN", "born_on": "1990-01-01"}
    assert ask("CSDL_DanCu", "verifications", body=facts).json == {"known": True, "matches": {"full_name": True, "born_on": False}}
    before = ask("CSDL_DanCu", "changes", query={"limit": "500"}).json["position"]
    child = {"ref": f"t-{before}-{exchange.gateway_port}", "full_name": "Vũ An", "born_on": "2026-10-02", "sex": "male"}
    number = ask("CSDL_DanCu", "numbers", body=child).json["personal_number"]
    home = {"ref": child["ref"], "personal_number": number, "with_number": someone.cccd, "ground": "Luật Cư trú 68/2020/QH14"}
    assert ask("CSDL_DanCu", "residences", body=home).json["unit_code"] == someone.unit_code
    changes = ask("CSDL_DanCu", "changes", query={"after": str(before)}).json["changes"]
    assert [(c["personal_number"], c["kind"]) for c in changes] == [(number, "born"), (number, "resides")]


def test_peers_do_not_answer_past_the_gateway(exchange):
    for path in ("/ho-tich/v1/status", "/bhxh/v1/status", "/systems/dkdn/enterprises/1", "/data-node/ndxp/records", "/platform/status", "/dvqhns/tra-cuu.xml"):
        assert httpx.get(f"{exchange.url}{path}", trust_env=False).status_code == HTTPStatus.UNAUTHORIZED
