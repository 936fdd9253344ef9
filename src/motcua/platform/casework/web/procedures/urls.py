"""Addresses of the editor of definitions."""

from __future__ import annotations

from django.urls import path

from motcua.platform.casework.web.procedures import (
    comparing,
    editing,
    exchange,
    listing,
    overview,
    publishing,
    raw,
    settings,
    showing,
    table,
    trying,
    working,
)

_ONE = "quan-tri/thu-tuc/<str:code>/"

urlpatterns = [
    path("quan-tri/thu-tuc/", listing.index, name="casework_definitions"),
    path("quan-tri/thu-tuc/bao-cao/", working.report, name="casework_definitions_report"),
    path("quan-tri/thu-tuc/nhap/", exchange.load, name="casework_definitions_import"),
    path("quan-tri/thu-tuc/xuat/", exchange.save, name="casework_definitions_export"),
    path("quan-tri/thu-tuc/mau.xlsx", exchange.blank, name="casework_definitions_blank"),
    path(_ONE, overview.show, name="casework_definition"),
    path(f"{_ONE}nhap/", overview.begin, name="casework_definition_begin"),
    path(f"{_ONE}bo/", overview.discard, name="casework_definition_discard"),
    path(f"{_ONE}mau/", overview.template, name="casework_definition_template"),
    path(f"{_ONE}sua/<str:part>/", editing.edit, name="casework_definition_part"),
    path(f"{_ONE}bang/<str:kind>/", table.edit, name="casework_definition_table"),
    path(f"{_ONE}toan-van/", raw.edit, name="casework_definition_raw"),
    path(f"{_ONE}bieu-mau/", showing.form, name="casework_definition_form"),
    path(f"{_ONE}quy-trinh/", showing.process, name="casework_definition_process"),
    path(f"{_ONE}so-sanh/", comparing.compare, name="casework_definition_compare"),
    path(f"{_ONE}thu/", trying.walk, name="casework_definition_trial"),
    path(f"{_ONE}cong-bo/", publishing.publish, name="casework_definition_publish"),
    path(f"{_ONE}ngung/", publishing.retire, name="casework_definition_retire"),
    path(f"{_ONE}lich-su/", comparing.history, name="casework_definition_history"),
    path(f"{_ONE}ban/<int:version>/", comparing.version, name="casework_definition_version"),
    path(f"{_ONE}noi-nop/", settings.submission, name="casework_definition_submission"),
    path(f"{_ONE}tep/<str:name>", exchange.one, name="casework_definition_file"),
    path(f"{_ONE}tai-len/", exchange.take, name="casework_definition_upload"),
]
