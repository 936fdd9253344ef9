"""SOAP 1.1 and 1.2 at the front, rule by rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]

from .conftest import CLIENT, SERVICE, Rig
from .offered import ME, PATH, SOAP, TNS, Register, content, envelope, look_up, serving
from .wire import Answer, send

NEW = "http://www.w3.org/2003/05/soap-envelope"
KINDS = {SOAP: "text/xml", NEW: "application/soap+xml"}
BOTH = pytest.mark.parametrize("uri", [SOAP, NEW], ids=["1.1", "1.2"])
PARTY = 'xmlns:r="http://x-road.eu/xsd/representation.xsd" e:mustUnderstand="1"'
XROAD = 'xmlns:x="http://x-road.eu/xsd/xroad.xsd" xmlns:i="http://x-road.eu/xsd/identifiers"'


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with serving(tmp_path_factory.mktemp("versions")) as rig:
        yield rig


def post(rig: Rig, uri: str, text: bytes, *, kind: str | None = None, client: str = str(CLIENT)) -> Answer:
    sent = [("Content-Type", kind if kind is not None else KINDS[uri]), ("X-Road-Client", client)]
    return send(rig.url, "POST", PATH, sent, text)


def fault(answer: Answer, uri: str) -> Any:
    """The fault of an answer, which must be in that version."""
    assert dict(answer[1])["Content-Type"] == f"{KINDS[uri]}; charset=utf-8"
    found = content(answer[2], uri)
    assert found.tag == f"{{{uri}}}Fault"
    return found


def code_of(element: Any, uri: str) -> str:
    """The code of SOAP itself, without its prefix; the prefix must be that of the version."""
    name = element.findtext("faultcode") if uri == SOAP else element.findtext(f"{{{NEW}}}Code/{{{NEW}}}Value")
    prefix, _, local = name.rpartition(":")
    assert not prefix or element.nsmap[prefix] == uri
    return str(local)


@BOTH
def test_a_call_is_answered_in_its_own_version(rig: Rig, uri: str) -> None:
    status, headers, body = post(rig, uri, envelope(look_up("031303900001"), uri=uri))
    assert (status, dict(headers)["Content-Type"]) == (200, f"{KINDS[uri]}; charset=utf-8")
    assert content(body, uri).findtext(f"{{{TNS}}}HoTen") == "Trần <Thị> Hoà"
    assert rig.records()[-1].target.startswith(f"/r1/{SERVICE}/persons/031303900001")


@BOTH
@pytest.mark.parametrize("action", ['"urn:else"', "", "urn:TraCuu", None])
def test_the_action_is_a_hint_and_no_more(rig: Rig, uri: str, action: str | None) -> None:
    """WS-I BP 1.1 R1127: a receiver does not rely on SOAPAction; the same for ``action`` of SOAP 1.2."""
    kind = KINDS[uri] + (f'; action="{action}"' if action and uri == NEW else "")
    headers = [("Content-Type", kind), ME] + ([("SOAPAction", action)] if action is not None and uri == SOAP else [])
    assert send(rig.url, "POST", PATH, headers, envelope(look_up("5"), uri=uri))[0] == 200


@BOTH
@pytest.mark.parametrize("encoding", ["utf-8", "UTF-16"])
def test_both_encodings_of_xml_are_read(rig: Rig, uri: str, encoding: str) -> None:
    """WS-I BP 1.1 R1012: UTF-8 and UTF-16."""
    text = envelope("<d:DangKy><d:HoTen>Đỗ Ân</d:HoTen></d:DangKy>", uri=uri).decode().encode(encoding)
    assert post(rig, uri, text, kind=f'{KINDS[uri]}; charset="{encoding}"')[0] == 200
    assert json.loads(Register.seen[-1][2]) == {"name": "Đỗ Ân"}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/related; type=application/xop+xml", "text/xml; charset=koi8-r"])
def test_another_content_is_415(rig: Rig, kind: str) -> None:
    """SOAP 1.2 part 2 §7.5.2.2, WS-I BP 1.1 R1115: and what is accepted is told."""
    status, headers, _ = post(rig, SOAP, envelope(look_up("5")), kind=kind)
    assert (status, dict(headers)["Accept"]) == (415, "text/xml, application/soap+xml")


@BOTH
@pytest.mark.parametrize("sent", [SOAP, NEW, "urn:soap:2.0", ""])
def test_another_version_than_agreed_is_a_mismatch(rig: Rig, uri: str, sent: str) -> None:
    """SOAP 1.1 §4.4.1, SOAP 1.2 part 1 §5.4.7: VersionMismatch, and the versions that are spoken in an Upgrade block."""
    text = b"<Envelope/>" if not sent else envelope(look_up("5"), uri=sent)
    answer = post(rig, uri, text)
    if sent == uri:
        assert answer[0] == 200
        return
    assert answer[0] == 500
    assert code_of(fault(answer, uri), uri) == "VersionMismatch"
    blocks = etree.fromstring(answer[2]).findall(f"{{{uri}}}Header/{{{NEW}}}Upgrade/{{{NEW}}}SupportedEnvelope")
    named = [(block.nsmap[block.get("qname").partition(":")[0]], block.get("qname").partition(":")[2]) for block in blocks]
    assert named == [(NEW, "Envelope"), (SOAP, "Envelope")]


@BOTH
def test_a_mandatory_header_that_is_not_understood_ends_the_call(rig: Rig, uri: str) -> None:
    """SOAP 1.1 §4.2.3, SOAP 1.2 part 1 §5.4.8: MustUnderstand before anything is done, and in SOAP 1.2 the names."""
    calls = len(Register.seen)
    block = '<t:Giao xmlns:t="urn:t" e:mustUnderstand="1"/><t:Ky xmlns:t="urn:t" e:mustUnderstand="1"><a/></t:Ky>'
    answer = post(rig, uri, envelope("<d:KhongCo/>", block, uri=uri))
    found = fault(answer, uri)
    assert (answer[0], code_of(found, uri), len(Register.seen)) == (500, "MustUnderstand", calls)
    assert "Giao, Ky" in "".join(found.itertext())
    missed = etree.fromstring(answer[2]).findall(f"{{{uri}}}Header/{{{NEW}}}NotUnderstood")
    named = [(one.nsmap[one.get("qname").partition(":")[0]], one.get("qname").partition(":")[2]) for one in missed]
    assert named == ([] if uri == SOAP else [("urn:t", "Giao"), ("urn:t", "Ky")])


@pytest.mark.parametrize(
    ("uri", "attributes"),
    [
        (SOAP, 'e:mustUnderstand="0"'),
        (SOAP, ""),
        (SOAP, 'e:mustUnderstand="1" e:actor="urn:another"'),
        (NEW, 'e:mustUnderstand="false"'),
        (NEW, 'e:mustUnderstand="true" e:role="urn:another"'),
        (NEW, 'e:mustUnderstand="true" e:role="http://www.w3.org/2003/05/soap-envelope/role/none"'),
        (NEW, 'mustUnderstand="true"'),
    ],
)
def test_headers_for_others_or_for_nobody_do_not_matter(rig: Rig, uri: str, attributes: str) -> None:
    """SOAP 1.1 §4.2.2, SOAP 1.2 part 1 §2.2: other roles, the role none, and marks of another namespace."""
    assert post(rig, uri, envelope(look_up("5"), f'<t:Giao xmlns:t="urn:t" {attributes}/>', uri=uri))[0] == 200


@pytest.mark.parametrize(
    ("uri", "attributes"),
    [
        (SOAP, 'e:mustUnderstand="1" e:actor="http://schemas.xmlsoap.org/soap/actor/next"'),
        (NEW, 'e:mustUnderstand="true"'),
        (NEW, 'e:mustUnderstand="1" e:role="http://www.w3.org/2003/05/soap-envelope/role/next"'),
        (NEW, 'e:mustUnderstand="1" e:role="http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"'),
    ],
)
def test_headers_for_the_last_receiver_are_for_us(rig: Rig, uri: str, attributes: str) -> None:
    answer = post(rig, uri, envelope(look_up("5"), f'<t:Giao xmlns:t="urn:t" {attributes}/>', uri=uri))
    assert code_of(fault(answer, uri), uri) == "MustUnderstand"


@BOTH
def test_the_headers_of_the_exchange_are_understood(rig: Rig, uri: str) -> None:
    parts = zip(("xRoadInstance", "memberClass", "memberCode", "subsystemCode", "serviceCode"), str(SERVICE).split("/"), strict=True)
    called = "".join(f"<i:{name}>{value}</i:{name}>" for name, value in parts)
    party = f"<r:representedParty {PARTY}><r:partyClass>COM</r:partyClass><r:partyCode>0201</r:partyCode></r:representedParty>"
    header = f'<x:id {XROAD} e:mustUnderstand="1">v-1</x:id><x:service {XROAD} e:mustUnderstand="1">{called}</x:service>{party}'
    status, headers, _ = post(rig, uri, envelope(look_up("5"), header, uri=uri))
    record = rig.records()[-1]
    assert (status, dict(headers)["X-Road-Id"], record.represented_party) == (200, "v-1", "COM/0201")
    wrong = post(rig, uri, envelope(look_up("5"), header.replace("persons", "births"), uri=uri))
    assert dict(wrong[1])["X-Road-Error"] == "Client.BadRequest"


@pytest.mark.parametrize(
    ("inner", "client", "status", "code", "own"),
    [
        ("<d:TraCuu/>", str(CLIENT), 400, "Sender", "Client.BadRequest"),
        ("<d:XoaHet/>", str(CLIENT), 400, "Sender", "Client.BadRequest"),
        ("", str(CLIENT), 400, "Sender", "Client.BadRequest"),
        (look_up("0"), str(CLIENT), 400, "Sender", None),
        (look_up("1"), str(CLIENT), 500, "Receiver", "Server.ServerProxy.ServiceFailed.InvalidAnswer"),
        (look_up("5"), "VN-HP/GOV/H24/other", 500, "Receiver", "Server.ServerProxy.AccessDenied"),
    ],
)
def test_a_fault_of_soap_1_2_has_its_shape_and_status(rig: Rig, inner: str, client: str, status: int, code: str, own: str | None) -> None:
    """SOAP 1.2 part 1 §5.4, SOAP 1.2 part 2 §7.5.2.2 table 20: Sender is 400, everything else 500."""
    answer = post(rig, NEW, envelope(inner, uri=NEW), client=client)
    found = fault(answer, NEW)
    assert (answer[0], code_of(found, NEW), dict(answer[1]).get("X-Road-Error")) == (status, code, own)
    assert [etree.QName(child).localname for child in found][:2] == ["Code", "Reason"]
    value = found.find(f"{{{NEW}}}Code/{{{NEW}}}Subcode/{{{NEW}}}Value")
    if own is None:
        assert value is None
    else:
        prefix, _, local = value.text.partition(":")
        assert (value.nsmap[prefix], local) == ("http://x-road.eu/xsd/xroad.xsd", own)
    texts = found.findall(f"{{{NEW}}}Reason/{{{NEW}}}Text")
    languages = [text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in texts]
    assert languages
    assert len(set(languages)) == len(languages)
    assert set(languages) <= {"en", "vi"}


def test_the_id_for_the_log_is_in_the_detail(rig: Rig) -> None:
    answer = post(rig, NEW, envelope(look_up("5"), uri=NEW), client="VN-HP/GOV/H24/other")
    assert fault(answer, NEW).findtext(f"{{{NEW}}}Detail/faultDetail") == rig.records()[-1].request_id


def test_the_wsdl_has_a_binding_for_each_version(rig: Rig) -> None:
    root = etree.fromstring(send(rig.url, "GET", f"{PATH}?wsdl", [])[2])
    spaces = {"w": "http://schemas.xmlsoap.org/wsdl/", "a": "http://schemas.xmlsoap.org/wsdl/soap/", "b": "http://schemas.xmlsoap.org/wsdl/soap12/"}
    ports = {port.get("name"): port.get("binding").partition(":")[2] for port in root.iterfind("w:service/w:port", spaces)}
    bindings = {binding.get("name"): binding for binding in root.iterfind("w:binding", spaces)}
    assert list(ports.values()) == list(bindings)
    for kind, one in zip("ab", bindings.values(), strict=True):
        assert one.find(f"{kind}:binding", spaces) is not None
        assert [o.get("soapAction") for o in one.iterfind(f"w:operation/{kind}:operation", spaces)] == ["urn:TraCuu", ""]
    assert len(root.findall("w:service/w:port/*[@location]", spaces)) == 2
