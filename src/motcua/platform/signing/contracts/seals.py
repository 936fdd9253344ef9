"""Seals over bytes that are no PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SealReport:
    """What a detached seal (CMS, RFC 5652 with a time stamp) says of some bytes.

    ``intact``: these very bytes were sealed. ``trusted``: the certificate leads to a root of this installation. ``sealed_at`` is the time
    stamp's instant when it was checked, None otherwise. ``dev`` marks a certificate without legal value.
    """

    intact: bool
    trusted: bool
    signer: str = ""
    organisation: str = ""
    serial: str = ""
    sealed_at: datetime | None = None
    dev: bool = False
