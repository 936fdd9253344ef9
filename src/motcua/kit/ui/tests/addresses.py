"""Addresses for tests of the frames: the gallery alone, whatever rooms there are."""

from __future__ import annotations

from motcua.kit.ui.urls import urlpatterns

__all__ = ["urlpatterns"]
