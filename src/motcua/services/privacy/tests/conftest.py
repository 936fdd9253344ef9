"""Fixtures of the room."""

import pytest

from motcua.foundation.consent import api as consent
from motcua.kit import clock
from motcua.platform.casework import testing as t
from motcua.platform.casework.testing import module_town

__all__ = ["module_town"]


@pytest.fixture
def town(module_town, db):
    """People, units and procedures of casework at its hour, with the purposes of the product."""
    before = clock._provider
    clock.provide(lambda: t.NOW)
    consent.load_reference(now=t.NOW)
    with t.quick_papers():
        yield module_town
    clock.provide(before)
