"""What crosses the door of the audit room."""

from motcua.foundation.audit.contracts.acts import Act, acts, name_acts, words_of
from motcua.foundation.audit.contracts.checks import FAULT_WORDS, ChainReport, CheckRun, Fault, FaultKind
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
    "Act",
    "AuditEntry",
    "ChainReport",
    "CheckRun",
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
    "acts",
    "name_acts",
    "root_signers",
    "words_of",
]
