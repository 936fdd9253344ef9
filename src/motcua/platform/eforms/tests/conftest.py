"""Owners and the communes of today."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from motcua.foundation.identity.testing import make_citizen, make_unit

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def citizen(db):
    make_unit("11329")
    return make_citizen(1, now=NOW)


@pytest.fixture
def other(db):
    return make_citizen(2, now=NOW)
