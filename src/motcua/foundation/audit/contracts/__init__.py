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
from motcua.foundation.audit.contracts.witnesses import Courier, WitnessAway, couriers

__all__ = [
    "FAULT_WORDS",
    "Act",
    "AuditEntry",
    "ChainReport",
    "CheckRun",
    "Courier",
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
    "WitnessAway",
    "acts",
    "couriers",
    "name_acts",
    "root_signers",
    "words_of",
]
