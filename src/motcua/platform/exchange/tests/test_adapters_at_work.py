"""The declared systems that speak SOAP, files and another REST, end to end: tables, a gateway process, the simulated partners, the log."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity.testing import Peers, make_officer, running_peers, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import ExchangeResponse, RegistrationRefused, ServiceRefused
from motcua.platform.exchange.testing import gateway_running, until

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LLTP, BATCHES, UNITS = "VN-HP/GOV/A06-sim/lltp/certificates", "VN-HP/GOV/BHXH-sim/bhxh/card-batches", "VN-HP/GOV/BTC-sim/dvqhns/budget-units"
NUMBER = "031303900001"
PERSON = {"number": NUMBER, "full_name": "Trần Thị Hoà", "born_on": "2003-05-07", "sex": "female"}
CHILD = {"number": "031326900001", "full_name": "Nguyễn  Thị Bé", "born_on": "2026-11-05", "sex": "female", "ward": "11329"}
FAILED = "Server.ServerProxy.ServiceFailed"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peers]:
    data = str(tmp_path_factory.mktemp("partners"))
    with running_peers(data, port=free_port(), gateway_port=free_port()) as started:
        yield started


@pytest.fixture
def partners(db: None, settings: Any, running: Peers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peers]:
    load_purposes()
    monkeypatch.setattr(conf, "FOLDERS", running.data)
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = running.url, True
    running.heal()
    with gateway_running(settings, now=NOW):
        yield running
    running.heal()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def ask(service: str, path: str, body: Any = None, **more: Any) -> ExchangeResponse:
    sent = None if body is None else json.dumps(body).encode()
    more = {"issue": "H24.1-261122-0001", "ground": "x", "purpose": "register-check", **more}
    return api.call(service=service, path=path, method="POST" if sent else "GET", body=sent, actor=SYSTEM, now=NOW, **more)


def refusal(service: str, path: str, body: Any = None, **more: Any) -> str:
    with pytest.raises(ServiceRefused) as refused:
        ask(service, path, body, **more)
    return str(refused.value.params["fault"])


def rows_of(receipt: str) -> Any:
    """The rows once they are there; None while the partner has not answered, the fault when it cannot be read."""
    try:
        told = ask(BATCHES, f"/batches/{receipt}/rows")
    except ServiceRefused as refused:
        return str(refused.params["fault"])
    return told.json["rows"] if told.status == 200 else None


def connected(code: str) -> bool:
    api.collect(now=NOW)
    return next(s.connected for s in api.systems(actor=SYSTEM, now=NOW) if s.declared.code == code)


def probe(code: str, *, days: int = 0) -> Any:
    """What a round says of one system: "" when it answered."""
    others = {s.declared.code for s in api.systems(actor=SYSTEM, now=NOW)} - {code}
    return dict(api.probe_systems(now=NOW + timedelta(days=days), besides=others).silent).get(code, "")


def adapters() -> dict[str, dict[str, Any]]:
    return {one["service"]: one for one in gateway.adapters()}


def gateway_port() -> int:
    return int(str(django_settings.MOTCUA_GATEWAY_URL).rpartition(":")[2])


def taken_over() -> None:
    """The gateway has what the tables say."""
    api.write_gateway_config(now=NOW)
    assert until(lambda: api.gateway_state().config_current)


def test_three_kinds_are_declared_registered_and_found_in_order(partners: Peers) -> None:
    probe("BHXH")  # makes the adapter's own folder
    told = adapters()
    assert {name: one["kind"] for name, one in told.items()} == {LLTP: "soap", BATCHES: "files", UNITS: "mapping"}
    assert told[LLTP]["problems"] + told[UNITS]["problems"] == []
    assert not any("folder" in problem["en"] for problem in told[BATCHES]["problems"])
    assert {s.declared.code: s.declared.kinds for s in api.systems(actor=SYSTEM, now=NOW) if s.declared.kinds != ("rest",)} == {
        "LLTP-VNeID": ("soap",), "BHXH": ("rest", "files"), "MSDVQHNS": ("mapping",),
    }  # fmt: skip


def test_a_judicial_record_is_applied_for_followed_and_received_over_soap(partners: Peers) -> None:
    given = ask(LLTP, "/dossiers", {"kind": 2, "person": PERSON, "places": ["Hải Phòng"]})
    assert (given.status, given.json["state"]) == (201, "done")
    followed = ask(LLTP, f"/dossiers/{given.json['code']}").json
    paper = ask(LLTP, "/certificates", query={"number": followed["certificate"]}).json
    assert (paper["full_name"], paper["born_on"], paper["convicted"]) == ("Trần Thị Hòa", "2003-05-07", False)
    assert ask(LLTP, "/dossiers/LLTP-999999").json["error"] == "not_found"
    assert (probe("LLTP-VNeID"), connected("LLTP-VNeID")) == ("", True)


@pytest.mark.parametrize(
    ("fault", "said"),
    [("soap_fault", "503"), ("html", "InvalidAnswer"), ("broken_xml", "InvalidAnswer"), ("wrong_encoding", "InvalidAnswer"),
     ("missing_element", "InvalidAnswer"), ("http_500", "InvalidAnswer")],
)  # fmt: skip
def test_a_soap_partner_that_fails_is_not_connected_until_it_answers_again(partners: Peers, fault: str, said: str) -> None:
    code = ask(LLTP, "/dossiers", {"person": PERSON}).json["code"]
    partners.fault("judicial", fault)
    if said == "503":
        assert ask(LLTP, f"/dossiers/{code}").json == {"error": "busy", "message": "Hệ thống đang bận"}
    else:
        assert refusal(LLTP, f"/dossiers/{code}") == f"{FAILED}.{said}"
    assert not connected("LLTP-VNeID")
    partners.heal()
    assert (probe("LLTP-VNeID"), connected("LLTP-VNeID")) == ("", True)


def test_a_wrong_password_at_the_partner_is_an_answer_that_says_so(partners: Peers) -> None:
    api.change_service(service=LLTP, settings={"adapter_secrets": {"security.password": "sai"}}, actor=SYSTEM, now=NOW)
    taken_over()
    assert ask(LLTP, "/dossiers", query={"number": "x"}).json["message"] == "Sai thông tin xác thực"
    api.load_systems(now=NOW)
    taken_over()
    assert ask(LLTP, "/dossiers", query={"number": "x"}).json == {"total": 0, "dossiers": []}


def test_a_batch_is_dropped_answered_in_files_and_read_as_rest(partners: Peers) -> None:
    given = ask(BATCHES, "/batches", {"children": [CHILD, CHILD | {"number": "000000000000"}]})
    receipt = given.json["receipt"]
    assert (given.status, given.json["state"]) == (202, "sent")
    rows = until(lambda: rows_of(receipt))
    assert (rows[0]["number"], rows[0]["card"], rows[1]["result"]) == (CHILD["number"], "TE1311326900001", "wrong")
    told = ask(BATCHES, f"/batches/{receipt}").json
    assert (told["state"], told["answer"]["rows"], told["progress"][0]["status"]) == ("answered", 2, {"rows": 2, "state": "taken"})
    folder = Path(partners.data) / "bhxh"
    assert not list((folder / "den").glob("[!.]*")) + list((folder / "tra").glob("[!.]*"))


def test_a_batch_sent_twice_is_one_batch(partners: Peers) -> None:
    sent = {"children": [CHILD | {"number": "031326900002"}]}
    first, again = (ask(BATCHES, "/batches", sent, message_id="VN-HP-twice").json for _ in range(2))
    assert first["receipt"] == again["receipt"]
    other = ask(BATCHES, "/batches", {"children": [CHILD]}, message_id="VN-HP-twice")
    assert (other.status, other.json["error"]) == (409, "exchange.different_body")
    assert until(lambda: rows_of(first["receipt"])) == [{"number": "031326900002", "result": "issued", "card": "TE1311326900002"}]


@pytest.mark.parametrize(("number", "fault"), [(1, "wrong_encoding"), (2, "broken_csv"), (3, "missing_column")])
def test_a_file_that_cannot_be_read_is_the_partners_fault(partners: Peers, number: int, fault: str) -> None:
    partners.fault("card_batches", fault)
    assert until(lambda: "InvalidAnswer" in probe("BHXH", days=number))
    assert not connected("BHXH")
    assert any("quarantine" in problem for problem in api.check_config())
    partners.heal()
    assert until(lambda: probe("BHXH", days=10 + number) == "")
    assert connected("BHXH")


def test_half_a_file_waits_for_its_other_half(partners: Peers) -> None:
    partners.fault("card_batches", "never", times=1)
    receipt = ask(BATCHES, "/batches", {"children": [CHILD]}).json["receipt"]
    answers, name = Path(partners.data) / "bhxh" / "tra", f"KQ_{receipt}.csv"
    assert until(lambda: ask(BATCHES, f"/batches/{receipt}").json.get("progress"))
    whole = b"SO_DINH_DANH;MA_KET_QUA;SO_THE;GHI_CHU\r\n031326900001;00;TE1311326900001;\r\n"
    (answers / name).write_bytes(whole[: len(whole) // 2])
    assert rows_of(receipt) is None
    (answers / name).write_bytes(whole)
    (answers / f"{name}.sha256").write_text(f"{hashlib.sha256(whole).hexdigest()}  {name}\n")
    assert rows_of(receipt) == [{"number": "031326900001", "result": "issued", "card": "TE1311326900001"}]


def test_a_batch_answered_late_fails_until_it_is_answered(partners: Peers) -> None:
    settings = dict(api.service(id=BATCHES, actor=SYSTEM).adapter or {})["settings"]
    impatient = {"kind": "files", "settings": settings | {"answer_within_s": 0.000001}}
    api.change_service(service=BATCHES, settings={"adapter": impatient}, actor=SYSTEM, now=NOW)
    taken_over()
    partners.fault("card_batches", "slow", value=3, times=1)
    assert "Timeout" in probe("BHXH", days=20)
    assert not connected("BHXH")
    assert until(lambda: probe("BHXH", days=20) == "")
    assert connected("BHXH")


def test_another_rest_answers_in_our_words(partners: Peers) -> None:
    told = ask(UNITS, "/1099001").json
    assert (told["unit_code"], told["name"]) == ("1099001", "Đơn vị dự toán mô phỏng 9001")
    assert told["level"] in {"1", "2", "3"}
    assert told["opened_on"].startswith("2018-0")
    assert ask(UNITS, "/9999001").status == 404
    assert refusal(UNITS, "/109") == "Client.BadRequest"


@pytest.mark.parametrize("fault", ["broken_xml", "wrong_encoding", "unknown_code"])
def test_a_mapped_answer_that_does_not_fit_is_the_partners_fault(partners: Peers, fault: str) -> None:
    partners.fault("budget_units", fault)
    assert "InvalidAnswer" in probe("MSDVQHNS")
    assert not connected("MSDVQHNS")
    partners.heal()
    assert (probe("MSDVQHNS"), connected("MSDVQHNS")) == ("", True)


def test_partners_that_are_down_are_not_connected_and_nothing_sent_is_lost(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, port = str(tmp_path / "partners"), free_port()
    monkeypatch.setattr(conf, "FOLDERS", data)
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = f"http://127.0.0.1:{port}", True
    load_purposes()
    with gateway_running(settings, now=NOW):
        with running_peers(data, port=port, gateway_port=gateway_port()):
            assert [probe(code) for code in ("LLTP-VNeID", "MSDVQHNS")] == ["", ""]
            assert until(lambda: probe("BHXH") == "")
        receipt = ask(BATCHES, "/batches", {"children": [CHILD]}).json["receipt"]
        assert [bool(probe(code)) for code in ("LLTP-VNeID", "MSDVQHNS")] == [True, True]
        assert not connected("LLTP-VNeID")
        assert rows_of(receipt) is None
        assert {name for name, one in adapters().items() if not one["ok"]} == {LLTP, UNITS}
        assert len(api.check_config()) == 2
        with running_peers(data, port=port, gateway_port=gateway_port()):
            assert until(lambda: rows_of(receipt))
            assert [probe(code) for code in ("LLTP-VNeID", "MSDVQHNS")] == ["", ""]
            assert connected("LLTP-VNeID")


def test_a_folder_that_is_gone_is_told(partners: Peers) -> None:
    inbox = Path(partners.data) / "bhxh" / "den"
    aside = inbox.with_name("den-cu")
    partners.fault("card_batches", "never")
    api.change_service(
        service=BATCHES, actor=SYSTEM, now=NOW,
        settings={"adapter": moved(api.service(id=BATCHES, actor=SYSTEM).adapter, str(aside))},
    )  # fmt: skip
    taken_over()
    assert refusal(BATCHES, "/batches", {"children": [CHILD]}) == "Server.ServerProxy.NetworkError"
    assert f"{BATCHES}: There is no folder {aside}." in api.check_config()


def test_the_page_says_how_a_system_is_spoken_to_and_what_is_wrong(partners: Peers) -> None:
    gone = {"adapter": moved(api.service(id=BATCHES, actor=SYSTEM).adapter, "/khong/co")}
    with pytest.raises(RegistrationRefused):
        api.change_service(service=BATCHES, settings=gone, actor=SYSTEM, now=NOW)
    gone = {"adapter": moved(api.service(id=BATCHES, actor=SYSTEM).adapter, str(Path(partners.data) / "khong-co"))}
    api.change_service(service=BATCHES, settings=gone, actor=SYSTEM, now=NOW)
    taken_over()
    api.check_adapters(actor=SYSTEM, now=NOW)  # no page asks by itself
    operator = sign_in(Client(), make_officer(Role.OPERATOR, code="national.op"))
    page = operator.get(f"{reverse('exchange_system')}?ma=BHXH").content.decode()
    assert [word for word in ("REST trực tiếp · Tệp trong thư mục", "Không có thư mục", "Giả định") if word not in page] == []


def moved(adapter: Any, folder: str) -> dict[str, Any]:
    """The adapter with another folder for what goes out."""
    settings = adapter["settings"]
    return {"kind": adapter["kind"], "settings": settings | {"outgoing": settings["outgoing"] | {"folder": folder}}}
