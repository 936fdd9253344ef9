"""The description of a service as X-Road asks it, in SOAP (PR-META §4): ``getWsdl`` names a service, the WSDL comes as an attachment."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.attachments import with_attachment
from motcua.gateway.translate.envelopes import Opened, SoapVersion, new_envelope
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.xml_bodies import write_element
from motcua.gateway.translate.xroad_headers import XROAD, answer_headers

GET_WSDL = "getWsdl"
HIDDEN_ENDPOINT = "http://example.org/xroad-endpoint"  # PR-META §4: stands where the address of a system would
_FILE = "service.wsdl"


@dataclass(frozen=True, slots=True)
class WsdlQuestion:
    """Of which service the description is asked. Services here have no versions; one that is named comes back in the answer."""

    code: str
    version: str = ""

    @property
    def query(self) -> str:
        """The same question in REST."""
        return urlencode({"serviceCode": self.code} | ({"serviceVersion": self.version} if self.version else {}))


def wsdl_question(opened: Opened) -> WsdlQuestion:
    """The question in an envelope; Untranslatable names what is missing."""
    if len(opened.content) != 1 or opened.content[0].tag != f"{{{XROAD}}}{GET_WSDL}":
        raise Untranslatable("Envelope.Body", f"không có phần tử {GET_WSDL}", f"holds no element {GET_WSDL}")
    code, version = (str(opened.content[0].findtext(f"{{{XROAD}}}{name}") or "").strip() for name in ("serviceCode", "serviceVersion"))
    if not code:
        raise Untranslatable(f"{GET_WSDL}.serviceCode", "không có", "is missing")
    return WsdlQuestion(code, version)


def wsdl_answer(question: WsdlQuestion, wsdl: bytes, *, opened: Opened, raw: bytes, version: SoapVersion) -> tuple[str, bytes]:
    """Content type and octets of the answer: an envelope that names the service, and its description beside it."""
    envelope, content = new_envelope(version)
    answer_headers(envelope, version, header=opened.header, raw=raw)
    answer = etree.SubElement(content, f"{{{XROAD}}}{GET_WSDL}Response", nsmap={"xroad": XROAD})
    etree.SubElement(answer, f"{{{XROAD}}}serviceCode").text = question.code
    if question.version:
        etree.SubElement(answer, f"{{{XROAD}}}serviceVersion").text = question.version
    return with_attachment(version, write_element(envelope), wsdl, name=_FILE, media_type="text/xml; charset=utf-8")
