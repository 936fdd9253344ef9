"""A REST service offered to callers who speak SOAP: the same declaration read the other way, with its WSDL.

X-Road's SOAP headers (PR-MESS 4.0: client, id, userId, issue) are understood beside the HTTP headers of the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.endpoints import filled
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json, write_json
from motcua.gateway.translate.mapping import XML, Mapping
from motcua.gateway.translate.settings import Operation, SoapSettings, vocabulary
from motcua.gateway.translate.soap import ENVELOPES
from motcua.gateway.translate.wsdl import wsdl
from motcua.gateway.translate.xml_bodies import element_of, name_of, read_element, tree_of, write_element
from motcua.kernel.markup import Element

_XROAD, _IDS = "http://x-road.eu/xsd/xroad.xsd", "http://x-road.eu/xsd/identifiers"
_TOLD = {"id": "X-Road-Id", "userId": "X-Road-UserId", "issue": "X-Road-Issue"}
_FROM_RULES = {name.lower(): name for name in _TOLD.values()}


@dataclass(frozen=True, slots=True)
class Asked:
    """The REST message of a SOAP call: ``headers`` are the X-Road ones that the envelope names."""

    operation: Operation
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class SoapOffer:
    """One checked declaration at work for callers."""

    def __init__(self, settings: SoapSettings) -> None:
        self.settings, self.uri = settings, ENVELOPES[settings.version]
        self._words = vocabulary(settings)
        self._operations = {operation.element: operation for operation in settings.operations}

    @property
    def media_type(self) -> str:
        """The content type of envelopes."""
        return f"{'text/xml' if self.settings.version == '1.1' else 'application/soap+xml'}; charset=utf-8"

    def asked(self, raw: bytes) -> Asked:
        """The message behind an envelope; Untranslatable names what is wrong with it."""
        envelope = read_element(raw, place="Envelope")
        body = envelope.find(f"{{{self.uri}}}Body")
        if envelope.tag != f"{{{self.uri}}}Envelope" or body is None or len(body) != 1:
            raise Untranslatable("Envelope", f"không phải SOAP {self.settings.version}", f"is no SOAP {self.settings.version}")
        name = name_of(str(body[0].tag), self.settings.namespaces)
        operation = self._operations.get(name)
        if operation is None:
            raise Untranslatable("Envelope.Body", "không có thao tác này", "holds no declared operation")
        tree = tree_of(body[0], self.settings.namespaces)
        found = Mapping(operation.request, self._words, theirs=XML).inward(tree, place=name)
        query = urlencode(found.get("query") or {}, doseq=True)
        target = filled(operation.path, found.get("path") or {}) + (f"?{query}" if query else "")
        named = {_FROM_RULES[key]: str(value) for key, value in (found.get("header") or {}).items() if key in _FROM_RULES}
        headers = {**named, **_xroad_headers(envelope.find(f"{{{self.uri}}}Header"))}
        if any(sign < " " for value in headers.values() for sign in value):
            raise Untranslatable("Envelope.Header", "chứa ký tự điều khiển", "holds a control character")
        content = write_json(found["body"]) if "body" in found else b""
        octets = tuple((key, value.encode().decode("latin-1")) for key, value in headers.items())  # as headers travel in the process
        return Asked(operation, operation.method, target, octets, content)

    def answered(self, operation: Operation, body: bytes) -> bytes:
        """The envelope of a good answer; Untranslatable when the answer is not as declared."""
        envelope, inner = self._envelope()
        tree = read_json(body, place="body")
        if operation.answer_element:
            content = Mapping(operation.answer, self._words, theirs=XML).out({} if tree is None else tree, place="body")
            inner.append(element_of(operation.answer_element, content, self.settings.namespaces, place="body"))
        return write_element(envelope)

    def fault(self, *, status: int, code: str, text: str, detail: str = "") -> bytes:
        """The envelope of a fault; ``code`` is X-Road's own, or empty for an error of the service itself (``status`` tells whose)."""
        envelope, body = self._envelope()
        fault = etree.SubElement(body, f"{{{self.uri}}}Fault")
        whose = code.partition(".")[0].capitalize() if code else "Client" if status < 500 else "Server"  # noqa: PLR2004 - HTTP
        if self.settings.version == "1.1":
            etree.SubElement(fault, "faultcode").text = code or f"soap:{whose}"
            etree.SubElement(fault, "faultstring").text = _plain(text)
            holder = etree.SubElement(fault, "detail") if detail else None
        else:
            value = etree.SubElement(etree.SubElement(fault, f"{{{self.uri}}}Code"), f"{{{self.uri}}}Value")
            value.text = f"soap:{'Sender' if whose == 'Client' else 'Receiver'}"
            reason = etree.SubElement(etree.SubElement(fault, f"{{{self.uri}}}Reason"), f"{{{self.uri}}}Text")
            reason.text = _plain(f"{code}: {text}" if code else text)
            reason.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
            holder = etree.SubElement(fault, f"{{{self.uri}}}Detail") if detail else None
        if holder is not None:
            etree.SubElement(holder, "faultDetail").text = _plain(detail)
        return write_element(envelope)

    def description(self, *, name: str, address: str) -> bytes:
        """The WSDL 1.1 of the service at an address."""
        return wsdl(self.settings, name=name, address=address)

    def _envelope(self) -> tuple[Element, Element]:
        envelope = etree.Element(f"{{{self.uri}}}Envelope", nsmap={"soap": self.uri})
        return envelope, etree.SubElement(envelope, f"{{{self.uri}}}Body")


def _xroad_headers(header: Element | None) -> dict[str, str]:
    """The headers of PR-MESS as the HTTP headers of PR-REST."""
    if header is None:
        return {}
    found: dict[str, str] = {}
    for local, name in _TOLD.items():
        text = header.findtext(f"{{{_XROAD}}}{local}")
        if text and text.strip():
            found[name] = text.strip()
    client = header.find(f"{{{_XROAD}}}client")
    if client is not None:
        parts = [client.findtext(f"{{{_IDS}}}{part}") for part in ("xRoadInstance", "memberClass", "memberCode", "subsystemCode")]
        found["X-Road-Client"] = "/".join(quote(part.strip(), safe="") for part in parts if part)
    return found


def _plain(text: str) -> str:
    """Text without signs that XML cannot write."""
    return "".join(sign if sign >= " " and sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff" else " " for sign in text)


def fault_text(body: bytes) -> tuple[str, str]:
    """Sentence and detail of an error answer: the exchange's (message, detail), or a service's (``message``, ``vi``, ``error``)."""
    try:
        tree: Any = read_json(body, place="body")
    except Untranslatable:
        return "The service answered with an error", ""
    if not isinstance(tree, dict):
        return "The service answered with an error", ""
    text = next((tree[key] for key in ("message", "vi", "error") if isinstance(tree.get(key), str)), "The service answered with an error")
    return text, tree["detail"] if isinstance(tree.get("detail"), str) else ""
