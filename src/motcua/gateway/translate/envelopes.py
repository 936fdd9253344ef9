"""SOAP envelopes of both versions: opening them by their rules, and writing empty ones (SOAP 1.1 §4, SOAP 1.2 part 1 §2.6 and §5)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.xml_bodies import read_element
from motcua.kernel.markup import Element


@dataclass(frozen=True, slots=True)
class SoapVersion:
    """How one version writes itself; ``ours`` are the roles in which the last receiver of a message acts, ``sure`` spells true."""

    name: str
    uri: str
    media_type: str
    role: str
    ours: frozenset[str]
    sure: frozenset[str]


SOAP_11 = SoapVersion(
    name="1.1",
    uri="http://schemas.xmlsoap.org/soap/envelope/",
    media_type="text/xml",
    role="actor",
    ours=frozenset({"", "http://schemas.xmlsoap.org/soap/actor/next"}),
    sure=frozenset({"1"}),
)
_ROLE = "http://www.w3.org/2003/05/soap-envelope/role/"
SOAP_12 = SoapVersion(
    name="1.2",
    uri="http://www.w3.org/2003/05/soap-envelope",
    media_type="application/soap+xml",
    role="role",
    ours=frozenset({"", f"{_ROLE}next", f"{_ROLE}ultimateReceiver"}),
    sure=frozenset({"1", "true"}),
)
VERSIONS = {version.name: version for version in (SOAP_11, SOAP_12)}


class VersionMismatch(Untranslatable):
    """The document is no envelope of the version that was agreed (SOAP 1.2 part 1 §5.4.7)."""

    def __init__(self, version: SoapVersion) -> None:
        super().__init__("Envelope", f"không phải SOAP {version.name}", f"is no SOAP {version.name}")


class NotUnderstood(Untranslatable):
    """Header blocks that must be understood and are not (SOAP 1.2 part 1 §5.4.8); ``names`` are their tags."""

    def __init__(self, names: tuple[str, ...]) -> None:
        shown = ", ".join(name.rpartition("}")[2] for name in names)
        super().__init__("Envelope.Header", f"có phần bắt buộc phải hiểu mà ở đây không hiểu: {shown}",
                         f"holds blocks that must be understood and are not: {shown}")  # fmt: skip
        self.names = names


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of an envelope: ``content`` is what its body holds."""

    header: Element | None
    content: tuple[Element, ...]


def open_envelope(raw: bytes, version: SoapVersion, *, understood: frozenset[str] | None, encoding: str = "utf-8") -> Opened:
    """The parts of an envelope in the order in which a receiver looks at them: version, mandatory headers, body.

    Raises VersionMismatch, NotUnderstood unless ``understood`` has the tags of all mandatory blocks for us (None: who only looks to whom
    the message goes does not ask), Untranslatable otherwise.
    """
    root = read_element(raw, encoding=encoding, place="Envelope")
    if root.tag != f"{{{version.uri}}}Envelope":
        raise VersionMismatch(version)
    header = root.find(f"{{{version.uri}}}Header")
    blocks = () if header is None or understood is None else header
    missed = tuple(block.tag for block in blocks if _binds(block, version) and block.tag not in (understood or ()))
    if missed:
        raise NotUnderstood(missed)
    body = root.find(f"{{{version.uri}}}Body")
    if body is None:
        raise Untranslatable("Envelope.Body", "không có", "is missing")
    return Opened(header, tuple(body))


def _binds(block: Element, version: SoapVersion) -> bool:
    """Whether a header block is meant for us and must be understood."""
    mandatory = str(block.get(f"{{{version.uri}}}mustUnderstand", "")).strip() in version.sure
    return mandatory and str(block.get(f"{{{version.uri}}}{version.role}", "")).strip() in version.ours


def new_envelope(version: SoapVersion) -> tuple[Element, Element]:
    """An envelope without a header, and its empty body."""
    envelope = etree.Element(f"{{{version.uri}}}Envelope", nsmap={"soap": version.uri})
    return envelope, etree.SubElement(envelope, f"{{{version.uri}}}Body")


def header_of(envelope: Element, version: SoapVersion) -> Element:
    """The header of an envelope of ours, made before its body when there is none yet."""
    if envelope[0].tag != f"{{{version.uri}}}Header":
        envelope.insert(0, etree.Element(f"{{{version.uri}}}Header"))
    return envelope[0]
