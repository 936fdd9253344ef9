"""Addresses for tests of the frames: the gallery and a way out, whatever rooms there are."""

from __future__ import annotations

from django.urls import path

from motcua.kit.ui.gallery import gallery
from motcua.kit.ui.urls import urlpatterns as own

urlpatterns = [*own, path("ra/", gallery, name="account_logout")]
