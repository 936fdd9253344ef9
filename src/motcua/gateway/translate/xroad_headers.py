"""The SOAP headers of X-Road's message protocol (PR-MESS 4.0 §2.2, with its extensions for parties and servers) beside those of PR-REST."""

from __future__ import annotations

import base64
import hashlib
from copy import deepcopy
from urllib.parse import quote

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.envelopes import SoapVersion, header_of
from motcua.gateway.translate.errors import Untranslatable
from motcua.kernel.markup import Element

XROAD, IDS = "http://x-road.eu/xsd/xroad.xsd", "http://x-road.eu/xsd/identifiers"
_PARTIES = "http://x-road.eu/xsd/representation.xsd"
_PARTY = f"{{{_PARTIES}}}representedParty"
TOLD = {"id": "X-Road-Id", "userId": "X-Road-UserId", "issue": "X-Road-Issue"}
UNDERSTOOD = frozenset(f"{{{XROAD}}}{name}" for name in ("client", "service", "securityServer", "protocolVersion", *TOLD)) | {_PARTY}
_CODES = ("xRoadInstance", "memberClass", "memberCode", "subsystemCode")


def octets(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Headers as they travel in the process; Untranslatable for a control character."""
    if any(sign < " " for value in headers.values() for sign in value):
        raise Untranslatable("Envelope.Header", "chứa ký tự điều khiển", "holds a control character")
    return tuple((key, value.encode().decode("latin-1")) for key, value in headers.items())


def rest_headers(header: Element | None) -> dict[str, str]:
    """The headers of a SOAP message as the HTTP headers of the same message in REST."""
    if header is None:
        return {}
    found: dict[str, str] = {}
    for local, name in TOLD.items():
        text = header.findtext(f"{{{XROAD}}}{local}")
        if text and text.strip():
            found[name] = text.strip()
    client, server, party = header.find(f"{{{XROAD}}}client"), header.find(f"{{{XROAD}}}securityServer"), header.find(_PARTY)
    if client is not None:
        found["X-Road-Client"] = identifier(client)
    if server is not None:
        found["X-Road-Security-Server"] = _joined(server, IDS, (*_CODES[:3], "serverCode"))
    if party is not None:
        found["X-Road-Represented-Party"] = _joined(party, _PARTIES, ("partyClass", "partyCode"))
    return found


def called_service(header: Element | None) -> tuple[str, ...] | None:
    """The five codes of the service that a message names, the subsystem's empty for a service of a member; None when it names none."""
    service = header.find(f"{{{XROAD}}}service") if header is not None else None
    if service is None:
        return None
    return tuple(str(service.findtext(f"{{{IDS}}}{code}") or "").strip() for code in (*_CODES, "serviceCode"))


def identifier(element: Element) -> str:
    """A member or subsystem as PR-REST writes it; parts that are missing are left out."""
    return _joined(element, IDS, _CODES)


def answer_headers(envelope: Element, version: SoapVersion, *, header: Element, raw: bytes) -> None:
    """Write the headers of an answer: those of the request, and the digest of the request's octets (PR-MESS §2.2)."""
    holder = header_of(envelope, version)
    for block in header:
        if block.tag in UNDERSTOOD:
            copied = deepcopy(block)
            for name in [name for name in copied.attrib if name.startswith(f"{{{version.uri}}}")]:
                del copied.attrib[name]
            copied.tail = None
            holder.append(copied)
    digest = etree.SubElement(holder, f"{{{XROAD}}}requestHash", algorithmId="http://www.w3.org/2001/04/xmlenc#sha512")
    digest.text = base64.b64encode(hashlib.sha512(raw).digest()).decode()


def _joined(element: Element, uri: str, names: tuple[str, ...]) -> str:
    parts = [element.findtext(f"{{{uri}}}{name}") for name in names]
    return "/".join(quote(part.strip(), safe="") for part in parts if part)
