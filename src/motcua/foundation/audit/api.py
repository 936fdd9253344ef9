"""THE DOOR of the audit log: record an act, read, seal, check, prove."""

from motcua.foundation.audit.actions import close_days, record, seal
from motcua.foundation.audit.contracts import (
    AuditEntry,
    ChainReport,
    DayRoot,
    EntryPage,
    EntryProof,
    EntryUnknown,
    NotYetClosed,
    RootSignature,
    RootSigner,
    root_signers,
)
from motcua.foundation.audit.queries import days, entries, proof, verify

__all__ = [
    "AuditEntry",
    "ChainReport",
    "DayRoot",
    "EntryPage",
    "EntryProof",
    "EntryUnknown",
    "NotYetClosed",
    "RootSignature",
    "RootSigner",
    "close_days",
    "days",
    "entries",
    "proof",
    "record",
    "root_signers",
    "seal",
    "verify",
]
