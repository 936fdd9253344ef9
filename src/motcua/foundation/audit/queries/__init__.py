"""Reads of the audit log: entries, the check of the log, roots, proofs."""

from motcua.foundation.audit.queries.checking import verify
from motcua.foundation.audit.queries.entries import entries
from motcua.foundation.audit.queries.proving import proof
from motcua.foundation.audit.queries.roots import hours, read_copies, roots

__all__ = ["entries", "hours", "proof", "read_copies", "roots", "verify"]
