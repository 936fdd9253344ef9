"""THE DOOR of the audit log: record an act, read, seal, close, check, prove."""

from motcua.foundation.audit.actions import close_hours, record, seal
from motcua.foundation.audit.contracts import (
    FAULT_WORDS,
    AuditEntry,
    ChainReport,
    EntryPage,
    EntryProof,
    EntryUnknown,
    Fault,
    FaultKind,
    HourRoot,
    InFirstBook,
    NotYetClosed,
    RootSignature,
    RootSigner,
    root_signers,
)
from motcua.foundation.audit.contracts.proofs import ProofVerdict, check_proof
from motcua.foundation.audit.queries import entries, hours, proof, read_copies, roots, verify

__all__ = [
    "FAULT_WORDS",
    "AuditEntry",
    "ChainReport",
    "EntryPage",
    "EntryProof",
    "EntryUnknown",
    "Fault",
    "FaultKind",
    "HourRoot",
    "InFirstBook",
    "NotYetClosed",
    "ProofVerdict",
    "RootSignature",
    "RootSigner",
    "check_proof",
    "close_hours",
    "entries",
    "hours",
    "proof",
    "read_copies",
    "record",
    "root_signers",
    "roots",
    "seal",
    "verify",
]
