"""The bank behind one Protocol; which one is a matter of configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.platform.payments.adapters.http import HttpBank
from motcua.platform.payments.adapters.port import Bank

_bank: Bank = HttpBank()


def bank() -> Bank:
    """The configured bank."""
    return _bank


@contextmanager
def instead(other: Bank) -> Iterator[Bank]:
    """Use another bank meanwhile (tests)."""
    global _bank
    before, _bank = _bank, other
    try:
        yield other
    finally:
        _bank = before


def check_config() -> list[str]:
    """What is wrong with the connection to the bank; an empty list when nothing is."""
    return _bank.check_config()
