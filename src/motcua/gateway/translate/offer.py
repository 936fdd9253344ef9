"""A REST service offered to callers who speak SOAP: the same declaration read the other way, with its WSDL.

Callers choose the version by the content type of what they post (SOAP 1.1 §6.1, RFC 3902); faults have that version's shape. X-Road's SOAP
headers (PR-MESS 4.0: client, service, id, userId, issue, representedParty) are understood beside the HTTP headers of the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urlencode

from motcua.gateway.translate.endpoints import filled
from motcua.gateway.translate.envelopes import SOAP_11, VERSIONS, NotUnderstood, SoapVersion, VersionMismatch, new_envelope, open_envelope
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json, write_json
from motcua.gateway.translate.mapping import XML, Mapping
from motcua.gateway.translate.settings import Operation, SoapSettings, vocabulary
from motcua.gateway.translate.soap_faults import MUST_UNDERSTAND, RECEIVER, SENDER, VERSION_MISMATCH, NewFault
from motcua.gateway.translate.wsdl import wsdl
from motcua.gateway.translate.xml_bodies import element_of, name_of, tag, tree_of, write_element
from motcua.gateway.translate.xroad_headers import TOLD, UNDERSTOOD, called_service, octets, rest_headers

_FROM_RULES = {name.lower(): name for name in TOLD.values()}
_ENCODINGS = frozenset({"utf-8", "utf-16"})


@dataclass(frozen=True, slots=True)
class Speech:
    """How a caller writes: the version of SOAP and the encoding of its text (WS-I BP 1.1 R1012: UTF-8 or UTF-16)."""

    version: SoapVersion
    encoding: str = "utf-8"

    @property
    def media_type(self) -> str:
        """The content type of answers."""
        return f"{self.version.media_type}; charset=utf-8"


def speech_of(content_type: str) -> Speech | None:
    """What a content type says, None for another kind of content; text without a type is read as SOAP 1.1."""
    header = Message()
    header["Content-Type"] = content_type or SOAP_11.media_type
    charset = str(header.get_param("charset", "utf-8")).lower()
    version = next((v for v in VERSIONS.values() if v.media_type == header.get_content_type()), None)
    return Speech(version, charset) if version is not None and charset in _ENCODINGS else None


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
        self.settings = settings
        self._words = vocabulary(settings)
        self._operations = {operation.element: operation for operation in settings.operations}
        self._understood = UNDERSTOOD | {tag(name, settings.namespaces) for name in settings.understood}

    def asked(self, raw: bytes, speech: Speech, *, service: tuple[str, ...]) -> Asked:
        """The message behind an envelope to a service (its five codes); Untranslatable names what is wrong with it."""
        opened = open_envelope(raw, speech.version, understood=self._understood, encoding=speech.encoding)
        if len(opened.content) != 1:
            raise Untranslatable("Envelope.Body", "phải có đúng một phần tử", "must hold exactly one element")
        element = opened.content[0]
        name = name_of(str(element.tag), self.settings.namespaces)
        operation = self._operations.get(name)
        if operation is None:
            raise Untranslatable("Envelope.Body", "không có thao tác này", "holds no declared operation")
        found = Mapping(operation.request, self._words, theirs=XML).inward(tree_of(element, self.settings.namespaces), place=name)
        query = urlencode(found.get("query") or {}, doseq=True)
        target = filled(operation.path, found.get("path") or {}) + (f"?{query}" if query else "")
        named = {_FROM_RULES[key]: str(value) for key, value in (found.get("header") or {}).items() if key in _FROM_RULES}
        if called_service(opened.header) not in {None, service}:
            raise Untranslatable("Envelope.Header.service", "là một dịch vụ khác", "is another service")
        headers = {**named, **rest_headers(opened.header)}
        content = write_json(found["body"]) if "body" in found else b""
        return Asked(operation, operation.method, target, octets(headers), content)

    def answered(self, operation: Operation, body: bytes, version: SoapVersion) -> bytes:
        """The envelope of a good answer; Untranslatable when the answer is not as declared."""
        envelope, inner = new_envelope(version)
        tree = read_json(body, place="body")
        if operation.answer_element:
            content = Mapping(operation.answer, self._words, theirs=XML).out({} if tree is None else tree, place="body")
            inner.append(element_of(operation.answer_element, content, self.settings.namespaces, place="body"))
        return write_element(envelope)

    def description(self, *, name: str, address: str) -> bytes:
        """The WSDL 1.1 of the service at an address."""
        return wsdl(self.settings, name=name, address=address)


def fault_of(error: Untranslatable, *, kind: str, code: str) -> NewFault:
    """The fault for what cannot be translated: in both languages, the ones that SOAP itself defines under its own codes."""
    if isinstance(error, VersionMismatch):
        kind = VERSION_MISMATCH
    names = error.names if isinstance(error, NotUnderstood) else ()
    texts = (("en", error.sentence("en")), ("vi", error.sentence("vi")))
    return NewFault(kind=MUST_UNDERSTAND if names else kind, code=code, texts=texts, names=names)


def fault_from(body: bytes, *, status: int, code: str) -> NewFault:
    """The fault for an error answer in JSON: ``code`` is X-Road's own, or empty for an error of the service itself.

    Whose fault an error of the service is, its status tells.
    """
    text, detail = fault_text(body)
    whose = code.partition(".")[0].capitalize() == "Client" if code else status < 500  # noqa: PLR2004 - HTTP
    return NewFault(kind=SENDER if whose else RECEIVER, code=code, texts=(("en" if code else "vi", text),), detail=detail)


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
