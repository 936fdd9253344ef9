"""Addresses of the vault."""

from django.urls import path

from motcua.services.vault.web import views

urlpatterns = [
    path("kho-giay-to/", views.listing, name="vault_list"),
    path("kho-giay-to/<uuid:document_id>/", views.one, name="vault_document"),
    path("kho-giay-to/<uuid:document_id>/tai/", views.download, name="vault_download"),
]
