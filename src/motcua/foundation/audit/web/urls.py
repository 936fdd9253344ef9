"""Addresses of the audit log."""

from django.urls import path

from motcua.foundation.audit.web import views

urlpatterns = [
    path("lam-viec/nhat-ky/", views.log, name="audit_log"),
    path("lam-viec/nhat-ky/kiem-tra/", views.verify, name="audit_verify"),
]
