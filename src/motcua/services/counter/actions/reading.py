"""That officers read who comes, noted for the people themselves (Luật 91/2025/QH15 Điều 4; NĐ 278/2025/NĐ-CP Điều 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor
from motcua.services.counter.contracts import Appointment

_LAW = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19"


def note_appointments(*, found: Sequence[Appointment], actor: Actor, now: datetime, source: str) -> None:
    """Note that a page showed whose appointments these are: one row for each person who signed in to book; the others are counted."""
    seen = [consent.Seen(person_id=one.person_id) if one.person_id else consent.Seen(dossier=one.code) for one in found]
    part = ",".join(sorted({f"{one.unit_code} {one.starts_at:%Y-%m-%d}" for one in found}))
    consent.note_seen(
        seen=seen, reader=actor, purpose="counter-visit", ground=_LAW, fields=("identity",), source=source, part=part, now=now,
    )  # fmt: skip
