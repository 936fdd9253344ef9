"""Fixtures of the room."""

import pytest

from motcua.foundation.consent import api as consent
from motcua.kit import clock
from motcua.platform.casework import testing as t


@pytest.fixture
def town():
    """People, units and procedures of casework at its hour, with the purposes of the product."""
    before = clock._provider
    clock.provide(lambda: t.NOW)
    made = t.make_town()
    consent.load_reference(now=t.NOW)
    with t.quick_papers():
        yield made
    clock.provide(before)
