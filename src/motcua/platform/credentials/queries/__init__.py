"""Reads of credentials; they return contracts."""

from motcua.platform.credentials.queries.held import contract, credential, credentials_of, held_row
from motcua.platform.credentials.queries.published import issuer_metadata, kinds_of, metadata_of, status_address, status_token
from motcua.platform.credentials.queries.verifying import shown, verify

__all__ = [
    "contract", "credential", "credentials_of", "held_row", "issuer_metadata", "kinds_of", "metadata_of", "shown", "status_address",
    "status_token", "verify",
]  # fmt: skip
