"""SOAP answers of a partner who speaks 1.2 or 1.1, as the declaration's side reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.declarations import declare
from motcua.gateway.translate.errors import Untranslatable, WrongDeclaration
from motcua.gateway.translate.settings import SoapSettings
from motcua.gateway.translate.soap import Answered, SoapTranslator, context_of

OLD, NEW = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
KINDS = {OLD: "text/xml", NEW: "application/soap+xml; charset=utf-8"}
SETTINGS: dict[str, Any] = {
    "version": "1.2",
    "namespaces": {"h": "urn:ho-tich"},
    "security": {"username": "a", "password": "b"},
    "operations": [
        {
            "method": "GET", "path": "/births/{number}", "element": "h:Tra", "action": "urn:Tra", "answer_element": "h:TraResponse",
            "request": [{"ours": "path.number", "theirs": "h:So", "required": True}],
            "header": [{"ours": "header.x-road-id", "theirs": "h:Ma"}],
            "answer": [{"ours": "name", "theirs": "h:Ten", "required": True}],
        },
    ],
    "faults": [
        {"code": "KhongCo", "status": 404, "error": "not_found"},
        {"detail": "h:Sai", "status": 422, "fields": [{"ours": "field", "theirs": "h:Truong"}]},
        {"code": "Receiver", "status": 503},
        {"code": "Server.Busy", "status": 503},
    ],
}  # fmt: skip
FAULT = "<e:Fault><e:Code><e:Value>e:{0}</e:Value>{1}</e:Code><e:Reason>{2}</e:Reason>{3}</e:Fault>"
SUB = '<e:Subcode><e:Value xmlns:k="urn:k">k:{0}</e:Value>{1}</e:Subcode>'


def translator(**changes: Any) -> SoapTranslator:
    settings = declare("soap", {**SETTINGS, **changes})
    assert isinstance(settings, SoapSettings)
    return SoapTranslator(settings)


def read(inner: str, *, header: str = "", uri: str = NEW, status: int = 200, kind: str | None = None, **changes: Any) -> Answered:
    made = translator(**changes)
    text = f'<e:Envelope xmlns:e="{uri}" xmlns:h="urn:ho-tich"><e:Header>{header}</e:Header><e:Body>{inner}</e:Body></e:Envelope>'
    return made.answer(made.settings.operations[0], status=status, media_type=kind or KINDS[uri], body=text.encode())


def told(value: str, subcodes: str = "", text: str = '<e:Text xml:lang="en">no</e:Text>', detail: str = "") -> Answered:
    return read(FAULT.format(value, subcodes, text, detail), status=400)


def test_a_call_in_soap_1_2_is_written_as_the_version_wants() -> None:
    """SOAP 1.2 part 1 §5, part 2 §6.5 and RFC 3902: one media type with the action in it, and no SOAPAction."""
    made = translator()
    context = context_of(parts={"number": "7"}, query={}, headers={"x-road-id": "m-1"}, body=b"")
    sent = made.request(made.settings.operations[0], context, nonce=b"n", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert dict(sent.headers) == {"Content-Type": 'application/soap+xml; charset=utf-8; action="urn:Tra"', "Accept": "application/soap+xml"}
    root = etree.fromstring(sent.body)
    assert [child.tag for child in root] == [f"{{{NEW}}}Header", f"{{{NEW}}}Body"]
    assert root[0][0].get(f"{{{NEW}}}mustUnderstand") == "1"
    assert root[0][1].text == "m-1"
    assert root[1][0].findtext("{urn:ho-tich}So") == "7"


@pytest.mark.parametrize("kind", ["application/soap+xml", "application/soap+xml; action=x; charset=UTF-8", "text/xml"])
def test_an_answer_in_soap_1_2_is_read(kind: str) -> None:
    assert read("<h:TraResponse><h:Ten>An</h:Ten></h:TraResponse>", kind=kind) == Answered(200, {"name": "An"})


@pytest.mark.parametrize(
    ("value", "subcodes", "status", "error"),
    [
        ("Sender", "", 400, "Sender"),
        ("Sender", SUB.format("Khac", ""), 400, "Khac"),
        ("Sender", SUB.format("Nhom", SUB.format("KhongCo", "")), 404, "not_found"),
        ("Receiver", "", 503, "Receiver"),
        ("Receiver", SUB.format("Ban", ""), 503, "Ban"),
        ("DataEncodingUnknown", "", 500, "DataEncodingUnknown"),
        ("MustUnderstand", "", 500, "MustUnderstand"),
    ],
)
def test_codes_and_subcodes_find_their_rule(value: str, subcodes: str, status: int, error: str) -> None:
    """SOAP 1.2 part 1 §5.4.1: a code holds subcodes of any depth; whose fault it is, the outermost says."""
    assert told(value, subcodes) == Answered(status, {"error": error, "message": "no"})


def test_a_vietnamese_reason_goes_before_others() -> None:
    """SOAP 1.2 part 1 §5.4.2: the same sentence in several languages."""
    texts = '<e:Text xml:lang="en">busy</e:Text><e:Text xml:lang="vi-VN"> Đang bận </e:Text>'
    assert told("Receiver", text=texts).tree["message"] == "Đang bận"
    assert told("Receiver", text="").tree["message"] == ""


def test_the_detail_is_mapped() -> None:
    detail = "<e:Detail><h:Sai><h:Truong>So</h:Truong><e:Value>e:Sender</e:Value></h:Sai></e:Detail>"
    assert told("Sender", detail=detail) == Answered(422, {"error": "Sender", "message": "no", "detail": {"field": "So"}})


@pytest.mark.parametrize(
    ("code", "status"),
    [("e:Client", 400), ("e:Client.Authentication", 400), ("e:Server", 500), ("e:Server.Busy", 503), ("Server.ServerProxy.AccessDenied", 500)],
)
def test_points_divide_a_code_of_soap_1_1(code: str, status: int) -> None:
    """SOAP 1.1 §4.4.1: ``Client.Authentication`` is a kind of ``Client``."""
    inner = f"<e:Fault><faultcode>{code}</faultcode><faultstring>no</faultstring></e:Fault>"
    answered = read(inner, uri=OLD, version="1.1", status=500)
    assert (answered.status, answered.tree["error"]) == (status, code.rpartition(".")[2].rpartition(":")[2])


def test_a_partner_of_the_other_version_is_named() -> None:
    """SOAP 1.2 part 1 §A: a node of SOAP 1.1 answers with VersionMismatch in an envelope of SOAP 1.1."""
    inner = "<e:Fault><faultcode>e:VersionMismatch</faultcode><faultstring>?</faultstring></e:Fault>"
    with pytest.raises(Untranslatable, match=r"does not speak SOAP 1\.2 and answers in SOAP 1\.1"):
        read(inner, uri=OLD, status=500)
    with pytest.raises(Untranslatable, match=r"Envelope: is no SOAP 1\.2"):
        read("<h:TraResponse/>", uri=OLD)


def test_what_an_answer_says_must_be_understood_is_understood_or_refused() -> None:
    """SOAP 1.2 part 1 §2.4: a receiver that does not understand a mandatory block does not go on."""
    header = '<w:Security xmlns:w="urn:wsse" e:mustUnderstand="true"/>'
    inner = "<h:TraResponse><h:Ten>An</h:Ten></h:TraResponse>"
    with pytest.raises(Untranslatable, match=r"Envelope\.Header: holds blocks that must be understood and are not: Security"):
        read(inner, header=header)
    known = {"namespaces": {"h": "urn:ho-tich", "w": "urn:wsse"}, "understood": ["w:Security"]}
    assert read(inner, header=header, **known).tree == {"name": "An"}
    with pytest.raises(WrongDeclaration, match=r"understood\[0\]: the prefix of 'x:Security' is not declared"):
        translator(understood=["x:Security"])


@pytest.mark.parametrize("uri", [OLD, NEW])
def test_an_envelope_without_a_body_is_refused(uri: str) -> None:
    made = translator(version="1.1" if uri == OLD else "1.2")
    with pytest.raises(Untranslatable, match=r"Envelope\.Body: is missing"):
        made.answer(made.settings.operations[0], status=200, media_type=KINDS[uri], body=f'<Envelope xmlns="{uri}"/>'.encode())
