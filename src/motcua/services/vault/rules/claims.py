"""Which claims the credential of a result has: from what is known of it, by the entry of its procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.services.vault.contracts.claims import ClaimsOf

LONGEST = 300


def chosen(*, entries: Sequence[ClaimsOf], procedure: str, known: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind of credential and its claims; an empty kind where none is made.

    ``known`` are the values by their sources (``result.title``, ``answer.child_name``). An entry whose ``needs`` are not all answered (a
    dossier that came without the form) gives way to the general one, which names nobody but the party.
    """
    for entry in entries:
        if entry.procedures and procedure not in entry.procedures:
            continue
        claims = {name: value for name, source in entry.claims.items() if (value := _plain(known.get(source))) is not None}
        if set(entry.needs) <= set(claims):
            return entry.kind, claims
    return "", {}


def _plain(value: Any) -> str | int | None:
    """A value as a claim carries it: a text or a whole number; None for what is empty, and for lists and objects."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""
    return text or None
