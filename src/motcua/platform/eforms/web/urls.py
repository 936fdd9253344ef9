"""Addresses of the question pages; the check page of a draft belongs to the room that takes the form in."""

from django.urls import path

from motcua.platform.eforms.web import views

urlpatterns = [
    path("nop/<uuid:draft_id>/", views.resume, name="eforms_resume"),
    path("nop/<uuid:draft_id>/bo/", views.discard, name="eforms_discard"),
    path("nop/<uuid:draft_id>/tep/<uuid:file_id>/", views.file, name="eforms_file"),
    path("nop/<uuid:draft_id>/<slug:page>/", views.question, name="eforms_page"),
]
