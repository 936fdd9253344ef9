"""THE DOOR of the signing room: sign a PDF, check the signatures of a PDF."""

from motcua.platform.signing.actions import seal_pdf, sign_pdf
from motcua.platform.signing.contracts import (
    Authority,
    Box,
    CertificateExpired,
    CertificateRevoked,
    CertificateUntrusted,
    CopyKind,
    DevKeysRefused,
    EncryptedPdf,
    KeyReused,
    Level,
    NoCertificate,
    NotAPdf,
    Purpose,
    SignatureNotFound,
    SignatureReport,
    SignedDocument,
    SignerRef,
    StampUnavailable,
    Trust,
    ValidationReport,
    authorities,
)
from motcua.platform.signing.queries import signed_document, validate_pdf

__all__ = [
    "Authority", "Box", "CertificateExpired", "CertificateRevoked", "CertificateUntrusted", "CopyKind", "DevKeysRefused",
    "EncryptedPdf", "KeyReused", "Level", "NoCertificate", "NotAPdf", "Purpose", "SignatureNotFound", "SignatureReport",
    "SignedDocument", "SignerRef", "StampUnavailable", "Trust", "ValidationReport", "authorities", "seal_pdf", "sign_pdf",
    "signed_document", "validate_pdf",
]
