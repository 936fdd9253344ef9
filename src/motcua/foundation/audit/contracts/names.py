"""Who stands behind the references of the log: rooms that know names register here, the log asks them when it is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from motcua.kit.registry import Registry


class ActorNames(Protocol):
    """Names of actors of one kind (``key``: ``officer``, ``machine``); of people none are registered, their names stay with their rooms."""

    key: str

    def names(self, *, refs: Collection[str]) -> Mapping[str, str]:
        """Names by reference, also of those who have left; whoever was never known is left out."""
        ...


actor_names: Registry[ActorNames] = Registry(key=lambda names: names.key)


def names_of(*, refs: Collection[str]) -> dict[str, str]:
    """The names behind references such as ``officer:<uuid>``, kind by kind; what nobody names is left out."""
    by_kind: dict[str, set[str]] = {}
    for ref in refs:
        by_kind.setdefault(ref.partition(":")[0], set()).add(ref)
    found: dict[str, str] = {}
    for kind, wanted in by_kind.items():
        known = actor_names.get(kind)
        if known is not None:
            found |= known.names(refs=wanted)
    return found
