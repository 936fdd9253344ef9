"""A SOAP client that is not ours reads the WSDL that we generate and calls by it, in both versions: it knows nothing but the address."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import zeep
from lxml import etree  # type: ignore[import-untyped]
from zeep.plugins import HistoryPlugin
from zeep.wsse.username import UsernameToken

from .conftest import CLIENT, SERVICE, Rig
from .offered import PATH, Register, serving

VERSIONS = pytest.mark.parametrize("port", ["persons", "persons12"], ids=["1.1", "1.2"])
SPACES = {"persons": "http://schemas.xmlsoap.org/soap/envelope/", "persons12": "http://www.w3.org/2003/05/soap-envelope"}
XROAD, IDS = "http://x-road.eu/xsd/xroad.xsd", "http://x-road.eu/xsd/identifiers"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with serving(tmp_path_factory.mktemp("foreign")) as rig:
        yield rig


class Foreign:
    """The foreign client at one port of the description, and what it sent and got last."""

    def __init__(self, rig: Rig, port: str, client: str = str(CLIENT), wsse: Any = None) -> None:
        session = requests.Session()
        session.trust_env = False
        if client:
            session.headers["X-Road-Client"] = client
        self.history = HistoryPlugin()
        transport = zeep.Transport(session=session, timeout=10, operation_timeout=10)
        options = {"service_name": "persons", "port_name": port, "plugins": [self.history], "transport": transport, "wsse": wsse}
        made = zeep.Client(f"{rig.url}{PATH}?wsdl", **options)
        self.call, self.wsdl = made.service, made.wsdl


@VERSIONS
def test_a_call_by_the_description(rig: Rig, port: str) -> None:
    foreign = Foreign(rig, port)
    found = foreign.call.TraCuu(SoDinhDanh="031303900001")
    assert (found.so, found.HoTen, found.GioiTinh, found.NgaySinh) == ("031303900001", "Trần <Thị> Hoà", "0", dt.date(2003, 5, 7))
    assert found.NgayMat is None
    assert [child.HoTen for child in found.Con] == ["A", "B"]
    assert foreign.history.last_sent["envelope"].tag == f"{{{SPACES[port]}}}Envelope"
    assert foreign.history.last_received["envelope"].tag == f"{{{SPACES[port]}}}Envelope"
    record = rig.records()[-1]
    assert (record.client, record.target) == (str(CLIENT), f"/r1/{SERVICE}/persons/031303900001?fields=identity")


@VERSIONS
def test_a_body_and_a_boolean(rig: Rig, port: str) -> None:
    assert Foreign(rig, port).call.DangKy(MaThamChieu=f"z-{port}", HoTen="Đỗ Ân") is True
    assert json.loads(Register.seen[-1][2]) == {"name": "Đỗ Ân"}
    assert rig.records()[-1].message_id == f"z-{port}"


@VERSIONS
def test_the_description_says_what_must_be_there(rig: Rig, port: str) -> None:
    """The client itself refuses what the schema forbids: nothing is sent."""
    calls = len(rig.records())
    with pytest.raises(zeep.exceptions.ValidationError, match="SoDinhDanh"):
        Foreign(rig, port).call.TraCuu()
    with pytest.raises(TypeError):
        Foreign(rig, port).call.TraCuu(KhongCo="1")
    assert len(rig.records()) == calls


@VERSIONS
@pytest.mark.parametrize(
    ("client", "number", "code", "inner", "said"),
    [
        (str(CLIENT), "0", ("soap:Client", "soap:Sender"), None, "Không có người này"),
        (str(CLIENT), "..", ("Client.BadRequest", "soap:Sender"), "Client.BadRequest", "path.number: cannot stand in a path"),
        ("VN-HP/GOV/H24/other", "5", ("Server.ServerProxy.AccessDenied", "soap:Receiver"), "Server.ServerProxy.AccessDenied", "is not allowed"),
        ("", "5", ("Client.BadRequest", "soap:Sender"), "Client.BadRequest", "X-Road-Client"),
    ],
)
def test_a_fault_arrives_as_one(rig: Rig, port: str, client: str, number: str, code: tuple[str, str], inner: str | None, said: str) -> None:
    with pytest.raises(zeep.exceptions.Fault) as raised:
        Foreign(rig, port, client).call.TraCuu(SoDinhDanh=number)
    fault = raised.value
    assert said in fault.message
    assert fault.code == code[port == "persons12"]
    if port == "persons12":
        assert [name.localname for name in fault.subcodes or ()] == ([inner] if inner else [])


@VERSIONS
def test_the_headers_of_x_road_as_soap_headers(rig: Rig, port: str) -> None:
    """A client of X-Road's SOAP protocol names itself in the envelope."""
    client, user = etree.Element(f"{{{XROAD}}}client"), etree.Element(f"{{{XROAD}}}userId")
    for name, value in zip(("xRoadInstance", "memberClass", "memberCode", "subsystemCode"), str(CLIENT).split("/"), strict=True):
        etree.SubElement(client, f"{{{IDS}}}{name}").text = value
    user.text = "VN031303900001"
    Foreign(rig, port, "").call.TraCuu(SoDinhDanh="5", _soapheaders=[client, user])
    assert (rig.records()[-1].client, rig.records()[-1].user_id) == (str(CLIENT), "VN031303900001")


class Marked(UsernameToken):
    """The client's own WS-Security header, marked as one that the receiver must understand."""

    def apply(self, envelope: Any, headers: Any) -> Any:
        envelope, headers = super().apply(envelope, headers)
        envelope[0][0].set(f"{{{etree.QName(envelope).namespace}}}mustUnderstand", "1")
        return envelope, headers


@VERSIONS
def test_a_header_that_must_be_understood(rig: Rig, port: str) -> None:
    """Callers are known here by other means than WS-Security, so the call ends before anything is done."""
    calls = len(Register.seen)
    with pytest.raises(zeep.exceptions.Fault, match="Security") as raised:
        Foreign(rig, port, wsse=Marked("a", "b")).call.TraCuu(SoDinhDanh="5")
    assert (raised.value.code, len(Register.seen)) == ("soap:MustUnderstand", calls)
