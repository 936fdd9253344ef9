"""Addresses of the personal store."""

from django.urls import path

from motcua.services.vault.web import adding, archives, papers, receiving, sharing

urlpatterns = [
    path("kho-giay-to/", papers.listing, name="vault_list"),
    path("kho-giay-to/xuat/", archives.export, name="vault_export"),
    path("kho-giay-to/nhap/", archives.take_in, name="vault_import"),
    path("kho-giay-to/them/", adding.choose_kind, name="vault_add"),
    path("kho-giay-to/them/<slug:kind>/", adding.add, name="vault_add_kind"),
    path("kho-giay-to/tu-ho-so/", adding.take_over, name="vault_take_over"),
    path("kho-giay-to/da-go/", papers.removed, name="vault_removed"),
    path("kho-giay-to/chia-se/", sharing.listing, name="vault_shares"),
    path("kho-giay-to/chia-se/<uuid:share_id>/", sharing.one, name="vault_share"),
    path("kho-giay-to/chia-se/<uuid:share_id>/thu-hoi/", sharing.revoke, name="vault_share_revoke"),
    path("kho-giay-to/chia-se/<uuid:share_id>/lien-ket-moi/", sharing.renew, name="vault_share_renew"),
    path("kho-giay-to/yeu-cau/", sharing.requests, name="vault_requests"),
    path("kho-giay-to/yeu-cau/<uuid:request_id>/", sharing.answer, name="vault_request"),
    path("kho-giay-to/<uuid:document_id>/", papers.one, name="vault_document"),
    path("kho-giay-to/<uuid:document_id>/tai/", papers.download, name="vault_download"),
    path("kho-giay-to/<uuid:document_id>/sua/", adding.edit, name="vault_edit"),
    path("kho-giay-to/<uuid:document_id>/ban-moi/", adding.replace, name="vault_replace"),
    path("kho-giay-to/<uuid:document_id>/go/", papers.remove, name="vault_remove"),
    path("kho-giay-to/<uuid:document_id>/khoi-phuc/", papers.restore, name="vault_restore"),
    path("kho-giay-to/<uuid:document_id>/kiem-tra/", papers.recheck, name="vault_recheck"),
    path("kho-giay-to/<uuid:document_id>/chia-se/", sharing.share, name="vault_share_new"),
    path("xem-giay-to/tep/<uuid:share_id>/<uuid:opening_id>/", receiving.file, name="vault_shared_file"),
    path("xem-giay-to/<str:token>/", receiving.link, name="vault_link"),
    path("lam-viec/kho-giay-to/", receiving.unit_list, name="vault_unit_list"),
    path("lam-viec/kho-giay-to/xin/", receiving.ask, name="vault_ask"),
    path("lam-viec/kho-giay-to/yeu-cau/<uuid:request_id>/rut/", receiving.take_back, name="vault_take_back"),
    path("lam-viec/kho-giay-to/chia-se/<uuid:share_id>/", receiving.from_list, name="vault_unit_share"),
    path("lam-viec/kho-giay-to/chia-se/<uuid:share_id>/<uuid:opening_id>/doi-chieu/", receiving.checked, name="vault_checked"),
    path("lam-viec/kho-giay-to/<uuid:document_id>/", receiving.unit_document, name="vault_unit_document"),
]
