"""Addresses of the reports."""

from django.urls import path

from motcua.insight.reports.web import views

urlpatterns = [
    path("bao-cao/", views.overview, name="reports_list"),
    path("bao-cao/lap/", views.build, name="reports_build"),
    path("bao-cao/tep/<uuid:build_id>/", views.download, name="reports_download"),
    path("bao-cao/<int:year>/<slug:code>/", views.read, name="reports_read"),
]
