"""Fixtures of the room."""

import pytest

from motcua.platform.casework import testing as t
from motcua.platform.casework.testing import module_town
from motcua.services.post.testing import post

__all__ = ["module_town", "post", "town"]


@pytest.fixture
def town(module_town, db):
    """A commune with its desk; papers and signatures take no time."""
    with t.quick_papers():
        yield module_town
