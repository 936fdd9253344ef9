"""Addresses of the officer's pages."""

from __future__ import annotations

from django.urls import path

from motcua.platform.casework.web.officer import acting, desk, files, inbox

urlpatterns = [
    path("lam-viec/ho-so/", inbox.inbox, name="casework_inbox"),
    path("lam-viec/ho-so/tiep-nhan/", inbox.bulk, name="casework_bulk"),
    path("lam-viec/ho-so/<str:code>/", desk.dossier, name="casework_desk"),
    path("lam-viec/ho-so/<str:code>/tep/tiep-nhan.pdf", files.receipt, name="casework_desk_receipt"),
    path("lam-viec/ho-so/<str:code>/tep/ket-qua.pdf", files.result, name="casework_desk_result"),
    path("lam-viec/ho-so/<str:code>/tep/bieu-mau/<int:seq>.pdf", files.sheet, name="casework_desk_sheet"),
    path("lam-viec/ho-so/<str:code>/tep/giay-to/<int:paper_id>/", files.paper, name="casework_desk_paper"),
    path("lam-viec/ho-so/<str:code>/<str:verb>/", acting.act, name="casework_act"),
]
