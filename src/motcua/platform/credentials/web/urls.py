"""Addresses of credentials."""

from django.urls import path

from motcua.platform.credentials.web import checking, holding, published

urlpatterns = [
    path(".well-known/jwt-vc-issuer", published.issuer, name="credentials_issuer"),
    path("chung-nhan/khoa.json", published.keys, name="credentials_keys"),
    path("chung-nhan/loai/<slug:key>/<int:version>/", published.kind, name="credentials_kind"),
    path("chung-nhan/trang-thai/<uuid:list_id>/", published.status, name="credentials_status"),
    path("chung-nhan/", holding.listing, name="credentials_list"),
    path("chung-nhan/<uuid:credential_id>/", holding.one, name="credentials_one"),
    path("chung-nhan/<uuid:credential_id>/tai/", holding.download, name="credentials_download"),
    path("kiem-tra-chung-nhan/", checking.check, name="credentials_check"),
    path("kiem-tra-chung-nhan/<str:code>/", checking.by_code, name="credentials_check_code"),
]
