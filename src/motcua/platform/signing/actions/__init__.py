"""Writes of the signing room."""

from motcua.platform.signing.actions.documents import seal_pdf, sign_pdf
from motcua.platform.signing.actions.log import LogSigner
from motcua.platform.signing.actions.remote import collect_signature, request_signature
from motcua.platform.signing.actions.renewing import RenewalReport, renew_due
from motcua.platform.signing.actions.seals import seal_bytes
from motcua.platform.signing.actions.specimens import set_specimen

__all__ = [
    "LogSigner", "RenewalReport", "collect_signature", "renew_due", "request_signature", "seal_bytes", "seal_pdf", "set_specimen",
    "sign_pdf",
]  # fmt: skip
