"""Addresses of the gallery."""

from __future__ import annotations

from django.urls import path

from motcua.kit.ui.gallery import gallery, gallery_component

urlpatterns = [
    path("ui/", gallery, name="ui_gallery"),
    path("ui/<slug:name>/", gallery_component, name="ui_component"),
]
