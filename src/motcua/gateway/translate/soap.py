"""SOAP envelopes for REST messages, and REST answers for envelopes (SOAP 1.1 §4, SOAP 1.2 part 1 §5, WSS UsernameToken 1.1)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.endpoints import compile_path, parts
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json
from motcua.gateway.translate.mapping import XML, Mapping
from motcua.gateway.translate.settings import FaultRule, Operation, SoapSettings, UsernameToken, vocabulary
from motcua.gateway.translate.xml_bodies import element_of, name_of, read_element, tree_of, write_element
from motcua.kernel.markup import Element

ENVELOPES = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
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
        self.settings = settings
        self.uri = ENVELOPES[settings.version]
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
        envelope = etree.Element(f"{{{self.uri}}}Envelope", nsmap={"soap": self.uri})
        content = self._mapping(operation.request).out(context)
        if operation.header or self.settings.security is not None:
            header = etree.SubElement(envelope, f"{{{self.uri}}}Header")
            if self.settings.security is not None:
                header.append(security_header(self.settings.security, envelope=self.uri, nonce=nonce, at=at))
            for name, block in self._mapping(operation.header).out(context).items():
                header.append(element_of(name, block, self.settings.namespaces, place="header"))
        body = etree.SubElement(envelope, f"{{{self.uri}}}Body")
        body.append(element_of(operation.element, content, self.settings.namespaces, place="request"))
        return Sent(self._headers(operation.action), write_element(envelope))

    def _headers(self, action: str) -> tuple[tuple[str, str], ...]:
        if self.settings.version == "1.1":
            return ("Content-Type", "text/xml; charset=utf-8"), ("Accept", "text/xml"), ("SOAPAction", f'"{action}"')
        kind = "application/soap+xml; charset=utf-8" + (f'; action="{action}"' if action else "")
        return ("Content-Type", kind), ("Accept", "application/soap+xml")

    def answer(self, operation: Operation, *, status: int, media_type: str, body: bytes) -> Answered:
        """Our answer for the partner's; Untranslatable when it is no envelope or not the declared one."""
        if not body and not operation.answer_element and status < 300:  # noqa: PLR2004 - a one-way operation (WS-I BP 1.1 R2714)
            return Answered(operation.status, None)
        self._require_xml(media_type, status)
        content = self._content(read_element(body, place="Envelope"))
        if content is not None and content.tag == f"{{{self.uri}}}Fault":
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

    def _content(self, root: Element) -> Element | None:
        """What the body of an envelope holds, None for an empty body."""
        if root.tag != f"{{{self.uri}}}Envelope":
            raise Untranslatable("Envelope", f"không phải SOAP {self.settings.version}", f"is no SOAP {self.settings.version}")
        body = root.find(f"{{{self.uri}}}Body")
        if body is None:
            raise Untranslatable("Envelope.Body", "không có", "is missing")
        return body[0] if len(body) else None

    def _fault(self, fault: Element) -> Answered:
        code, text, detail = _read_fault(fault, self.uri, old=self.settings.version == "1.1")
        inside = {name_of(str(child.tag), self.settings.namespaces): child for child in detail} if detail is not None else {}
        last = code.rpartition(":")[2].rpartition(".")[2]
        rule = next((r for r in self.settings.faults if r.code in {"", last, code} and (not r.detail or r.detail in inside)), None)
        if rule is None:
            rule = FaultRule(status=400 if last in {"Client", "Sender"} else 500)
        tree: dict[str, Any] = {"error": rule.error or last or "fault", "message": text}
        if rule.fields and rule.detail in inside:
            tree["detail"] = self._mapping(rule.fields).inward(tree_of(inside[rule.detail], self.settings.namespaces), place=rule.detail)
        return Answered(rule.status, tree)

    def _mapping(self, rules: Any) -> Mapping:
        return Mapping(rules, self._words, theirs=XML)


def _read_fault(fault: Element, uri: str, *, old: bool) -> tuple[str, str, Element | None]:
    """Code, text and detail of a fault in either version; the innermost subcode of SOAP 1.2 counts."""
    if old:
        return (fault.findtext("faultcode") or "").strip(), (fault.findtext("faultstring") or "").strip(), fault.find("detail")
    codes = [str(value.text or "").strip() for value in fault.iterfind(f".//{{{uri}}}Value")]
    text = fault.findtext(f"{{{uri}}}Reason/{{{uri}}}Text") or ""
    return codes[-1] if codes else "", text.strip(), fault.find(f"{{{uri}}}Detail")


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
