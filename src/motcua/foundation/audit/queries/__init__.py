"""Reads of the audit log: entries, the check of the log, roots, proofs."""

from motcua.foundation.audit.queries.checking import verify
from motcua.foundation.audit.queries.checks import last_check
from motcua.foundation.audit.queries.entries import entries, entry, since
from motcua.foundation.audit.queries.proving import proof
from motcua.foundation.audit.queries.roots import hours, read_copies, roots
from motcua.foundation.audit.queries.tolerant import UNREADABLE
from motcua.foundation.audit.queries.witnesses import witnessed, witnesses

__all__ = [
    "UNREADABLE",
    "entries",
    "entry",
    "hours",
    "last_check",
    "proof",
    "read_copies",
    "roots",
    "since",
    "verify",
    "witnessed",
    "witnesses",
]
