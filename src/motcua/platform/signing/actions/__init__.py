"""Writes of the signing room."""

from motcua.platform.signing.actions.documents import seal_pdf, sign_pdf
from motcua.platform.signing.actions.log import LogSigner

__all__ = ["LogSigner", "seal_pdf", "sign_pdf"]
