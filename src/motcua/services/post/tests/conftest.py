"""Fixtures of the room."""

import pytest

from motcua.platform.casework import testing as t
from motcua.services.post.testing import post

__all__ = ["post", "town"]


@pytest.fixture
def town(db):
    """A commune with its desk; papers and signatures take no time."""
    with t.quick_papers():
        yield t.make_town()
