"""For tests of other rooms: the reference data, loaded once."""

from __future__ import annotations

from datetime import UTC, datetime

from motcua.foundation.registers.actions import load_reference


def load_registers() -> None:
    """Catalogues, rules and calendar as the product carries them."""
    load_reference(now=datetime(2026, 1, 1, tzinfo=UTC))
