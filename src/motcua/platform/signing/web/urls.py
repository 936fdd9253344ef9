"""Addresses of signing."""

from django.urls import path

from motcua.platform.signing.web import checking, specimens

urlpatterns = [
    path("lam-viec/mau-chu-ky/", specimens.specimens, name="signing_specimens"),
    path("lam-viec/mau-chu-ky/cua-toi.png", specimens.own, name="signing_specimen_own"),
    path("kiem-tra-chu-ky/", checking.upload, name="signing_check"),
    path("kiem-tra-chu-ky/<str:code>/", checking.by_code, name="signing_check_code"),
]
