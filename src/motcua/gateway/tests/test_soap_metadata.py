"""PR-META §4: the description of a service asked in SOAP at the root of the server, as portals of X-Road ask it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import zeep
from lxml import etree  # type: ignore[import-untyped]

from .conftest import CLIENT, SERVICE, Rig
from .offered import ME, PATH, SOAP, content, serving
from .test_soap_monitoring import IDS, NAMES, XROAD, codes, parts, post
from .wire import Answer, send

SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
PROVIDER = str(SERVICE.provider)
HIDDEN = "http://example.org/xroad-endpoint"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with serving(tmp_path_factory.mktemp("described")) as rig:
        (offered,) = rig.config.services
        rig.configure(services=(offered, replace(offered, id=f"{PROVIDER}/plain", soap_offer=None)))
        yield rig


def asking(inner: str, *, client: str = str(CLIENT), provider: str = PROVIDER, uri: str = SOAP, more: str = "") -> bytes:
    """A request as Annex C.6 of the protocol has it."""
    return (
        f'<S:Envelope xmlns:S="{uri}" xmlns:xroad="{XROAD}" xmlns:id="{IDS}"><S:Header>'
        f"<xroad:protocolVersion>4.0</xroad:protocolVersion><xroad:id>described-1</xroad:id><xroad:userId>VN1</xroad:userId>"
        f'<xroad:service id:objectType="SERVICE">{codes(provider, ("serviceCode", "getWsdl"))}</xroad:service>'
        f'<xroad:client id:objectType="SUBSYSTEM">{codes(client)}</xroad:client>{more}</S:Header><S:Body>{inner}</S:Body></S:Envelope>'
    ).encode()


def named(code: str = "persons", version: str = "") -> str:
    told = f"<xroad:serviceVersion>{version}</xroad:serviceVersion>" if version else ""
    return f"<xroad:getWsdl><xroad:serviceCode>{code}</xroad:serviceCode>{told}</xroad:getWsdl>"


def fault(answer: Answer, uri: str = SOAP) -> str:
    """Everything that a fault says, as one text."""
    found = content(answer[2], uri)
    assert etree.QName(found).localname == "Fault"
    return " ".join("".join(found.itertext()).split())


def test_4_the_description_is_an_attachment_beside_the_envelope_that_names_the_service(rig: Rig) -> None:
    root, attached = parts(post(rig, asking(named(version="v1"))))
    told = content(root.get_payload(decode=True))
    assert (root.get_content_type(), attached.get_content_type()) == ("text/xml", "text/xml")
    assert [(child.tag, child.text) for child in told] == [(f"{{{XROAD}}}serviceCode", "persons"), (f"{{{XROAD}}}serviceVersion", "v1")]
    described = etree.fromstring(attached.get_payload(decode=True))
    assert described.tag == "{http://schemas.xmlsoap.org/wsdl/}definitions"
    assert attached["Content-ID"]


def test_4_without_a_version_none_is_answered(rig: Rig) -> None:
    told = content(parts(post(rig, asking(named())))[0].get_payload(decode=True))
    assert [child.tag for child in told] == [f"{{{XROAD}}}serviceCode"]


def test_4_no_address_of_a_system_is_told(rig: Rig) -> None:
    text = parts(post(rig, asking(named())))[1].get_payload(decode=True)
    assert isinstance(text, bytes)
    places = [one.get("location") for one in etree.fromstring(text).iter() if etree.QName(one).localname == "address"]
    assert (set(places), b"127.0.0.1" in text) == ({HIDDEN}, False)


def test_4_the_answer_has_the_headers_of_the_question_and_its_digest(rig: Rig) -> None:
    asked = asking(named())
    header = etree.fromstring(parts(post(rig, asked))[0].get_payload(decode=True)).find(f"{{{SOAP}}}Header")
    told = {etree.QName(block).localname: block for block in header}
    assert set(told) == {"protocolVersion", "id", "userId", "service", "client", "requestHash"}
    assert told["requestHash"].text == base64.b64encode(hashlib.sha512(asked).digest()).decode()


def test_4_it_is_a_call_like_others(rig: Rig) -> None:
    """It needs a client that is known here and no right, and is logged."""
    post(rig, asking(named(), client="VN-HP/GOV/H24/other"))
    record = rig.records()[-1]
    assert (record.client, record.service, record.message_id) == ("VN-HP/GOV/H24/other", f"{PROVIDER}/getWsdl", "described-1")
    assert "not registered" in fault(post(rig, asking(named(), client="VN-HP/GOV/H24/nobody")))


def test_4_a_caller_of_soap_1_2_is_answered_in_its_version(rig: Rig) -> None:
    answer = post(rig, asking(named(), uri=SOAP_12), "application/soap+xml; charset=utf-8")
    root = parts(answer)[0]
    assert (root.get_content_type(), content(root.get_payload(decode=True), SOAP_12).tag) == ("application/soap+xml", f"{{{XROAD}}}getWsdlResponse")


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        (named("nothing"), "Unknown service"), ("<xroad:getWsdl/>", "serviceCode"), (named(" "), "serviceCode"), ("", "getWsdl"),
        ("<xroad:listMethods/>", "getWsdl"), (named() * 2, "getWsdl"), (named("a%2Fb&amp;serviceCode=persons"), "Unknown service"),
    ],
)  # fmt: skip
def test_4_a_wrong_question_is_a_fault(rig: Rig, inner: str, says: str) -> None:
    assert says in fault(post(rig, asking(inner)))


@pytest.mark.parametrize("provider", ["VN-HP/GOV/C06/nowhere", "VN-HP/GOV/C06"])
def test_4_an_unknown_provider_describes_nothing(rig: Rig, provider: str) -> None:
    assert "not registered" in fault(post(rig, asking(named(), provider=provider)))


def test_4_a_service_that_does_not_speak_soap_has_none(rig: Rig) -> None:
    assert "Invalid service type: REST" in fault(post(rig, asking(named("plain"))))


def test_the_same_is_told_in_rest(rig: Rig) -> None:
    status, headers, body = send(rig.url, "GET", f"/r1/{PROVIDER}/getWsdl?serviceCode=persons", [ME])
    assert (status, dict(headers)["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert body == parts(post(rig, asking(named())))[1].get_payload(decode=True)
    for target, says in (("getWsdl", b"Missing serviceCode"), ("getWsdl?serviceCode=x", b"Unknown service"), ("getWsdl/x", b"without a path")):
        assert says in send(rig.url, "GET", f"/r1/{PROVIDER}/{target}", [ME])[2]


def test_a_client_that_is_not_ours_calls_the_service_by_what_it_got(rig: Rig, tmp_path: Path) -> None:
    """zeep asks for the description by what ``/?wsdl`` says, and calls the service with that description alone."""
    session = requests.Session()
    session.trust_env = False
    transport = zeep.Transport(session=session, timeout=10, operation_timeout=10)
    asker = zeep.Client(f"{rig.url}/?wsdl", service_name="metadata", port_name="metadata", transport=transport)
    client, provider = (dict(zip(NAMES, one.split("/"), strict=True)) for one in (str(CLIENT), PROVIDER))
    headers = {
        "client": client | {"objectType": "SUBSYSTEM"}, "service": provider | {"serviceCode": "getWsdl", "objectType": "SERVICE"},
        "id": "zeep-1", "protocolVersion": "4.0",
    }  # fmt: skip
    pack = asker.service.getWsdl(serviceCode="persons", _soapheaders=headers)
    assert (pack.root.serviceCode, pack.root.serviceVersion) == ("persons", None)
    (tmp_path / "service.wsdl").write_bytes(pack.attachments[0].content)
    made = zeep.Client(str(tmp_path / "service.wsdl"), transport=transport)
    binding = next(iter(made.wsdl.bindings))
    session.headers[ME[0]] = ME[1]
    found = made.create_service(binding, f"{rig.url}{PATH}").TraCuu(SoDinhDanh="031303900001")
    assert (found.so, found.HoTen) == ("031303900001", "Trần <Thị> Hoà")
