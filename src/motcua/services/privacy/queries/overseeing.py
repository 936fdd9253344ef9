"""Request dossiers that the data protection officers look after wherever they were received (Luật 91/2025/QH15 Điều 33)."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.actors import Actor
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierRow, Overseer, overseers
from motcua.services.privacy.queries import officers
from motcua.services.privacy.queries.requests import rights


def procedures() -> frozenset[str]:
    """The procedures of the rights, and no other."""
    return frozenset(r.procedure for r in rights())


def open_requests(*, actor: Actor, now: datetime) -> tuple[DossierRow, ...]:
    """Open requests that the officer may see, in whichever unit they are, the most urgent first."""
    return casework.open_of(procedures=procedures(), actor=actor, now=now)


def register() -> None:
    """Let casework show those dossiers to whoever is named, while he is."""
    overseers.add(
        Overseer(
            key="privacy.dpo", procedures=procedures, named=officers.named_now, purpose="data-rights",
            ground="Luật 91/2025/QH15 Điều 4, Điều 33",
        )
    )  # fmt: skip
