"""SOAP 1.1 on the register's side, written from the wire format and not from the gateway's code."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from motcua.kernel import markup

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
LLTP = "urn:motcua:simulator:lltp:v1"
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"


class SoapFault(Exception):
    """A refusal: ``code`` is Client or Server, ``detail`` the name of the element in the detail, empty for none."""

    def __init__(self, code: str, text: str, detail: str = "", reason: str = "") -> None:
        super().__init__(text)
        self.code, self.text, self.detail, self.reason = code, text, detail, reason


def opened(raw: bytes) -> tuple[markup.Element, markup.Element]:
    """The envelope and what its body asks; SoapFault when it is no SOAP 1.1."""
    try:
        envelope = markup.read(raw)
    except markup.MarkupRefused as refused:
        raise SoapFault("Client", refused.sentence("vi")) from refused
    body = envelope.find(f"{{{SOAP}}}Body")
    if envelope.tag != f"{{{SOAP}}}Envelope" or body is None or not len(body):
        raise SoapFault("Client", "Không phải thông điệp SOAP 1.1")
    return envelope, body[0]


def require_token(envelope: markup.Element, *, username: str, password: str) -> None:
    """SoapFault unless a UsernameToken with the password or its digest is there."""
    token = envelope.find(f".//{{{_WSSE}}}UsernameToken")
    given = token.find(f"{{{_WSSE}}}Password") if token is not None else None
    if token is None or given is None or token.findtext(f"{{{_WSSE}}}Username") != username:
        raise SoapFault("Client", "Thiếu thông tin xác thực")
    wanted = password
    if str(given.get("Type", "")).endswith("#PasswordDigest"):
        nonce = base64.b64decode(token.findtext(f"{{{_WSSE}}}Nonce") or "")
        created = token.findtext(f"{{{_WSU}}}Created") or ""
        wanted = base64.b64encode(hashlib.sha1(nonce + created.encode() + password.encode()).digest()).decode()  # noqa: S324
    if not hmac.compare_digest(str(given.text or "").encode(), wanted.encode()):
        raise SoapFault("Client", "Sai thông tin xác thực")


def text(element: markup.Element, name: str) -> str:
    """The text of a child; SoapFault when it is missing or empty."""
    found = str(element.findtext(f"{{{LLTP}}}{name}") or "").strip()
    if not found:
        raise SoapFault("Client", f"Thiếu {name}", "DuLieuSai", name)
    return found


def answered(name: str, content: dict[str, Any]) -> bytes:
    """The envelope of an answer: texts are elements, ``@x`` attributes, lists repeated elements."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP, "l": LLTP})
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    _fill(etree.SubElement(body, f"{{{LLTP}}}{name}"), content)
    return bytes(etree.tostring(envelope, encoding="UTF-8", xml_declaration=True))


def refused(fault: SoapFault) -> bytes:
    """The envelope of a fault."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP, "l": LLTP})
    inner = etree.SubElement(etree.SubElement(envelope, f"{{{SOAP}}}Body"), f"{{{SOAP}}}Fault")
    etree.SubElement(inner, "faultcode").text = f"s:{fault.code}"
    etree.SubElement(inner, "faultstring").text = fault.text
    if fault.detail:
        detail = etree.SubElement(etree.SubElement(inner, "detail"), f"{{{LLTP}}}{fault.detail}")
        etree.SubElement(detail, f"{{{LLTP}}}Truong").text = fault.reason
    return bytes(etree.tostring(envelope, encoding="UTF-8", xml_declaration=True))


def _fill(element: markup.Element, content: dict[str, Any]) -> None:
    for name, value in content.items():
        if name.startswith("@"):
            element.set(name[1:], value)
            continue
        for item in value if isinstance(value, list) else [value]:
            child = etree.SubElement(element, f"{{{LLTP}}}{name}")
            if isinstance(item, dict):
                _fill(child, item)
            else:
                child.text = item
