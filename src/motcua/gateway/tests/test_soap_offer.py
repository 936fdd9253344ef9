"""A REST service for callers who speak SOAP: what they send and get fits the schema of the WSDL that they were given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway import protocol as gw
from motcua.gateway.translate.tests.test_declarations import changed

from .conftest import CLIENT, SERVICE, Rig, config, service
from .offered import ME, OFFER, PATH, SOAP, TNS, Register, ask, content, envelope, look_up, serving
from .wire import send


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with serving(tmp_path_factory.mktemp("offer")) as rig:
        yield rig


def test_a_soap_caller_gets_what_the_wsdl_promises(rig: Rig) -> None:
    status, _, text = send(rig.url, "GET", f"{PATH}?wsdl", [])
    wsdl = etree.fromstring(text)
    schema = etree.XMLSchema(wsdl.find(".//{http://www.w3.org/2001/XMLSchema}schema"))
    assert status == 200
    assert wsdl.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address").get("location").endswith(PATH)
    schema.assertValid(etree.fromstring(envelope(look_up("031303900001"))).find(f"{{{SOAP}}}Body")[0])
    answered, headers, body = ask(rig, look_up("031303900001"))
    found = content(body)
    schema.assertValid(found)
    assert (answered, dict(headers)["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert (found.get("so"), found.findtext(f"{{{TNS}}}HoTen"), found.findtext(f"{{{TNS}}}GioiTinh")) == ("031303900001", "Trần <Thị> Hoà", "0")
    assert [child[0].text for child in found.findall(f"{{{TNS}}}Con")] == ["A", "B"]
    assert found.find(f"{{{TNS}}}NgayMat").attrib == {"{http://www.w3.org/2001/XMLSchema-instance}nil": "true"}
    found.set("so", "x")
    found.find(f"{{{TNS}}}GioiTinh").text = "2"
    assert not schema.validate(found)


def test_the_exchange_sees_and_logs_a_rest_message(rig: Rig) -> None:
    status, headers, _ = ask(rig, look_up("031303900001"))
    record = rig.records()[-1]
    assert (status, record.method, record.target) == (200, "GET", f"/r1/{SERVICE}/persons/031303900001?fields=identity")
    assert dict(headers)["X-Road-Request-Hash"] == record.request_hash
    assert Register.seen[-1][:2] == ("GET", "/persons/031303900001?fields=identity")
    assert "soapaction" not in Register.seen[-1][3]


def test_the_client_of_the_soap_header_counts(rig: Rig) -> None:
    ids = "".join(
        f"<i:{name}>{value}</i:{name}>"
        for name, value in (("xRoadInstance", "VN-HP"), ("memberClass", "GOV"), ("memberCode", "H24"), ("subsystemCode", "onestop"))
    )
    spaces = 'xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:i="http://x-road.eu/xsd/identifiers"'
    header = f"<x:client {spaces}>{ids}</x:client><x:id {spaces}>soap-77</x:id><x:userId {spaces}>VN031303900001</x:userId>"
    status, headers, _ = ask(rig, look_up("5"), header=header, headers=())
    record = rig.records()[-1]
    assert (status, dict(headers)["X-Road-Id"], record.client, record.user_id) == (200, "soap-77", str(CLIENT), "VN031303900001")
    assert ask(rig, look_up("5"), headers=())[0] == 500


def test_a_body_becomes_json(rig: Rig) -> None:
    _, headers, body = ask(rig, "<d:DangKy><d:MaThamChieu>r-9</d:MaThamChieu><d:HoTen>Đỗ An</d:HoTen></d:DangKy>")
    assert content(body).findtext(f"{{{TNS}}}KetQua") == "true"
    assert (Register.seen[-1][0], json.loads(Register.seen[-1][2])) == ("POST", {"name": "Đỗ An"})
    assert dict(headers)["X-Road-Id"] == "r-9"


@pytest.mark.parametrize(
    ("inner", "code", "said"),
    [
        ("<d:TraCuu/>", "Client.BadRequest", "d:TraCuu.d:SoDinhDanh: is required and missing"),
        ("<d:XoaHet/>", "Client.BadRequest", "Envelope.Body: holds no declared operation"),
        ("", "Client.BadRequest", "Envelope.Body: must hold exactly one element"),
        (look_up("../x"), "Client.BadRequest", "path.number: cannot stand in a path"),
        (look_up(".."), "Client.BadRequest", "path.number: cannot stand in a path"),
        (look_up("0"), "soap:Client", "Không có người này"),
        (look_up("1"), "Server.ServerProxy.ServiceFailed.InvalidAnswer", "body.number: is required and missing"),
    ],
)
def test_errors_are_soap_faults(rig: Rig, inner: str, code: str, said: str) -> None:
    status, _, body = ask(rig, inner)
    fault = content(body)
    assert (status, fault.findtext("faultcode"), fault.findtext("faultstring")) == (500, code, said)


def test_rights_hold_for_soap_callers(rig: Rig) -> None:
    other = ("X-Road-Client", "VN-HP/GOV/H24/other")
    fault = content(ask(rig, look_up("5"), headers=(other,))[2])
    assert fault.findtext("faultcode") == "Server.ServerProxy.AccessDenied"
    assert fault.findtext("detail/faultDetail") == rig.records()[-1].request_id


@pytest.mark.parametrize("body", [b"", b"<", b"\xff", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'])
def test_no_octets_of_a_caller_break_the_front(rig: Rig, body: bytes) -> None:
    status, headers, text = send(rig.url, "POST", PATH, [ME], body)
    assert (status, dict(headers)["X-Road-Error"]) == (500, "Client.BadRequest")
    assert b"root:" not in text


def test_what_is_not_offered_is_not_found(rig: Rig) -> None:
    assert send(rig.url, "GET", "/soap/VN-HP/GOV/C06/population/nothing?wsdl", [])[0] == 404
    assert send(rig.url, "GET", PATH, [])[0] == 405


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("operations/0/element", "TraCuu", "operations[0].element"),
        ("operations/1/element", "d:TraCuu", "operations[1].element"),
        ("operations/0/path", "/persons/{number}/{other}", "operations[0].request: no rule gives path.other"),
        ("operations/0/answer/1/theirs", "HoTen", "operations[0]: 'HoTen' is not in the namespace of 'd'"),
        ("security", {"username": "a", "password": "b"}, "security"),
    ],
)
def test_a_wrong_offer_is_no_configuration(path: str, value: Any, place: str) -> None:
    wrong = replace(config("http://127.0.0.1:1"), services=(service("http://127.0.0.1:1", soap_offer=changed(OFFER, path, value)),))
    with pytest.raises(gw.ConfigError) as error:
        gw.check_config(wrong)
    assert f"soap_offer.{place}" in str(error.value)
