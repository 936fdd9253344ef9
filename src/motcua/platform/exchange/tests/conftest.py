"""Fixtures of the room."""

from motcua.platform.casework.testing import module_town

__all__ = ["module_town"]
