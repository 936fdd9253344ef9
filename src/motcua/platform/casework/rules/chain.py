"""The hash chain of one dossier: each event seals the one before it, so that nothing can be changed or left out unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
WITH_BASIS = 2
SEALING = WITH_BASIS  # how new events are sealed
# The one way in which facts are written down to be sealed: keys in order, no white space, letters as they are.
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def seal(  # noqa: PLR0913 - what is sealed is named
    *,
    dossier_id: UUID,
    seq: int,
    kind: str,
    at: datetime,
    actor_ref: str,
    on_behalf_of: str,
    from_status: int | None,
    to_status: int,
    details: Mapping[str, Any],
    note_digest: str,
    previous_hash: str,
    basis: str = "",
    sealing: int = 1,
) -> str:
    """SHA-256 (hex) over the canonical JSON of an event and the hash of the event before it.

    A note is personal data and may have to be erased one day: only its keyed digest is sealed. ``sealing`` 2 seals also the
    document by which somebody acted for another; rows of before keep the way in which they were sealed.
    """
    body: dict[str, Any] = {
        "dossier": str(dossier_id), "seq": seq, "kind": str(kind), "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor_ref, "behalf": on_behalf_of, "from": from_status, "to": int(to_status), "details": dict(details),
        "note": note_digest, "previous": previous_hash,
    }
    if sealing >= WITH_BASIS:
        body |= {"basis": basis, "sealing": sealing}
    return hashlib.sha256(canonical(body).encode()).hexdigest()
