"""Addresses of the citizen pages."""

from django.urls import path

from motcua.platform.casework.web.citizen import (
    after,
    catalogue,
    checking,
    choosing,
    lookup,
    mine,
    papers,
    starting,
    status,
    supplement,
    withdrawing,
)

urlpatterns = [
    path("thu-tuc/", catalogue.index, name="casework_catalogue"),
    path("thu-tuc/<str:code>/", catalogue.service, name="casework_service"),
    path("thu-tuc/<str:code>/nop/", starting.start, name="casework_start"),
    path("nop/<uuid:draft_id>/kiem-tra/", checking.check, name="casework_check"),
    path("nop/<uuid:draft_id>/gui-bo-sung/", supplement.send, name="casework_supplement_send"),
    path("nop/<uuid:draft_id>/lua-chon/<slug:what>/", choosing.choose, name="casework_choose"),
    path("ho-so/", mine.index, name="casework_mine"),
    path("ho-so/<str:code>/", status.dossier, name="casework_status"),
    path("ho-so/<str:code>/da-nop/", checking.submitted, name="casework_submitted"),
    path("ho-so/<str:code>/bo-sung/", supplement.ask, name="casework_supplement"),
    path("ho-so/<str:code>/rut/", withdrawing.withdraw, name="casework_withdraw"),
    path("ho-so/<str:code>/giay-tiep-nhan/", papers.receipt, name="casework_receipt"),
    path("ho-so/<str:code>/ket-qua/", papers.result, name="casework_result"),
    path("ho-so/<str:code>/giay-to/<int:paper_id>/", papers.paper, name="casework_paper"),
    path("ho-so/<str:code>/phieu/<int:seq>/", papers.sheet, name="casework_sheet"),
    path("ho-so/<str:code>/phieu/<int:seq>/docx/", papers.sheet_docx, name="casework_sheet_docx"),
    path("ho-so/<str:code>/to-khai/", papers.form, name="casework_form"),
    path("ho-so/<str:code>/da-cap/<str:check_code>/", papers.issued, name="casework_issued"),
    path("ho-so/<str:code>/danh-gia/", after.rate, name="casework_rate"),
    path("ho-so/<str:code>/khieu-nai/", after.appeal, name="casework_appeal"),
    path("ho-so/<str:code>/ky-to-khai/", after.sign, name="casework_sign_form"),
    path("tra-cuu/so/", lookup.by_number, name="casework_track_number"),
    path("tra-cuu/so/<uuid:ask_id>/", lookup.by_code, name="casework_track_code"),
    path("tra-cuu/", lookup.track, name="casework_track"),
]
