"""SOAP envelopes for REST messages, and REST answers for envelopes (SOAP 1.1 §4, SOAP 1.2 part 1 §5, WSS UsernameToken 1.1)."""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.endpoints import compile_path, parts
from motcua.gateway.translate.envelopes import SOAP_11, VERSIONS, VersionMismatch, header_of, new_envelope, open_envelope
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json
from motcua.gateway.translate.mapping import XML, Mapping
from motcua.gateway.translate.settings import FaultRule, Operation, SoapSettings, UsernameToken, vocabulary
from motcua.gateway.translate.soap_faults import read_fault
from motcua.gateway.translate.xml_bodies import element_of, name_of, tag, tree_of, write_element
from motcua.kernel.markup import Element

_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_WSSE, _WSU = f"{_WSS}wssecurity-secext-1.0.xsd", f"{_WSS}wssecurity-utility-1.0.xsd"
_TOKEN, _NONCE = f"{_WSS}username-token-profile-1.0#Password", f"{_WSS}soap-message-security-1.0#Base64Binary"


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes to the partner: headers and the envelope."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What our caller gets: a status and a JSON tree, nothing when ``tree`` is None."""

    status: int
    tree: Any


class SoapTranslator:
    """One checked declaration at work."""

    def __init__(self, settings: SoapSettings) -> None:
        self.settings, self.version = settings, VERSIONS[settings.version]
        self._understood = frozenset(tag(name, settings.namespaces) for name in settings.understood)
        self._words = vocabulary(settings)
        self._operations = tuple((compile_path(o.path, place="path"), o) for o in settings.operations)

    def operation(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation behind a method and a normalised path with the path's named parts; None when none is declared."""
        for pattern, operation in self._operations:
            found = pattern.fullmatch(path)
            if found is not None and operation.method == method:
                return operation, parts(found)
        return None

    def request(self, operation: Operation, context: dict[str, Any], *, nonce: bytes, at: datetime) -> Sent:
        """The envelope of a call; ``context`` has path, query, header and body, nonce and instant serve the security header."""
        envelope, body = new_envelope(self.version)
        content = self._mapping(operation.request).out(context)
        if self.settings.security is not None:
            token = security_header(self.settings.security, envelope=self.version.uri, nonce=nonce, at=at)
            header_of(envelope, self.version).append(token)
        for name, block in self._mapping(operation.header).out(context).items():
            header_of(envelope, self.version).append(element_of(name, block, self.settings.namespaces, place="header"))
        body.append(element_of(operation.element, content, self.settings.namespaces, place="request"))
        return Sent(self._headers(operation.action), write_element(envelope))

    def _headers(self, action: str) -> tuple[tuple[str, str], ...]:
        if self.version is SOAP_11:
            return ("Content-Type", "text/xml; charset=utf-8"), ("Accept", "text/xml"), ("SOAPAction", f'"{action}"')
        kind = "application/soap+xml; charset=utf-8" + (f'; action="{action}"' if action else "")
        return ("Content-Type", kind), ("Accept", "application/soap+xml")

    def answer(self, operation: Operation, *, status: int, media_type: str, body: bytes) -> Answered:
        """Our answer for the partner's; Untranslatable when it is no envelope or not the declared one."""
        if not body and not operation.answer_element and status < 300:  # noqa: PLR2004 - a one-way operation (WS-I BP 1.1 R2714)
            return Answered(operation.status, None)
        self._require_xml(media_type, status)
        content = self._content(body)
        if content is not None and content.tag == f"{{{self.version.uri}}}Fault":
            return self._fault(content)
        if not operation.answer_element:
            return Answered(operation.status, None)
        found = None if content is None else name_of(str(content.tag), self.settings.namespaces)
        if found != operation.answer_element:
            wanted = operation.answer_element
            raise Untranslatable("Envelope.Body", f"không có phần tử {wanted}", f"holds no element {wanted}")
        tree = tree_of(content, self.settings.namespaces)
        return Answered(operation.status, self._mapping(operation.answer).inward(tree, place=operation.answer_element))

    def _require_xml(self, media_type: str, status: int) -> None:
        plain = media_type.partition(";")[0].strip().lower()
        if plain not in {"text/xml", "application/xml", "application/soap+xml"}:
            shown = plain if plain.isascii() and plain.isprintable() and len(plain) < 80 else "?"  # noqa: PLR2004 - a name, not a text
            raise Untranslatable(
                "Content-Type",
                f"trả lời {status} là {shown or 'không rõ loại'}, không phải SOAP",
                f"the answer {status} is {shown or 'of no type'}, not SOAP",
            )

    def _content(self, raw: bytes) -> Element | None:
        """What the body of an envelope holds, None for an empty body."""
        try:
            content = open_envelope(raw, self.version, understood=self._understood).content
        except VersionMismatch:
            self._require_our_version(raw)
            raise
        return content[0] if content else None

    def _require_our_version(self, raw: bytes) -> None:
        """A partner who does not speak our version says so in its own (SOAP 1.2 part 1, appendix A): that is worth a sentence."""
        for version in VERSIONS.values():
            with suppress(VersionMismatch):
                fault = next(iter(open_envelope(raw, version, understood=self._understood).content), None)
                if fault is not None and fault.tag == f"{{{version.uri}}}Fault" and "VersionMismatch" in read_fault(fault, version).codes:
                    raise Untranslatable(
                        "Envelope",
                        f"hệ thống kia không nói SOAP {self.version.name} mà trả lời bằng SOAP {version.name}",
                        f"the service does not speak SOAP {self.version.name} and answers in SOAP {version.name}",
                    )

    def _fault(self, element: Element) -> Answered:
        fault = read_fault(element, self.version)
        inside = {name_of(str(child.tag), self.settings.namespaces): child for child in fault.detail} if fault.detail is not None else {}
        rule = next((r for r in self.settings.faults if r.code in fault.names and (not r.detail or r.detail in inside)), None)
        if rule is None:
            rule = FaultRule(status=400 if fault.of_the_caller else 500)
        tree: dict[str, Any] = {"error": rule.error or (fault.codes[-1] if fault.codes else "fault"), "message": fault.text}
        if rule.fields and rule.detail in inside:
            tree["detail"] = self._mapping(rule.fields).inward(tree_of(inside[rule.detail], self.settings.namespaces), place=rule.detail)
        return Answered(rule.status, tree)

    def _mapping(self, rules: Any) -> Mapping:
        return Mapping(rules, self._words, theirs=XML)


def security_header(token: UsernameToken, *, envelope: str, nonce: bytes, at: datetime) -> Element:
    """``wsse:Security`` with a UsernameToken; the digest is Base64(SHA-1(nonce + created + password)), as the profile fixes it."""
    created = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    security = etree.Element(f"{{{_WSSE}}}Security", nsmap={"wsse": _WSSE, "wsu": _WSU})
    security.set(f"{{{envelope}}}mustUnderstand", "1")
    inner = etree.SubElement(security, f"{{{_WSSE}}}UsernameToken")
    etree.SubElement(inner, f"{{{_WSSE}}}Username").text = token.username
    password = etree.SubElement(inner, f"{{{_WSSE}}}Password")
    if not token.digest:
        password.set("Type", f"{_TOKEN}Text")
        password.text = token.password
        return security
    digest = hashlib.sha1(nonce + created.encode() + token.password.encode()).digest()  # noqa: S324 - fixed by the profile
    password.set("Type", f"{_TOKEN}Digest")
    password.text = base64.b64encode(digest).decode()
    sent = etree.SubElement(inner, f"{{{_WSSE}}}Nonce")
    sent.set("EncodingType", _NONCE)
    sent.text = base64.b64encode(nonce).decode()
    etree.SubElement(inner, f"{{{_WSU}}}Created").text = created
    return security


def context_of(*, parts: dict[str, str], query: dict[str, Any], headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """What the rules of a request read: path, query, X-Road headers (lower case), JSON body."""
    return {"path": parts, "query": query, "header": headers, "body": read_json(body, place="body")}
