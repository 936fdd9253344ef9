"""Addresses of the officer's pages."""

from __future__ import annotations

from django.urls import path

from motcua.platform.casework.web.officer import (
    acting,
    beside,
    bulking,
    counter,
    desk,
    exporting,
    files,
    inbox,
    lists,
    papers,
    previewing,
    saving,
    scanning,
)

urlpatterns = [
    path("lam-viec/ho-so/", inbox.inbox, name="casework_inbox"),
    path("lam-viec/ho-so/tiep-nhan/", bulking.bulk, name="casework_bulk"),
    path("lam-viec/ho-so/nhieu/<uuid:run_id>/", bulking.progress, name="casework_bulk_run"),
    path("lam-viec/ho-so/nhieu/<uuid:run_id>/tiep/", bulking.go_on, name="casework_bulk_go_on"),
    path("lam-viec/ho-so/danh-sach/", saving.views, name="casework_views"),
    path("lam-viec/ho-so/danh-sach/<uuid:view_id>/", saving.change, name="casework_view"),
    path("lam-viec/ho-so/tai-ve.<str:kind>", exporting.export, name="casework_export"),
    path("lam-viec/ho-so/xin-y-kien/", lists.opinions, name="casework_opinions"),
    path("lam-viec/ho-so/nhac-den-toi/", lists.mentions, name="casework_mentions"),
    path("lam-viec/ho-so/canh-bao/", lists.watch, name="casework_watch"),
    path("lam-viec/ho-so/so-theo-doi/", lists.register, name="casework_register"),
    path("lam-viec/ho-so/so-theo-doi/so.<str:kind>", lists.register_file, name="casework_register_file"),
    path("lam-viec/ho-so/nop-tai-quay/", counter.choose, name="casework_counter"),
    path("lam-viec/ho-so/nop-tai-quay/<str:procedure>/nguoi-nop/", counter.person, name="casework_counter_person"),
    path("lam-viec/ho-so/nop-tai-quay/luot/<uuid:draft_id>/", counter.check, name="casework_counter_check"),
    path("lam-viec/ho-so/<str:code>/", desk.dossier, name="casework_desk"),
    path("lam-viec/ho-so/<str:code>/tep/tiep-nhan.pdf", files.receipt, name="casework_desk_receipt"),
    path("lam-viec/ho-so/<str:code>/tep/ket-qua.pdf", files.result, name="casework_desk_result"),
    path("lam-viec/ho-so/<str:code>/tep/bieu-mau/<int:seq>.pdf", files.sheet, name="casework_desk_sheet"),
    path("lam-viec/ho-so/<str:code>/tep/bieu-mau/<int:seq>.docx", papers.sheet_word, name="casework_desk_sheet_word"),
    path("lam-viec/ho-so/<str:code>/tep/mau-06.<str:kind>", papers.slip, name="casework_desk_slip"),
    path("lam-viec/ho-so/<str:code>/tep/da-cap/<str:check>/", papers.issued, name="casework_desk_issued"),
    path("lam-viec/ho-so/<str:code>/tep/giay-to/<int:paper_id>/", files.paper, name="casework_desk_paper"),
    path("lam-viec/ho-so/<str:code>/xem-truoc/<str:verb>/", previewing.preview, name="casework_preview"),
    path("lam-viec/ho-so/<str:code>/sao-y/", papers.copies, name="casework_copies"),
    path("lam-viec/ho-so/<str:code>/so-hoa/", scanning.paper, name="casework_digitise"),
    path("lam-viec/ho-so/<str:code>/ghi-chu/", papers.note, name="casework_note"),
    path("lam-viec/ho-so/<str:code>/y-kien/<uuid:opinion_id>/", papers.opinion, name="casework_opinion"),
    path("lam-viec/ho-so/<str:code>/viec/<str:verb>/", beside.beside, name="casework_beside"),
    path("lam-viec/ho-so/<str:code>/<str:verb>/", acting.act, name="casework_act"),
]
