"""Addresses of the exchange."""

from django.urls import path

from motcua.platform.exchange.web import views

urlpatterns = [
    path("lam-viec/truc-lien-thong/", views.log, name="exchange_log"),
    path("lam-viec/truc-lien-thong/<uuid:request_id>/", views.message, name="exchange_message"),
]
