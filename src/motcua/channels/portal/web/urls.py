"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from motcua.channels.portal.web import app, pages

urlpatterns = [
    path("", pages.home, name="portal_home"),
    path("tim", pages.search, name="portal_search"),
    path("tim/goi-y", pages.suggest, name="portal_suggest"),
    path("dang-nhap/", pages.sign_in, name="portal_sign_in"),
    path("tro-giup/", pages.help_page, name="portal_help"),
    path("so-do/", pages.sitemap, name="portal_sitemap"),
    path("ngoai-tuyen/", app.offline, name="portal_offline"),
    path("manifest.webmanifest", app.manifest, name="portal_manifest"),
    path("sw.js", app.worker, name="portal_worker"),
]
