"""Addresses of the registers' pages."""

from django.urls import path

from motcua.foundation.registers.web import hours, law, publishing, year

urlpatterns = [
    path("quan-tri/lich/", year.show, name="registers_calendar"),
    path("quan-tri/lich/tai/", year.export, name="registers_calendar_export"),
    path("quan-tri/lich/them/", publishing.add, name="registers_calendar_add"),
    path("quan-tri/lich/nhap/", publishing.load, name="registers_calendar_import"),
    path("quan-tri/lich/gio/", hours.change, name="registers_calendar_hours"),
    path("quan-tri/lich/hoan-tac/<uuid:change_id>/", publishing.undo, name="registers_calendar_undo"),
    path("quan-tri/quy-dinh/", law.rules, name="registers_rules"),
    path("quan-tri/quy-dinh/<str:code>/", law.one, name="registers_rule"),
]
