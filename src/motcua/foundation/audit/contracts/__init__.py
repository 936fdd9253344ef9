"""What crosses the door of the audit room."""

from motcua.foundation.audit.contracts.checks import FAULT_WORDS, ChainReport, Fault, FaultKind
from motcua.foundation.audit.contracts.log import (
    AuditEntry,
    EntryPage,
    EntryProof,
    EntryUnknown,
    HourRoot,
    InFirstBook,
    NotYetClosed,
    RootSignature,
    RootSigner,
    root_signers,
)

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
    "RootSignature",
    "RootSigner",
    "root_signers",
]
