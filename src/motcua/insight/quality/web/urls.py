"""Addresses of the quality of service."""

from django.urls import path, re_path

from motcua.insight.quality.web import files, pages, work

urlpatterns = [
    path("chat-luong/", pages.index, name="quality_index"),
    re_path(r"^chat-luong/xep-hang/(don-vi|thu-tuc)/$", pages.ranking, name="quality_ranking"),
    path("chat-luong/chi-so/<slug:key>/", pages.ratio, name="quality_ratio"),
    path("chat-luong/bieu/<str:code>/", pages.table, name="quality_table"),
    path("chat-luong/bieu/<str:code>/tep/", files.table_file, name="quality_table_file"),
    re_path(r"^chat-luong/tai/(chi-so|don-vi|thu-tuc)/(csv|xlsx)/$", files.download, name="quality_file"),
    path("lam-viec/chat-luong/", work.work, name="quality_work"),
    path("lam-viec/chat-luong/ho-so/<slug:key>/", work.rows, name="quality_rows"),
    path("lam-viec/chat-luong/cong-bo/", work.publish, name="quality_publish"),
]
