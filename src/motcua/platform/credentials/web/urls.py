"""Addresses of credentials."""

from django.urls import path

from motcua.platform.credentials.web import published

urlpatterns = [
    path(".well-known/jwt-vc-issuer", published.issuer, name="credentials_issuer"),
    path("chung-nhan/khoa.json", published.keys, name="credentials_keys"),
    path("chung-nhan/loai/<slug:key>/<int:version>/", published.kind, name="credentials_kind"),
    path("chung-nhan/trang-thai/<uuid:list_id>/", published.status, name="credentials_status"),
]
