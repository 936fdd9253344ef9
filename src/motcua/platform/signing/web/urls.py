"""Addresses of signing."""

from django.urls import path

from motcua.platform.signing.web import checking

urlpatterns = [
    path("kiem-tra-chu-ky/", checking.upload, name="signing_check"),
    path("kiem-tra-chu-ky/<str:code>/", checking.by_code, name="signing_check_code"),
]
