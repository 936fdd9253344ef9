"""Pure decisions of the audit log. What is hashed and signed is a contract with whoever checks it later, and stands there."""

from motcua.foundation.audit.contracts.hashing import (
    FIRST_BOOK,
    FIRST_DAYS,
    FORM,
    composed,
    day_leaf,
    digest_of,
    hour_content,
    hour_of,
    link_record,
    record_of,
    root_content,
    seal_leaf,
    span_leaf,
    stream_of,
)
from motcua.foundation.audit.contracts.proofs import PROOF, ProofVerdict, check_proof

__all__ = [
    "FIRST_BOOK",
    "FIRST_DAYS",
    "FORM",
    "PROOF",
    "ProofVerdict",
    "check_proof",
    "composed",
    "day_leaf",
    "digest_of",
    "hour_content",
    "hour_of",
    "link_record",
    "record_of",
    "root_content",
    "seal_leaf",
    "span_leaf",
    "stream_of",
]
