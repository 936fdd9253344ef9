"""Addresses of the citizen pages."""

from django.urls import path

from motcua.platform.casework.web.citizen import catalogue, checking, lookup, mine, papers, starting, status, supplement, withdrawing

urlpatterns = [
    path("thu-tuc/", catalogue.index, name="casework_catalogue"),
    path("thu-tuc/<str:code>/", catalogue.service, name="casework_service"),
    path("thu-tuc/<str:code>/nop/", starting.start, name="casework_start"),
    path("nop/<uuid:draft_id>/kiem-tra/", checking.check, name="casework_check"),
    path("nop/<uuid:draft_id>/gui-bo-sung/", supplement.send, name="casework_supplement_send"),
    path("ho-so/", mine.index, name="casework_mine"),
    path("ho-so/<str:code>/", status.dossier, name="casework_status"),
    path("ho-so/<str:code>/da-nop/", checking.submitted, name="casework_submitted"),
    path("ho-so/<str:code>/bo-sung/", supplement.ask, name="casework_supplement"),
    path("ho-so/<str:code>/rut/", withdrawing.withdraw, name="casework_withdraw"),
    path("ho-so/<str:code>/giay-tiep-nhan/", papers.receipt, name="casework_receipt"),
    path("ho-so/<str:code>/ket-qua/", papers.result, name="casework_result"),
    path("ho-so/<str:code>/giay-to/<int:paper_id>/", papers.paper, name="casework_paper"),
    path("ho-so/<str:code>/phieu/<int:seq>/", papers.sheet, name="casework_sheet"),
    path("tra-cuu/", lookup.track, name="casework_track"),
]
