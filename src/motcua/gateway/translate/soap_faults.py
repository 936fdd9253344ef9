"""SOAP faults of both versions, read and written (SOAP 1.1 §4.4, SOAP 1.2 part 1 §5.4, status codes of part 2 §7.5.2.2)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.envelopes import SOAP_11, SOAP_12, VERSIONS, SoapVersion, header_of, new_envelope
from motcua.gateway.translate.xml_bodies import write_element
from motcua.gateway.translate.xroad_headers import XROAD
from motcua.kernel.markup import Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OLD_NAMES = {"Sender": "Client", "Receiver": "Server"}
SENDER, RECEIVER, VERSION_MISMATCH, MUST_UNDERSTAND = "Sender", "Receiver", "VersionMismatch", "MustUnderstand"


@dataclass(frozen=True, slots=True)
class ReadFault:
    """A fault that came: ``codes`` from the general to the particular, without prefixes; ``code`` as it was written."""

    code: str
    codes: tuple[str, ...]
    text: str
    detail: Element | None

    @property
    def names(self) -> frozenset[str]:
        """All that a rule may call its code; the empty name stands for any."""
        return frozenset({"", self.code, _local(self.code), *self.codes})

    @property
    def of_the_caller(self) -> bool:
        """Whether the message itself was wrong, so that sending it again is of no use."""
        return self.codes[:1] in {("Client",), ("Sender",)}


def read_fault(fault: Element, version: SoapVersion) -> ReadFault:
    """A fault element; in SOAP 1.1 a code is divided by points, in SOAP 1.2 it holds others. A Vietnamese reason goes before others."""
    if version is SOAP_11:
        code = (fault.findtext("faultcode") or "").strip()
        text = (fault.findtext("faultstring") or "").strip()
        return ReadFault(code, tuple(filter(None, _local(code).split("."))), text, fault.find("detail"))
    codes, holder = [], fault.find(_tag("Code"))
    while holder is not None:
        codes.append(_local((holder.findtext(_tag("Value")) or "").strip()))
        holder = holder.find(_tag("Subcode"))
    texts = fault.findall(f"{_tag('Reason')}/{_tag('Text')}")
    chosen = next((text for text in texts if str(text.get(_LANG, "")).lower().startswith("vi")), texts[0] if texts else None)
    text = str(chosen.text or "").strip() if chosen is not None else ""
    return ReadFault(codes[-1] if codes else "", tuple(filter(None, codes)), text, fault.find(_tag("Detail")))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFault:
    """A fault to write: whose it is (a code of SOAP 1.2), the exchange's own code if any, sentences by language, the id for the log.

    ``names`` are the header blocks that were not understood.
    """

    kind: str
    code: str = ""
    texts: tuple[tuple[str, str], ...]
    detail: str = ""
    names: tuple[str, ...] = ()


def fault_status(fault: NewFault, version: SoapVersion) -> int:
    """The status of HTTP: always 500 in SOAP 1.1, 400 for the sender's fault in SOAP 1.2."""
    return 400 if version is SOAP_12 and fault.kind == SENDER else 500


def write_fault(fault: NewFault, version: SoapVersion) -> bytes:
    """The envelope of a fault, with the header blocks that its kind asks for."""
    envelope, body = new_envelope(version)
    if fault.kind == VERSION_MISMATCH:
        upgrade = etree.SubElement(header_of(envelope, version), _tag("Upgrade"), nsmap={"upgrade": SOAP_12.uri})
        for place, one in enumerate(sorted(VERSIONS.values(), key=lambda v: v.name, reverse=True)):
            etree.SubElement(upgrade, _tag("SupportedEnvelope"), {"qname": f"v{place}:Envelope"}, nsmap={f"v{place}": one.uri})
    if version is SOAP_12:
        for name in fault.names:
            uri, _, local = name[1:].rpartition("}") if name.startswith("{") else ("", "", name)
            prefixes = {"block": uri} if uri else None
            block = {"qname": f"block:{local}" if uri else local}
            etree.SubElement(header_of(envelope, version), _tag("NotUnderstood"), block, nsmap=prefixes)
    element = etree.SubElement(body, f"{{{version.uri}}}Fault")
    (_fill_old if version is SOAP_11 else _fill_new)(element, fault)
    return write_element(envelope)


def _fill_old(element: Element, fault: NewFault) -> None:
    own = fault.code if fault.kind in _OLD_NAMES else ""
    etree.SubElement(element, "faultcode").text = own or f"soap:{_OLD_NAMES.get(fault.kind, fault.kind)}"
    etree.SubElement(element, "faultstring").text = plain(fault.texts[0][1])
    if fault.detail:
        etree.SubElement(etree.SubElement(element, "detail"), "faultDetail").text = plain(fault.detail)


def _fill_new(element: Element, fault: NewFault) -> None:
    code = etree.SubElement(element, _tag("Code"))
    etree.SubElement(code, _tag("Value")).text = f"soap:{fault.kind}"
    if fault.code:
        sub = etree.SubElement(code, _tag("Subcode"), nsmap={"xroad": XROAD})
        etree.SubElement(sub, _tag("Value")).text = f"xroad:{fault.code}"
    reason = etree.SubElement(element, _tag("Reason"))
    for language, text in fault.texts:
        etree.SubElement(reason, _tag("Text"), {_LANG: language}).text = plain(text)
    if fault.detail:
        etree.SubElement(etree.SubElement(element, _tag("Detail")), "faultDetail").text = plain(fault.detail)


def plain(text: str) -> str:
    """Text without signs that XML cannot write."""
    return "".join(sign if sign >= " " and sign not in "\ufffe\uffff" and not "\ud800" <= sign <= "\udfff" else " " for sign in text)


def _tag(name: str) -> str:
    return f"{{{SOAP_12.uri}}}{name}"


def _local(name: str) -> str:
    return name.rpartition(":")[2]
