"""Addresses of the question pages; the check page of a draft belongs to the room that takes the form in."""

from django.urls import path

from motcua.platform.eforms.web import gallery, shelf, signing, views

urlpatterns = [
    path("ban-nhap/", shelf.drafts, name="eforms_drafts"),
    path("cung-ky/<uuid:signer_id>/", signing.invitation, name="eforms_invitation"),
    path("bieu-mau/cac-loai-cau-hoi/", gallery.gallery, name="eforms_gallery"),
    path("bieu-mau/ban-do/", gallery.outline, name="eforms_outline"),
    path("nop/<uuid:draft_id>/", views.resume, name="eforms_resume"),
    path("nop/<uuid:draft_id>/bo/", views.discard, name="eforms_discard"),
    path("nop/<uuid:draft_id>/tep/<uuid:file_id>/", views.file, name="eforms_file"),
    path("nop/<uuid:draft_id>/viec/khoi-phuc/", shelf.restore, name="eforms_restore"),
    path("nop/<uuid:draft_id>/viec/gui-lien-ket/", shelf.send_link, name="eforms_send_link"),
    path("nop/<uuid:draft_id>/viec/khai-moi/", shelf.clone, name="eforms_clone"),
    path("nop/<uuid:draft_id>/viec/in/", shelf.printed, name="eforms_print"),
    path("nop/<uuid:draft_id>/viec/cung-ky/", signing.signers, name="eforms_signers"),
    path("nop/<uuid:draft_id>/<slug:page>/", views.question, name="eforms_page"),
    path("nop/<uuid:draft_id>/<slug:page>/luu/", views.autosave, name="eforms_autosave"),
    path("nop/<uuid:draft_id>/<slug:page>/chon/", views.conflict, name="eforms_conflict"),
]
