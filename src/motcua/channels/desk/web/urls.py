"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from motcua.channels.desk.web import pages

urlpatterns = [
    path("lam-viec/", pages.home, name="desk_home"),
    path("lam-viec/phim-tat/", pages.keys, name="desk_keys"),
]
