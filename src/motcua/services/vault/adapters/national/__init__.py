"""The national store of results behind its Protocol, and its kinds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.services.vault import conf
from motcua.services.vault.adapters.national.http import HttpNationalStore
from motcua.services.vault.adapters.national.port import NationalStore

__all__ = ["HttpNationalStore", "NationalStore", "check_config", "instead", "offered", "store"]

_store: NationalStore = HttpNationalStore()
_instead: list[NationalStore] = []


def offered() -> bool:
    """Whether this installation is joined to the national store."""
    return bool(_instead or conf.NATIONAL_URL)


def store() -> NationalStore:
    """The configured store."""
    return _instead[-1] if _instead else _store


@contextmanager
def instead(other: NationalStore) -> Iterator[NationalStore]:
    """Use another store meanwhile (tests)."""
    _instead.append(other)
    try:
        yield other
    finally:
        _instead.pop()


def check_config() -> list[str]:
    """What is wrong with the connection; an empty list when nothing is, or when there is none."""
    return _store.check_config() if conf.NATIONAL_URL else []
