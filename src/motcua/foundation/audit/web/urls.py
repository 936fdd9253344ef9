"""Addresses of the audit log."""

from django.urls import path

from motcua.foundation.audit.web import exporting, views

urlpatterns = [
    path("lam-viec/nhat-ky/", views.log, name="audit_log"),
    path("lam-viec/nhat-ky/tim-nguoi/", views.find_person, name="audit_find_person"),
    path("lam-viec/nhat-ky/kiem-tra/", views.verify, name="audit_verify"),
    path("lam-viec/nhat-ky/xuat/", exporting.export, name="audit_export"),
    path("lam-viec/nhat-ky/muc/<uuid:entry>/", views.entry, name="audit_entry"),
    path("lam-viec/nhat-ky/muc/<uuid:entry>/bang-chung.json", views.proof, name="audit_proof"),
]
