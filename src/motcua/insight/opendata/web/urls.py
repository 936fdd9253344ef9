"""Addresses of the open data portal."""

from django.urls import path

from motcua.insight.opendata.web import downloads, pages
from motcua.insight.opendata.web.ckan import views as ckan

urlpatterns = [
    path("du-lieu/", pages.listing, name="opendata_list"),
    path("du-lieu/<slug:slug>/", pages.dataset, name="opendata_dataset"),
    path("du-lieu/<slug:slug>/tai/<slug:kind>", downloads.download, name="opendata_download"),
    path("api/3", ckan.version, name="opendata_ckan_version"),
    path("api/3/action/<slug:name>", ckan.action, name="opendata_ckan"),
    path("api/action/<slug:name>", ckan.action, name="opendata_ckan_short"),
]
