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
_quoted = json.encoder.encode_basestring
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
    # The canonical JSON is put together here, its keys in order: no other text is written so often.
    based, how = (f',"basis":{_quoted(basis)}', f',"sealing":{sealing:d}') if sealing >= WITH_BASIS else ("", "")
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = (
        f'{{"actor":{_quoted(actor_ref)},"at":"{instant}"{based},"behalf":{_quoted(on_behalf_of)},"details":{canonical(dict(details))}'
        f',"dossier":"{dossier_id}","from":{"null" if from_status is None else int(from_status)},"kind":{_quoted(str(kind))}'
        f',"note":{_quoted(note_digest)},"previous":{_quoted(previous_hash)}{how},"seq":{seq:d},"to":{int(to_status)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()
