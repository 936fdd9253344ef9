"""``signatures.xml`` of a container: one XAdES signature over files of the container, each by the digest of its octets.

Written in canonical form, so that a reader can demand that every octet of it is as it was written.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree  # type: ignore[import-untyped]
from signxml import methods
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.xades.xades import XAdESDataObjectFormat, XAdESSignatureConfiguration, XAdESSigner, XAdESVerifier

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
_OWN_REFERENCES = 2  # the signed properties and the certificate


class BadSignature(ValueError):
    """The signature does not hold; the text says why."""


class _FileSigner(XAdESSigner):
    """Signs octets as they are: no transform, so that any tool that can hash a file can check a reference."""

    def __init__(self, files: Mapping[str, bytes], **settings: Any) -> None:
        super().__init__(**settings)
        self._files = files

    def _unpack(self, data: Any, references: Any) -> Any:
        # Made where it will stand: the canonical form of its parts has the namespaces of what is around them.
        around = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
        root = etree.SubElement(around, f"{{{DS}}}Signature", nsmap=self.namespaces)
        return root, root, list(self._files.values()), references

    def _build_transforms_for_reference(self, *, transforms_node: Any, **_: Any) -> None:
        transforms_node.getparent().remove(transforms_node)

    def _c14n(self, nodes: Any, *arguments: Any, **settings: Any) -> Any:
        return nodes if isinstance(nodes, bytes) else super()._c14n(nodes, *arguments, **settings)


def sign_files(files: Mapping[str, bytes], *, key: ec.EllipticCurvePrivateKey, certificate: bytes) -> bytes:
    """The signature over these files (name in the container, content)."""
    signer = _FileSigner(
        files,
        method=methods.detached,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        data_object_format=XAdESDataObjectFormat(Description="Message of the exchange", MimeType="application/octet-stream"),
    )
    made = signer.sign(b"<none/>", key=key, cert=certificate.decode(), reference_uri=list(files), always_add_key_value=False)
    return bytes(etree.tostring(made.getparent(), method="c14n"))


def check_signature(text: bytes, *, read: Callable[[str], bytes | None]) -> tuple[x509.Certificate, set[str]]:
    """Who signed (the certificate inside, which is not judged here) and which files. BadSignature."""
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
        signature = _require_form(root, text)
        pem = "".join(signature.findtext(f".//{{{DS}}}X509Certificate", "").split())
        certificate = x509.load_der_x509_certificate(base64.b64decode(pem, validate=True))
        names = [r.get("URI", "") for r in signature.findall(f"{{{DS}}}SignedInfo/{{{DS}}}Reference")]
        config = XAdESSignatureConfiguration(
            require_x509=True, expect_references=len(names), signature_methods=frozenset({SignatureMethod.ECDSA_SHA256})
        )
        XAdESVerifier().verify(signature, x509_cert=certificate, expect_config=config, uri_resolver=read)
    except BadSignature:
        raise
    except Exception as error:  # signxml, lxml and cryptography each have errors of their own
        raise BadSignature(str(error)[:200]) from None
    return certificate, {name for name in names if not name.startswith("#")}


def _require_form(root: Any, text: bytes) -> Any:
    """Nothing in the file that the signature does not cover or that is not in its one form."""
    if etree.tostring(root, method="c14n") != text or root.tag != f"{{{ASIC}}}XAdESSignatures" or len(root) != 1 or root.attrib:
        msg = "signatures.xml is not in its one form"
        raise BadSignature(msg)
    signature = root[0]
    expected = [f"{{{DS}}}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo", "Object")]
    properties = signature.find(f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties")
    value = signature.findtext(f"{{{DS}}}SignatureValue", "")
    whole = (
        [child.tag for child in signature] == expected
        and base64.b64encode(base64.b64decode(value)).decode() == value
        and properties is not None
        and len(properties) == len(signature[3]) == 1
        and properties.attrib == {"Target": f"#{signature.get('Id')}"}
        and not signature[3].attrib
        and not any((e.text or "").strip() or (e.tail or "").strip() for e in (root, signature, signature[3], properties))
        and list(signature.attrib) == ["Id"]
        and not signature[1].attrib
    )
    if not whole:
        msg = "signatures.xml has more or less than one signature"
        raise BadSignature(msg)
    return signature
